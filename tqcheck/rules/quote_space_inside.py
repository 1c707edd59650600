"""A space stands just inside a quotation mark.

`“ We stay ”` and `" We stay "` come from tokenized text or from French, where the space is right.
Languages that space their marks say so in `[quotes] inner_space`. The first such quotation is
flagged; the others are named beside it.

Misses: single marks, and the space between one and a double mark (`‘No’ ”`); straight marks with a
space on both sides, whose role is unclear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tqcheck.rules.marks import gathered, quotations, remarked
from tqcheck.rules.rule import Context, Hit, Rule, example

# Between single and double marks a space is style: `he said, ‘No’ ”`.
_GLUED = re.compile(r"[\w,;:.!?]")
_SINGLE = frozenset("'‘’")
_SPACES = " \u00a0\u202f"


def _marks(text: str, context: Context) -> Iterator[Sequence[Hit]]:
    """The marks with the spaces inside them."""
    if context.pack.fact("quotes", "inner_space", ""):
        return
    own = {tuple(pair) for pair in context.pack.fact("quotes", "pairs", ())}
    for quotation in quotations(text, context.pack).pairs:
        opening, closing = quotation.opening, quotation.closing
        if own and (opening.char, closing.char) not in own:
            continue
        start, end = opening.at + 1, closing.at
        while start < end and text[start] in _SPACES:
            start += 1
        while end > start and text[end - 1] in _SPACES:
            end -= 1
        if text[start : start + 1] in _SINGLE:
            start = opening.at + 1
        if text[end - 1 : end] in _SINGLE:
            end = closing.at
        if start > opening.at + 1 or end < closing.at:
            # A space on the wrong side is moved: `said" We stay` would else be one word.
            before = " " if _GLUED.match(text, max(0, opening.at - 1), opening.at) else ""
            after = " " if text[closing.at + 1 : closing.at + 2].isalnum() else ""
            first = before + opening.char if start > opening.at + 1 else opening.char
            last = closing.char + after if end < closing.at else closing.char
            yield remarked(text, (opening.at, start, first), (end, closing.at + 1, last))


def find(text: str, context: Context) -> Iterator[Hit]:
    """The marks of the first such quotation; the others are related places."""
    yield from gathered(_marks(text, context))


RULE = Rule(
    id="quote-space-inside",
    manual=__doc__,
    message="stray space inside the quotation mark",
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("⟦“ We stay ”⟧, she said.", "“We stay”"),
        example("Sie rief ⟦„ ⟧Halt“ und ging.", "„", language="de"),
        example('He said⟦" ⟧We stay", and left.', ' "'),
        example('"We stay⟦ "⟧he said.', '" '),
        example("“We stay”, she said."),
        example("\"He said, 'We stay,' \" she recalled."),
        example("«\u00a0On reste\u00a0», dit-elle.", language="fr"),
        example("The “ mark opens a quotation."),
    ),
)
