"""Fit what finds missing and added passages; prints the weights of `tqcheck/sense/passages.py`.

    python fit_passages.py pud.jsonl --pair fr-en

The text, by `deletions.py`, is one the translation model has not trained on. Cut on either side it
teaches what a missing and what an added passage look like; as it was, what a translation that
lacks nothing does. First each word's log-odds are fitted, then those of the passages they make.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from tqcheck import models
from tqcheck.engines.engine import Engine
from tqcheck.sense import passages
from tqcheck.sense.passages import Side, candidates, readings, side_of, word_features

# A passage is found if it lies so far within the one that was cut, and covers so much of it.
INSIDE, COVERED = 0.6, 0.3
# On human text, the bound that lets through so many of 1,000 words is printed.
RATES = (0.05, 0.1, 0.2)


class Task(NamedTuple):
    """Sides that may lack nothing (`cut` None) or a passage, in one language and another."""

    language: str
    other: str
    sides: list[Side]
    cut: list[tuple[int, int] | None]


def engine_of(model: str | None, pair: str) -> Engine:
    """A model by its name or folder, or else the embedded one of a pair."""
    return models.load(models.named(model) if model else models.for_direction(*pair.split("-")))


def tasks(path: Path, engine: Engine, pair: str) -> list[Task]:
    """Sources judged for what the target lacks, and targets for what the source lacks."""
    source, target = pair.split("-")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    short = [row for row in rows if "target_cut" in row]
    texts = [row["target"] for row in rows] + [row["target_cut"] for row in short]
    back = dict(zip(texts, engine.translate(texts, source=target, target=source), strict=True))

    def task(missing: bool) -> Task:
        lacked = "source_span" if missing else "target_span"
        sides = [(row["source"], row["target"]) for row in rows]
        sides += [
            (row["source"], row["target_cut"]) if missing else (row["source_cut"], row["target"])
            for row in short
        ]
        return Task(
            source if missing else target,
            target if missing else source,
            [side_of(given, text, back[text], missing=missing) for given, text in sides],
            [*[None] * len(rows), *[tuple(row[lacked]) for row in short]],
        )

    return [task(True), task(False)]


def fitted(features: np.ndarray, wrong: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic regression, for features as they are."""
    mean, scale = features.mean(0), features.std(0)
    model = LogisticRegression(max_iter=5000).fit((features - mean) / scale, wrong)
    weights = model.coef_[0] / scale
    return weights, float(model.intercept_[0] - weights @ mean)


def is_found(start: int, end: int, cut: tuple[int, int] | None) -> bool:
    """Whether code points are those that were cut, more or less."""
    if cut is None:
        return False
    shared = min(end, cut[1]) - max(start, cut[0])
    return shared >= INSIDE * (end - start) and shared >= COVERED * (cut[1] - cut[0])


def written(weights: np.ndarray) -> str:
    return "(" + ", ".join(f"{weight:.3f}" for weight in weights) + ")"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path, help="JSONL of deletions.py")
    parser.add_argument("--model", help="translation model; else the embedded one of the pair")
    parser.add_argument("--pair", default="fr-en")
    arguments = parser.parse_args()

    engine = engine_of(arguments.model, arguments.pair)
    work = tasks(arguments.text, engine, arguments.pair)
    read = [
        readings(task.sides, engine, language=task.language, other_language=task.other)
        for task in work
    ]
    words = [
        (
            word_features(one.given, one.alone),
            [bool(cut) and cut[0] <= s < cut[1] for s, _ in one.spans],
        )
        for task, ones in zip(work, read, strict=True)
        for one, cut in zip(ones, task.cut, strict=True)
    ]
    weights, bias = fitted(
        np.concatenate([features for features, _ in words]),
        np.concatenate([np.array(missing, dtype=bool) for _, missing in words]),
    )
    passages.WORD_WEIGHTS, passages.WORD_BIAS = tuple(weights.tolist()), bias
    print(f"WORD_WEIGHTS, WORD_BIAS = {written(weights)}, {bias:.3f}")

    found = [
        (task, one)
        for task, ones in zip(work, read, strict=True)
        for one in candidates(
            task.sides, ones, engine, language=task.language, other_language=task.other
        )
    ]
    features = np.stack([one.features for _, one in found])
    wrong = np.array([is_found(one.start, one.end, task.cut[one.side]) for task, one in found])
    weights, bias = fitted(features, wrong)
    print(f"PASSAGE_WEIGHTS, PASSAGE_BIAS = {written(weights)}, {bias:.3f}")

    odds = features @ weights + bias
    human: dict[tuple[str, int], float] = {}
    for (task, one), value in zip(found, odds, strict=True):
        if task.cut[one.side] is None:
            key = (task.language, one.side)
            human[key] = max(value, human.get(key, value))
    count = sum(
        len(side.text.split())
        for side, cut in zip(work[1].sides, work[1].cut, strict=True)
        if cut is None
    )
    ranked = sorted(human.values(), reverse=True)
    for rate in RATES:
        print(
            f"{rate} of 1,000 words of the text as it was: {ranked[int(rate * count / 1000)]:.2f}"
        )


if __name__ == "__main__":
    main()
