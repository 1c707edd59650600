"""A space stands before a comma or full stop.

French and other conventions put spaces before some marks, and machine translation detaches
marks from their words. No language of the packs puts a space before `,` or `.`. Text that a machine
has cut into tokens throughout is flagged once, at its first such mark.

Misses: a space before marks that the language's own convention spaces out. Leaves alone
decimals such as `.5`, ellipses, file suffixes (`a .zip file`) and spaced dots after dots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import habitual
from tqcheck.rules.rule import Context, Hit, Rule, example

_SPACED = re.compile(r"(?<=[\w”’\")\]])[ \u00a0\u202f]+([,.])(?=\s|$)(?! \.)")
_CLOSED = re.compile(r"[\w”’\")\]][,.](?=\s|$)")
_MESSAGE = "stray space before the mark"


def find(text: str, context: Context) -> Iterator[Hit]:
    """Spaces, with the mark after them, that no convention wants."""
    hits = [
        Hit(match.start(), match.end(), suggestions=(match.group(1),))
        for match in _SPACED.finditer(text)
    ]
    if hits:
        yield from habitual(hits, _MESSAGE, sum(1 for _ in _CLOSED.finditer(text)))


RULE = Rule(
    id="space-before-comma",
    manual=__doc__,
    message=_MESSAGE,
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("A surprise offensive in August⟦ ,⟧ and then silence.", ","),
        example("Sie kam⟦ ,⟧ sah und ging⟦ .⟧", ",", ".", language="de"),
        example("I came in order . . . to die, he said."),
        example("It weighs .5 kg, or so they say ... and left."),
        example("Open the .zip file, then wait.", language="en"),
    ),
)
