"""Fit tqcheck/metrics/heads/LANGUAGE/ngrams.npz: ridge on judgments, logistic on machine/human.

The judgments are MLQE-PE train, as in quality_encoder.py; so are the lines of the `machine`
output.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from quality_encoder import MACHINE_SETS, MACHINE_SYSTEM, PAIRS, authors, judgments, rows
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, Ridge

from tqcheck.metrics.ngrams import BUCKETS, Ngrams, counts, features

RIDGE, LOGISTIC = 10.0, 10.0
LEAST_TEXTS = 3


def inverse_frequencies(texts: list[str]) -> np.ndarray:
    """ln((1 + n) / (1 + df)) + 1 of each bucket; 0 for those in fewer than LEAST_TEXTS."""
    frequency = np.zeros(BUCKETS)
    for text in texts:
        for block in counts(text):
            frequency[list(block)] += 1
    idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
    return np.where(frequency >= LEAST_TEXTS, idf, 0.0).astype(np.float16)


def matrix(texts: list[str], idf: np.ndarray) -> csr_matrix:
    """Sparse features, a row a text."""
    found = [features(text, idf.astype(np.float32)) for text in texts]
    ends = np.cumsum([0, *(len(keys) for keys, _ in found)])
    keys, values = (np.concatenate(side) for side in zip(*found, strict=True))
    return csr_matrix((values, keys, ends), shape=(len(texts), BUCKETS))


def lines(written: list[dict[str, str]]) -> tuple[list[str], list[int]]:
    """Texts of lines by machine and human in turn, and 1 for each by the machine, 0 for others."""
    texts = [text for both in written for text in (both[MACHINE_SYSTEM], both["ref"])]
    return texts, [1, 0] * len(written)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="folder of MLQE-PE")
    parser.add_argument("authors", type=Path, help="TSV.xz of machine and human translations")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    judged = [(row["translation"], targets) for row, targets in judgments(arguments.gold)]
    texts, targets = [t for t, _ in judged], np.array([t for _, t in judged])
    written, made = lines(authors(arguments.authors, MACHINE_SETS, [MACHINE_SYSTEM]))
    idf = inverse_frequencies(texts + written)
    x = matrix(texts, idf)
    outputs, weights, bias = [], [], []
    for column, name in enumerate(("percentile", "z", "hter")):
        fit = Ridge(alpha=RIDGE, solver="sparse_cg", max_iter=100, tol=1e-3)
        fit.fit(x, targets[:, column])
        outputs.append(name)
        weights.append(fit.coef_)
        bias.append(fit.intercept_)
    fit = LogisticRegression(C=LOGISTIC, solver="liblinear").fit(matrix(written, idf), made)
    outputs.append("machine")
    weights.append(fit.coef_[0])
    bias.append(fit.intercept_[0])
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        arguments.out / "ngrams.npz",
        idf=idf,
        outputs=np.array(outputs),
        weights=np.array(weights, dtype=np.float16),
        bias=np.array(bias, dtype=np.float32),
    )
    model = Ngrams(arguments.out / "ngrams.npz")
    for pair in PAIRS:
        found = rows(arguments.gold / f"{pair}.dev.jsonl")
        answers = model.judge([row["translation"] for row in found])
        human = [row["da_z"] for row in found]
        own = [np.corrcoef([a[n] for a in answers], human)[0, 1] for n in ("percentile", "z")]
        print(pair, "dev", np.round(own, 3), flush=True)


if __name__ == "__main__":
    main()
