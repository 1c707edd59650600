"""A space stands just inside a quotation mark.

`“ We stay ”` and `" We stay "` come from tokenized text or from French, where the space is right.
Languages that space their marks say so in `[quotes] inner_space`. The first such quotation is
flagged; the others are named beside it.

Misses: single marks; straight marks with a space on both sides, whose role is unclear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tqcheck.rules.marks import gathered, quotations, remarked
from tqcheck.rules.rule import Context, Hit, Rule, example

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
        if start > opening.at + 1 or end < closing.at:
            yield remarked(
                text, (opening.at, start, opening.char), (end, closing.at + 1, closing.char)
            )


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
        example("“We stay”, she said."),
        example("«\u00a0On reste\u00a0», dit-elle.", language="fr"),
        example("The “ mark opens a quotation."),
    ),
)
