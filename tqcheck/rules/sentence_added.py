"""A sentence of the translation has no counterpart in the source.

The other side of `sentence-missing`: made up by the machine, carried over from another text, or
written by an editor. Only the source tells them apart from what was said.

Misses sentences under 40 characters, and clauses (`length-mismatch`). Silent when more than a fifth
of the sentences have no partner. Wrongly flags one sentence told freely in two.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_loose

_MIN_CHARS = 40


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each whole sentence."""
    added = set(context.document.meta.get("unpaired_target", ()))
    if is_loose(len(added), context.document.segments):
        return
    for segment in context.document.segments:
        if segment.id in added and len(segment.text) >= _MIN_CHARS:
            yield Hit(segment.span.start, segment.span.end)


RULE = Rule(
    id="sentence-added",
    manual=__doc__,
    message="the source has no such sentence",
    category="accuracy/addition",
    severity="major",
    scope="document",
    find=find,
    budget=0.1,
    needs=("source",),
    confidence=0.6,
    examples=(
        example(
            "The mayor of Lyon spoke on Tuesday. The plant employs 340 people. ⟦Nobody in the "
            "ministry wanted to say what would become of the machines.⟧ It will close in June "
            "2027, said Claire Martin. The unions meet the prefect on Thursday. A march is planned "
            "in Grenoble.",
            source="Le maire de Lyon a parlé mardi. L’usine emploie 340 personnes. Elle fermera "
            "en juin 2027, a dit Claire Martin. Les syndicats rencontrent le préfet jeudi. Une "
            "marche est prévue à Grenoble.",
            source_language="fr",
        ),
        example(
            "Bern pays 12 million francs. The lake rose by 3 metres. ⟦Nobody in the zoo of Zurich "
            "could be asked about the 27 dead animals.⟧ Anna Keller leads the work. It ends in "
            "May 2027. The canton of Uri helps.",
            source="Bern zahlt 12 Millionen Franken. Der See stieg um 3 Meter. Anna Keller leitet "
            "die Arbeiten. Sie enden im Mai 2027. Der Kanton Uri hilft.",
            source_language="de",
        ),
        example(
            "The mayor of Lyon spoke on Tuesday. The plant employs 340 people. It will close in "
            "June 2027, said Claire Martin.",
            source="Le maire de Lyon a parlé mardi. L’usine, qui emploie 340 personnes, fermera en "
            "juin 2027, a dit Claire Martin.",
            source_language="fr",
        ),
        example(
            "A storm hit Brest, and here is a long sentence about it. And another, even longer.",
            source="Rien à voir ici.",
            source_language="fr",
        ),
    ),
)
