"""A space stands just inside a bracket.

`( as he said )` comes from tokenized text; where a document is such text throughout, its first
bracket is flagged.

Misses: square brackets. Leaves alone code such as `find()`, plurals such as `name(s)`, empty
brackets and tick boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tqcheck.rules.marks import habitual, remarked
from tqcheck.rules.rule import Context, Hit, Rule, example

_CLOSED = re.compile(r"\([\w“„«\"]|[\w.”“»\"]\)")
_BRACKET = re.compile(r"[()]")
_MESSAGE = "stray space inside the bracket"
_INSIDE = re.compile(
    r"(?<![^\s“„«\"])\([ \u00a0]+(?=[\w“„«\"])"
    r"|(?<=[\w.”“»\"])[ \u00a0]+\)(?=[\s.,;:!?]|$)"
)


def find(text: str, context: Context) -> Iterator[Hit]:
    """Round brackets with the spaces inside them."""
    if "( " not in text and " )" not in text and "\u00a0" not in text:
        return
    hits = [hit for place in _places(text) for hit in place]
    if hits:
        yield from habitual(hits, _MESSAGE, sum(1 for _ in _CLOSED.finditer(text)))


def _places(text: str) -> Iterator[Sequence[Hit]]:
    """The two ends of a short bracket together where both are spaced; else each spaced end."""
    opening: tuple[int, int, str] | None = None
    for match in _INSIDE.finditer(text):
        end = (match.start(), match.end(), match.group().strip(" \u00a0"))
        if opening and end[2] == ")" and not _BRACKET.search(text, opening[1], end[0]):
            yield remarked(text, opening, end)
            opening = None
            continue
        if opening:
            yield (Hit(opening[0], opening[1], suggestions=("(",)),)
        opening = end if end[2] == "(" else None
        if not opening:
            yield (Hit(end[0], end[1], suggestions=(")",)),)
    if opening:
        yield (Hit(opening[0], opening[1], suggestions=("(",)),)


RULE = Rule(
    id="space-in-bracket",
    manual=__doc__,
    message=_MESSAGE,
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("The bill ⟦( the second )⟧ was passed ⟦( ⟧today).", "(the second)", "("),
        example("Das Gesetz (das zweite⟦ )⟧ kam durch.", ")", language="de"),
        example("The bill (the second) was passed with the box ( ) empty."),
        example("A smile :) never hurt, nor did :( either."),
    ),
)
