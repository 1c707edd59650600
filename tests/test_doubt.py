"""Doubtful findings count where others say that a text was translated word for word."""

from __future__ import annotations

from tqcheck.check import Gate, check
from tqcheck.records import Document
from tqcheck.rules import chosen

DOUBTED = "It has 12 new berth in the old port."
SIGNS = ("The port opened five new route in May.", "The price has fell again.")
GOOD = "The port opened in May, and nobody was there to see it. " * 40


def found(text: str) -> list[str]:
    document = Document("d", text, language="en")
    result = check(document, rules=chosen(), engine_for=None, gate=Gate())
    return [finding.text for finding in result.findings if finding.doubtful]


def test_without_signs_they_are_dropped() -> None:
    assert found(DOUBTED) == []


def test_one_sign_is_not_enough_however_often() -> None:
    assert found(f"{DOUBTED} {SIGNS[0]} {SIGNS[0]}") == []


def test_two_signs_are() -> None:
    assert found(" ".join((DOUBTED, *SIGNS))) == ["12 new berth"]


def test_two_in_a_long_text_are_not() -> None:
    assert found(" ".join((DOUBTED, *SIGNS, GOOD, GOOD, GOOD))) == []


def test_form_is_no_sign() -> None:
    assert found(f"{DOUBTED} It rained , and “it snowed .") == []


def test_a_format_of_another_country_is_a_sign_beside_another() -> None:
    foreign = "It rose by 3,5 million euros."
    assert found(f"{DOUBTED} {foreign}") == []
    assert found(f"{DOUBTED} {SIGNS[0]} {foreign}") == ["12 new berth"]
