"""The text of a translation unit: inline codes gone, white space as the format means it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tqcheck.formats.file import Unit
from tqcheck.formats.mapped import Mapped, TextBuilder, nowhere
from tqcheck.formats.markup import Element, Kind

# A line break with its indentation comes from pretty-printing; two spaces may be a defect.
_WRAP = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")


# Codes that stand for something shown, such as a variable, which the text then lacks; the space
# that stood before one is left out with it where it would stand before a mark or another space.
_STANDALONE = frozenset({"x", "ph", "ut"})
_CLOSING = frozenset(".,;:!?)…")
# What a piece of the text shows, and the offsets it stands for.
_Piece = tuple[str, int, int]


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
    source = element.markup.source
    builder = TextBuilder(source)
    for shown, start, end in _closed_up(list(_pieces(element, codes, preserve, stands_for))):
        if shown == source.text[start:end]:
            builder.copy(start, end)
        else:
            builder.replace(shown, start, end)
    return builder.mapped()


def units(
    name: str,
    source: Element | None,
    target: Element | None,
    read: Callable[[Element], Mapped],
) -> Iterator[Unit]:
    """A unit, and one more for each `<sub>`: text inside a code, such as that for a picture."""
    yield Unit(
        name,
        read(source).text if source is not None else None,
        read(target) if target is not None else nowhere(""),
    )
    sources = list(source.all("sub")) if source is not None else []
    targets = list(target.all("sub")) if target is not None else []
    for number, flow in enumerate(targets):
        original = sources[number] if len(sources) == len(targets) else None
        yield Unit(
            f"{name}/sub{number + 1}" if len(targets) > 1 else f"{name}/sub",
            read(original).text if original is not None else None,
            read(flow),
        )


def _closed_up(pieces: list[_Piece]) -> Iterator[_Piece]:
    """The pieces without the space that would be left over before a code left out."""
    after, afters = " ", []
    for shown, _, _ in reversed(pieces):
        afters.append(after)
        after = shown[:1] or after
    afters.reverse()
    for at, (shown, start, end) in enumerate(pieces):
        is_before_code = at + 1 < len(pieces) and not pieces[at + 1][0]
        kept = shown
        if is_before_code and (afters[at] == " " or afters[at] in _CLOSING):
            kept = shown.rstrip(" ")
        is_verbatim = len(shown) == end - start
        yield kept, start, start + len(kept) if is_verbatim else end


def _pieces(
    element: Element,
    codes: frozenset[str],
    preserve: bool,
    stands_for: Callable[[Element], str] | None,
) -> Iterator[_Piece]:
    """The runs of a unit; one that shows nothing is a code that stands for something."""
    tokens = element.markup.tokens
    raw = element.markup.source.text
    at = element.index + 1
    while at < element.end:
        token = tokens[at]
        if token.kind is Kind.ENTITY:
            yield token.name, token.start, token.end
        elif token.kind is Kind.TEXT:
            start = token.start
            for wrap in () if preserve else _WRAP.finditer(raw, token.start, token.end):
                if start < wrap.start():
                    yield raw[start : wrap.start()], start, wrap.start()
                yield " ", *wrap.span()
                start = wrap.end()
            if start < token.end:
                yield raw[start : token.end], start, token.end
        elif token.kind is Kind.OPEN:
            shown = stands_for(Element(element.markup, at)) if stands_for else ""
            if shown or token.name in _STANDALONE:
                yield shown, token.start, token.end
            if token.name in codes:
                at = token.partner
        at += 1
