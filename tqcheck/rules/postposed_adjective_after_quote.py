"""An adjective may stand after the quotation it belongs to.

`“Immediate military aid” reciprocal` for `reciprocal “immediate military aid”`: languages that put
adjectives after nouns put them after a quoted noun phrase too, where they seem to hang in the air.

The quotation must be a phrase in lower case that ends in a noun, and the adjective must be one
that English puts before its noun, with no noun after it. Misses quotations that start with a
capital, and adjectives that may also be nouns. Source: as for `noun-adjective-order`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.noun_adjective_order import is_adjective
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.words import parts_of_speech

_QUOTED = re.compile(
    r"([“\"«]\s?)([a-z][^“”\"«».!?]{2,80}?)(\s?[”\"»]) ([a-z]{4,})(?=[.,;:!?]|$| "
    r"(?:in|between|by|against|from|during|after|before|since|that|which|on|at|and|for)\b)"
)
_LAST = re.compile(r"([a-z]{3,})$")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Quoted phrases with the adjective after them, and the two swapped."""
    if not any(mark in text for mark in '”"»'):
        return
    for match in _QUOTED.finditer(text):
        opened, phrase, closed, adjective = match.groups()
        last = _LAST.search(phrase)
        if last is None or "NOUN" not in parts_of_speech(last.group(1)):
            continue
        if is_adjective(adjective, context.pack):
            better = f"{adjective} {opened}{phrase}{closed}"
            yield Hit(match.start(), match.end(), suggestions=(better,))


RULE = Rule(
    id="postposed-adjective-after-quote",
    manual=__doc__,
    message="the adjective may belong before the quotation",
    category="linguistic_conventions/word_order",
    severity="major",
    scope="segment",
    find=find,
    budget=0.01,
    languages=("en",),
    confidence=0.85,
    examples=(
        example(
            "They promised ⟦“rapid assistance” mutual⟧ in wartime.", "mutual “rapid assistance”"
        ),
        example('He asked for ⟦"clear mandates" parliamentary⟧.', 'parliamentary "clear mandates"'),
        example("They promised mutual “rapid assistance” in wartime."),
        example("They saw a “window of opportunity” available in May."),
        example("He said “we will be there” loudly."),
    ),
)
