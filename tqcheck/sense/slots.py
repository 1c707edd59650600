"""The slot model: how likely each word of the sense tables is where one was taken out of a text.

The first layers of a translation model's encoder read the text with `<unk>` in the place of the
word; trained by `models/recipes/slots.py`, run by CTranslate2 in int8. Unlike the context model it
reads the order of the words; unlike a translation model it sees both sides of the word.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from tqcheck.engines.ct2 import cores
from tqcheck.engines.marian import MarianTokens
from tqcheck.errors import ModelError

FIRST, SLOT, END = ">>fra<<", "<unk>", "</s>"
# The article before a slot does not tell what begins the word.
ARTICLES = {"▁an": "▁a", "▁An": "▁A"}
# Pieces on each side of a slot at most, as in training.
REACH = 58
BATCH_TOKENS = 512


@dataclass(frozen=True, slots=True, eq=False)
class SlotModel:
    """A vocabulary of words with a vector, its scale and a bias each, and the encoder."""

    words: dict[str, int]
    vectors: np.ndarray
    scale: np.ndarray
    bias: np.ndarray
    tokens: MarianTokens
    ids: dict[str, int]
    encoder: Any

    def fit(self, asked: Sequence[tuple[str, int, int]]) -> list[np.ndarray | None]:
        """How likely each word is in the place of code points `start` to `end` of a text.

        Log-probabilities by number in `words`, in nats; None where the place cuts a piece of text
        that the model takes as one.
        """
        split: dict[str, tuple[list[str], list[tuple[int, int]]]] = {}
        for text, _, _ in asked:
            if text not in split:
                split[text] = (self.tokens.encode_target(text), self.tokens.target_spans(text))
        rows = {
            number: row
            for number, (text, start, end) in enumerate(asked)
            if (row := self._row(*split[text], start, end))
        }
        order = sorted(rows, key=lambda number: len(rows[number][0]))
        found: list[np.ndarray | None] = [None] * len(asked)
        batch: list[int] = []
        for number in order:
            if batch and (len(batch) + 1) * len(rows[number][0]) > BATCH_TOKENS:
                self._run(batch, rows, found)
                batch = []
            batch.append(number)
        if batch:
            self._run(batch, rows, found)
        return found

    def _row(
        self, pieces: Sequence[str], spans: Sequence[tuple[int, int]], start: int, end: int
    ) -> tuple[list[int], int] | None:
        """The ids of a text with its slot, and the slot's place among them."""
        first = next((n for n, (begins, _) in enumerate(spans) if begins == start), None)
        last = next((n + 1 for n, (_, ends) in enumerate(spans) if ends == end), None)
        if first is None or last is None or last <= first:
            return None
        before, after = list(pieces[max(0, first - REACH) : first]), pieces[last : last + REACH]
        if before:
            before[-1] = ARTICLES.get(before[-1], before[-1])
        unknown = self.ids[SLOT]
        ids = [self.ids.get(piece, unknown) for piece in (FIRST, *before, SLOT, *after, END)]
        return ids, 1 + len(before)

    def _run(
        self,
        batch: Sequence[int],
        rows: dict[int, tuple[list[int], int]],
        found: list[np.ndarray | None],
    ) -> None:
        """Fill in the answers of a batch."""
        import ctranslate2

        lengths = np.array([len(rows[number][0]) for number in batch], dtype=np.int32)
        ids = np.zeros((len(batch), int(lengths.max())), dtype=np.int32)
        for row, number in enumerate(batch):
            ids[row, : lengths[row]] = rows[number][0]
        view = ctranslate2.StorageView.from_array
        output = self.encoder.forward_batch(view(ids), view(lengths))
        states = np.array(output.last_hidden_state, dtype=np.float32)
        here = states[np.arange(len(batch)), [rows[number][1] for number in batch]]
        logits = here @ self.vectors.T * self.scale + self.bias
        highest = logits.max(axis=1, keepdims=True)
        logits -= highest + np.log(np.exp(logits - highest).sum(axis=1, keepdims=True))
        for number, answer in zip(batch, logits, strict=True):
            found[number] = answer


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
    import ctranslate2

    try:
        with np.load(folder / "answers.npz", allow_pickle=False) as content:
            words = str(content["words"]).split("\n")
            vectors = content["vectors"].astype(np.float32)
            scale, bias = content["scale"], content["bias"]
        pieces = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        encoder = ctranslate2.Encoder(str(folder), compute_type="int8", intra_threads=cores())
        tokens = MarianTokens(folder)
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise ModelError(f"{folder}: the slot model cannot be loaded: {error}") from error
    numbers = {word: number for number, word in enumerate(words)}
    ids = {piece: number for number, piece in enumerate(pieces)}
    return SlotModel(numbers, vectors, scale, bias, tokens, ids, encoder)
