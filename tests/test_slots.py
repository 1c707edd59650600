"""The slot model: what it says of words in a place, and what it leaves unsaid."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tqcheck.errors import ModelError
from tqcheck.sense import slots
from tqcheck.sense.contrast import Contrast, in_slots
from tqcheck.sense.slots import Slot

TEXT = "They retreat on the forehead. The ice melts."


@dataclass
class Fake:
    """Knows two words, and finds each as likely as its number says; nothing at code point 0."""

    words: dict[str, float] = field(default_factory=lambda: {"forehead": -9.0, "front": -2.0})
    asked: list[Slot] = field(default_factory=list)

    def fit(self, slots: Sequence[Slot]) -> list[dict[str, float]]:
        self.asked += slots
        return [
            {word: self.words[word] for word in slot.words if slot.start and word in self.words}
            for slot in slots
        ]

    def usual_gain(self, word: str, rival: str) -> tuple[float, float]:
        return (-5.0, 4.0) if (word, rival) == ("forehead", "front") else (-6.0, 5.0)


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
    assert says == [(-9.0, -2.0, 3.0, -5.0), (-9.0, -2.0, 3.0, -5.0), (), (), ()]
    assert [slot.words for slot in model.asked] == [
        ("forehead", "front", "brow"),
        ("ice", "front"),
        ("forehead", "front"),
    ]


def test_nothing_is_said_without_a_model() -> None:
    assert in_slots([(TEXT, contrast("forehead", "front"))], None) == [()]
    assert slots.load("xx") is None


def gain(text: str, word: str, rival: str) -> float:
    model = slots.load("en")
    assert model is not None
    start = text.index(word)
    (fit,) = model.fit([Slot(text, start, start + len(word), tuple(model.words))])
    assert math.fsum(map(math.exp, fit.values())) == pytest.approx(1.0, abs=1e-4)
    return fit[rival] - fit[word]


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
def test_a_rival_is_usually_less_likely_than_the_word_and_unknown_pairs_have_the_mean() -> None:
    model = slots.load("en")
    assert model is not None
    for word, rival in (("forehead", "front"), ("front", "forehead"), ("offices", "desks")):
        mean, spread = model.usual_gain(word, rival)
        assert mean < 0 < spread
        assert (mean, spread) != model.usual[-1, -1]
    assert model.usual_gain("front", "xyzzy") == model.usual_gain("xyzzy", "front")


@pytest.mark.model
def test_the_article_tells_nothing() -> None:
    one, other = "He works in a office in Paris.", "He works in an office in Paris."
    assert gain(one, "office", "desk") == pytest.approx(gain(other, "office", "desk"), abs=1e-4)


@pytest.mark.model
def test_other_texts_of_the_batch_and_long_ones_change_nothing() -> None:
    model = slots.load("en")
    assert model is not None
    long = "It was said that " * 60 + "the front was quiet" + ", they said," * 80
    words = ("front", "forehead", "ice")
    places = [(TEXT, 20, 28), (long, long.index("front"), long.index("front") + 5), (TEXT, 34, 37)]
    asked = [Slot(*place, words) for place in places]
    for one, fit in zip(asked, model.fit(asked), strict=True):
        assert model.fit([one]) == [pytest.approx(fit, abs=0.2)]


@pytest.mark.model
def test_a_place_within_a_piece_has_no_answer_nor_has_a_word_unknown() -> None:
    model = slots.load("en")
    assert model is not None
    text = "The government said so."
    asked = [Slot(text, 6, 9, ("front",)), Slot(text, 4, 14, ("front", "xyzzy"))]
    assert [list(fit) for fit in model.fit(asked)] == [[], ["front"]]


@pytest.mark.parametrize("name", ["answers.npz", "usual.npz", "model.bin", "vocabulary.json"])
def test_a_damaged_model_is_an_error_with_its_name(tmp_path: Path, name: str) -> None:
    entry = Path(slots.__file__).parents[1] / "lang" / "senses" / "en"
    folder = tmp_path / "en"
    shutil.copytree(entry, folder)
    (folder / name).write_bytes(b"not this")
    with pytest.raises(ModelError, match=str(folder)):
        slots.read(folder)
