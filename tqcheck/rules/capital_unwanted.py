"""A day or month has a capital that the language does not give it.

French, Spanish, Italian, Portuguese, Dutch, Russian and Ukrainian write days and months in lower
case; copy from English or German brings capitals. The words are in the pack (`[capitals]
never`); only places between words in lower case or digits are judged.

Leaves alone feasts and names (`Vendredi saint`), and streets and squares (`calle 25 de Mayo`;
`[capitals] streets`). A document that writes them so throughout is flagged once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import habitual, in_link, matches_of_words
from tqcheck.rules.rule import Context, Hit, Rule, example

_MESSAGE = "this word takes no capital here"
_LOWER_BEFORE = re.compile(r"(?:^|[\s’'])(?:[^\W\d_A-ZА-Я]{1,20}|\d{1,2}(?:º|er|°)?),? $")
# What stands between a street and the day or month it is named for: `calle 25 de Mayo`.
_NAMED_FOR = r"[^\W\d_]* (?:[^\s,]+ ){0,2}$"
_STREET_CHARS = 40
_GOES_ON = re.compile(
    r"[,.;:!?)]?(?: (?!saint|santo|gras)(?:[a-zà-ÿа-яёєії]|\d|[-–—] )|$|\n|[,.;:!?] )"
)
# `El Martes`, at the beginning of a sentence: its first word has a capital by right.
_FIRST_BEFORE = re.compile(r"(?:^|\n|[.!?…]['’”»\"]? | [-–—] )(\w{1,4}) $")


@cache
def _never(pack: Pack) -> frozenset[str]:
    return frozenset(w[0].upper() + w[1:] for w in pack.fact("capitals", "never", ()))


@cache
def _streets(pack: Pack) -> re.Pattern[str] | None:
    stems = "|".join(pack.fact("capitals", "streets", ()))
    return re.compile(rf"\b(?:{stems}){_NAMED_FOR}") if stems else None


def find(text: str, context: Context) -> Iterator[Hit]:
    """The word; the suggestion takes the capital away."""
    hits: list[Hit] = []
    streets = _streets(context.pack)
    for start, word in matches_of_words(text, _never(context.pack)):
        end = start + len(word)
        before = _LOWER_BEFORE.search(text[max(0, start - 24) : start])
        if streets and streets.search(text, max(0, start - _STREET_CHARS), start):
            continue
        if not before:
            first = _FIRST_BEFORE.search(text[max(0, start - 24) : start])
            before = first if first and first[1].lower() in context.pack.function_words else None
        if before and _GOES_ON.match(text, end) and not in_link(text, start):
            hits.append(Hit(start, end, suggestions=(word[0].lower() + word[1:],)))
    if hits:
        lower = frozenset(context.pack.fact("capitals", "never", ()))
        in_order = sum(1 for _ in matches_of_words(text, lower))
        yield from habitual(hits, _MESSAGE, in_order)


RULE = Rule(
    id="capital-unwanted",
    manual=__doc__,
    message=_MESSAGE,
    category="linguistic_conventions/capitalization",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example(
            "Il est venu le 3 ⟦Octobre⟧ et repartira ⟦Lundi⟧.", "octobre", "lundi", language="fr"
        ),
        example(
            "Llegó el ⟦Lunes⟧ por la noche. El ⟦Martes⟧ se fue.", "lunes", "martes", language="es"
        ),
        example("Он приехал в ⟦Четверг⟧ вечером.", "четверг", language="ru"),
        example("МОСКВА — В ⟦Четверг⟧ прошёл дождь.", "четверг", language="ru"),
        example(
            "Lundi, il est venu voir la Place du Vendredi Saint et M. Janvier Dupont.",
            language="fr",
        ),
        example("Он купил квартиру на проспекте Октября и ждёт.", language="ru"),
        example("Vive en la calle 25 de Mayo y en la plaza Lunes.", language="es"),
        example("He came on Monday, 3 October."),
    ),
)
