"""What rules that compare a segment with its source have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tqcheck.records import Segment
from tqcheck.rules.rule import Context

# Of the sentences of a translation, the share that an editor may add or leave out.
_LOOSE_SHARE = 0.2
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


def is_loose(unpaired: int, parts: Sequence[Segment]) -> bool:
    """Whether so many sentences have no partner that the texts are not translations."""
    return not parts or unpaired > len(parts) * _LOOSE_SHARE
