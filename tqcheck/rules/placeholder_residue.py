"""A token of the machinery is left in the copy.

Translation systems mask names and tags, mark unknown words and split words into pieces; when
that is not undone, `<unk>`, `⁇`, `▁`, `@@`, `__TAG_1__` or `{{name}}` reach the reader.

Wrongly flags: copy about templates and tokenizers. Leaves alone printf codes (`%s`), which
belong to software strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_TOKEN = re.compile(
    r"<(?:unk|pad|s|/s|mask|eos|bos|extra_id_\d{1,3})>|\[(?:UNK|MASK|CLS|SEP|PAD)\]|⁇|▁+|@-@"
    r"|@@(?= )|\{\{ ?[\w.]{1,40} ?\}\}|<0x[0-9A-F]{2}>|>>[a-z]{3}<<"
    r"|\b__[A-Z]{2,12}_?\d{0,3}__|\b(?:DNT|PHX|XMLTAG|PLACEHOLDER)_?\d{1,3}\b|\b[Ll]orem ipsum\b"
)
_SIGNS = ("<", "[", "⁇", "▁", "@", "{{", "__", "_", "DNT", "PHX", "XML", "PLACE", "orem")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each token."""
    if any(sign in text for sign in _SIGNS):
        for match in _TOKEN.finditer(text):
            yield Hit(match.start(), match.end())


RULE = Rule(
    id="placeholder-residue",
    manual=__doc__,
    message="a token of the machinery left in the copy",
    category="markup/markup",
    severity="major",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("The ⟦<unk>⟧ minister met ⟦{{name}}⟧ in ⟦▁⟧Seoul."),
        example("Le ministre ⟦⁇⟧ a dit.", language="fr"),
        example("He wrote [sic] and 3 < 5 > 2 in __init__."),
        example("Send it to name@example.org, with %s left as it is."),
    ),
)
