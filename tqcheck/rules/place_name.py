"""A city or country has the name that another language gives it.

`in Warszawa` or `from Moscou` in English, `près de London` in French: engines copy names they do
not know. Names come from `[places]`. A name counts after a function word of the text's language,
and with no other capital beside it: clubs, banks and papers keep theirs (`Credit Suisse`).

Misses names at the beginning of a sentence. Wrongly flags surnames after a preposition. Source:
CLDR territory and exemplar city names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.rule import Context, Hit, Rule, example

_SHORTEST = 4
_BEFORE = re.compile(r"(?:^|(?P<first>[^\s“”\"«»„]+)[  ])(?P<word>[^\W\d_]+)[  ]$")
_AFTER = re.compile(r"[  ][A-ZÀ-ÖØ-Þ0-9&]|[-–/_&\w]|[.:]\w")
_WINDOW = 32


@cache
def _names(pack: Pack) -> dict[str, str]:
    """What other languages call each place, and what the text's language does."""
    languages, rows = pack.fact("places", "languages", ()), pack.fact("places", "names", ())
    if pack.code not in languages:
        return {}
    column = languages.index(pack.code)
    own = {form for row in rows for form in row[column].split("|")}
    found: dict[str, str] = {}
    for row in rows:
        right = row[column].split("|")[0]
        for cell in row:
            for form in cell.split("|"):
                if right != "-" and len(form) >= _SHORTEST and form not in own:
                    found.setdefault(form, right)
    kept = pack.fact("places", "kept", ())
    return {form: right for form, right in found.items() if form not in kept}


@cache
def _pattern(pack: Pack) -> re.Pattern[str] | None:
    names = "|".join(map(re.escape, sorted(_names(pack), key=len, reverse=True)))
    return re.compile(rf"(?<=[  ])(?:{names})(?!\w)") if names else None


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each name, with the language's own."""
    pattern = _pattern(context.pack)
    for match in pattern.finditer(text) if pattern else ():
        before = _BEFORE.search(text, max(0, match.start() - _WINDOW), match.start())
        if before is None or before["word"] not in context.pack.function_words:
            continue
        first = before["first"] or ""
        if first[:1].isupper() or _AFTER.match(text, match.end()):
            continue
        yield Hit(match.start(), match.end(), suggestions=(_names(context.pack)[match.group()],))


RULE = Rule(
    id="place-name",
    manual=__doc__,
    message="a place by the name another language gives it",
    category="accuracy/untranslated",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.03,
    languages=("de", "en", "es", "fr", "it", "nl", "pt"),
    confidence=0.85,
    examples=(
        example("The train left for ⟦Genève⟧ at noon.", "Geneva"),
        example("Un train déraille près de ⟦London⟧ : huit blessés.", "Londres", language="fr"),
        example("Er flog nach ⟦Moscow⟧.", "Moskau", language="de"),
        example("Shares of Credit Suisse fell; she works at Radio Genève in Geneva."),
        example("Il travaille au London Eye et à Florence.", language="fr"),
    ),
)
