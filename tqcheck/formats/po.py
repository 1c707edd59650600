"""Gettext PO: one document, one segment a translated message (one more for each plural form).

The file is read here and not by a library, because only the strings' own places lead back to
line and column. Obsolete messages (`#~`) are not copy; fuzzy ones are, and are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tqcheck.formats.file import About, File, Unit, bitext
from tqcheck.formats.mapped import Mapped, TextBuilder, stripped, whole
from tqcheck.records import Document

_LINE = re.compile(r"[^\r\n]+")
_STRING = re.compile(
    r"[ \t]*(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d{1,2})\])?[ \t]*)?"
    r'"((?:[^"\\]++|\\.)*+)"[ \t]*$'
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_HEADER = re.compile(r"^(Language|X-Source-Language|Plural-Forms):[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_ONE_FORM = re.compile(r"nplurals\s*=\s*1\b")


@dataclass(slots=True)
class _Message:
    """The runs of the strings of a message: keyword (with plural number) -> offsets."""

    start: int
    fuzzy: bool = False
    strings: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def read(file: File) -> Iterator[Document]:
    """The messages of a catalogue."""
    text = whole(file.raw)
    about = About()
    units: list[Unit] = []
    fuzzy = number = 0
    one_form = False
    for message in _messages(file):
        source = _string(text, message.strings.get("msgid", [])).text
        forms = [k for k in message.strings if k.startswith("msgstr")]
        if not source and "msgctxt" not in message.strings:
            header = dict(_HEADER.findall(_string(text, message.strings.get("msgstr", [])).text))
            about.language = header.get("Language")
            about.source_language = header.get("X-Source-Language")
            one_form = bool(_ONE_FORM.search(header.get("Plural-Forms", "")))
            continue
        fuzzy += message.fuzzy
        number += 1
        plural = _string(text, message.strings.get("msgid_plural", [])).text
        for form in forms:
            is_plural = bool(plural) and (one_form or form != "msgstr[0]")
            units.append(
                Unit(
                    f"{number}{form.removeprefix('msgstr')}",
                    plural if is_plural else source,
                    stripped(_string(text, message.strings[form])),
                )
            )
    if fuzzy:
        about.notes.append(f"{fuzzy} message{' is' if fuzzy == 1 else 's are'} marked fuzzy")
    yield bitext(file, units, about)


def _messages(file: File) -> Iterator[_Message]:
    """The messages in order.

    Raises:
        InputError: a line is neither a comment nor a string.
    """
    message = _Message(0)
    key = ""
    fuzzy = False
    for line in _LINE.finditer(file.raw):
        content = line.group().strip()
        if content.startswith("#") or not content:
            if content.startswith("#,") and "fuzzy" in content:
                fuzzy = True
            if content.startswith("#"):
                key = ""
            continue
        string = _STRING.match(file.raw, line.start(), line.end())
        if string is None or not (string.group(1) or key):
            raise file.error(
                line.start(), 'not PO: expected msgid, msgstr, a comment or a string in "..."'
            )
        keyword, form, _ = string.groups()
        if keyword:
            begins = keyword in {"msgctxt", "msgid"}
            if begins and any(k.startswith("msgstr") for k in message.strings):
                yield message
                message = _Message(line.start())
            if begins and not message.strings:
                message.fuzzy, fuzzy = fuzzy, False
            key = keyword if form is None else f"{keyword}[{int(form)}]"
        message.strings.setdefault(key, []).append(string.span(3))
    if message.strings:
        yield message


def _string(text: Mapped, runs: list[tuple[int, int]]) -> Mapped:
    """A string of one or more lines, its escapes resolved."""
    builder = TextBuilder(text)
    for start, end in runs:
        at = start
        for escape in _ESCAPE.finditer(text.text, start, end):
            builder.copy(at, escape.start())
            builder.replace(_unescaped(escape.group(1)), *escape.span())
            at = escape.end()
        builder.copy(at, end)
    return builder.mapped()


def _unescaped(code: str) -> str:
    if code[0] == "x" and len(code) == 3:
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    return _PLAIN.get(code, code)
