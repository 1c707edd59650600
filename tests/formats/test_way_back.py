"""Every character of a text leads back to where it stands in the file."""

from __future__ import annotations

import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import FILES

from tqcheck import formats
from tqcheck.errors import InputError
from tqcheck.formats.file import File
from tqcheck.formats.jsontext import mapped, parse
from tqcheck.place import file_offset, locate_end
from tqcheck.records import Document, Span

_SPACE = re.compile(r"(?:[ \t\r\n\f]|\\[nrt]|&#10;)+")


def stands_for(raw: str) -> set[str]:
    """What a stretch of a file may stand for in the text: every way back we know."""
    found = {raw, html.unescape(raw), html.unescape(html.unescape(raw))}
    if raw.startswith("\\"):
        try:
            found |= {html.unescape(json.loads(f'"{raw}"')), raw[1:]}
        except json.JSONDecodeError:
            found.add(raw[1:])
    if match := re.fullmatch(r'<cp hex="(\w+)"/>', raw):
        found.add(chr(int(match.group(1), 16)))
    if _SPACE.fullmatch(raw):
        found |= {" ", "\n"}
    if re.fullmatch(r"(?i)<br\s*/?>|[ \t]*\\?[\r\n]+[ \t>]*", raw):
        found |= {" ", "\n"}
    return found


def check_way_back(document: Document) -> None:
    position = 0
    for piece in document.pieces:
        assert piece.start == position, "pieces tile the text"
        position += piece.length
        text = document.text[piece.start : position]
        raw = document.raw[piece.file_start : piece.file_start + piece.file_length]
        assert piece.file_start + piece.file_length <= len(document.raw)
        if piece.file_length == 0:
            assert text in {"\n", "\n\n"}
        elif piece.length == piece.file_length:
            for char, there in zip(text, raw, strict=True):
                assert char == there or (char in " \n" and there in "\r\n\t \f")
        else:
            assert text in stands_for(raw), (text, raw)
    if document.pieces:
        assert position == len(document.text)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_samples_lead_back(path) -> None:  # type: ignore[no-untyped-def]
    for document in formats.read(path.name, path.read_bytes()):
        check_way_back(document)


WORDS = st.lists(
    st.sampled_from(
        [*"abé🚢 ,.&<>\"'’\t\\{}[]*_`~|#-", "\n", "\r\n", "  ", "the", "1\xa0200", "“so”", "&amp;"]
    ),
    max_size=30,
).map("".join)
PART = st.one_of(
    WORDS.map(html.escape),
    WORDS.map(lambda t: f"<b>{html.escape(t)}</b>"),
    WORDS.map(lambda t: f"<p>{html.escape(t)}</p>"),
    WORDS.map(lambda t: "<![CDATA[" + t.replace("]]>", "") + "]]>"),
    st.sampled_from(
        ["&nbsp;", "&#233;", "&#x1F6A2;", "<br/>", "<!-- n -->", "&eacute;", "&unknown;"]
    ),
)
MARKUP = st.lists(PART, max_size=8).map("".join)


def read_or_refuse(name: str, content: str) -> list[Document]:
    try:
        found = list(formats.read(name, content.encode("utf-8")))
    except InputError:
        return []
    for document in found:
        check_way_back(document)
    return found


@given(MARKUP)
def test_html_leads_back(markup: str) -> None:
    read_or_refuse("a.html", markup)


@given(MARKUP)
def test_nitf_leads_back(markup: str) -> None:
    read_or_refuse("a.nitf", f"<nitf><body><body.content>{markup}</body.content></body></nitf>")


@given(MARKUP, st.booleans())
def test_html_in_json_leads_back(markup: str, ascii_only: bool) -> None:
    read_or_refuse("a.ninjs", json.dumps({"body_html": markup}, ensure_ascii=ascii_only))


@given(MARKUP)
def test_html_escaped_in_rss_leads_back(markup: str) -> None:
    item = f"<item><title>T</title><description>{html.escape(markup)}</description></item>"
    read_or_refuse("a.rss", f"<rss><channel>{item}</channel></rss>")


@given(MARKUP)
def test_units_lead_back(markup: str) -> None:
    unit = f"<trans-unit id='1'><source>s</source><target>{markup}</target></trans-unit>"
    read_or_refuse("a.xlf", f"<xliff version='1.2'><file><body>{unit}</body></file></xliff>")
    unit = f"<tuv lang='fr'><seg>s</seg></tuv><tuv lang='en'><seg>{markup}</seg></tuv>"
    read_or_refuse("a.tmx", f"<tmx><header srclang='fr'/><body><tu>{unit}</tu></body></tmx>")


@given(WORDS)
def test_strings_of_po_and_tsv_lead_back(text: str) -> None:
    read_or_refuse("a.po", f'msgid "s"\nmsgstr {json.dumps(text, ensure_ascii=False)}\n')
    read_or_refuse("a.tsv", f"source\ttarget\ns\t{text}\n")


@given(st.lists(WORDS, min_size=1, max_size=6).map("\n\n".join))
def test_markdown_leads_back(text: str) -> None:
    read_or_refuse("a.md", text)


@given(st.text(max_size=40), st.booleans())
def test_json_string_is_what_json_says(text: str, ascii_only: bool) -> None:
    raw = json.dumps({"a": [1, {"b": text}]}, ensure_ascii=ascii_only)
    value = parse(File("a.json", raw))["a"][1]["b"]
    assert value == text
    expected = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert mapped(raw, value).text == expected


@given(WORDS)
def test_plain_paragraph_survives_html(text: str) -> None:
    shown = " ".join(re.split(r"[ \t\r\n\f]+", text)).strip(" ")
    for document in read_or_refuse("a.html", f"<p>{html.escape(text)}</p>"):
        assert document.text == shown


def test_end_of_a_span_maps_to_after_its_last_character() -> None:
    (document,) = formats.read("a.html", b"<p>life &amp; work</p>")
    start, end = document.text.index("&"), document.text.index("&") + 1
    there = document.raw[file_offset(document, start) : file_offset(document, end, end=True)]
    assert there == "&amp;"
    assert locate_end(document, Span(start, end)) == (1, 14)
    assert locate_end(document, Span(start, start)) == (1, 9)


def test_end_in_a_row_of_a_feed_counts_lines_of_the_feed() -> None:
    rows = b'{"text": "One."}\n{"text": "Say \\"so\\" twice."}\n'
    _, document = formats.read("a.jsonl", rows)
    start = document.text.index('"')
    assert locate_end(document, Span(start, start + 4)) == (2, 21)
