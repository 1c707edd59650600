"""What a document does throughout is told once; scattered faults are told each by each."""

from __future__ import annotations

import pytest

from tqcheck.check import Gate, check
from tqcheck.records import Document, Finding
from tqcheck.rules import chosen


def found(rule: str, text: str, language: str = "en") -> tuple[Finding, ...]:
    document = Document("habit", text, language=language)
    rules = chosen([rule])
    return tuple(check(document, rules=rules, engine_for=None, gate=Gate("never")).findings)


@pytest.mark.parametrize(
    ("rule", "text", "language", "related"),
    [
        (
            "space-before-comma",
            "He came , saw , won and left .\nNobody , it is said , cared .",
            "en",
            5,
        ),
        ("space-before-mark", "Who ? She : nobody ! Why ? So ;\n", "en", 4),
        ("space-in-bracket", "One ( 1 ), two ( 2 ), six ( 6 ), ten ( 10 ).", "en", 3),
        ("number-format", "It rose 3,5% and 4,5%, then fell 1,2% and 2,2%.", "en", 3),
        ("capital-unwanted", "Llegó el Lunes, el Martes, el Jueves y el Viernes.", "es", 3),
    ],
)
def test_habit_is_told_once_with_its_other_places(
    rule: str, text: str, language: str, related: int
) -> None:
    (finding,) = found(rule, text, language)
    assert len(finding.related) == related
    assert finding.message.endswith(f", as in {related} places more")


def test_scattered_faults_are_told_each_by_each() -> None:
    right = "One, two, three, four, five, six, seven, eight.\n" * 3
    text = right + "One , two , three , four .\n" + right
    assert len(found("space-before-comma", text)) == 4


def test_short_quotation_is_mended_at_both_ends_at_once() -> None:
    (finding,) = found("quote-foreign-mark", "He called it « a mistake » and left.")
    assert finding.suggestions == ("“a mistake”",)


def test_long_quotation_is_mended_at_each_end() -> None:
    text = f"He said „{'we stay ' * 12}here“ and left."
    assert [f.suggestions for f in found("quote-foreign-mark", text)] == [("“",), ("”",)]


def test_quotation_left_open_for_nine_paragraphs_is_unpaired() -> None:
    text = 'He said: "We stay.\n' + "Nobody left.\n" * 9 + 'They stay," he said.'
    assert len(found("quote-unpaired", text)) == 2
