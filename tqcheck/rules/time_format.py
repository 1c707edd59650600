"""A time of day is written as another language writes it.

`10h`, `14h30`, `20.15 Uhr`, `14.30 o'clock`: French, Portuguese and German forms that English
readers take for lengths of time, if they understand them.

A bare hour counts only after a word that asks for a time (`at 10h`, `from 10h to 18h`), so that
`24h` and `a 10h flight` stay; with minutes, only from six o'clock on or after such a word. `at
18,30` is flagged, `at 18.30`, which some English has, in copy that other findings show to be
translated word for word. Misses
times in two parts (`14 h 30 min`). Wrongly flags stage names and results such as `6h12`. That is so
where hours are counted to twelve (`[dates] half_days`); where the pack has a `clock` of 24, `10:30
PM` is flagged. Source: CLDR time formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tqcheck.rules.marks import has_digit
from tqcheck.rules.rule import Context, Hit, Rule, example

_ASKS = (
    r"(?:\b(?:at|from|until|till|before|after|around|about|by|since|towards|between) (?:about )?)"
)
_HOUR = r"(?P<hour>[01]?\d|2[0-4])"
_MINUTES = r"(?P<minutes>[0-5]\d)"
_END = r"(?![\w/]|[.,:]\d| ?per\b)"
# `10.46 hours` is a length of time unless a word asks for a time.
_HOURS = re.compile(rf"(?<![\w.,:/]){_HOUR}[.:]{_MINUTES} hours{_END}")
# `at 18,30`, `at 18.30`, before nothing that is measured or paid.
_BARE = re.compile(
    r"(?<!closed )(?<!traded )(?<!ended )\b(?:at|from|until|till) (?:about |around )?"
    r"(?P<time>(?P<hour>1[3-9]|2[0-3])(?P<mark>[.,])(?P<minutes>[0-5][05]))"
    rf"{_END}(?! ?[%‰€$£°])(?! (?:[Uu]hr|o['’]clock|horas|heures|hrs?|[hH])\b)"
    r"(?! (?:[mb]illion|euros?|dollars?|pounds?|points?|seconds?|hours?|k?m)\b)"
)
_FORMS = (
    re.compile(rf"(?<![\w.,:/]){_HOUR}[hH] ?(?:{_MINUTES})?{_END}"),
    re.compile(rf"(?<![\w.,:/]){_HOUR} [hH] {_MINUTES}{_END}"),
    re.compile(rf"(?<![\w.,:/]){_HOUR}(?:[.:h]{_MINUTES})? (?:Uhr|uhr|horas|heures){_END}"),
    re.compile(rf"(?<![\w.,:/]){_HOUR}[.,:h]{_MINUTES} o['’]clock{_END}"),
    _HOURS,
)
# What follows the hour in one of the forms, for a quick look first.
_MAY_BE_TIME = re.compile(r"\d(?: ?[hH](?![a-z])| (?:[Uu]hr|hours|horas|heures|o['’]))")
# `10:30 PM`, `8 a.m.`; German `am` is a word of its own.
_HALF_DAY = re.compile(
    r"(?<![\w.,:/])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minutes>[0-5]\d))? ?"
    r"(?P<half>[AP]M\b|[ap]\. ?m\.)(?!\w)"
)
_ASKED = re.compile(_ASKS + "$")
_JOINED = re.compile(r"(?: (?:to|and|until|till|-|–) |[-–])")
_WINDOW = 24
# Below this hour `2h30` is a length of time as often as a time of day.
_SURE_HOUR = 6


def find(text: str, context: Context) -> Iterator[Hit]:
    """Times; the suggestion is as the language has it."""
    if not has_digit(text):
        return
    if clock := context.pack.fact("dates", "clock", ()):
        yield from _of_half_days(text, clock)
    if not context.pack.fact("dates", "half_days", False):
        return
    for match in _BARE.finditer(text):
        doubtful = match["mark"] == "."
        yield Hit(*match.span("time"), suggestions=(_spoken(match),), doubtful=doubtful)
    if not _MAY_BE_TIME.search(text):
        return
    found = {m.start(): m for form in _FORMS for m in form.finditer(text)}
    taken = 0
    for start in sorted(found):
        match = found[start]
        if start < taken or not _is_time(text, match):
            continue
        better, end = _spoken(match), match.end()
        joined = _JOINED.match(text, end)
        if joined and joined.end() in found:
            other = found[joined.end()]
            better, end = better + joined.group() + _spoken(other), other.end()
        yield Hit(start, end, suggestions=(better,))
        taken = end


def _of_half_days(text: str, clock: Sequence[str]) -> Iterator[Hit]:
    """Times of a half of the day, as the language writes them with minutes and without."""
    for match in _HALF_DAY.finditer(text):
        minutes = match["minutes"]
        hour = int(match["hour"]) % 12 + 12 * (match["half"][0] in "Pp")
        right = clock[minutes is None].format(h=hour, mm=minutes)
        yield Hit(match.start(), match.end(), suggestions=(right,))


def _is_time(text: str, match: re.Match[str]) -> bool:
    hour, minutes = int(match["hour"]), match["minutes"]
    before = text[max(0, match.start() - _WINDOW) : match.start()]
    if hour == 24 and minutes not in (None, "00"):
        return False
    if _ASKED.search(before):
        return True
    if match.re is _HOURS:
        return False
    if match.re in _FORMS[2:]:
        return True
    return minutes is not None and hour >= _SURE_HOUR and not before.endswith(" in ")


def _spoken(match: re.Match[str]) -> str:
    """`10 a.m.`, `2:30 p.m.`, `noon`, `midnight`."""
    hour, minutes = int(match["hour"]), match["minutes"]
    if minutes in (None, "00"):
        if hour in (0, 24):
            return "midnight"
        if hour == 12:
            return "noon"
        return f"{(hour - 1) % 12 + 1} {'p.m.' if hour > 11 else 'a.m.'}"
    return f"{(hour - 1) % 12 + 1}:{minutes} {'p.m.' if hour > 11 else 'a.m.'}"


RULE = Rule(
    id="time-format",
    manual=__doc__,
    message="a time of day as another language writes it",
    category="locale_convention/time_format",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.03,
    confidence=0.9,
    examples=(
        example("Le match est à ⟦8:45 PM⟧, ou à ⟦9 p.m.⟧ ici.", "20 h 45", "21 h", language="fr"),
        example("Er kommt um 8 am Samstag, sie um ⟦10:30 AM⟧.", "10:30 Uhr", language="de"),
        example("It is open from ⟦10h to 18h⟧ on Mondays.", "10 a.m. to 6 p.m."),
        example(
            "The match starts at ⟦20h45⟧; doors open at ⟦19.30 Uhr⟧.", "8:45 p.m.", "7:30 p.m."
        ),
        example("They met at ⟦12h⟧ and again around ⟦8 h 15⟧.", "noon", "8:15 a.m."),
        example("A 10h flight, a 24h strike, and he finished in 6h12."),
        example("At 10 he ran 2h30 in all, at 120 km/h; 5H stands for hydrogen."),
        example("It struck at ⟦10.46 hours⟧ and lasted 2.30 hours.", "10:46 a.m."),
        example("The letter came at ⟦18,30⟧ on Friday.", "6:30 p.m."),
        example("The doors open at ⟦18.30⟧ today.", "6:30 p.m.", doubtful=True),
        example("It runs until ⟦18,30 o'clock⟧, or at ⟦19.30 Uhr⟧.", "6:30 p.m.", "7:30 p.m."),
        example("It sold at 18,50 euros, closed at 18.45 and rose from 13,50% to 15,20%."),
        example("It opens at 10:30 and closes at five o’clock."),
    ),
)
