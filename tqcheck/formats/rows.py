"""JSON objects as documents: rows of a JSONL feed, and ninjs news items (IPTC, 1.x to 3.x)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from tqcheck.errors import InputError
from tqcheck.formats.decode import decode
from tqcheck.formats.file import About, File, Unit, bitext, document, without_repeats
from tqcheck.formats.jsontext import Placed, mapped, parse
from tqcheck.formats.limits import MAX_LINE_BYTES, check_line
from tqcheck.formats.mapped import Mapped, stripped
from tqcheck.formats.markup import hypertext, names
from tqcheck.formats.news import nitf
from tqcheck.formats.prose import prose
from tqcheck.records import Document

# Names under which bitext rows come, ours first.
TARGET = ("target", "tgt", "mt", "translation", "hypothesis")
SOURCE = ("source", "src")
_NINJS = names(
    "body_html body_xhtml body_text bodies headlines description_text description_html"
    " descriptions associations renditions eventdetails eventDetails"
)
# Any word may follow in 1.x: `description_caption`.
_EXTENDED = re.compile(r"(?:body|description|headline)_\w")
# What NITF says around the text itself.
_AROUND = names("headline subheadline byline dateline")
_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"</?[a-z]|&(?:#\d|[a-z])", re.IGNORECASE)


def read_json(file: File) -> Iterator[Document]:
    """The documents of a JSON file: a ninjs item, a row, or a list of either."""
    value = parse(file)
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise file.error(0, f"item {number} is not a JSON object")
        found = _document(file, item, str(number))
        if found is not None:
            yield found


def read_lines(file: File) -> Iterator[Document]:
    """The documents of a JSONL file, one a line."""
    stream = io.BytesIO(file.raw.encode("utf-8"))
    for found in read_stream(file, stream):
        if isinstance(found, InputError):
            raise found
        yield found


def read_stream(file: File, stream: BinaryIO) -> Iterator[Document | InputError]:
    """The documents of a JSONL stream, one a line, in constant memory.

    A line that cannot be read is given as the error, so that one bad row of a feed does not
    cost the others.
    """
    for number, content in _lines(stream):
        try:
            check_line(file.path, number, len(content))
            found = _row(file, number, content)
        except InputError as error:
            yield error
        else:
            if found is not None:
                yield found


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines; of one that is too long only the beginning."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 2):
        number += 1
        cut = line
        while not cut.endswith(b"\n") and len(cut) > MAX_LINE_BYTES:
            cut = stream.readline(MAX_LINE_BYTES + 2)
        if line.strip():
            yield number, line


def _row(file: File, number: int, content: bytes) -> Document | None:
    raw, notes, encoding = decode(f"{file.path}:{number}", content)
    row = replace(
        file,
        raw=raw.rstrip("\r\n"),
        notes=file.notes + notes,
        first_line=number,
        content=b"",
        encoding=file.encoding if encoding == "utf-8" else encoding,
    )
    value = parse(row)
    if not isinstance(value, dict):
        raise row.error(0, 'not a JSON object; a row is {"text": ...} or {"source", "target"}')
    found = _document(row, value, str(number))
    if found is None:
        raise row.error(0, "there is no text in this row; give it as `text` or `target`")
    return found


def _document(file: File, item: dict[str, Any], number: str) -> Document | None:
    target = _first(item, TARGET)
    is_extended = target is None and "text" not in item and any(map(_EXTENDED.match, item))
    if is_extended or any(name in item for name in _NINJS):
        return _ninjs(file, item)
    about = About(
        id=_id(item),
        language=_string(item, "language") or _string(item, "target_language"),
        source_language=_string(item, "source_language"),
    )
    source = _first(item, SOURCE)
    headline = _string(item, "headline")
    if target is not None:
        unit = Unit(about.id or number, source, mapped(file.raw, target))
        if not target.strip():
            raise file.error(target.start, f"row {unit.id} is not translated: its target is empty")
        return bitext(file, [unit], about)
    text = _string(item, "text")
    if text is None and headline is None:
        raise file.error(
            0, f"item {number} has neither `text` nor `target`, and is no ninjs item either"
        )
    if source is not None:
        about.more["source"] = str(source)
    return document(file, _fields(file, headline=headline, body=text), about)


def _ninjs(file: File, item: dict[str, Any]) -> Document | None:
    """A ninjs item: headlines, byline, description and body, and the captions of its media."""
    about = About(
        id=_string(item, "uri") or _string(item, "guid") or _id(item),
        title=_string(item, "title"),
        language=_string(item, "language"),
    )
    headlines = [_string(item, "headline")]
    headlines += [_string(item, key) for key in item if key.startswith("headline_")]
    headlines += [_string(other, "value") for other in _objects(item, "headlines")]
    # The name of a story is the desk's; that of an event is all that says what it is.
    if not any(headlines):
        headlines = [_string(item, "title")]
    lines = [stripped(mapped(file.raw, line)) for line in headlines if line is not None]
    fields = [("subheadline" if number else "headline", line) for number, line in enumerate(lines)]
    fields += _fields(file, byline=_string(item, "byline") or _string(item, "by"))
    fields += [("description", text) for _, text in _texts(file, item, "description", about)]
    fields += _texts(file, item, "body", about)
    media = item.get("associations")
    for other in media.values() if isinstance(media, dict) else _objects(item, "associations"):
        if isinstance(other, dict) and other.get("type") in _MEDIA:
            fields += [("caption", text) for _, text in _texts(file, other, "description", about)]
    return document(file, without_repeats(fields), about)


def _texts(file: File, item: dict[str, Any], name: str, about: About) -> list[tuple[str, Mapped]]:
    """The texts, each in one of the forms it comes in: HTML before plain text before NITF.

    A text is another form of one before it if most of what it says stands there too.

    Args:
        file: where the item is from.
        item: the ninjs item.
        name: `body` or `description`: 1.x has `body_html`, 2.x and 3.x have `bodies`.
        about: takes the notes.
    """
    found = [
        (key.removeprefix(f"{name}_"), value)
        for key in item
        if key.startswith(f"{name}_") and (value := _string(item, key)) is not None
    ]
    for other in _objects(item, _PLURALS[name]):
        value = _string(other, "value")
        if value is not None:
            kind = other.get("contentType") or other.get("contenttype")
            found.append((str(kind or _kind(value)).lower(), value))
    found.sort(key=lambda f: _rank(f[0]))
    kept: list[list[tuple[str, Mapped]]] = []
    told: set[tuple[str, ...]] = set()
    for kind, value in found:
        fields = _form(file, name, kind, value, about)
        said = _sayings(" ".join(text.text for part, text in fields if part not in _AROUND))
        if 2 * len(said & told) <= len(said):
            kept.append(fields)
            told |= said
    return [field for fields in sorted(kept, key=_start) for field in fields]


def _sayings(text: str) -> set[tuple[str, ...]]:
    """What a text says, as runs of three words; as all its words if they are fewer."""
    words = _WORD.findall(text.casefold())
    return set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}


def _start(fields: list[tuple[str, Mapped]]) -> int:
    """Where in the file they start."""
    return min((text.pieces[0].file_start for _, text in fields if text.pieces), default=0)


def _kind(value: str) -> str:
    """What a text is that does not say so."""
    return "html" if _MARKUP.search(value) else "text"


def _form(
    file: File, name: str, kind: str, value: Placed, about: About
) -> list[tuple[str, Mapped]]:
    """One form of a text."""
    text = mapped(file.raw, value)
    if _rank(kind) == 1:
        return [(name, stripped(text))]
    markup = hypertext(text)
    about.notes.extend(markup.notes)
    root = markup.root()
    if root is not None and root.name == "nitf":
        return nitf(root)
    return [(name, stripped(prose(markup)))]


def _rank(kind: str) -> int:
    """0 for HTML, 1 for plain text, 2 for other markup."""
    return 0 if "html" in kind else 2 if "nitf" in kind or "xml" in kind else 1


_PLURALS = {"body": "bodies", "description": "descriptions"}
_MEDIA = {"picture", "graphic", "video", "audio"}


def _fields(file: File, **values: Placed | None) -> Iterable[tuple[str, Mapped]]:
    return [(n, stripped(mapped(file.raw, v))) for n, v in values.items() if v is not None]


def _string(item: dict[str, Any], name: str) -> Placed | None:
    value = item.get(name)
    return value if isinstance(value, Placed) and value.strip() else None


def _first(item: dict[str, Any], names: Iterable[str]) -> Placed | None:
    return next((v for n in names if isinstance(v := item.get(n), Placed)), None)


def _objects(item: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    value = item.get(name)
    yield from (v for v in value if isinstance(v, dict)) if isinstance(value, list) else ()


def _id(item: dict[str, Any]) -> str | None:
    value = item.get("id")
    return str(value) if isinstance(value, str | int) and str(value) else None
