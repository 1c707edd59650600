"""A unit symbol has the wrong capitals or a plural s.

Symbols of units are the same in every language and take no plural: `5 km`, not `5 Kms`; `3 GHz`,
not `3 Ghz`. The pairs are `[units] wrong` of the pack, after a number only.

Misses units in words and units that differ by language (`h`, `min`). Source: SI brochure (9th
edition) section 5.2 and IEC 80000-13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import has_digit
from tqcheck.rules.rule import Context, Hit, Rule, example


@cache
def _wrong(pack: Pack) -> re.Pattern[str]:
    forms = sorted(pack.fact("units", "wrong", {}), key=len, reverse=True)
    return re.compile(
        r"(?<=\d)[ \u00a0\u202f]?(" + "|".join(map(re.escape, forms)) + r")(?![\w/²³])"
    )


def find(text: str, context: Context) -> Iterator[Hit]:
    """Symbols after a number that are not as the standard has them."""
    if not has_digit(text):
        return
    right = context.pack.fact("units", "wrong", {})
    for match in _wrong(context.pack).finditer(text):
        yield Hit(match.start(1), match.end(1), suggestions=(right[match[1]],))


RULE = Rule(
    id="unit-format",
    manual=__doc__,
    message="unit symbol not as the standard writes it",
    category="locale_convention/measurement_format",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.03,
    examples=(
        example("They walked 5 ⟦Kms⟧ with 20 ⟦Kg⟧ each.", "km", "kg"),
        example("Une puce à 3 ⟦Ghz⟧ roulant à 90 ⟦Km/h⟧.", "GHz", "km/h", language="fr"),
        example("They walked 5 km with 20 kg each at 3 GHz and 90 km/h."),
        example("KG Software moved to 5 Kgosi Street; 3 Kmart shops."),
    ),
)
