"""Numbers in running text: where they stand and what they may mean.

`1.234` is one number in German and another in English, so a number has readings, not a value.
What a language writes comes from `[numbers]` and `[dates]` of its pack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, product

from tqcheck.lang import Pack

# A run of digits with marks and spaces that may part groups or decimals; a space only before
# exactly three digits. Not within a word, so `A320` and `x86` are no numbers.
_DIGITS = re.compile(
    r"(?<![\w.,])[-−]?(?P<number>\d{1,3}(?:[\u00a0\u202f\u2009 ’']\d{3})+(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)*)"
)
_GROUP_SPACES = re.compile(r"[\u00a0\u202f\u2009 ’']")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(r"\w+")
_ROMAN = re.compile(
    r"\b(?=[IVXLC])(?P<value>(?:X[LC]|L?X{0,3})(?:IX|IV|V?I{0,3}))(?:e|er|ème|th)?\b"
)
# Between the ends of a range: " to ", " and ", "–".
_RANGE_CHARS = 6
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: code points half-open, what it may mean, and how it is written.

    `digits` tells figures from words; `magnitude` is the factor of the word after it (1 when
    there is none), already part of the readings.
    """

    start: int
    end: int
    readings: frozenset[float]
    digits: bool
    magnitude: float = 1.0


@cache
def _word_values(pack: Pack) -> dict[str, float]:
    """Number words of a language, compounds included."""
    words: dict[str, float] = dict(pack.fact("numbers", "words", {}))
    top = int(pack.fact("numbers", "compound_units", 9))
    tens = [(w, v) for w, v in words.items() if v >= 20 and v % 10 == 0 and v < 100]
    units = [(w, v) for w, v in words.items() if 1 <= v <= top and v == int(v)]
    for shape in pack.fact("numbers", "compounds", ()):
        for (ten, big), (unit, small) in product(tens, units):
            if small <= 9 or big in (60, 80):
                words.setdefault(shape.format(ten=ten, unit=unit), big + small)
    return words


@cache
def _words_pattern(pack: Pack) -> re.Pattern[str] | None:
    values = _word_values(pack)
    if not values:
        return None
    longest_first = sorted(values, key=len, reverse=True)
    return re.compile(
        r"(?<![\w-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w])", re.IGNORECASE
    )


@cache
def _magnitude_pattern(pack: Pack) -> re.Pattern[str] | None:
    words = pack.fact("numbers", "magnitudes", {})
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(
        r"[\s\u00a0-]{0,2}(" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE
    )


@cache
def _magnitudes(pack: Pack) -> dict[str, float]:
    return {w.casefold(): v for w, v in pack.fact("numbers", "magnitudes", {}).items()}


def _magnitude(text: str, at: int, pack: Pack) -> tuple[float, int]:
    """The factor of the magnitude words at a place, and where they end."""
    pattern, factor = _magnitude_pattern(pack), 1.0
    if pattern is None:
        return factor, at
    for _ in range(2):  # "three hundred thousand"
        match = pattern.match(text, at)
        if match is None:
            break
        factor *= _magnitudes(pack)[match.group(1).casefold()]
        at = match.end()
    return factor, at


def readings(written: str) -> frozenset[float]:
    """What a run of digits, marks and group spaces may mean, in any convention.

    >>> sorted(readings("1.234"))
    [1.234, 1234.0]
    >>> sorted(readings("1 234,5"))
    [1234.5]
    """
    plain = _GROUP_SPACES.sub("", written)
    found: set[float] = set()
    marks = re.findall(r"[.,]", plain)
    groups = re.split(r"[.,]", plain)
    whole = all(len(g) == 3 for g in groups[1:]) and 1 <= len(groups[0]) <= 3
    if not marks:
        found.add(float(plain))
    elif len(marks) == 1:
        found.add(float(plain.replace(",", ".")))
        if whole and groups[0] != "0":
            found.add(float("".join(groups)))
    elif len(set(marks)) == 1 and whole:
        found.add(float("".join(groups)))
    elif len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        found.add(float("".join(groups[:-1]) + "." + groups[-1]))
    return frozenset(found)


def _parts(match: re.Match[str]) -> Iterator[tuple[int, int, frozenset[float]]]:
    """The number, or its parts where it is a date, a version or an address."""
    start, written = match.start("number"), match.group("number")
    found = readings(written)
    if found:
        yield start, match.end(), found
        return
    for part in re.finditer(r"\d+", written):
        yield start + part.start(), start + part.end(), frozenset({float(part.group())})


def figures(text: str, pack: Pack) -> list[Number]:
    """The numbers written in digits, in text order; `10 to 15 million` is millions twice."""
    found = list(_figures(text, pack))
    for place, (number, following) in enumerate(pairwise(found)):
        between = following.start - number.end
        if number.magnitude == 1 and following.magnitude != 1 and between <= _RANGE_CHARS:
            scaled = frozenset(r * following.magnitude for r in number.readings)
            found[place] = replace(number, readings=number.readings | scaled)
    return found


def _figures(text: str, pack: Pack) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        for start, end, found in _parts(match):
            factor, after = _magnitude(text, end, pack)
            if factor != 1.0:
                scaled = frozenset(r * factor for r in found)
                if _may_be_a_unit(text, start, end, after, pack):
                    scaled |= found
                yield Number(start, after, scaled, True, factor)
            else:
                yield Number(start, end, found, True)


def _may_be_a_unit(text: str, start: int, end: int, after: int, pack: Pack) -> bool:
    """Whether `m` after a number may stand for metres."""
    word = text[end:after].strip().casefold()
    money = unicodedata.category(text[start - 1 : start] or " ") == "Sc"
    return word in pack.fact("numbers", "units_too", ()) and not money


def spelled(text: str, pack: Pack) -> Iterator[Number]:
    """The numbers written in words, in text order; parts of a long one may come apart."""
    pattern = _words_pattern(pack)
    if pattern is None:
        return
    values, first_words = _folded_values(pack)
    end = 0
    # The pattern is long and slow, so it is tried only at words that begin a number.
    for token in _TOKEN.finditer(text):
        if token.start() < end or token.group().casefold() not in first_words:
            continue
        match = pattern.match(text, token.start())
        if match:
            end = match.end()
            factor, after = _magnitude(text, end, pack)
            found = values[match.group().casefold()] * factor
            yield Number(match.start(), after, frozenset({found}), False, factor)


@cache
def _folded_values(pack: Pack) -> tuple[dict[str, float], frozenset[str]]:
    """The values of number words without case, and the words that they begin with."""
    values = {word.casefold(): value for word, value in _word_values(pack).items()}
    return values, frozenset(_TOKEN.findall(word)[0] for word in values)


def roman(text: str) -> Iterator[int]:
    """The values of Roman numerals, as in `XIXe siècle`."""
    for match in _ROMAN.finditer(text):
        if not match["value"]:
            continue
        digits = [_ROMAN_DIGITS[c] for c in match["value"]]
        yield sum(
            -d if following > d else d
            for d, following in zip(digits, [*digits[1:], 0], strict=False)
        )


@cache
def months(pack: Pack) -> dict[str, int]:
    """Forms of the months' names in lower case and their numbers, 1 to 12."""
    return {
        form: number
        for number, forms in enumerate(pack.fact("dates", "months", ()), start=1)
        for form in forms.split("|")
    }


def month_numbers(text: str, pack: Pack) -> Iterator[int]:
    """The months that a text names, as numbers."""
    names = months(pack)
    for match in _WORD.finditer(text):
        number = names.get(match.group().casefold())
        if number:
            yield number


def written(value: float, pack: Pack) -> str:
    """A number as the language writes it, grouped from 10,000 on (from 1,000 with a comma)."""
    mark = pack.fact("numbers", "decimal", ".") or "."
    group = (pack.fact("numbers", "group", ()) or [""])[0]
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    whole, _, rest = text.partition(".")
    if len(whole) > 4 or (len(whole) == 4 and group == ","):
        whole = f"{int(whole):,}".replace(",", group)
    return whole + (mark + rest if rest else "")
