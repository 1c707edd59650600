"""Sense tables: source words of several senses, and the translations that say each sense.

They are listed by hand in a pair's pack (`[senses]`): `pièce = ["room", "part, piece", "coin"]`
has three senses, the second with two words that say it. A sense that begins with `+` is a rival
only: machine translation does not choose it wrongly. Words are folded: lower case, nouns in
the singular. How often each translation was chosen comes from aligned parallel text
(`senses/SOURCE-TARGET.tsv.xz`, made by `models/recipes/senses.py`).
"""

from __future__ import annotations

import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tqcheck.lang import load_pair

# Log-odds from which a word is reported, without and with its source, whose words name few senses,
# where the pack says nothing else.
LEAST, LEAST_WITH_SOURCE = 2.5, 1.5
# What a sense begins with that is not doubted itself.
SAFE = "+"
_ENTRY = re.compile(r"(?<=\n)([^\t\n]+)\t")


@dataclass(frozen=True, slots=True)
class Links:
    """How often aligned text translated one word by another, and each by anything."""

    together: int
    source: int
    target: int


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The senses of a pair's source words.

    `senses` holds each source word's senses as tuples of translations; `written` how a dictionary
    writes each source word; `sources` the source words of each translation that may be wrong;
    `endings` the plural endings of the source language with what stands there in the singular;
    `vowels` the vowels of plurals, where nouns are capitalised, with those of the singular;
    `counts` the links of each source word; `least` and `least_with_source` the log-odds from which
    a word is reported; `by_model` whether what the translation model says counts on this pair.
    """

    senses: Mapping[str, tuple[tuple[str, ...], ...]]
    written: Mapping[str, str]
    sources: Mapping[str, tuple[str, ...]]
    endings: tuple[tuple[str, str], ...]
    vowels: Mapping[int, str]
    counts: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, int]
    least: float
    least_with_source: float
    by_model: bool

    def fold(self, word: str) -> str | None:
        """The table's form of a source word, or None when it has none."""
        plain = _plain(word)
        stems = (plain, plain.translate(self.vowels)) if word[:1].isupper() else (plain,)
        for stem in dict.fromkeys(stems):
            if stem in self.senses:
                return stem
            for ending, singular in self.endings:
                folded = stem[: len(stem) - len(ending)] + singular
                if stem.endswith(ending) and folded in self.senses:
                    return folded
        return None

    def rivals(self, word: str, text: str) -> tuple[str, ...]:
        """The first translation of each other sense of a (folded) source word than `text`."""
        return tuple(sense[0] for sense in self.senses[word] if text not in sense)

    def links(self, word: str, text: str) -> Links:
        """How often a source word and a translation were linked."""
        own = self.counts.get(word, {})
        return Links(own.get(text, 0), sum(own.values()), self.totals.get(text, 0))


def made(
    listed: Mapping[str, Sequence[str]],
    endings: Sequence[str],
    counts: Mapping[str, Mapping[str, int]] | None = None,
    least: float = LEAST,
    least_with_source: float = LEAST_WITH_SOURCE,
    by_model: bool = False,
    vowels: Mapping[str, str] | None = None,
) -> Table:
    """A table from senses as a pack lists them, endings written `eaux>eau`, and link counts."""
    written = {_plain(word): word for word in listed}
    listed = {_plain(word): senses for word, senses in listed.items()}
    senses = {
        word: tuple(tuple(sense.removeprefix(SAFE).split(", ")) for sense in groups)
        for word, groups in listed.items()
    }
    sources: dict[str, dict[str, None]] = {}
    for word, groups in listed.items():
        for sense in groups:
            for text in () if sense.startswith(SAFE) else sense.split(", "):
                sources.setdefault(text, {})[word] = None
    totals: Counter[str] = Counter()
    for linked in (counts or {}).values():
        totals.update(linked)
    return Table(
        senses,
        written,
        {text: tuple(words) for text, words in sources.items()},
        tuple((ending.partition(">")[0], ending.partition(">")[2]) for ending in endings),
        str.maketrans(dict(vowels or {})),
        {word: linked for word, linked in (counts or {}).items() if word in senses},
        totals,
        least,
        least_with_source,
        by_model,
    )


@cache
def load(source: str, target: str) -> Table | None:
    """The table of a pair, None when its pack lists no senses."""
    pair = load_pair(source, target)
    if pair is None or "senses" not in pair.facts:
        return None
    return made(
        pair.facts["senses"],
        pair.fact("sense_words", "plurals", ()),
        links(source, target),
        pair.fact("sense_words", "least", LEAST),
        pair.fact("sense_words", "least_with_source", LEAST_WITH_SOURCE),
        pair.fact("sense_words", "by_model", False),
        pair.fact("sense_words", "vowels", {}),
    )


def _plain(word: str) -> str:
    """In lower case; `ё`, which Russian mostly writes without its dots, as `е`."""
    return word.casefold().replace("ё", "е")


def links(source: str, target: str) -> dict[str, dict[str, int]]:
    """What aligned text translated each source word by, and how often."""
    found: dict[str, dict[str, int]] = {}
    for line in _lines(source, target).split("\n")[1:-1]:
        word, _, texts = line.split("\t")
        own = found.setdefault(_plain(word), {})
        for text, count in _counted(texts):
            own[text] = own.get(text, 0) + count
    return found


def links_of(word: str, source: str, target: str) -> dict[str, int]:
    """The same of one word in lower case, without reading the others.

    A word without its accents (`negociations`) is found, too.
    """
    lines = _lines(source, target)
    start = _places(lines).get(word)
    return dict(_counted(lines[start : lines.find("\n", start)].split("\t")[2])) if start else {}


@cache
def _places(lines: str) -> dict[str, int]:
    """Where the line of each word begins; words without their accents, too."""
    written = {match[1]: match.start(1) for match in _ENTRY.finditer(lines)}
    plain: dict[str, int] = {}
    for word, start in written.items():
        if not word.isascii():
            parts = unicodedata.normalize("NFD", word)
            plain.setdefault("".join(c for c in parts if not unicodedata.combining(c)), start)
    return plain | written


@cache
def _lines(source: str, target: str) -> str:
    """Lines `word, occurrences, text:count text:count | text:count` of a pair's learned table.

    Each begins behind a newline and ends before one.
    """
    entry = files("tqcheck.lang") / "senses" / f"{source}-{target}.tsv.xz"
    content = lzma.decompress(entry.read_bytes()).decode() if entry.is_file() else ""
    return f"\n{content.strip()}\n" if content else ""


def _counted(texts: str) -> Iterator[tuple[str, int]]:
    for text, _, count in (part.rpartition(":") for part in texts.split() if part != "|"):
        yield text.replace("_", " "), int(count)
