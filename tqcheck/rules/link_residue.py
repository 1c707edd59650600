"""The remains of a link or tag stand in the copy.

Half a Markdown link, a broken address (`http: // example. com`), picture short links and HTML
tags are what extraction and translation leave of markup.

Wrongly flags: copy about markup. Leaves alone whole addresses and `<` in formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_REMAINS = re.compile(
    r"\]\((?=\s|$)|https? ?: ?/ /\S{0,80}|https? : ?/ ?/ ?\S{0,80}|https?: // ?\S{0,80}"
    r"|\bwww\. [a-z]\S{0,60}|pic\.twitter\.com/\w{4,20}|\bt\.co/\w{4,20}"
    r"|</?(?:p|br|b|i|em|strong|span|div|a|li|ul|h[1-6]|td|tr)(?: [^<>\n]{0,200})?/?>"
    r"|\[/?(?:b|i|url|img|quote|caption)(?:=[^\]\n]{0,100})?\]"
)
_SIGNS = ("](", "http", "www. ", "pic.t", "t.co/", "<", "[")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each remnant."""
    if any(sign in text for sign in _SIGNS):
        for match in _REMAINS.finditer(text):
            yield Hit(match.start(), match.end())


RULE = Rule(
    id="link-residue",
    manual=__doc__,
    message="the remains of a link or tag",
    category="markup/markup",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("Read the ⟦<strong>⟧whole⟦</strong>⟧ story at ⟦https: //example.org/a⟧ today."),
        example("Das Bild ⟦pic.twitter.com/aB3dE5fG7h⟧ zeigt es.", language="de"),
        example("Read the whole story at https://example.org/a (or www.example.org)."),
        example("If a < b and c > d, then [2] is the second note."),
    ),
)
