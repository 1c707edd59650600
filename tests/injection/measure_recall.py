"""Recall of each family of injected artifacts: `python tests/injection/measure_recall.py TEXT`.

    python tests/injection/measure_recall.py TEXT[.xz] [--each 100] [--seed 1] [--missed 3]

TEXT is clean English, a sentence or paragraph a line. Every injected sentence stands among the
three lines before and after it, so that document rules see a document.
"""

from __future__ import annotations

import argparse
import lzma
import random
from collections.abc import Sequence
from pathlib import Path

from injectors import LINGUISTIC, MECHANICAL, Injector

from tqcheck.check import Gate, check
from tqcheck.records import Document
from tqcheck.rules import chosen
from tqcheck.rules.rule import Rule

AROUND = 3


def recall(
    lines: Sequence[str],
    inject: Injector,
    rules: Sequence[Rule],
    *,
    each: int,
    chance: random.Random,
    missed: int = 0,
) -> tuple[int, int]:
    """How many of up to `each` injected faults were found, and how many were injected."""
    found = tried = 0
    for number in chance.sample(range(AROUND, len(lines) - AROUND), len(lines) - 2 * AROUND):
        if tried == each:
            break
        damage = inject(lines[number], chance)
        if damage is None:
            continue
        text, start, end = damage
        before = "\n".join(lines[number - AROUND : number]) + "\n"
        after = "\n" + "\n".join(lines[number + 1 : number + 1 + AROUND])
        document = Document("injected", before + text + after, language="en")
        result = check(document, rules=tuple(rules), engine_for=None, gate=Gate("never"))
        low, high = len(before) + start - 1, len(before) + end + 1
        hit = any(f.span.start < high and low < f.span.end for f in result.findings)
        tried, found = tried + 1, found + hit
        if not hit and missed > 0:
            missed -= 1
            left, right = text[max(0, start - 50) : start], text[end : end + 40]
            print(f"    missed: {left}⟦{text[start:end]}⟧{right}")
    return found, tried


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", type=int, default=0, help="show this many misses a family")
    asked = parser.parse_args()
    opened = lzma.open if asked.text.suffix == ".xz" else open
    with opened(asked.text, "rt", encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip()]
    rules = [r for r in chosen() if not r.needs]
    for kind, families in (("mechanical", MECHANICAL), ("linguistic", LINGUISTIC)):
        all_found = all_tried = 0
        for name, inject in families.items():
            chance = random.Random(f"{asked.seed} {name}")
            found, tried = recall(
                lines, inject, rules, each=asked.each, chance=chance, missed=asked.missed
            )
            all_found, all_tried = all_found + found, all_tried + tried
            print(f"{name:28} {found:4} of {tried:4}  {100 * found / max(1, tried):5.1f} %")
        print(f"{kind:28} {all_found:4} of {all_tried:4}  {100 * all_found / all_tried:5.1f} %\n")


if __name__ == "__main__":
    main()
