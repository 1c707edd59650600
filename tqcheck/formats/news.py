"""The XML of news agencies: NITF, NewsML-G2 and NewsML 1.2 (IPTC).

Elements are found by local name, so namespaces and versions do not matter. A document is one
news item; its fields are `headline`, `subheadline`, `byline`, `dateline`, `abstract`, `body`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.formats.file import About, File, document
from tqcheck.formats.mapped import Mapped, stripped
from tqcheck.formats.markup import Element, hypertext, xml
from tqcheck.formats.prose import NOT_COPY, of, prose
from tqcheck.records import Document

# In NITF <pre> is copy laid out by hand, such as a table of results.
_NITF_SKIP = NOT_COPY - {"pre", "object", "select"}
_PARAGRAPH = re.compile(r"<(?:p|div|br)\b", re.IGNORECASE)
# Some agencies put one in the dateline for machines: 20250102T222800+0000.
_TIMESTAMP = re.compile(r"\d{8}T\d{6}(?:Z|[+-]\d{4})?")
_Fields = list[tuple[str, Mapped]]


def read_nitf(file: File) -> Iterator[Document]:
    """The article of a NITF file."""
    markup = xml(file)
    for root in markup.elements("nitf"):
        about = About(notes=markup.notes, language=root.get("xml:lang") or root.get("baselang"))
        title = root.first("head", "title")
        about.title = title.plain() if title else None
        doc_id = root.first("docdata", "doc-id")
        about.id = (doc_id.get("id-string") if doc_id else None) or root.get("id")
        found = document(file, _nitf(root), about)
        if found is not None:
            yield found


def read_g2(file: File) -> Iterator[Document]:
    """The text items of a NewsML-G2 file: inline XHTML, NITF or plain text."""
    markup = xml(file)
    for item in markup.elements("newsItem"):
        about = About(id=item.get("guid"), notes=markup.notes)
        meta = item.child("contentMeta")
        lines = list(meta.children("headline")) if meta else []
        language = meta.child("language") if meta else None
        about.language = (language.get("tag") if language else None) or item.get("xml:lang")
        fields: _Fields = [
            ("subheadline" if number else "headline", stripped(of(line)))
            for number, line in enumerate(lines)
        ]
        for content in item.children("contentSet"):
            for inline in content.children("inlineXML", "inlineData"):
                about.language = inline.get("xml:lang") or about.language
                nitf = inline.first("nitf")
                if nitf is not None:
                    fields.extend(_nitf(nitf))
                elif inline.name == "inlineData":
                    fields.append(("body", _data(inline, about.notes)))
                else:
                    fields.append(("body", stripped(of(inline))))
        found = document(file, _once(fields), about)
        if found is not None:
            yield found


def read_newsml(file: File) -> Iterator[Document]:
    """The text components of a NewsML 1.2 file."""
    markup = xml(file)
    for item in markup.elements("NewsItem"):
        about = About(notes=markup.notes)
        public = item.first("Identification", "PublicIdentifier")
        about.id = public.plain() if public else None
        language = item.first("DescriptiveMetadata", "Language")
        about.language = (language.get("FormalName") if language else None) or item.get("xml:lang")
        fields: _Fields = []
        lines = item.first("NewsLines")
        for tag, name in _NEWS_LINES.items():
            fields.extend((name, stripped(of(e))) for e in (lines.children(tag) if lines else ()))
        for content in item.all("DataContent"):
            nitf = content.first("nitf")
            fields.extend(_nitf(nitf) if nitf else [("body", stripped(of(content)))])
        found = document(file, _once(fields), about)
        if found is not None:
            yield found


_NEWS_LINES = {
    "HeadLine": "headline",
    "SubHeadLine": "subheadline",
    "ByLine": "byline",
    "DateLine": "dateline",
}
_BODY_HEAD = {
    "hl1": "headline",
    "hl2": "subheadline",
    "byline": "byline",
    "dateline": "dateline",
    "abstract": "abstract",
}


def _nitf(root: Element) -> _Fields:
    fields: _Fields = []
    head = root.first("body.head")
    for element in head.all(*_BODY_HEAD) if head else ():
        text = stripped(of(element))
        if not _TIMESTAMP.fullmatch(text.text):
            fields.append((_BODY_HEAD[element.name], text))
    for element in root.all("body.content", "body.end"):
        name = "body" if element.name == "body.content" else "end"
        fields.append((name, stripped(of(element, skip=_NITF_SKIP))))
    if not fields:
        fields.append(("body", stripped(of(root, skip=_NITF_SKIP))))
    return fields


def _once(fields: _Fields) -> _Fields:
    """Without a later field that says what an earlier one of its name says, or a headline twice."""
    kept: _Fields = []
    for name, mapped in fields:
        if not any(n == name and m.text == mapped.text for n, m in kept):
            kept.append((name, mapped))
    return kept


def _data(inline: Element, notes: list[str]) -> Mapped:
    """Inline data: plain text, or, whatever its `contenttype` says, paragraphs of HTML."""
    content = inline.content()
    if not _PARAGRAPH.search(content.text):
        return stripped(content)
    markup = hypertext(content)
    notes.extend(markup.notes)
    return stripped(prose(markup))
