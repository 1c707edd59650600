"""A dash has a space on one side only.

House styles set dashes with spaces or without; none sets `word –word`. Dashes that open a
line of dialogue, a list item, a figure (`–5`) or an aside in Spanish stand so by right.

Misses: hyphens used as dashes. Leaves alone languages whose pack sets `[spacing]
dash_hugs`, open ranges (`1945– `), and dashes beside other marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tqcheck.rules.rule import Context, Hit, Rule, example

_HALF = re.compile(r"(?<=[^\W\d_])(?: [–—](?=[^\W\d_])|[–—] (?=[^\W\d_]))")


def find(text: str, context: Context) -> Iterator[Hit]:
    """The dash with its one space."""
    if "–" not in text and "—" not in text:
        return
    if context.pack.fact("spacing", "dash_hugs", False):
        return
    for match in _HALF.finditer(text):
        dash = match.group().strip()
        yield Hit(match.start(), match.end(), suggestions=(f" {dash} ",))


RULE = Rule(
    id="dash-half-spaced",
    manual=__doc__,
    message="the dash has a space on one side only",
    category="linguistic_conventions/whitespace",
    severity="minor",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("The talks⟦ –⟧held in June⟦— ⟧failed.", " – ", " — "),
        example("Die Gespräche⟦– ⟧sie scheiterten – waren lang.", " – ", language="de"),
        example("The talks—held in June – failed."),
        example("Los diálogos —dijo— fracasaron.", language="es"),
    ),
)
