"""Fit the weights of the sense check (tqcheck/sense/weights.py) on parallel and English text.

    python fit_senses.py DATA --gold GOLD.jsonl --lines lines.txt    writes the lines to leave out
    python context.py ...; python neighbours.py ... --leave-out lines.txt
    python fit_senses.py DATA --gold GOLD.jsonl      prints the weights, without and with slots

An example is a sentence of DATA/train whose source holds a word of the table and whose English
one of its translations: right as it stands, wrong with another sense's word in its place. Words
of GOLD, the contrasts that measure, give no examples. An example counts by the root of how often
its source word is met in aligned text, since a word is mistaken where it stands; English lines of
DATA/mono, of which no word is wrong, count once.

Prints recall at fixed false alarms, each word judged by weights fitted on other words (ten folds).
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from clean import read_pairs
from sklearn.linear_model import LogisticRegression

from tqcheck.sense import context, slots, table
from tqcheck.sense.context import ContextModel
from tqcheck.sense.contrast import Contrast, contrasts, in_slots, source_words
from tqcheck.sense.table import Table
from tqcheck.sense.weights import FEATURES, SLOT_FEATURES

SETS = ("wmtnews0812", "canada", "privacyguides", "debian", "tatoeba")
#: Examples of one source word, so that no word rules; news first.
EXAMPLES = 14
NEWS = 10
ENOUGH = 40
MONO = (("wmtnews", 20_000), ("digitalgov", 2000))
CHARS = range(30, 260)
FOLDS = 10
SEED = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A true pair with one word of the target at `start`, a translation of `word`."""

    word: str
    source: str
    target: str
    start: int
    news: bool


def examples(data: Path, pair: str, senses: Table, left_out: set[str]) -> list[Example]:
    """At most EXAMPLES of each source word, none of the words left out."""
    model = context.load(pair.split("-")[1])
    assert model is not None
    chance = random.Random(SEED)
    found: dict[str, list[Example]] = defaultdict(list)
    for name in SETS:
        rows = list(read_pairs(data / "train" / f"{name}.{pair}.tsv.xz"))
        chance.shuffle(rows)
        for source, target in rows:
            words = source_words(source, senses) - left_out
            words = {word for word in words if len(found[word]) < ENOUGH}
            if not words or len(target) not in CHARS:
                continue
            for contrast in contrasts(
                target, senses, model, language=pair.split("-")[1], pivots=words
            ):
                listed = found[contrast.pivot]
                if not listed or listed[-1].target != target:
                    news = name in ("wmtnews0812", "canada")
                    listed.append(Example(contrast.pivot, source, target, contrast.start, news))
    kept = []
    for word in sorted(found):
        news = [e for e in found[word] if e.news][:NEWS]
        kept += (news + [e for e in found[word] if not e.news])[:EXAMPLES]
    return kept


def english(data: Path) -> list[str]:
    """Lines of English that people wrote."""
    chance = random.Random(SEED)
    found = []
    for name, count in MONO:
        with lzma.open(data / "mono" / f"{name}.en.txt.xz", "rt", encoding="utf-8") as lines:
            text = [line.strip() for line in lines]
        found += chance.sample(text[:-2000], count)
    return found


def right_and_wrong(
    example: Example, senses: Table, model: ContextModel, language: str, chance: random.Random
) -> Iterator[tuple[str, Contrast, bool]]:
    """Contrasts of an example as it stands, and one of it with a rival's word: (text, _, wrong)."""
    here = [
        c
        for c in contrasts(example.target, senses, model, language=language, pivots={example.word})
        if c.start == example.start
    ]
    for contrast in here:
        yield example.target, contrast, False
    if not here:
        return
    swap = chance.choice(here)
    text = example.target[: swap.cut] + swap.put + example.target[swap.end :]
    right = example.target[swap.start : swap.end].casefold()
    for contrast in contrasts(text, senses, model, language=language, pivots={example.word}):
        overlaps = contrast.start < swap.cut + len(swap.put) and swap.cut < contrast.end
        if overlaps and contrast.form.casefold() == right:
            yield text, contrast, True


def fitted(x: np.ndarray, y: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias by logistic regression on scaled features, a row counted so many times."""
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    fit = LogisticRegression(max_iter=3000).fit((x - mean) / scale, y, sample_weight=times)
    weights = fit.coef_[0] / scale
    return weights, float(fit.intercept_[0] - weights @ mean)


def report(
    name: str,
    x: np.ndarray,
    y: np.ndarray,
    times: np.ndarray,
    examples: np.ndarray,
    words: list[str],
) -> None:
    """Print recall over examples of words that were not fitted on, and the weights."""
    numbers = {word: n % FOLDS for n, word in enumerate(sorted(set(words)))}
    fold = np.array([numbers[word] for word in words])
    odds = np.zeros(len(y))
    for n in range(FOLDS):
        weights, bias = fitted(x[fold != n], y[fold != n], times[fold != n])
        odds[fold == n] = x[fold == n] @ weights + bias
    wrong, right = odds[examples & (y == 1)], odds[examples & (y == 0)]
    for share in (0.05, 0.02, 0.01, 0.005):
        least = np.quantile(right, 1 - share)
        print(f"{name}: at {share:.1%} false, from {least:.2f}, finds {(wrong > least).mean():.1%}")
    weights, bias = fitted(x, y, times)
    print(f"{name} = Weights(({', '.join(f'{w:.3f}' for w in weights)}), {bias:.3f})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--pair", default="fr-en")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--lines", type=Path, help="write the lines used, and stop")
    options = parser.parse_args()

    source, target = options.pair.split("-")
    senses, model = table.load(source, target), context.load(target)
    if senses is None or model is None:
        raise SystemExit(f"{options.pair}: no senses or no context model")
    gold = [json.loads(line) for line in options.gold.read_text("utf-8").splitlines()]
    left_out = {senses.fold(row["word"]) or row["word"] for row in gold}
    listed, plain = examples(options.data, options.pair, senses, left_out), english(options.data)
    if options.lines:
        lines = [e.target for e in listed] + [row["right"] for row in gold]
        options.lines.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(listed):,} examples of {len({e.word for e in listed})} words")
        return
    chance = random.Random(SEED)
    rows = [
        (e, *found) for e in listed for found in right_and_wrong(e, senses, model, target, chance)
    ]
    plain_rows = [(t, c) for t in plain for c in contrasts(t, senses, model, language=target)]
    words = np.array([e.word for e, *_ in rows] + [c.pivot for _, c in plain_rows])
    wrong = np.array([w for *_, w in rows] + [False] * len(plain_rows), dtype=float)
    print(
        f"{len(rows):,} contrasts of {len({e.word for e, *_ in rows})} words, "
        f"{wrong[: len(rows)].mean():.0%} wrong; {len(plain_rows):,} of English text"
    )
    found = [(text, c) for _, text, c, _ in rows] + plain_rows
    fits = in_slots(found, slots.load(target))
    example = np.arange(len(found)) < len(rows)
    met = np.array([sum(senses.counts.get(word, {}).values()) for word in words]) ** 0.5
    times = np.where(example, met / met[example].mean(), 1.0)
    for name, slot in (("WITHOUT_SLOT", False), ("WITH_SLOT", True)):
        kept = [n for n in range(len(found)) if fits[n] or not slot]
        x = np.array([(*found[n][1].features, *(fits[n] if slot else ())) for n in kept])
        assert x.shape[1] == len(FEATURES) + slot * len(SLOT_FEATURES)
        report(name, x, wrong[kept], times[kept], example[kept], words[kept].tolist())


if __name__ == "__main__":
    main()
