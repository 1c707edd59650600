"""Two styles of quotation marks stand in one document.

Copy that is set in one hand uses one style; straight marks among curly ones, or curly ones among
guillemets, are what pasted or machine-made passages leave. The rarer style is flagged where the
other is at least three times as frequent, at its first quotation; the rest are named beside it. So
is, however few there are, the straight mark of a quotation that is curly at its other end, or the
curly one where the document's quotations are straight.

Misses: documents where both styles are about as frequent, single marks and apostrophes. Leaves
alone texts half of whose lines are wrapped in straight marks, as in a table of texts. Wrongly
flags: inch marks between quotation marks that cannot be told from them; passages quoted from
elsewhere with their own marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tqcheck.rules.marks import Quotation, gathered, quotations, remarked
from tqcheck.rules.rule import Context, Hit, Rule, example

# Fewer than three of the usual style, or a rival half as frequent, is no usual style.
_MIN_RATIO = 3
_MIN_WRAPPED = 4
_WRAPPED = re.compile(r'^"[^"\n]+"$', re.MULTILINE)
_STYLES = {'"': "straight", "“": "curly", "„": "low", "”": "curly", "«": "angle", "»": "angle"}


def _style(quotation: Quotation) -> str:
    return _STYLES.get(quotation.opening.char, "other")


def _is_table(text: str) -> bool:
    """Whether straight marks wrap half of the lines, as in a table of texts."""
    wrapped = len(_WRAPPED.findall(text))
    return wrapped >= _MIN_WRAPPED and 2 * wrapped >= text.count("\n") + 1


def find(text: str, context: Context) -> Iterator[Hit]:
    """The odd mark of a quotation in two styles; those of one in the document's rarer style."""
    every = quotations(text, context.pack).pairs
    if not every or _is_table(text):
        return
    yield from gathered(_halves(text, every, context.pack.fact("quotes", "pairs", ())))
    outer = [q for q in every if not q.depth]
    styles = Counter(_style(q) for q in outer)
    if len(styles) < 2:
        return
    (usual, most), (_, fewer) = styles.most_common(2)
    if most < _MIN_RATIO * fewer:
        return
    model = next(q for q in outer if _style(q) == usual)
    own = {tuple(pair) for pair in context.pack.fact("quotes", "pairs", ())}
    if own and (model.opening.char, model.closing.char) not in own:
        return
    inner = context.pack.fact("quotes", "inner_space", "") if usual == "angle" else ""
    yield from gathered(_differing(text, outer, model, usual, inner, own))


def _halves(
    text: str, every: Iterable[Quotation], own: Iterable[Sequence[str]]
) -> Iterator[Sequence[Hit]]:
    """The odd mark of each quotation with a straight mark at one end only."""
    halves = [q for q in every if (q.opening.char == '"') != (q.closing.char == '"')]
    if not halves:
        return
    whole = Counter(_style(q) for q in every if [q.opening.char, q.closing.char] in own)
    is_straight = whole.most_common(1)[:1] == [("straight", whole["straight"])]
    for quotation in halves:
        marks = (quotation.opening, quotation.closing)
        if marks[1].char == '"' and text[marks[1].at - 1].isdigit():
            continue  # As likely an inch mark.
        place = int(marks[1].char == '"') ^ is_straight
        other = marks[1 - place].char
        partner = next((pair[place] for pair in own if pair[1 - place] == other), None)
        if partner:
            message = "this mark and its partner are of two styles"
            yield (Hit(marks[place].at, marks[place].at + 1, message, (partner,)),)


def _differing(
    text: str,
    outer: list[Quotation],
    model: Quotation,
    usual: str,
    inner: str,
    own: set[tuple[str, ...]],
) -> Iterator[Sequence[Hit]]:
    for quotation in outer:
        pair = quotation.opening.char, quotation.closing.char
        if _style(quotation) == usual or (own and pair not in own):
            continue
        opening, closing = quotation.opening.at, quotation.closing.at
        yield remarked(
            text,
            (opening, opening + 1, model.opening.char + inner),
            (closing, closing + 1, inner + model.closing.char),
        )


RULE = Rule(
    id="quote-mixed-styles",
    manual=__doc__,
    message="the document's other quotation marks are of another style",
    category="linguistic_conventions/punctuation",
    severity="minor",
    scope="document",
    find=find,
    budget=0.15,
    examples=(
        example(
            '“One,” he said. “Two,” she said. “Three,” they said. ⟦"Four,"⟧ it said.', "“Four,”"
        ),
        example(
            '"Ja", "nein", "doch", sagte er; ⟦„vielleicht“⟧, sagte sie.',
            '"vielleicht"',
            language="de",
        ),
        example('“One,” he said. “Two,” she said. “The 12" record,” they said.'),
        example('“One,” he said. "Two," she said.'),
        example('“The frost touched the orchards in full flower,⟦"⟧ she explained.', "”"),
        example('⟦"⟧The frost touched the orchards,” she explained; so be it.', "“"),
        example('"One," he said. "Two," she said. ⟦“⟧Three," they said.', '"'),
        example('"It is late."\n"We stay."\n"We go."\n"He said: “We wait."\n"So be it."'),
        example('Le froid, dit-elle, « est arrivé en avril ⟦"⟧.', "»", language="fr"),
        example("«\u00a0Un, dit-il, le “grand” deux.\u00a0» «\u00a0Trois.\u00a0»", language="fr"),
    ),
)
