"""XML and HTML as a flat list of tokens, each with its place in the text.

XML parsers do not say where in the file a character stood, so this scanner does; expat only
judges whether XML is well formed. Nothing is ever expanded or fetched: no DTD, no entity but
the named ones of HTML and short plain ones from the DOCTYPE. Every loop moves forward and
nesting is a number, not recursion, so time grows with the length of the text alone.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from tqcheck.formats.file import File
from tqcheck.formats.limits import MAX_ENTITY_CHARS, MAX_XML_DEPTH, check_depth
from tqcheck.formats.mapped import Mapped, TextBuilder, whole

_TAG = re.compile(
    r"<(/?)([^\W\d][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>", re.DOTALL
)
# Any other "<" is text.
_START = re.compile(r"<(?=/?[^\W\d]|[!?]|/\s{1,9}[a-z][\w-]{0,19}\s{0,9}>)", re.IGNORECASE)
# HTML takes what looks like this, such as "</ br>", for a comment.
_STRAY_END = re.compile(r"</\s[^>]*>")
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,8};?|#[xX][0-9A-Fa-f]{1,7};?|[A-Za-z][A-Za-z0-9]{1,31};"
    r"|(?:nbsp|amp|lt|gt|quot)(?![A-Za-z0-9;]))"
)
_DECLARED = re.compile(
    r"<!ENTITY\s+(?:(%)\s+)?([\w.:-]+)\s+(?:(SYSTEM|PUBLIC)\b|\"([^\"]*)\"|'([^']*)')?"
)
# A DTD that takes in another, as NewsML 1 takes in NITF; like any DTD it is not fetched.
_DTD_PART = re.compile(
    r"<!ENTITY\s+%\s+[\w.:-]+\s+(?:SYSTEM|PUBLIC\s+(?:\"[^\"]*\"|'[^']*'))\s+"
    r"[\"'][^\"'<>]{0,300}\.(?:dtd|ent|mod)[\"']\s*>"
)
_SUBSET_PART = re.compile(r"<!--.*?-->|\"[^\"]*\"|'[^']*'|\]|>", re.DOTALL)


def names(text: str) -> frozenset[str]:
    """Element names from one line of them."""
    return frozenset(text.split())


_VOID = names("area base br col embed hr img input link meta param source track wbr")
_RAW_TEXT = names("script style xmp iframe noembed noframes textarea")
# Opening one of these ends an open element of the same group (HTML's optional end tags).
_ENDS = {
    name: names(group)
    for group in ("li", "dt dd", "tr", "td th", "option")
    for name in group.split()
}
# What ends an open <p> (HTML, "optional tags").
_ENDS_P = names(
    "address article aside blockquote div dl fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hr main menu nav ol p pre section table ul"
)


class Kind(Enum):
    """What a token is."""

    OPEN = "open"
    CLOSE = "close"
    TEXT = "text"
    ENTITY = "entity"
    COMMENT = "comment"


@dataclass(slots=True)
class Token:
    """A piece of markup from `start` to `end`.

    `name` is the local name of a tag, or what an entity stands for. `partner` is the index of
    the token that closes an open one (its own index when it is empty).
    """

    kind: Kind
    start: int
    end: int
    name: str = ""
    partner: int = -1


@dataclass(slots=True)
class Markup:
    """The tokens of a text, and notes for the user."""

    source: Mapped
    tokens: list[Token]
    notes: list[str] = field(default_factory=list)

    def root(self) -> Element | None:
        """The outermost element."""
        for index, token in enumerate(self.tokens):
            if token.kind is Kind.OPEN:
                return Element(self, index)
        return None

    def content(self, start: int = 0, end: int | None = None) -> Mapped:
        """The text of the tokens without tags, entities resolved, white space kept."""
        builder = TextBuilder(self.source)
        for token in self.tokens[start:end]:
            if token.kind is Kind.TEXT:
                builder.copy(token.start, token.end)
            elif token.kind is Kind.ENTITY:
                builder.replace(token.name, token.start, token.end)
        return builder.mapped()

    def elements(self, *names: str) -> Iterator[Element]:
        """All elements of these names, in order."""
        for index, token in enumerate(self.tokens):
            if token.kind is Kind.OPEN and token.name in names:
                yield Element(self, index)


@dataclass(frozen=True, slots=True)
class Element:
    """An element: the tokens from `index` to its partner."""

    markup: Markup
    index: int

    @property
    def name(self) -> str:
        """Its name without a namespace prefix."""
        return self.markup.tokens[self.index].name

    @property
    def end(self) -> int:
        """Index of the token that closes it."""
        return self.markup.tokens[self.index].partner

    @property
    def start(self) -> int:
        """Where its tag starts in the text."""
        return self.markup.tokens[self.index].start

    def get(self, name: str) -> str | None:
        """An attribute (`xml:lang` with its prefix), or None."""
        return attributes(self.markup, self.index).get(name)

    def children(self, *names: str) -> Iterator[Element]:
        """Its direct children of these names, or all."""
        tokens = self.markup.tokens
        at = self.index + 1
        while at < self.end:
            if tokens[at].kind is Kind.OPEN:
                if not names or tokens[at].name in names:
                    yield Element(self.markup, at)
                at = max(tokens[at].partner, at)
            at += 1

    def all(self, *names: str) -> Iterator[Element]:
        """Its descendants of these names, in order."""
        tokens = self.markup.tokens
        for at in range(self.index + 1, self.end):
            if tokens[at].kind is Kind.OPEN and tokens[at].name in names:
                yield Element(self.markup, at)

    def first(self, *path: str) -> Element | None:
        """The first descendant reached by names, each anywhere below the one before."""
        found: Element | None = self
        for name in path:
            found = next(found.all(name), None) if found else None
        return found

    def child(self, name: str) -> Element | None:
        """The first direct child of a name."""
        return next(self.children(name), None)

    def content(self) -> Mapped:
        """Its text without tags and comments, entities resolved, white space kept."""
        return self.markup.content(self.index + 1, self.end)

    def plain(self) -> str:
        """Its text as one line."""
        return " ".join(self.content().text.split())


def attributes(markup: Markup, index: int) -> dict[str, str]:
    """The attributes of an opening tag, entities resolved."""
    token = markup.tokens[index]
    found: dict[str, str] = {}
    text = markup.source.text
    for match in _ATTRIBUTE.finditer(text, token.start + 1, token.end):
        value = next((v for v in match.groups()[1:] if v is not None), "")
        found.setdefault(match.group(1), html.unescape(value))
    return found


def xml(file: File) -> Markup:
    """The tokens of a well-formed XML file.

    Raises:
        InputError: it is not well formed, too deep, or declares entities that would have to be
            expanded or fetched.
    """
    entities = _doctype(file)
    _judge(file)
    return _scan(whole(file.raw), is_html=False, entities=entities, file=file)


def hypertext(source: Mapped) -> Markup:
    """The tokens of HTML, however broken."""
    return _scan(source, is_html=True, entities={}, file=None)


def _judge(file: File) -> None:
    """Raise unless a file is well-formed XML, by expat."""
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8")
    # Names such as &nbsp; without their DTD are then no error; we know what they stand for.
    parser.UseForeignDTD(True)
    try:
        parser.Parse(file.raw.encode("utf-8"), True)
    except expat.ExpatError as error:
        raise file.error_at(
            error.lineno, error.offset + 1, f"not well-formed XML: {expat.ErrorString(error.code)}"
        ) from error


def _doctype(file: File) -> dict[str, str]:
    """Short plain entities the DOCTYPE declares; any other kind is refused."""
    raw = file.raw
    start = raw.find("<!DOCTYPE")
    if start < 0:
        return {}
    end = _doctype_end(raw, start)
    found: dict[str, str] = {}
    for match in _DECLARED.finditer(raw, start, end):
        if _DTD_PART.match(raw, match.start()):
            continue
        parameter, name, external, *values = match.groups()
        value = next((v for v in values if v is not None), None)
        if external or parameter or value is None:
            raise file.error(
                match.start(), f"declares the external entity {name}; such files are not read"
            )
        plain = html.unescape(re.sub(r"&(?!#)", "&amp;", value))
        if "&" in plain or "<" in plain or len(value) > MAX_ENTITY_CHARS:
            raise file.error(
                match.start(),
                f"declares the entity {name}, which holds others or over {MAX_ENTITY_CHARS}"
                " characters; this looks like an XML bomb and was not expanded",
            )
        found[name] = plain
    return found


def _doctype_end(raw: str, start: int) -> int:
    """Just after a DOCTYPE, its internal subset included."""
    bracket, angle = raw.find("[", start), raw.find(">", start)
    if angle < 0:
        return len(raw)
    if not 0 <= bracket < angle:
        return angle + 1
    at = bracket + 1
    closed = False
    for match in _SUBSET_PART.finditer(raw, at):
        if match.group() == "]":
            closed = True
        elif match.group() == ">" and closed:
            return match.end()
    return len(raw)


def _scan(source: Mapped, *, is_html: bool, entities: dict[str, str], file: File | None) -> Markup:
    text = source.text
    tokens: list[Token] = []
    markup = Markup(source, tokens)
    stack: list[int] = []
    open_names: Counter[str] = Counter()
    at, end = 0, len(text)

    def close(to: int) -> None:
        """Close the elements above `to` in the stack where the text now stands."""
        while len(stack) > to:
            index = stack.pop()
            open_names[tokens[index].name] -= 1
            tokens[index].partner = len(tokens)
            tokens.append(Token(Kind.CLOSE, at, at, tokens[index].name, index))

    while at < end:
        found = _START.search(text, at)
        stop = found.start() if found else end
        if stop > at:
            _text_tokens(text, at, stop, entities, tokens, is_html=is_html)
            at = stop
        if found is None:
            break
        if text.startswith("<!--", at):
            stop = text.find("-->", at + 4)
            stop = end if stop < 0 else stop + 3
            tokens.append(Token(Kind.COMMENT, at, stop))
            at = stop
            continue
        if text.startswith("<![CDATA[", at):
            stop = text.find("]]>", at + 9)
            if stop > at + 9:
                tokens.append(Token(Kind.TEXT, at + 9, stop))
            at = end if stop < 0 else stop + 3
            continue
        if text.startswith(("<!", "<?"), at):
            if text.startswith("<!DOCTYPE", at) and not is_html:
                at = _doctype_end(text, at)
            else:
                closer = "?>" if text.startswith("<?", at) and not is_html else ">"
                stop = text.find(closer, at)
                at = end if stop < 0 else stop + len(closer)
            continue
        stray = _STRAY_END.match(text, at)
        if stray:
            tokens.append(Token(Kind.COMMENT, *stray.span()))
            at = stray.end()
            continue
        match = _TAG.match(text, at)
        if match is None:
            markup.notes.append("an unfinished tag at the end was left out")
            break
        slash, name, rest = match.groups()
        name = name.lower() if is_html else name.rpartition(":")[2]
        if slash:
            if open_names[name]:
                depth = len(stack) - 1
                while tokens[stack[depth]].name != name:
                    depth -= 1
                close(depth + 1)
                index = stack.pop()
                open_names[name] -= 1
                tokens[index].partner = len(tokens)
                tokens.append(Token(Kind.CLOSE, at, match.end(), name, index))
            at = match.end()
            continue
        if is_html and stack:
            top = tokens[stack[-1]].name
            if (top == "p" and name in _ENDS_P) or top in _ENDS.get(name, ()):
                close(len(stack) - 1)
        index = len(tokens)
        tokens.append(Token(Kind.OPEN, at, match.end(), name, index))
        at = match.end()
        if (not is_html and rest.endswith("/")) or (is_html and name in _VOID):
            continue
        if is_html and name in _RAW_TEXT:
            closer_tag = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, at)
            at = closer_tag.end() if closer_tag else end
            continue
        stack.append(index)
        open_names[name] += 1
        if file is not None and len(stack) > MAX_XML_DEPTH:
            check_depth(file.place(tokens[index].start), len(stack))
    at = end
    close(0)
    return markup


def _text_tokens(
    text: str, start: int, end: int, entities: dict[str, str], tokens: list[Token], *, is_html: bool
) -> None:
    """Tokens of the text between two tags: runs and entities."""
    at = start
    if text.find("&", start, end) >= 0:
        for match in _ENTITY.finditer(text, start, end):
            name = match.group()
            value = entities.get(name[1:-1]) or html.unescape(name)
            if value == name:
                continue
            if match.start() > at:
                tokens.append(Token(Kind.TEXT, at, match.start()))
            tokens.append(Token(Kind.ENTITY, match.start(), match.end(), value))
            at = match.end()
    if end > at:
        tokens.append(Token(Kind.TEXT, at, end))
