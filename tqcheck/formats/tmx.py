"""TMX 1.4: one document, one segment a unit.

A unit may hold many languages. The target is the one asked for with `--to`, else the first
that is not the source; the source is the one asked for, else the header's `srclang`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tqcheck.errors import InputError
from tqcheck.formats import inline
from tqcheck.formats.file import About, File, Unit, bitext
from tqcheck.formats.mapped import stripped
from tqcheck.formats.markup import Element, names, xml
from tqcheck.records import Document

_CODES = names("bpt ept ph it ut sub")


def read(file: File) -> Iterator[Document]:
    """The memory as one document.

    Raises:
        InputError: no unit has the languages asked for.
    """
    markup = xml(file)
    root = markup.root()
    if root is None or root.name != "tmx":
        raise file.error(0, "not TMX: the outermost element is not <tmx>")
    header = root.child("header")
    declared = (header.get("srclang") if header else None) or ""
    rows = [(unit, list(_variants(unit))) for unit in markup.elements("tu")]
    source = file.source_language or ("" if declared == "*all*" else declared)
    if not source:
        source = next((code for _, found in rows for code, _ in found), "")
    others = Counter(c for _, found in rows for c, _ in found if not _same(c, source))
    target = file.language or next(iter(others), "")
    notes = []
    if len(others) > 1:
        notes.append(f"holds {', '.join(others)}; read {target}; choose another with --to")
    units = [
        unit
        for number, (tu, found) in enumerate(rows, 1)
        for unit in _units(tu, found, source, target, str(number))
    ]
    if file.language and not any(_same(code, target) for code in others):
        raise InputError(f"{file.path}: has no {target}; it holds {', '.join(others) or 'nothing'}")
    about = About(language=target, source_language=source, notes=[*markup.notes, *notes])
    yield bitext(file, units, about)


def _variants(unit: Element) -> Iterator[tuple[str, Element]]:
    for variant in unit.children("tuv"):
        segment = variant.child("seg")
        if segment is not None:
            yield variant.get("xml:lang") or variant.get("lang") or "", segment


def _units(
    tu: Element, found: list[tuple[str, Element]], source: str, target: str, number: str
) -> Iterator[Unit]:
    original = next((e for code, e in found if _same(code, source)), None)
    translated = next((e for code, e in found if _same(code, target)), None)
    return inline.units(
        tu.get("tuid") or number,
        original,
        translated,
        lambda element: stripped(inline.text(element, _CODES)),
    )


def _same(one: str, other: str) -> bool:
    """Whether two language codes agree as far as both go: `en` and `EN-us` do."""
    first, second = one.lower().replace("_", "-"), other.lower().replace("_", "-")
    return first == second or first.startswith(second + "-") or second.startswith(first + "-")
