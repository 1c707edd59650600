"""A number differs between the source and the translation.

Neural translation drops, swaps and rescales figures fluently, and a wrong figure is an error of
fact: `1,5 milliard` rendered as `1.5 million`. Numbers are compared by value, in any convention
that either text may use, in figures or words, with magnitudes multiplied out, months as numbers,
Roman numerals and the twelve-hour clock allowed for.

A figure of the translation that the source does not have is flagged; when just one figure of the
source is left over too, it is suggested. A figure of the source that is nowhere in the translation
is flagged (at the segment's last word) only if nothing else explains it. Misses: numbers in words
on both sides, swapped numbers, and rounding. May wrongly flag converted units and dates that the
translator worked out (`last year` -> `2008`). Most of what it finds in human translations of news
is a figure that really differs. Source of the comparison: the values, no published method.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.numbers import Number, figures, month_numbers, roman, spelled, written
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared, last_word

# Factors between units that translators convert; a figure within 3 % of one is let pass.
_CONVERSIONS = (1.609, 0.6214, 2.54, 0.3937, 0.3048, 3.281, 0.4536, 2.205, 0.4047, 2.471, 3.785)
_TOLERANCE = 0.03
_CONVERTED_FROM = 2.0  # Smaller figures are too near to everything.
_CLOCK = re.compile(r"\d ?(?:[:hH.]\d\d|h\b|[ap]\.? ?m\b|Uhr|час|ч\b|годин)", re.IGNORECASE)
# Hours and minutes, whatever stands between them; the dot only where a word says that it is a time.
_HOUR_MINUTE = re.compile(
    r"(?<![\d.,])(\d{1,2} ?)[hH]( ?\d\d)(?!\d)"
    r"|(?<![\d.,])(\d{1,2})\.(\d\d)(?= ?(?:[ap]\.? ?m\b|Uhr|час|ч\b|годин|h\b|in the))"
)
_DOTTED = re.compile(r"(?<![\d.,])(\d{1,2})\.(\d\d)(?![\d.,]?\d)")
_EXACT = 1e-9
_DIGIT = re.compile(r"\d")
_NOT_DIGIT = re.compile(r"\D")


@cache
def _measures(pack: Pack) -> re.Pattern[str]:
    """A unit of measure after a number or a number word."""
    return re.compile(
        r"\b(?:" + "|".join(pack.fact("units", "measures", ())) + r")|°", re.IGNORECASE
    )


def _allowed(text: str, pack: Pack) -> set[float]:
    """Values that the text states in any other way than the figure itself."""
    found = {r for n in spelled(text, pack) for r in n.readings}
    found.update(map(float, month_numbers(text, pack)))
    found.update(map(float, roman(text)))
    for number in figures(text, pack):
        found.update(number.readings)
    return found


def _explained(number: Number, allowed: set[float], clock: bool, measured: bool) -> bool:
    """Whether a number may be one of the allowed values, written in another way."""
    for value in number.readings:
        for other in allowed:
            if abs(value - other) <= _EXACT * max(abs(value), abs(other)):
                return True
            if clock and value <= 24 and abs(value - other) == 12:
                return True
            # Decades, centuries, short years: 1990 / 90, XIX / 1800, 2010 / 10.
            if (
                value >= 1000
                and other < 100
                and (value % 100 == other or (other - 1) * 100 == value - value % 100)
            ):
                return True
            if (
                other >= 1000
                and value < 100
                and (other % 100 == value or (value - 1) * 100 == other - other % 100)
            ):
                return True
            if measured and _rescaled(value, other):
                return True
    return False


def _rescaled(value: float, other: float) -> bool:
    """One the other in a converted unit."""
    if value < _CONVERTED_FROM or other < _CONVERTED_FROM:
        return False
    return any(abs(value / other / f - 1) <= _TOLERANCE for f in _CONVERSIONS)


def _left_over(
    numbers: Iterable[Number], allowed: set[float], clock: bool, measured: bool, digits: str
) -> Iterator[Number]:
    for number in numbers:
        if not _explained(number, allowed, clock, measured) and not _inside(number, digits):
            yield number


def _inside(number: Number, digits: str) -> bool:
    """Whether the digits stand within a longer run of the other text, as in codes and ranges."""
    value = max(number.readings) / number.magnitude
    return value == int(value) and value >= 100 and str(int(value)) in digits


def _with_colons(text: str, other: str) -> str:
    """The text with every time written `14:30`, as the other text may have it; offsets stay."""
    text = _HOUR_MINUTE.sub(lambda m: f"{m[1] or m[3]}:{m[2] or m[4]}", text)
    return _DOTTED.sub(lambda m: colon if (colon := f"{m[1]}:{m[2]}") in other else m[0], text)


def find(text: str, context: Context) -> Iterator[Hit]:
    """Figures that only one side has."""
    source, source_pack = (context.segment.source if context.segment else None), context.source_pack
    if not source or source_pack is None or not (_DIGIT.search(text) or _DIGIT.search(source)):
        return
    pack = context.pack
    clock = bool(_CLOCK.search(text) or _CLOCK.search(source))
    measured = bool(_measures(pack).search(text) and _measures(source_pack).search(source))
    text, source = _with_colons(text, source), _with_colons(source, text)
    mine, theirs = figures(text, pack), figures(source, source_pack)
    unknown = list(
        _left_over(mine, _allowed(source, source_pack), clock, measured, _NOT_DIGIT.sub("", source))
    )
    if is_shared(context):
        lost = []
    else:
        lost = list(
            _left_over(theirs, _allowed(text, pack), clock, measured, _NOT_DIGIT.sub("", text))
        )
    if unknown and lost:
        hint: tuple[str, ...] = ()
        if len(unknown) == len(lost) == 1:
            hint = (_as_target(lost[0], unknown[0], text, source, pack),)
        said = ", ".join(source[n.start : n.end] for n in lost)
        for number in unknown:
            yield Hit(number.start, number.end, f"the source has {said} here", hint)
    elif len(unknown) == 1 and len(mine) <= len(theirs):
        yield Hit(
            unknown[0].start, unknown[0].end, "the source does not have this number",
            confidence=0.6,
        )  # fmt: skip
    elif len(lost) == 1 and lost[0].readings and max(lost[0].readings) >= 10:
        start, end = last_word(text)
        said = source[lost[0].start : lost[0].end]
        yield Hit(start, end, f"{said} of the source may be missing", confidence=0.5)


def _as_target(lost: Number, found: Number, text: str, source: str, pack: Pack) -> str:
    """The source's number as the target language writes it."""
    plain = source[lost.start : lost.end]
    if plain.isdigit():
        return plain
    value = max(lost.readings)
    if found.magnitude != 1 and lost.magnitude == found.magnitude:
        word = re.split(r"[\d.,\u00a0\u202f ]+", text[found.start : found.end])[-1]
        return f"{written(min(lost.readings) / lost.magnitude, pack)} {word}"
    foreign = pack.fact("numbers", "foreign_magnitudes", {})
    for word, factor in pack.fact("numbers", "magnitudes", {}).items():
        if factor == lost.magnitude != 1 and len(word) > 3 and word not in foreign:
            return f"{written(min(lost.readings) / factor, pack)} {word}"
    return written(value, pack)


RULE = Rule(
    id="number-mismatch",
    manual=__doc__,
    message="number differs from the source",
    category="accuracy/mistranslation",
    severity="major",
    scope="segment",
    find=find,
    budget=0.5,
    needs=("source",),
    examples=(
        example(
            "The plan costs ⟦1.5 million⟧ euros.",
            "1.5 billion",
            source="Le plan coûte 1,5 milliard d'euros.",
            source_language="fr",
        ),
        example(
            "In 2014, ⟦3,200⟧ people came.",
            "2,300",
            source="2014 kamen 2.300 Menschen.",
            source_language="de",
        ),
        example(
            "Im Jahr ⟦2019⟧ kamen viele.",
            "2009",
            language="de",
            source="In 2009 many came.",
            source_language="en",
        ),
        example(
            "The plan costs 1.5 billion euros and starts on 3 May at 2:30 p.m.",
            source="Le plan coûte 1 500 millions d'euros et démarre le 3/5 à 14h30.",
            source_language="fr",
        ),
        example(
            "Twelve people died in the 1990s, in the 19th century 25.",
            source="12 personnes sont mortes dans les années 90, au XIXe siècle vingt-cinq.",
            source_language="fr",
        ),
        example("It is 62 miles away.", source="C'est à 100 km d'ici.", source_language="fr"),
        example("It is 62 miles away.", source="Está a 100 kilómetros.", source_language="es"),
        example("Some 10 inches of rain.", source="Unos 25 centímetros.", source_language="es"),
        example("She threw 73.39 m.", source="Она метнула 73,39 м.", source_language="ru"),
        example("Trade may reach $6 bln.", source="Оборот: $6 млрд.", source_language="ru"),
        example(
            "The plan costs $⟦6m⟧.",
            "6 billion",
            source="Le plan coûte 6 milliards de dollars.",
            source_language="fr",
        ),
        example("He came at 12:39.", source="Er kam um 12.39.", source_language="de"),
    ),
)
