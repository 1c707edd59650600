"""A sentence is said again word for word.

Copy assembled or decoded in pieces repeats whole sentences. A sentence of six words or more
that equals the one before it, or the one before that, is flagged.

Misses: repetitions farther apart, which may be refrains or captions.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.records import Span
from tqcheck.rules.rule import Context, Hit, Rule, example

_MIN_WORDS = 6
_REACH = 2


def find(text: str, context: Context) -> Iterator[Hit]:
    """The later of two equal sentences."""
    recent: list[tuple[str, Span]] = []
    for segment in context.document.segments:
        if segment.text.count(" ") < _MIN_WORDS - 1:
            continue
        earlier = next((span for said, span in recent if said == segment.text), None)
        if earlier is not None:
            yield Hit(segment.span.start, segment.span.end, related=(earlier,))
        recent = [*recent[-_REACH + 1 :], (segment.text, segment.span)]


RULE = Rule(
    id="sentence-repeated",
    manual=__doc__,
    message="this sentence has just been said",
    category="linguistic_conventions/duplication",
    severity="major",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("The talks will be held in June. ⟦The talks will be held in June.⟧ Nobody came."),
        example(
            "Le ministre a quitté la salle hier soir.\n⟦Le ministre a quitté la salle hier soir.⟧",
            language="fr",
        ),
        example("Yes, we can. Yes, we can. Yes, we can."),
        example("The talks will be held in June. The talks will be held in July."),
    ),
)
