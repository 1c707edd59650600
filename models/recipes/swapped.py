"""Contrasts to measure the sense check on: human translations with a word of another sense put in.

    python swapped.py DATA/measure --pair es-en -o GOLD.jsonl

Takes pairs of the measuring sets whose source has a word of the pair's table and whose English has
one of its translations, and puts another sense's word in its place, in the right form: one that
the table doubts. At most EXAMPLES of each source word. Writes the lines that `measure_senses.py`
reads. What is found of them says nothing of senses that the table lacks.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clean import read_pairs

from tqcheck.sense import table
from tqcheck.sense.context import token_spans
from tqcheck.sense.contrast import source_words
from tqcheck.sense.forms import folded, in_form_of, replacement
from tqcheck.sense.table import Table

EXAMPLES = 6
CHARS = range(30, 400)
SEED = 5


def swaps(text: str, pivots: Iterable[str], senses: Table, target: str) -> Iterator[dict[str, Any]]:
    """Every way to put a doubted word of another sense in the place of a translation."""
    for start, end in token_spans(text):
        for pivot in sorted(pivots):
            groups = senses.senses[pivot]
            known = {word for group in groups for word in group}
            fold = folded(text[start:end], target, known)
            if fold is None:
                continue
            for group in groups:
                if fold in group or pivot not in senses.sources.get(group[0], ()):
                    continue
                form = in_form_of(group[0], text[start:end], fold, target)
                cut, put = replacement(text, start, end, form, target)
                yield {
                    "word": pivot,
                    "wrong": text[:cut] + put + text[end:],
                    "right_term": text[start:end],
                    "wrong_term": form,
                    "wrong_start": cut + len(put) - len(form),
                    "wrong_end": cut + len(put),
                }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("measure", type=Path, help="folder of SET.test.XX-en.tsv.xz")
    parser.add_argument("--pair", required=True, help="e.g. es-en")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    source_language, target = options.pair.split("-")
    senses = table.load(source_language, target)
    if senses is None:
        raise SystemExit(f"{options.pair}: its pack lists no senses")
    chance = random.Random(SEED)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(options.measure.glob(f"*.{options.pair}.tsv.xz")):
        rows = list(dict.fromkeys(read_pairs(path)))
        chance.shuffle(rows)
        for source, text in rows:
            words = {w for w in source_words(source, senses) if len(found[w]) < EXAMPLES}
            if not words or len(text) not in CHARS:
                continue
            here = list(swaps(text, words, senses, target))
            if not here:
                continue
            swap = chance.choice(here)
            found[swap["word"]].append(
                {**swap, "source": source, "right": text, "origin": path.name.split(".")[0]}
            )
    lines = [json.dumps(row, ensure_ascii=False) for word in sorted(found) for row in found[word]]
    options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} contrasts of {len(found)} words")


if __name__ == "__main__":
    main()
