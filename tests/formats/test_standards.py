"""Shapes that the standards' own sample files have and ours in `seeds/feed` have not."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from test_way_back import check_way_back

from tqcheck import formats
from tqcheck.errors import InputError
from tqcheck.records import Document


def only(name: str, content: str) -> Document:
    (document,) = formats.read(name, content.encode("utf-8"))
    check_way_back(document)
    return document


def fields(document: Document) -> list[tuple[str, str]]:
    return [(f.name, document.text[f.span.start : f.span.end]) for f in document.fields]


NITF = (
    '<?xml version="1.0"?>\n<nitf><head><title>Ferry stays</title></head><body><body.head><hedline>'
    "<hl1>Ferry stays</hl1></hedline><byline>By the desk</byline></body.head>\n"
    '<body.content><block><p lede="true">The “ferry” stays.</p>\n<p>It rains.</p></block>'
    "</body.content></body></nitf>\n"
)


def ninjs(**more: object) -> str:
    return json.dumps({"uri": "u", "headlines": [{"role": "main", "value": "Ferry stays"}]} | more)


def test_ninjs_body_in_nitf_is_read_as_nitf() -> None:
    bodies = [{"contenttype": "text/vnd.IPTC.NITF", "value": NITF}]
    document = only("a.json", ninjs(bodies=bodies, by="Ann Ray"))
    assert fields(document) == [
        ("headline", "Ferry stays"),
        ("byline", "Ann Ray"),
        ("byline", "By the desk"),
        ("body", "The “ferry” stays.\n\nIt rains."),
    ]


@pytest.mark.parametrize("kind", ["contenttype", "contentType"])
def test_ninjs_reads_html_before_plain_text_before_nitf(kind: str) -> None:
    bodies = [
        {kind: "text/vnd.IPTC.NITF", "value": NITF},
        {kind: "text/plain", "value": "The “ferry” stays.\r\n\r\nIt < rains."},
        {kind: "application/xhtml+xml", "value": "<p>The “ferry” stays.</p> <p>It &lt; rains.</p>"},
    ]
    assert fields(only("a.json", ninjs(bodies=bodies)))[1:] == [
        ("body", "The “ferry” stays.\n\nIt < rains.")
    ]
    assert fields(only("a.json", ninjs(bodies=bodies[:2])))[1:] == [
        ("body", "The “ferry” stays.\r\n\r\nIt < rains.")
    ]


def test_ninjs_description_is_read_unless_the_body_says_it() -> None:
    bodies = [{"value": "<p>It stays.</p><p>It rains.</p>"}]
    lead = [{"role": "lead", "value": "It  stays."}]
    assert [n for n, _ in fields(only("a.json", ninjs(bodies=bodies, descriptions=lead)))] == [
        "headline",
        "body",
    ]
    lead[0]["value"] = "In short."
    assert ("description", "In short.") in fields(
        only("a.json", ninjs(bodies=bodies, descriptions=lead))
    )


def test_ninjs_captions_of_media_are_read() -> None:
    one = {"mainpic": {"type": "picture", "description_text": "The ferry.", "headline": "h"}}
    item = {"headline": "Ferry stays", "body_text": "It rains.", "associations": one}
    assert fields(only("a.json", json.dumps(item)))[2:] == [("caption", "The ferry.")]
    caption = [{"contentType": "text/plain", "value": "The ferry."}]
    three = [{"type": "picture", "descriptions": caption}, {"type": "text", "body_text": "Other."}]
    document = only("a.json", ninjs(bodies=[{"value": "<p>It rains.</p>"}], associations=three))
    assert fields(document)[2:] == [("caption", "The ferry.")]


def test_ninjs_picture_and_further_headlines_are_read() -> None:
    picture = json.dumps({"type": "picture", "headline": "Ferry", "description_text": "At sea."})
    assert fields(only("a.json", picture)) == [("headline", "Ferry"), ("description", "At sea.")]
    two = [{"value": "Ferry stays"}, {"role": "short", "value": "Ferry"}]
    assert fields(only("a.json", json.dumps({"headlines": two}))) == [
        ("headline", "Ferry stays"),
        ("subheadline", "Ferry"),
    ]


def test_g2_content_metadata_is_read_once() -> None:
    meta = (
        "<dateline>Brestal,\n  Nov 20 -</dateline><by>By the desk</by><headline> Ferry\n stays"
        "</headline><description role='drol:caption'>The   ferry.</description>"
    )
    photo = only("a.xml", f"<newsItem><contentMeta>{meta}</contentMeta></newsItem>")
    assert fields(photo) == [
        ("headline", "Ferry stays"),
        ("byline", "By the desk"),
        ("dateline", "Brestal, Nov 20 -"),
        ("abstract", "The ferry."),
    ]
    story = only(
        "a.xml",
        f"<newsItem><contentMeta>{meta}</contentMeta><contentSet><inlineXML><nitf><body><body.head>"
        "<hedline><hl1>Ferry stays</hl1></hedline></body.head><body.content><p>(Desk) - The ferry."
        "</p></body.content></body></nitf></inlineXML></contentSet></newsItem>",
    )
    assert [n for n, _ in fields(story)] == ["headline", "byline", "dateline", "body"]


def test_g2_package_is_read_as_it_introduces_its_items() -> None:
    reference = "<itemRef><title>Ferry stays</title><description>In short.</description></itemRef>"
    document = only(
        "a.xml",
        "<packageItem><contentMeta><headline>Top news</headline></contentMeta><groupSet><group>"
        f"{reference}</group></groupSet></packageItem>",
    )
    assert fields(document) == [
        ("headline", "Top news"),
        ("title", "Ferry stays"),
        ("description", "In short."),
    ]


def test_headline_and_cut_summary_are_read_once() -> None:
    """As in copy of agencies whose HTML body begins with the headline."""
    body = "<article><h1>Ferry  stays</h1><p>It rains on the coast.</p></article>"
    lead = [{"value": "It rains on the [...]"}]
    document = only("a.json", ninjs(bodies=[{"value": body}], descriptions=lead))
    assert fields(document) == [("body", "Ferry stays\n\nIt rains on the coast.")]
    twice = NITF.replace("</hl1>", "</hl1><hl2>Ferry stays</hl2>")
    assert [n for n, _ in fields(only("a.nitf", twice))] == ["headline", "byline", "body"]


def newsml(*parts: str) -> str:
    return f"<NewsML><NewsItem><NewsComponent>{''.join(parts)}</NewsComponent></NewsItem></NewsML>"


def data(content: str) -> str:
    return f"<ContentItem><DataContent>{content}</DataContent></ContentItem>"


def test_newsml_lines_of_inner_components_are_read() -> None:
    def component(line: str, content: str) -> str:
        lines = f"<NewsLines><HeadLine>{line}</HeadLine></NewsLines>"
        return f"<NewsComponent>{lines}{data(content)}</NewsComponent>"

    lines = "<NewsLines><HeadLine>Ferry stays</HeadLine><ByLine>Desk</ByLine></NewsLines>"
    text = component("Ferry stays", "<p>It rains.</p>")
    document = only("a.xml", newsml(lines, text, component("At sea", "<p>The ferry.</p>")))
    assert fields(document) == [
        ("headline", "Ferry stays"),
        ("byline", "Desk"),
        ("body", "It rains."),
        ("headline", "At sea"),
        ("body", "The ferry."),
    ]


def test_newsml_plain_text_keeps_its_paragraphs_and_base64_is_no_copy() -> None:
    picture = "<ContentItem><Encoding Notation='Base64'><DataContent>/9j/4AAQ</DataContent>"
    parts = newsml(f"{picture}</Encoding></ContentItem>", data("\nOne &amp; two.\n\nThree.\n"))
    assert only("a.xml", parts).text == "One & two.\n\nThree."
    escaped = newsml(data("<![CDATA[<p>One.</p><p>Two.</p>]]>"))
    assert only("a.xml", escaped).text == "One.\n\nTwo."


def test_feed_reads_an_item_s_own_elements_before_those_of_extensions() -> None:
    item = (
        "<item><e:title xmlns:e='u'>Ad</e:title><e:description xmlns:e='u'>Buy.</e:description>"
        "<title>Ferry stays</title><description>It rains.</description></item>"
    )
    document = only("a.rss", f"<rss><channel>{item}</channel></rss>")
    assert fields(document) == [("headline", "Ferry stays"), ("body", "It rains.")]


@pytest.mark.parametrize(
    "element",
    [
        "<content type='application/xhtml+xml' mode='xml'><div><p>One &lt; 2.</p><p>Two.</p></div>"
        "</content>",
        "<body xmlns='http://www.w3.org/1999/xhtml'><p>One &lt; 2.</p><p>Two.</p></body>",
        "<itunes:summary xmlns:itunes='u'>&lt;p&gt;One &amp;lt; 2.&lt;/p&gt;Two.</itunes:summary>",
    ],
)
def test_feed_reads_markup_that_is_not_escaped_and_podcasts(element: str) -> None:
    document = only("a.atom", f"<feed><entry><title>T</title>{element}</entry></feed>")
    assert fields(document) == [("headline", "T"), ("body", "One < 2.\n\nTwo.")]


def test_feed_leaves_base64_out() -> None:
    content = "<content mode='base64' type='text/html'>RXhhbXBsZQ==</content>"
    assert only("a.atom", f"<feed><entry><title>T</title>{content}</entry></feed>").text == "T"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tsv", "id\tsource\ttarget\nu\ta\tOne.\nu#2\ta\tTwo.\nu\ta\tThree.\nu\ta\tFour.\n"),
        (
            "a.xlf",
            "<xliff version='1.2'><file><body>"
            + "".join(
                f"<trans-unit id='{name}'><source>a</source><target>{text}</target></trans-unit>"
                for name, text in (("u", "One."), ("u#2", "Two."), ("u", "Three."), ("u", "Four."))
            )
            + "</body></file></xliff>",
        ),
    ],
)
def test_units_of_one_id_are_told_apart(name: str, content: str) -> None:
    document = only(name, content)
    assert [(s.id, s.text) for s in document.segments] == [
        ("u", "One."),
        ("u#2", "Two."),
        ("u#3", "Three."),
        ("u#4", "Four."),
    ]
    assert [f.name for f in document.fields] == [s.id for s in document.segments]


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("Click <x id='1'/> to go on.", "Click to go on."),
        ("Sent to\n   <ph id='1'>{0}</ph>.", "Sent to."),
        ("Sent to <ph id='1'/><ph id='2'/>, and  <x/>", "Sent to, and"),
        ("See <x id='1'/>the page<x id='2'/> .", "See the page ."),
        ("A <g id='1'>bold </g>. &amp; <x/>&lt;b", "A bold . & <b"),
        ("One&#32;<x/> two", "One two"),
    ],
)
def test_code_leaves_no_stray_space_behind(target: str, shown: str) -> None:
    unit = f"<trans-unit id='1'><source>s</source><target>{target}</target></trans-unit>"
    document = only("a.xlf", f"<xliff version='1.2'><file><body>{unit}</body></file></xliff>")
    assert document.text == shown


def test_stray_end_tag_is_no_text() -> None:
    """As in the captions of the ninjs examples."""
    document = only("a.html", "<p>Giglio,</ br> Monday.</p><p>2 </ 3, a </ b</p>")
    assert document.text == "Giglio, Monday.\n\n2 </ 3, a </ b"


def test_newsml_takes_nitf_s_dtd_in() -> None:
    """As NewsML 1's documentation says to; the DTD is not fetched."""
    article = newsml(data("<nitf><body><body.content><p>One.</p></body.content></body></nitf>"))
    for entity in ('SYSTEM "nitf-3-0.dtd"', "PUBLIC '-//IPTC//x' '../dtd/nitf-3-0.dtd'"):
        doctype = f'<!DOCTYPE NewsML SYSTEM "a.dtd" [\n<!ENTITY % nitf {entity}>\n%nitf; ]>\n'
        assert only("a.xml", doctype + article).text == "One."


def test_newsml_language_of_a_component() -> None:
    component = f"<NewsComponent xml:lang='nl'>{data('Een.')}</NewsComponent>"
    assert only("a.xml", newsml(component)).meta["declared_language"] == "nl"


def test_xml_of_an_agency_s_own_parts_at_its_blocks() -> None:
    """Names in capitals, or nobody's: `<RUBRIK>`; inline ones stand beside text."""
    story = (
        "<BODY><RUBRIK>Ferry stays</RUBRIK><INGRESS><P>It <FET>rains</FET>.</P></INGRESS>"
        "<CITAT>We stay,<BR/>he says.</CITAT>\n<CITAT>Yes &amp; no <B>now</B>.</CITAT>"
        "<P><ORT>Brestal</ORT> <B>now</B></P><HEAD>no</HEAD></BODY>"
    )
    assert only("a.xml", newsml(data(story))).text == (
        "Ferry stays\n\nIt rains.\n\nWe stay,\nhe says.\n\nYes & no now.\n\nBrestal now"
    )


def test_g2_events_are_read_without_their_dates() -> None:
    event = (
        "<event><name>Ferry day</name><definition>Free <br/> rides.</definition><eventDetails>"
        "<dates><start>2026-10-26T09:00:00Z</start></dates></eventDetails></event>"
    )
    content = f"<contentSet><inlineXML><events>{event}</events></inlineXML></contentSet>"
    assert fields(only("a.xml", f"<newsItem>{content}</newsItem>")) == [
        ("title", "Ferry day"),
        ("description", "Free\nrides."),
    ]


def test_g2_parts_of_a_video_are_read_unless_the_shot_list_says_it() -> None:
    parts = "".join(
        f"<partMeta><description>{text}</description></partMeta>"
        for text in ("The ferry at sea.", "The mayor.")
    )
    meta = "<contentMeta><description>Shots: The ferry at sea.</description></contentMeta>"
    assert fields(only("a.xml", f"<newsItem>{meta}{parts}</newsItem>")) == [
        ("abstract", "Shots: The ferry at sea."),
        ("caption", "The mayor."),
    ]


@pytest.mark.parametrize("item", ["planningItem", "conceptItem"])
def test_g2_vocabulary_is_refused_by_name(item: str) -> None:
    concept = "<concept><type qcode='cpnat:abstract'/><name>ferries</name></concept>"
    with pytest.raises(InputError, match=f"<{item}> holds vocabulary or plans and no copy"):
        only("a.xml", f"<{item}>{concept}</{item}>")


def test_g2_event_of_a_concept_item_is_read_in_its_language() -> None:
    lines = "<name>Fährtag</name><name xml:lang='en'>Ferry day</name><definition>Frei.</definition>"
    details = "<dates/><registration>Am <a>Kai</a>.</registration>"
    concept = f"<concept>{lines}<eventDetails>{details}</eventDetails></concept>"
    item = f"<conceptItem xml:lang='de-AT'>{concept}</conceptItem>"
    assert fields(only("a.xml", f"<newsMessage><itemSet>{item}</itemSet></newsMessage>")) == [
        ("title", "Fährtag"),
        ("description", "Frei."),
        ("description", "Am Kai."),
    ]


def test_nitf_job_title_is_a_line_of_its_own() -> None:
    titled = NITF.replace("By the desk", "By Ann Ray<byttl>Editor</byttl>")
    assert ("byline", "By Ann Ray\nEditor") in fields(only("a.nitf", titled))


def test_ninjs_properties_may_be_extended() -> None:
    item = {"uri": "u", "headline": "Ferry", "headline_long": "Ferry stays"}
    document = only("a.json", json.dumps(item | {"description_caption_xhtml": "<p>At sea.</p>"}))
    assert fields(document) == [
        ("headline", "Ferry"),
        ("subheadline", "Ferry stays"),
        ("description", "At sea."),
    ]
    assert document.meta["id"] == "u"
    row = {"text": "It stays.", "headline_color": "red"}
    assert only("a.json", json.dumps(row)).text == "It stays."


def test_ninjs_event_is_called_by_its_title() -> None:
    event = {"title": "Ferry day", "eventDetails": {}, "descriptions": [{"value": "Free rides."}]}
    assert fields(only("a.json", json.dumps(event))) == [
        ("headline", "Ferry day"),
        ("description", "Free rides."),
    ]
    assert [n for n, _ in fields(only("a.json", ninjs(title="FERRY-1")))] == ["headline"]


def test_ninjs_reads_every_description_and_body_once() -> None:
    descriptions = [
        {"role": "summary", "contentType": "text/plain", "value": "In  short: A & B."},
        {"role": "caption", "value": "At sea, 3 < 4\nboats."},
        {"role": "rich", "contentType": "text/html", "value": "<p>In short: A &amp; B.</p>"},
    ]
    bodies = [
        {"contentType": "text/html", "value": "<p>One.</p>"},
        {"contentType": "text/plain", "value": "One."},
        {"contentType": "text/html", "value": "<p>Two boats at sea today.</p><p>Yes.</p>"},
        {"contentType": "text/html", "value": "<figure>Ann</figure><p>Two boats at sea today.</p>"},
        {"contentType": "text/plain", "value": "Three."},
    ]
    assert fields(only("a.json", ninjs(descriptions=descriptions, bodies=bodies)))[1:] == [
        ("description", "At sea, 3 < 4\nboats."),
        ("description", "In short: A & B."),
        ("body", "One."),
        ("body", "Two boats at sea today.\n\nYes."),
        ("body", "Three."),
    ]


def test_xliff_keeps_space_as_what_is_around_says() -> None:
    units = (
        "<group xml:space='preserve'><trans-unit id='1'><target>One\n  two</target></trans-unit>"
        "<trans-unit id='2' xml:space='default'><target>One\n  two</target></trans-unit></group>"
        "<trans-unit id='3'><target>One\n  two</target></trans-unit>"
    )
    document = only("a.xlf", f"<xliff version='1.2'><file><body>{units}</body></file></xliff>")
    assert [s.text for s in document.segments] == ["One\n  two", "One two", "One two"]
    second = "<unit id='1'><segment><target>One\n  two</target></segment></unit>"
    document = only(
        "a.xlf", f"<xliff version='2.0'><file xml:space='preserve'>{second}</file></xliff>"
    )
    assert document.text == "One\n  two"


@pytest.mark.parametrize(
    ("name", "start", "middle", "end"),
    [
        (
            "a.xlf",
            "<xliff version='1.2'><file><body><trans-unit id='u'><source>",
            "</source><target>",
            "</target></trans-unit></body></file></xliff>",
        ),
        (
            "a.tmx",
            "<tmx version='1.4'><header srclang='fr'/><body><tu tuid='u'><tuv xml:lang='fr'><seg>",
            "</seg></tuv><tuv xml:lang='en'><seg>",
            "</seg></tuv></tu></body></tmx>",
        ),
    ],
)
def test_text_inside_a_code_is_a_segment(name: str, start: str, middle: str, end: str) -> None:
    code = "{} <ph id='1'>&lt;img alt='<sub>{}</sub>'></ph>."
    texts = start + code.format("Voir", "La mer") + middle + code.format("See", "The sea") + end
    assert [(s.id, s.source, s.text) for s in only(name, texts).segments] == [
        ("u", "Voir.", "See."),
        ("u/sub", "La mer", "The sea"),
    ]


def test_markdown_shows_the_space_between_two_entities() -> None:
    assert only("a.md", "&pound; &amp; &euro; x\n").text == "£ & € x"


def test_markdown_between_two_rules_is_copy_unless_it_is_facts() -> None:
    assert only("a.md", "---\nIt rains.\n---\nIt stays.\n").text == "It rains.\n\nIt stays."
    assert only("a.md", "---\n# note\nlang: en\n---\nIt stays.\n").text == "It stays."


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_markdown_html_in_a_quotation_or_list_is_read_without_its_marks(mark: str) -> None:
    space = mark if mark == "> " else "  "
    document = only("a.md", f"{mark}<div>\n{space}It stays.\r\n{space}Yes.\n\nIt rains.\n")
    assert document.text == "It stays. Yes.\n\nIt rains."


def test_po_is_decoded_as_its_header_says() -> None:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset={}\\n"\n\n'
    message = 'msgid "a"\nmsgstr "Łódź"\n'
    content = (header.format("ISO-8859-2") + message).encode("iso-8859-2")
    (document,) = formats.read("a.po", content)
    assert (document.text, document.meta["warnings"]) == ("Łódź", ())
    (document,) = formats.read("a.pot", (header.format("CHARSET") + message).encode())
    assert (document.text, document.meta["warnings"]) == ("Łódź", ())


def docx(paragraph: str, part: str = "word/document.xml") -> bytes:
    relation = f"<Relationship Type='http://x/relationships/officeDocument' Target='/{part}'/>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("_rels/.rels", f"<Relationships>{relation}</Relationships>")
        archive.writestr(part, f"<document><body><p>{paragraph}</p></body></document>")
    return stream.getvalue()


def test_docx_of_word_in_a_browser_is_read() -> None:
    (document,) = formats.read("a.docx", docx("<r><t>It stays.</t></r>", "word/document2.xml"))
    assert document.text == "It stays."


def test_docx_picture_leaves_no_stray_space_behind() -> None:
    runs = "<r><t>One </t></r><r><drawing/></r><r><t> two  three</t></r>"
    (document,) = formats.read("a.docx", docx(f"{runs}</p><p><r><footnoteRef/><t> Four</t></r>"))
    assert document.text == "One two  three\n\nFour"


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("<contentMeta><headline>Ferry</headline></contentMeta>", [("headline", "Ferry")]),
        ("<contentSet><inlineXML><p>One.</p></inlineXML></contentSet>", [("body", "One.")]),
        (
            "<groupSet><group><itemRef><title>Ferry</title></itemRef></group></groupSet>",
            [("title", "Ferry")],
        ),
    ],
)
def test_g2_part_of_an_item_is_read(part: str, found: list[tuple[str, str]]) -> None:
    assert fields(only("a.xml", part)) == found


def test_headline_that_the_abstract_repeats_is_kept() -> None:
    abstract = "<abstract>Ferry stays</abstract></body.head>"
    assert [n for n, _ in fields(only("a.nitf", NITF.replace("</body.head>", abstract)))] == [
        "headline",
        "byline",
        "body",
    ]


def test_xliff_segment_with_more_than_one_target_is_read_whole() -> None:
    pairs = "".join(f"<source>{n}</source><target>{n}.</target>" for n in ("One", "Two"))
    unit = f"<unit id='u'><segment>{pairs}</segment></unit>"
    document = only("a.xlf", f"<xliff version='2.0'><file>{unit}</file></xliff>")
    assert [(s.id, s.source, s.text) for s in document.segments] == [
        ("u", "One", "One."),
        ("u#2", "Two", "Two."),
    ]


def test_newsml_text_with_inline_tags_keeps_its_lines() -> None:
    escaped = "One &lt;b&gt;ferry&lt;/b&gt; &amp;amp; two.\nThree &lt; 4."
    assert only("a.xml", newsml(data(escaped))).text == "One ferry & two.\nThree < 4."
    assert only("a.xml", newsml(data("1 &lt;b&gt; 2"))).text == "1 <b> 2"


@pytest.mark.parametrize("stamp", ["2026-01-03 20:13:08 GMT+00:00", "20260103T201308Z"])
def test_g2_timestamp_is_no_dateline(stamp: str) -> None:
    meta = f"<contentMeta><headline>Ferry</headline><dateline>{stamp}</dateline></contentMeta>"
    assert fields(only("a.xml", f"<newsItem>{meta}</newsItem>")) == [("headline", "Ferry")]
