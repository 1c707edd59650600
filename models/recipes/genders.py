"""Learn which gender and number words have, from the articles before them: `genders.py --help`.

Each TEXT is `XX text, TAB, English` (.xz is unpacked). A word belongs to a class of determiners (a
column of `[agreement]` in the pack) when at least --least of those before it were seen and --share
of them are of the class; function words, those the pack leaves out, and singulars that are like
their plural belong to none.
"""

from __future__ import annotations

import argparse
import lzma
from collections import Counter, defaultdict
from pathlib import Path

from clean import trained_on, write_words

from tqcheck.lang import load
from tqcheck.rules.article_agreement import determined

# The first column that is a plural, where the language has one.
_PLURAL = 2


def main() -> None:
    """Write one line of words for each class."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path, nargs="+", metavar="TEXT")
    parser.add_argument("--language", required=True)
    parser.add_argument("--least", type=int, default=15)
    parser.add_argument("--share", type=float, default=0.98)
    parser.add_argument(
        "--leave-out", nargs="*", default=["wmtnews"], metavar="SET", help="sets that measure"
    )
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    pack = load(arguments.language)
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for path in trained_on(arguments.text, arguments.leave_out):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in dict.fromkeys(line.split("\t")[0] for line in lines):
                for place in determined(line, pack):
                    counts[line[place.noun_start : place.end]][place.column] += 1
    either = (*pack.fact("agreement", "either", ()),)
    invariable = (*pack.fact("agreement", "invariable", ()),)
    words = {*pack.fact("agreement", "either_words", ()), *pack.function_words}
    words.update(pack.fact("numbers", "words", {}))
    classes: defaultdict[int, list[str]] = defaultdict(list)
    for word, seen in counts.items():
        column, most = seen.most_common(1)[0]
        if most < max(arguments.least, arguments.share * seen.total()):
            continue
        if (
            word in words
            or word.endswith(either)
            or (column < _PLURAL and word.endswith(invariable))
        ):
            continue
        classes[column].append(word)
    write_words(arguments.output, *(classes[column] for column in range(max(classes) + 1)))
    print(f"{sum(map(len, classes.values())):,} words, {arguments.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
