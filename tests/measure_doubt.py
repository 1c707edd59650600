"""How many stretches of human text seem translated word for word.

    python tests/measure_doubt.py TEXT --language en [--column 0] [--from fr] [--lines 3000]

TEXT has one sentence a line, or is a TSV with `--column`; `.xz` is unpacked. Each stretch of 30
lines is checked as a document without a model; told are those in which doubtful findings count
(tqcheck/doubt.py).
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

from false_alarms import lines

from tqcheck.check import Gate, check
from tqcheck.doubt import is_word_for_word
from tqcheck.records import Document, LanguageGuess
from tqcheck.rules import chosen

LINES_A_STRETCH = 30


def main() -> None:
    """Print each such stretch with its findings, and how many there are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", type=Path, metavar="TEXT")
    parser.add_argument("--language", required=True)
    parser.add_argument("--column", type=int)
    parser.add_argument("--from", dest="source")
    parser.add_argument("--lines", type=int, default=3000)
    options = parser.parse_args()
    text = list(islice(lines(options.text, options.column), options.lines))
    guess = LanguageGuess(options.source, 1.0, ("given",)) if options.source else None
    rules = chosen()
    telling = [rule.id for rule in rules if not rule.needs]
    stretches = range(0, len(text), LINES_A_STRETCH)
    seem = 0
    for first in stretches:
        whole = "\n\n".join(text[first : first + LINES_A_STRETCH])
        document = Document("text", whole, language=options.language, source_language=guess)
        found = check(document, rules=rules, engine_for=None, gate=Gate()).findings
        if is_word_for_word(document, found, telling):
            seem += 1
            told = "; ".join(f"{f.rule} {f.text!r}" for f in found)
            print(f"line {first + 1}: {told}")
    print(f"{seem} of {len(stretches)} stretches of {LINES_A_STRETCH} lines")


if __name__ == "__main__":
    main()
