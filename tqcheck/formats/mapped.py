"""A text and its way back to the file, kept through every step of reading.

A reader is a chain of steps, each from `Mapped` to `Mapped`: the file, a JSON string without
its escapes, that string's HTML without its tags. `TextBuilder` makes each step and composes the
ways back, so the last text points into the file as it is on disk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tqcheck.place import back
from tqcheck.records import Piece


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where checking is switched, in the way that `what` says.

    `off` and `on` are comments; `enter` and `leave` bound an element that is not checked; `code`
    begins code within a line, `prose` ends it.
    """

    offset: int
    what: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text, the pieces that lead back to the file, in order, and its marks."""

    text: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...] = ()


def whole(raw: str) -> Mapped:
    """A decoded file as it is."""
    return Mapped(raw, (Piece(0, len(raw), 0, len(raw)),) if raw else ())


def nowhere(text: str) -> Mapped:
    """A text with no way back, such as one out of a zipped file."""
    return Mapped(text, ())


class TextBuilder:
    """Builds a text out of another one: runs copied, runs replaced, separators put in."""

    def __init__(self, source: Mapped) -> None:
        self._source = source
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._marks: list[Mark] = []
        self.length = 0

    def copy(self, start: int, end: int) -> None:
        """Append the source's text from start to end as it is."""
        if start < end:
            self._parts.append(self._source.text[start:end])
            for piece in _cut(self._source.pieces, start, end):
                self._append(piece)
            self.length += end - start

    def replace(self, text: str, start: int, end: int) -> None:
        """Append a text that stands for the source's text from start to end."""
        if text:
            pieces = self._source.pieces
            if pieces:
                at, to = back(pieces, start), back(pieces, end, end=True)
                self._append(Piece(0, len(text), at, max(0, to - at)))
            self._parts.append(text)
            self.length += len(text)

    def separate(self, text: str) -> None:
        """Append a text that stands nowhere in the file."""
        if self._pieces:
            last = self._pieces[-1]
            self._append(Piece(0, len(text), last.file_start + last.file_length, 0))
        elif self._source.pieces:
            self._append(Piece(0, len(text), self._source.pieces[0].file_start, 0))
        self._parts.append(text)
        self.length += len(text)

    def mark(self, what: str, rule: str | None = None) -> None:
        """Note that checking is switched here."""
        self._marks.append(Mark(self.length, what, rule))

    def mapped(self) -> Mapped:
        """The text built so far."""
        return Mapped("".join(self._parts), tuple(self._pieces), tuple(self._marks))

    def _append(self, piece: Piece) -> None:
        """Append a piece whose start counts from the end of the text."""
        start = self.length + piece.start
        if self._pieces:
            last = self._pieces[-1]
            if (
                last.length == last.file_length
                and piece.length == piece.file_length
                and last.start + last.length == start
                and last.file_start + last.file_length == piece.file_start
            ):
                length = last.length + piece.length
                self._pieces[-1] = Piece(last.start, length, last.file_start, length)
                return
        self._pieces.append(Piece(start, piece.length, piece.file_start, piece.file_length))


def _cut(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    """The pieces of a part of a text, their starts counted from the part's own start."""
    at = max(0, bisect_right(pieces, start, key=lambda p: p.start) - 1)
    while at < len(pieces) and pieces[at].start < end:
        piece = pieces[at]
        at += 1
        first, last = max(start, piece.start), min(end, piece.start + piece.length)
        if first >= last:
            continue
        if piece.length == piece.file_length:
            length = last - first
            yield Piece(first - start, length, piece.file_start + first - piece.start, length)
        else:
            yield Piece(first - start, last - first, piece.file_start, piece.file_length)


def part(mapped: Mapped, start: int, end: int) -> Mapped:
    """A part of a text."""
    marks = tuple(
        replace(m, offset=m.offset - start) for m in mapped.marks if start <= m.offset <= end
    )
    return Mapped(mapped.text[start:end], tuple(_cut(mapped.pieces, start, end)), marks)


def stripped(mapped: Mapped) -> Mapped:
    """A text without the white space around it."""
    text = mapped.text
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    return mapped if (start, end) == (0, len(text)) else part(mapped, start, end)


def joined(parts: Iterable[Mapped], separator: str) -> tuple[Mapped, list[int]]:
    """The parts with a separator between them, and where each part starts."""
    texts: list[str] = []
    pieces: list[Piece] = []
    marks: list[Mark] = []
    starts: list[int] = []
    length = 0
    for mapped in parts:
        if starts:
            if pieces and separator:
                last = pieces[-1]
                after = last.file_start + last.file_length
                pieces.append(Piece(length, len(separator), after, 0))
            texts.append(separator)
            length += len(separator)
        starts.append(length)
        pieces.extend(
            Piece(length + p.start, p.length, p.file_start, p.file_length) for p in mapped.pieces
        )
        marks.extend(replace(m, offset=length + m.offset) for m in mapped.marks)
        texts.append(mapped.text)
        length += len(mapped.text)
    return Mapped("".join(texts), tuple(pieces), tuple(marks)), starts


def ignored(mapped: Mapped) -> tuple[tuple[int, int, str | None], ...]:
    """The ranges of a text in which a rule (None: any rule) is switched off.

    A bare `on` ends everything a comment switched off; `on RULE` ends that rule's range.
    What is never switched on again stays off to the end.
    """
    found: list[tuple[int, int, str | None]] = []
    by_comment: dict[str | None, int] = {}
    elements: list[Mark] = []
    for mark in mapped.marks:
        if mark.what == "off":
            by_comment.setdefault(mark.rule, mark.offset)
        elif mark.what == "on":
            for rule in [mark.rule] if mark.rule is not None else list(by_comment):
                if rule in by_comment:
                    found.append((by_comment.pop(rule), mark.offset, rule))
        elif mark.what == "enter":
            elements.append(mark)
        elif elements:
            start = elements.pop()
            found.append((start.offset, mark.offset, start.rule))
    end = len(mapped.text)
    found.extend((start, end, rule) for rule, start in by_comment.items())
    found.extend((mark.offset, end, mark.rule) for mark in elements)
    return tuple(sorted((r for r in found if r[0] < r[1]), key=lambda r: (r[0], r[1], r[2] or "")))


def code(mapped: Mapped) -> tuple[tuple[int, int], ...]:
    """The ranges of a text that are code within a line, where no rule of prose holds."""
    bounds = [mark for mark in mapped.marks if mark.what in {"code", "prose"}]
    return tuple(
        (start.offset, end.offset)
        for start, end in pairwise(bounds)
        if (start.what, end.what) == ("code", "prose") and start.offset < end.offset
    )
