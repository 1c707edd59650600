"""Hostile, broken and odd files: an answer or a clear refusal, in bounded time."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import time
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import FILES

from tqcheck import formats
from tqcheck.errors import InputError
from tqcheck.formats import SUFFIXES
from tqcheck.formats.limits import MAX_FILE_BYTES

NAMES = [f"a{suffix}" for suffix in SUFFIXES]
# A refusal or an answer is due within a second; the test allows for a slow machine.
MAX_SECONDS = 5.0


def texts(name: str, content: bytes) -> list[str]:
    return [d.text for d in formats.read(name, content)]


def refusal(name: str, content: bytes) -> str:
    begun = time.perf_counter()
    with pytest.raises(InputError) as refused:
        texts(name, content)
    assert time.perf_counter() - begun < MAX_SECONDS
    assert str(refused.value).startswith(name)
    return str(refused.value)


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_xml_bomb_is_refused() -> None:
    rows = "".join(f'<!ENTITY x{n + 1} "{f"&x{n};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY x0 "ha">{rows}]><nitf>&x9;</nitf>'
    assert "XML bomb" in refusal("a.nitf", bomb.encode())


def test_quadratic_bomb_is_refused() -> None:
    bomb = f'<!DOCTYPE nitf [<!ENTITY x "{"a" * 100_000}">]><nitf>{"&x;" * 100_000}</nitf>'
    assert "XML bomb" in refusal("a.nitf", bomb.encode())


@pytest.mark.parametrize("kind", ['x SYSTEM "file:///etc/passwd"', '% x SYSTEM "http://a.b/c"'])
def test_external_entity_is_refused(kind: str) -> None:
    text = f"<!DOCTYPE nitf [\n<!ENTITY {kind}>]><nitf><p>&x;</p></nitf>"
    assert refusal("a.nitf", text.encode()).startswith("a.nitf:2:1: declares the external entity")


def test_short_plain_entity_is_read() -> None:
    text = '<!DOCTYPE nitf [<!ENTITY agency "L&#233;man News">]><nitf><p>By &agency;</p></nitf>'
    assert texts("a.nitf", text.encode()) == ["By Léman News"]


def bomb(megabytes: int) -> bytes:
    """A DOCX of blanks: one megabyte is deflated, and repeated as it is, so this takes no time."""
    blanks = b" " * 1_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * megabytes + packer.flush()
    checksum = 0
    for _ in range(megabytes):
        checksum = zlib.crc32(blanks, checksum)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", packed)
    content = bytearray(stream.getvalue())
    sizes = struct.pack("<LLL", checksum, len(packed), megabytes * len(blanks))
    for header, method in ((0, 8), (content.rindex(b"PK\x01\x02"), 10)):
        content[header + method : header + method + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        content[header + method + 6 : header + method + 18] = sizes
    return bytes(content)


def test_docx_bomb_is_refused_unopened() -> None:
    with zipfile.ZipFile(io.BytesIO(bomb(2))) as archive:  # It does unpack, checksum and all.
        assert archive.read("word/document.xml") == b" " * 2_000_000
    content = bomb(430)
    assert 400_000 < len(content) < 450_000
    assert "430,000,000 bytes" in refusal("a.docx", content)


def test_docx_with_a_high_ratio_is_refused() -> None:
    assert "zip bomb" in refusal("a.docx", zipped(**{"word/document.xml": b" " * 40_000_000}))


def test_docx_that_lies_about_its_size_is_refused() -> None:
    content = zipped(**{"word/document.xml": b"<w>" + b"ab" * 3_000 + b"</w>"})
    size = (6_007).to_bytes(4, "little")
    assert size in content
    refusal("a.docx", content.replace(size, (50).to_bytes(4, "little")))


def test_docx_with_a_broken_directory_is_refused() -> None:
    """Found by damaging samples: zipfile lets out a ValueError."""
    content = bytearray(zipped(**{"word/document.xml": b"<w/>"}))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 42 : entry + 46] = b"\xff\xff\x00\x00"
    refusal("a.docx", bytes(content))


@pytest.mark.parametrize("name", ["a.nitf", "a.xlf", "a.rss", "a.tmx"])
def test_deep_xml_is_refused(name: str) -> None:
    assert "nested over" in refusal(name, b"<a>" * 100_000 + b"</a>" * 100_000)


@pytest.mark.parametrize("tag", ["b", "div", "p", "li", "table"])
def test_deep_html_is_read(tag: str) -> None:
    begun = time.perf_counter()
    assert texts("a.html", (f"<{tag}>" * 100_000 + "end" + "</i>" * 100_000).encode()) == ["end"]
    assert time.perf_counter() - begun < MAX_SECONDS


def test_deep_json_is_refused() -> None:
    assert "nested too deep" in refusal("a.json", b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "part", ["<", "<!--", "<a ", "<a b='", '<a b="', "&", "<![CDATA[", "</", "<script>", "<!", "< "]
)
def test_unfinished_html_takes_linear_time(part: str) -> None:
    begun = time.perf_counter()
    with contextlib.suppress(InputError):
        texts("a.html", part.encode() * (600_000 // len(part)))
    assert time.perf_counter() - begun < MAX_SECONDS


@pytest.mark.parametrize("part", ["[", "*", "_a", "`", "![", "> ", "<", "\\", "| a ", "&", "~~"])
def test_unfinished_markdown_takes_bounded_time(part: str) -> None:
    begun = time.perf_counter()
    with contextlib.suppress(InputError):
        texts("a.md", part.encode() * (20_000 // len(part)))
    assert time.perf_counter() - begun < MAX_SECONDS


@pytest.mark.parametrize("part", ["a <x/> ", "&amp;", "<x/>", " \n "])
def test_unit_of_many_parts_takes_linear_time(part: str) -> None:
    begun = time.perf_counter()
    unit = f"<trans-unit id='1'><source>s</source><target>a{part * 40_000}</target></trans-unit>"
    assert texts("a.xlf", f"<xliff version='1.2'><file><body>{unit}</body></file></xliff>".encode())
    assert time.perf_counter() - begun < MAX_SECONDS


@pytest.mark.parametrize("line", ["HeadLine", "DateLine"])
def test_news_item_of_many_lines_takes_linear_time(line: str) -> None:
    begun = time.perf_counter()
    lines = "".join(f"<{line}>number {n}</{line}>" for n in range(10_000))
    item = f"<NewsML><NewsItem><NewsLines>{lines}</NewsLines></NewsItem></NewsML>"
    assert texts("a.xml", item.encode())
    metadata = item.replace(line, line.lower()).replace("NewsLines", "contentMeta")
    assert texts(
        "a.xml", metadata.replace("NewsItem", "newsItem").replace("NewsML", "newsMessage").encode()
    )
    assert time.perf_counter() - begun < MAX_SECONDS


def test_truncated_xml_and_json_name_the_place() -> None:
    assert (
        refusal("a.nitf", b"<nitf>\n<p>one") == "a.nitf:2:7: not well-formed XML: no element found"
    )
    assert refusal("a.json", b'{"text":\n "on').startswith("a.json:2:2: not JSON: Unterminated")


def test_column_counts_code_points() -> None:
    assert refusal("a.nitf", "<nitf>é🚢</x>".encode()).startswith("a.nitf:1:11: ")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "there is no text"),
        ("a.txt", b" \r\n\t", "there is no text"),
        ("a.html", b"<p> </p>", "there is no text"),
        ("a.md", b"---\ntitle: x\n---\n", "there is no text"),
        ("a.txt", b"one\x00two", "looks binary: a NUL at character 4"),
        ("a.txt", b"%PDF-1.7 ...", "looks binary (a PDF"),
        ("a.txt", b"PK\x03\x04....", "looks binary (a zip"),
        ("a.docx", b"not a zip", "not a DOCX"),
        ("a.docx", zipped(a=b"b"), "not a DOCX"),
        ("a.xml", b"<other/>", "outermost element <other>"),
        ("a.json", b'{"a": 1}', "neither `text` nor `target`"),
        ("a.tsv", b"one\ntwo\n", "no tabs"),
        ("a.tsv", b"a\tb\tc\n", "no header"),
        ("a.po", b"hello", "a.po:1:1: not PO"),
        ("a.po", b'msgid "a"\nmsgstr ""\n', "no unit is translated"),
        ("a.xlf", b"<xliff version='1.2'><file/></xliff>", "no translation units"),
    ],
)
def test_what_cannot_be_read_says_so(name: str, content: bytes, says: str) -> None:
    assert says in refusal(name, content)


def test_too_large_a_file_is_refused() -> None:
    assert "over the limit" in refusal("a.txt", b"a" * (MAX_FILE_BYTES + 1))


@pytest.mark.parametrize(
    ("content", "text", "note"),
    [
        ("caf\xe9 \x93so\x94".encode("latin-1"), "café “so”", "Windows-1252"),
        ("one two".encode("utf-16"), "one two", None),
        ("one two three".encode("utf-16-be"), "one two three", "UTF-16-BE"),
        (b"\xef\xbb\xbfone", "one", None),
        (b"one\rtwo\r", "one\rtwo\r", None),
        (("é" * 20 + "a").encode() + b"\xff", None, "not UTF-8"),
        ("one \u202etwo".encode(), "one \u202etwo", "U+202E"),
        ("Ã© â€œ Ã¨ Ã".encode(), None, "decoded wrongly"),
    ],
)
def test_encodings_are_read_and_said(content: bytes, text: str | None, note: str | None) -> None:
    (document,) = formats.read("a.txt", content)
    assert text is None or document.text == text
    notes = document.meta["warnings"]
    assert (not notes) if note is None else any(note in n for n in notes)


def test_lone_surrogate_in_json_is_replaced() -> None:
    assert texts("a.json", b'{"text": "one \\ud83d two"}') == ["one \ufffd two"]


@given(st.sampled_from(NAMES), st.binary(max_size=300))
def test_random_bytes_end_in_an_answer_or_a_refusal(name: str, content: bytes) -> None:
    with contextlib.suppress(InputError):
        texts(name, content)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_damaged_samples_end_in_an_answer_or_a_refusal(path) -> None:  # type: ignore[no-untyped-def]
    content = path.read_bytes()
    dice = random.Random(7)
    for _ in range(60):
        damaged = bytearray(content[: dice.randrange(len(content))])
        for _ in range(dice.randrange(4)):
            if damaged:
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        for name in (path.name, dice.choice(NAMES)):
            with contextlib.suppress(InputError):
                texts(name, bytes(damaged))
