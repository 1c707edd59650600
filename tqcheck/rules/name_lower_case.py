"""A name stands in lower case that the document elsewhere writes with a capital.

`kyiv` among `Kyiv`s is a slip of a decoder or of a cut. A word counts as a name when the document
writes it with a capital at least twice after a word in lower case, oftener than after an article
or beside other capitals, and at least three times as often as without. The end of a longer name
(`Department of Health`) makes no word a name. In English one place with a capital is enough for a
word that is in no dictionary and stands behind a first name (`Pavel kuznetsov`). After an article
the word in lower case is left alone, and so are adjectives written like their country
(`[capitals] adjectives`).

Misses: names that occur once, and languages that give every noun a capital. Wrongly flags: names
that are ordinary words too (Bush, Rice) where the document uses both; in documents put together
from many articles this is more frequent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import distinct_words, in_link, words
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.words import parts_of_speech

_MIN_NAMES = 2
_MIN_RATIO = 3
_MIN_LETTERS = 4
_POSSESSIVE = re.compile(r"['’]s?$")


@cache
def _articles(pack: Pack) -> frozenset[str]:
    return frozenset(pack.fact("capitals", "articles", ()))


@cache
def _adjectives(pack: Pack) -> frozenset[str]:
    """Words that are adjectives in lower case and names with a capital, with a capital."""
    listed = pack.fact("capitals", "adjectives", ())
    return frozenset(word[0].upper() + word[1:] for word in listed)


def find(text: str, context: Context) -> Iterator[Hit]:
    """The word in lower case; the suggestion gives it its capital."""
    if context.pack.fact("capitals", "nouns", False):
        return
    there = {word if word.isalpha() else _POSSESSIVE.sub("", word) for word in distinct_words(text)}
    suspects = {
        word
        for word in there
        if len(word) >= _MIN_LETTERS and word[0].isupper() and word.lower() in there
    }
    suspects -= _adjectives(context.pack)
    if not suspects:
        return
    every = [(start, _POSSESSIVE.sub("", word)) for start, word in words(text)]
    names: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    others: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    articles = _articles(context.pack)
    small_words = context.pack.function_words
    for index, (start, word) in enumerate(every):
        if word not in suspects:
            lower[word] += 1
            continue
        before_at, before = every[index - 1] if index else (0, "")
        capitals[word] += before.lower() not in articles
        after_at, after = every[index + 1] if index + 1 < len(every) else (len(text), "")
        joined = text[before_at + len(before) : start] == " "
        goes_on = text[start + len(word) : after_at] == " "
        if (joined and before[:1].isupper()) or (goes_on and after[:1].isupper()):
            others[word] += 1  # part of a longer name, which ordinary words may be
        elif joined and before.lower() in articles:
            others[word] += 1
        elif joined and before.islower() and not _goes_before(text, every, index, small_words):
            names[word] += 1
    for index, (start, word) in enumerate(every):
        name = word[:1].upper() + word[1:]
        lone = word != name and name in suspects and lower[word] == 1
        if lone and _is_surname(text, every, index, context.pack):
            yield Hit(start, start + len(word), suggestions=(name,))
            continue
        if name not in names or word == name or names[name] <= others[name]:
            continue
        if index and every[index - 1][1].lower() in articles:
            continue
        if _is_adjunct(text, every, index, context.pack):
            continue
        often = names[name] >= _MIN_NAMES and capitals[name] >= _MIN_RATIO * lower[word]
        if often and not in_link(text, start):
            yield Hit(start, start + len(word), suggestions=(name,))


def _is_surname(text: str, every: Sequence[tuple[int, str]], index: int, pack: Pack) -> bool:
    """Whether a word in lower case is no English word and stands behind a first name."""
    at, before = every[index - 1] if index else (0, "")
    if pack.code != "en" or not before[:1].isupper() or before.lower() in pack.function_words:
        return False
    word = every[index][1]
    if before.isupper() or not word.isalpha() or word in pack.function_words:
        return False
    # `Moderate geomagnetic storms`: the first word of a sentence has its capital from there.
    if parts_of_speech(before.lower()) or parts_of_speech(word):
        return False
    return text[at + len(before) : every[index][0]] == " "


def _is_adjunct(text: str, every: Sequence[tuple[int, str]], index: int, pack: Pack) -> bool:
    """Whether a common noun stands before another: `party members` need no `Party`."""
    if pack.code != "en" or index + 1 == len(every):
        return False
    (start, word), (after_at, after) = every[index : index + 2]
    common = "-" in word or "NOUN" in parts_of_speech(word)
    joined = text[start + len(word) : after_at] == " "
    return common and joined and after.islower() and "NOUN" in parts_of_speech(after)


def _goes_before(
    text: str, every: Sequence[tuple[int, str]], index: int, small: frozenset[str]
) -> bool:
    """Whether a name and a small word stand before: `Department of Health` tells of no Health."""
    if index < 2:
        return False
    (first_at, first), (link_at, link) = every[index - 2 : index]
    joined = text[first_at + len(first) : link_at] == " "
    return joined and first[:1].isupper() and link in small


RULE = Rule(
    id="name-lower-case",
    manual=__doc__,
    message="a name in lower case; elsewhere the document writes it with a capital",
    category="linguistic_conventions/capitalization",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example(
            "Talks went on in Kyiv today. Troops left for Kyiv and went from Kyiv east; "
            "⟦kyiv⟧’s forces stayed.",
            "Kyiv",
        ),
        example(
            "It is due in Kyiv in May and in Kyiv again. Kyiv: no. In August , ⟦kyiv⟧’s men left.",
            "Kyiv",
        ),
        example("Pavel ⟦kuznetsov⟧ was held in May; Kuznetsov denies it.", "Kuznetsov"),
        example("The Adidas shoe is out; Nike follows. They wore adidas.", language="en"),
        example(
            "Moderate geomagnetic storms are near, says the Geomagnetic Centre; All five. Five."
        ),
        example("Он уехал в Киев, потом из Киев и под Киев; ⟦киев⟧ молчит.", "Киев", language="ru"),
        example("Va de China a la India y por China; la marca china crece.", language="es"),
        example("They met at Parliament and in Parliament and for the Parliament; parliament sat."),
        example(
            "The Department of Health, the Minister of Health, the Board of Health; health care."
        ),
        example("They met President Yoon, then he left as president Yoon, and by President Kim."),
        example("They serve in Party cells and the Party; for Party and by Party; party members."),
        example("Kyiv said so. Kyiv left. The kyiv cake is sweet."),
    ),
)
