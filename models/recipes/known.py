"""Learn which words English text has that lemminflect lacks: `known.py --help`.

Each TEXT is English, one sentence a line, or `XX text, TAB, English` (.xz is unpacked). A word in
lower case is kept when lines of --least different TEXTs, or --often lines of one, have it.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from pathlib import Path

from clean import trained_on, write_words

from tqcheck.words import parts_of_speech

_WORD = re.compile(r"(?<![\w’'.@/_-])[a-z]{4,}(?![\w’'@/_-]|\.\w)")


def main() -> None:
    """Write the words, one line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path, nargs="+", metavar="TEXT")
    parser.add_argument("--least", type=int, default=2)
    parser.add_argument("--often", type=int, default=3)
    parser.add_argument(
        "--leave-out", nargs="*", default=["laws"], metavar="SET", help="sets with other languages"
    )
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    texts: Counter[str] = Counter()
    often: Counter[str] = Counter()
    seen: set[str] = set()
    for path in trained_on(arguments.text, arguments.leave_out):
        own: Counter[str] = Counter()
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                english = line.rstrip("\n").split("\t")[-1]
                if english not in seen:
                    seen.add(english)
                    own.update(set(_WORD.findall(english)))
        texts.update(own.keys())
        for word, count in own.items():
            often[word] = max(often[word], count)
    kept = [
        word
        for word in texts
        if (texts[word] >= arguments.least or often[word] >= arguments.often)
        and not parts_of_speech(word)
    ]
    write_words(arguments.output, kept)
    print(f"{len(kept):,} words, {arguments.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
