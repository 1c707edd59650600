"""A passage of the source stands in the translation as it was.

An engine that gives up copies its input; a person forgets a sentence. Compared word for word with
its source, such a passage is found in any language, in sentences that `untranslated-passage` cannot
tell from the copy's own language, too.

A passage is four words or more in the same order on both sides, at least two of them frequent words
of the source's language that the copy's does not have. Passages in quotation marks, brackets and
links stay: titles and quotations may be meant so. Misses shorter passages and languages without a
pack, and passages that begin with a capital inside the sentence: names of bodies do.
Source: the check `untranslated` of localisation tools, made narrower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import in_link
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.untranslated_passage import is_quoted

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_MIN_WORDS = 4
_MIN_FUNCTION_WORDS = 2


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each copied passage from its first word to its last."""
    source, source_pack = (context.segment.source if context.segment else None), context.source_pack
    if not source or source_pack is None or source_pack.code == context.pack.code:
        return
    matches = list(_WORD.finditer(text))
    mine, theirs = [m.group() for m in matches], _WORD.findall(source)
    known = {tuple(theirs[i : i + _MIN_WORDS]) for i in range(len(theirs) - _MIN_WORDS + 1)}
    copied = [tuple(mine[i : i + _MIN_WORDS]) in known for i in range(len(mine))]
    foreign = source_pack.function_words - context.pack.function_words
    first = 0
    while first < len(mine):
        last = first
        while last < len(mine) and copied[last]:
            last += 1
        if last > first:
            last += _MIN_WORDS - 1
            start, end = matches[first].start(), matches[last - 1].end()
            frequent = sum(word.lower() in foreign for word in mine[first:last])
            if (
                frequent >= _MIN_FUNCTION_WORDS
                and (mine[first].islower() or mine[first] == theirs[0])  # else a name
                and not is_quoted(text, start, end)
                and not in_link(text, start)
            ):
                yield Hit(start, end)
        first = max(last, first + 1)


RULE = Rule(
    id="source-copied",
    manual=__doc__,
    message="the source stands here untranslated",
    category="accuracy/untranslated",
    severity="major",
    scope="segment",
    find=find,
    budget=0.05,
    needs=("source",),
    examples=(
        example(
            "⟦Le pont sera fermé dans la nuit⟧.",
            source="Le pont sera fermé dans la nuit.",
            source_language="fr",
        ),
        example(
            "Кмітливий кіт ⟦that was not at home⟧ спав.",
            source="The clever cat that was not at home slept.",
            source_language="en",
            language="uk",
        ),
        example(
            "The daily “Le pont sera fermé dans la nuit” was sold out.",
            source="Le journal « Le pont sera fermé dans la nuit » était épuisé.",
            source_language="fr",
        ),
        example(
            "Caisse de dépôt et placement lost 4%.",
            source="La Caisse de dépôt et placement a perdu 4 %.",
            source_language="fr",
        ),
    ),
)
