"""Learn which words a language that capitalises nouns always capitalises: `nouns.py --help`.

Each TEXT is `XX text, TAB, English` (.xz is unpacked). A word is kept when it was seen
--least times with a capital inside a sentence and hardly ever without one anywhere (--share).
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from pathlib import Path

from clean import trained_on, write_words

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_INSIDE = re.compile(r"(?<=[\w,] )[A-ZÄÖÜ][^\W\d_]+")
_LETTERS = 4


def main() -> None:
    """Write the words in lower case, one line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path, nargs="+", metavar="TEXT")
    parser.add_argument("--least", type=int, default=8)
    parser.add_argument("--share", type=float, default=0.998)
    parser.add_argument(
        "--leave-out", nargs="*", default=["wmtnews"], metavar="SET", help="sets that measure"
    )
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    lines: dict[str, None] = {}
    for path in trained_on(arguments.text, arguments.leave_out):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            lines.update(dict.fromkeys(line.split("\t")[0] for line in file))
    large: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for line in lines:
        small.update(word for word in _WORD.findall(line) if word.islower())
        large.update(word.lower() for word in _INSIDE.findall(line) if word[1:].islower())
    kept = [
        word
        for word, count in large.items()
        if len(word) >= _LETTERS
        and count >= arguments.least
        and small[word] <= (1 - arguments.share) * count
    ]
    write_words(arguments.output, kept)
    print(f"{len(kept):,} words, {arguments.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
