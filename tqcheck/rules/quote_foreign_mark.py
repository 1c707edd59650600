"""A quotation is marked as another language marks it.

Guillemets in English or English marks in German show that the marks were copied and not
translated. Each language's pack lists the pairs it uses (`[quotes] pairs`), print and web style
alike; what stands outside that list is flagged, with the language's own marks suggested, at the
first quotation of each kind; the others are named beside it.

Misses: single marks, and pairs that both languages use. Wrongly flags: copy that shows another
language's marks on purpose. Source: CLDR delimiters; MQM `quote-mark-type`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tqcheck.rules.marks import gathered, quotations, remarked
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.typed import is_typed

_SPACES = " \u00a0\u202f"


def _marks(text: str, context: Context) -> Iterator[tuple[str, Sequence[Hit]]]:
    """Each pair that is not among the language's, and what to write for its marks."""
    pairs = [tuple(pair) for pair in context.pack.fact("quotes", "pairs", ())]
    if not pairs:
        return
    nested = context.pack.fact("quotes", "nested", pairs[0])
    inner = context.pack.fact("quotes", "inner_space", "")
    for quotation in quotations(text, context.pack).pairs:
        opening, closing = quotation.opening, quotation.closing
        if (opening.char, closing.char) in pairs or '"' in (opening.char, closing.char):
            continue
        own = nested if quotation.depth else pairs[0]
        start = opening.at + 1 + is_typed(text, opening.at)
        end = closing.at - is_typed(text, closing.at - 1)
        while start < end and text[start] in _SPACES:
            start += 1
        while end > start and text[end - 1] in _SPACES:
            end -= 1
        space = "" if quotation.depth else inner
        yield (
            opening.char + closing.char,
            remarked(
                text, (opening.at, start, own[0] + space), (end, closing.at + 1, space + own[1])
            ),
        )


def find(text: str, context: Context) -> Iterator[Hit]:
    """The marks of the first quotation of each kind; its others are related places."""
    kinds: dict[str, list[Sequence[Hit]]] = {}
    for pair, hits in _marks(text, context):
        kinds.setdefault(pair, []).append(hits)
    for places in kinds.values():
        yield from gathered(places)


RULE = Rule(
    id="quote-foreign-mark",
    manual=__doc__,
    message="this quotation mark belongs to another language",
    category="locale_convention/punctuation",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("He called it ⟦« a mistake »⟧ and left.", "“a mistake”"),
        example("He called it ⟦„a mistake“⟧ and left.", "“a mistake”"),
        example("⟦„⟧It is late”, said the minister.", "“"),
        example("⟦,,It is late''⟧, said the minister.", "“It is late”"),
        example("⟦``It is late''⟧, said the minister.", "“It is late”"),
        example("Er nannte es ⟦“einen Irrtum”⟧ und ging.", "„einen Irrtum“", language="de"),
        example("Il parle d’une ⟦„erreur“⟧.", "«\u00a0erreur\u00a0»", language="fr"),
        example("He called it “a mistake” and left."),
        example("Er nannte es »einen Irrtum« und ging.", language="de"),
        example("Il parle d’une «\u00a0erreur “grave”\u00a0».", language="fr"),
    ),
)
