"""A phrase of the source has no counterpart in the translation.

Asked of the translation model, segment by segment: words of the source that the translation does
nothing to explain, without which it would be likelier, and which its back-translation is too short
to hold. The message quotes them; the finding stands on the last word of the segment.

Misses most phrases of two or three words, and what repeats the rest of its sentence.
Wrongly flags what a free translation says in other words.
Source: contrastive conditioning for undertranslation after Vamvas and Sennrich (2022); weights by
`models/recipes/fit_passages.py`, measured by `models/recipes/measure_passages.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import last_word


def find(text: str, context: Context) -> Iterator[Hit]:
    """The last word of each segment that lacks a phrase."""
    # Only here: it needs numpy, which takes longer to load than all other rules together.
    from tqcheck.sense.passages import lacking_in

    for segment, passage in lacking_in(context, missing=True):
        start, end = last_word(segment.text)
        said = (segment.source or "")[passage.start : passage.end]
        offset = segment.span.start
        yield Hit(offset + start, offset + end, f"the source also says “{said}”")


RULE = Rule(
    id="phrase-missing",
    manual=__doc__,
    message="a phrase of the source is missing",
    category="accuracy/omission",
    severity="minor",
    scope="document",
    find=find,
    budget=0.15,
    needs=("source", "model"),
    confidence=0.5,
    examples=(
        example(
            "The minister announced a new ⟦plan⟧.",
            source="Le ministre a annoncé un nouveau plan pour les hôpitaux publics de la région.",
            source_language="fr",
        ),
        example(
            "The plant employs 340 ⟦people⟧.",
            source="L’usine, fermée depuis le mois de mars, emploie 340 personnes.",
            source_language="fr",
        ),
        example(
            "The minister announced a new plan for the public hospitals of the region.",
            source="Le ministre a annoncé un nouveau plan pour les hôpitaux publics de la région.",
            source_language="fr",
        ),
        example(
            "The plant, closed since March, employs 340 people.",
            source="L’usine, fermée depuis le mois de mars, emploie 340 personnes.",
            source_language="fr",
        ),
    ),
)
