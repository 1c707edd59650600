"""Text to paragraphs and sentences with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from tqcheck.lang import Pack
from tqcheck.records import Segment, Span

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
# An opening mark before which sentencex should have parted: it belongs to what it opens.
_OPENING = re.compile(r"\s([“„«‘(\[]\s*)$")
_SURROGATE = re.compile("[\ud800-\udfff]")
# sentencex panics at a space of several bytes, as no-break ones are, between `plan B` and a stop.
_SPACE_BEFORE_STOP = re.compile(r"\s(?=\.)")
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")
# Hard-wrapped text: most lines of a block are near a common width and go on in lower case.
_WRAP_MIN, _WRAP_MAX = 50, 100
# sentencex takes quadratic time over some runs of marks ("“" again and again).
MAX_PARAGRAPH_CHARS = 20_000
# One endless sentence is cut here, so that no model sees a novel at once.
MAX_SENTENCE_CHARS = 1500


def paragraphs(text: str) -> Iterator[Span]:
    """Spans of the paragraphs, without the white space around them.

    A line is a paragraph, unless the text is wrapped at a fixed width; then blank lines part
    paragraphs.
    """
    if _is_wrapped(text):
        start = 0
        for gap in [*_BLANK_LINE.finditer(text), None]:
            end = gap.start() if gap else len(text)
            yield from _trimmed(text, start, end)
            start = gap.end() if gap else end
    else:
        for line in _LINE.finditer(text):
            yield from _trimmed(text, line.start(), line.end())


def _is_wrapped(text: str) -> bool:
    lines = [line for line in text[:20_000].splitlines() if line.strip()]
    if len(lines) < 6:
        return False
    going_on = sum(
        _WRAP_MIN <= len(line) <= _WRAP_MAX and following[:1].islower()
        for line, following in pairwise(lines)
    )
    return going_on > len(lines) / 2


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def sentences(text: str, span: Span, pack: Pack) -> Iterator[Span]:
    """Spans of the sentences of one paragraph, in order, without white space around them.

    Boundaries are sentencex's, except after an abbreviation of the pack
    (`[segmentation] no_break_after`), where the sentence goes on.
    """
    kept_together = frozenset(pack.fact("segmentation", "no_break_after", ()))
    for part in _parts(text, span):
        paragraph = text[part.start : part.end]
        start = 0
        # sentencex takes UTF-8, which has no lone surrogates; the stand-ins are as long.
        plain = _SPACE_BEFORE_STOP.sub(" ", _SURROGATE.sub("\ufffd", paragraph))
        found = sentencex.get_sentence_boundaries(pack.code, plain)
        for boundary in found:
            end = boundary["end_index"]
            words = paragraph[start:end].split()
            last = words[-1].casefold() if words else ""
            if last.lstrip("(“\"'«") in kept_together and boundary is not found[-1]:
                continue
            opening = _OPENING.search(paragraph[max(start, end - 8) : end])
            if opening and boundary is not found[-1]:
                end -= len(opening.group(1))
            for cut in range(start, end, MAX_SENTENCE_CHARS):
                yield from _trimmed(
                    text, part.start + cut, part.start + min(end, cut + MAX_SENTENCE_CHARS)
                )
            start = end
        if start < len(paragraph):
            yield from _trimmed(text, part.start + start, part.end)


def _parts(text: str, span: Span) -> Iterator[Span]:
    """The span, cut at spaces where it is longer than any paragraph people write."""
    start = span.start
    while span.end - start > MAX_PARAGRAPH_CHARS:
        space = text.rfind(" ", start + 1, start + MAX_PARAGRAPH_CHARS)
        end = space if space > 0 else start + MAX_PARAGRAPH_CHARS
        yield Span(start, end)
        start = end
    yield Span(start, span.end)


def segments(text: str, pack: Pack) -> tuple[Segment, ...]:
    """The sentences of a text as segments `1`, `2`, ...; they cover all that is not space."""
    found: list[Segment] = []
    for number, paragraph in enumerate(paragraphs(text)):
        for span in sentences(text, paragraph, pack):
            found.append(
                Segment(
                    id=str(len(found) + 1),
                    span=span,
                    text=text[span.start : span.end],
                    paragraph=number,
                )
            )
    return tuple(found)
