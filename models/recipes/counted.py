"""Learn which nouns want an article behind a preposition: `counted.py --help`.

Each TEXT is English, one sentence a line, or `XX text, TAB, English` (.xz is unpacked). A noun with
a plural of its own is kept when it stood --least times behind an article or another determiner and
hardly ever went without: those of which --sure did are one line, those of which --doubtful did the
next.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from pathlib import Path

from clean import trained_on, write_words

from tqcheck.rules.article_missing import bare
from tqcheck.words import parts_of_speech, plural, singulars

_WITH = re.compile(
    r"\b(?:the|an?|his|her|its|their|our|my|your|this|that|each|every|another|any|some|no|one|[’']s)"
    r" (?:[a-z-]+ )?([a-z]{3,})(?=[.,;:!?]| (?:that|which|who|in|on|at|of|for|with|from|to|was|is|"
    r"has|had|will|were|after|before|by|during|when|where|near|under|over)\b|$)"
)


def main() -> None:
    """Write the nouns: a line of the sure ones, a line of the doubtful ones."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path, nargs="+", metavar="TEXT")
    parser.add_argument("--least", type=int, default=20)
    parser.add_argument("--sure", type=float, default=0.003)
    parser.add_argument("--doubtful", type=float, default=0.01)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    lines: dict[str, None] = {}
    for path in trained_on(arguments.text):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            lines.update(dict.fromkeys(line.rstrip("\n").split("\t")[-1] for line in file))
    without: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    for line in lines:
        without.update(noun for _, noun in bare(line))
        behind.update(_WITH.findall(line))
    sure, doubtful = [], []
    for noun, count in behind.items():
        kinds = parts_of_speech(noun)
        if count < arguments.least or "NOUN" not in kinds or kinds & {"ADJ", "ADV", "AUX"}:
            continue
        if noun not in singulars(noun) or plural(noun) in (None, noun):
            continue
        if without[noun] <= arguments.sure * count:
            sure.append(noun)
        elif without[noun] <= arguments.doubtful * count:
            doubtful.append(noun)
    write_words(arguments.output, sure, doubtful)
    print(f"{len(sure):,} and {len(doubtful):,} nouns")


if __name__ == "__main__":
    main()
