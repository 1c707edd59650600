"""Found, missed and false on the annotated articles: `python tests/measure_articles.py`.

Each `NAME.SRC-en.txt` of tests/articles and the seed article are checked as `tqcheck check`
would; a gold item counts as found when a finding or a place it names beside overlaps it, and a
finding that overlaps no gold item counts as false. The annotation was written before the rules
were run on the text.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from tqcheck import formats, models
from tqcheck.check import Gate, check
from tqcheck.engines.engine import Engine
from tqcheck.records import Finding
from tqcheck.rules import chosen

ROOT = Path(__file__).parents[1]
ARTICLES = (
    ROOT / "seeds" / "seoul-weapons-ukraine.en.txt",
    *sorted((ROOT / "tests" / "articles").glob("*.txt")),
)
MAJOR = ("major", "critical")


def engine_for(source: str, target: str) -> Engine | str:
    """The embedded model of the pair."""
    found = models.default(source, target)
    return models.load(found) if found else f"no model for {source}-{target}"


def overlaps(finding: Finding, item: dict[str, Any]) -> bool:
    """Whether a finding, or a place that it names beside, and a gold item share a character."""
    places = (finding.span, *finding.related)
    return any(place.start < item["end"] and item["start"] < place.end for place in places)


def measure(article: Path, *, model: bool, show: bool) -> dict[str, int | str]:
    """One row of the table."""
    gold_file = article.with_name(article.name.removesuffix(".txt") + ".gold.jsonl")
    if not gold_file.exists():
        gold_file = article.with_name(article.name.removesuffix(".en.txt") + ".gold.jsonl")
    gold = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines()]
    (document,) = formats.read(str(article), article.read_bytes())
    result = check(
        document,
        rules=chosen(),
        engine_for=engine_for if model else None,
        gate=Gate(),
    )
    wanted = [g for g in gold if g["tier"] in ("must", "should", "may")]
    row: dict[str, int | str] = {"article": article.name.split(".")[0]}
    source = result.document.source_language
    row["guessed"] = f"{source.code} {source.confidence:.2f}" if source else "-"
    for tier in ("must", "should", "may"):
        items = [g for g in gold if g["tier"] == tier]
        hits = [g for g in items if any(overlaps(f, g) for f in result.findings)]
        row[tier] = f"{len(hits)}/{len(items)}"
        if tier == "must":
            exact = [
                g
                for g in items
                if g["suggestion"]
                and any(
                    (f.span.start, f.span.end) == (g["start"], g["end"])
                    and g["suggestion"] in f.suggestions[:1]
                    for f in result.findings
                )
            ]
            row["exact"] = f"{len(exact)}/{sum(bool(g['suggestion']) for g in items)}"
        if show and tier != "may":
            for g in items:
                if g not in hits:
                    print(f"  missed {tier} {g['text']!r} -> {g['suggestion']!r}")
    false = [f for f in result.findings if not any(overlaps(f, g) for g in wanted)]
    row["false"] = len(false)
    row["false major"] = sum(f.severity in MAJOR for f in false)
    row["words"] = result.words
    if show:
        for f in false:
            print(f"  false {f.severity} {f.rule} {f.text!r}: {f.message} -> {f.suggestions[:1]}")
        for f in result.findings:
            for g in wanted:
                if overlaps(f, g) and g["suggestion"] and g["suggestion"] not in f.suggestions[:1]:
                    print(
                        f"  other {f.rule} {f.text!r} -> {f.suggestions[:1]}, gold {g['text']!r}"
                        f" -> {g['suggestion']!r}"
                    )
    return row


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=("on", "off"), default="on")
    parser.add_argument("--show", action="store_true", help="list what was missed and false")
    parser.add_argument("--only", help="articles whose name contains this")
    arguments = parser.parse_args()
    rows = []
    for article in ARTICLES:
        if arguments.only and arguments.only not in article.name:
            continue
        if arguments.show:
            print(article.name)
        rows.append(measure(article, model=arguments.model == "on", show=arguments.show))
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + " --- |" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")


if __name__ == "__main__":
    main()
