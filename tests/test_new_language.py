"""A language is one TOML file: Swedish came without a line of code."""

from __future__ import annotations

from tqcheck.check import Gate, check
from tqcheck.records import Document
from tqcheck.rules import chosen

CLEAN = (
    "Regeringen säger att ”vi ska inte ge upp”, men det blir svårt.\n"
    "Ministern kom i måndags, och det kostade 3,5 miljoner kronor.\n"
    "”Det är sant”, sade hon, och priserna steg med 5 procent."
)
LEAKING = (
    "Regeringen säger att ”vi ska inte ge upp , men det blir svårt.\n"
    "Ministern kom en Måndag, och det kostade kostade 3.5 miljoner kronor."
)


def found(text: str) -> list[tuple[str, str]]:
    result = check(Document("sv", text), rules=chosen(), engine_for=None, gate=Gate("never"))
    assert result.document.language == "sv"
    return [(finding.rule, finding.text) for finding in result.findings]


def test_clean_swedish_is_silent() -> None:
    assert found(CLEAN) == []


def test_swedish_faults_are_found() -> None:
    assert found(LEAKING) == [
        ("quote-unpaired", "”"),
        ("space-before-comma", " ,"),
        ("capital-unwanted", "Måndag"),
        ("word-repeated", "kostade kostade"),
        ("number-format", "3.5"),
    ]
