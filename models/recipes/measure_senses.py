"""How well the sense check tells right from wrong words: recall, false alarms, suggestions.

    python measure_senses.py GOLD.jsonl --clean TEXT.tsv.xz [--pair es-en]

GOLD holds the same sentence with the right and with a wrong word (`word, source, right, wrong,
right_term, wrong_term, wrong_start, wrong_end`). A wrong one counts as found when a wrong-sense
finding overlaps the word, a right one as a false alarm likewise; a suggestion is right when it is
the right term. Each is checked as `tqcheck check --from fr` would, with and without its source,
by the translation model of the pair if its say counts there.
--clean takes human English (the last column) and its source (the first): findings per 1,000 words,
with the source's language given alone, and with the source.
Intervals are 95 %, by resampling source words, since sentences of one word are alike.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect
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
from tqcheck.records import Document, Finding, LanguageGuess, Segment, Span
from tqcheck.rules import chosen
from tqcheck.segment import segments
from tqcheck.sense import table

RULES = chosen(["wrong-sense"])
RESAMPLES = 1000
#: Checked at a time.
TEXTS = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one gold row."""

    word: str
    found: bool
    suggested: bool
    false: bool


def findings(
    rows: Sequence[tuple[str, str | None]], engine: Engine | str, pair: str, *, one: bool
) -> list[list[Finding]]:
    """The findings in each text; it is one segment with its source, or is split into sentences.

    Their spans are within the text. Many texts are checked at a time, as if one document.
    """
    source_language, language = pair.split("-")
    guess = LanguageGuess(source_language, 1.0, ("given",))
    found: list[list[Finding]] = []
    for first in range(0, len(rows), TEXTS):
        some = rows[first : first + TEXTS]
        starts: list[int] = []
        parts: list[Segment] = []
        place = 0
        for text, source in some:
            starts.append(place)
            split = segments(text, load_pack(language))
            if one:
                span = Span(0, len(text))
                split = (replace(split[0], text=text, source=source, span=span),)
            for part in split:
                start, end = part.span.start + place, part.span.end + place
                moved = replace(part.span, start=start, end=end)
                parts.append(replace(part, id=str(len(parts)), span=moved))
            place += len(text) + 1
        document = Document(
            "gold",
            "\n".join(text for text, _ in some),
            language=language,
            source_language=guess,
            segments=tuple(parts),
        )
        result = check(document, rules=RULES, engine_for=lambda *_: engine, gate=Gate())
        own: list[list[Finding]] = [[] for _ in some]
        for finding in result.findings:
            number = bisect(starts, finding.span.start) - 1
            start, end = (at - starts[number] for at in (finding.span.start, finding.span.end))
            own[number].append(replace(finding, span=replace(finding.span, start=start, end=end)))
        found += own
    return found


def judged(
    rows: Sequence[dict[str, str]], engine: Engine | str, pair: str, *, with_source: bool
) -> list[Verdict]:
    """The rows, checked."""
    of_wrong, of_right = (
        findings(
            [(row[side], row["source"] if with_source else None) for row in rows],
            engine,
            pair,
            one=True,
        )
        for side in ("wrong", "right")
    )
    verdicts = []
    for row, wrong, rightly in zip(rows, of_wrong, of_right, strict=True):
        start, right = int(row["wrong_start"]), row["right_term"].casefold()
        hits = [f for f in wrong if f.span.start < int(row["wrong_end"]) and start < f.span.end]
        end = start + len(row["right_term"])
        false = any(f.span.start < end and start < f.span.end for f in rightly)
        suggested = any(
            s.casefold().split()[-1:] == right.split()[-1:] for f in hits for s in f.suggestions
        )
        verdicts.append(Verdict(row["word"], bool(hits), suggested, false))
    return verdicts


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
    senses = table.load(*options.pair.split("-"))
    model = models.default(*options.pair.split("-"))
    if model is not None and senses is not None and senses.by_model:
        engine = models.load(model)
    rows = [json.loads(line) for line in options.gold.read_text("utf-8").splitlines()]
    print("| | words | rows | found | false | right suggestion |\n|---|---|---|---|---|---|")
    for name, with_source in (("target only", False), ("with source", True)):
        verdicts = judged(rows, engine, options.pair, with_source=with_source)
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
            given = [(text, source if with_source else None) for source, text in pairs]
            raised = sum(map(len, findings(given, engine, options.pair, one=with_source)))
            print(
                f"{path.name}, {name}: {raised} findings in {words_in_all:,} words of human "
                f"English, {1000 * raised / words_in_all:.2f} per 1,000",
                flush=True,
            )


if __name__ == "__main__":
    main()
