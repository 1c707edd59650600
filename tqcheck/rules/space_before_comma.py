"""A space stands before a comma or full stop.

French and other conventions put spaces before some marks, and machine translation detaches
marks from their words. No language of the packs puts a space before `,` or `.`.

Misses: a space before marks that the language's own convention spaces out. Leaves alone
decimals such as `.5`, ellipses, file suffixes (`a .zip file`) and spaced dots after dots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_SPACED = re.compile(r"(?<=[\w”’\")\]])[ \u00a0\u202f]+([,.])(?=\s|$)")


def find(text: str, context: Context) -> Iterator[Hit]:
    """Spaces, with the mark after them, that no convention wants."""
    for match in _SPACED.finditer(text):
        yield Hit(match.start(), match.end(), suggestions=(match.group(1),))


RULE = Rule(
    id="space-before-comma",
    manual=__doc__,
    message="stray space before the mark",
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.05,
    examples=(
        example("A surprise offensive in August⟦ ,⟧ and then silence.", ","),
        example("Sie kam⟦ ,⟧ sah und ging⟦ .⟧", ",", ".", language="de"),
        example("It weighs .5 kg, or so they say ... and left."),
        example("Open the .zip file, then wait.", language="en"),
    ),
)
