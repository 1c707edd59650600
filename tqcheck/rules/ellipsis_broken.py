"""An ellipsis has too many points, or is mixed with other marks.

Three points, set together, spaced, or as one sign, are an ellipsis; four may be one after a full
stop. Five and more, `…..` or `,...` are debris.

Misses: two points (see `punctuation-doubled`). Leaves alone leaders in tables (seven and more).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_BROKEN = re.compile(r"(?<=[\w”’»\") ])(?:\.{5,6}|…[.…]{1,5}|\.{1,3}…|[,;:]\.{3,4})(?![.…\w/])")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The broken run."""
    if "..." not in text and "…" not in text:
        return
    for match in _BROKEN.finditer(text):
        yield Hit(match.start(), match.end(), suggestions=("…",))


RULE = Rule(
    id="ellipsis-broken",
    manual=__doc__,
    message="an ellipsis has three points",
    category="linguistic_conventions/punctuation",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("He waited⟦.....⟧ and left⟦,...⟧", "…", "…"),
        example("Il attendait⟦…..⟧", "…", language="fr"),
        example("He waited... and left.... Then came more… and more."),
        example("Chapter 1 .......... page 12"),
    ),
)
