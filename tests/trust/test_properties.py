"""What holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tqcheck.check import Gate, check
from tqcheck.lang import load
from tqcheck.records import Document, Finding, LanguageGuess, Result
from tqcheck.rules import all_rules, chosen
from tqcheck.segment import segments

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "ru", "uk", "ja")
# What rules look for, so that random text comes near them, and what breaks naive code.
PARTS = (
    *"“”‘’«»„\"'…—–-.,;:!?()[]%€$&¿¡ \t\n\r\u00a0\u202f\u200b\u202e\u0000\ufeff🎉é",
    "\r\n",
    "M . Yoon",
    "plan B\u00a0.",
    "Mme",
    " said ",
    "the",
    "the the",
    "forehead",
    "weapons defensive",
    "1.234,5",
    "3 000",
    "&#39;",
    "Ã©",
    "31/02/2024",
    "14h30",
    "Kim Jong-Un",
    "Kim Jong Un",
    "selon",
    "Also read:",
    "Kyiv",
    "kyiv",
    "\ud800",
)
TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=5)), max_size=60).map("".join),
    st.lists(st.sampled_from(PARTS), max_size=60).map(" ".join),
)


def run(text: str, language: str = "en", source: str | None = "fr") -> Result:
    guess = LanguageGuess(source, 1.0, ("given",)) if source else None
    document = Document("text", text, language=language, source_language=guess)
    return check(document, rules=chosen(), engine_for=None, gate=Gate())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("space", ["\u0085", "\u00a0", "\u2009", "\u202f", "\u3000"])
def test_odd_space_before_a_stop_is_no_panic(language: str, space: str) -> None:
    text = f"Plan B{space}. He left."
    assert "".join(s.text for s in segments(text, load(language))).startswith("Plan B")


@given(TEXT, st.sampled_from(LANGUAGES))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_segments_tile_all_that_is_not_space(text: str, language: str) -> None:
    place = 0
    for segment in segments(text, load(language)):
        assert segment.text == text[segment.span.start : segment.span.end]
        assert segment.span.start >= place
        assert not text[place : segment.span.start].strip()
        place = segment.span.end
    assert not text[place:].strip()


@given(TEXT, st.sampled_from(LANGUAGES), st.sampled_from(["fr", "de", "es", "ru", None]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_span_says_what_stands_there(text: str, language: str, source: str | None) -> None:
    result = run(text, language, source)
    for finding in result.findings:
        assert finding.text == text[finding.span.start : finding.span.end]
        assert finding.span.end <= len(text)
        assert finding.text or finding.suggestions
        assert 0 <= finding.confidence <= 1
    assert result.penalty_per_1000_words >= 0


@given(TEXT)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_same_text_gives_the_same_findings(text: str) -> None:
    assert run(text).findings == run(text).findings


def local(result: Result, after: int) -> list[tuple[str, int, int]]:
    """Segment-rule findings beyond a place, relative to it."""
    scopes = {rule.id: rule.scope for rule in all_rules()}

    def counts(finding: Finding) -> bool:
        return scopes[finding.rule] == "segment" and finding.span.start >= after

    return [
        (f.rule, f.span.start - after, f.span.end - after) for f in result.findings if counts(f)
    ]


PARAGRAPH = "It fell in August , and the the market rose by 3,5 %. “It is so”, he said."


@given(st.text("abc ,.", max_size=30))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_findings_move_with_text_edited_before_them(edit: str) -> None:
    before = f"One line.\n\n{PARAGRAPH}"
    after = f"One line. {edit}\n\n{PARAGRAPH}"
    place = before.index(PARAGRAPH), after.index(PARAGRAPH)
    assert local(run(before), place[0]) == local(run(after), place[1])
