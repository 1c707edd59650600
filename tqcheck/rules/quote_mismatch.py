"""A quotation mark has no partner, though the source's marks have theirs.

Where a quotation runs on over several segments, an odd mark is right, and `quote-unpaired` has to
follow it. Where the source's double marks pair up within the segment, the translation's should,
too, and the one without a partner is where words were quoted, or stopped being quoted, by mistake.

Leaves alone marks for inches and segments that share their source. Misses single marks and marks
lost in pairs. Wrongly flags quotations that only the translation carries on into the next segment.
Source: the check `doublequoting` of localisation tools, made narrower. Of 45 read in human
translations of news all but two were faults of the text, which lose marks often; hence the budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared

_MARK = re.compile(r"[\"“”„«»＂]|''|``|‘‘|’’")
_INCHES = re.compile(r"(?<=\d)\"")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The first mark without a partner."""
    source = context.segment.source if context.segment else None
    if not source or is_shared(context):
        return
    marks = list(_MARK.finditer(text))
    if len(marks) % 2 == 0 or len(_INCHES.findall(text)) % 2:
        return
    theirs = len(_MARK.findall(source))
    if theirs and theirs % 2 == 0:
        odd = _odd(text, marks)
        yield Hit(*odd.span(), f"the source has {theirs} quotation marks here")


def _odd(text: str, marks: list[re.Match[str]]) -> re.Match[str]:
    """The first mark that neither opens nor closes a quotation, by the spaces around it."""
    open_mark = None
    for mark in marks:
        before = text[mark.start() - 1 : mark.start()]
        opens = not before or before.isspace() or before in "([{-–—"
        if opens and open_mark:
            return open_mark
        if not opens and not open_mark:
            return mark
        open_mark = mark if opens else None
    return open_mark or marks[-1]


RULE = Rule(
    id="quote-mismatch",
    manual=__doc__,
    message="a quotation mark has no partner, other than in the source",
    category="linguistic_conventions/punctuation",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.5,
    needs=("source",),
    confidence=0.7,
    examples=(
        example("China is aware of this, too,⟦\"⟧ Köhler said.", language="en",
                source="„China weiß das auch“, sagte Köhler.", source_language="de"),
        example("He called it ⟦“⟧a shame and left “the room”.",
                source="Il a parlé d’une « honte » et quitté « la salle ».", source_language="fr"),
        example("“We leave,” he said.", source="« Nous partons », a-t-il dit.",
                source_language="fr"),
        example("“We leave. He said so.", source="« Nous partons. Il l’a dit.",
                source_language="fr"),
        example("A 19\" screen, he said.", source="Un écran de 19 pouces « plat », dit-il.",
                source_language="fr"),
    ),
)  # fmt: skip
