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
        import ctranslate2

        from tqcheck.engines.marian import MarianTokens
        from tqcheck.engines.states import States

        try:
            self.head: dict[str, Any] = json.loads((folder / "head.json").read_text("utf-8"))
            _verify(folder, self.head["files"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{folder}: the quality encoder cannot be loaded: {error}") from error
        self._tokens = MarianTokens(folder)
        self._states = States(folder, unknown="<unk>", threads=threads)
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
            (number, (self.head["first"], *own[start : start + MAX_TOKENS], "</s>"))
            for number, own in enumerate(pieces)
            for start in range(0, max(len(own), 1), MAX_TOKENS)
        ]
        answers = {
            place: self._answer(states)
            for place, states in self._states.of([row for _, row in parts])
        }
        found: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {}
        for place, (number, _) in enumerate(parts):
            found.setdefault(number, []).append(answers[place])
        return [self._joined(found[n], text, len(pieces[n])) for n, text in enumerate(texts)]

    def _answer(self, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sentence outputs and token logits of a part, from its states."""
        w = self._weights
        attention = states @ w["pool"]
        attention = np.exp(attention - attention.max())
        pooled = np.concatenate(
            [attention @ states / attention.sum(), states.mean(axis=0), states[0]]
        )
        return (
            w["sentence"] @ pooled + w["sentence_bias"],
            states[1:-1] @ w["token"] + w["token_bias"],
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
