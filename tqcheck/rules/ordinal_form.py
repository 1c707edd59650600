"""An ordinal number has an ending that does not belong to it, or to the language.

`21th`, `2st`: the ending does not fit the number. `1er`, `2ème`, `3º` in English, or `21st` in
Spanish: the ending is another language's. What a language writes is `[numbers] ordinal_suffixes`.

In English, centuries in Roman figures are flagged, too: `the century XX` anywhere, `the XX century`
in copy that other findings show to be translated word for word.

Leaves English endings before a capital (`5th Avenue`, `20th Century Fox`) alone in other
languages. Misses ordinals in words. Source: CLDR ordinal rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import has_digit
from tqcheck.rules.rule import Context, Hit, Rule, example

_ENGLISH = re.compile(r"(?<![\w.,-])(\d{1,4})(st|nd|rd|th)\b(?!-)(?! [A-Z0-9])")
_FOREIGN = re.compile(r"(?<![\w.,-])(\d{1,4}) ?(er|ère|ème|ième|eme|º|ª)(?![\w°])(?! ?[CF]\b)")


_CENTURY = re.compile(
    r"\bcentur(?:y|ies) (?P<after>[IVX]{1,5}\b)(?! [A-Z])|\b(?P<before>[IVX]{2,5}) century\b"
)
_ROMAN = {"I": 1, "V": 5, "X": 10}


def _roman(figure: str) -> int:
    """The number of a Roman figure up to 39: XIV is 14."""
    values = [_ROMAN[letter] for letter in figure]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Figures with an ending that does not fit."""
    endings = context.pack.fact("numbers", "ordinal_suffixes")
    english = bool(endings) and "th" in endings
    if english and "centur" in text:
        yield from _centuries(text)
    if not endings or not has_digit(text):
        return
    for match in _ENGLISH.finditer(text):
        right = _ending(int(match[1]))
        if english and match[2] != right:
            yield Hit(match.start(), match.end(), suggestions=(match[1] + right,))
        elif not english and match[2] not in endings and match[2] == right:
            yield Hit(match.start(), match.end())
    if english:
        for match in _FOREIGN.finditer(text):
            ordinal = match[1] + _ending(int(match[1]))
            yield Hit(match.start(), match.end(), suggestions=(ordinal,))


def _centuries(text: str) -> Iterator[Hit]:
    for match in _CENTURY.finditer(text):
        number = _roman(match["after"] or match["before"])
        right = f"{number}{_ending(number)} century"
        several = text.startswith("ies", match.start() + len("centur"))
        yield Hit(
            match.start(),
            match.end(),
            suggestions=() if several else (right,),
            doubtful=bool(match["before"]),
        )


RULE = Rule(
    id="ordinal-form",
    manual=__doc__,
    message="the ordinal's ending does not fit",
    category="locale_convention/number_format",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.03,
    examples=(
        example("The ⟦21th⟧ day and the ⟦2st⟧ month of the ⟦111st⟧ year.", "21st", "2nd", "111th"),
        example("On the ⟦1er⟧ of June, in the ⟦2ème⟧ district.", "1st", "2nd"),
        example("In the ⟦century XIX⟧ it was a port.", "19th century"),
        example("In the ⟦XX century⟧ it was a museum.", "20th century", doubtful=True),
        example("Es el ⟦21st⟧ día.", language="es"),
        example("In the XXI Century Museum hangs a picture of the century."),
        example("The 21st day, the 12th month, 113th of 1st May; it is 20 ºC."),
        example("Vive en la 5th Avenue, en el 3.º piso.", language="es"),
        example("Le 1er juin, dans le 2e arrondissement.", language="fr"),
    ),
)
