"""A noun that can be counted stands in the singular without an article.

`After storm that passed`, `in new stadium`, `the role of founder, who`: Slavic languages, Turkish,
Chinese and others have no articles, and engines forget to add them.

Only behind a preposition, with at most an adjective between, and where the phrase ends behind the
noun. Which nouns want an article there is counted in English text (`tqcheck/lang/counted`, made by
`models/recipes/counted.py`): at most one in 300 goes without; up to one in 100, the finding is
doubtful. Misses all other places, and nouns that have set phrases (`by bus`). Wrongly flags
headings and jargon (`on runway`). Source: own counts; parts of speech from lemminflect (MIT).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack, learned
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.words import parts_of_speech

_PREPOSITIONS = (
    "in|on|at|of|for|with|by|from|after|before|during|under|over|into|about|against|near|behind|"
    "onto|inside|outside|without|towards?|above|across|around|since|until"
)
_END = (
    r"(?=[.,;:!?](?!\w)| (?:that|which|who|in|on|at|of|for|with|from|to|was|is|has|had|will|were|"
    r"after|before|by|during|when|where|near|under|over)\b|$)"
)
BARE = re.compile(rf"(?<![\w’'-])({_PREPOSITIONS}) (?:([a-z]+) )?([a-z]{{3,}})(?![\w’'-]){_END}")
# `Kind of system`, `time of year`.
_KIND = re.compile(
    r"\b(?:kinds?|sorts?|types?|forms?|species|breeds?|variet(?:y|ies)|brands?|lack|absence|titles?|"
    r"ranks?|roles?|posts?|jobs?|times?) $"
)
_BEFORE = re.compile(r"([a-z]+) $")


def bare(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Places where a noun stands behind a preposition without an article, and the noun."""
    for match in BARE.finditer(text):
        adjective, noun = match[2], match[3]
        if adjective is None or parts_of_speech(adjective) == {"ADJ"}:
            yield match, noun


@cache
def _nouns(pack: Pack) -> tuple[frozenset[str], frozenset[str]]:
    """Nouns that want an article, and those that nearly always do."""
    sure, doubtful = learned("counted", pack.code)
    without = frozenset(pack.fact("agreement", "bare", ()))
    return sure - without, doubtful - without


def find(text: str, context: Context) -> Iterator[Hit]:
    """The noun with what stands before it; which article it wants is for an editor to say."""
    sure, doubtful = _nouns(context.pack)
    for match, noun in bare(text):
        if noun not in sure and noun not in doubtful:
            continue
        left = text[: match.start()]
        repeated = _BEFORE.search(left)
        again = re.match(rf"[.,]? (?:to|by|after|and|or) {noun}\b", text[match.end() :])
        if again or (repeated and repeated[1] == noun) or _KIND.search(left):
            continue
        # `By horse`, `by region`: means and measures go without.
        unsure = noun in doubtful or match[1] == "by"
        yield Hit(match.start(), match.end(), doubtful=unsure)


RULE = Rule(
    id="article-missing",
    manual=__doc__,
    message="this noun wants an article",
    category="linguistic_conventions/grammar",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.03,
    languages=("en",),
    confidence=0.8,
    examples=(
        example("He was seen ⟦near stadium⟧ in May and left ⟦with famous singer⟧.", None, None),
        example("She wrote ⟦about minister⟧ of the interior."),
        example(
            "They came by bus, at night, in shirt sleeves; a kind of ministry, from club to club, "
            "at this time of year."
        ),
        example("It was in the stadium, with a famous singer; in town in May."),
    ),
)
