"""TSV bitext: one document, one segment a row. Quotation marks are text, never syntax.

A header row names the columns (`source`, `target`, `id` or what others call them, or two
language codes: `fr`, `en`); without one, two columns are source and target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.errors import InputError
from tqcheck.formats.file import About, File, Unit, bitext
from tqcheck.formats.mapped import Mapped, nowhere, part, stripped, whole
from tqcheck.records import Document

_NAMES = {
    "source": "source src source_text original source_segment segment_source",
    "target": "target tgt mt translation hypothesis hyp target_text mt_text text target_segment",
    "id": "id segid seg_id unit unit_id key",
}
_COLUMNS = {name: column for column, line in _NAMES.items() for name in line.split()}
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_ROW = re.compile(r"[^\r\n]+")
_MAX_SHOWN = 5


def read(file: File) -> Iterator[Document]:
    """The rows of a table.

    Raises:
        InputError: it has no tabs, or more than two columns and no header.
    """
    rows = [match.span() for match in _ROW.finditer(file.raw)]
    rows = [(start, end) for start, end in rows if file.raw[start:end].strip()]
    about = About()
    columns = _header(file.raw[slice(*rows[0])].split("\t"), about)
    if columns:
        rows = rows[1:]
    else:
        columns = _assumed(file, rows)
    text = whole(file.raw)
    units, short = [], []
    for number, (start, end) in enumerate(rows, 1):
        cells = _cells(file.raw, start, end)
        target = _cell(text, cells, columns["target"])
        source = _cell(text, cells, columns.get("source")).text
        name = _cell(text, cells, columns.get("id")).text or str(number)
        if len(cells) <= max(columns.values()):
            short.append(name)
        units.append(Unit(name, source if "source" in columns else None, target))
    if short:
        shown = ", ".join(short[:_MAX_SHOWN]) + (", ..." if len(short) > _MAX_SHOWN else "")
        rows_have = "row has" if len(short) == 1 else "rows have"
        about.notes.append(f"{len(short)} {rows_have} too few columns: {shown}")
    yield bitext(file, units, about)


def _header(names: list[str], about: About) -> dict[str, int]:
    """Column numbers by what they hold, or nothing when the row is no header."""
    names = [name.strip() for name in names]
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        column = _COLUMNS.get(name.lower())
        if column:
            found.setdefault(column, at)
    if "target" in found and len(found) > 1:
        return found
    codes = [at for at, name in enumerate(names) if _CODE.fullmatch(name)]
    if len(names) == 2 and len(codes) == 2 and names[0] != names[1]:
        about.source_language, about.language = names
        return {"source": 0, "target": 1}
    return {}


def _assumed(file: File, rows: list[tuple[int, int]]) -> dict[str, int]:
    widths = {file.raw.count("\t", start, end) + 1 for start, end in rows[:100]}
    if widths == {1}:
        raise InputError(f"{file.path}: no tabs in it; a TSV has source TAB target on each line")
    if max(widths) > 2:
        raise InputError(
            f"{file.path}: {max(widths)} columns and no header;"
            " name them in a first line, such as id TAB source TAB target"
        )
    return {"source": 0, "target": 1}


def _cells(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    cells = []
    at = start
    while (tab := raw.find("\t", at, end)) >= 0:
        cells.append((at, tab))
        at = tab + 1
    return [*cells, (at, end)]


def _cell(text: Mapped, cells: list[tuple[int, int]], column: int | None) -> Mapped:
    if column is None or column >= len(cells):
        return nowhere("")
    return stripped(part(text, *cells[column]))
