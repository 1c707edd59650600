"""A paragraph breaks off in the middle of a sentence.

It ends with a word that cannot end one (`the`, `and`; `[segmentation] cannot_end`), and the next
paragraph does not take it up. Decoders stop at their length limit and leave such stumps.

Misses: sentences cut after any other word, headlines. Leaves alone paragraphs that the next one
continues in lower case or as a list, short lines, the last but one of a list (`; and`), and units
(`за 5,3 с.`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.segment import paragraphs

_MIN_WORDS = 6
_LAST = re.compile(r"([^\W\d_]+)(\.{0,1})$")
_TAKES_UP = re.compile(r"[-–—•*“„«\"(\d]|[^\W\d_A-ZА-Я]")


@cache
def _cannot_end(pack: Pack) -> frozenset[str]:
    return frozenset(pack.fact("segmentation", "cannot_end", ()))


def find(text: str, context: Context) -> Iterator[Hit]:
    """The word at the break."""
    wanted = _cannot_end(context.pack)
    spans = list(paragraphs(text))
    for number, span in enumerate(spans):
        if text.count(" ", span.start, span.end) < _MIN_WORDS - 1:
            continue
        if number + 1 < len(spans) and _TAKES_UP.match(text, spans[number + 1].start):
            continue
        last = _LAST.search(text, max(span.start, span.end - 24), span.end)
        if not last or last.group(1) not in wanted:
            continue
        before = text[max(0, last.start() - 2) : last.start()]
        if before[-1:] in (" ", "\u00a0") and not before[:1].isdigit() and before[:1] != ";":
            yield Hit(last.start(1), span.end)


RULE = Rule(
    id="sentence-cut",
    manual=__doc__,
    message="the sentence seems to break off here",
    category="accuracy/omission",
    severity="major",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("The minister said on Monday that he would not meet ⟦the⟧\nTalks ended in June."),
        example("Le ministre a dit lundi qu’il ne voulait plus parler de ⟦la.⟧", language="fr"),
        example("The minister said that he would meet the\n- first and the last."),
        example("The minister asked whom they had sent it to.\nTalks ended in June."),
        example("It was more than the life that she had been a part of.\nTalks ended in June."),
        example("A short line of the\nPoem."),
        example("They passed the Supplementary Appropriation Act of 2018; and\nBill 4 on schools."),
        example("Машина способна на рывок до ста за 5,3 с.\nЭто много.", language="ru"),
    ),
)
