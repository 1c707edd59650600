"""A sentence is negated on one side only.

`The currency can be changed` for `La moneda no se puede cambiar`: a lost `not` turns the sense
round and reads well. One side must have a clear negation, the other nothing that could carry one:
besides negations proper these are words such as `without`, `fail`, `hardly`, `too`, `un-`.
Negations that say little (`not only`, `n’est-ce pas`), questions and sentences over 20 words are
left alone, as translators turn them freely.

A missing negation is shown at the segment's last word. Finds one in six lost negations, one in
three in sentences of up to 20 words, as most have a word that might stand for one; misses pairs of
languages that its facts were not measured on. Wrongly flags opposites (`stay` for `not leave`)
that `[negation] any` does not list. Source: own lists, made on one half of human translations of
news and measured on the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tqcheck.lang import Pack, load
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared, last_word

# Longer sentences are recast, and have a word that may carry the negation anyway.
_MAX_WORDS = 20
_MAX_CHARS = 400
_AFTER_SENTENCE = " \u00a0\u202f”“»«\"'’)]"
_APOSTROPHE = "['’`´]"


def find(text: str, context: Context) -> Iterator[Hit]:
    """The last word where a negation is missing, the negation where one is added."""
    source, theirs = (context.segment.source if context.segment else None), context.source_pack
    mine = context.pack
    if not source or theirs is None or is_shared(context):
        return
    if theirs.code not in mine.fact("negation", "sources", ()):
        return
    if (negation := _negation(source, theirs)) and not _may_negate(text, mine):
        start, end = last_word(text)
        yield Hit(start, end, f"the source has “{source[slice(*negation)]}”")
    elif (negation := _negation(text, mine)) and not _may_negate(source, theirs):
        yield Hit(*negation, "the source has no negation")


def _negation(text: str, pack: Pack) -> tuple[int, int] | None:
    """Where the first clear negation of a short statement stands."""
    if len(text) > _MAX_CHARS or text.count(" ") >= _MAX_WORDS:
        return None
    clear = _pattern(pack.code, "clear")
    found = clear.search(text) if clear else None
    if clear is None or found is None or text.rstrip(_AFTER_SENTENCE).endswith("?"):
        return None
    if idle := _pattern(pack.code, "idle"):
        found = clear.search(idle.sub(lambda match: " " * len(match.group()), text))
    return found.span() if found else None


def _may_negate(text: str, pack: Pack) -> bool:
    """Whether anything in the text may carry a negation, or nothing could have been negated."""
    anything, carriers = _pattern(pack.code, "any"), _pattern(pack.code, "carriers")
    if anything is None or anything.search(text):
        return True
    return carriers is not None and not carriers.search(text)


@cache
def _pattern(code: str, key: str) -> re.Pattern[str] | None:
    """The whole words a fact names, in whatever case; None where a language lacks it."""
    forms: str | Sequence[str] = load(code).fact("negation", key, ())
    joined = forms if isinstance(forms, str) else "|".join(forms)
    joined = joined.replace("’", _APOSTROPHE)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE) if joined else None


RULE = Rule(
    id="negation-mismatch",
    manual=__doc__,
    message="a negation differs from the source",
    category="accuracy/mistranslation",
    severity="major",
    scope="segment",
    find=find,
    budget=0.1,
    needs=("source",),
    confidence=0.6,
    examples=(
        example("The currency can be ⟦changed⟧.", source="La moneda no se puede modificar.",
                source_language="es"),
        example("The mayor has spoken to the ⟦farmers⟧.",
                source="Der Bürgermeister hat nicht mit den Bauern gesprochen.",
                source_language="de"),
        example("The bridge ⟦doesn't⟧ carry lorries.", source="Le pont porte des camions.",
                source_language="fr"),
        example("Le pont porte les ⟦camions⟧.", language="fr",
                source="The bridge does not carry lorries.", source_language="en"),
        example("The mayor will stay silent.", source="Le maire ne parlera pas.",
                source_language="fr"),
        example("The mayor has failed to speak to the farmers.",
                source="Der Bürgermeister hat nicht mit den Bauern gesprochen.",
                source_language="de"),
        example("The plan is also cheap.", source="Il piano non è solo buono, è anche economico.",
                source_language="it"),
        example("Will he come?", source="Ne viendra-t-il pas ?", source_language="fr"),
    ),
)  # fmt: skip
