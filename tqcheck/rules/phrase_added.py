"""A phrase of the translation has no counterpart in the source.

The other side of `phrase-missing`: words of the translation that the source does nothing to
explain, without which the translation model would find the source likelier, and which make the
back-translation longer than the source.

Misses most phrases of two or three words, and what repeats the rest of its sentence.
Wrongly flags what a free translation adds to be understood.
Source: contrastive conditioning for overtranslation after Vamvas and Sennrich (2022); weights by
`models/recipes/fit_passages.py`, measured by `models/recipes/measure_passages.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each phrase."""
    # Only here: it needs numpy, which takes longer to load than all other rules together.
    from tqcheck.sense.passages import lacking_in

    for segment, passage in lacking_in(context, missing=False):
        yield Hit(segment.span.start + passage.start, segment.span.start + passage.end)


RULE = Rule(
    id="phrase-added",
    manual=__doc__,
    message="the source does not seem to say this",
    category="accuracy/addition",
    severity="minor",
    scope="document",
    find=find,
    budget=0.15,
    needs=("source", "model"),
    confidence=0.5,
    examples=(
        example(
            "The minister announced a new plan ⟦for the public hospitals of the region⟧.",
            source="Le ministre a annoncé un nouveau plan.",
            source_language="fr",
        ),
        example(
            "The plant, ⟦closed since the month of March⟧, employs 340 people.",
            source="L’usine emploie 340 personnes.",
            source_language="fr",
        ),
        example(
            "The unions meet the prefect on Thursday, the minister said.",
            source="Les syndicats rencontrent le préfet jeudi, selon le ministre.",
            source_language="fr",
        ),
        example(
            "Nobody was hurt, but two bridges had to be closed after the storm.",
            source="Il n’y a pas de blessés, mais deux ponts ont été fermés après la tempête.",
            source_language="fr",
        ),
    ),
)
