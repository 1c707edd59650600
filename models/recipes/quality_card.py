"""Measure `quality` anew and write the tables of tqcheck/metrics/QUALITY.md.

    python models/recipes/quality_card.py GOLD AUTHORS.tsv.xz

Each table stands between `<!-- NAME -->` and `<!-- /NAME -->`: `agreement` from `tqcheck evaluate`
on MLQE-PE test20, `shown` of the words shown as suspicious there, `authors` from
measure_authors.py.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from quality_encoder import PAIRS

from tqcheck.evaluation import chances, precision, read, recall
from tqcheck.metrics.quality import load

HERE = Path(__file__).parent
CARD = HERE.parents[1] / "tqcheck" / "metrics" / "QUALITY.md"
#: Column of the table: figure of `tqcheck evaluate`, and whether its interval is shown.
COLUMNS = {
    "Pearson": ("pearson", True),
    "Spearman": ("spearman", False),
    "Kendall": ("kendall", False),
    "MCC": ("mcc", True),
    "precision": ("precision", False),
    "recall": ("recall", False),
    "length": ("length", False),
    "repetition": ("repetition", False),
}


def run(*arguments: object) -> str:
    """What a Python program prints."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def number(value: float) -> str:
    """Three decimals, without the nought before the point."""
    return f"{value:.3f}".replace("0.", ".", 1)


def cell(figure: dict[str, float], has_interval: bool) -> str:
    """A figure, with its interval if wanted."""
    value = number(figure["value"])
    if has_interval:
        value += f" {number(figure['low'])}…{number(figure['high'])}"
    return value


def agreement(gold: Path) -> str:
    """The table of segments and words, a row a pair, and their mean."""
    files = [gold / f"{pair}.test20.jsonl" for pair in PAIRS]
    found = json.loads(run("-m", "tqcheck", "evaluate", *files, "--format", "json"))
    rows = ["| pair | " + " | ".join(COLUMNS) + " |", "|" + "---|" * (len(COLUMNS) + 1)]
    for pair in found["files"]:
        cells = [cell(pair["figures"][name], shown) for name, shown in COLUMNS.values()]
        rows.append(f"| {pair['name']} | {' | '.join(cells)} |")
    means = [number(found["mean"][name]) for name, _ in COLUMNS.values()]
    return "\n".join([*rows, f"| mean | {' | '.join(means)} |"])


def shown(gold: Path) -> str:
    """The table of the words that reports show as suspicious: precision, recall, share shown."""
    judge = load("en")
    assert judge
    rows = ["| pair | precision | recall | of 1,000 words |", "|---|---|---|---|"]
    for pair in PAIRS:
        found = [row for row in read(gold / f"{pair}.test20.jsonl").rows if row.bad]
        values, labels = [], []
        for row, answer in zip(found, judge.answers([row.text for row in found]), strict=True):
            own, tags = chances(answer.words, row.bad or ())
            values += own
            labels += tags
        called, right = np.array(values) >= judge.head["bad"]["shown"], np.array(labels)
        figures = number(precision(right, called)), number(recall(right, called))
        rows.append(f"| {pair} | {' | '.join(figures)} | {1000 * called.mean():.0f} |")
    return "\n".join(rows)


def authors(table: Path) -> str:
    """The table of stories by people and by machines."""
    lines = run(HERE / "measure_authors.py", table).splitlines()
    return "\n".join(line for line in lines if line.startswith("|"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, help="folder of MLQE-PE")
    parser.add_argument("authors", type=Path, help="TSV.xz of machine and human translations")
    arguments = parser.parse_args()
    text = CARD.read_text("utf-8")
    tables = {
        "agreement": agreement(arguments.gold),
        "shown": shown(arguments.gold),
        "authors": authors(arguments.authors),
    }
    for name, rows in tables.items():
        place = re.compile(rf"(<!-- {name} -->\n\n).*?(\n\n<!-- /{name} -->)", re.DOTALL)
        assert place.search(text), name
        text = place.sub(lambda m, rows=rows: m.group(1) + rows + m.group(2), text)
    CARD.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
