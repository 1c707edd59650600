"""Page furniture or a translator's banner stands in the copy.

Navigation (`Also read:`), newsletter and cookie lines were on the page, not in the article; they
are noted, at no penalty. A line that names a machine translator is a minor finding. The phrases
are in the packs (`[boilerplate] navigation`, `banners`), those of `und` hold everywhere.

Misses: furniture in the middle of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack, load
from tqcheck.rules.rule import Context, Hit, Rule, example

_LEAD = r"(?m:^)[ \t\u00a0]{0,8}(?:[•·►▶>*–—-]{1,3}[ \t\u00a0]{0,4})?"


@cache
def _patterns(pack: Pack) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Navigation and banners of a language together with those of any."""

    def both(key: str) -> str:
        own = [*load("und").facts.get("boilerplate", {}).get(key, ())]
        if pack.code != "und":
            own += pack.facts.get("boilerplate", {}).get(key, ())
        return "|".join(own) or "(?!)"

    return (
        re.compile(f"{_LEAD}({both('navigation')})", re.IGNORECASE),
        re.compile(f"(?m:^)[ \\t]{{0,8}}[(\\[]?({both('banners')})", re.IGNORECASE),
    )


def find(text: str, context: Context) -> Iterator[Hit]:
    """The phrase at the start of its line."""
    navigation, banners = _patterns(context.pack)
    for match in navigation.finditer(text):
        yield Hit(match.start(1), match.end(1))
    for match in banners.finditer(text):
        message = "a translator's banner in the copy"
        yield Hit(match.start(1), match.end(1), message, severity="minor")


RULE = Rule(
    id="boilerplate-line",
    manual=__doc__,
    message="page furniture in the copy",
    category="other/boilerplate",
    severity="neutral",
    scope="document",
    find=find,
    budget=0.1,
    examples=(
        example("• ⟦Also read:⟧ Ten dead in flood\n⟦Translated with DeepL⟧.com (free version)"),
        example("⟦*** TRANSLATED ***⟧\nThe talks ended."),
        example("⟦Machine translation⟧.\nThe talks ended."),
        example("Machine translation is what the talks were about."),
        example("⟦À lire aussi :⟧ Dix morts\nLe ministre a démissionné.", language="fr"),
        example("They also read: novels, mostly.\nThe book was translated with great care."),
        example("« Lire aussi » est son conseil.", language="fr"),
    ),
)
