"""Scores are asked for once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tqcheck.engines.engine import Scored
from tqcheck.engines.remembering import Remembering


class Counting:
    """Scores every pair by the length of its target, and counts the pairs."""

    signature = "counting"
    directions = frozenset({("fr", "en")})
    asked = 0

    def score(self, sources: Sequence[str], targets: Sequence[str], **_: str) -> list[Scored]:
        self.asked += len(sources)
        return [Scored((t,), (-float(len(t)),), ((0, len(t)),)) for t in targets]


def test_a_pair_is_scored_once_for_each_direction() -> None:
    counting: Any = Counting()
    engine = Remembering(counting)
    first = engine.score(["a", "b", "a"], ["x", "xy", "x"], source="fr", target="en")
    assert [one.total for one in first] == [-1.0, -2.0, -1.0]
    assert counting.asked == 2
    again = engine.score(["b", "c"], ["xy", "xyz"], source="fr", target="en")
    assert [one.total for one in again] == [-2.0, -3.0]
    assert counting.asked == 3
    engine.score(["b"], ["xy"], source="en", target="fr")
    assert counting.asked == 4
    assert (engine.signature, engine.directions) == ("counting", counting.directions)
