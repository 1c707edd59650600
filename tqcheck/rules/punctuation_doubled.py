"""A mark stands twice, or two marks stand where one should.

`,,` `..` `;;` `,.` and `.,` come from merged passages and cut ellipses.

Misses: `!!` and `??`, which are style. Leaves alone ellipses (`...`, `…`), full stops of
abbreviations before other marks (`Inc.,`), file paths (`../`), code (`stop();,`), and quotations
set in `,,`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import in_link
from tqcheck.rules.rule import Context, Hit, Rule, example

_DOUBLED = re.compile(
    r"(?<=[\w”’»\")])(?<!\(\))(?:,,|;;|::|\.\.(?!\.)|,\.|;\.|:\.|,;|;,|:,|,:)(?=[\s”\"]|$)"
)


def find(text: str, context: Context) -> Iterator[Hit]:
    """The marks; the suggestion is the stronger of the two."""
    for match in _DOUBLED.finditer(text):
        if in_link(text, match.start()):
            continue
        pair = match.group()
        kept = min(pair, key=".:;,".index)
        yield Hit(match.start(), match.end(), suggestions=(kept,))


RULE = Rule(
    id="punctuation-doubled",
    manual=__doc__,
    message="two marks where one should stand",
    category="linguistic_conventions/punctuation",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("The talks ended⟦,,⟧ and he left⟦..⟧", ",", "."),
        example("Les pourparlers⟦,.⟧ Puis rien.", ".", language="fr"),
        example("He waited... and left for Acme Inc., they say."),
        example("Write “stop();”, or stop();, and so on."),
        example("Look in ../data or std::string, then stop."),
    ),
)
