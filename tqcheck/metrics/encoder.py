"""A small encoder that judges text in one language without its source.

The first layers of a translation model's encoder, fine-tuned on human judgments
(models/recipes/quality_encoder.py), run by CTranslate2 in int8; the outputs on top are a few
thousand numbers in `head.json`, applied with numpy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tqcheck.errors import ModelError
from tqcheck.models import file_facts

HEADS = Path(__file__).parent / "heads"
# The encoder was fitted on texts of at most so many tokens; longer ones are judged in parts.
MAX_TOKENS = 118
BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Judged:
    """What the encoder says of one text.

    `outputs` are the head's raw outputs by name (`percentile`, `z`, `hter`, `machine`), means
    over the parts of a long text. `bad` is the logit of BAD of each token and `spans` the
    token's code points in the text.
    """

    outputs: dict[str, float]
    bad: tuple[float, ...]
    spans: tuple[tuple[int, int], ...]


class Encoder:
    """The encoder of one language, loaded.

    Args:
        folder: holds `model.bin`, `vocabulary.json`, `source.spm` and `head.json`, which
            lists the sha256 of each file.
        threads: processor threads, 0 for one a core.

    Raises:
        ModelError: the folder is not one of these.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        import os

        import ctranslate2

        from tqcheck.engines.marian import MarianTokens

        try:
            self.head: dict[str, Any] = json.loads((folder / "head.json").read_text("utf-8"))
            _verify(folder, self.head["files"])
            self._tokens = MarianTokens(folder)
            self._model = ctranslate2.Encoder(
                str(folder), compute_type="int8", intra_threads=threads or os.cpu_count() or 1
            )
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise ModelError(f"{folder}: the quality encoder cannot be loaded: {error}") from error
        self._view = ctranslate2.StorageView.from_array
        vocabulary = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        self._ids = {token: i for i, token in enumerate(vocabulary)}
        self._weights = {k: np.array(v, dtype=np.float32) for k, v in self.head["weights"].items()}
        # The head lists the hashes of the other files, so its own stands for all of them.
        head = file_facts(folder / "head.json")
        self.signature = (
            f"{self.head['name']}@{self.head['version']}-{head['sha256'][:8]}"
            f"|ct2:{ctranslate2.__version__}|int8"
        )

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """What the encoder says of n texts, in order."""
        pieces = [self._tokens.encode_target(text) for text in texts]
        parts = [
            (number, own[start : start + MAX_TOKENS])
            for number, own in enumerate(pieces)
            for start in range(0, max(len(own), 1), MAX_TOKENS)
        ]
        answers: list[tuple[np.ndarray, np.ndarray] | None] = [None] * len(parts)
        order = sorted(range(len(parts)), key=lambda i: len(parts[i][1]))
        batch: list[int] = []
        for place in order:
            if batch and (len(batch) + 1) * (len(parts[place][1]) + 2) > BATCH_TOKENS:
                self._run(batch, parts, answers)
                batch = []
            batch.append(place)
        if batch:
            self._run(batch, parts, answers)
        found: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {}
        for (number, _), answer in zip(parts, answers, strict=True):
            if answer is not None:
                found.setdefault(number, []).append(answer)
        return [self._joined(found[n], text, len(pieces[n])) for n, text in enumerate(texts)]

    def _run(
        self,
        batch: list[int],
        parts: list[tuple[int, list[str]]],
        answers: list[tuple[np.ndarray, np.ndarray] | None],
    ) -> None:
        """Fill in the answers of one batch: sentence outputs and token logits."""
        unknown = self._ids["<unk>"]
        rows = [
            [self._ids.get(t, unknown) for t in (self.head["first"], *parts[i][1], "</s>")]
            for i in batch
        ]
        lengths = np.array([len(row) for row in rows], dtype=np.int32)
        ids = np.zeros((len(rows), int(lengths.max())), dtype=np.int32)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
        output = self._model.forward_batch(self._view(ids), self._view(lengths))
        states = np.array(output.last_hidden_state, dtype=np.float32)
        w = self._weights
        for place, i in enumerate(batch):
            x = states[place, : lengths[place]]
            attention = x @ w["pool"]
            attention = np.exp(attention - attention.max())
            pooled = np.concatenate([attention @ x / attention.sum(), x.mean(axis=0), x[0]])
            answers[i] = (
                w["sentence"] @ pooled + w["sentence_bias"],
                x[1:-1] @ w["token"] + w["token_bias"],
            )

    def _joined(
        self, answers: list[tuple[np.ndarray, np.ndarray]], text: str, count: int
    ) -> Judged:
        bad = np.concatenate([logits for _, logits in answers])[:count]
        shares = [max(len(logits), 1) for _, logits in answers]
        mean = np.average([sentence for sentence, _ in answers], axis=0, weights=shares)
        outputs = dict(zip(self.head["outputs"], map(float, mean), strict=True))
        return Judged(outputs, tuple(map(float, bad)), tuple(self._tokens.target_spans(text)))


def _verify(folder: Path, files: Mapping[str, str]) -> None:
    """Raise ModelError unless every file of the head is the one it was fitted with (sha256)."""
    for name, wanted in files.items():
        if file_facts(folder / name)["sha256"] != wanted:
            raise ModelError(f"{folder / name}: damaged: not the file of head.json; reinstall")
