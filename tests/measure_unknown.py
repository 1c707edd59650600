"""How `unknown-word` does on text by people and by machines.

    python tests/measure_unknown.py TEXT [--column 0] [--lines 20000]
    python tests/measure_unknown.py GOLD --judged

TEXT has one sentence a line, or is a TSV with `--column`; `.xz` is unpacked. Told are the stretches
of 15 lines that are full of unknown words, as if their source's language were known. GOLD is the
folder of MLQE-PE: how many words of its machine translations (train and dev) are unknown, and how
many of these the post-editor changed.
"""

from __future__ import annotations

import argparse
import json
import lzma
from itertools import islice
from pathlib import Path

from false_alarms import lines

from tqcheck.lang import load
from tqcheck.records import Document, LanguageGuess
from tqcheck.rules import unknown_word
from tqcheck.rules.rule import Context, Hit
from tqcheck.segment import segments

LINES_A_STRETCH = 15
GUESS = LanguageGuess("und", 1.0, ("given",))


def hits(text: str) -> list[Hit]:
    """The rule's hits in a text whose source's language is known."""
    pack = load("en")
    document = Document("d", text, "en", GUESS, segments(text, pack))
    return list(unknown_word.find(text, Context(document, pack)))


def stretches(text: Path, column: int | None, most: int) -> None:
    """Print the stretches that are full, and how many there are."""
    every = list(islice(lines(text, column), most))
    starts = range(0, len(every) - LINES_A_STRETCH + 1, LINES_A_STRETCH)
    full = 0
    for first in starts:
        whole = "\n\n".join(every[first : first + LINES_A_STRETCH])
        sure = [whole[h.start : h.end] for h in hits(whole) if not h.doubtful]
        full += bool(sure)
        if sure:
            print(f"line {first + 1}: {' '.join(sure)}")
    print(f"{full} of {len(starts)} stretches of {LINES_A_STRETCH} lines")


def judged(gold: Path) -> None:
    """Print how many words are unknown, and how many of these were changed."""
    words = unknown = changed = 0
    for path in sorted(gold.glob("*-en.train.jsonl.xz")) + sorted(gold.glob("*-en.dev.jsonl")):
        open_text = lzma.open if path.suffix == ".xz" else open
        with open_text(path, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                words += len(row["translation"].split())
                for hit in hits(row["translation"]):
                    unknown += 1
                    changed += row["translation"][hit.start : hit.end] not in row["post_edit"]
    print(f"{words:,} words, {unknown:,} unknown, {changed / unknown:.1%} of these changed")


def main() -> None:
    """Either of the two."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", type=Path, metavar="TEXT|GOLD")
    parser.add_argument("--column", type=int)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--judged", action="store_true")
    options = parser.parse_args()
    if options.judged:
        judged(options.text)
    else:
        stretches(options.text, options.column, options.lines)


if __name__ == "__main__":
    main()
