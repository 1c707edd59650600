"""A title such as `Mme` or `Herr` is left in the source's language.

`M. Vidal` for `Mr. Vidal`, `Mme Vasseur`, `Frau Weber`, `the Sr. Gómez`: engines copy titles they
take for initials or names. Readers take `M.` for a first name.

Titles that no copy in the language has are flagged whatever the source; those with another sense
(`Pan`, `Sr.`) only where the source language is known, or guessed from other things too. An
abbreviation of one letter counts when it stands apart from its full stop, or when the name has
another title or another first name elsewhere in the text, or when the source has it; in copy from
that language, also when it speaks (`said M. Vidal`) or another title was left (`Mme`). Names with a
first name or initials before the title (`John M. Ward`) never count.

English titles in other copy (`Mr. Dubois`; the pack's `[honorifics] english`) are one finding a
text.

Misses `M. Vidal` where the text names him only so and its source is neither given nor plain.
Wrongly flags copy that keeps foreign titles on purpose. Facts: `[honorifics]` of the pair packs.
Source: press style guides of the languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from tqcheck.lang import Pack, load_pair, pairs
from tqcheck.numbers import months
from tqcheck.records import LanguageGuess
from tqcheck.rules.marks import gathered
from tqcheck.rules.rule import Context, Hit, Rule, example

_NAME = r"(?:(?:d[eu]|d[ae]l|de la|von|van|da|dos?|di|le|la|el) |[dD]['’])?[A-ZÀ-ÖØ-ÞČŁŚŠŽ][\w'’-]+"
_WORD_BEFORE = re.compile(r"([\w'’.-]+) $")
_SAID = (
    r"(?:said|says|added|adds|noted|explained|told|warned|insisted|stressed|recalled|announced|"
    r"declared|underlined|pleaded|concluded|assured|replied|continued)"
)
_SAID_AFTER = re.compile(rf",? {_SAID}\b")
_SAID_BEFORE = re.compile(rf"\b{_SAID} $")
_GIVEN = re.compile(rf"\b([A-Z][\w-]+) (?=({_NAME}))")
_POSSESSIVE = re.compile(r"['’]s?$")
_BARE_TITLE = re.compile(r"\bM(?:r|s|rs) [A-Z]")
_STOPPED_TITLE = re.compile(r"\bM(?:r|s|rs)\. [A-Z]")
_WINDOW = 25
_QUOTES = "«„“\"‘'*_("
_FIGURES = re.compile(
    r" (?:Bean|Big|Blonde|Chips|Darcy|Deeds|Doubtfire|Dalloway|Fox|Freeze|Hyde|Incredible|Marvel|"
    r"Men|Nobody|Olympia|Pink|President|Proper|Ripley|Robot|Smith|Spock|Tambourine|Universe|Wolf|"
    r"Wonderful|World)\b"
)
# `Mr. Bridge (1990)`: a film.
_DATED = re.compile(r" [^()]{1,40}\((?:19|20)\d\d\)")
# What a guessed source needs before an ambiguous title counts: two clues, as `guess_source` weighs.
_MIN_CONFIDENCE = 0.4
# From here on `M. Name` needs no other clue: English copy from that language has no `M.` else.
_SURE_CONFIDENCE = 0.55


@dataclass(frozen=True, slots=True, eq=False)
class _Titles:
    """What one source's titles look like in the target language."""

    source: str
    plain: Mapping[str, str]
    doubtful: Mapping[str, str]
    initials: Mapping[str, str]


@cache
def _titles(target: str) -> tuple[_Titles, ...]:
    found = []
    for source, into in pairs():
        pair = load_pair(source, into)
        if into == target and pair is not None and "honorifics" in pair.facts:
            plain, doubtful, initials = (
                pair.fact("honorifics", key, {}) for key in ("titles", "doubtful", "initials")
            )
            found.append(_Titles(source, plain, doubtful, initials))
    return tuple(found)


@cache
def _pattern(titles: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(t) for t in sorted(titles, key=len, reverse=True))
    return re.compile(rf"(?<![\w.&’'-])({words})(?= (?:Dr\. |Prof\. )?{_NAME})")


@cache
def _initial_pattern(initial: str) -> re.Pattern[str]:
    letter = re.escape(initial.removesuffix("."))
    return re.compile(rf"(?<![\w.&’'-]){letter}( ?)\. ({_NAME})( [A-Z][\w.]*)?")


def find(text: str, context: Context) -> list[Hit]:
    """Titles, with the language's own; an initial together with its name."""
    hits: dict[int, Hit] = {}
    source = "\n".join(s.source for s in context.document.segments if s.source)
    for titles in _titles(context.pack.code):
        for hit in (*_words(text, titles, context), *_initials(text, titles, context, source)):
            hits.setdefault(hit.start, hit)
    for hit in gathered((hit,) for hit in _english(text, context.pack)):
        hits.setdefault(hit.start, hit)
    return [hits[start] for start in sorted(hits)]


def _words(text: str, titles: _Titles, context: Context) -> Iterator[Hit]:
    sure = _is_source(titles, context.document.source_language)
    known = {**titles.plain, **(titles.doubtful if sure else {})}
    if not any(title in text for title in known):
        return
    for match in _pattern(tuple(known)).finditer(text):
        title = match.group(1)
        if title in titles.doubtful and _named_before(text, match.start(), context.pack):
            continue
        right = _in_style(known[title], text)
        yield Hit(match.start(), match.end(), suggestions=(right,))


def _english(text: str, pack: Pack) -> Iterator[Hit]:
    """`Mr. Dubois` in copy that is not English; figures of films and books keep theirs."""
    known = pack.fact("honorifics", "english", {})
    if not known or "M" not in text:
        return
    for match in _pattern(tuple(known)).finditer(text):
        named = match.start() and text[match.start() - 1] in _QUOTES
        if (
            not named
            and not _FIGURES.match(text, match.end())
            and not _DATED.match(text, match.end())
        ):
            yield Hit(match.start(), match.end(), suggestions=(known[match.group(1)],))


def _initials(text: str, titles: _Titles, context: Context, source: str) -> Iterator[Hit]:
    for initial, right in titles.initials.items():
        for match in _initial_pattern(initial).finditer(text):
            apart, name, more = match.groups()
            if _named_before(text, match.start(), context.pack):
                continue
            # "M. Night Shyamalan", "M. J. Ward": a person's own initial.
            surname = more and more.strip(" .").lower() not in _calendar(context.pack)
            if surname or not (apart or _is_title(text, match, name, titles, context, source)):
                continue
            better = f"{_in_style(right, text)} {name}"
            name_end = match.end(2)
            possessive = _POSSESSIVE.search(name)
            if possessive:
                name_end -= len(possessive.group())
                better = better[: -len(possessive.group())]
            yield Hit(match.start(), name_end, suggestions=(better,))


def _is_source(titles: _Titles, guess: LanguageGuess | None) -> bool:
    return guess is not None and guess.code == titles.source and guess.confidence >= _MIN_CONFIDENCE


def _is_title(
    text: str,
    match: re.Match[str],
    name: str,
    titles: _Titles,
    context: Context,
    source: str,
) -> bool:
    """Whether `M. Name` is a title: the name has another title or first name, or speaks.

    Or it is one in the source.
    """
    name = _POSSESSIVE.sub("", name)
    if name in _titled(text, titles, context.pack):
        return True
    letter, given = match.group()[0], _first_names(text).get(name, frozenset())
    if any(g[0] != letter and g.lower() not in context.pack.function_words for g in given):
        return True
    guess = context.document.source_language
    if not _is_source(titles, guess):
        return False
    if guess is not None and guess.confidence >= _SURE_CONFIDENCE:
        return True
    if name in _initialled(source, letter) or any(f"{title} " in text for title in titles.plain):
        return True
    after = _SAID_AFTER.match(text, match.end(2))
    before = _SAID_BEFORE.search(text[max(0, match.start() - _WINDOW) : match.start()])
    return bool(given or after or before)


@lru_cache(maxsize=8)
def _titled(text: str, titles: _Titles, pack: Pack) -> frozenset[str]:
    """The names that stand after a title, with or without a first name between."""
    known = [*pack.fact("names", "honorifics", ()), *titles.plain]
    pattern = rf"\b(?:{'|'.join(map(re.escape, known))}) (?:([A-Z][\w-]+) )?(?=({_NAME}))"
    found = [name for m in re.finditer(pattern, text) for name in m.groups() if name]
    return frozenset(_POSSESSIVE.sub("", name) for name in found)


@lru_cache(maxsize=8)
def _initialled(source: str, letter: str) -> frozenset[str]:
    """The names that stand after an initial in the source."""
    return frozenset(re.findall(rf"\b{letter}\.\s({_NAME})", source))


@lru_cache(maxsize=8)
def _first_names(text: str) -> dict[str, frozenset[str]]:
    """The capitalised words that stand before each name."""
    found: dict[str, set[str]] = {}
    for match in _GIVEN.finditer(text):
        found.setdefault(_POSSESSIVE.sub("", match.group(2)), set()).add(match.group(1))
    return {name: frozenset(given) for name, given in found.items()}


@cache
def _calendar(pack: Pack) -> frozenset[str]:
    """Days and months, which stand after a name without being part of it."""
    return frozenset([*pack.fact("dates", "days", ()), *months(pack)])


def _named_before(text: str, start: int, pack: Pack) -> bool:
    """Whether a first name, an initial or `By` stands before."""
    before = _WORD_BEFORE.search(text[max(0, start - _WINDOW) : start])
    if before is None or not before.group(1)[:1].isupper():
        return False
    word = before.group(1).lower()
    if word.endswith(".") and len(word) > 2 and "." not in word[:-1]:  # a sentence ends, or `Dr.`
        return word in pack.fact("segmentation", "no_break_after", ())
    return word == "by" or not (word in pack.function_words or word in pack.fact("dates", "days"))


def _in_style(title: str, text: str) -> str:
    """The title without its full stop where the text writes titles so."""
    return title.removesuffix(".") if _without_stops(text) else title


@lru_cache(maxsize=8)
def _without_stops(text: str) -> bool:
    """Whether the text writes `Mr` more often than `Mr.`."""
    return len(_BARE_TITLE.findall(text)) > len(_STOPPED_TITLE.findall(text))


RULE = Rule(
    id="untranslated-honorific",
    manual=__doc__,
    message="a title left in the source language",
    category="accuracy/untranslated",
    severity="major",
    scope="document",
    find=find,
    budget=0.03,
    examples=(
        example("Prices will fall, noted ⟦M . Yoon⟧ on Thursday.", "Mr. Yoon"),
        example(
            "Rents rose, noted ⟦M . Arnaud⟧ Thursday; a ⟦M . Petit⟧ May law.",
            "Mr. Arnaud",
            "Mr. Petit",
        ),
        example(
            "“No,” says Mr. Luc Morel. ⟦M. Morel⟧ left; ⟦M. Morel⟧’s son stayed.",
            "Mr. Morel",
            "Mr. Morel",
        ),
        example("The director, ⟦Mme⟧ Claire Vasseur, met Mr Roy.", "Ms"),
        example("The head of the dig, ⟦Frau⟧ Dr. Katrin Seeberg, agreed.", "Ms."),
        example("The club of ⟦Sr.⟧ Gómez lost.", "Mr.", source_language="es"),
        example("Robert M. Gates and Dr. M. A. Rourke met M. Night Shyamalan."),
        example("M. Ward sang. “It is late,” said M. Ward."),
        example("Ken Griffey Sr. Day was held at Pan Am Park.", source_language="es"),
        example(
            "⟦M. Lefèvre⟧ fears for his cellar.",
            "Mr. Lefèvre",
            source="M.\u00a0Lefèvre craint pour sa cave.",
            source_language="fr",
        ),
        example(
            "⟦M. Lacombe⟧ regrets the cuts; ⟦Mme⟧ Claire Aubert does not.",
            "Mr. Lacombe",
            "Ms.",
            source_language="fr",
        ),
        example("⟦Mr.⟧ Dubois, le président, et Mr. Bean rient.", "M.", language="fr"),
        example("Laut ⟦Mrs.⟧ Meier ist „Mr. Robot“ gut.", "Frau", language="de"),
        example("By M. Dupont. A photo by John M . Dupont.", source_language="fr"),
    ),
)
