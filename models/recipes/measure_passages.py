"""How many missing and added passages are found, and how often human translations are flagged.

    python measure_passages.py newstest2013.jsonl --pair fr-en

The text is made by `deletions.py`, of a set on which nothing was fitted. A passage that was cut is
found if what is flagged lies in it for the most part; flags on the text as it was are counted per
1,000 words of the target, though some of its translators left out or added a phrase themselves.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from fit_passages import Task, engine_of, is_found, tasks

from tqcheck.check import count_words
from tqcheck.sense.passages import LEAST, Passage, lacking

# Words of a cut passage, by which the recall is told.
LENGTHS = ((2, 3), (4, 5), (6, 7), (8, 99))


def measured(
    task: Task, told: Sequence[Passage | None], least: float, show: bool
) -> tuple[int, dict[int, list[bool]]]:
    """How many sides that lack nothing were flagged; for each length of a cut, what was found."""
    flags, cuts = 0, defaultdict(list)
    for side, cut, one in zip(task.sides, task.cut, told, strict=True):
        flagged = one is not None and one.log_odds >= least
        if cut is None:
            flags += flagged
            if flagged and show:
                print(f"  {side.text[one.start : one.end]} | {side.text} | {side.other}")
        else:
            cuts[count_words(side.text[cut[0] : cut[1]])].append(
                flagged and is_found(one.start, one.end, cut)
            )
    return flags, cuts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path, nargs="+", help="JSONL of deletions.py")
    parser.add_argument("--model", help="translation model; else the embedded one of the pair")
    parser.add_argument("--pair", default="fr-en")
    parser.add_argument("--least", type=float, nargs="+", default=[LEAST], help="log-odds")
    parser.add_argument("--show", action="store_true", help="print what is flagged as it was")
    arguments = parser.parse_args()

    engine = engine_of(arguments.model, arguments.pair)
    for path in arguments.text:
        work = tasks(path, engine, arguments.pair)
        words = sum(
            count_words(side.text)
            for side, cut in zip(work[1].sides, work[1].cut, strict=True)
            if cut is None
        )
        for name, task in zip(("missing", "added"), work, strict=True):
            told = lacking(
                task.sides,
                engine,
                language=task.language,
                other_language=task.other,
                least=min(arguments.least),
            )
            for least in arguments.least:
                flags, cuts = measured(task, told, least, arguments.show)
                everything = [found for length in cuts.values() for found in length]
                print(
                    f"{path.stem} {arguments.pair} {name}, from {least}: {flags} flags in "
                    f"{words:,} words ({1000 * flags / words:.2f} per 1,000); "
                    f"found {sum(everything)} of {len(everything)} ({_share(everything)})"
                )
                for low, high in LENGTHS:
                    some = [f for n, found in cuts.items() if low <= n <= high for f in found]
                    print(f"  {low}-{high} words: {sum(some)} of {len(some)} ({_share(some)})")


def _share(found: list[bool]) -> str:
    return f"{sum(found) / max(len(found), 1):.0%}"


if __name__ == "__main__":
    main()
