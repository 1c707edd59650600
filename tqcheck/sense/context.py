"""The context model: how well a word fits between the words around it, without translation.

A continuous bag of words with a weight vector for each distance, learned from plain text by
`models/recipes/context.py`, in 8 bits a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # A run without a model does not wait for it.
    import numpy as np

# Up to this distance each place has its own weights; up to FAR all share one.
NEAR, FAR = 5, 12
# Places this far away still count when a text is judged, with the weights of FAR.
REACH = 40
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]")


def tokens(text: str) -> list[str]:
    """The tokens of a text: words in lower case, runs of digits as `0`, marks."""
    return [_plain(m.group()) for m in _TOKEN.finditer(text)]


def token_spans(text: str) -> list[tuple[int, int]]:
    """The spans of `tokens`."""
    return [m.span() for m in _TOKEN.finditer(text)]


def _plain(token: str) -> str:
    return "0" if token.isdigit() else token.casefold().replace("’", "'")


@dataclass(frozen=True, slots=True, eq=False)
class ContextModel:
    """Word vectors as context (`given`) and as answer, biases and weights by distance."""

    ids: dict[str, int]
    given: np.ndarray
    answer: np.ndarray
    bias: np.ndarray
    weights: np.ndarray

    def context(self, ids: Sequence[int], first: int, last: int) -> np.ndarray:
        """The vector of the context of the tokens `first` to `last` (exclusive)."""
        import numpy as np

        total = np.zeros(self.given.shape[1], dtype=np.float32)
        for place in range(max(0, first - REACH), min(len(ids), last + REACH)):
            if first <= place < last or ids[place] == 0:
                continue
            distance = place - first if place < first else place - last + 1
            row = distance + NEAR if abs(distance) <= NEAR else 2 * NEAR + 1
            total += self.given[ids[place]] * self.weights[row]
        return total

    def fit(self, vector: np.ndarray, word: str) -> tuple[float, float] | None:
        """How well a word fits a context, and how frequent it is: nats, each up to a constant.

        Their sum is its log-probability there. None when the model does not know the word.
        """
        number = self.ids.get(word.casefold())
        if number is None:
            return None
        return float(vector @ self.answer[number]), float(self.bias[number])

    def number(self, texts: Sequence[str]) -> list[int]:
        """The numbers of tokens, 0 for unknown ones."""
        return [self.ids.get(text, 0) for text in texts]


@cache
def load(language: str) -> ContextModel | None:
    """The context model of a language, None when there is none."""
    entry = files("tqcheck.lang") / "senses" / f"{language}.npz"
    if not entry.is_file():
        return None
    import numpy as np

    with entry.open("rb") as file, np.load(file) as content:
        words = str(content["words"]).split("\n")
        given, answer = (
            content[name].astype(np.float32) * content[f"{name}_scale"].astype(np.float32)[:, None]
            for name in ("given", "answer")
        )
        return ContextModel(
            {word: number for number, word in enumerate(words) if word},
            given,
            answer,
            content["bias"].astype(np.float32),
            content["weights"].astype(np.float32),
        )
