"""Two styles of quotation marks stand in one document.

Copy that is set in one hand uses one style; straight marks among curly ones, or curly ones among
guillemets, are what pasted or machine-made passages leave. The rarer style is flagged where the
other is at least three times as frequent, at its first quotation; the rest are named beside it.

Misses: documents where both styles are about as frequent, single marks and apostrophes. Wrongly
flags: inch marks between quotation marks that cannot be told from them; passages quoted from
elsewhere with their own marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tqcheck.rules.marks import Quotation, gathered, quotations
from tqcheck.rules.rule import Context, Hit, Rule, example

# Fewer than three of the usual style, or a rival half as frequent, is no usual style.
_MIN_RATIO = 3
_STYLES = {'"': "straight", "“": "curly", "„": "low", "”": "curly", "«": "angle", "»": "angle"}


def _style(quotation: Quotation) -> str:
    return _STYLES.get(quotation.opening.char, "other")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Both marks of each outer quotation in the rarer style."""
    outer = [q for q in quotations(text, context.pack).pairs if not q.depth]
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
    yield from gathered(_differing(outer, model, usual, inner, own))


def _differing(
    outer: list[Quotation], model: Quotation, usual: str, inner: str, own: set[tuple[str, ...]]
) -> Iterator[Hit]:
    for quotation in outer:
        pair = quotation.opening.char, quotation.closing.char
        if _style(quotation) == usual or (own and pair not in own):
            continue
        opening, closing = quotation.opening.at, quotation.closing.at
        yield Hit(opening, opening + 1, suggestions=(model.opening.char + inner,))
        yield Hit(closing, closing + 1, suggestions=(inner + model.closing.char,))


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
            '“One,” he said. “Two,” she said. “Three,” they said. ⟦"⟧Four,⟦"⟧ it said.', "“", "”"
        ),
        example(
            '"Ja", "nein", "doch", sagte er; ⟦„⟧vielleicht⟦“⟧, sagte sie.', '"', '"', language="de"
        ),
        example('“One,” he said. “Two,” she said. “The 12" record,” they said.'),
        example('“One,” he said. "Two," she said.'),
        example("«\u00a0Un, dit-il, le “grand” deux.\u00a0» «\u00a0Trois.\u00a0»", language="fr"),
    ),
)
