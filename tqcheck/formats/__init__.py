"""Readers: a file's bytes to documents.

A reader is one module's `read(file)`, chosen by suffix in the table below; where suffixes lie
(.xml, .json, .txt, none) the content decides. Limits stand in `limits.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath
from typing import BinaryIO

from tqcheck.errors import InputError
from tqcheck.formats.decode import decode
from tqcheck.formats.file import File
from tqcheck.formats.limits import check_file
from tqcheck.records import Document

Reader = Callable[[File], Iterator[Document]]

# Suffix -> reader, as module and function; None: the content decides.
SUFFIXES: dict[str, str | None] = {
    ".txt": None,
    ".text": None,
    "": None,
    ".md": "markdown.read",
    ".markdown": "markdown.read",
    ".html": "web.read",
    ".htm": "web.read",
    ".xhtml": "web.read",
    ".docx": "docx.read",
    ".json": None,
    ".ninjs": "rows.read_json",
    ".jsonl": "rows.read_lines",
    ".ndjson": "rows.read_lines",
    ".xml": None,
    ".nitf": "news.read_nitf",
    ".newsml": None,
    ".rss": "feed.read",
    ".atom": "feed.read",
    ".rdf": "feed.read",
    ".tsv": "table.read",
    ".tab": "table.read",
    ".xlf": "xliff.read",
    ".xliff": "xliff.read",
    ".xliff2": "xliff.read",
    ".tmx": "tmx.read",
    ".po": "po.read",
    ".pot": "po.read",
}
# Local name of the outermost XML element -> reader.
_ROOTS = {
    "nitf": "news.read_nitf",
    "newsMessage": "news.read_g2",
    "newsItem": "news.read_g2",
    "packageItem": "news.read_g2",
    "conceptItem": "news.read_g2",
    "knowledgeItem": "news.read_g2",
    "planningItem": "news.read_g2",
    "catalogItem": "news.read_g2",
    "contentSet": "news.read_g2",
    "contentMeta": "news.read_g2",
    "groupSet": "news.read_g2",
    "NewsML": "news.read_newsml",
    "NewsItem": "news.read_newsml",
    "rss": "feed.read",
    "feed": "feed.read",
    "RDF": "feed.read",
    "entry": "feed.read",
    "xliff": "xliff.read",
    "tmx": "tmx.read",
    "html": "web.read",
}
_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?([A-Za-z_][\w.-]{0,60})")
_PROLOGUE = re.compile(r"\s*(?:<\?xml\b|<!--|<!DOCTYPE\b|<[A-Za-z])", re.IGNORECASE)
_HTML = re.compile(r"\s*(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def read(
    path: str,
    content: bytes,
    *,
    source_language: str | None = None,
    language: str | None = None,
) -> Iterator[Document]:
    """The documents of a file, chosen by suffix and, where suffixes lie, by content.

    Args:
        path: what the user calls the file; its suffix chooses the reader.
        content: the file as it is on disk.
        source_language: what the text was translated from, if the user said so.
        language: what it is in, if the user said so.

    Raises:
        InputError: the file is empty, unsafe, unreadable or not what it claims to be.
    """
    check_file(path, len(content))
    suffix = PurePath(path).suffix.lower()
    raw, notes, encoding = ("", (), "utf-8") if suffix == ".docx" else decode(path, content)
    if suffix != ".docx" and not raw.strip():
        raise InputError(f"{path}: there is no text in it")
    file = File(path, raw, content, notes, source_language, language, encoding=encoding)
    found = False
    for document in _reader(SUFFIXES.get(suffix) or sniffed(file, suffix))(file):
        found = True
        yield document
    if not found:
        raise InputError(f"{path}: there is no text in it")


def read_stream(
    path: str,
    stream: BinaryIO,
    *,
    source_language: str | None = None,
    language: str | None = None,
) -> Iterator[Document | InputError]:
    """The documents of a JSONL feed of any size, a line at a time, in constant memory.

    A line that cannot be read is given as the error it is, in its place; the rest goes on.
    Each document's `raw` is its own line; `meta["first_line"]` is that line's number.
    """
    file = File(path, "", source_language=source_language, language=language)
    from tqcheck.formats import rows

    return rows.read_stream(file, stream)


def sniffed(file: File, suffix: str) -> str:
    """The reader of a file by its content.

    Raises:
        InputError: it is XML of a kind we do not read.
    """
    raw = file.raw
    start = raw[:2000].lstrip()
    if _HTML.match(raw[:2000]):
        return "web.read"
    if suffix in {".xml", ".newsml"} or start.startswith("<?xml"):
        return _by_root(file)
    if suffix == ".json":
        return "rows.read_lines" if _is_lines(raw) else "rows.read_json"
    if start.startswith("{") and re.match(r"\{\s*\"", start):
        return "rows.read_lines" if _is_lines(raw) else "rows.read_json"
    if start.startswith("<") and _PROLOGUE.match(start):
        found = _ROOT.search(start)
        if found and found.group(1) in _ROOTS:
            return _ROOTS[found.group(1)]
    return "plain.read"


def _by_root(file: File) -> str:
    from tqcheck.formats.markup import xml

    root = xml(file).root()
    name = root.name if root else ""
    if name not in _ROOTS:
        raise InputError(
            f"{file.path}: XML with the outermost element <{name}>, which is none we read:"
            f" {', '.join(sorted(_ROOTS))}"
        )
    return _ROOTS[name]


def _is_lines(raw: str) -> bool:
    """Whether the first line that is not blank is a JSON object of its own, with more after."""
    first, _, rest = raw.lstrip().partition("\n")
    return first.rstrip().endswith("}") and rest.lstrip().startswith("{")


def _reader(name: str) -> Reader:
    module, _, function = name.partition(".")
    reader: Reader = getattr(import_module(f"tqcheck.formats.{module}"), function)
    return reader
