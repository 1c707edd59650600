"""The XML of news agencies: NITF, NewsML-G2 and NewsML 1.2 (IPTC).

Elements are found by local name, so namespaces and versions do not matter. A document is one
news item; its fields are `headline`, `subheadline`, `byline`, `dateline`, `abstract`, `body` and,
of what it refers to, `title`, `description` and `caption`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.errors import InputError
from tqcheck.formats.file import About, File, document, without_repeats
from tqcheck.formats.mapped import Mapped, stripped
from tqcheck.formats.markup import Element, hypertext, xml
from tqcheck.formats.prose import NOT_COPY, of, prose
from tqcheck.formats.vocabulary import of_any
from tqcheck.records import Document

# In NITF <pre> is copy laid out by hand, such as a table of results.
_NITF_SKIP = NOT_COPY - {"pre", "object", "select"}
_PARAGRAPH = re.compile(r"<(?:p|div|br)\b", re.IGNORECASE)
_TAG = re.compile(r"</(?:a|b|em|i|span|strong|sub|sup|u)\s*>", re.IGNORECASE)
# Some agencies put one in the dateline for machines: 20250102T222800+0000.
_TIMESTAMP = re.compile(
    r"\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d(?::?\d\d)?(?:Z| ?(?:GMT|UTC)?(?:[+-]\d\d:?\d\d)?)"
)
_Fields = list[tuple[str, Mapped]]


def read_nitf(file: File) -> Iterator[Document]:
    """The article of a NITF file."""
    markup = xml(file)
    for root in markup.elements("nitf"):
        about = About(
            notes=list(markup.notes), language=root.get("xml:lang") or root.get("baselang")
        )
        title = root.first("head", "title")
        about.title = title.plain() if title else None
        doc_id = root.first("docdata", "doc-id")
        about.id = (doc_id.get("id-string") if doc_id else None) or root.get("id")
        found = document(file, without_repeats(nitf(root)), about)
        if found is not None:
            yield found


def read_g2(file: File) -> Iterator[Document]:
    """The items of a NewsML-G2 file: inline XHTML, NITF or plain text, or a picture's caption.

    Of a video, what is said of its parts as well; of a package, its headline and what it says
    of the items it refers to; of concepts, those that are events. A bare part of an item is read
    as one.

    Raises:
        InputError: it holds vocabulary or plans and nothing else.
    """
    markup = xml(file)
    root = markup.root()
    is_part = root is not None and root.name in _PARTS
    is_read = False
    for item in [root] if root is not None and is_part else markup.elements(*_ITEMS):
        about = About(id=item.get("guid"), notes=list(markup.notes))
        meta = next(_parts(item, "contentMeta"), None)
        language = meta.child("language") if meta else None
        about.language = (language.get("tag") if language else None) or item.get("xml:lang")
        fields: _Fields = []
        seen: set[str] = set()
        for line in meta.children(*_CONTENT_META) if meta else ():
            name = _CONTENT_META[line.name]
            text = stripped(of(line))
            if not _TIMESTAMP.fullmatch(text.text):
                fields.append((name if name not in seen else _FURTHER.get(name, name), text))
            seen.add(name)
        fields.sort(key=lambda f: list(_BODY_HEAD.values()).index(f[0]))
        for content in _parts(item, "contentSet"):
            for inline in content.children("inlineXML", "inlineData"):
                about.language = inline.get("xml:lang") or about.language
                fields.extend(_content(inline, about.notes))
        for part in item.children("partMeta"):
            fields.extend(
                ("caption", stripped(of(line))) for line in part.children("headline", "description")
            )
        for reference in item.all("itemRef") if item.name != "newsItem" else ():
            fields.extend(
                (line.name, stripped(of(line)))
                for line in reference.children("title", "headline", "description")
            )
        for concept in item.all("concept") if item.name in _CONCEPT_ITEMS else ():
            kinds = [kind.get("qcode") or "" for kind in concept.children("type")]
            is_event = any(kind.endswith(":event") for kind in kinds)
            if is_event or concept.child("eventDetails") is not None:
                fields.extend(_event(concept, about.language))
        found = document(file, without_repeats(fields), about)
        if found is not None:
            is_read = True
            yield found
    if root is not None and root.name in _NO_COPY and not is_read:
        raise InputError(
            f"{file.path}: a NewsML-G2 <{root.name}> holds vocabulary or plans and no copy;"
            " there is nothing to check"
        )


def _event(event: Element, language: str | None = None) -> _Fields:
    """What an event or other concept is called and said to be, in one language if it is known."""
    lines = list(event.children(*_CONCEPT))
    for details in event.children("eventDetails"):
        lines += details.children("registration")
        for requirement in details.children("participationRequirement"):
            lines += requirement.children("definition")
    code = (language or "").lower().partition("-")[0]
    own = [
        line for line in lines if (line.get("xml:lang") or code).lower().partition("-")[0] == code
    ]
    return [(_EVENT[line.name], stripped(of(line))) for line in own or lines]


def read_newsml(file: File) -> Iterator[Document]:
    """The text components of a NewsML 1.2 file."""
    markup = xml(file)
    for item in markup.elements("NewsItem"):
        about = About(notes=list(markup.notes))
        public = item.first("Identification", "PublicIdentifier")
        about.id = public.plain() if public else None
        language = item.first("DescriptiveMetadata", "Language")
        stated = (part.get("xml:lang") for part in (item, *item.all("NewsComponent")))
        about.language = (language.get("FormalName") if language else None) or next(
            filter(None, stated), None
        )
        fields: _Fields = []
        encoded = 0
        for part in item.all("NewsLines", "Encoding", "DataContent"):
            if part.name == "NewsLines":
                for tag, name in _NEWS_LINES.items():
                    fields.extend((name, stripped(of(line))) for line in part.children(tag))
            elif part.name == "Encoding" and "base64" in (part.get("Notation") or "").lower():
                encoded = part.end
            elif part.name == "DataContent" and part.index > encoded:
                fields.extend(_content(part, about.notes))
        found = document(file, without_repeats(fields), about)
        if found is not None:
            yield found


def _parts(item: Element, name: str) -> Iterator[Element]:
    """The parts of an item of this name, or what is such a part itself."""
    return iter([item]) if item.name == name else item.children(name)


_CONCEPT_ITEMS = {"conceptItem", "knowledgeItem"}
_NO_COPY = {*_CONCEPT_ITEMS, "planningItem", "catalogItem"}
_ITEMS = ("newsItem", "packageItem", *_CONCEPT_ITEMS)
# What an example may show of an item.
_PARTS = {"contentMeta", "contentSet", "groupSet"}
_CONTENT_META = {
    "headline": "headline",
    "by": "byline",
    "dateline": "dateline",
    "description": "abstract",
}
_FURTHER = {"headline": "subheadline"}
# NewsML-G2's lists of events and the like, and what of one of them is copy.
_LISTS = {"events", "conceptSet"}
_CONCEPT = {"name": "title", "definition": "description", "note": "description"}
_EVENT = {**_CONCEPT, "registration": "description"}
_NEWS_LINES = {
    "HeadLine": "headline",
    "SubHeadLine": "subheadline",
    "ByLine": "byline",
    "ByLineTitle": "byline",
    "DateLine": "dateline",
}
_BODY_HEAD = {
    "hl1": "headline",
    "hl2": "subheadline",
    "byline": "byline",
    "dateline": "dateline",
    "abstract": "abstract",
}


def nitf(root: Element) -> _Fields:
    """The fields of a `<nitf>`; all its text as one body where it has none of them."""
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


def _content(element: Element, notes: list[str]) -> _Fields:
    """What an element holds: NITF, events, other markup, or, without any, text."""
    inside = element.first("nitf")
    if inside is not None:
        return nitf(inside)
    inside = next(element.children(), None)
    if inside is None:
        return [("body", _data(element, notes))]
    if inside.name in _LISTS:
        return [field for event in inside.all("event", "concept") for field in _event(event)]
    return [("body", stripped(of_any(element)))]


def _data(inline: Element, notes: list[str]) -> Mapped:
    """Inline data: plain text, or, whatever its `contenttype` says, HTML.

    HTML without paragraphs keeps its lines.
    """
    content = inline.content()
    if not _PARAGRAPH.search(content.text) and not _TAG.search(content.text):
        return stripped(content)
    markup = hypertext(content)
    notes.extend(markup.notes)
    return stripped(prose(markup) if _PARAGRAPH.search(content.text) else markup.content())
