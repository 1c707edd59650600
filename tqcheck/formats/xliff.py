"""XLIFF 1.2 and 2.x: one document a `<file>`, one segment a translated unit or segment.

Inline codes are left out; text in `<g>`, `<pc>` and `<mrk>` stays, and that of a `<sub>` is a
segment of its own. Units with `translate="no"`, their own or inherited, `<alt-trans>` and
`<ignorable>` are not copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import zip_longest

from tqcheck.formats import inline
from tqcheck.formats.file import About, File, Unit, bitext
from tqcheck.formats.mapped import Mapped, stripped
from tqcheck.formats.markup import Element, names, xml
from tqcheck.records import Document

_CODES = names("bpt ept ph it x bx ex sub sc ec sm em")

_CATALOGUE_HEADER = "x-gettext-domain-header"


def read(file: File) -> Iterator[Document]:
    """The files of an XLIFF document that have units."""
    markup = xml(file)
    root = markup.root()
    if root is None or root.name != "xliff":
        raise file.error(0, "not XLIFF: the outermost element is not <xliff>")
    is_second = (root.get("version") or "1.2").startswith("2")
    parts = list(markup.elements("file"))
    read_units = _units_2 if is_second else _units_1
    found = [(part, units) for part in parts if (units := list(read_units(part)))]
    for part, units in found or ([(root, [])] if parts else []):
        about = About(id=part.get("original") or part.get("id"), notes=list(markup.notes))
        if is_second:
            about.source_language, about.language = root.get("srcLang"), root.get("trgLang")
        else:
            about.source_language = part.get("source-language")
            about.language = part.get("target-language")
        if any(unit.target.text.strip() for unit in units) or len(found) <= 1:
            yield bitext(file, units, about)


def _units_1(part: Element) -> Iterator[Unit]:
    for unit, keep in _translated(part, "trans-unit"):
        if unit.get("restype") == _CATALOGUE_HEADER:
            continue
        source, target = unit.child("source"), unit.child("target")
        name = unit.get("id") or unit.get("resname") or f"@{unit.start}"
        yield from inline.units(name, source, target, partial(_text, keep=keep))


def _units_2(part: Element) -> Iterator[Unit]:
    for unit, keep in _translated(part, "unit"):
        segments = list(unit.all("segment"))
        for number, segment in enumerate(segments, 1):
            name = unit.get("id") or f"@{unit.start}"
            if len(segments) > 1:
                name = f"{name}/{segment.get('id') or number}"
            # One of each by the standard; some tools put in more.
            pairs = zip_longest(segment.children("source"), segment.children("target"))
            for source, target in pairs:
                yield from inline.units(name, source, target, partial(_text, keep=keep))


def _translated(part: Element, name: str) -> Iterator[tuple[Element, bool]]:
    """The units of this name but for those with `translate="no"`, and whether they keep space.

    Of the elements around, the nearest that says so rules. They are kept as a stack of groups,
    because groups nest as deep as XML may.
    """
    around = [(part.end, part.get("translate") != "no", _keeps(part, False))]
    for element in part.all("group", name):
        while element.index > around[-1][0]:
            around.pop()
        _, is_copy, keep = around[-1]
        own = element.get("translate")
        is_copy, keep = own != "no" if own else is_copy, _keeps(element, keep)
        if element.name == "group":
            around.append((element.end, is_copy, keep))
        elif is_copy:
            yield element, keep


def _keeps(element: Element, around: bool) -> bool:
    """Whether white space in it counts, as it says or as what is around it does."""
    own = element.get("xml:space")
    return own == "preserve" if own else around


def _text(element: Element, keep: bool) -> Mapped:
    keep = _keeps(element, keep)
    return stripped(inline.text(element, _CODES, preserve=keep, stands_for=_character))


def _character(element: Element) -> str:
    """What `<cp hex="001A"/>` (XLIFF 2, a character XML cannot hold) stands for."""
    if element.name != "cp":
        return ""
    try:
        code = int(element.get("hex") or "", 16)
    except ValueError:
        return "\ufffd"
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
