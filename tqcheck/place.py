"""The way back from an offset in a document's text to its place in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tqcheck.records import Document, Field, Piece, Span

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column (both from 1, columns in code points) in the file, and the field."""

    line: int
    column: int
    field: str | None = None


def back(pieces: Sequence[Piece], offset: int, *, end: bool = False) -> int:
    """Code-point offset in the file of an offset in a text with these pieces (at least one).

    With `end`, the offset is the end of a span: it maps to just after its last character.
    """
    if end and offset > 0:
        piece = pieces[max(0, bisect_right(pieces, offset - 1, key=_start) - 1)]
        inside = offset - piece.start
        if inside >= piece.length or piece.length != piece.file_length:
            return piece.file_start + piece.file_length
        return piece.file_start + inside
    piece = pieces[max(0, bisect_right(pieces, offset, key=_start) - 1)]
    inside = offset - piece.start
    if piece.length == piece.file_length:
        return piece.file_start + min(inside, piece.file_length)
    return piece.file_start if inside < piece.length else piece.file_start + piece.file_length


def file_offset(document: Document, offset: int, *, end: bool = False) -> int:
    """Code-point offset in the decoded file of an offset in the document's text.

    With `end`, the offset is the end of a span: it maps to just after its last character.
    """
    return back(document.pieces, offset, end=end) if document.pieces else offset


def locate(document: Document, offset: int) -> Place:
    """Where an offset of the document's text stands in the file as it is on disk.

    A row of a feed has only its own line as `raw`; `meta["first_line"]` says which one it is.
    """
    line, column = _on_disk(document, file_offset(document, offset))
    return Place(line, column, _field_at(document.fields, offset))


def locate_end(document: Document, span: Span) -> tuple[int, int]:
    """Line and column just after a span in the file; where it begins if it is empty."""
    is_empty = span.start == span.end
    return _on_disk(document, file_offset(document, span.end, end=not is_empty))


def line_and_column(raw: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in a decoded file."""
    starts = _line_starts(raw)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def _on_disk(document: Document, offset: int) -> tuple[int, int]:
    line, column = line_and_column(document.raw or document.text, offset)
    return line + document.meta.get("first_line", 1) - 1, column


def _field_at(fields: Sequence[Field], offset: int) -> str | None:
    at = bisect_right(fields, offset, key=lambda f: f.span.start) - 1
    if at < 0 or offset >= max(fields[at].span.end, 1):
        return None
    return fields[at].name


def _start(piece: Piece) -> int:
    return piece.start


@lru_cache(maxsize=4)
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_END.finditer(text))]
