"""HTML pages and fragments."""

from __future__ import annotations

from collections.abc import Iterator

from tqcheck.formats.file import About, File, document
from tqcheck.formats.mapped import stripped, whole
from tqcheck.formats.markup import hypertext
from tqcheck.formats.prose import prose
from tqcheck.records import Document


def read(file: File) -> Iterator[Document]:
    """The page's visible text; its title and language go to `meta`."""
    markup = hypertext(whole(file.raw))
    about = About(notes=markup.notes)
    for element in markup.elements("html", "title", "h1"):
        if element.name == "html":
            about.language = element.get("lang") or element.get("xml:lang")
        elif about.title is None:
            about.title = element.plain() or None
    # A fragment may be one bare <title> or <head>; a page's own head is not copy.
    found = document(file, [("body", stripped(prose(markup)))], about)
    if found is not None:
        yield found
