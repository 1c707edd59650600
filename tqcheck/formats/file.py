"""What a reader is given, and how it makes a document of what it found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tqcheck.errors import InputError
from tqcheck.formats.decode import suspicions
from tqcheck.formats.mapped import Mapped, code, ignored, joined
from tqcheck.place import line_and_column
from tqcheck.records import Document, Field, LanguageGuess, Segment, Span


@dataclass(frozen=True, slots=True)
class File:
    """A file, decoded. `language` and `source_language` are what the user said, if anything.

    `raw` has no byte order mark and is empty when the file is zipped. `first_line` is above 1
    for a row of a feed that was not read whole. `encoding` is as Python calls it.
    """

    path: str
    raw: str
    content: bytes = b""
    notes: tuple[str, ...] = ()
    source_language: str | None = None
    language: str | None = None
    first_line: int = 1
    encoding: str = "utf-8"

    def error(self, offset: int, message: str) -> InputError:
        """An error that names the file, line and column of an offset in `raw`."""
        return InputError(f"{self.place(offset)}: {message}")

    def error_at(self, line: int, column: int, message: str) -> InputError:
        """An error that names the file, and a line and column of `raw`."""
        return InputError(f"{self.path}:{line + self.first_line - 1}:{column}: {message}")

    def place(self, offset: int) -> str:
        """`path:line:column` of an offset in `raw`."""
        line, column = line_and_column(self.raw, min(max(offset, 0), len(self.raw)))
        return f"{self.path}:{line + self.first_line - 1}:{column}"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a bitext; `source` is None when the file has none."""

    id: str
    source: str | None
    target: Mapped


@dataclass(slots=True)
class About:
    """What a file says of itself."""

    id: str | None = None
    title: str | None = None
    language: str | None = None
    source_language: str | None = None
    notes: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


# What often copies a passage of the body; checked once, in the body. More of them than this in
# one item are kept unlooked at: each look reads the whole body.
_EXTRACTS = frozenset({"summary", "description", "abstract", "caption"})
_MAX_EXTRACTS = 20
_HEADLINES = frozenset({"headline", "subheadline"})
# How a summary ends that was cut by a machine.
_CUT = re.compile(r"[\s\[(]{0,9}(?:…|\.\.\.)[\s\])]{0,9}$")


def without_repeats(fields: Iterable[tuple[str, Mapped]]) -> list[tuple[str, Mapped]]:
    """The fields without those that say again what another says, as a summary or caption may.

    A headline goes where the body has it as a paragraph of its own.
    """
    found = [(name, " ".join(mapped.text.split()), mapped) for name, mapped in fields]
    bodies = "\n".join(text for name, text, _ in found if name not in _EXTRACTS)
    paragraphs = {
        " ".join(paragraph.split())
        for name, _, mapped in found
        if name not in _HEADLINES | _EXTRACTS
        for paragraph in mapped.text.split("\n\n")
    }
    kept: list[tuple[str, Mapped]] = []
    seen: set[tuple[str, str]] = set()
    extracts = 0
    for name, text, mapped in found:
        kind = "headline" if name in _HEADLINES else name
        extracts += name in _EXTRACTS
        is_told = (kind, text) in seen
        if name in _HEADLINES:
            is_told |= text in paragraphs
        elif name in _EXTRACTS and extracts <= _MAX_EXTRACTS:
            is_told |= _CUT.sub("", text) in bodies
        if not is_told:
            kept.append((name, mapped))
            if name in _EXTRACTS and extracts <= _MAX_EXTRACTS:
                bodies += "\n" + text
        seen.add((kind, text))
    return kept


def document(file: File, fields: Iterable[tuple[str, Mapped]], about: About) -> Document | None:
    """A document of named parts, a blank line between them; None when all are empty.

    The declared language goes to `meta`; which language the text really is in is told later.
    """
    named = [(name, mapped) for name, mapped in fields if mapped.text.strip()]
    if not named:
        return None
    mapped, starts = joined([m for _, m in named], "\n\n")
    spans = [
        Field(name, Span(start, start + len(m.text)))
        for (name, m), start in zip(named, starts, strict=True)
    ]
    off = ignored(mapped)
    if off:
        about.more["ignored"] = off
    within = code(mapped)
    if within:
        about.more["code"] = within
    return Document(
        path=file.path,
        text=mapped.text,
        language=file.language,
        source_language=_given(file.source_language or about.source_language, file),
        meta=_meta(file, about, mapped.text),
        raw=file.raw or mapped.text,
        pieces=mapped.pieces,
        fields=tuple(spans),
    )


def bitext(file: File, units: Sequence[Unit], about: About) -> Document:
    """A document of units: one segment and one field each; text = targets, blank lines between.

    Raises:
        InputError: no unit is translated.
    """
    units = _told_apart(units)
    there = [unit for unit in units if unit.target.text.strip()]
    missing = [unit.id for unit in units if not unit.target.text.strip()]
    if missing:
        shown = ", ".join(missing[:5]) + (", ..." if len(missing) > 5 else "")
        about.notes.append(f"{len(missing)} of {len(units)} units not translated: {shown}")
        about.more["untranslated"] = tuple(missing)
    if not there:
        what = "no unit is translated" if units else "there are no translation units in it"
        raise InputError(f"{file.path}: {what}; there is nothing to check")
    mapped, starts = joined([unit.target for unit in there], "\n\n")
    segments, fields = [], []
    for number, (unit, start) in enumerate(zip(there, starts, strict=True)):
        span = Span(start, start + len(unit.target.text))
        segments.append(Segment(unit.id, span, unit.target.text, unit.source, paragraph=number))
        fields.append(Field(unit.id, span))
    return Document(
        path=file.path,
        text=mapped.text,
        language=file.language or about.language,
        source_language=_given(file.source_language or about.source_language, file),
        segments=tuple(segments),
        meta=_meta(file, about, mapped.text),
        raw=file.raw,
        pieces=mapped.pieces,
        fields=tuple(fields),
    )


def _told_apart(units: Sequence[Unit]) -> list[Unit]:
    """The units, the second of one id as `id#2`: findings and segments are found by it."""
    taken = {unit.id for unit in units}
    seen: Counter[str] = Counter()
    found = []
    for unit in units:
        seen[unit.id] += 1
        name = unit.id
        while seen[unit.id] > 1 and name in taken:
            name = f"{unit.id}#{seen[unit.id]}"
            seen[unit.id] += name in taken
        taken.add(name)
        found.append(replace(unit, id=name))
    return found


def _given(code: str | None, file: File) -> LanguageGuess | None:
    if not code:
        return None
    return LanguageGuess(code, 1.0, ("given" if file.source_language else "stated in the file",))


def _meta(file: File, about: About, text: str) -> dict[str, Any]:
    meta: dict[str, Any] = dict(about.more)
    if about.id:
        meta["id"] = about.id
    if about.title:
        meta["title"] = about.title
    if about.language:
        meta["declared_language"] = about.language
    if file.first_line > 1:
        meta["first_line"] = file.first_line
    if file.encoding != "utf-8":
        meta["encoding"] = file.encoding
    meta["warnings"] = (*file.notes, *about.notes, *suspicions(text))
    return meta
