"""Learn which words only another language has, for English copy: `foreign.py --help`.

Each TEXT is `XX text, TAB, English` (.xz is unpacked). A word in small letters of the first is kept
when it was seen --least times, the English hardly ever has it (--times as often at the least), and
`unknown-word` does not know it. In German words with a capital count as well.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from pathlib import Path

from clean import trained_on, write_words

from tqcheck.lang import load
from tqcheck.rules.unknown_word import is_known

_WORD = re.compile(r"(?<![\w’'.@/_-])[^\W\d_]{3,}(?![\w’'@/_-]|\.\w)")


def main() -> None:
    """Write the words, one line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path, nargs="+", metavar="TEXT")
    parser.add_argument("--language", required=True)
    parser.add_argument("--least", type=int, default=5)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    capitals = load(arguments.language).fact("capitals", "nouns", False)
    theirs: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    seen: set[str] = set()
    for path in trained_on(arguments.text):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                source, _, english = line.rstrip("\n").partition("\t")
                if line in seen or not english:
                    continue
                seen.add(line)
                found = _WORD.findall(source)
                theirs.update(w.lower() for w in found if capitals or w.islower())
                ours.update(word.lower() for word in _WORD.findall(english))
    english_pack = load("en")
    kept = [
        word
        for word, count in theirs.items()
        if count >= arguments.least
        and ours[word] * arguments.times <= count
        and word not in english_pack.function_words
        and not is_known(word, english_pack)
    ]
    write_words(arguments.output, kept)
    print(f"{len(kept):,} words, {arguments.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
