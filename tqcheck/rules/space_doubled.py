"""Two or more spaces stand between two words.

Leaves alone the wide space after a full stop that many typists use, indents, and lines set in
columns (three runs of spaces or more).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_DOUBLED = re.compile(r"(?<=[^\s.!?:…”\"’)»|])[ \u00a0\u202f]{2,40}(?=[^\s|])")
_RUN = re.compile(r"\S {2}")
_COLUMNS = 3


def find(text: str, context: Context) -> Iterator[Hit]:
    """Runs of spaces inside a line."""
    if "  " not in text and "\u00a0" not in text and "\u202f" not in text:
        return
    for match in _DOUBLED.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        line = text[start : end if end >= 0 else len(text)]
        if len(_RUN.findall(line)) < _COLUMNS:
            kept = "\u00a0" if "\u00a0" in match.group() else " "
            yield Hit(match.start(), match.end(), suggestions=(kept,))


RULE = Rule(
    id="space-doubled",
    manual=__doc__,
    message="more than one space",
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="document",
    find=find,
    budget=0.15,
    examples=(
        example("The talks⟦  ⟧ended in June.", " "),
        example("Les pourparlers,⟦   ⟧dit-il, ont repris.", " ", language="fr"),
        example("The talks ended.  Nobody was surprised."),
        example("north  12  34  56"),
    ),
)
