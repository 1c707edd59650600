"""Sense tables: source words of several senses, and the translations that say each sense.

They are listed by hand in the pair's pack (`[senses]`): `pièce = ["room", "part, piece", "coin"]`
has three senses, the second with two words that say it. A sense that begins with `+` is a rival
only: machine translation does not choose it wrongly. Words are folded: lower case, nouns in
the singular.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tqcheck.lang import load_pair

# What a sense begins with that is not doubted itself.
SAFE = "+"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The senses of a pair's source words.

    `senses` holds each source word's senses as tuples of translations; `sources` the source words
    of each translation that may be wrong; `endings` the plural endings of the source language with
    what stands there in the singular.
    """

    senses: Mapping[str, tuple[tuple[str, ...], ...]]
    sources: Mapping[str, tuple[str, ...]]
    endings: tuple[tuple[str, str], ...]

    def fold(self, word: str) -> str | None:
        """The table's form of a source word, or None when it has none."""
        word = word.casefold()
        if word in self.senses:
            return word
        for ending, singular in self.endings:
            folded = word[: len(word) - len(ending)] + singular
            if word.endswith(ending) and folded in self.senses:
                return folded
        return None

    def rivals(self, word: str, text: str) -> tuple[str, ...]:
        """The first translation of each other sense of a (folded) source word than `text`."""
        return tuple(sense[0] for sense in self.senses[word] if text not in sense)


def made(listed: Mapping[str, Sequence[str]], endings: Sequence[str]) -> Table:
    """A table from senses as a pack lists them, and endings written `eaux>eau`."""
    senses = {
        word: tuple(tuple(sense.split(", ")) for sense in groups) for word, groups in listed.items()
    }
    sources: dict[str, dict[str, None]] = {}
    for word, groups in listed.items():
        for sense in groups:
            for text in () if sense.startswith(SAFE) else sense.split(", "):
                sources.setdefault(text, {})[word] = None
    return Table(
        senses,
        {text: tuple(words) for text, words in sources.items()},
        tuple((ending.partition(">")[0], ending.partition(">")[2]) for ending in endings),
    )


@cache
def load(source: str, target: str) -> Table | None:
    """The table of a pair, None when its pack lists no senses."""
    pair = load_pair(source, target)
    if pair is None or "senses" not in pair.facts:
        return None
    return made(pair.facts["senses"], pair.fact("sense_words", "plurals", ()))
