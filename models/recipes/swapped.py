"""Contrasts to measure the sense check on: human translations with a word of another sense put in.

    python swapped.py DATA/measure --pair es-en -o GOLD.jsonl
    python swapped.py mucow_tts.de-en.tsv.xz --pair de-en -o GOLD.jsonl

Of a folder it takes pairs of the measuring sets whose source has a word of the pair's table and
whose English has one of its translations, and puts another sense's word in its place, in the right
form: one that the table doubts. What is found of them says nothing of senses that the table lacks.

A file is taken as MuCoW's (Raganato, Scherrer and Tiedemann 2019: origin, word, good words, bad
words, source, translation), whose words and senses others chose, by clustering: a bad word of the
same number is put in the place of the one good word. Only from WRITTEN.

At most EXAMPLES of each source word. Writes the lines that `measure_senses.py` reads.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clean import read_pairs

from tqcheck.sense import table
from tqcheck.sense.context import token_spans
from tqcheck.sense.contrast import source_words
from tqcheck.sense.forms import folded, in_form_of, replacement
from tqcheck.sense.table import Table
from tqcheck.words import singulars

EXAMPLES = 6
#: Origins within MuCoW: not subtitles, and not Tatoeba, on which the models are trained.
WRITTEN = ("books", "eubooks", "ted")
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
                yield {"word": pivot, **_swapped(text, start, end, form, target)}


def _swapped(text: str, start: int, end: int, form: str, target: str) -> dict[str, Any]:
    """A text with another word in a place, and where it stands then."""
    cut, put = replacement(text, start, end, form, target)
    return {
        "wrong": text[:cut] + put + text[end:],
        "right_term": text[start:end],
        "wrong_term": form,
        "wrong_start": cut + len(put) - len(form),
        "wrong_end": cut + len(put),
    }


def of_pairs(folder: Path, pair: str, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Contrasts of the words in the pair's table."""
    source_language, target = pair.split("-")
    senses = table.load(source_language, target)
    if senses is None:
        raise SystemExit(f"{pair}: its pack lists no senses")
    taken: Counter[str] = Counter()
    for path in sorted(folder.glob(f"*.{pair}.tsv.xz")):
        rows = list(dict.fromkeys(read_pairs(path)))
        chance.shuffle(rows)
        for source, text in rows:
            words = {w for w in source_words(source, senses) if taken[w] < EXAMPLES}
            here = list(swaps(text, words, senses, target)) if len(text) in CHARS else []
            if here:
                swap = chance.choice(here)
                taken[swap["word"]] += 1
                yield {**swap, "source": source, "right": text, "origin": path.name.split(".")[0]}


def of_mucow(path: Path, target: str, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Contrasts of the words in a file of MuCoW."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines][1:]
    chance.shuffle(rows)
    taken: Counter[str] = Counter()
    for origin, word, good, bad, source, text in rows:
        if origin not in WRITTEN or taken[word] == EXAMPLES or len(text) not in CHARS:
            continue
        here = [(s, e) for s, e in token_spans(text) if text[s:e].casefold() in good.split()]
        if len(here) != 1:
            continue
        start, end = here[0]
        right = text[start:end]
        alike = [b for b in bad.split() if _is_plural(b) == _is_plural(right.casefold())]
        if not alike:
            continue
        form = chance.choice(alike)
        form = form.capitalize() if right[0].isupper() else form
        taken[word] += 1
        yield {
            **_swapped(text, start, end, form, target),
            "word": word,
            "source": source,
            "right": text,
            "origin": origin,
        }


def _is_plural(word: str) -> bool:
    return any(lemma != word for lemma in singulars(word))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("measure", type=Path, help="folder of SET.test.XX-en.tsv.xz, or a file")
    parser.add_argument("--pair", required=True, help="e.g. es-en")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    chance = random.Random(SEED)
    if options.measure.is_dir():
        found = of_pairs(options.measure, options.pair, chance)
    else:
        found = of_mucow(options.measure, options.pair.split("-")[1], chance)
    rows = sorted(found, key=lambda row: str(row["word"]))
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} contrasts of {len({row['word'] for row in rows})} words")


if __name__ == "__main__":
    main()
