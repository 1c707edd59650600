"""Marked-up text as a reader sees it: blocks as paragraphs, inline tags gone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tqcheck.formats.mapped import Mapped, TextBuilder
from tqcheck.formats.markup import Element, Kind, Markup, Token, attributes, names

# HTML and NITF elements that stand as blocks of their own.
BLOCKS = names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr"
    " html legend li main menu nav ol optgroup option p pre search section summary table tbody"
    " td tfoot th thead title tr ul"
    " abstract block body.content body.end body.head bq byline credit dateline distributor"
    " fn hedline hl1 hl2 media media-caption media-producer nitf nitf-table note ol pre tagline"
    " table-reference"
)
# Elements that stand on lines of their own: NITF's job title below a name.
_LINES = names("byttl")
_CODE = names("code kbd samp tt")
#: Elements whose content is not copy.
NOT_COPY = names(
    "script style template noscript noembed noframes svg math iframe object embed textarea select"
    " audio video canvas head pre xmp media-metadata media-reference media-object"
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ODD_SPACE = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
DIRECTIVE = re.compile(r"<!--\s*tqcheck\s+(off|on)(?:\s+([\w-]+))?\s*-->")


@dataclass(slots=True)
class _Flow:
    """White space as a browser shows it: runs collapse, blocks part."""

    builder: TextBuilder
    text: str
    gap: str = ""
    space: tuple[int, int] | None = None

    def part(self, gap: str) -> None:
        """A block or a line ends here."""
        if len(gap) > len(self.gap):
            self.gap = gap
        self.space = None

    def flush(self) -> None:
        """Put in what is due before the next visible character."""
        if self.builder.length and self.gap:
            self.builder.separate(self.gap)
        elif self.builder.length and self.space:
            start, end = self.space
            if self.text[start:end] == " ":
                self.builder.copy(start, end)
            else:
                self.builder.replace(" ", start, end)
        self.gap, self.space = "", None

    def run(self, start: int, end: int) -> None:
        """A run of text."""
        lead = _SPACE.match(self.text, start, end)
        if lead:
            if self.space is None:
                self.space = lead.span()
            start = lead.end()
        if start == end:
            return
        self.flush()
        at = start
        for odd in _ODD_SPACE.finditer(self.text, start, end):
            self.builder.copy(at, odd.start())
            at = odd.end()
            if at == end:
                self.space = odd.span()
                return
            self.builder.replace(" ", *odd.span())
        if self.text[end - 1] == " ":
            self.builder.copy(at, end - 1)
            self.space = (end - 1, end)
        else:
            self.builder.copy(at, end)

    def entity(self, token: Token) -> None:
        """An entity, or whatever else stands for some text."""
        if token.name in {" ", "\t", "\n", "\r", "\f"}:
            if self.space is None:
                self.space = (token.start, token.end)
        else:
            self.flush()
            self.builder.replace(token.name, token.start, token.end)


def prose(
    markup: Markup,
    start: int = 0,
    end: int | None = None,
    *,
    skip: frozenset[str] = NOT_COPY,
    blocks: frozenset[str] = BLOCKS,
) -> Mapped:
    """The visible text of the tokens from start to end: blocks a blank line apart.

    `<br>` is a line feed. Comments `<!-- tqcheck off RULE -->` and `<!-- tqcheck on -->` and
    elements with `data-tqcheck="off"` leave marks, as does code within a line.
    """
    tokens = markup.tokens
    end = len(tokens) if end is None else end
    builder = TextBuilder(markup.source)
    flow = _Flow(builder, markup.source.text)
    unchecked: set[int] = set()
    at = start
    while at < end:
        token = tokens[at]
        at += 1
        if token.kind is Kind.TEXT:
            flow.run(token.start, token.end)
        elif token.kind is Kind.ENTITY:
            flow.entity(token)
        elif token.kind is Kind.COMMENT:
            directive = DIRECTIVE.match(flow.text, token.start, token.end)
            if directive:
                builder.mark(directive.group(1), directive.group(2))
        elif token.kind is Kind.CLOSE:
            if token.partner in unchecked:
                builder.mark("leave")
            if token.name in _CODE:
                builder.mark("prose")
            if token.name in blocks:
                flow.part("\n\n")
            elif token.name in _LINES:
                flow.part("\n")
        elif token.name in skip:
            flow.part("\n\n" if token.name in blocks else "")
            at = max(token.partner + 1, at)
        elif token.name in {"br", "BR"}:
            flow.part("\n")
        else:
            if token.name in blocks:
                flow.part("\n\n")
            elif token.name in _LINES:
                flow.part("\n")
            if token.name in _CODE and token.partner >= at:
                builder.mark("code")
            if "data-tqcheck" in flow.text[token.start : token.end]:
                words = attributes(markup, at - 1).get("data-tqcheck", "").split()
                if words[:1] == ["off"] and token.partner >= at:
                    unchecked.add(at - 1)
                    builder.mark("enter", words[1] if len(words) > 1 else None)
    return builder.mapped()


def of(element: Element, *, skip: frozenset[str] = NOT_COPY) -> Mapped:
    """The visible text of an element."""
    return prose(element.markup, element.index + 1, element.end, skip=skip)
