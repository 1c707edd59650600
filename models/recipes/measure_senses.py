"""How well the sense check tells right from wrong words: recall, false alarms, suggestions.

    python measure_senses.py GOLD.jsonl --clean TEXT.tsv.xz [--pair es-en]

GOLD holds the same sentence with the right and with a wrong word (`word, source, right, wrong,
right_term, wrong_term, wrong_start, wrong_end`). A wrong one counts as found when a wrong-sense
finding overlaps the word, a right one as a false alarm likewise; a suggestion is right when it is
the right term. Each is checked as `tqcheck check --from fr` would, with and without its source,
by the translation model of the pair if there is one.
--clean takes human English (the last column) and its source (the first): findings per 1,000 words,
with the source's language given alone, and with the source.
Intervals are 95 %, by resampling source words, since sentences of one word are alike.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from clean import read_pairs

from tqcheck import models
from tqcheck.check import Gate, check, count_words
from tqcheck.engines.engine import Engine
from tqcheck.lang import load as load_pack
from tqcheck.records import Document, Finding, LanguageGuess
from tqcheck.rules import chosen
from tqcheck.segment import segments

RULES = chosen(["wrong-sense"])
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one gold row."""

    word: str
    found: bool
    suggested: bool
    false: bool


def findings(
    text: str, source: str | None, engine: Engine | str, pair: str, one: bool
) -> Sequence[Finding]:
    """The findings in a text, which is one segment with a source, or sentences without."""
    source_language, language = pair.split("-")
    guess = LanguageGuess(source_language, 1.0, ("given",))
    document = Document("gold", text, language=language, source_language=guess)
    if one:
        parts = segments(text, load_pack(language))
        document = replace(
            document,
            segments=(
                replace(
                    parts[0],
                    text=text,
                    source=source,
                    span=replace(parts[0].span, start=0, end=len(text)),
                ),
            ),
        )
    return check(document, rules=RULES, engine_for=lambda *_: engine, gate=Gate()).findings


def judged(row: dict[str, str], engine: Engine | str, pair: str, *, with_source: bool) -> Verdict:
    """One row, checked."""
    source = row["source"] if with_source else None
    start = int(row["wrong_start"])
    hits = [
        f
        for f in findings(row["wrong"], source, engine, pair, True)
        if f.span.start < int(row["wrong_end"]) and start < f.span.end
    ]
    false = any(
        f.span.start < start + len(row["right_term"]) and start < f.span.end
        for f in findings(row["right"], source, engine, pair, True)
    )
    right = row["right_term"].casefold()
    suggested = any(
        s.casefold().split()[-1:] == right.split()[-1:] for f in hits for s in f.suggestions
    )
    return Verdict(row["word"], bool(hits), suggested, false)


def share(verdicts: Sequence[Verdict], part: str, whole: str | None = None) -> str:
    """A share in percent with its interval over source words."""
    by_word: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_word[verdict.word].append(verdict)
    groups = list(by_word.values())

    def value(chosen: Sequence[Sequence[Verdict]]) -> float:
        every = [v for group in chosen for v in group if whole is None or getattr(v, whole)]
        return float(np.mean([getattr(v, part) for v in every])) if every else float("nan")

    chance = np.random.default_rng(1)
    drawn = [
        value([groups[i] for i in chance.integers(0, len(groups), len(groups))])
        for _ in range(RESAMPLES)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return f"{value(groups):.1%} {low:.0%}…{high:.0%}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--clean", type=Path, nargs="*", default=[])
    parser.add_argument("--pair", default="fr-en")
    parser.add_argument("--by-word", action="store_true", help="a row for each source word")
    options = parser.parse_args()
    engine: Engine | str = f"no model for {options.pair}"
    if (model := models.default(*options.pair.split("-"))) is not None:
        engine = models.load(model)
    rows = [json.loads(line) for line in options.gold.read_text("utf-8").splitlines()]
    print("| | words | rows | found | false | right suggestion |\n|---|---|---|---|---|---|")
    for name, with_source in (("target only", False), ("with source", True)):
        verdicts = [judged(row, engine, options.pair, with_source=with_source) for row in rows]
        words = sorted({v.word for v in verdicts})
        cells = [share(verdicts, "found"), share(verdicts, "false")]
        cells.append(share(verdicts, "suggested", "found"))
        print(f"| {name} | {len(words)} | {len(rows)} | {' | '.join(cells)} |", flush=True)
        for word in words if options.by_word else ():
            own = [v for v in verdicts if v.word == word]
            counts = [sum(getattr(v, part) for v in own) for part in ("found", "false")]
            print(
                f"| {word} | | {len(own)} | {counts[0]} | {counts[1]} | "
                f"{sum(v.suggested for v in own)} |"
            )
    for path in options.clean:
        pairs = list(dict.fromkeys(read_pairs(path)))
        words_in_all = sum(count_words(text) for _, text in pairs)
        for name, with_source in (("target only", False), ("with source", True)):
            found = [
                f
                for source, text in pairs
                for f in findings(
                    text, source if with_source else None, engine, options.pair, with_source
                )
            ]
            print(
                f"{path.name}, {name}: {len(found)} findings in {words_in_all:,} words of human "
                f"English, {1000 * len(found) / words_in_all:.2f} per 1,000",
                flush=True,
            )


if __name__ == "__main__":
    main()
