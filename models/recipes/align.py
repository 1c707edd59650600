"""Word links of parallel text: fold words to what alignment and sense counts share, run eflomal.

    python models/recipes/align.py PAIRS.tsv --source fr --target en --work DIR [--lexicon LEXICON]

reads lines `set, source, target` (as clean.py writes them) and leaves in DIR `source.txt` and
`target.txt`, the folded words of each pair, and `links.txt`, the links both directions agree
on. eflomal (pip install eflomal, GPL) is a tool of the recipe, not a dependency of tqcheck.
"""

from __future__ import annotations

import argparse
import lzma
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tqcheck.sense import table

# A word is letters with inner hyphens; elided words before an apostrophe stand alone.
WORD = re.compile(r"\w+(?:-\w+)*['’]?")
MAX_WORDS = 60
# The singular must be at least this frequent beside its plural to be believed in.
MIN_SINGULAR = 0.05
MIN_LETTERS = 4


def words(text: str) -> list[str]:
    """The words of a text in order, in lower case, apostrophes cut off."""
    return [m.group().rstrip("'’") for m in WORD.finditer(text.casefold())]


def lemmas(path: Path | None) -> frozenset[str]:
    """The words a lexicon (lines `sense, word, word in English`) lists; they are not folded."""
    if path is None:
        return frozenset()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.split("\t")[1].casefold() for line in lines)


def folding(
    counts: Counter[str], language: str, kept: frozenset[str] = frozenset()
) -> Callable[[str], str]:
    """Folds a word to its singular, if the text it came from has that singular too.

    Words of `kept`, such as those that end like a plural in the singular, stay as they are.
    """

    @cache
    def english(word: str) -> str:
        import lemminflect

        singulars = lemminflect.getAllLemmas(word, upos="NOUN").get("NOUN", ())
        known = [s for s in singulars if s != word and counts[s] >= MIN_SINGULAR * counts[word]]
        return max(known, key=counts.__getitem__) if known else word

    senses = table.load(language, "en")
    endings = senses.endings if senses else ()

    @cache
    def suffixes(word: str) -> str:
        if word in kept:
            return word
        for ending, singular in endings:
            stem = word[: len(word) - len(ending)]
            if word.endswith(ending) and len(stem) + len(singular) >= MIN_LETTERS:
                folded = stem + singular
                if counts[folded] >= max(2, MIN_SINGULAR * counts[word]):
                    return folded
        return word

    return english if language == "en" else suffixes


def read_pairs(path: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Set, source words and target words of each usable line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            name, source, target = line.rstrip("\n").split("\t")
            left, right = words(source), words(target)
            if 0 < len(left) <= MAX_WORDS and 0 < len(right) <= MAX_WORDS:
                yield name, left, right


def write_folded(pairs: Path, work: Path, source: str, target: str, kept: frozenset[str]) -> None:
    """Writes `source.txt`, `target.txt` (folded) and `sets.txt`, line for line."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for _, left, right in read_pairs(pairs):
        counts[0].update(left)
        counts[1].update(right)
    fold = folding(counts[0], source, kept), folding(counts[1], target)
    with (
        (work / "source.txt").open("w", encoding="utf-8") as sources,
        (work / "target.txt").open("w", encoding="utf-8") as targets,
        (work / "sets.txt").open("w", encoding="utf-8") as sets,
    ):
        for name, left, right in read_pairs(pairs):
            print(" ".join(map(fold[0], left)), file=sources)
            print(" ".join(map(fold[1], right)), file=targets)
            print(name, file=sets)


def link(work: Path) -> None:
    """Writes `links.txt`: the links of `source.txt` and `target.txt` both directions agree on."""
    subprocess.run(
        [
            *("eflomal-align", "--overwrite", "-m", "3"),
            *("-s", work / "source.txt", "-t", work / "target.txt"),
            *("-f", work / "forward.txt", "-r", work / "reverse.txt"),
        ],
        check=True,
    )
    with (
        (work / "forward.txt").open() as forward,
        (work / "reverse.txt").open() as reverse,
        (work / "links.txt").open("w") as links,
    ):
        for one, other in zip(forward, reverse, strict=True):
            there = set(other.split())
            print(" ".join(link for link in one.split() if link in there), file=links)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--source", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--lexicon", type=Path, help="lemmas of the source language, .tsv.xz")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    kept = lemmas(options.lexicon)
    write_folded(options.pairs, options.work, options.source, options.target, kept)
    link(options.work)


if __name__ == "__main__":
    main()
