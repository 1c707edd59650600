"""Quotation marks of a text paired up, and other readings that several rules share.

Each answer is kept for the last few texts, so that ten rules over one document read it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from tqcheck.lang import Pack
from tqcheck.records import Span
from tqcheck.rules.rule import Hit
from tqcheck.segment import paragraphs

Role = Literal["open", "close", "either", "prime"]

DOUBLE = '“”„‟«»"'
_DOUBLE_MARK = re.compile(f"[{DOUBLE}]")
_BEFORE_OPENING = frozenset(" \u00a0\u202f\t\n\r([{—–-/‘'‚¿¡…")
_AFTER_CLOSING = frozenset(" \u00a0\u202f\t\n\r)]},.;:!?—–-/’'…")
# A closing mark may answer these opening ones, whatever the language: copy mixes them.
_ANSWERS = {"”": '“„”"', "“": '„“"', "»": '«»"', "«": '»«"', "‟": "„“", '"': '"“„«»'}
# A quotation that has not closed after so many paragraphs is not closed later either.
# Quotations nested deeper are marks run wild; looking further back would cost quadratic time.
_MAX_NESTED = 8
_MAX_PARAGRAPHS = 8
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LINK = re.compile(r"://|www\.|[@\\/=_<>{}]|\w\.[a-z]{2,4}\b")


@dataclass(frozen=True, slots=True)
class Mark:
    """A double quotation mark, what it does there, and its paragraph's number from 0."""

    at: int
    char: str
    role: Role
    paragraph: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """An opening mark, the mark that answers it, and how many quotations stand around it."""

    opening: Mark
    closing: Mark
    depth: int


@dataclass(frozen=True, slots=True)
class Quotations:
    """All double quotation marks of a text: those in pairs and those left over."""

    pairs: tuple[Quotation, ...]
    unpaired: tuple[Mark, ...]


@cache
def _pack_marks(pack: Pack) -> tuple[frozenset[str], frozenset[str]]:
    """The marks that open and that close in a language, by `[quotes] pairs`."""
    pairs = pack.fact("quotes", "pairs", ())
    return frozenset(p[0] for p in pairs), frozenset(p[1] for p in pairs)


@cache
def _elided(pack: Pack) -> re.Pattern[str] | None:
    words = "|".join(pack.fact("spacing", "elided", ()))
    return re.compile(rf"(?<![^\W\d_])(?:{words})$", re.IGNORECASE) if words else None


def elides(text: str, at: int, pack: Pack) -> bool:
    """Whether an apostrophe belongs there: a word that loses its vowel ends (`l"Europe`)."""
    pattern = _elided(pack)
    return pattern is not None and pattern.search(text[max(0, at - 10) : at]) is not None


def role(text: str, at: int, pack: Pack) -> Role:
    """What a double mark does there, by its language and by its neighbours."""
    char = text[at]
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    if char == '"' and before.isalpha() and after.isalpha() and elides(text, at, pack):
        return "prime"
    if char == '"' and before.isdigit():
        return "prime" if re.search(r"\d['′’]\s?\d+$", text[max(0, at - 8) : at]) else "either"
    starts = before in _BEFORE_OPENING or before in DOUBLE
    ends = after in _AFTER_CLOSING or after in DOUBLE
    if starts != ends:
        return "open" if starts else "close"
    opens, closes = _pack_marks(pack)
    if char == '"' or (char in opens and char in closes):
        return "either"
    if char in opens or char in closes:
        return "open" if char in opens else "close"
    return "open" if char in "“„«" else "close"


@lru_cache(maxsize=8)
def quotations(text: str, pack: Pack) -> Quotations:
    """The double quotation marks of a document in pairs, paragraph by paragraph.

    A quotation may run over paragraphs: reopened at the start of each (as English does) or just
    closed by the next mark, up to eight paragraphs on. A straight mark after a digit is an inch
    mark unless it closes a quotation. Left over is what has no partner.
    """
    if not _DOUBLE_MARK.search(text):
        return Quotations((), ())
    pairs: list[Quotation] = []
    unpaired: list[Mark] = []
    waiting: list[Mark] = []  # openings of a paragraph before, still unanswered
    for number, span in enumerate(paragraphs(text)):
        marks = [
            Mark(m.start(), m.group(), role(text, m.start(), pack), number)
            for m in _DOUBLE_MARK.finditer(text, span.start, span.end)
        ]
        if waiting and number - waiting[0].paragraph > _MAX_PARAGRAPHS:
            unpaired.extend(waiting)
            waiting = []
        if not marks:
            continue
        first = text[span.start : span.end].lstrip("—–- \u00a0")[:1]
        if waiting and first == waiting[-1].char and waiting[-1].paragraph == number - 1:
            unpaired.extend(waiting[:-1])  # reopened: that of the paragraph before is in order
            waiting = []
        found, lone = _paired(text, marks, waiting)
        pairs.extend(found)
        unpaired.extend(m for m in waiting if all(q.opening is not m for q in found))
        waiting = [m for m in lone if m.role != "close"]
        unpaired.extend(m for m in lone if m.role == "close")
    unpaired.extend(waiting)
    return Quotations(
        tuple(sorted(pairs, key=lambda q: q.opening.at)),
        tuple(sorted(unpaired, key=lambda m: m.at)),
    )


def _paired(
    text: str, marks: list[Mark], waiting: list[Mark]
) -> tuple[list[Quotation], list[Mark]]:
    """Pairs and lone marks of one paragraph, in which a first closing may answer one waiting.

    Where two straight marks or more are left over, their neighbours tell nothing (`C'est" dit"`),
    and they are taken in turn.
    """
    pairs: list[Quotation] = []
    lone: list[Mark] = []
    stack: list[Mark] = []
    for mark in marks:
        if mark.role == "prime":
            continue
        place = _answered(mark, stack)
        if place is not None:
            lone.extend(stack[place + 1 :])
            pairs.append(Quotation(stack[place], mark, place))
            del stack[place:]
        elif mark.role == "either" and text[mark.at - 1 : mark.at].isdigit():
            continue
        elif mark.role == "open":
            stack.append(mark)
        elif waiting and not pairs and not lone and waiting[-1].char in _ANSWERS.get(mark.char, ()):
            pairs.append(Quotation(waiting[-1], mark, 0))
        elif mark.role == "either":
            stack.append(mark)
        else:
            lone.append(mark)
    lone.extend(stack)
    lone.sort(key=lambda m: m.at)
    straight = [m for m in lone if m.char == '"']
    if len(straight) < 2:
        return pairs, lone
    others = [m for m in lone if m.char != '"']
    taken = [Quotation(a, b, 0) for a, b in zip(straight[::2], straight[1::2], strict=False)]
    rest = straight[-1:] if len(straight) % 2 else []
    return pairs + taken, others + rest


def _answered(mark: Mark, stack: list[Mark]) -> int | None:
    """Where in the stack the opening stands that a mark closes, or None."""
    if mark.role == "open":
        return None
    for place in range(len(stack) - 1, max(-1, len(stack) - 1 - _MAX_NESTED), -1):
        if stack[place].char in _ANSWERS.get(mark.char, ()):
            return place
    return None


@lru_cache(maxsize=8)
def words(text: str) -> tuple[tuple[int, str], ...]:
    """Each word of a text with its start: letters with inner hyphens and apostrophes."""
    return tuple((m.start(), m.group()) for m in _WORD.finditer(text))


@lru_cache(maxsize=8)
def has_digit(text: str) -> bool:
    """Whether a text has a digit: most sentences have none, and rules about figures then rest."""
    return _DIGIT.search(text) is not None


@lru_cache(maxsize=8)
def distinct_words(text: str) -> frozenset[str]:
    """The different words of a text, as written."""
    return frozenset(word for _, word in words(text))


def in_link(text: str, at: int) -> bool:
    """Whether a place lies in an address, a path, a tag or code: something without spaces."""
    start = at
    while start > 0 and not text[start - 1].isspace() and at - start < 200:
        start -= 1
    end = at
    while end < len(text) and not text[end].isspace() and end - at < 200:
        end += 1
    return _LINK.search(text, start, end) is not None


def abbreviations(pack: Pack) -> frozenset[str]:
    """Abbreviations after which a sentence goes on or may end, lower case with full stop."""
    return _abbreviations(pack)


@cache
def _abbreviations(pack: Pack) -> frozenset[str]:
    return frozenset(
        [
            *pack.fact("segmentation", "no_break_after", ()),
            *pack.fact("segmentation", "abbreviations", ()),
        ]
    )


def matches_of_words(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Where any of some words stands in a text, as written; cheap when none does."""
    if wanted.isdisjoint(distinct_words(text)):
        return
    for start, word in words(text):
        if word in wanted:
            yield start, word


def gathered(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The first two hits, a quotation's both ends; all others become their related places.

    What is done one way throughout a document is one thing to tell its writer, not fifty.
    """
    every = list(hits)
    others = tuple(Span(hit.start, hit.end) for hit in every[2:])
    for hit in every[:2]:
        yield replace(hit, related=others)
