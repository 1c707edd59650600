"""Clean parallel text: DATA/train/SET.SRC-TGT.tsv.xz -> one TSV of `set, source, target`.

Drops, and counts: sets that measure, sets the licence switch excludes, empty or overlong sides,
sides of very unequal length, text that is not in the language it should be in, exact
duplicates, and any pair one side of which stands in a measuring set.
"""

from __future__ import annotations

import argparse
import lzma
import random
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

MAX_WORDS = 100
MAX_CHARS = 700
# Character-length ratios outside this range are misaligned in nine of ten cases looked at.
MAX_RATIO = 2.4
# Language identification is unreliable under about forty letters.
MIN_CHARS_FOR_LANGUAGE = 40
SETS = Path(__file__).with_name("sets.toml")


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Source and target of each line; a third column `MT` drops the line."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) < 2 or (len(fields) > 2 and fields[2] == "MT"):
                continue
            yield fields[0].strip(), fields[1].strip()


def trained_on(paths: Iterable[Path], leave_out: Iterable[str] = ()) -> list[Path]:
    """The files SET.XX-en.tsv.xz whose set neither measures nor is left out."""
    sets = tomllib.loads(SETS.read_text(encoding="utf-8"))
    dropped = {*leave_out, *(name for name in sets if sets[name].get("measures"))}
    return [path for path in paths if path.name.split(".")[0] not in dropped]


def write_words(output: Path, *lines: Iterable[str]) -> None:
    """A list that `tqcheck.lang.learned` reads: words in order, a line each kind."""
    text = "".join(" ".join(sorted(words)) + "\n" for words in lines)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(lzma.compress(text.encode(), preset=9))


def fingerprint(text: str) -> str:
    """The text without case, punctuation and spacing, for overlap and duplicate tests."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text)).casefold().strip()


def measuring_fingerprints(folder: Path) -> set[str]:
    """Fingerprints of every line of eight words or more in the measuring sets."""
    found = set()
    for path in sorted(folder.glob("*.tsv.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                for side in line.rstrip("\n").split("\t")[:2]:
                    mark = fingerprint(side)
                    if mark.count(" ") >= 7:
                        found.add(mark)
    return found


def reason_to_drop(source: str, target: str) -> str | None:
    """Why a pair is unfit for training, or None."""
    if not source or not target:
        return "empty"
    if max(len(source), len(target)) > MAX_CHARS:
        return "too long"
    if max(source.count(" "), target.count(" ")) >= MAX_WORDS:
        return "too long"
    shorter, longer = sorted((len(source), len(target)))
    if longer > 20 and longer / shorter > MAX_RATIO:
        return "length ratio"
    if source == target and len(source) > 20:
        return "copied"
    letters = sum(c.isalpha() for c in target)
    if letters < len(target) / 2:
        return "few letters"
    return None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder with train/ and measure/")
    parser.add_argument("out", type=Path, help="TSV to write")
    parser.add_argument("--pair", default="fr-en", help="source-target, as in the file names")
    parser.add_argument("--licences", choices=("all", "open"), default="all")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    import py3langid

    source_language, target_language = arguments.pair.split("-")
    sets = tomllib.loads(SETS.read_text(encoding="utf-8"))
    measuring = measuring_fingerprints(arguments.data / "measure")
    shuffle = random.Random(arguments.seed)
    counts: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()

    with arguments.out.open("w", encoding="utf-8") as out:
        for path in sorted((arguments.data / "train").glob(f"*.{arguments.pair}.tsv.xz")):
            name = path.name.split(".")[0]
            facts = sets[name]
            if facts.get("measures"):
                counts["a measuring set"] += 1
                continue
            if arguments.licences == "open" and not facts["open"]:
                counts["licence"] += 1
                continue
            pairs = list(read_pairs(path))
            shuffle.shuffle(pairs)
            kept = 0
            for source, target in pairs:
                if kept >= facts.get("max_pairs", len(pairs)):
                    break
                reason = reason_to_drop(source, target)
                marks = fingerprint(source), fingerprint(target)
                if reason is None and marks in seen:
                    reason = "duplicate"
                if reason is None and (marks[0] in measuring or marks[1] in measuring):
                    reason = "in a measuring set"
                if reason is None:
                    for side, language in ((source, source_language), (target, target_language)):
                        long = len(side) >= MIN_CHARS_FOR_LANGUAGE
                        if long and py3langid.classify(side)[0] != language:
                            reason = "language"
                counts[reason or "kept"] += 1
                if reason:
                    continue
                seen.add(marks)
                kept += 1
                out.write(f"{name}\t{source}\t{target}\n")
            print(f"{name}\t{kept} of {len(pairs)}", file=sys.stderr)
    for reason, count in counts.most_common():
        print(f"{count:>9,}  {reason}", file=sys.stderr)


if __name__ == "__main__":
    main()
