"""Back-translations and what they say of their segments."""

from __future__ import annotations

import pytest

from tqcheck.engines.fake import demo
from tqcheck.metrics.roundtrip import back_translated
from tqcheck.records import Segment, Span

TEXT = "The minister is on the front."


def segment(source: str | None) -> Segment:
    return Segment("1", Span(0, len(TEXT)), TEXT, source=source)


def test_the_source_is_compared_with_the_back_translation() -> None:
    alike, other, alone = back_translated(
        [segment("Le ministre est sur le front."), segment("Il pleut."), segment(None)],
        demo(),
        source="fr",
        target="en",
    )
    assert alike.back_translation == "Le ministre est sur le front."
    assert alike.signals["back_chrf"] == pytest.approx(100)
    assert other.signals["back_chrf"] < 40
    assert "back_chrf" not in alone.signals
