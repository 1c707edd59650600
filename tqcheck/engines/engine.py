"""The engine protocol: what tqcheck asks of a translation model.

Every call takes lists and answers with lists of the same length in the same order. Languages
are BCP 47 primary codes. Log-probabilities are natural logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Scored:
    """A text as the model reads it, token by token, with the end of text as last token.

    `log_probs` are nats, <= 0, one a token. `spans` are each token's code points in the
    text; the end token's is empty, and white space belongs to the token after it.
    """

    tokens: tuple[str, ...]
    log_probs: tuple[float, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def total(self) -> float:
        """Log-probability of the whole text, nats."""
        return sum(self.log_probs)

    @property
    def mean(self) -> float:
        """Mean log-probability, nats per token."""
        return self.total / len(self.log_probs)


@dataclass(frozen=True, slots=True)
class Distribution:
    """What the model expected at one token of a forced text.

    `log_prob` of the token that stands there and `entropy` are nats; `rank` counts the tokens
    that were likelier; `best` are the likeliest tokens with their log-probabilities.
    """

    log_prob: float
    entropy: float
    rank: int
    best: tuple[tuple[str, float], ...]


class Engine(Protocol):
    """A loaded translation model."""

    @property
    def signature(self) -> str:
        """Model, weights' hash, library and precision: equal signatures, equal answers."""

    @property
    def directions(self) -> frozenset[tuple[str, str]]:
        """The (source, target) languages it can translate."""

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, beam_size: int = 2
    ) -> list[str]:
        """Translations of n texts, in order."""

    def score(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[Scored]:
        """How likely each target is as a translation of its source."""

    def distributions(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        *,
        source: str,
        target: str,
        top: int = 5,
    ) -> list[list[Distribution]]:
        """What was expected at each token of each target; one entry a token of `score`."""

    def align(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[list[list[float]]]:
        """Attention of each target token to each source token, [target][source], rows sum to 1.

        Source tokens are those of `score` for the source text, its end included.
        """
