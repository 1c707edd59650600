"""A sentence of the source has no counterpart in the translation.

Where source and translation come as whole texts, they are paired sentence by sentence
(`tqcheck.pairing`). A long source sentence that found no partner was left out, or melted into its
neighbours; the message quotes it, and the finding stands on the word after which it belongs.

Misses sentences under 40 characters, which editors move and drop, and clauses (`length-mismatch`).
Silent when more than a fifth of the sentences have no partner: such texts are versions of one
story, not a translation. Wrongly flags free translations that tell two sentences in one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_loose, last_word

_MIN_CHARS = 40
_SHOWN_CHARS = 80


def find(text: str, context: Context) -> Iterator[Hit]:
    """The last word before each gap, or the first of the text."""
    left_out = context.document.meta.get("unpaired_source", ())
    parts = context.document.segments
    if is_loose(len(left_out), parts):
        return
    places = {segment.id: number for number, segment in enumerate(parts)}
    for before, group in groupby(left_out, key=lambda one: one[1]):
        missing = [sentence for sentence, _ in group if len(sentence) >= _MIN_CHARS]
        if not missing:
            continue
        number = places.get(before, len(parts))
        part = parts[max(0, number - 1)]
        start, end = last_word(part.text) if number else (0, len(part.text.split()[0]))
        first = missing[0]
        shown = first if len(first) <= _SHOWN_CHARS else first[: _SHOWN_CHARS - 1] + "…"
        also = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        yield Hit(
            part.span.start + start,
            part.span.start + end,
            f"{'after' if number else 'before'} this the source also says “{shown}”{also}",
        )


RULE = Rule(
    id="sentence-missing",
    manual=__doc__,
    message="a sentence of the source is missing",
    category="accuracy/omission",
    severity="major",
    scope="document",
    find=find,
    budget=0.05,
    needs=("source",),
    confidence=0.6,
    examples=(
        example(
            "The mayor of Lyon spoke on Tuesday. The plant employs 340 ⟦people⟧. It will close in "
            "June 2027, said Claire Martin. The unions meet the prefect on Thursday. A march is "
            "planned in Grenoble. The region will pay 2 million euros.",
            source="Le maire de Lyon a parlé mardi. L’usine emploie 340 personnes. La direction "
            "n’a pas répondu aux questions des habitants du quartier. Elle fermera en juin 2027, "
            "a dit Claire Martin. Les syndicats rencontrent le préfet jeudi. Une marche est prévue "
            "à Grenoble. La région versera 2 millions d’euros.",
            source_language="fr",
        ),
        example(
            "The mayor of Lyon spoke on Tuesday. The plant employs 340 people and will close in "
            "June 2027, said Claire Martin.",
            source="Le maire de Lyon a parlé mardi. L’usine emploie 340 personnes. Elle fermera en "
            "juin 2027, a dit Claire Martin.",
            source_language="fr",
        ),
        example(
            "⟦Bern⟧ pays 12 million francs. The lake rose by 3 metres. Two bridges were closed. "
            "Anna Keller leads the work. It ends in May. Nobody was hurt.",
            source="Der Sturm hat in der Nacht große Schäden angerichtet. Bern zahlt 12 Millionen "
            "Franken. Der See stieg um 3 Meter. Zwei Brücken wurden gesperrt. Anna Keller leitet "
            "die Arbeiten. Sie enden im Mai. Verletzt wurde niemand.",
            source_language="de",
        ),
        example("A storm hit Brest.", source="Rien à voir ici, mais une longue phrase quand même. "
                "Et puis une autre, plus longue encore que la première.", source_language="fr"),
    ),
)  # fmt: skip
