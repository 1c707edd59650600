"""A character stands as its HTML code.

`&quot;` and `&#39;` in running text were escaped once too often on their way.

Wrongly flags: copy about HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{2,6}|#[xX][\da-fA-F]{2,6}|[a-zA-Z]{2,8}\d?);")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The entity; the suggestion is the character."""
    if "&" not in text:
        return
    for match in _ENTITY.finditer(text):
        character = html.unescape(html.unescape(match.group()))
        if character != match.group():
            yield Hit(match.start(), match.end(), suggestions=(character,))


RULE = Rule(
    id="html-entity",
    manual=__doc__,
    message="an HTML code instead of the character",
    category="linguistic_conventions/character_encoding",
    severity="minor",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("The firm Hart ⟦&amp;⟧ Sons said it⟦&#39;⟧s late.", "&", "'"),
        example("Il a dit⟦&nbsp;⟧: ⟦&amp;eacute;⟧t⟦&eacute;⟧.", "\u00a0", "é", "é", language="fr"),
        example("R&D; AT&T; Hart & Sons; that is all."),
        example("It costs &c; and more."),
    ),
)
