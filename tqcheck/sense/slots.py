"""The slot model: how likely each word of the sense tables is where one was taken out of a text.

A BERT reads the text with `[MASK]` in the place of the word; trained by `models/recipes/slots.py`,
run by CTranslate2 in int8. Unlike the context model it reads the order of the words; unlike a
translation model it sees both sides of the word.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from tqcheck.engines.states import States
from tqcheck.engines.wordpiece import FIRST, LAST, MASK, UNKNOWN, tokenizer
from tqcheck.errors import ModelError

# The article before a slot does not tell what begins the word.
ARTICLES = {"an": "a"}
# Pieces on each side of a slot at most, as in training.
REACH = 58


@dataclass(frozen=True, slots=True)
class Slot:
    """Code points `start` to `end` of a text, and words that might stand there."""

    text: str
    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SlotModel:
    """Words with a vector, its scale and a bias each, and the encoder with its tokenizer.

    `usual` holds, for a word and a rival by their numbers, what `usual_gain` answers; at (-1, -1)
    the same of all pairs together.
    """

    words: dict[str, int]
    vectors: np.ndarray
    scale: np.ndarray
    bias: np.ndarray
    tokenizer: Any
    encoder: States
    usual: dict[tuple[int, int], tuple[float, float]]

    def usual_gain(self, word: str, rival: str) -> tuple[float, float]:
        """How much likelier the rival is in the places of the word: mean and spread, in nats."""
        pair = (self.words.get(word, -1), self.words.get(rival, -1))
        return self.usual.get(pair) or self.usual[-1, -1]

    def fit(self, slots: Sequence[Slot]) -> list[dict[str, float]]:
        """How likely the words of each slot are in it: log-probabilities in nats.

        Words that the model does not know are left out; so are all where the slot cuts a piece.
        """
        split = {text: self.tokenizer.encode(text) for text in dict.fromkeys(s.text for s in slots)}
        rows = {n: row for n, slot in enumerate(slots) if (row := _row(split[slot.text], slot))}
        asked = list(rows)
        found: list[dict[str, float]] = [{} for _ in slots]
        for place, states in self.encoder.of([rows[number][0] for number in asked]):
            number = asked[place]
            logits = states[rows[number][1]] @ self.vectors.T * self.scale + self.bias
            logits -= logits.max()
            whole = np.log(np.exp(logits).sum())
            found[number] = {
                word: float(logits[self.words[word]] - whole)
                for word in slots[number].words
                if word in self.words
            }
        return found


def _row(encoded: Any, slot: Slot) -> tuple[list[str], int] | None:
    """The pieces of a text with its slot, and the slot's place; None where it cuts a piece."""
    pieces, spans = encoded.tokens, encoded.offsets
    first = next((n for n, (start, _) in enumerate(spans) if start == slot.start), None)
    last = next((n for n in range(len(spans), 0, -1) if spans[n - 1][1] == slot.end), None)
    if first is None or last is None:
        return None
    before = pieces[max(0, first - REACH) : first]
    if before:
        before[-1] = ARTICLES.get(before[-1], before[-1])
    return [FIRST, *before, MASK, *pieces[last : last + REACH], LAST], 1 + len(before)


@cache
def load(language: str) -> SlotModel | None:
    """The slot model of a language, None when there is none.

    Raises:
        ModelError: its files cannot be read.
    """
    entry = files("tqcheck.lang") / "senses" / language
    return read(Path(str(entry))) if entry.is_dir() else None


def read(folder: Path) -> SlotModel:
    """The slot model in a folder of `models/recipes/slots.py`.

    Raises:
        ModelError: its files cannot be read.
    """
    try:
        with np.load(folder / "answers.npz", allow_pickle=False) as content:
            words = str(content["words"]).split("\n")
            vectors = content["vectors"].astype(np.float32)
            scale, bias = content["scale"], content["bias"]
        with np.load(folder / "usual.npz", allow_pickle=False) as content:
            pairs, gains = content["pairs"].tolist(), content["gains"].astype(float).tolist()
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{folder}: the slot model cannot be loaded: {error}") from error
    numbers = {word: number for number, word in enumerate(words)}
    usual = {(word, rival): (m, s) for (word, rival), (m, s) in zip(pairs, gains, strict=True)}
    encoder = States(folder, unknown=UNKNOWN)
    return SlotModel(numbers, vectors, scale, bias, tokenizer(encoder.pieces), encoder, usual)
