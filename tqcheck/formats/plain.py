"""Plain text: the text is the file."""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.formats.decode import suspicions
from tqcheck.formats.file import File
from tqcheck.records import Document, LanguageGuess


def read(file: File) -> Iterator[Document]:
    """The file as one document."""
    given = file.source_language
    encoding = {} if file.encoding == "utf-8" else {"encoding": file.encoding}
    yield Document(
        path=file.path,
        text=file.raw,
        language=file.language,
        source_language=LanguageGuess(given, 1.0, ("given",)) if given else None,
        meta={"warnings": (*file.notes, *suspicions(file.raw)), **encoding},
        raw=file.raw,
    )
