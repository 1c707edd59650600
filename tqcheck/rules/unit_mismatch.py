"""A number keeps its value and changes its unit or currency.

`12 km` for `12 Meilen`, `€40` for `40 dollars`: the figure was copied, what it counts was not. Two
figures of one value are compared where each side has just one of them, by what stands after it or,
for currency signs, before it.

Misses numbers in words, figures that stand twice in a segment and units outside the table (`[units]
classes` of `und.toml`). Wrongly flags figures of one value that count two things. Source: the check
`units` of localisation tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import load
from tqcheck.numbers import Number, figures
from tqcheck.rules.rule import Context, Hit, Rule, example

_GAP = r"[\s\u00a0\u202f-]{0,2}(?:(?:of|d['’]|de|di|in|Mio\.?|Mrd\.?) ?)?"
_REACH = 30


@cache
def _after() -> re.Pattern[str]:
    """Any unit after a number, its class the name of the group."""
    return re.compile(_GAP + _options(), re.IGNORECASE)


@cache
def _before() -> re.Pattern[str]:
    """A currency sign or code right before a number."""
    return re.compile(_options() + r"[\s\u00a0\u202f]?$", re.IGNORECASE)


def _options() -> str:
    classes: dict[str, str] = load("und").fact("units", "classes", {})
    return "(?:" + "|".join(f"(?P<{name}>{forms})" for name, forms in classes.items()) + ")"


def find(text: str, context: Context) -> Iterator[Hit]:
    """The number with its unit."""
    source, source_pack = (context.segment.source if context.segment else None), context.source_pack
    if not source or source_pack is None:
        return
    mine, theirs = figures(text, context.pack), figures(source, source_pack)
    for number in mine:
        like = [n for n in theirs if n.readings & number.readings]
        if len(like) != 1 or sum(bool(n.readings & number.readings) for n in mine) != 1:
            continue
        here, there = _unit(text, number), _unit(source, like[0])
        if here is None or there is None or here[0] == there[0]:
            continue
        if _has(text, there[0]) or _has(source, here[0]):
            continue
        start, end = here[1:]
        said = source[there[1] : there[2]].strip()
        yield Hit(min(start, number.start), max(end, number.end), f"the source says {said}")


def _unit(text: str, number: Number) -> tuple[str, int, int] | None:
    """The class of the unit at a number, and where it stands."""
    if match := _after().match(text, number.end, number.end + _REACH):
        return str(match.lastgroup), number.end, match.end()
    window = text[max(0, number.start - 4) : number.start]
    if match := _before().search(window):
        return str(match.lastgroup), number.start - len(window) + match.start(), number.start
    return None


def _has(text: str, name: str) -> bool:
    """Whether a text names a unit of this class anywhere: the two may stand crosswise."""
    return any(match.lastgroup == name for match in re.finditer(_options(), text, re.IGNORECASE))


RULE = Rule(
    id="unit-mismatch",
    manual=__doc__,
    message="unit differs from the source",
    category="accuracy/mistranslation",
    severity="major",
    scope="segment",
    find=find,
    budget=0.03,
    needs=("source",),
    confidence=0.85,
    examples=(
        example("The road is ⟦12 miles⟧ long.", source="La route fait 12 km.",
                source_language="fr"),
        example("The plan costs ⟦€40 million⟧.", source="Der Plan kostet 40 Millionen Dollar.",
                source_language="de"),
        example("It took ⟦3 weeks⟧ to build.", source="Se construyó en 3 meses.",
                source_language="es"),
        example("It is 12 km, or 7 miles, long.", source="La route fait 12 km.",
                source_language="fr"),
        example("12 miles (20 km) away.", source="À 20 kilomètres.", source_language="fr"),
        example("A 5% rise on 5 May.", source="Une hausse de 5 pour cent le 5 mai.",
                source_language="fr"),
    ),
)  # fmt: skip
