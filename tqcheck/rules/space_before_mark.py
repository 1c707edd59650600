"""A space stands before a colon, semicolon, question or exclamation mark.

French spaces its high marks (with a no-break space, in print); other languages do not, so the
space betrays copy carried over from French. Languages that want it list the marks in `[spacing]
spaced_before`. Copy that spaces them throughout is flagged once, at the first. Commas and full
stops: see `space-before-comma`.

Misses: marks not followed by a space, and smileys. Leaves alone ratios and scores (`3 : 1`).
Source: Lexique des règles typographiques en usage à l'Imprimerie nationale, for French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import habitual
from tqcheck.rules.rule import Context, Hit, Rule, example

_SPACED = re.compile(r"(?<=[\w”’»\")\]])[ \u00a0\u202f]+([;!?]+|:)(?=[\s”’»\"]|$)")
_CLOSED = re.compile(r"[\w”’»\")\]](?:[;!?]+|:)(?=[\s”’»\"]|$)")
_MESSAGE = "stray space before the mark"
_DIGITS = re.compile(r"\d[ \u00a0\u202f]+:[ \u00a0\u202f]*\d")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Spaces, with the mark after them, that the language does not want."""
    wanted = context.pack.fact("spacing", "spaced_before", "")
    hits = [
        Hit(match.start(), match.end(), suggestions=(match.group(1),))
        for match in _SPACED.finditer(text)
        if match.group(1)[0] not in wanted and not _DIGITS.match(text, match.start() - 1)
    ]
    if hits:
        yield from habitual(hits, _MESSAGE, sum(1 for _ in _CLOSED.finditer(text)))


RULE = Rule(
    id="space-before-mark",
    manual=__doc__,
    message=_MESSAGE,
    category="locale_convention/punctuation",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("He said⟦ :⟧ never again⟦\u00a0!⟧", ":", "!"),
        example("Was soll das⟦ ?⟧", "?", language="de"),
        example("Il a dit\u00a0: plus jamais\u202f!", language="fr"),
        example("They won 3 : 1 and said: never again!"),
        example("We like it :) and then some."),
    ),
)
