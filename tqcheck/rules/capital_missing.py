"""A word that the language always writes with a capital stands in lower case.

English capitalises days, months and peoples, German its days and months; copy from languages that
do not brings them in lower case. The words are in the pack (`[capitals] always`), without those
that are ordinary words too (`may`, `march`, `polish`).

Leaves alone addresses, hashtags and hyphenated words (`non-christian`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.marks import in_link, matches_of_words
from tqcheck.rules.rule import Context, Hit, Rule, example


@cache
def _always(pack: Pack) -> frozenset[str]:
    return frozenset(pack.fact("capitals", "always", ()))


def find(text: str, context: Context) -> Iterator[Hit]:
    """The word; the suggestion gives it a capital."""
    exceptions = tuple(context.pack.fact("capitals", "except", ()))
    for start, word in matches_of_words(text, _always(context.pack)):
        before = text[start - 1 : start]
        after = text[start + len(word) : start + len(word) + 1]
        if text.startswith(exceptions, start):
            continue
        if before not in ("-", "#", "@") and after != "-" and not in_link(text, start):
            yield Hit(start, start + len(word), suggestions=(word[0].upper() + word[1:],))


RULE = Rule(
    id="capital-missing",
    manual=__doc__,
    message="this word takes a capital",
    category="linguistic_conventions/capitalization",
    severity="minor",
    scope="document",
    find=find,
    budget=0.05,
    examples=(
        example("On ⟦monday⟧ the ⟦french⟧ minister left.", "Monday", "French"),
        example("Er kam am ⟦montag⟧ an.", "Montag", language="de"),
        example("On Monday the french fries stand at monday.com and #friday may march."),
        example("Il est venu lundi avec un ministre italien.", language="fr"),
    ),
)
