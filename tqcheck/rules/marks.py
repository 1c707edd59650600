"""Quotation marks of a text paired up, and other readings that several rules share.

Each answer is kept for the last few texts, so that ten rules over one document read it once.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from tqcheck.lang import Pack
from tqcheck.records import Span
from tqcheck.rules.rule import Hit
from tqcheck.rules.typed import as_marks
from tqcheck.segment import paragraphs

Role = Literal["open", "close", "either", "prime"]

DOUBLE = '“”„‟«»"'
_DOUBLE_MARK = re.compile(f"[{DOUBLE}]")
_BEFORE_OPENING = frozenset(" \u00a0\u202f\t\n\r([{—–-/‘’'‚¿¡…")
_AFTER_CLOSING = frozenset(" \u00a0\u202f\t\n\r)]},.;:!?—–-/’'…")
# A closing mark may answer these opening ones, whatever the language: copy mixes them.
_ANSWERS = {"”": '“„”"', "“": '„“"', "»": '«»"', "«": '»«"', "‟": "„“", '"': '"“„«»'}
# A quotation that has not closed after so many paragraphs is not closed later either.
# Quotations nested deeper are marks run wild; looking further back would cost quadratic time.
_MAX_NESTED = 8
_MAX_PARAGRAPHS = 8
# What follows a mark that ends two quotations at once; the empty string is the text's end.
_AFTER_SHARED = ("", *"\n\r.,;:!?)…")
# Or the outer one is a name with a name in it: "the company "North"" with one mark at its end.
_BEFORE_SHARED = range(3, 26)
# A fault that occurs so often, and in one of so many places that are in order, is a habit.
_HABIT_COUNT = 4
_HABIT_OTHERS = 4
# A quotation this long still fits a line of a report.
_MAX_WHOLE = 80
# `he said: "We stay`, `"'We stay,'" he said`
_OPENED_ONLY = re.compile(r": \"[^\W\d_]|\"['‘][^\W\d_]")
_STOP = re.compile(r"[.,;:!?)](?!\S| \")")
_STOP_OR_DASH = re.compile(_STOP.pattern + r"|[ \u00a0][-–—][ \u00a0]")
_SPACE_AND_WORD = re.compile(r"[ \u00a0][¿¡(]?\w")
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
    opens, closes = _pack_marks(pack)
    if char in "«»" and char in opens ^ closes and pack.fact("quotes", "inner_space", ""):
        inner, outer = (after, before) if char in opens else (before, after)
        if inner.isspace() and not outer.isalnum():
            return "open" if char in opens else "close"  # `parle de « l’Office »,« Canal »`
    if char == '"':
        if before not in "\n\r" and (after in "\n\r" or _STOP.match(text, at + 1)):
            return "close"  # A line or a clause ends with it.
        if before in "\n\r" and _SPACE_AND_WORD.match(text, at + 1):
            return "open"  # So does this begin one.
        if before.isspace() and _OPENED_ONLY.search(text, max(0, at - 2), at + 3):
            return "open"
    starts = before in _BEFORE_OPENING or before in DOUBLE
    ends = after in _AFTER_CLOSING or after in DOUBLE
    if starts != ends:
        return "open" if starts else "close"
    if char == '"' or (char in opens and char in closes):
        return "either"
    if char in opens or char in closes:
        return "open" if char in opens else "close"
    return "open" if char in "“„«" else "close"


@lru_cache(maxsize=8)
def quotations(text: str, pack: Pack) -> Quotations:
    """The double quotation marks of a document in pairs, paragraph by paragraph.

    A quotation may run over paragraphs: reopened at the start of each (as English does) or just
    closed by a later mark, up to eight paragraphs on, with quotations of its own in between. A
    straight mark after a digit is an inch mark unless it closes a quotation. Where the language
    closes two quotations that end together with one mark (`[quotes] shared_closing`), so does one
    here, unless a later paragraph has a mark for the outer one. Left over is what has no partner.
    """
    text = as_marks(text)
    if not _DOUBLE_MARK.search(text):
        return Quotations((), ())
    shares = bool(pack.fact("quotes", "shared_closing", False))
    pairs: list[Quotation] = []
    unpaired: list[Mark] = []
    waiting: list[Mark] = []  # openings of paragraphs before, still unanswered
    perhaps: dict[int, Mark] = {}  # by its place, the inner closing that one of them may share
    for number, span in enumerate(paragraphs(text)):
        marks = [
            Mark(m.start(), m.group(), role(text, m.start(), pack), number)
            for m in _DOUBLE_MARK.finditer(text, span.start, span.end)
        ]
        if waiting and number - waiting[0].paragraph > _MAX_PARAGRAPHS:
            unpaired.extend(m for m in waiting if number - m.paragraph > _MAX_PARAGRAPHS)
            waiting = [m for m in waiting if number - m.paragraph <= _MAX_PARAGRAPHS]
        if not marks:
            continue
        first = text[span.start : span.end].lstrip("—–- \u00a0")[:1]
        if waiting and waiting[-1].paragraph == number - 1 and _reopens(first, waiting[-1].char):
            waiting.pop()  # reopened: that of the paragraph before is in order
        found, lone = _paired(text, marks, waiting)
        if shares:
            found, lone, shared = _shared(text, found, lone)
            perhaps |= shared
        pairs.extend(found)
        unpaired.extend(m for m in lone if m.role == "close")
        waiting.extend(m for m in lone if m.role != "close")
        if len(waiting) > _MAX_NESTED:
            unpaired.extend(waiting[:-_MAX_NESTED])
            waiting = waiting[-_MAX_NESTED:]
    unpaired.extend(waiting)
    pairs.extend(Quotation(m, perhaps[m.at], 0) for m in unpaired if m.at in perhaps)
    return Quotations(
        tuple(sorted(pairs, key=lambda q: q.opening.at)),
        tuple(sorted((m for m in unpaired if m.at not in perhaps), key=lambda m: m.at)),
    )


def _reopens(first: str, before: str) -> bool:
    """Whether a paragraph goes on with the quotation of the one before, if in another style."""
    return first == before or {first, before} == {'"', "“"}


def _paired(
    text: str, marks: list[Mark], waiting: list[Mark]
) -> tuple[list[Quotation], list[Mark]]:
    """Pairs and lone marks of one paragraph, whose closing marks may answer what is waiting.

    What they answer is taken from `waiting`. Where two straight marks or more are left over, their
    neighbours tell nothing (`C'est" dit"`), and they are taken in turn.
    """
    pairs: list[Quotation] = []
    lone: list[Mark] = []
    stack: list[Mark] = []
    last = -1  # where a quotation has just ended
    for mark in marks:
        if mark.role == "prime":
            continue
        place = _answered(mark, stack)
        if place is not None:
            lone.extend(stack[place + 1 :])
            pairs.append(Quotation(stack[place], mark, place))
            del stack[place:]
            last = mark.at
        elif mark.role == "either" and text[mark.at - 1 : mark.at].isdigit():
            continue
        elif mark.role == "open":
            stack.append(mark)
        elif _ends_waiting(mark, waiting, is_first=not pairs and not lone, last=last):
            pairs.append(Quotation(waiting.pop(), mark, 0))
            last = mark.at
        elif mark.role == "either":
            stack.append(mark)
        else:
            lone.append(mark)
    lone.extend(stack)
    lone.sort(key=lambda m: m.at)
    halves = [
        Quotation(one, other, 0)  # `dans" Les Aveugles »`
        for one, other in pairwise(lone)
        if one.char == '"' and other.char in "»”" and other.role == "close"
    ]
    taken = {m.at for q in halves for m in (q.opening, q.closing)}
    lone = [m for m in lone if m.at not in taken]
    pairs += halves
    straight = [m for m in lone if m.char == '"']
    rest = [m for m in lone if m.char != '"']
    while straight:
        mark = straight.pop(0)
        if straight and not _is_settled(text, mark, straight[0]):
            pairs.append(Quotation(mark, straight.pop(0), 0))
        else:
            rest.append(mark)
    return pairs, sorted(rest, key=lambda m: m.at)


def _is_settled(text: str, first: Mark, second: Mark) -> bool:
    """Whether one of two marks left over surely closes, or the other surely opens, a quotation."""
    return (
        _STOP_OR_DASH.match(text, first.at + 1) is not None
        or _OPENED_ONLY.search(text, max(0, second.at - 2), second.at + 3) is not None
    )


def _ends_waiting(mark: Mark, waiting: list[Mark], *, is_first: bool, last: int) -> bool:
    """Whether a mark with no opening in its paragraph ends a quotation of one before.

    One whose neighbours tell nothing does so as the first of its paragraph, or right behind
    another that has just ended.
    """
    if not waiting or waiting[-1].char not in _ANSWERS.get(mark.char, ()):
        return False
    return mark.role == "close" or is_first or last == mark.at - 1


def _shared(
    text: str, pairs: list[Quotation], lone: list[Mark]
) -> tuple[list[Quotation], list[Mark], dict[int, Mark]]:
    """Pairs and lone marks once an outer quotation ends with the last one inside it.

    So it does where both have the same opening mark, and the inner one begins a few letters later.
    Where a full stop, comma or the like, or the paragraph's end, follows, it may: so the outer mark
    stays alone, with the inner closing by its place, for the next paragraphs to close.
    """
    every = sorted(pairs, key=lambda q: q.opening.at)
    ends = {
        q.opening.char: q
        for q in every
        if text[q.closing.at + 1 : q.closing.at + 2] in _AFTER_SHARED
    }
    starts = [q.opening.at for q in every]
    rest = []
    perhaps = {}
    for mark in lone:
        place = bisect(starts, mark.at)
        near = every[place] if place < len(every) else None
        if near and near.opening.at - mark.at not in _BEFORE_SHARED:
            near = None
        inner = near or ends.pop(mark.char, None)
        if (
            mark.role == "open"
            and inner
            and inner.opening.char == mark.char
            and inner.opening.at > mark.at
        ):
            if near:
                pairs = [*pairs, Quotation(mark, inner.closing, 0)]
                continue
            perhaps[mark.at] = inner.closing
        rest.append(mark)
    return pairs, rest, perhaps


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


def gathered(places: Iterable[Sequence[Hit]]) -> Iterator[Hit]:
    """The hits of the first place, a quotation or a word; all others become their related places.

    What is done one way throughout a document is one thing to tell its writer, not fifty.
    """
    first, *others = list(places) or [()]
    related = tuple(Span(hit.start, hit.end) for hits in others for hit in hits)
    for hit in first:
        yield replace(hit, related=related)


def habitual(hits: Sequence[Hit], message: str, others: int) -> Iterator[Hit]:
    """The hits, or the first alone where they are how the document is made.

    So they are from the fourth on and where at least one in five of such places, `others` being
    those that are in order, is like them: tokenized text, or a convention of another country.
    """
    if len(hits) < _HABIT_COUNT or others > len(hits) * _HABIT_OTHERS:
        yield from hits
        return
    related = tuple(Span(hit.start, hit.end) for hit in hits[1:])
    yield replace(hits[0], message=f"{message}, as in {len(related)} places more", related=related)


def remarked(
    text: str, opening: tuple[int, int, str], closing: tuple[int, int, str]
) -> Sequence[Hit]:
    """A quotation with its marks (start, end, what to write) replaced: one hit, or one at each end.

    Both marks of a short quotation are one hit, so that nobody mends one and leaves the other.
    """
    start, begins, first = opening
    ends, end, last = closing
    changes = text[start:begins] != first, text[ends:end] != last
    if all(changes) and end - start <= _MAX_WHOLE and "\n" not in text[start:end]:
        return (Hit(start, end, suggestions=(first + text[begins:ends] + last,)),)
    return [
        Hit(*place, suggestions=(better,))
        for place, better, differs in zip(
            ((start, begins), (ends, end)), (first, last), changes, strict=True
        )
        if differs
    ]
