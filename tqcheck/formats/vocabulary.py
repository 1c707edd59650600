"""The visible text of XML in a vocabulary of an agency's own.

Its names may be HTML's in capitals, or nobody's: an unknown element is a block where no text
stands beside it, and inline where some does.
"""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.formats.mapped import Mapped
from tqcheck.formats.markup import Element, Kind, names
from tqcheck.formats.prose import BLOCKS, NOT_COPY, prose

# Inline elements of HTML and NITF.
_INLINE = names(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label map"
    " mark q s samp small span strike strong sub sup time tt u var wbr"
    " alt-code chron city classifier copyrite country event function lang location money num"
    " object.title org person postaddr pronounce region state story.date sublocation virtloc"
)
# Blocks that hold text and no blocks.
_LINES = names(
    "byline byttl caption credit dateline dd dt figcaption h1 h2 h3 h4 h5 h6 hl1 hl2 li p tagline"
    " td th title"
)


def of_any(element: Element) -> Mapped:
    """The visible text of an element."""
    parents = [element, *_elements(element)]
    used = {parent.name for parent in parents}
    blocks = {name for name in used if name.lower() in BLOCKS}
    for parent in parents:
        if parent.name.lower() not in _LINES and not _has_text(parent):
            blocks |= {child.name for child in parent.children() if not _is_known(child.name)}
    return prose(
        element.markup,
        element.index + 1,
        element.end,
        skip=frozenset(name for name in used if name.lower() in NOT_COPY),
        blocks=frozenset(blocks),
    )


def _elements(element: Element) -> Iterator[Element]:
    for at in range(element.index + 1, element.end):
        if element.markup.tokens[at].kind is Kind.OPEN:
            yield Element(element.markup, at)


def _is_known(name: str) -> bool:
    return name.lower() in _INLINE or name.lower() in BLOCKS


def _has_text(element: Element) -> bool:
    """Whether an element has text beside the elements in it."""
    tokens = element.markup.tokens
    at = element.index + 1
    while at < element.end:
        token = tokens[at]
        if token.kind is Kind.ENTITY:
            return True
        if token.kind is Kind.TEXT:
            if element.markup.source.text[token.start : token.end].strip():
                return True
        elif token.kind is Kind.OPEN:
            at = max(token.partner, at)
        at += 1
    return False
