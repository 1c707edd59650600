"""A word that the language always writes with a capital stands in lower case.

English capitalises days, months and peoples, German all nouns; copy from languages that do not
brings them in lower case (`die preise`). Words are in the pack (`[capitals] always`), without those
that are ordinary words too (`may`, `march`, `polish`). German nouns are those that parallel text
always capitalises (`tqcheck/lang/nouns`, made by `models/recipes/nouns.py`) or that end like one;
they count behind or before a German function word.

Leaves alone addresses, hashtags and hyphenated words (`non-christian`). Misses nouns that are verbs
or adjectives as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack, learned, load
from tqcheck.rules.marks import in_link, matches_of_words
from tqcheck.rules.rule import Context, Hit, Rule, example


@cache
def _always(pack: Pack) -> frozenset[str]:
    return frozenset(pack.fact("capitals", "always", ()))


# German nouns; `gelungen` is none.
_NOUN = re.compile(r"\w{2,}(?:(?<!c)tion|heit|keit|schaft|ität|ierung|igung|lichung)(?:en)?")
_LOWER = re.compile(r"(?<![\w#@/.-])[^\W\d_]{4,}(?![\w-])")
_BEFORE = re.compile(r"([^\W\d_]+)[ \u00a0]$")
_AFTER = re.compile(r"[ \u00a0]([^\W\d_]+)")


@cache
def _own(pack: Pack) -> frozenset[str]:
    """Function words that English does not have."""
    return pack.function_words - load("en").function_words


def find(text: str, context: Context) -> Iterator[Hit]:
    """The word; the suggestion gives it a capital."""
    if context.pack.fact("capitals", "nouns", False):
        yield from _noun_hits(text, context.pack)
    exceptions = tuple(context.pack.fact("capitals", "except", ()))
    for start, word in matches_of_words(text, _always(context.pack)):
        before = text[start - 1 : start]
        after = text[start + len(word) : start + len(word) + 1]
        if text.startswith(exceptions, start):
            continue
        if before not in ("-", "#", "@") and after != "-" and not in_link(text, start):
            yield Hit(start, start + len(word), suggestions=(word[0].upper() + word[1:],))


def _noun_hits(text: str, pack: Pack) -> Iterator[Hit]:
    always, own = _always(pack), _own(pack)
    (nouns,) = learned("nouns", pack.code)
    leading = frozenset(pack.fact("capitals", "before_nouns", ()))
    exceptions = tuple(pack.fact("capitals", "except", ()))
    for match in _LOWER.finditer(text):
        word = match.group()
        if not word.islower() or word in always or word in pack.function_words:
            continue
        if word not in nouns and not _NOUN.fullmatch(word):
            continue
        left = _BEFORE.search(text, max(0, match.start() - 20), match.start())
        right = _AFTER.match(text, match.end())
        before, after = left[1].lower() if left else "", right[1] if right else ""
        if after[:1].isupper():
            continue  # An adjective: `die marine Nutzung`.
        may_be_verb = word.endswith(("en", "ern", "eln"))
        fits = before in leading if may_be_verb else before in own or after in own
        if (
            fits
            and not text.startswith(exceptions, match.start())
            and not in_link(text, match.start())
        ):
            yield Hit(match.start(), match.end(), suggestions=(word[0].upper() + word[1:],))


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
        example(
            "Die ⟦preise⟧ stiegen wegen der ⟦inflation⟧.", "Preise", "Inflation", language="de"
        ),
        example("Es ist gelungen, sagte der junge Chef in action.", language="de"),
        example("On Monday the french fries stand at monday.com and #friday may march."),
        example("Il est venu lundi avec un ministre italien.", language="fr"),
    ),
)
