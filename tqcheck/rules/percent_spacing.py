"""The per cent sign stands off its number, or clings to it, against the language's habit.

English sets `50%` without a space and French `50 %` with one; a sign spaced the other way is a
trace of the source, and so is `%50`, as Turkish has it. Where both are printed widely (German,
Spanish, Russian, ...) the pack says `any` and the rule is silent. Much French copy closes the sign
up throughout, so there a closed sign is flagged only where the same text spaces at least twice as
many.

Misses: `per cent` against `%`. Source: Chicago Manual of Style 9.18; Lexique des règles
typographiques en usage à l'Imprimerie nationale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_SPACED = re.compile(r"(?<=\d)[ \u00a0\u202f]+%(?![\w(])")
# Turkish puts the sign first.
_FIRST = re.compile(
    r"(?<![\w%.,;:&/=#_\\\"'“‘’”-])%(?P<n>\d{1,3}(?:[.,]\d{1,2})?)(?![\w%./:-]|,\d)"
)
_CLOSE = re.compile(r"(?<=\d)%(?![\w(])")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Signs with a space too many or too few."""
    if "%" not in text:
        return
    wanted = context.pack.fact("numbers", "percent_space")
    if wanted == "none":
        for match in _SPACED.finditer(text):
            yield Hit(match.start(), match.end(), suggestions=("%",))
        for match in _FIRST.finditer(text):
            yield Hit(match.start(), match.end(), suggestions=(f"{match['n']}%",))
    elif wanted == "space":
        closed = list(_CLOSE.finditer(text))
        if len(closed) * 2 > sum(1 for _ in _SPACED.finditer(text)):
            return
        for match in closed:
            yield Hit(match.start(), match.end(), suggestions=("\u00a0%",))


RULE = Rule(
    id="percent-spacing",
    manual=__doc__,
    message="space before the per cent sign is not as the language has it",
    category="locale_convention/number_format",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("Turnout was 50⟦ %⟧, up from 48⟦\u00a0%⟧.", "%", "%"),
        example("À 7⟦%⟧ contre 8 % en mai et 9 % en avril.", "\u00a0%", language="fr"),
        example("Turnout was ⟦%50⟧, and ⟦%3.5⟧ in Bursa.", "50%", "3.5%"),
        example("Turnout was 50% and nobody knows what '%d % 7' does, or 7 %(n)s."),
        example("Le chômage atteint 7% des actifs, 8 % en mai.", language="fr"),
        example("Die Quote liegt bei 7% oder 7 %.", language="de"),
    ),
)
