"""A word may translate another sense of the source's word.

`Retreating on the forehead`: French `front` is a forehead and a front. The words are good English,
so that only the sentence around them tells. For each word that is one translation of a source word
with several senses, the translations of its other senses are put in its place. It is reported when
a rival fits much better: by the words around it, by what English text has beside it, by a small
model that reads the sentence with the word taken out, and by how often the two words translate the
source's; or, with less, when the translation model insists on it.
In a document that other findings show to be translated word for word, less will do.
Where the source is there, its own words name the senses, and the translation model weighs both
sentences against it, both ways. That is so for French; copy from Dutch, German, Italian,
Portuguese, Russian, Spanish and Ukrainian is judged by the words around alone.

Misses words that the pair's pack does not list, verbs, and sentences that say too little.
Wrongly flags rare but right uses (`a passive house`), more so in fields far from news.
Source: senses listed by hand in the pair's pack; the model after context2vec (Melamud et al. 2016);
contrastive conditioning after Vamvas and Sennrich (2021). `models/recipes/fit_senses.py` fits the
weights, `models/recipes/measure_senses.py` measures.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example


def find(text: str, context: Context) -> Iterator[Hit]:
    """Words of a wrong sense, with the word of the sense that fits."""
    # Only here: it needs numpy, which takes longer to load than all other rules together.
    from tqcheck.sense.suspects import suspects

    source = context.source_pack.name if context.source_pack else ""
    for suspect in suspects(context):
        contrast = suspect.contrast
        yield Hit(
            suspect.offset + contrast.cut,
            suspect.offset + contrast.end,
            message=f"{source} “{suspect.word}” may have another sense here: “{contrast.form}”",
            suggestions=(contrast.put,),
            doubtful=not suspect.sure,
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
    # What is right in copy with 1.5 wrong senses in 1,000 words: from what it finds of the gold
    # contrasts and how often it is raised on human English.
    confidence=0.6,
    examples=(
        example(
            "The ⟦ancient⟧ director was sentenced to two years in prison.",
            "former",
            source_language="fr",
        ),
        example(
            "The pharmacist was convicted after her ⟦avocado⟧ refused to plead.",
            "lawyer",
            source_language="fr",
        ),
        example("The nurse put a damp cloth on the boy's forehead.", source_language="fr"),
        example("The soldiers spent two years at the front.", source_language="fr"),
        example(
            "The coalition has agreed on the ⟦household⟧ for the coming year.",
            "budget",
            source_language="de",
        ),
    ),
)
