"""DOCX: the paragraphs of the document and its notes.

The text of a DOCX stands in a zipped file, so there is no line and column to point to: the
document has no pieces, and lines and columns count in the text as read. Deleted text of
tracked changes is left out, inserted text is read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tqcheck.errors import InputError
from tqcheck.formats.decode import decode
from tqcheck.formats.file import About, File, document
from tqcheck.formats.limits import check_packed
from tqcheck.formats.mapped import TextBuilder, joined, nowhere, stripped
from tqcheck.formats.markup import Element, Kind, Markup, names, xml
from tqcheck.records import Document

# The part that names the others; where the text is unless it says otherwise.
_PARTS = "_rels/.rels"
_BODY = "word/document.xml"
_IS_BODY = "/relationships/officeDocument"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_CORE = "docProps/core.xml"
# Fallback repeats its sibling for old programs; the rest is deleted or moved away.
_NOT_COPY = names("del moveFrom Fallback instrText delText pPr rPr sectPr")
# What zipfile lets out when a file is damaged; RuntimeError: it is encrypted.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    RuntimeError,
    OverflowError,
    EOFError,
    OSError,
)
_PICTURES = names("drawing pict object")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


def read(file: File) -> Iterator[Document]:
    """The document.

    Raises:
        InputError: it is no DOCX, is encrypted, or would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.content))
        packed = sum(info.compress_size for info in archive.infolist())
        unpacked = sum(info.file_size for info in archive.infolist())
    except _DAMAGE as error:
        raise InputError(f"{file.path}: not a DOCX file (its zip is damaged)") from error
    check_packed(file.path, "the file", packed, unpacked)
    about = About()
    core = _part(file, archive, _CORE)
    title = core.first("title") if core else None
    about.title = (title.plain() or None) if title else None
    name = _body(file, archive)
    body = _part(file, archive, name)
    if body is None:
        raise InputError(f"{file.path}: not a DOCX file (there is no {name} in it)")
    notes = [_part(file, archive, name) for name in _NOTES]
    texts = [_text(element.markup) for element in [body, *notes] if element is not None]
    text, _ = joined([nowhere(t) for t in texts if t], "\n\n")
    found = document(file, [("body", text)], about)
    if found is not None:
        yield found


def _body(file: File, archive: zipfile.ZipFile) -> str:
    """The name of the part with the text; Word in a browser has another than Word."""
    parts = _part(file, archive, _PARTS)
    for part in parts.children("Relationship") if parts else ():
        if (part.get("Type") or "").endswith(_IS_BODY):
            return (part.get("Target") or _BODY).lstrip("/")
    return _BODY


def _part(file: File, archive: zipfile.ZipFile, name: str) -> Element | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    check_packed(file.path, name, info.compress_size, info.file_size)
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise InputError(f"{file.path}: {name} is packed in a way DOCX does not use")
    try:
        content = archive.read(info)
    except _DAMAGE as error:
        raise InputError(f"{file.path}: {name} cannot be unpacked: {error}") from error
    path = f"{file.path}!{name}"
    raw, _, _ = decode(path, content)
    return xml(File(path, raw)).root()


def _text(markup: Markup) -> str:
    """Paragraphs a blank line apart."""
    builder = TextBuilder(nowhere(markup.source.text))
    tokens = markup.tokens
    due = False
    in_text = False
    # What a picture stands between, when one was left out since.
    before, is_after_picture = "", False
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        shown = ""
        if token.name == "p" and token.kind in {Kind.OPEN, Kind.CLOSE}:
            due = builder.length > 0
        elif token.kind is Kind.OPEN and token.name in _NOT_COPY:
            at = max(token.partner + 1, at)
        elif token.name == "t" and token.kind in {Kind.OPEN, Kind.CLOSE}:
            in_text = token.kind is Kind.OPEN and token.partner >= at
        elif token.kind is Kind.OPEN and token.name in _SIGNS:
            shown = _SIGNS[token.name]
        elif in_text and token.kind is Kind.TEXT:
            shown = markup.source.text[token.start : token.end]
        elif in_text and token.kind is Kind.ENTITY:
            shown = token.name
        if token.kind is Kind.OPEN and token.name in _PICTURES:
            is_after_picture = True
        if due:  # the space after a note's number
            shown = shown.lstrip(" ")
        elif is_after_picture and before.endswith(" "):
            shown = shown.removeprefix(" ")
        if shown:
            if due:
                builder.separate("\n\n")
                due = False
            builder.separate(shown)
            before, is_after_picture = shown, False
    return stripped(builder.mapped()).text
