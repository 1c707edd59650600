"""A word is glued to a quotation mark.

`said“we stay”` or `“we stay”he said` lost the space outside the mark.

Misses: straight and single marks. Leaves alone inflected quotations (`“Spiegel”s`), hyphenated
ones and marks after brackets or dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.marks import quotations
from tqcheck.rules.rule import Context, Hit, Rule, example

# An ending glued to a quoted name is right in several languages; words are longer.
_WORD_AFTER = re.compile(r"[^\W\d_]{3,}")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Curly, low or angle marks with a letter just outside them."""
    for quotation in quotations(text, context.pack).pairs:
        opening, closing = quotation.opening, quotation.closing
        if opening.char == '"' or closing.char == '"':
            continue
        before = text[opening.at - 1 : opening.at]
        if before.isalpha() or (before and before in ",;:"):
            yield Hit(opening.at, opening.at + 1, suggestions=(" " + opening.char,))
        if _WORD_AFTER.match(text, closing.at + 1):
            yield Hit(closing.at, closing.at + 1, suggestions=(closing.char + " ",))


RULE = Rule(
    id="quote-space-missing",
    manual=__doc__,
    message="a space is missing outside the quotation mark",
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("“We stay,⟦”⟧she said.", "” "),
        example("Sie rief⟦„⟧Halt“ und ging.", " „", language="de"),
        example("“We stay”—she said—and the “Spiegel”s went."),
        example("Die „Spiegel“-Redaktion blieb („wohl“).", language="de"),
        example('The 12"single was out.'),
    ),
)
