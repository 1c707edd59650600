"""A bracket has no partner, though the source's brackets have theirs.

An engine drops one of two brackets, or an editor deletes half of a remark. In copy alone an odd
bracket may be a list mark or a smiley, or belong to a remark over several paragraphs; where the
source's brackets pair up within the segment, the translation's should, too.

Leaves alone `a)` at the start of a line and smileys. Misses brackets lost in pairs. All 17 found in
930,000 words of human translations of news were faults of the text. Source: the check `brackets` of
localisation tools, made narrower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.rules.whole import is_shared

_PARTNERS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【"}
_OPENING = frozenset(_PARTNERS.values())
_ANY = re.compile(r"[()\[\]{}（）【】]")
_NO_BRACKET = re.compile(r"[:;][-^']?[()]|^[ \t]*\w{1,3}\)", re.MULTILINE)


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each bracket without a partner."""
    source = context.segment.source if context.segment else None
    if not source or is_shared(context) or not _ANY.search(text):
        return
    odd = _odd(text)
    if odd and not _odd(source):
        for place in odd:
            opened = text[place] in _OPENING
            yield Hit(place, place + 1, "never closed" if opened else "never opened")


def _odd(text: str) -> list[int]:
    """Where brackets without a partner stand, in order."""
    unread = {place for match in _NO_BRACKET.finditer(text) for place in range(*match.span())}
    open_at: list[int] = []
    odd: list[int] = []
    for match in _ANY.finditer(text):
        place, bracket = match.start(), match.group()
        if place in unread:
            continue
        if bracket in _OPENING:
            open_at.append(place)
        elif open_at and text[open_at[-1]] == _PARTNERS[bracket]:
            open_at.pop()
        else:
            odd.append(place)
    return sorted(odd + open_at)


RULE = Rule(
    id="bracket-unpaired",
    manual=__doc__,
    message="this bracket has no partner",
    category="linguistic_conventions/punctuation",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.04,
    needs=("source",),
    confidence=0.9,
    examples=(
        example("The union ⟦(⟧CGT refused the offer.", source="Le syndicat (CGT) a refusé l’offre.",
                source_language="fr"),
        example("Die Brücke 2⟦]⟧ steht am Fluss.", language="de",
                source="The bridge [2] stands by the river.", source_language="en"),
        example("The union (CGT) refused; see b) below.", source="Le syndicat (CGT) a refusé ; "
                "voir b) plus bas.", source_language="fr"),
        example("They make watches (since 2008).", source="Ils font des montres (depuis 2008).",
                source_language="fr"),
        example("a) The bridge is open :)", source="Le pont est ouvert.", source_language="fr"),
        example("(The union refused.", source="(Le syndicat a refusé.", source_language="fr"),
    ),
)  # fmt: skip
