"""The sense table of a pair: for each source word its translations, with counts, by sense.

    python models/recipes/senses.py WORK --source fr --target en --lexicon LEXICON -o TABLE.tsv

reads the word links `align.py` left in WORK and counts how often each source word (folded to its
singular) was translated by each target word or two-word phrase. Translations of a word are put
into one sense when they look alike: they translate the same *other* source words, they share a
synset of the lexicon (lines `synset, source word, target word`; it decides on likeness only,
none of its entries is copied) or a stem. Average-link clustering, most frequent sense first.

Rows: `source word TAB occurrences TAB sense | sense`, a sense being `word:count word:count`.
"""

from __future__ import annotations

import argparse
import lzma
import math
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from tqcheck.lang import load

# Rarer source words have too few links to tell a sense from a slip of the aligner.
MIN_OCCURRENCES = 6
MIN_LINKS = 2
# A translation below this share of a word's links is a slip more often than a sense.
MIN_SHARE = 0.004
MAX_TRANSLATIONS = 20
# Mean likeness from which two groups of translations count as one sense; chosen by eye on
# fifty words, on the side of joining: a rival that is a synonym costs a false alarm.
JOIN = 0.12
STEM = 5

Links = dict[str, Counter[str]]


def count_links(work: Path) -> tuple[Links, Counter[str], Counter[str]]:
    """Translations of each source word, and how often each source and target word occurs."""
    links: Links = defaultdict(Counter)
    sources: Counter[str] = Counter()
    targets: Counter[str] = Counter()
    names = ("source", "target", "links", "forward", "reverse")
    files = [(work / f"{name}.txt").open(encoding="utf-8") for name in names]
    for source, target, *aligned in zip(*files, strict=True):
        left, right = source.split(), target.split()
        sources.update(left)
        targets.update(right)
        sure, *either = ({_link(part) for part in line.split()} for line in aligned)
        taken = {there for _, there in sure}
        for here, there in sure:
            links[left[here]][right[there]] += 1
            for first in (there - 1, there):
                other = first if first != there else there + 1
                if (
                    first >= 0
                    and first + 1 < len(right)
                    and other not in taken
                    and any((here, other) in way for way in either)
                ):
                    links[left[here]][f"{right[first]} {right[first + 1]}"] += 1
    return links, sources, targets


def _link(text: str) -> tuple[int, int]:
    here, there = text.split("-")
    return int(here), int(there)


def candidates(
    links: Links, occurrences: Counter[str], source: str, target: str
) -> dict[str, dict[str, int]]:
    """The translations worth keeping of each content word, most frequent first."""
    empty = load(source).function_words, load(target).function_words
    found = {}
    for word, seen in links.items():
        if occurrences[word] < MIN_OCCURRENCES or len(word) < 3 or word in empty[0]:
            continue
        if not word.replace("-", "").isalpha():
            continue
        total = sum(count for text, count in seen.items() if " " not in text)
        kept = {
            text: count
            for text, count in seen.most_common(40)
            if count >= max(MIN_LINKS, MIN_SHARE * total)
            and text.replace("-", "").replace(" ", "").isalpha()
            and len(text) > 2
            and not empty[1].intersection(text.split())
        }
        if kept:
            found[word] = dict(list(kept.items())[:MAX_TRANSLATIONS])
    return found


def synsets(path: Path | None) -> dict[str, set[str]]:
    """The lexicon's senses of each target word."""
    found: dict[str, set[str]] = defaultdict(set)
    if path is not None:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                sense, _, text = line.rstrip("\n").split("\t")[:3]
                found[text.casefold()].add(sense)
    return found


class Likeness:
    """How alike two translations are, 0 to 1."""

    def __init__(self, links: Links, occurrences: Counter[str], senses: dict[str, set[str]]):
        self._senses = senses
        self._sources: dict[str, dict[str, float]] = defaultdict(dict)
        for word, seen in links.items():
            for text, count in seen.items():
                if count >= MIN_LINKS:
                    self._sources[text][word] = math.log1p(count) / math.sqrt(
                        math.log1p(occurrences[word])
                    )

    def __call__(self, one: str, other: str, pivot: str) -> float:
        """Likeness of two translations of `pivot`."""
        if self._senses[one] & self._senses[other] or _same_stem(one, other):
            return 1.0
        left, right = self._sources[one], self._sources[other]
        shared = sum(left[w] * right[w] for w in left.keys() & right.keys() if w != pivot)
        norms = (
            math.sqrt(sum(v * v for w, v in side.items() if w != pivot)) for side in (left, right)
        )
        return shared / (math.prod(norms) or 1.0)


def _same_stem(one: str, other: str) -> bool:
    """Whether two texts begin alike, or one's words are among the other's."""
    left, right = set(one.split()), set(other.split())
    if left & right or one.replace("-", "") == other.replace("-", ""):
        return True
    return any(a[:STEM] == b[:STEM] and min(len(a), len(b)) >= STEM for a in left for b in right)


def cluster(texts: list[str], likeness: Likeness, pivot: str) -> list[list[str]]:
    """The texts grouped by average link."""
    groups = [[text] for text in texts]
    like = {frozenset(pair): likeness(pair[0], pair[1], pivot) for pair in combinations(texts, 2)}
    while len(groups) > 1:
        mean, one, other = max(
            (
                sum(like[frozenset((a, b))] for a in groups[i] for b in groups[j])
                / (len(groups[i]) * len(groups[j])),
                -i,
                -j,
            )
            for i, j in combinations(range(len(groups)), 2)
        )
        if mean < JOIN:
            break
        groups[-one].extend(groups.pop(-other))
    return groups


def rows(
    kept: dict[str, dict[str, int]], likeness: Likeness, occurrences: Counter[str]
) -> list[str]:
    """The lines of the table, words with one sense left out unless they tell synonyms apart."""
    found = []
    for word in sorted(kept):
        seen = kept[word]
        groups = cluster(list(seen), likeness, word)
        groups.sort(key=lambda texts: -sum(seen[t] for t in texts))
        senses = " | ".join(
            " ".join(f"{t.replace(' ', '_')}:{seen[t]}" for t in sorted(g, key=lambda t: -seen[t]))
            for g in groups
        )
        found.append(f"{word}\t{occurrences[word]}\t{senses}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--source", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--lexicon", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    links, sources, _ = count_links(options.work)
    kept = candidates(links, sources, options.source, options.target)
    likeness = Likeness(links, sources, synsets(options.lexicon))
    lines = rows(kept, likeness, sources)
    with lzma.open(options.output, "wt", encoding="utf-8", preset=9) as output:
        output.write("\n".join(lines) + "\n")
    print(f"{len(lines)} words, {sum('|' in line for line in lines)} with several senses")


if __name__ == "__main__":
    main()
