"""Bytes to text: which encoding, and what to tell the user about it."""

from __future__ import annotations

import codecs
import re

from tqcheck.errors import InputError
from tqcheck.formats.limits import MAX_CONTROL_SHARE

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]{0,100}?\bencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']"""
)
_META = re.compile(rb"""(?i)<meta[^>]{0,200}?\bcharset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""")
# A gettext catalogue says it in its header; a template only keeps the place.
_CATALOGUE = re.compile(
    rb"""(?m)^"Content-Type:[^"\n]{0,60}?\bcharset=(?!CHARSET\b)([\w.:-]{1,40})"""
)
_CATALOGUE_HEAD_BYTES = 20_000
_MAGIC = {
    b"%PDF-": "a PDF: export its text or a DOCX",
    b"PK\x03\x04": "a zip archive: name it .docx if it is one, or unpack it",
    b"\xd0\xcf\x11\xe0": "an old Office file: save it as .docx",
    b"\x1f\x8b": "gzip: unpack it",
    b"BZh": "bzip2: unpack it",
    b"\xfd7zXZ": "xz: unpack it",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# UTF-8 read as Windows-1252 or Windows-1251: the lead byte as a letter, then one that no
# word has. Three of them are no accident (French ends words in "Ã" never, Portuguese in "ã").
_MOJIBAKE = re.compile(
    "Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\x80-\xbf™œ˜“”¦¢]|Â[\xa0«»°]|[РС][°±²³µ¶·»ѓ‚„…†‡€‰]"
)
_MIN_MOJIBAKE = 3

# The text, notes for the user, and the encoding as Python calls it.
_Decoded = tuple[str, list[str], str]


def decode(path: str, content: bytes) -> tuple[str, tuple[str, ...], str]:
    """The text of a file, without its byte order mark, notes for the user, and its encoding.

    A byte order mark decides; then what XML, HTML or PO declares; then UTF-8; what is not UTF-8
    is read as Windows-1252. Offsets count from after the byte order mark.

    Raises:
        InputError: the content is binary.
    """
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            raise InputError(f"{path}: looks binary ({what})")
    text, notes, encoding = _decoded(path, content)
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        notes.append("lone surrogates were replaced by U+FFFD")
    nul = text.find("\0")
    if nul >= 0:
        raise InputError(f"{path}: looks binary: a NUL at character {nul + 1}")
    controls = sum(1 for _ in _CONTROL.finditer(text))
    if controls > 2 and controls > MAX_CONTROL_SHARE * len(text):
        raise InputError(f"{path}: looks binary: {controls} control characters")
    return text, tuple(notes), encoding


def suspicions(text: str) -> tuple[str, ...]:
    """Notes on what a text as read contains: bidi controls, mojibake."""
    notes = []
    bidi = _BIDI.search(text)
    if bidi:
        notes.append(
            f"bidirectional control U+{ord(bidi.group()):04X} in the text:"
            " what is shown may not be what is stored"
        )
    broken = _MOJIBAKE.findall(text)
    if len(broken) >= _MIN_MOJIBAKE:
        notes.append(
            f"looks like text decoded wrongly ({len(broken)} times, such as “{broken[0]}”):"
            " save it again from the original in UTF-8"
        )
    return tuple(notes)


def _decoded(path: str, content: bytes) -> _Decoded:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            text, notes, _ = _with(path, content[len(bom) :], encoding)
            return text, notes, encoding.removesuffix("-le").removesuffix("-be")
    wide = _wide(content)
    if wide:
        text, notes, _ = _with(path, content, wide)
        return text, [f"read as {wide.upper()}: it has no byte order mark", *notes], wide
    declared = (
        _DECLARED.match(content)
        or _META.search(content[:1024])
        or _CATALOGUE.search(content[:_CATALOGUE_HEAD_BYTES])
    )
    if declared:
        name = declared.group(1).decode("ascii")
        try:
            encoding = codecs.lookup(name).name
            if not codecs.lookup(encoding)._is_text_encoding:
                raise LookupError(name)
        except (LookupError, ValueError):
            text, notes, encoding = _undeclared(path, content)
            return text, [f"declares an unknown encoding, {name}", *notes], encoding
        # A file stored as bytes that ASCII tools can read is not UTF-16, whatever it says.
        if encoding not in {"utf-8", "ascii"} and not encoding.startswith(("utf-16", "utf-32")):
            if _is_wide_utf8(content):
                note = f"declares {name}, but is UTF-8 and read so"
                return content.decode("utf-8"), [note], "utf-8"
            return _with(path, content, "cp1252" if encoding == "iso8859-1" else encoding)
    return _undeclared(path, content)


def _undeclared(path: str, content: bytes) -> _Decoded:
    try:
        return content.decode("utf-8"), [], "utf-8"
    except UnicodeDecodeError as error:
        at = error.start
    lossy = content.decode("utf-8", "replace")
    bad = lossy.count("\ufffd")
    good = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", lossy))
    if good > 4 * bad:
        note = f"{bad} bytes are not UTF-8 (the first at byte {at}); read as U+FFFD"
        return lossy, [note], "utf-8"
    text, notes, encoding = _with(path, content, "cp1252")
    return text, ["read as Windows-1252: not UTF-8", *notes], encoding


def _is_wide_utf8(content: bytes) -> bool:
    """Whether content is UTF-8 with characters beyond ASCII; by chance it hardly ever is."""
    try:
        return not content.isascii() and bool(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _with(path: str, content: bytes, encoding: str) -> _Decoded:
    """Decoded; Windows-1252 falls back to Latin-1, byte by byte, for its five holes."""
    try:
        return content.decode(encoding), [], encoding
    except UnicodeDecodeError:
        if encoding == "cp1252":
            return content.decode("latin-1"), [], "iso8859-1"
        text = content.decode(encoding, "replace")
        note = f"{text.count(chr(0xFFFD))} characters are not {encoding.upper()}"
        return text, [note], encoding
    except (UnicodeError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as {encoding}: {error}") from error


def _wide(content: bytes) -> str | None:
    """UTF-16 without a byte order mark: nearly every other byte is NUL."""
    sample = content[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half >= 4 and odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if half >= 4 and even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None
