"""Parallel text from which a passage was cut on one side: DATA/measure/SET -> OUT.jsonl.

    python deletions.py DATA pud --pair fr-en --text work/fr-en.tsv --work work/pud -o pud.jsonl

Passages of two to eight words are cut where the words of both sides are linked to each other and
to nothing else, and where English begins and ends a phrase: at a mark or before a preposition, a
conjunction or a relative pronoun. One of a pair's passages is drawn; a line is `source`, `target`,
and, if there was one, `source_cut`, `target_cut` (the sides without it), `source_span` and
`target_span` (its code points). eflomal links the words, with lines of --text beside the set's.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from align import MAX_WORDS, WORD, link, words
from clean import read_pairs

from tqcheck.sense.passages import without

MAX_PASSAGE = 8
# At least this share of a passage's English words are linked, and at most this of a side is cut.
LINKED, MAX_SHARE = 0.6, 0.5
OPENS, CLOSES = re.compile(r"[,;:(—–]"), re.compile(r"[,;:).—–!?]")
# fmt: off
PHRASE = {
    "of", "in", "on", "at", "to", "for", "with", "by", "from", "and", "or", "but", "who", "which",
    "that", "after", "before", "during", "as", "under", "over", "into", "about", "against",
    "between", "because", "while", "when", "without", "through", "since", "until",
}
# fmt: on
MIN_CONTENT_LETTERS = 4


def usable(pair: tuple[str, str]) -> bool:
    """Whether both sides have words, not too many, and as many as in lower case."""
    return all(
        0 < len(words(side)) <= MAX_WORDS and len(words(side)) == len(WORD.findall(side))
        for side in pair
    )


def passages(
    target: str, spans: tuple[list[tuple[int, int]], ...], links: list[tuple[int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """First and last words (exclusive) of passages in the target and in the source."""
    sources, targets = spans
    said = [target[start:end].casefold() for start, end in targets]
    for first in range(len(targets)):
        before = target[targets[first - 1][1] : targets[first][0]] if first else ""
        if not OPENS.search(before) and said[first] not in PHRASE:
            continue
        for last in range(first + 2, min(len(targets), first + MAX_PASSAGE) + 1):
            if last < len(targets):
                follows = target[targets[last - 1][1] : targets[last][0]]
                if not CLOSES.search(follows) and said[last] not in PHRASE:
                    continue
            own = [(i, j) for i, j in links if first <= j < last]
            if len({j for _, j in own}) < LINKED * (last - first):
                continue
            low, high = min(i for i, _ in own), max(i for i, _ in own) + 1
            if any(low <= i < high and not first <= j < last for i, j in links):
                continue
            even = 0.5 <= (high - low) / (last - first) <= 2
            short = last - first <= MAX_SHARE * len(targets) and high - low <= MAX_SHARE * len(
                sources
            )
            told = any(
                len(word) >= MIN_CONTENT_LETTERS and word not in PHRASE for word in said[first:last]
            )
            if even and short and told:
                yield first, last, low, high


def deletions(pairs: list[tuple[str, str]], work: Path, seed: int) -> Iterator[dict[str, object]]:
    """A row for each pair of sides whose links stand in `work`, in order."""
    draw = random.Random(seed)
    with (work / "links.txt").open(encoding="utf-8") as lines:
        for (source, target), line in zip(pairs, lines, strict=False):
            links = [(int(i), int(j)) for i, j in (one.split("-") for one in line.split())]
            spans = tuple([m.span() for m in WORD.finditer(side)] for side in (source, target))
            row: dict[str, object] = {"source": source, "target": target}
            if found := list(passages(target, spans, links)):
                first, last, low, high = draw.choice(found)
                for name, text, places, i, j in (
                    ("source", source, spans[0], low, high),
                    ("target", target, spans[1], first, last),
                ):
                    start, end = places[i][0], places[j - 1][1]
                    row |= {f"{name}_cut": without(text, start, end), f"{name}_span": [start, end]}
            yield row


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder with measure/")
    parser.add_argument("set", help="name of a measuring set, e.g. pud")
    parser.add_argument("--pair", default="fr-en")
    parser.add_argument("--text", type=Path, required=True, help="TSV of clean.py")
    parser.add_argument("--lines", type=int, default=60_000, help="of --text")
    parser.add_argument("--work", type=Path, required=True, help="folder for the links")
    parser.add_argument("-o", "--out", type=Path, required=True, help="JSONL to write")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    (path,) = (arguments.data / "measure").glob(f"{arguments.set}.*{arguments.pair}.tsv.xz")
    pairs = [pair for pair in read_pairs(path) if usable(pair)]
    lines = arguments.text.read_text("utf-8").split("\n")[:-1]
    random.Random(arguments.seed).shuffle(lines)
    beside = [(a, b) for _, a, b in (line.split("\t") for line in lines[: arguments.lines])]
    arguments.work.mkdir(parents=True, exist_ok=True)
    for name, side in (("source.txt", 0), ("target.txt", 1)):
        text = [" ".join(words(pair[side])) for pair in (*pairs, *filter(usable, beside))]
        (arguments.work / name).write_text("\n".join(text) + "\n", "utf-8")
    link(arguments.work)
    with arguments.out.open("w", encoding="utf-8") as out:
        for row in deletions(pairs, arguments.work, arguments.seed):
            print(json.dumps(row, ensure_ascii=False), file=out)


if __name__ == "__main__":
    main()
