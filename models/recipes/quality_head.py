"""Make tqcheck/metrics/heads/LANGUAGE from a fine-tuned encoder, and fit the head on MLQE-PE dev.

`convert` writes the encoder as int8 with the vocabulary that English needs; `fit` reads dev
only (train fitted the encoder, test20 only measures) and adds to head.json how the outputs
make a score, its percentiles, and what a token's logit means.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from quality_encoder import (
    MACHINE_SETS,
    MACHINE_SYSTEM,
    OUTPUTS,
    PAIRS,
    authors,
    rows,
    save_encoder,
)
from quality_ngrams import LOGISTIC, lines, matrix
from scipy.optimize import minimize
from scipy.stats import rankdata
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from tqcheck.engines.marian import MarianTokens
from tqcheck.evaluation import Row, chances, matthews, read
from tqcheck.metrics.encoder import Encoder, Judged
from tqcheck.metrics.ngrams import Ngrams
from tqcheck.metrics.quality import raw, words_of
from tqcheck.metrics.signals import of_text
from tqcheck.models import file_facts

FIRST = ">>fra<<"
#: What the score is made of; the other outputs added nothing on dev.
STACKED = ("encoder.z", "ngrams.z")
KNOTS = 25
#: Share of the fitted slope over a document that is kept: other systems, years and papers than the
#: held-out set's are told less surely.
CAUTION = 0.5
#: Share of the words shown as suspicious that annotators marked BAD.
PRECISE = 0.7
# Vocabulary entries seen less often than this in the English text are left out.
LEAST = 2


def numbers(tensor: torch.Tensor) -> list:  # type: ignore[type-arg]
    """Nested lists, rounded to what int8 states deserve."""
    return np.round(tensor.float().numpy(), 5).tolist()


def convert(checkpoint: Path, start: Path, english: Path, out: Path) -> None:
    """Write model.bin, vocabulary.json, source.spm and the weights of head.json."""
    saved = torch.load(checkpoint, weights_only=True)
    shape, state = saved["shape"], saved["state"]
    tokens = MarianTokens(start)
    counts: dict[str, int] = {}
    with english.open(encoding="utf-8") as texts:
        for text in texts:
            for piece in tokens.encode_target(text.strip()):
                counts[piece] = counts.get(piece, 0) + 1
    always = {"</s>", "<unk>", FIRST}
    kept = [
        (name, i)
        for name, i in sorted(tokens.vocabulary.items(), key=lambda p: p[1])
        if name in always or name.startswith("<0x") or counts.get(name, 0) >= LEAST
    ]
    save_encoder(state, shape, kept, start, out)
    head = {
        "name": "quality-en",
        "version": "1",
        "first": FIRST,
        "outputs": list(OUTPUTS),
        "weights": {
            "pool": numbers(state["pool.weight"][0]),
            "sentence": numbers(state["sentence.weight"]),
            "sentence_bias": numbers(state["sentence.bias"]),
            "token": numbers(state["token.weight"][0]),
            "token_bias": numbers(state["token.bias"])[0],
        },
    }
    (out / "head.json").write_text(json.dumps(head) + "\n", encoding="utf-8")
    print(len(kept), "vocabulary entries", (out / "model.bin").stat().st_size, "bytes")


def answers(folder: Path, texts: list[str]) -> list[dict[str, float]]:
    """Both judges' outputs under the names that the head uses, one a text."""
    encoder, ngrams = Encoder(folder, threads=1), Ngrams(folder / "ngrams.npz")
    return [
        {f"encoder.{k}": v for k, v in judged.outputs.items()}
        | {f"ngrams.{k}": v for k, v in linear.items()}
        for judged, linear in zip(encoder.judge(texts), ngrams.judge(texts), strict=True)
    ]


def stack(
    found: dict[str, list[dict[str, float]]], human: dict[str, np.ndarray]
) -> dict[str, float]:
    """Least-squares weights of STACKED on the judgments, each pair centred and scaled."""
    x, y = [], []
    for pair, rows_ in found.items():
        own = np.array([[row[name] for name in STACKED] for row in rows_])
        x.append(own - own.mean(axis=0))
        y.append((human[pair] - human[pair].mean()) / human[pair].std())
    weights, *_ = np.linalg.lstsq(np.concatenate(x), np.concatenate(y), rcond=None)
    return dict(zip(STACKED, map(float, np.round(weights, 4)), strict=True))


def calibration(raw: np.ndarray, human: np.ndarray) -> dict[str, list[float]]:
    """Knots of the isotonic mean of human percentiles over raw values."""
    percentiles = 100 * rankdata(human) / len(human)
    fit = IsotonicRegression(out_of_bounds="clip").fit(raw, percentiles)
    groups = np.array_split(np.sort(raw), KNOTS)
    knots = [float(group.mean()) for group in groups]
    means = [float(fit.predict(group).mean()) for group in groups]
    return {"raw": np.round(knots, 4).tolist(), "percentile": np.round(means, 2).tolist()}


def line(logits: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Slope and offset that turn logits into probabilities of the label."""
    fit = LogisticRegression(C=1e6).fit(logits[:, None], labels)
    return {"slope": round(float(fit.coef_[0, 0]), 4), "offset": round(float(fit.intercept_[0]), 4)}


def machine(folder: Path, table: Path) -> tuple[dict[str, float], dict[str, float]]:
    """What a machine logit means, of a segment and over a document.

    From lines of a set that a second fit has not seen.
    """
    *seen, held = MACHINE_SETS
    with np.load(folder / "ngrams.npz") as stored:
        idf = stored["idf"]
    x, y = lines(authors(table, seen, [MACHINE_SYSTEM]))
    other = LogisticRegression(C=LOGISTIC, solver="liblinear").fit(matrix(x, idf), y)
    x, y = lines(authors(table, [held], [MACHINE_SYSTEM]))
    logits = other.decision_function(matrix(x, idf))
    segment = line(logits, np.array(y))
    human = -(segment["slope"] * logits + segment["offset"])
    words = np.array([of_text(text)["words"] for text in x])
    return segment, document(human.reshape(-1, 2), words.reshape(-1, 2))


def document(human: np.ndarray, words: np.ndarray) -> dict[str, float]:
    """Slope and prior words that make the segments' mean log-odds those of a document.

    Both are `[lines, 2]`, the machine's and the human's. The likeliest pair over runs of 1, 2,
    5, 10, 20 and 40 consecutive lines, every length of run weighing the same.
    """
    runs = []
    for length in (1, 2, 5, 10, 20, 40):
        whole = len(human) // length * length
        for column, sign in ((0, -1.0), (1, 1.0)):
            own = words[:whole, column].reshape(-1, length)
            sums = (human[:whole, column].reshape(-1, length) * own).sum(axis=1)
            runs += [(sign * a, b, length) for a, b in zip(sums, own.sum(axis=1), strict=True)]
    sums, sizes, weights = np.array(runs).T

    def loss(both: np.ndarray) -> float:
        slope, prior = np.exp(both)
        return float(np.average(np.logaddexp(0, -slope * sums / (sizes + prior)), weights=weights))

    slope, prior = np.exp(minimize(loss, [2.0, 5.0], method="Nelder-Mead").x)
    return {"slope": round(float(CAUTION * slope), 3), "prior_words": round(float(prior), 1)}


def bad(judged: dict[str, list[Judged]], found: dict[str, list[Row]]) -> dict[str, float]:
    """What a token's BAD logit means, the probability that parts BAD from OK best, and `shown`.

    Best is the highest mean over pairs of Matthews' correlation: shares of BAD differ. From
    `shown` on, a word is shown to readers: the least where mean precision is PRECISE.
    """
    own: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for pair, rows_ in found.items():
        logits, labels = [], []
        for answer, row in zip(judged[pair], rows_, strict=True):
            words = words_of(answer.bad, answer.spans, row.text, {"slope": 1, "offset": 0})
            values, tags = chances(words, row.bad or ())
            logits += [np.log(p / (1 - p)) for p in values]
            labels += tags
        own[pair] = np.array(logits), np.array(labels)
    fit = line(*(np.concatenate(side) for side in zip(*own.values(), strict=True)))
    sides = {
        pair: (1 / (1 + np.exp(-(fit["slope"] * x + fit["offset"]))), y)
        for pair, (x, y) in own.items()
    }
    grid = np.linspace(0.1, 0.9, 81)
    means = [np.mean([matthews(y, chance >= t) for chance, y in sides.values()]) for t in grid]
    print("word MCC on dev", round(float(max(means)), 3))
    right = [np.mean([y[chance >= t].mean() for chance, y in sides.values()]) for t in grid]
    shown = next(t for t, share in zip(grid, right, strict=True) if share >= PRECISE)
    return fit | {
        "threshold": round(float(grid[int(np.argmax(means))]), 4),
        "shown": round(float(shown), 4),
    }


def fit(folder: Path, gold: Path, table: Path) -> None:
    """Add to head.json how the outputs make a score, what they mean, and the files' sha256."""
    head = json.loads((folder / "head.json").read_text("utf-8"))
    names = [p.name for p in sorted(folder.iterdir()) if p.name != "head.json"]
    head["files"] = {name: file_facts(folder / name)["sha256"] for name in names}
    (folder / "head.json").write_text(json.dumps(head) + "\n", encoding="utf-8")
    dev = {pair: rows(gold / f"{pair}.dev.jsonl") for pair in PAIRS}
    found = {pair: answers(folder, [r["translation"] for r in dev[pair]]) for pair in PAIRS}
    human = {pair: np.array([r["da_mean"] for r in dev[pair]]) for pair in PAIRS}
    head["stack"] = stack(found, human)
    sums = np.array([raw(row, head) for pair in PAIRS for row in found[pair]])
    head["calibration"] = calibration(sums, np.concatenate([human[pair] for pair in PAIRS]))
    head["machine"], head["document"] = machine(folder, table)
    gold_rows = {pair: list(read(gold / f"{pair}.dev.jsonl").rows) for pair in PAIRS}
    encoder = Encoder(folder, threads=1)
    judged = {p: encoder.judge([row.text for row in found]) for p, found in gold_rows.items()}
    head["bad"] = bad(judged, gold_rows)
    (folder / "head.json").write_text(json.dumps(head) + "\n", encoding="utf-8")
    for name in ("stack", "calibration", "machine", "document", "bad"):
        print(name, head[name])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    first = steps.add_parser("convert")
    for name in ("checkpoint", "start", "english", "out"):
        first.add_argument(name, type=Path)
    second = steps.add_parser("fit")
    for name in ("folder", "gold", "authors"):
        second.add_argument(name, type=Path)
    arguments = parser.parse_args()
    if arguments.step == "convert":
        convert(arguments.checkpoint, arguments.start, arguments.english, arguments.out)
    else:
        fit(arguments.folder, arguments.gold, arguments.authors)


if __name__ == "__main__":
    main()
