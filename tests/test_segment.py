"""Sentences: where they begin and end."""

from __future__ import annotations

import pytest

from tqcheck.lang import load
from tqcheck.segment import segments


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("None was foreseen. “We stay, she said.", ["None was foreseen.", "“We stay, she said."]),
        ("It is so. « Nous restons", ["It is so.", "« Nous restons"]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("All of it. “", ["All of it. “"]),
    ],
)
def test_an_opening_mark_belongs_to_the_sentence_it_opens(text: str, wanted: list[str]) -> None:
    assert [s.text for s in segments(text, load("en"))] == wanted
