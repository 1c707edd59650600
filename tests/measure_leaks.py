"""How much of what leaks into English the rules find, on sentences written before the rules.

    python tests/measure_leaks.py [--half dev|check] [--missed] [--extra]

`tests/leaks/leaks.tsv` has a source language and a sentence with its faults marked ⟦so⟧. Odd lines
(`dev`) served to write the first rules, even ones (`check`) did not; the calques and false friends
of `und-en.toml` were written with both in sight, so no half is unseen any more. A fault is found
when a finding overlaps it. `--missed` shows those that are not,
`--extra` findings that overlap none.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tqcheck.check import Gate, check
from tqcheck.records import Document, Finding, LanguageGuess
from tqcheck.rules import chosen
from tqcheck.rules.rule import Example, example

LEAKS = Path(__file__).parent / "leaks" / "leaks.tsv"


def sentences(half: str | None) -> Iterator[Example]:
    """The marked sentences of one half, or of both."""
    for number, line in enumerate(LEAKS.read_text(encoding="utf-8").splitlines()):
        source, marked = line.split("\t")
        if half in (None, ("dev", "check")[number % 2]):
            yield example(marked, source_language=source)


def judged(sentence: Example) -> tuple[int, tuple[Finding, ...], tuple[Finding, ...]]:
    """How many faults are found, all findings, and those that overlap no fault."""
    assert sentence.source_language is not None
    document = Document(
        "leak",
        sentence.text,
        language="en",
        source_language=LanguageGuess(sentence.source_language, 1.0, ("given",)),
    )
    found = check(document, rules=chosen(), engine_for=None, gate=Gate("never")).findings
    overlaps = [
        (span, finding)
        for span in sentence.spans
        for finding in found
        if finding.span.start < span.end and span.start < finding.span.end
    ]
    extra = tuple(f for f in found if f not in [o for _, o in overlaps])
    return len({span for span, _ in overlaps}), found, extra


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=["dev", "check"])
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--extra", action="store_true")
    asked = parser.parse_args()
    faults: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for sentence in sentences(asked.half):
        found, findings, extra = judged(sentence)
        for key in (sentence.source_language or "", "all"):
            faults[key] += len(sentence.spans)
            hits[key] += found
        if asked.missed and found < len(sentence.spans):
            marked = [sentence.text[s.start : s.end] for s in sentence.spans]
            print("missed", marked, "in:", sentence.text, [f.text for f in findings])
        if asked.extra:
            for finding in extra:
                print(f"extra [{finding.rule}] {finding.text!r} in: {sentence.text}")
    for key, count in faults.items():
        print(f"{key:4} {hits[key]:4} of {count:4} {100 * hits[key] / count:5.1f} %")


if __name__ == "__main__":
    main()
