"""RSS 0.9x, 1.0 and 2.0, and Atom: one document an item.

RSS text is HTML that was escaped or put in CDATA; Atom says by `type` what it is. Fields are
`headline`, `summary` and `body`; an item with one text only has it as `body`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.formats.file import About, File, document, without_repeats
from tqcheck.formats.mapped import Mapped, stripped
from tqcheck.formats.markup import Element, hypertext, xml
from tqcheck.formats.prose import of, prose
from tqcheck.records import Document


def read(file: File) -> Iterator[Document]:
    """The items of a feed that have text."""
    markup = xml(file)
    root = markup.root()
    if root is None:
        return
    stated = root.get("xml:lang")
    channel = root.first("channel", "language")
    stated = stated or (channel.plain() if channel else None)
    for item in markup.elements("item", "entry"):
        about = About(notes=list(markup.notes), language=item.get("xml:lang") or stated)
        texts: dict[str, Mapped] = {}
        prefix = _prefix(item)
        for child in sorted(item.children(), key=lambda c: _prefix(c) != prefix):
            if child.name in {"guid", "id"} or (child.name == "link" and about.id is None):
                about.id = child.plain() or child.get("href") or about.id
            elif child.name in _FIELDS and _is_text(child):
                texts.setdefault(_FIELDS[child.name], _text(child, about.notes))
        if "summary" in texts and "body" not in texts:
            texts["body"] = texts.pop("summary")
        ordered = [(name, texts[name]) for name in ("headline", "summary", "body") if name in texts]
        found = document(file, without_repeats(ordered), about)
        if found is not None:
            yield found


# `content:encoded`, `xhtml:body` and Atom's `content` are the article. Of one field, an element
# in the item's own namespace goes before one of another.
_FIELDS = {
    "title": "headline",
    "description": "summary",
    "summary": "summary",
    "encoded": "body",
    "body": "body",
    "content": "body",
}
_XHTML = {"xhtml", "application/xhtml+xml"}


def _prefix(element: Element) -> str:
    """The namespace prefix of its tag, empty if there is none."""
    tag = element.markup.source.text[element.start + 1 : element.start + 60]
    head, colon, _ = re.split(r"[\s/>]", tag, maxsplit=1)[0].rpartition(":")
    return head + colon


def _is_text(element: Element) -> bool:
    """Not `media:content` (an empty element), `excerpt:encoded`, base64 or text by reference."""
    if _prefix(element) in {"media:", "excerpt:"} or element.get("mode") == "base64":
        return False
    kind = element.get("type") or ""
    is_text = "/" not in kind or kind.startswith("text/") or kind in _XHTML
    return not element.get("src") and is_text


def _text(element: Element, notes: list[str]) -> Mapped:
    kind = element.get("type")
    if kind in _XHTML or next(element.children(), None) is not None:
        return stripped(of(element))
    if kind in {"text", "text/plain"}:
        return stripped(element.content())
    inner = hypertext(element.content())
    notes.extend(inner.notes)
    return stripped(prose(inner))
