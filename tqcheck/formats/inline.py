"""The text of a translation unit: inline codes gone, white space as the format means it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tqcheck.formats.mapped import Mapped, TextBuilder
from tqcheck.formats.markup import Element, Kind

# A line break with its indentation comes from pretty-printing; two spaces may be a defect.
_WRAP = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")


def text(
    element: Element,
    codes: frozenset[str],
    *,
    preserve: bool = False,
    stands_for: Callable[[Element], str] | None = None,
) -> Mapped:
    """What a translator sees of a unit, codes left out.

    Args:
        element: the `<target>`, `<seg>` or the like.
        codes: elements that hold native code; what is in them is no text.
        preserve: keep line breaks as they are (`xml:space="preserve"`).
        stands_for: gives the text an element stands for, such as `<cp hex="..."/>`.
    """
    tokens = element.markup.tokens
    source = element.markup.source
    builder = TextBuilder(source)
    at = element.index + 1
    while at < element.end:
        token = tokens[at]
        if token.kind is Kind.ENTITY:
            builder.replace(token.name, token.start, token.end)
        elif token.kind is Kind.TEXT:
            start = token.start
            for wrap in () if preserve else _WRAP.finditer(source.text, token.start, token.end):
                builder.copy(start, wrap.start())
                builder.replace(" ", *wrap.span())
                start = wrap.end()
            builder.copy(start, token.end)
        elif token.kind is Kind.OPEN:
            shown = stands_for(Element(element.markup, at)) if stands_for else ""
            if shown:
                builder.replace(shown, token.start, token.end)
            if token.name in codes:
                at = token.partner
        at += 1
    return builder.mapped()
