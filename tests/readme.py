"""Write the README's tables anew from what produces them.

    python tests/readme.py rules articles models bench

Each table stands between `<!-- NAME -->` and `<!-- /NAME -->`. A test holds `rules` and `models`
against the code; `articles` and `bench` take minutes and are written by hand of this command.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def rules() -> str:
    """The rule table."""
    done = subprocess.run(
        [sys.executable, "-m", "tqcheck", "rules", "--format", "markdown"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.stdout.strip()


def models() -> str:
    """Figures of the embedded models' cards."""
    rows = ["| model | direction | set | beam | BLEU | chrF | words/s |", "|" + " --- |" * 7]
    for file in sorted((ROOT / "models").glob("*/card.json")):
        card = json.loads(file.read_text(encoding="utf-8"))
        rows += [
            f"| {card['name']} | {f['direction']}{note} | {f['set']} | {f['beam']} | {f['bleu']} "
            f"| {f['chrf']} | {f['words_per_s']:,} |"
            for figures, note in (("figures", ""), ("refused", ", refused"))
            for f in card.get(figures, ())
        ]
    return "\n".join(rows)


def _command(name: str) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / name)], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def articles() -> str:
    """Found, missed and false on the annotated articles."""
    return _command("measure_articles.py")


def bench() -> str:
    """Speed and memory."""
    return _command("bench.py")


TABLES = {"rules": rules, "articles": articles, "models": models, "bench": bench}


def table(name: str) -> str:
    """What the README holds for a table now."""
    found = re.search(f"<!-- {name} -->\n(.*?)<!-- /{name} -->", README.read_text("utf-8"), re.S)
    if found is None:
        raise SystemExit(f"README.md has no <!-- {name} --> table")
    return found.group(1).strip()


def main() -> None:
    """Write the named tables."""
    for name in sys.argv[1:]:
        old, new = table(name), TABLES[name]()
        text = README.read_text(encoding="utf-8")
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        text = text.replace(
            f"{start}{old}\n{end}" if old else f"{start}{end}", f"{start}{new}\n{end}"
        )
        README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
