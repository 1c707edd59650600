"""What an encoder makes of the pieces of a text, run in int8.

The quality score and the slot model stand on such states; their own few numbers come on top.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tqcheck.engines.ct2 import cores
from tqcheck.errors import ModelError

# As fast as batches four times as large, with 17 MB less.
BATCH_TOKENS = 512


class States:
    """An encoder, loaded.

    Args:
        folder: holds `model.bin` and `vocabulary.json`, as `save_encoder` or `save` of
            `models/recipes/quality_encoder.py` and `bert.py` write them.
        unknown: the piece that stands for all that the vocabulary lacks.
        threads: processor threads, 0 for one a core.

    Raises:
        ModelError: the folder holds no such encoder.
    """

    def __init__(self, folder: Path, *, unknown: str, threads: int = 0) -> None:
        import ctranslate2

        try:
            self._model: Any = ctranslate2.Encoder(
                str(folder), compute_type="int8", intra_threads=threads or cores()
            )
            self.pieces: list[str] = json.loads((folder / "vocabulary.json").read_text("utf-8"))
            self._ids = {piece: number for number, piece in enumerate(self.pieces)}
            self._unknown = self._ids[unknown]
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise ModelError(f"{folder}: the encoder cannot be loaded: {error}") from error
        self._view = ctranslate2.StorageView.from_array

    def of(self, rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, np.ndarray]]:
        """The number of each row of pieces with its states `[pieces, width]`, short rows first."""
        batch: list[int] = []
        for number in sorted(range(len(rows)), key=lambda number: len(rows[number])):
            if batch and (len(batch) + 1) * len(rows[number]) > BATCH_TOKENS:
                yield from self._run(batch, rows)
                batch = []
            batch.append(number)
        if batch:
            yield from self._run(batch, rows)

    def _run(
        self, batch: Sequence[int], rows: Sequence[Sequence[str]]
    ) -> Iterator[tuple[int, np.ndarray]]:
        lengths = np.array([len(rows[number]) for number in batch], dtype=np.int32)
        ids = np.zeros((len(batch), int(lengths.max())), dtype=np.int32)
        for place, number in enumerate(batch):
            ids[place, : lengths[place]] = [
                self._ids.get(piece, self._unknown) for piece in rows[number]
            ]
        output = self._model.forward_batch(self._view(ids), self._view(lengths))
        states = np.array(output.last_hidden_state, dtype=np.float32)
        for number, length, own in zip(batch, lengths, states, strict=True):
            yield number, own[:length]
