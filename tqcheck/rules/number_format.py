"""A number is written with another language's decimal mark or thousands separator.

`1.234,5` and `3 000` in English, `1,234.5` in French or German: the reader halts, or reads a
thousand as one. Copy keeps the source's marks where the translation engine copies figures.

Only unmistakable forms are flagged: by their marks, or by what is counted or measured (`3.500
jobs`, `1,35 metres`; `[numbers] counted`, `measured`), in round hundreds before a plural (`8.000
pieces`), or where others of the text are (`2.400 wagons`, `310.000`). `1.234` or `1,234` alone may
be either and stays silent, and so does any form that the language's pack allows. Misses: a single
group (`3,000` in German), which only the source can settle (see `number-mismatch`). Copy that keeps
another country's marks throughout is flagged once. Source: CLDR number symbols.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import habitual, has_digit
from tqcheck.rules.rule import Context, Hit, Rule, example

# A digit, mark or word character next to it makes it part of a date, a version or an address; a
# hyphen that nothing stands before is a minus.
_BEFORE, _AFTER = r"(?<![\w.,:/#])(?<![^\s(]-)", r"(?![\w:/-]|[.,]\d)"
_SYMBOLS = r"%|‰|€|£|\$|°C|km/h|km²|km|kg|cm|mm|m²|MW|GW|kWh|GB|MB|GHz|MHz"
_MESSAGE = "number written as another language writes it"
_NO_BREAK = "\u00a0\u202f\u2009"


@cache
def _swapped(pack: Pack) -> re.Pattern[str] | None:
    """`1.234,5`, `1.234.567` and `3,5 %` where `.` is the decimal mark, or the reverse."""
    decimal = pack.fact("numbers", "decimal")
    if not decimal:
        return None
    other = {".": ",", ",": "."}[decimal]
    point, comma = re.escape(decimal), re.escape(other)
    magnitudes = pack.fact("numbers", "magnitudes", {})
    words = "|".join(sorted(re.escape(w) for w in magnitudes if len(w) > 2))
    measured = "|".join(pack.fact("numbers", "measured", ()))
    words = f"{words}|{measured}" if measured else words
    counted = "|".join(pack.fact("numbers", "counted", ()))
    unit = rf"[ \u00a0\u202f]?(?:(?:{_SYMBOLS})(?!\w)|(?:{words})\b)"
    forms = []
    if decimal not in pack.fact("numbers", "group", ()):
        forms.append(rf"(?P<both>\d{{1,3}}(?:{point}\d{{3}})+{comma}\d{{1,3}}){_AFTER}")
        forms.append(rf"(?P<groups>\d{{1,3}}(?:{point}\d{{3}}){{2,4}}){_AFTER}")
        if counted:
            forms.append(rf"(?P<apostrophes>[1-9]\d{{0,2}}(?:['’]\d{{3}})+){_AFTER}")
            forms.append(rf"(?P<thousand>[1-9]\d{{0,2}}{point}\d{{3}})(?= (?:{counted})\b)")
        if plural := pack.fact("numbers", "plural"):
            things = rf"(?!(?:{words})\b){plural}\b"
            forms.append(rf"(?P<tens>[1-9]\d{{0,2}}{point}\d\d0)(?= {things})")
    if other not in pack.fact("numbers", "decimals", ()):
        forms.append(rf"(?P<dec>\d{{1,3}}{comma}\d{{1,2}})(?={unit})")
        forms.append(rf"(?<=[£$€¥])(?P<money>\d{{1,3}}{comma}\d{{2}}){_AFTER}")
        if hours := "|".join(pack.fact("numbers", "hours", ())):
            forms.append(rf"(?P<hour>\d{{1,3}}{comma}\d)(?= (?:{hours})\b)")
    if not forms:
        return None
    return re.compile(_BEFORE + "(?:" + "|".join(forms) + ")")


@cache
def _thousands(pack: Pack) -> re.Pattern[str] | None:
    """`2.400 travellers`: what may be a thousand, before something in the plural.

    Only English tells by its words what is a plural, and what is measured and not counted.
    """
    decimal = pack.fact("numbers", "decimal")
    if not decimal or decimal in pack.fact("numbers", "group", ()):
        return None
    if {",", "."} <= {*pack.fact("numbers", "decimals", ())}:
        return None
    measured = "|".join(m for m in pack.fact("numbers", "measured", ()) if "uro" not in m)
    things = rf"(?!(?:{measured})\b)" if measured else ""
    english = pack.fact("numbers", "counted")
    things += r"(?:Euro\b|[a-z]{3,}s\b)" if english else r"(?!\w+\.)[^\W\d_]{3,}"
    unmeasured = rf"(?! ?(?:{_SYMBOLS})(?!\w)" + (rf"| (?:{measured})\b)" if measured else ")")
    ends = rf"\d{{3}}(?= {things})|[1-9]00{_AFTER}{unmeasured}|000{_AFTER}"
    return re.compile(rf"{_BEFORE}[1-9]\d{{0,2}}{re.escape(decimal)}(?:{ends})")


@cache
def _spaced(pack: Pack) -> re.Pattern[str] | None:
    """`3 000` where no space parts groups: a no-break space, or two groups, or round hundreds."""
    groups = pack.fact("numbers", "group", ())
    if not groups or " " in groups:
        return None
    return re.compile(
        _BEFORE
        + rf"(?:[1-9]\d{{0,2}}(?:[{_NO_BREAK}]\d{{3}})+|[1-9]\d{{0,2}}(?: \d{{3}}){{2,4}}"
        + r"|[1-9]\d{0,2} \d00|[1-9]\d{0,2} \d{3}(?= [a-z]{3,}))"
        + r"(?P<rest>[.,]\d{1,2})?(?![\w:/-]|[.,]\d| \d)"
    )


# What stands before the first group when it is a number of its own: "May 3 200 people".
_OWN_NUMBER = re.compile(r"(?:[A-Z][\w.]*|[Nn]o\.|\d,?) $")


def find(text: str, context: Context) -> list[Hit]:
    """Numbers that only another convention writes so."""
    if not has_digit(text):
        return []
    hits = sorted(_hits(text, context.pack), key=lambda hit: hit.start)
    if not hits:
        return []
    decimal = context.pack.fact("numbers", "decimal")
    in_order = len(re.findall(rf"\d{re.escape(decimal)}\d{{1,2}}\b", text))
    return list(habitual(hits, _MESSAGE, in_order))


def _hits(text: str, pack: Pack) -> Iterator[Hit]:
    decimal = pack.fact("numbers", "decimal")
    group = (pack.fact("numbers", "group") or [""])[0]
    swapped_at = set()
    if pattern := _swapped(pack):
        other = {".": ",", ",": "."}[decimal]
        for match in pattern.finditer(text):
            marks = {
                **dict.fromkeys("'’", group),
                decimal: group,
                other: decimal if not match.groupdict().get("groups") else group,
            }
            swapped = "".join(marks.get(c, c) for c in match.group())
            swapped_at.add(match.start())
            yield Hit(match.start(), match.end(), suggestions=(swapped,))
    # Where other numbers are as elsewhere, so is this.
    if swapped_at and (pattern := _thousands(pack)):
        for match in pattern.finditer(text):
            if match.start() not in swapped_at:
                right = match.group().replace(decimal, group)
                yield Hit(match.start(), match.end(), suggestions=(right,))
    if pattern := _spaced(pack):
        for match in pattern.finditer(text):
            certain = any(c in _NO_BREAK for c in match.group())
            own = _OWN_NUMBER.search(text, max(0, match.start() - 20), match.start())
            if own and not certain and own.group()[:-1].lower() not in pack.function_words:
                continue
            rest = match.group("rest") or ""
            whole = match.group().removesuffix(rest)
            joined = re.sub(r"\s", group, whole) + rest.replace(",", decimal)
            yield Hit(match.start(), match.end(), suggestions=(joined,))


RULE = Rule(
    id="number-format",
    manual=__doc__,
    message=_MESSAGE,
    category="locale_convention/number_format",
    severity="minor",
    scope="document",
    find=find,
    budget=0.3,
    examples=(
        example("The company lost ⟦1.234,5⟧ tonnes and ⟦3 000⟧ jobs.", "1,234.5", "3,000"),
        example("About ⟦1 200⟧ producers wait.", "1,200"),
        example("Prices rose ⟦3,5⟧% and debt reached ⟦1,2⟧ billion.", "3.5", "1.2"),
        example("A region of ⟦11\u202f000⟧ people, ⟦1.234.567⟧ in all.", "11,000", "1,234,567"),
        example("Il a coûté ⟦1,234.5⟧ euros.", "1\u202f234,5", language="fr"),
        example("Die Preise stiegen um ⟦3.5⟧ %.", "3,5", language="de"),
        example("Um ⟦3.5⟧ % mehr für ⟦1,500⟧ neue Betten.", "3,5", "1.500", language="de"),
        example("Um 3,5 % mehr für ⟦1,500⟧ Betten.", "1.500", language="de"),
        example("Un panino costa £⟦8.50⟧ e la camera $145.", "8,50", language="it"),
        example("Es wurden 1,500 Millionen, dann 1,236 Tonnen und 1,236 Betten.", language="de"),
        example("It sold 1,234.5 tonnes to 3,000 firms in 2024 500 km away."),
        example(
            "It is ⟦1,35⟧ metres long; ⟦42.000⟧ spectators paid ⟦8,50⟧ euros.",
            "1.35",
            "42,000",
            "8.50",
        ),
        example("Of ⟦2.400⟧ wagons ⟦8,5⟧% waited 3.500 seconds.", "2,400", "8.5"),
        example("Of 2.451 wagons 8.5% waited."),
        example("The bill went from ⟦310.000⟧ to ⟦1.150.000⟧ euros.", "310,000", "1,150,000"),
        example("At -⟦3,5⟧ °C some ⟦1'200⟧ people met.", "3.5", "1,200"),
        example("It weighs 310.000 grams, and the gap of 20-3,5 % is 2.500 mm."),
        example("Of ⟦8.000⟧ cars 8.5% waited on ⟦1 850⟧ vacant lots.", "8,000", "1,850"),
        example("Er hat ⟦6.3⟧ Zoll und hält ⟦2.5⟧ Stunden.", "6,3", "2,5", language="de"),
        example("Il pèse ⟦2.5⟧ tonnes à 1.10 du matin.", "2,5", language="fr"),
        example("Het begint om 7.30 uur en duurt ⟦2.5⟧ uur.", "2,5", language="nl"),
        example("Bins 1, 35 metres apart, hold 3.500 metres or 1,350 jobs."),
        example("On May 3 200 people met; version 1.234.5 of the file came in 1,200 parts."),
        example("Il a coûté 1 234,5 euros, soit 3,5 %, à 3.000 habitants.", language="fr"),
        example("Mehr als 1.234.567 Menschen, 3,5 % davon.", language="de"),
        example("La inflación fue de 3.5 % en México y de 3,5 % en España.", language="es"),
    ),
)
