"""A word says the opposite of the source's, or names another day, country or kin.

`before the vote` for `après le vote`, `Tuesday` for `lundi`, `his son` for `ihre Tochter`. The
groups of `[opposites]` list English words that exclude each other. What a word of the other
language says, aligned text tells (the pair's table of translations), and a short list for its
words of grammar. A finding needs all of this: a word of the other language clearly says one side
of a group and none of its translations stands in the English text, nor another word of that side;
in the same part of the English text a word clearly says another side, which no word of the other
text may say. Opposites count only where nothing is negated.

Between English and the languages that have a table. Finds half of the days and countries put in
for others, one opposite in four; misses words that text has in few places. Wrongly flags free
translations (`kept` for `did not lose`, told without a negation). Source: own lists, measured on
human translations of news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from tqcheck.lang import load
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.sense import table
from tqcheck.words import inflections

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
# A word clearly says a side if this share of its translations do, in at least so many places.
_CLEARLY, _LEAST = 0.35, 6
# It may say a side by this share of translations that could be of it, or one that clearly is.
_LOOSELY = 0.1
# Where most say one side, fewer than this that say another are slips.
_MOSTLY, _SLIP = 0.5, 0.05
# Words that begin alike are forms of one.
_STEM = 5
# Of the length of the texts, how far apart the words may stand: opposites, and members of a class.
_APART, _NAMES_APART = 0.3, 0.6
# Characters on each side of a word in which a negation turns it round.
_NEAR = 40
_MAX_WORDS = 60
_BEFORE = 6
_START = re.compile(r"(?:^|[.!?:] )[^\w]*$")
_ENDINGS = re.compile(r"(?:ing|ed|s)$")

Side = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Sides that exclude each other: words that say each clearly, all that may, and exceptions."""

    clear: tuple[tuple[str, ...], ...]
    rest: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]


@cache
def groups() -> tuple[Group, ...]:
    """The groups as the pack of English lists them."""
    listed = [
        *({"sides": pair.split(" | ")} for pair in load("en").fact("opposites", "pairs", ())),
        *load("en").fact("opposites", "groups", ()),
    ]
    found = []
    for group in listed:
        parts = [side.partition("; ") for side in group["sides"]]
        clear = tuple(tuple(first.split(", ")) for first, _, _ in parts)
        rest = tuple(tuple(more.split(", ")) if more else () for _, _, more in parts)
        found.append(Group(clear, rest, tuple(group.get("unless", ()))))
    return tuple(found)


@cache
def _sides() -> tuple[dict[str, tuple[Side, ...]], dict[str, tuple[Side, ...]]]:
    """Group and side of each English form: of those that say it clearly, and of all that may."""
    clear: dict[str, dict[Side, None]] = {}
    either: dict[str, dict[Side, None]] = {}
    for number, group in enumerate(groups()):
        for side, words in enumerate(zip(group.clear, group.rest, strict=True)):
            for known, own in ((clear, words[0]), (either, words[0] + words[1])):
                for word in own:
                    for form in (word.lower(), *inflections(word.lower())):
                        known.setdefault(form, {})[number, side] = None
    frozen = [{form: tuple(own) for form, own in found.items()} for found in (clear, either)]
    return frozen[0], frozen[1]


def says_a_side(word: str) -> bool:
    """Whether an English word in lower case is of a group: a day, a country, a people, kin."""
    return word in _sides()[1]


@cache
def _names() -> frozenset[str]:
    """The clear words that are written with a capital, in lower case."""
    clear = (word for group in groups() for side in group.clear for word in side)
    return frozenset(word.lower() for word in clear if word[0].isupper())


def _is_meant(match: re.Match[str]) -> bool:
    """Whether a word of English has the capital it should, or needs none: no `Mr Young`."""
    word, at = match.group(), match.start()
    if word.lower() in _names():
        return word[0].isupper()
    return word.islower() or _START.search(match.string, max(0, at - _BEFORE), at) is not None


@cache
def _turning(group: int, language: str) -> tuple[re.Pattern[str] | None, frozenset[str]]:
    """What shifts the members of a group, and the negations that turn opposites round."""
    unless, opposite = groups()[group].unless, len(groups()[group].clear) == 2
    pattern = re.compile(rf"\b(?:{'|'.join(unless)})\b", re.IGNORECASE) if unless else None
    listed = load(language).fact("opposites", "negations", ()) if opposite else ()
    return pattern, frozenset(listed)


def _is_turned(match: re.Match[str], group: int, language: str) -> bool:
    """Whether such words stand near a word."""
    shifts, negations = _turning(group, language)
    first, last = max(0, match.start() - _NEAR), match.end() + _NEAR
    if shifts is not None and shifts.search(match.string, first, last):
        return True
    around = (match.string[first : match.start()], match.string[match.end() : last])
    return any(word.group().lower() in negations for part in around for word in _words(part))


@cache
def _listed(language: str) -> dict[str, str]:
    """Words of a language that the pack lists, and names of places, with what they say."""
    und = load("und")
    languages = und.fact("places", "languages", ())
    found: dict[str, str] = {}
    for row in und.fact("places", "names", ()) if language in languages else ():
        english = row[languages.index("en")].split("|")[0].lower()
        for name in row[languages.index(language)].lower().split("|"):
            found[name] = english
    for first, words in load(language).fact("opposites", "words", {}).items():
        found |= dict.fromkeys(words, first.lower())
    return found


@lru_cache(maxsize=20_000)
def _said(word: str, language: str) -> tuple[dict[str, int], frozenset[Side], frozenset[Side]]:
    """The translations of a word, with counts, the sides it clearly says, and those it may say."""
    clear, either = _sides()
    links = dict(table.links_of(word, language, "en"))
    if first := _listed(language).get(word):
        links[first] = max(links.get(first, 0), _LEAST, sum(links.values()))
    total = max(1, sum(count for text, count in links.items() if " " not in text))
    clearly = _shares(links, clear, total)
    for side, share in list(clearly.items()):
        if share >= _MOSTLY:
            # Text has slips, and aligners: what a few places say against the rest is one.
            links = {
                text: count
                for text, count in links.items()
                if count >= _SLIP * total or not _is_against(side, clear.get(text, ()))
            }
    clearly, loosely = _shares(links, clear, total), _shares(links, either, total)
    says = (side for side, share in clearly.items() if share >= _CLEARLY and total >= _LEAST)
    may = (side for side, share in loosely.items() if side in clearly or share >= _LOOSELY)
    unclear = word in load(language).fact("opposites", "unclear", ())
    return links, frozenset(() if unclear else says), frozenset(may)


def _shares(
    links: dict[str, int], known: dict[str, tuple[Side, ...]], total: int
) -> dict[Side, float]:
    """The share of translations that say each side."""
    shares: dict[Side, float] = {}
    for text, count in links.items():
        for side in known.get(text, ()):
            shares[side] = shares.get(side, 0.0) + count / total
    return shares


def _is_against(side: Side, others: tuple[Side, ...]) -> bool:
    return side not in others and any(group == side[0] for group, _ in others)


def _words(text: str) -> Iterator[re.Match[str]]:
    """The words of a text, and the parts of those with hyphens and apostrophes."""
    for match in _WORD.finditer(text):
        yield match
        if not match.group().isalpha():
            yield from _PART.finditer(text, *match.span())


def _swapped(
    other: str, english: str, language: str
) -> Iterator[tuple[re.Match[str], re.Match[str], dict[str, int]]]:
    """Words of the other text, English ones of another side in their place, translations."""
    clear, either = _sides()
    theirs, own = list(_words(other)), list(_WORD.finditer(english))
    if max(len(theirs), len(own)) > _MAX_WORDS:
        return
    doubted = [m for m in own if m.group().lower() in clear and _is_meant(m)]
    if not doubted:
        return
    forms = {match.group().lower() for match in own}
    stems = {form[:_STEM] for form in forms}
    sides = {side for form in forms for side in either.get(form, ())}
    said = [(match, *_said(match.group().lower(), language)) for match in theirs]
    supported = {text[:_STEM] for _, links, _, _ in said for text in links}
    possible = {side for _, _, _, may in said for side in may}
    for match in doubted:
        word = match.group().lower()
        if word[:_STEM] in supported or possible.intersection(clear[word]):
            continue
        meant = {g for g, _ in clear[word] if not _is_turned(match, g, "en")}
        for there, links, says, _ in said:
            missing = {g for g, side in says if g in meant and (g, side) not in sides}
            if not missing or any(text[:_STEM] in stems for text in links):
                continue
            apart = abs(there.start() / len(other) - match.start() / len(english))
            if any(apart <= _apart(g) and not _is_turned(there, g, language) for g in missing):
                yield there, match, links
                break


def _apart(group: int) -> float:
    return _APART if len(groups()[group].clear) == 2 else _NAMES_APART


def _in_form(word: str, links: dict[str, int]) -> tuple[str, ...]:
    """The most frequent of the translations that is in the form of a word, and clear."""
    clear, _ = _sides()
    meant = {group for group, _ in clear[word.lower()]}
    ending = _ENDINGS.findall(word)
    for text in sorted(links, key=links.__getitem__, reverse=True):
        same = any(group in meant for group, _ in clear.get(text, ()))
        if same and _ENDINGS.findall(text) == ending:
            return (text.capitalize() if word[0].isupper() else text,)
    return ()


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each word of the text that says another side than the source's."""
    source = context.segment.source if context.segment else None
    if source is None or context.source_pack is None:
        return
    theirs, mine = context.source_pack.code, context.pack.code
    if mine == "en" and theirs != "en":
        for there, match, links in _swapped(source, text, theirs):
            why = f"the source has “{there.group()}”"
            yield Hit(*match.span(), why, _in_form(match.group(), links))
    elif theirs == "en" and mine != "en":
        for match, there, _ in _swapped(text, source, mine):
            yield Hit(*match.span(), f"the source has “{there.group()}”")


RULE = Rule(
    id="meaning-swapped",
    manual=__doc__,
    message="a word says something else than the source's",
    category="accuracy/mistranslation",
    severity="major",
    scope="segment",
    find=find,
    budget=0.1,
    languages=("de", "en", "es", "fr", "it", "nl", "pt", "ru", "uk"),
    sources=("de", "en", "es", "fr", "it", "nl", "pt", "ru", "uk"),
    needs=("source",),
    confidence=0.7,
    examples=(
        example("Talks resume on ⟦Tuesday⟧.", "Monday",
                source="Les discussions reprennent lundi.", source_language="fr"),
        example("The council met ⟦before⟧ the vote.", "after",
                source="Le conseil s’est réuni après le vote.", source_language="fr"),
        example("Exports will ⟦fall⟧, the bank says.", "rise",
                source="Die Exporte werden steigen, sagt die Bank.", source_language="de"),
        example("The north of the country is dry.",
                source="Le nord du pays est sec.", source_language="fr"),
        example("The ⟦south⟧ of the country is dry.", "north",
                source="El norte del país está seco.", source_language="es"),
        example("Die Sitzung ist am ⟦Montag⟧.", None, language="de",
                source="The meeting is on Friday.", source_language="en"),
        example("It broke out on Thursday night.",
                source="Es begann in der Nacht zum Freitag.", source_language="de"),
        example("This is the only deal he lost.",
                source="Das ist das einzige Geschäft, das er nicht gewonnen hat.",
                source_language="de"),
    ),
)  # fmt: skip
