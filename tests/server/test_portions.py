"""The model in portions: same answers, ended on demand, each text judged once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tqcheck.engines.fake import demo
from tqcheck.metrics import quality
from tqcheck.metrics.encoder import HEADS
from tqcheck.server import portions
from tqcheck.server.portions import Portions, RememberingJudge

TEXTS = [f"the front {number}" for number in range(60)]


class LeftError(Exception):
    """The client has left."""


def test_portions_answer_as_the_whole_does() -> None:
    engine, pulses = demo(), []
    parts = Portions(engine, lambda: pulses.append(1))
    pair = {"source": "en", "target": "fr"}
    assert parts.translate(TEXTS, **pair) == engine.translate(TEXTS, **pair)
    assert len(pulses) == 3
    assert parts.score(TEXTS, TEXTS, **pair) == engine.score(TEXTS, TEXTS, **pair)
    assert (parts.signature, parts.directions) == (engine.signature, engine.directions)


def test_work_ends_between_portions() -> None:
    pulses: list[int] = []

    def pulse() -> None:
        pulses.append(1)
        if len(pulses) == 2:
            raise LeftError

    with pytest.raises(LeftError):
        Portions(demo(), pulse).translate(TEXTS, source="en", target="fr")


@pytest.mark.model
def test_judge_judges_each_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = quality.Judge.answers

    def counted(self: quality.Judge, texts: Sequence[str]) -> list[quality.Answer]:
        asked.extend(texts)
        return answers(self, texts)

    monkeypatch.setattr(quality.Judge, "answers", counted)
    monkeypatch.setattr(portions, "MAX_JUDGED", 3)
    judge = RememberingJudge(HEADS / "en", lambda: None)
    first = judge.answers(["One thing.", "Another thing.", "One thing."])
    assert first[0] == first[2]
    assert judge.answers(["Another thing.", "One thing."]) == [first[1], first[0]]
    assert asked == ["One thing.", "Another thing."]
    judge.answers(["A third.", "A fourth."])
    judge.answers(["One thing."])
    assert asked[-1] == "One thing."
