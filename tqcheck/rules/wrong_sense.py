"""A word may translate another sense of the source's word.

`Retreating on the forehead`: French `front` is a forehead and a front. The words are good English,
so that only the sentence around them tells. For each word that is one translation of a source word
with several senses, the translations of its other senses are put in its place; a rival that fits
the words around it much better, and that the translation model prefers given the source (or the
text's back-translation), is a suspicion.

Misses words whose senses parallel text does not show, senses of two words, and short sentences that
say too little. Wrongly flags rare but right words where a frequent rival is common.
Source: senses learned by word alignment of parallel text (`models/recipes/senses.py`), words around
from English news (`models/recipes/context.py`); measured by `models/recipes/measure_senses.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.sense import context as context_model
from tqcheck.sense import table
from tqcheck.sense.contrast import Contrast, contrasts, source_words

# Log-odds from which a word is reported.
LEAST = 3.6
LEAST_WITH_SOURCE = 1.6


def find(text: str, context: Context) -> Iterator[Hit]:
    """Words of a wrong sense, with the word of the sense that fits."""
    if context.source_pack is None:
        return
    source, target = context.source_pack.code, context.pack.code
    senses, model = table.load(source, target), context_model.load(target)
    if senses is None or model is None:
        return
    for segment in context.document.segments:
        pivots = None if segment.source is None else source_words(segment.source, senses)
        least = LEAST if pivots is None else LEAST_WITH_SOURCE
        found = contrasts(segment.text, senses, model, language=target, pivots=pivots)
        best: dict[int, Contrast] = {}
        for contrast in found:
            known = best.get(contrast.start)
            if contrast.log_odds >= least and (not known or contrast.log_odds > known.log_odds):
                best[contrast.start] = contrast
        for contrast in best.values():
            offset = segment.span.start
            yield Hit(
                offset + contrast.cut,
                offset + contrast.end,
                message=f"may be another sense of “{contrast.pivot}” than “{contrast.form}”",
                suggestions=(contrast.form,),
            )


RULE = Rule(
    id="wrong-sense",
    manual=__doc__,
    message="the word may translate another sense of the source's word",
    category="accuracy/mistranslation",
    severity="major",
    scope="document",
    find=find,
    budget=0.3,
    needs=("model",),
    confidence=0.7,
    examples=(
        example(
            "The army is retreating in several places on the ⟦forehead⟧.",
            "front",
            source_language="fr",
        ),
        example(
            "The parties began a marathon campaign before the ⟦choices⟧ in May.",
            "elections",
            source_language="fr",
        ),
        example("The nurse put a damp cloth on the boy's forehead.", source_language="fr"),
        example("The soldiers spent two years at the front.", source_language="fr"),
    ),
)
