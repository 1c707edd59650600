"""What rules that compare a segment with its source have in common."""

from __future__ import annotations

import re

from tqcheck.rules.rule import Context

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


def is_shared(context: Context) -> bool:
    """Whether the segment has its source in common with another, so that part may lie there."""
    return bool(context.segment and context.segment.signals.get("source_shared"))


def last_word(text: str) -> tuple[int, int]:
    """Where the last word stands: the place to show what a segment lacks."""
    start, end = 0, len(text)
    for match in _WORD.finditer(text):
        start, end = match.span()
    return start, end
