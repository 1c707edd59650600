"""Every sample of every format: the text is what a reader sees, nothing more or less."""

from __future__ import annotations

import pytest
from samples import ARTICLE, BODY, FEED, HEADLINE, PARAGRAPHS, SOURCES, TARGETS

from tqcheck import formats
from tqcheck.place import Place, locate
from tqcheck.records import Document


def read(name: str) -> list[Document]:
    return list(formats.read(name, (FEED / name).read_bytes()))


WITH_SPACE = ARTICLE.replace("1 200", "1\xa0200")
DESK = f"{HEADLINE}\n\nBy the desk\n\nBrestal, Nov. 20\n\n{BODY}"
ARTICLES = {
    "ferry.txt": f"{ARTICLE}\n",
    "ferry-utf16.txt": f"{ARTICLE}\n".replace("\n", "\r\n"),
    "ferry-bom.txt": f"{HEADLINE}\n\n{PARAGRAPHS[0]}\n".replace("\n", "\r\n"),
    "ferry-windows.txt": f"{HEADLINE}\n\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n".replace(
        "\n", "\r\n"
    ),
    "ferry.md": ARTICLE.replace("600 passengers", "600 passengers (port office)")
    + "\n\nQuoted as it was said: we will see what we will see."
    + "\n\nyear\n\npassengers\n\n1974\n\n210\n\n2025\n\n600 *",
    "ferry.html": WITH_SPACE.replace("service since", "service\nsince")
    + "\n\nWe will see what we will see.",
    "ferry.ninjs-1.json": f"{HEADLINE}\n\nBy the desk\n\n{BODY}",
    "ferry.ninjs-2.json": ARTICLE,
    "ferry.ninjs-3.json": ARTICLE,
    "ferry.nitf.xml": DESK.replace("1 200", "1\xa0200"),
    "ferry-latin1.nitf.xml": "Café owners of Brestal protest\n\n"
    "The owners of the cafés, “worried”, have manifested Tuesday.",
    "ferry.g2-xhtml.xml": ARTICLE,
    "ferry.g2-nitf.xml": DESK,
    "ferry.newsml-1.xml": f"{HEADLINE}\n\nBrestal, Nov. 20\n\n{BODY}",
    "ferry.atom": f"{HEADLINE}\n\nThe council voted Tuesday evening.\n\n{BODY}",
    "ferry.docx": ARTICLE,
}


@pytest.mark.parametrize("name", ARTICLES)
def test_article_is_read_without_loss(name: str) -> None:
    assert [d.text for d in read(name)] == [ARTICLES[name]]


def test_each_rss_item_is_a_document() -> None:
    ferry, rain = read("ferry.rss")
    assert ferry.text == (f"{HEADLINE} & its quay\n\nThe council voted Tuesday evening.\n\n{BODY}")
    assert rain.text == "Rain on the coast\n\nIt will rain – again – on the coast."
    assert [f.name for f in ferry.fields] == ["headline", "summary", "body"]
    assert (rain.meta["id"], rain.meta["declared_language"]) == ("urn:rain:1", "en")


MORE = {
    "ferry-1.2.xlf": ("Read as well",),
    "ferry-2.0.xlf": ("One.", "Two."),
    "ferry.po": ('%d "boat"', "%d boats"),
}


@pytest.mark.parametrize(
    "name",
    ["ferry-1.2.xlf", "ferry-2.0.xlf", "ferry.tmx", "ferry.po", "ferry.tsv", "ferry-bare.tsv"],
)
def test_bitext_is_read_in_units(name: str) -> None:
    (document,) = read(name)
    assert document.text == "\n\n".join(TARGETS + MORE.get(name, ()))
    assert tuple(s.source for s in document.segments[:3]) == SOURCES
    assert [f.name for f in document.fields] == [s.id for s in document.segments]
    assert [f.span for f in document.fields] == [s.span for s in document.segments]
    for segment in document.segments:
        assert document.text[segment.span.start : segment.span.end] == segment.text


@pytest.mark.parametrize("name", ["ferry-1.2.xlf", "ferry-2.0.xlf", "ferry.tmx", "ferry.tsv"])
def test_untranslated_unit_is_said(name: str) -> None:
    (document,) = read(name)
    assert document.meta["untranslated"] == ("u4",)
    assert any("not translated: u4" in note for note in document.meta["warnings"])


@pytest.mark.parametrize("name", ["ferry-1.2.xlf", "ferry-2.0.xlf", "ferry.tmx", "ferry.po"])
def test_languages_come_from_the_file(name: str) -> None:
    (document,) = read(name)
    assert document.language == "en"
    assert document.source_language is not None
    assert document.source_language.code == "fr"


def test_jsonl_row_is_a_document_and_knows_its_line() -> None:
    article, *units = read("ferry.jsonl")
    assert article.text == ARTICLE
    assert [u.text for u in units] == list(TARGETS)
    assert [u.segments[0].source for u in units] == list(SOURCES)
    assert [u.meta["id"] for u in units] == ["u1", "u2", "u3"]
    assert [locate(u, 0).line for u in units] == [2, 3, 4]


def test_streamed_feed_gives_a_bad_line_as_its_error() -> None:
    lines = b'{"text": "One."}\n{"text": \n\n{"text": "Four."}\n[]\n'
    import io

    found = list(formats.read_stream("feed.jsonl", io.BytesIO(lines)))
    assert [getattr(f, "text", None) for f in found] == ["One.", None, "Four.", None]
    assert str(found[1]).startswith("feed.jsonl:2:10: not JSON")
    assert str(found[3]).startswith("feed.jsonl:5:1: not a JSON object")


@pytest.mark.parametrize(
    ("name", "what", "on_disk", "line", "field"),
    [
        ("ferry.txt", "ferry that", "ferry that", 3, None),
        ("ferry-bom.txt", "Harbour", "Harbour", 1, None),
        ("ferry-utf16.txt", "🚢", "🚢", 7, None),
        ("ferry.md", "600 pass", "600 passengers**", 12, "body"),
        ("ferry.html", "🚢", "&#x1F6A2;", 8, "body"),
        ("ferry.ninjs-1.json", "🚢", "\\ud83d\\udea2", 8, "body"),
        ("ferry.nitf.xml", "the mayor", "the mayor", 14, "body"),
        ("ferry.rss", "& its", "&amp;amp; its", 4, "headline"),
        ("ferry-1.2.xlf", "🚢", "🚢.</target>", 7, "u3"),
        ("ferry-2.0.xlf", "o.", '<cp hex="006F"/>', 8, "two/b"),
        ("ferry.tmx", "voted", " voted", 4, "u1"),
        ("ferry.po", '"boat"', '\\"boat', 29, "5[0]"),
        ("ferry.tsv", "he said", "he said", 3, "u2"),
    ],
)
def test_finding_points_to_line_and_column_on_disk(
    name: str, what: str, on_disk: str, line: int, field: str | None
) -> None:
    content = (FEED / name).read_bytes()
    text = content.decode("utf-16" if "utf16" in name else "utf-8-sig")
    column = text.split("\n")[line - 1].index(on_disk) + 1
    if on_disk.startswith(" "):
        column += 1
    document = read(name)[0]
    assert locate(document, document.text.index(what)) == Place(line, column, field)


def test_page_and_markdown_say_what_is_switched_off() -> None:
    for name, off in (
        ("ferry.html", "We will see what we will see."),
        ("ferry.md", "Quoted as it was said: we will see what we will see."),
    ):
        (document,) = read(name)
        ((start, end, rule),) = document.meta["ignored"]
        assert (document.text[start:end].strip(), rule) == (off, None)


def only(name: str, content: str) -> Document:
    (document,) = formats.read(name, content.encode("utf-8"))
    return document


def test_inline_data_may_hold_escaped_paragraphs() -> None:
    """As in files of an agency that calls them text/plain."""
    inline = "<inlineData contenttype='text/plain'><![CDATA[<p>One\n two.</p><p>Three.</p>]]>"
    lines = "<headline>Main</headline><headline role='r'>Second</headline>"
    document = only(
        "a.xml",
        f"<newsItem><contentMeta>{lines}</contentMeta><contentSet>{inline}</inlineData>"
        "</contentSet></newsItem>",
    )
    assert document.text == "Main\n\nSecond\n\nOne two.\n\nThree."
    assert [f.name for f in document.fields] == ["headline", "subheadline", "body"]


def test_timestamp_in_a_dateline_is_not_copy() -> None:
    date = "<story.date>20250102T222800+0000</story.date>"
    document = only(
        "a.nitf",
        f"<nitf baselang='en'><body><body.head><dateline>{date}</dateline></body.head>"
        "<body.content><p>One.</p></body.content></body></nitf>",
    )
    assert (document.text, document.meta["declared_language"]) == ("One.", "en")


def test_utf8_that_declares_latin1_is_read_as_utf8_and_said() -> None:
    document = only(
        "a.nitf", '<?xml version="1.0" encoding="iso-8859-1"?><nitf><p>procès</p></nitf>'
    )
    assert document.text == "procès"
    assert document.meta["warnings"] == ("declares iso-8859-1, but is UTF-8 and read so",)


def test_header_of_a_catalogue_in_xliff_is_no_unit() -> None:
    header = "<trans-unit id='1' restype='x-gettext-domain-header'><source>a</source><target>c"
    document = only(
        "a.xlf",
        f"<xliff version='1.1'><file><body>{header}</target></trans-unit>"
        "<trans-unit id='2'><source>a</source><target>b</target></trans-unit>"
        "</body></file></xliff>",
    )
    assert document.text == "b"


def test_byline_of_ninjs_is_a_field_of_its_own() -> None:
    (document,) = read("ferry.ninjs-1.json")
    assert [f.name for f in document.fields] == ["headline", "byline", "body"]


def test_notes_of_one_thing_are_in_the_singular() -> None:
    table = only("a.tsv", "id\tsource\ttarget\nu1\ta\tb\nu2\tc\n")
    assert "1 row has too few columns: u2" in table.meta["warnings"]
    catalogue = only("a.po", '#, fuzzy\nmsgid "a"\nmsgstr "b"\n')
    assert "1 message is marked fuzzy" in catalogue.meta["warnings"]


@pytest.mark.parametrize(
    ("version", "unit"),
    [
        ("1.2", "<trans-unit id='{0}'{1}><source>s</source><target>{0}</target></trans-unit>"),
        (
            "2.0",
            "<unit id='{0}'{1}><segment><source>s</source><target>{0}</target></segment></unit>",
        ),
    ],
)
def test_units_inherit_that_they_are_not_to_be_translated(version: str, unit: str) -> None:
    def units(*names: str) -> str:
        return "".join(
            unit.format(name.strip("+-"), _TRANSLATE.get(name[-1], "")) for name in names
        )

    content = (
        f"<xliff version='{version}'><file id='f1'>{units('a', 'b-')}"
        f"<group translate='no'>{units('c')}<group id='g'/><group>{units('d', 'e+')}</group>"
        f"<group translate='yes'>{units('f', 'g-')}</group>{units('h')}</group>{units('i')}</file>"
        f"<file id='f2' translate='no'>{units('j', 'k+')}</file></xliff>"
    )
    read_units = [[s.id for s in d.segments] for d in formats.read("a.xlf", content.encode())]
    assert read_units == [["a", "e", "f", "i"], ["k"]]


_TRANSLATE = {"+": " translate='yes'", "-": " translate='no'"}
