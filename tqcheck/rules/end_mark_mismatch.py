"""A question is no question in the translation, or the other way round.

The mark at the end is the surest sign of what a sentence does; engines turn questions into
statements. Flagged when one side ends in a question mark and the other has none anywhere, so that
a sentence cut in two or joined with the next is no finding. Exclamation marks are left to taste.

Misses questions inside a sentence. Wrongly flags free translations (`N’est-ce pas ?` for `isn’t
it.`). Source: counts of question marks in human translations of news, which agree in 99 of 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared

_QUESTION = frozenset("?？؟;⁇⁈⁉")
_CLOSING = "”“»«\"'’‘)]} \u00a0\u202f"
_ANY_QUESTION = re.compile("[?？؟⁇⁈⁉]")
_MIN_WORDS = 3


def find(text: str, context: Context) -> Iterator[Hit]:
    """The last mark of the segment, or its last letter where it has none."""
    source = context.segment.source if context.segment else None
    if not source or is_shared(context) or text.count(" ") < _MIN_WORDS - 1:
        return
    mine, theirs = text.rstrip(_CLOSING), source.rstrip(_CLOSING)
    if not mine or not theirs:
        return
    asks, asked = bool(_ANY_QUESTION.search(text)), bool(_ANY_QUESTION.search(source))
    end = len(mine)
    if theirs[-1] in _QUESTION and asked and not asks:
        bare = mine[-1].isalnum()
        yield Hit(
            end - 1,
            end,
            "the source asks a question here",
            (mine[-1] + "?" if bare else "?",) if bare or mine[-1] in ".!" else (),
        )
    elif mine[-1] in _QUESTION and asks and not asked and ";" not in theirs[-1]:
        yield Hit(end - 1, end, "the source asks no question here")


RULE = Rule(
    id="end-mark-mismatch",
    manual=__doc__,
    message="only one side is a question",
    category="linguistic_conventions/punctuation",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.1,
    needs=("source",),
    confidence=0.75,
    examples=(
        example(
            "He will come on Monday⟦.⟧", "?", source="Viendra-t-il lundi ?", source_language="fr"
        ),
        example(
            "Kommt er am Montag⟦?⟧", source="He will come.", source_language="en", language="de"
        ),
        example("“Will he come on Monday?”", source="« Viendra-t-il ? »", source_language="fr"),
        example(
            "Will he come? She does not know.",
            source="Viendra-t-il, elle l’ignore ?",
            source_language="fr",
        ),
    ),
)
