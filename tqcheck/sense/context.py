"""The context model: how well a word fits between the words around it, without translation.

Two parts, learned from plain text by `models/recipes/context.py`. A continuous bag of words with
a weight vector for each distance (Mikolov et al. 2018, section 2.2), in 8 bits a number; and how
often the words of the sense table stood beside which words, as hashed counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

import numpy as np

# Up to this distance each place has its own weights; up to FAR all share one.
NEAR, FAR = 5, 12
# Grammar decides this close to a word, the matter of the text further away.
CLOSE = 2
# Places this far away still count when a text is judged, with the weights of FAR.
REACH = 40
#: What stands beside a word: one left, one right, two left, two right, one on each side.
NEIGHBOURHOODS = ("l", "r", "ll", "rr", "lr")
#: Stands for what is before a text's first and after its last token.
START, END = "<s>", "</s>"
# Counts are stored as LOG_STEP * log2(count), in 8 bits: up to 260,000, to 5 %.
LOG_STEP = 14
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]")


def tokens(text: str) -> list[str]:
    """The tokens of a text: words in lower case, runs of digits as `0`, marks."""
    return [_plain(m.group()) for m in _TOKEN.finditer(text)]


def token_spans(text: str) -> list[tuple[int, int]]:
    """The spans of `tokens`."""
    return [m.span() for m in _TOKEN.finditer(text)]


def _plain(token: str) -> str:
    return "0" if token.isdigit() else token.casefold().replace("’", "'")


def neighbourhoods(found: Sequence[str], first: int, last: int) -> tuple[str, ...]:
    """What stands beside the tokens `first` to `last` (exclusive), by `NEIGHBOURHOODS`."""
    before = [START, START, *found[max(0, first - 2) : first]][-2:]
    after = [*found[last : last + 2], END, END][:2]
    return (before[1], after[0], " ".join(before), " ".join(after), f"{before[1]} {after[0]}")


def key(kind: str, beside: str, word: str) -> int:
    """The hash under which a count is stored; two of 1.7 million clash in 1 of 2,500 look-ups."""
    return crc32(f"{kind}|{beside}|{word}".encode())


@dataclass(frozen=True, slots=True, eq=False)
class ContextModel:
    """Word vectors as context (`given`) and as answer, biases, weights by distance, counts, topics.

    Vectors are 8-bit rows with a scale each; `keys` are sorted hashes and `logs` their counts.
    Topic vectors are rows of a word of the table (`topic_rows`) and of a number of the vocabulary.
    """

    ids: dict[str, int]
    given: np.ndarray
    given_scale: np.ndarray
    answer: np.ndarray
    answer_scale: np.ndarray
    bias: np.ndarray
    weights: np.ndarray
    keys: np.ndarray
    logs: np.ndarray
    topic_rows: dict[str, int]
    topic_answer: np.ndarray
    topic_given: np.ndarray

    def context(self, ids: Sequence[int], first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """The vectors of the close and of the wider context of tokens `first` to `last`."""
        close: list[tuple[int, int]] = []
        wide: list[tuple[int, int]] = []
        for place in range(max(0, first - REACH), min(len(ids), last + REACH)):
            if not first <= place < last and ids[place]:
                distance = place - first if place < first else place - last + 1
                (close if abs(distance) <= CLOSE else wide).append((ids[place], distance))
        return self._sum(close), self._sum(wide)

    def _sum(self, tokens: Sequence[tuple[int, int]]) -> np.ndarray:
        """The weighted sum of tokens, each with its distance."""
        if not tokens:
            return np.zeros(self.given.shape[1], dtype=np.float32)
        rows = [d + NEAR if abs(d) <= NEAR else 2 * NEAR + 1 for _, d in tokens]
        numbers = [number for number, _ in tokens]
        vectors = self.given[numbers] * self.given_scale[numbers, None]
        return np.asarray((vectors * self.weights[rows]).sum(axis=0))

    def fit(
        self, vectors: tuple[np.ndarray, np.ndarray], word: str
    ) -> tuple[float, float, float] | None:
        """How well a word fits the close and the wider context, and how frequent it is.

        Nats, each up to a constant; their sum is the word's log-probability there. None when
        the model does not know the word.
        """
        number = self.ids.get(word.casefold())
        if number is None:
            return None
        answer = self.answer[number] * self.answer_scale[number]
        close, wide = vectors
        return float(close @ answer), float(wide @ answer), float(self.bias[number])

    @property
    def rarest(self) -> float:
        """The bias of a word as rare as those the model does not know."""
        return float(self.bias[-1])

    def number(self, texts: Sequence[str]) -> list[int]:
        """The numbers of tokens, 0 for unknown ones."""
        return [self.ids.get(text, 0) for text in texts]

    def topic(self, ids: Sequence[int], first: int, last: int) -> np.ndarray:
        """The topic of what stands around the tokens `first` to `last`.

        The sum over its different words, divided by the root of their number.
        """
        around = {
            number
            for place in range(max(0, first - REACH), min(len(ids), last + REACH))
            if not first <= place < last and 0 < (number := ids[place]) < len(self.topic_given)
        }
        known = self.topic_given[sorted(around)]
        told = known[np.abs(known).sum(axis=1) > 0]
        return np.asarray(told.sum(axis=0) / math.sqrt(len(told) + 1))

    def on_topic(self, topic: np.ndarray, word: str) -> float:
        """How well a word of the table fits a topic, 0 when it is not known to have one."""
        row = self.topic_rows.get(word.casefold())
        return 0.0 if row is None else float(topic @ self.topic_answer[row])

    def count(self, kind: str, beside: str, word: str) -> float:
        """How often a word stood in a neighbourhood; kind `u` and nothing beside: anywhere."""
        # Of the keys' own type: any other would have all of them converted at each look-up.
        wanted = np.uint32(key(kind, beside, word))
        place = int(np.searchsorted(self.keys, wanted))
        if place >= len(self.keys) or self.keys[place] != wanted:
            return 0.0
        return float(2.0 ** (int(self.logs[place]) / LOG_STEP))


@cache
def load(language: str) -> ContextModel | None:
    """The context model of a language, None when there is none."""
    entry = files("tqcheck.lang") / "senses" / f"{language}.npz"
    if not entry.is_file():
        return None
    with entry.open("rb") as file, np.load(file, allow_pickle=False) as content:
        words = str(content["words"]).split("\n")
        return ContextModel(
            {word: number for number, word in enumerate(words) if word},
            content["given"],
            content["given_scale"].astype(np.float32),
            content["answer"],
            content["answer_scale"].astype(np.float32),
            content["bias"].astype(np.float32),
            content["weights"].astype(np.float32),
            content["gaps"].cumsum(dtype=np.uint32),
            content["logs"],
            {word: row for row, word in enumerate(str(content["topic_words"]).split("\n"))},
            *(
                content[name] * content[f"{name}_scale"][:, None]
                for name in ("topic_answer", "topic_given")
            ),
        )
