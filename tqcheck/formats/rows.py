"""JSON objects as documents: rows of a JSONL feed, and ninjs news items (IPTC, 1.x to 3.x)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from tqcheck.errors import InputError
from tqcheck.formats.decode import decode
from tqcheck.formats.file import About, File, Unit, bitext, document
from tqcheck.formats.jsontext import Placed, mapped, parse
from tqcheck.formats.limits import MAX_LINE_BYTES, check_line
from tqcheck.formats.mapped import Mapped, stripped
from tqcheck.formats.markup import hypertext
from tqcheck.formats.prose import prose
from tqcheck.records import Document

# Names under which bitext rows come, ours first.
TARGET = ("target", "tgt", "mt", "translation", "hypothesis")
SOURCE = ("source", "src")
_NINJS = ("body_html", "body_xhtml", "body_text", "bodies", "headlines", "contentMeta")


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
    raw, notes = decode(f"{file.path}:{number}", content)
    row = replace(
        file, raw=raw.rstrip("\r\n"), notes=file.notes + notes, first_line=number, content=b""
    )
    value = parse(row)
    if not isinstance(value, dict):
        raise row.error(0, 'not a JSON object; a row is {"text": ...} or {"source", "target"}')
    found = _document(row, value, str(number))
    if found is None:
        raise row.error(0, "there is no text in this row; give it as `text` or `target`")
    return found


def _document(file: File, item: dict[str, Any], number: str) -> Document | None:
    if any(name in item for name in _NINJS):
        return _ninjs(file, item)
    target = _first(item, TARGET)
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
    """A ninjs item: headline, byline, then the body, as HTML where there is a choice."""
    about = About(
        id=_string(item, "uri") or _string(item, "altids") or _id(item),
        title=_string(item, "title"),
        language=_string(item, "language"),
    )
    headline = _string(item, "headline")
    for other in _objects(item, "headlines"):
        headline = headline or _string(other, "value")
    fields = list(_fields(file, headline=headline, byline=_string(item, "byline")))
    markup_body = _string(item, "body_html") or _string(item, "body_xhtml")
    plain_body = _string(item, "body_text")
    for body in _objects(item, "bodies"):
        kind = str(body.get("contentType") or body.get("contenttype") or "text/html")
        value = _string(body, "value")
        if "html" in kind:
            markup_body = markup_body or value
        else:
            plain_body = plain_body or value
    if markup_body is not None:
        markup = hypertext(mapped(file.raw, markup_body))
        about.notes.extend(markup.notes)
        fields.append(("body", stripped(prose(markup))))
    elif plain_body is not None:
        fields.append(("body", stripped(mapped(file.raw, plain_body))))
    else:
        text = _string(item, "description_text")
        for other in _objects(item, "descriptions"):
            text = text or _string(other, "value")
        fields.extend(_fields(file, description=text))
    return document(file, fields, about)


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
