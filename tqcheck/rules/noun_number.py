"""A noun is singular after a word that asks for the plural, or the other way round.

`Five new route`, `these new measure`, `one of the largest city`, `a new routes`: languages that do
not mark the plural, or mark it elsewhere, leave such nouns behind.

The noun must be one by the dictionary, with a plural of its own, and what follows must end the
phrase (`two hotel chains` is right). Where it could be a verb (`many work in mines`), an adjective
must stand before it. Misses most. Wrongly flags nouns that a field leaves singular (`six
elephant`). Figures before nouns that are seldom counted so may be names (`the 486 processor`): such
findings are doubtful. Source: parts of speech and plurals from lemminflect (MIT); nouns without a
plural from the pack's `[agreement]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tqcheck.lang import Pack
from tqcheck.rules.rule import Context, Hit, Rule, example
from tqcheck.words import parts_of_speech, plural, singulars

_WORDS = r"((?: [a-z]{2,}(?![\w’'-])){1,3})"
_MANY = re.compile(
    r"(?<![\w’'.,$€£/–-])(?P<first>(?i:these|those|many|several|various|numerous|two|three|four|"
    r"five|six|seven|eight|nine|ten|eleven|twelve|[1-9]\d{0,2}(?:,\d{3})*|"
    r"one of (?:the|his|her|its|their|our|my|these|those)))" + _WORDS
)
_ONE = re.compile(
    r"(?<![\w’'&/-])(?P<first>an?|(?<![a-z] )A|An|(?i:this|each|every|another))" + _WORDS
)
# What ends a phrase, or shows that its noun is its last word.
_END = re.compile(
    r"(?=[.;:!?”\"…](?![\w/])|$)| (?:of|in|on|at|from|by|for|to|with|who|which|are|were|have|was|"
    r"is|has|had|will|would|during|after|before|since|against|between|among|into|about|because|while|"
    r"when)\b"
)
# `Article 5 case`, `page 4 story`, `a two person team`.
_NAMED = re.compile(
    r"(?:[\w.°§#+−–—/-]*[\d§#°/+–—-]|\b(?!(?:In|On|At|By|With|For|From|And|But|The)\b)"
    r"[A-Z]\w*|\b(?:an?|number|[Nn]o\.?|aged?|day|class|category|level|phase|page|x|×)) $"
)
_PRONOUNS = frozenset({"these", "those", "many", "several", "this", "each", "another"})
# `A few days`.
_AMOUNTS = frozenset({"few", "many", "several", "numerous", "various"})


@cache
def _nouns(pack: Pack, key: str) -> frozenset[str]:
    return frozenset(pack.fact("agreement", key, ()))


def _is_adjective(word: str) -> bool:
    kinds = parts_of_speech(word)
    return "ADJ" in kinds and not kinds & {"NOUN", "VERB", "ADV"} and word not in _AMOUNTS


def _phrase(words: list[str]) -> Iterator[int]:
    """How many of the words may make a phrase: adjectives, then a noun."""
    for count, word in enumerate(words, 1):
        if "NOUN" in parts_of_speech(word):
            yield count
        if not _is_adjective(word):
            return


def _wrong(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, int, int]]:
    """Word before, noun, and code points of phrases whose noun could be nothing else."""
    for match in pattern.finditer(text):
        words, first = match.group(2).split(), match.group("first").lower()
        for count in _phrase(words):
            noun, kinds = words[count - 1], parts_of_speech(words[count - 1])
            end = match.start(2) + sum(len(word) + 1 for word in words[:count])
            if kinds & {"ADV", "AUX"} or (count == 1 and first in _PRONOUNS and len(kinds) > 1):
                continue
            if count == 1 and kinds & {"VERB", "ADJ"} and "of" not in first:
                continue
            if _END.match(text, end):
                yield first, noun, match.start(), end


def find(text: str, context: Context) -> Iterator[Hit]:
    """Each such phrase, with the noun in the other number."""
    unchanged, counted = _nouns(context.pack, "unchanged"), _nouns(context.pack, "counted")
    for first, noun, start, end in _wrong(text, _MANY):
        other = plural(noun)
        if noun in unchanged or other in (None, noun) or noun not in singulars(noun):
            continue
        if first == "1" or noun.endswith("ed") or _NAMED.search(text, 0, start):
            continue
        yield Hit(
            start,
            end,
            suggestions=(text[start : end - len(noun)] + str(other),),
            doubtful=first[0].isdigit() and noun not in counted,
        )
    for _, noun, start, end in _wrong(text, _ONE):
        one = singulars(noun)
        if not one or noun in one or noun.endswith("ics") or plural(one[0]) != noun:
            continue
        if noun == "ways" or _NAMED.search(text, 0, start):
            continue
        yield Hit(start, end, suggestions=(text[start : end - len(noun)] + one[0],))


RULE = Rule(
    id="noun-number",
    manual=__doc__,
    message="this noun should be in the other number",
    category="linguistic_conventions/grammar",
    severity="minor",
    scope="segment",
    find=find,
    budget=0.05,
    languages=("en",),
    confidence=0.85,
    examples=(
        example("The port opened ⟦five new route⟧ in May.", "five new routes"),
        example("Lyon is ⟦one of the largest city⟧ in France.", "one of the largest cities"),
        example("The airline announced ⟦a new routes⟧ to Asia.", "a new route"),
        example("It has ⟦12 new berth⟧ in the old port.", "12 new berths", doubtful=True),
        example("Five new route maps hang there. Many work in mines; a series of talks failed."),
        example("A two person team won 40 percent of the 2020 election in France."),
    ),
)
