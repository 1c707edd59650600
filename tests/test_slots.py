"""The slot model: what it says of words in a place, and what it leaves unsaid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from tqcheck.sense import slots
from tqcheck.sense.contrast import Contrast, in_slots

TEXT = "They retreat on the forehead. The ice melts."


@dataclass
class Fake:
    """Knows two words, and finds each as likely as its number says; nothing at code point 0."""

    words: dict[str, int] = field(default_factory=lambda: {"forehead": 0, "front": 1})
    asked: list[tuple[str, int, int]] = field(default_factory=list)

    def fit(self, asked: Sequence[tuple[str, int, int]]) -> list[np.ndarray | None]:
        self.asked += asked
        return [np.array([-9.0, -2.0]) if start else None for _, start, _ in asked]


def contrast(word: str, form: str, text: str = TEXT) -> Contrast:
    start = text.index(word)
    return Contrast(start, start + len(word), "p", start, form, form, ())


def test_both_words_must_be_known_and_a_place_is_asked_about_once() -> None:
    model = Fake()
    found = [
        (TEXT, contrast("forehead", "front")),
        (TEXT, contrast("forehead", "Front")),
        (TEXT, contrast("forehead", "brow")),
        (TEXT, contrast("ice", "front")),
        ("Forehead and front.", contrast("Forehead", "front", "Forehead and front.")),
    ]
    says = in_slots(found, model)  # type: ignore[arg-type]
    assert says == [(-9.0, -2.0), (-9.0, -2.0), (), (), ()]
    assert len(model.asked) == 2


def test_nothing_is_said_without_a_model() -> None:
    assert in_slots([(TEXT, contrast("forehead", "front"))], None) == [()]
    assert slots.load("xx") is None


def gain(text: str, word: str, rival: str) -> float:
    model = slots.load("en")
    assert model is not None
    start = text.index(word)
    (fit,) = model.fit([(text, start, start + len(word))])
    assert fit is not None
    assert math.fsum(np.exp(fit.astype(float))) == pytest.approx(1.0, abs=1e-4)
    return float(fit[model.words[rival]] - fit[model.words[word]])


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("The nurse put a damp cloth on the boy's forehead.", "forehead", "front"),
        ("She read the book on the train to London.", "book", "pound"),
        ("He was appointed to a new post in an office of the ministry.", "office", "desk"),
    ],
)
def test_the_word_of_the_sentence_is_likelier(text: str, right: str, wrong: str) -> None:
    assert gain(text, right, wrong) < 0 < gain(text.replace(right, wrong), wrong, right)


@pytest.mark.model
def test_the_article_tells_nothing() -> None:
    one, other = "He works in a office in Paris.", "He works in an office in Paris."
    assert gain(one, "office", "desk") == pytest.approx(gain(other, "office", "desk"), abs=1e-4)


@pytest.mark.model
def test_other_texts_of_the_batch_and_long_ones_change_nothing() -> None:
    model = slots.load("en")
    assert model is not None
    long = "It was said that " * 60 + "the front was quiet" + ", they said," * 80
    asked = [(TEXT, 20, 28), (long, long.index("front"), long.index("front") + 5), (TEXT, 34, 37)]
    together = model.fit(asked)
    for one, fit in zip(asked, together, strict=True):
        (alone,) = model.fit([one])
        assert fit is not None
        assert alone is not None
        assert np.abs(fit - alone).max() < 0.2


@pytest.mark.model
def test_a_place_within_a_piece_has_no_answer() -> None:
    model = slots.load("en")
    assert model is not None
    assert model.fit([("The government said so.", 6, 9)]) == [None]
