"""A large number is counted in words of another language, or in a plural it cannot take.

`milliard` and `thousand millions` are a billion in English; `12 millions of people` is
`12 million people`. A slip here is a factor of a thousand. Words come from `[numbers]
foreign_magnitudes`, `double_magnitudes` and `plural_magnitudes` of the pack.

Misses a billion that should be a trillion: only the source tells (`number-mismatch`). Leaves
`tens of millions`, `millions of people` and `5 millions` in names alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.needles import Index, index
from tqcheck.rules.rule import Context, Hit, Rule, example

_NUMBER = r"(?<![\w.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d{1,2})?"


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _patterns(pack: Pack) -> tuple[list[tuple[re.Pattern[str], dict[str, str]]], Index]:
    foreign = pack.fact("numbers", "foreign_magnitudes", {})
    doubled = pack.fact("numbers", "double_magnitudes", {})
    plural = pack.fact("numbers", "plural_magnitudes", {})
    found = []
    if foreign:
        found.append((re.compile(rf"\b(?P<word>{_any([*foreign])})\b"), foreign))
    if doubled:
        found.append(
            (re.compile(rf"(?:{_NUMBER}[ \u00a0])?(?P<word>\b(?:{_any([*doubled])}))\b"), doubled)
        )
    if plural:
        tail = r"\b(?: of (?!the\b|these\b|those\b))?"
        shape = rf"{_NUMBER}[ \u00a0](?P<word>{_any([*plural])}){tail}"
        found.append((re.compile(shape), plural))
    return found, index(pattern.pattern for pattern, _ in found)


def find(text: str, context: Context) -> Iterator[Hit]:
    """Magnitude words that the language does not use so."""
    patterns, found = _patterns(context.pack)
    for pattern, right in (patterns[number] for number in found.possible(text)):
        for match in pattern.finditer(text):
            start, end = match.span("word")
            if match.group().endswith(" of "):
                end = match.end() - 1
            yield Hit(start, end, suggestions=(right[match["word"]],))


RULE = Rule(
    id="magnitude-suspicious",
    manual=__doc__,
    message="magnitude word not as the language uses it; check the value",
    category="locale_convention/number_format",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.1,
    examples=(
        example("A fund of two ⟦milliards⟧, about 3 ⟦thousand millions⟧.", "billion", "billion"),
        example("It cost 1,200 ⟦millions⟧ and fed 12 ⟦millions of⟧ people.", "million", "million"),
        example("Un fonds de 3 ⟦mille millions⟧ d'euros.", "milliard", language="fr"),
        example("Tens of millions of people, millions more, 12 million in all, by the thousands."),
        example("Un fonds de 3 milliards d'euros pour mille personnes.", language="fr"),
        example("Un fondo de 3 mil millones de euros.", language="es"),
        example("Das kostet 12 ⟦million⟧ Euro.", "Millionen", language="de"),
    ),
)
