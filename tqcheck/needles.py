"""Plain text that every match of a regular expression contains, to rule most texts out at once.

A search for plain text is some fifty times faster than one for a pattern, and a pattern whose
needles are absent need not even be compiled. Needles are looked for in a `haystack`, where each
boundary between words and other characters is marked, so that `una` is not found in `lunar`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

Texts = tuple[str, ...]

_BOUNDARY = "\0"
# Where `(?<!\w)` or `(?!\w)` stands: a boundary if a letter or digit is next to it.
_EDGE = "\1"
# What every haystack contains: nothing is known.
_NOTHING: Texts = ("",)
# Longer lists cost more to make than they save.
_MAX_NEEDLES = 120
# What is in nearly every text and so tells little.
_COMMON_WORDS = frozenset({"the", "of", "to", "a", "in", "and", "for"})
_COMMON = _BOUNDARY + _EDGE + " ,.-'’"
_EDGE_OF_WORD = re.compile(rf"{_EDGE}(?=\w)|(?<=\w){_EDGE}")
_BOUNDARIES = re.compile(f"{_BOUNDARY}+")
_WHOLE_WORD = re.compile(rf"(?<={_BOUNDARY})\w+(?={_BOUNDARY})")
_TOKEN = re.compile(r"\w+|\W+")
_WORD = re.compile(r"(\w+)")
# Characters that stand for themselves, and have no quantifier.
_PLAIN = re.compile(r"[^\\\[(){}?*+.|^$]+(?![?*+{])")
_GROUP = re.compile(r"\((?:\?(?:(?:-?[ims]+)?:|[=!]|<[=!]|P<\w+>|[aimsu]+\)))?")
_EDGES = re.compile(r"\(\?<?!\\w\)")
_UNKNOWN_GROUP = re.compile(r"\(\?(?!(?:-?[ims]+)?:|[=!]|<[=!]|P<\w+>|[aimsu]+\))")
_ESCAPE = re.compile(r"\\(?:x\w{2}|u\w{4}|U\w{8}|N\{[^}]*\}|\d{1,3}|.)", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_FEW = re.compile(r"\[((?:\\x\w\w|[^\\^\]-]){1,4})\]")
_ONE = re.compile(r"\\x(\w\w)|(.)")
_QUANTIFIER = re.compile(r"(?:([?*+])|\{(\d*)(?:,\d*)?\})[?+]?")


@dataclass(frozen=True, slots=True)
class Haystack:
    """A text in lower case with a mark at each boundary of a word, and its words."""

    text: str
    words: frozenset[str]


@lru_cache(maxsize=8)  # Many patterns are tried on one text before the next.
def haystack(text: str) -> Haystack:
    """What needles are looked for in."""
    parts = _WORD.split(text.lower())
    return Haystack(_BOUNDARY.join(parts), frozenset(parts[1::2]))


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The needles of many patterns, each with its pattern's number.

    `by_word` holds them by a whole word in them, `others` those that have none.
    """

    by_word: Mapping[str, Sequence[tuple[str, int]]]
    words: frozenset[str]
    others: Sequence[tuple[str, int]]

    def possible(self, text: str) -> list[int]:
        """The numbers of the patterns that may match a text, in order; the rest do not."""
        if not self.words and not self.others:
            return []
        hay = haystack(text)
        found = {number for needle, number in self.others if needle in hay.text}
        for word in self.words & hay.words:
            found.update(number for needle, number in self.by_word[word] if needle in hay.text)
        return sorted(found)

    @lru_cache(maxsize=32)  # noqa: B019 - indexes live as long as the process
    def within(self, text: str) -> Index:
        """The index without most of what is not in a text, for the parts of that text."""
        hay = haystack(text)
        by_word = {word: self.by_word[word] for word in self.words & hay.words}
        others = [one for one in self.others if one[0] in hay.text]
        return Index(by_word, frozenset(by_word), others)


def index(patterns: Iterable[str]) -> Index:
    """The index of patterns, numbered from 0."""
    by_word: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    others: list[tuple[str, int]] = []
    for number, pattern in enumerate(patterns):
        for needle in needles(pattern):
            word = max(_WHOLE_WORD.findall(needle), key=len, default="")
            (by_word[word] if word else others).append((needle, number))
    return Index(by_word, frozenset(by_word), others)


def needles(pattern: str) -> Texts:
    """Texts of which the haystack of every match contains one, whatever the case.

    `("",)`, which every haystack contains, when there are none, or too many.
    """
    if _UNKNOWN_GROUP.search(pattern):
        return _NOTHING
    _, found, _ = _alternatives(pattern, 0)
    kept: list[str] = []
    for text in sorted({_marked(text) for text in found}, key=len):
        if not any(shorter in text for shorter in kept):
            kept.append(text)
    return tuple(sorted(kept))


def _marked(text: str) -> str:
    plain = _EDGE_OF_WORD.sub(_BOUNDARY, text).replace(_EDGE, "")
    return _BOUNDARIES.sub(_BOUNDARY, _BOUNDARY.join(_TOKEN.findall(plain)))


def _alternatives(pattern: str, at: int) -> tuple[Texts | None, Texts, int]:
    """All texts that alternatives match (None when open), their needles, and where they end."""
    all_texts: Texts | None = ()
    all_needles: Texts = ()
    while True:
        texts, found, at = _sequence(pattern, at)
        all_texts = None if texts is None or all_texts is None else all_texts + texts
        all_needles += found
        if at >= len(pattern) or pattern[at] == ")":
            few = len(all_needles) <= _MAX_NEEDLES and "" not in all_needles
            return all_texts, all_needles if few else _NOTHING, at
        at += 1


def _sequence(pattern: str, at: int) -> tuple[Texts | None, Texts, int]:
    """The same for one alternative."""
    choices, run, is_open = [_NOTHING], _NOTHING, False
    while at < len(pattern) and pattern[at] not in "|)":
        if plain := _PLAIN.match(pattern, at):
            run = tuple(text + plain.group().lower() for text in run)
            at = plain.end()
            continue
        texts, inner, goes_on, at = _atom(pattern, at)
        joined = tuple(a + b for a, b in product(run, texts)) if texts is not None else _NOTHING
        if texts is not None and len(joined) <= _MAX_NEEDLES:
            run = joined
        else:
            choices.append(run)
            run, is_open = texts or _NOTHING, True
        if not goes_on:
            choices += [run, inner]
            run, is_open = _NOTHING, True
    choices.append(run)
    return None if is_open else run, max(dict.fromkeys(choices), key=_worth), at


def _atom(pattern: str, at: int) -> tuple[Texts | None, Texts, bool, int]:
    """One atom with its quantifier.

    The texts it matches (None when open), its needles, whether what follows it in the pattern
    also follows in the text, and where it ends.
    """
    texts: Texts | None = None
    inner, goes_on = _NOTHING, True
    if edge := _EDGES.match(pattern, at):
        texts, end = (_EDGE,), edge.end()
    elif group := _GROUP.match(pattern, at):
        end, kind = group.end(), group.group()
        if not kind.endswith(")"):
            texts, inner, end = _alternatives(pattern, end)
            end += 1
        if kind.endswith(("!", ")")):
            texts, inner = _NOTHING, _NOTHING
        goes_on = kind not in ("(?=", "(?<=")
        if kind == "(?<=":
            texts = _NOTHING
    elif found := _CLASS.match(pattern, at):
        end = found.end()
        if few := _FEW.fullmatch(found.group()):
            each = (chr(int(code, 16)) if code else char for code, char in _ONE.findall(few[1]))
            texts = tuple({char.lower(): None for char in each})
    elif found := _ESCAPE.match(pattern, at):
        end, escaped = found.end(), found.group()[1:]
        if not escaped.isalnum():
            texts = (escaped,)
        elif escaped in ("b", "B"):
            texts = (_BOUNDARY,) if escaped == "b" else _NOTHING
    else:
        end = at + 1
        if pattern[at] != ".":
            texts = _NOTHING if pattern[at] in "^$" else (pattern[at].lower(),)
    if quantifier := _QUANTIFIER.match(pattern, end):
        end = quantifier.end()
        if quantifier[1] == "?" and texts is not None:
            return (*texts, ""), _NOTHING, goes_on, end
        if quantifier[1] in ("?", "*") or quantifier[2] in ("", "0"):
            return None, _NOTHING, False, end
        goes_on = False
    return texts, inner, goes_on and texts is not None, end


def _worth(texts: Texts) -> tuple[int, int, int]:
    """How much the absence of all of these tells, and how quickly it is known."""
    cores = (text.strip(_COMMON) for text in texts)
    rarity = min(0 if core in _COMMON_WORDS else len(core) for core in cores)
    return rarity, -len(texts), min(map(len, texts))
