"""Linear judgments from hashed word and character n-grams: quick, small, hard to beat.

Features are word 1- and 2-grams and 2- to 4-grams of characters within words, hashed into
`BUCKETS` buckets; each block is weighted (1 + ln tf) * idf and brought to length 1. Weights are
fitted by models/recipes/quality_head.py and stored in `ngrams.npz`.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from tqcheck.errors import ModelError

BUCKETS = 1 << 17


def words(text: str) -> Iterator[str]:
    """Word 1- and 2-grams, split at white space, case kept."""
    found = text.split()
    yield from found
    for first, second in itertools.pairwise(found):
        yield f"{first} {second}"


def characters(text: str) -> Iterator[str]:
    """2- to 4-grams of each word with a space on both sides."""
    for word in text.split():
        padded = f" {word} "
        for length in (2, 3, 4):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


def counts(text: str) -> tuple[Counter[int], Counter[int]]:
    """How often each bucket is hit, words and characters apart."""
    return (
        Counter(crc32(b"w" + gram.encode()) % BUCKETS for gram in words(text)),
        Counter(crc32(b"c" + gram.encode()) % BUCKETS for gram in characters(text)),
    )


def features(text: str, idf: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bucket numbers and values of a text; a bucket may come twice, once a block."""
    numbers: list[int] = []
    values: list[np.ndarray] = []
    for block in counts(text):
        if not block:
            continue
        keys = list(block)
        tf = np.array([1 + math.log(block[key]) for key in keys], dtype=np.float32)
        value = tf * idf[keys]
        values.append(value / max(float(np.linalg.norm(value)), 1e-9))
        numbers += keys
    if not numbers:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    return np.array(numbers), np.concatenate(values)


class Ngrams:
    """The fitted weights of one language.

    Raises:
        ModelError: the file is not such weights.
    """

    def __init__(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as stored:
                self._idf = stored["idf"].astype(np.float32)
                self.outputs: list[str] = [str(name) for name in stored["outputs"]]
                self._weights = stored["weights"].astype(np.float32)
                self._bias = stored["bias"].astype(np.float32)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{path}: not n-gram weights: {error}") from error

    def judge(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Each output by name for n texts, in order."""
        found = []
        for text in texts:
            keys, values = features(text, self._idf)
            answer = self._weights[:, keys] @ values + self._bias
            found.append(dict(zip(self.outputs, map(float, answer), strict=True)))
        return found
