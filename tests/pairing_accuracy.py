"""How well an unaligned source is paired: accuracy on articles with known seams.

    python tests/pairing_accuracy.py BITEXT.tsv[.xz] --from fr [--to en] [--articles 60] [--seed 1]

An article is 20 to 40 consecutive pairs of a bitext (source TAB target). In each, seeded, one in
eight neighbouring pairs are merged into one on a random side, one source sentence in twenty loses
its translation and one translation in twenty its source. A target sentence counts as right when
it has exactly its own source sentences.

`--clean` leaves the seams out and counts what `sentence-missing` and `sentence-added` report on 30
pairs at a time; `--write CORPUS` notes their rates in `measured.toml`.
"""

from __future__ import annotations

import argparse
import lzma
import random
from collections import Counter
from pathlib import Path

from false_alarms import note

from tqcheck.check import Gate, check, count_words
from tqcheck.lang import load
from tqcheck.pairing import align
from tqcheck.records import Document, LanguageGuess
from tqcheck.rules import chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bitext", type=Path)
    parser.add_argument("--from", dest="source", required=True)
    parser.add_argument("--to", default="en")
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clean", action="store_true", help="no seams: count false alarms")
    parser.add_argument("--write", metavar="CORPUS")
    asked = parser.parse_args()
    opened = lzma.open if asked.bitext.suffix == ".xz" else open
    with opened(asked.bitext, "rt", encoding="utf-8") as file:
        pairs = [line.rstrip("\n").split("\t")[:2] for line in file if line.count("\t")]
    if asked.clean:
        clean(pairs, asked)
        return
    chance = random.Random(asked.seed)
    source_pack, pack = load(asked.source), load(asked.to)
    right = total = 0
    counts = {"left out": [0, 0, 0], "added": [0, 0, 0]}  # found rightly, found, there
    for _ in range(asked.articles):
        first = chance.randrange(max(1, len(pairs) - 40))
        sources, targets, gold = article(pairs[first : first + chance.randint(20, 40)], chance)
        beads = align(sources, targets, source_pack, pack)
        mine = {j: set(range(*b.source)) for b in beads for j in range(*b.target)}
        total += len(targets)
        right += sum(mine[j] == gold[j] for j in range(len(targets)))
        covered = set().union(*gold)
        sides = {
            "left out": (
                {i for b in beads if b.target[0] == b.target[1] for i in range(*b.source)},
                set(range(len(sources))) - covered,
            ),
            "added": ({j for j in mine if not mine[j]}, {j for j, s in enumerate(gold) if not s}),
        }
        for name, (found, there) in sides.items():
            counts[name][0] += len(found & there)
            counts[name][1] += len(found)
            counts[name][2] += len(there)
    print(f"{asked.bitext.name}: {right / total:.3f} of {total:,} target sentences right")
    for name, (good, found, there) in counts.items():
        print(f"  {name}: precision {good / max(1, found):.2f} of {found}, recall "
              f"{good / max(1, there):.2f} of {there}")  # fmt: skip


def clean(pairs: list[list[str]], asked: argparse.Namespace) -> None:
    """Print what the rules on paired texts report where nothing is missing or added."""
    rules = chosen(("sentence-missing", "sentence-added"))
    guess = LanguageGuess(asked.source, 1.0, ("given",))
    counts: Counter[str] = Counter()
    words = 0
    for first in range(0, len(pairs) - 29, 30):
        source, text = ("\n".join(side) for side in zip(*pairs[first : first + 30], strict=True))
        document = Document(
            "", text, language=asked.to, source_language=guess, meta={"source": source}
        )
        result = check(document, rules=rules, engine_for=None, gate=Gate())
        counts.update(finding.rule for finding in result.findings)
        words += count_words(text)
    for rule in rules:
        rate = 1000 * counts[rule.id] / words
        print(f"{rule.id:28} {counts[rule.id]:6} {rate:7.3f} in {words:,} words")
    if asked.write:
        note(f"{asked.source}-{asked.to}", asked.write, rules, counts, words)


def article(
    pairs: list[list[str]], chance: random.Random
) -> tuple[list[str], list[str], list[set[int]]]:
    """Source sentences, target sentences, and the source numbers of each target sentence."""
    sources: list[str] = []
    targets: list[str] = []
    gold: list[set[int]] = []
    merge = None
    for source, target in pairs:
        fate = chance.random()
        if fate < 0.05:
            sources.append(source)
        elif fate < 0.1:
            targets.append(target)
            gold.append(set())
        elif merge == "target" and gold and gold[-1]:
            sources.append(source)
            targets[-1] += " " + target
            gold[-1].add(len(sources) - 1)
            merge = None
        elif merge == "source" and gold and gold[-1]:
            sources[-1] += " " + source
            targets.append(target)
            gold.append({len(sources) - 1})
            merge = None
        else:
            sources.append(source)
            targets.append(target)
            gold.append({len(sources) - 1})
            merge = chance.choice(["source", "target"]) if chance.random() < 0.125 else None
            continue
        merge = None
    return sources, targets, gold


if __name__ == "__main__":
    main()
