"""Quotation marks typed with two characters: `,,late''` as on a typewriter, ``late'' as in TeX."""

from __future__ import annotations

import re

_OPENING = re.compile(r"(?<![^\s(\[—–-])(?:,,(?=[^\W_])|``(?=[^`\n]{1,300}''))")
_CLOSING = re.compile(r"(?<=\S)(?: '|')'(?![\w'])")


def as_marks(text: str) -> str:
    """The text, as long as before, with `„` and a space for two commas or graves that open.

    Where one does, two apostrophes that may close are a space and `”`.
    """
    if ",," not in text and "``" not in text:
        return text
    read, count = _OPENING.subn("„ ", text)
    return _CLOSING.sub(lambda m: " " * (len(m.group()) - 1) + "”", read) if count else text


def is_typed(text: str, at: int) -> bool:
    """Whether the two characters from a place on are such a mark."""
    return text[at : at + 2] in (",,", "``", "''")
