"""A word that the back-translation copies: the greedy one is asked what its source word was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tqcheck.engines.engine import Scored
from tqcheck.lang import load
from tqcheck.records import Document, LanguageGuess, Segment, Span
from tqcheck.rules.rule import Context
from tqcheck.sense.suspects import suspects

TEXT = (
    "The soldiers' participation would be a new blow for the Kyiv troops, lacking men and weapons, "
    "who are retreating in several places on the forehead."
)
COPIED = "Les troupes reculent en plusieurs endroits sur le forehead."


@dataclass
class Hearing:
    """An engine that hears `greedy`, and finds a text without `forehead` ten nats likelier."""

    greedy: str
    asked: int = 0

    def translate(self, texts: Sequence[str], *, beam_size: int, **languages: str) -> list[str]:
        self.asked += len(texts)
        assert beam_size == 1
        return [self.greedy for _ in texts]

    def score(self, sources: Sequence[str], targets: Sequence[str], **languages: str) -> Any:
        return [Scored(("x",), (-20.0 if "forehead" in t else -10.0,), ((0, 1),)) for t in targets]


def found(engine: Hearing, back: str) -> list[str]:
    segment = Segment("1", Span(0, len(TEXT)), TEXT, back_translation=back)
    guess = LanguageGuess("fr", 1.0, ("given",))
    document = Document("d", TEXT, language="en", source_language=guess, segments=(segment,))
    context = Context(document, load("en"), load("fr"), engine=engine)  # type: ignore[arg-type]
    return [s.contrast.form for s in suspects(context) if s.contrast.pivot == "front"]


@pytest.mark.parametrize(
    ("back", "greedy", "wanted", "asked"),
    [
        (COPIED, "Les troupes reculent sur le front.", ["front"], 1),
        (COPIED, COPIED, [], 1),
        ("Les troupes reculent sur le terrain.", "Sur le front.", [], 0),
        ("Les troupes reculent sur le front.", "", ["front"], 0),
    ],
)
def test_the_greedy_translation_is_asked_for_copied_words_only(
    back: str, greedy: str, wanted: list[str], asked: int
) -> None:
    engine = Hearing(greedy)
    assert (found(engine, back), engine.asked) == (wanted, asked)
