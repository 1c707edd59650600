"""A person's name of the source is nowhere in the translation.

`Le patron, Antoine Berger, est parti` for `The boss left`, or with another's name: a name is
copied, not translated. Looked for are two words with capitals in a row that are no words of the
source's language by what text has (`lang/foreign`, the pair's table; for English the dictionary).
Neither may look or sound like a word of the segment, nor the last like one of the whole document,
since names are left out where they were said before.

Between English and Spanish, French or Italian one word is enough where the translation has another
name in its place (`Kowalczyk` for `Delorme`), but not the name of a country, a people or a day.

Between English and another language in Latin letters only: so the words were learned, and other
letters spell names anew. Points to a name that only the translation has, or else to the segment's
last word. Misses names of which a part is an ordinary word (`Bush`). Wrongly flags names that
languages have their own words for. Source: own comparison, measured on human translations of news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache

from tqcheck.lang import learned, load
from tqcheck.rules.meaning_swapped import says_a_side
from tqcheck.rules.name_mismatch import bare, sound
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.unknown_word import is_known
from tqcheck.sense import table

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][a-zà-öø-ÿā-ž]{2,}(?:-[A-ZÀ-ÖØ-ÞĀ-Ž]?[a-zà-öø-ÿā-ž]+)*"
_NAME = re.compile(rf"(?<![\w’'-])({_WORD}) ({_WORD})(?![\w-])(?! [A-ZÀ-Þ])")
_ANY_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W_]+(?=\W*$)")
_ONE_NAME = re.compile(rf"(?<![\w’'.-])({_WORD})(?![\w-])(?!\..)")
_AT_START = re.compile(r"(?:^|[.!?:;–—•-])[^\w]*$")
_BEFORE = 6
# Of English names, those of peoples and their languages mostly end so.
_OF_PEOPLE = re.compile(r"(?:an|ian|i|ese|ish|ist)s?$")
# Of the lengths of the texts, how far apart a name and one in its place may stand.
_APART = 0.25
_ALIKE = 0.4
_BY_ONE = {"en", "es", "fr", "it"}
_SIMILAR, _SAME_START, _MIN_PART = 0.55, 3, 4
# Names of places begin so, and are translated.
_PLACES = """
    gran costa grande grandes petit saint sainte san santa santo sankt nueva nuova nouvelle nova
    mont monte lac lago isla val bad new north south east west fort lake mount cape baja
"""
_OF_PLACES = frozenset(_PLACES.split())


@lru_cache(maxsize=20_000)
def _is_ordinary(word: str, source: str, target: str) -> bool:
    """Whether a word in small letters is one of the source's language, whole or at its end."""
    if word in _OF_PLACES or word in load(source).function_words:
        return True
    if source == "en":
        return is_known(word, load("en"))
    texts = table.links_of(word, source, target)
    best = max(texts, key=texts.__getitem__, default=word)
    if is_known(word, load("en")) or bare(best) != bare(word):
        return True
    vocabulary = learned("foreign", source)[0]
    # Compounds, and each part of hyphenated words.
    ends = (word[at:] for at in range(_SAME_START, len(word) - _MIN_PART))
    return word in vocabulary or any(end in vocabulary for end in ends)


def _is_like(name: str, words: frozenset[str]) -> bool:
    """Whether a word looks or sounds like a name; words are bare."""
    own = bare(name)
    said = sound(own)
    for word in words:
        if word == own or sound(word) == said:
            return True
        if len(own) >= _MIN_PART and word[:_SAME_START] == own[:_SAME_START]:
            return True
        if min(len(own), len(word)) >= _MIN_PART and (own in word or word in own):
            return True
        if (
            word[:1] == own[:1]
            and SequenceMatcher(None, own, word, autojunk=False).ratio() >= _SIMILAR
        ):
            return True
    return False


@lru_cache(maxsize=64)
def _words(text: str) -> frozenset[str]:
    return frozenset(filter(None, (bare(word) for word in _ANY_WORD.findall(text))))


def _lost(text: str, other: str, whole: str, source: str, target: str) -> Iterator[re.Match[str]]:
    """Names of a text of which `other` has no word, and `whole` not the last."""
    for match in _NAME.finditer(text):
        if any(_is_ordinary(part.lower(), source, target) for part in match.groups()):
            continue
        first, last = match.groups()
        if not any(_is_like(part, _words(other)) for part in (first, last)) and not _is_like(
            last, _words(whole)
        ):
            yield match


def _single(text: str, language: str, other: str) -> Iterator[re.Match[str]]:
    """Words within sentences that are names of persons, by their looks."""
    places = _place_names()
    for match in _ONE_NAME.finditer(text):
        word = match[1].lower()
        if (
            "-" in word
            or word in places
            or _AT_START.search(text, max(0, match.start() - _BEFORE), match.start())
        ):
            continue
        if language == "en" and (says_a_side(word) or _OF_PEOPLE.search(word)):
            continue
        if not _is_ordinary(word, language, other):
            yield match


@cache
def _place_names() -> frozenset[str]:
    rows = load("und").fact("places", "names", ())
    return frozenset(name.lower() for row in rows for cell in row for name in cell.split("|"))


def _replaced(
    source: str, own: str, whole: str, pair: tuple[str, str]
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Names of one word of the source that the text lacks, with the name in their place."""
    lost = [
        match
        for match in _single(source, *pair)
        if not _is_like(match[1], _words(own)) and not _is_like(match[1], _words(whole))
    ]
    for put in _single(own, pair[1], pair[0]) if lost else ():
        if _is_like(put[1], _words(source)):
            continue
        for name in lost:
            near = abs(put.start() / len(own) - name.start() / len(source)) <= _APART
            if near and SequenceMatcher(None, bare(name[1]), bare(put[1])).ratio() < _ALIKE:
                yield name, put
                break


def find(text: str, context: Context) -> Iterator[Hit]:
    """A name of the translation alone, or the segment's last word, for each name that is lost."""
    if context.source_pack is None:
        return
    pair = (context.source_pack.code, context.pack.code)
    if "en" not in pair:
        return
    for segment in context.document.segments:
        source, own = segment.source or "", segment.text
        lost = list(_lost(source, own, text, *pair))
        if not lost:
            if {*pair} <= _BY_ONE:
                for name, put in _replaced(source, own, text, pair):
                    start, end = (segment.span.start + at for at in put.span())
                    yield Hit(start, end, f"the source has the name {name[1]}", (name[1],))
            continue
        there = _words(source)
        others = [m for m in _NAME.finditer(own) if not any(_is_like(p, there) for p in m.groups())]
        places = [m.span() for m in others or _LAST_WORD.finditer(own)]
        for name, (start, end) in zip(lost, places, strict=False):
            suggestions = (name.group(),) if others else ()
            at = segment.span.start
            yield Hit(at + start, at + end, f"the source has the name {name.group()}", suggestions)


RULE = Rule(
    id="name-missing",
    manual=__doc__,
    message="a name of the source is missing",
    category="accuracy/omission",
    severity="major",
    scope="document",
    find=find,
    budget=0.08,
    languages=("de", "en", "es", "fr", "it", "nl", "pt"),
    sources=("de", "en", "es", "fr", "it"),
    needs=("source",),
    confidence=0.7,
    examples=(
        example("The boss ⟦left⟧.", None,
                source="Le patron, Antoine Bergier, est parti.", source_language="fr"),
        example("The match was won by ⟦Kowalczyk⟧ again.", "Delorme",
                source="Le match a encore été gagné par Delorme.", source_language="fr"),
        example("The match was won by the Romanian again.",
                source="Le match a encore été gagné par Popescu.", source_language="fr"),
        example("The premier, ⟦Erwin Hubermann⟧, left.", "Markus Söder",
                source="Der Ministerpräsident Markus Söder ging.", source_language="de"),
        example("Босс ушёл.", language="ru", source="The boss, Antoine Bergier, left.",
                source_language="en"),
        example("El jefe ⟦salió⟧.", None, language="es",
                source="The boss, Antoine Bergier, left.", source_language="en"),
        example("The boss, Mr Berger, left.",
                source="Le patron, Antoine Bergier, est parti.", source_language="fr"),
        example("It is a Chinese-made missile of the Federal Administration.",
                source="Es ist eine Kurzstreckenrakete der Bundesverwaltung Kurzstreckenraketen.",
                source_language="de"),
    ),
)  # fmt: skip
