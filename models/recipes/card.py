"""Complete a model's card: data with licences, figures, and the sha256 of every file.

Counts the pairs of each set in the very text that trained the model and takes licences from
sets.toml. With --figures it puts what measure.py wrote on the card; directions that the model was
trained for but not shipped with stand there as refused.
"""

from __future__ import annotations

import argparse
import glob
import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from tqcheck.engines.hub import write_card

SETS = Path(__file__).with_name("sets.toml")


def data(patterns: list[str]) -> list[dict[str, Any]]:
    """Sets of the TSV files with their pairs and licences, the largest first."""
    facts = tomllib.loads(SETS.read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for path in sorted({p for pattern in patterns for p in glob.glob(pattern)}):
        with Path(path).open(encoding="utf-8") as rows:
            counts.update(row.split("\t", 1)[0] for row in rows)
    return [
        {
            "set": name,
            "about": facts[name]["about"],
            "licence": facts[name]["licence"],
            "open": facts[name]["open"],
            "weight": facts[name]["weight"],
            "pairs": count,
        }
        for name, count in counts.most_common()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, help="folder of convert.py")
    parser.add_argument(
        "--text", nargs="*", default=[], help="TSV files or globs it was trained on"
    )
    parser.add_argument("--figures", type=Path, help="JSON of measure.py")
    parser.add_argument("--licence", default="Apache-2.0", help="of the weights")
    parser.add_argument("--about", help="architecture, steps, seed: a sentence or two")
    parser.add_argument("--weakness", action="append", help="a known weakness; may be repeated")
    arguments = parser.parse_args()

    card = json.loads((arguments.model / "card.json").read_text(encoding="utf-8"))
    card["licence"] = arguments.licence
    figures = json.loads(arguments.figures.read_text("utf-8")) if arguments.figures else []
    shipped = {f"{one['source']}-{one['target']}" for one in card["directions"]}
    for name, value in (
        ("about", arguments.about),
        ("weaknesses", arguments.weakness),
        ("data", data(arguments.text)),
        ("figures", [figure for figure in figures if figure["direction"] in shipped]),
        ("refused", [figure for figure in figures if figure["direction"] not in shipped]),
    ):
        if value:
            card[name] = value
    for name in ("bytes", "files"):  # Written anew, and last.
        card.pop(name, None)
    write_card(arguments.model, card)


if __name__ == "__main__":
    main()
