"""The packs' styles, terms and spellings are well formed, and votes are counted right."""

from __future__ import annotations

import re

import pytest

from tqcheck.lang import available, load
from tqcheck.records import Document, Span
from tqcheck.rules import all_rules
from tqcheck.rules.rule import Context, findings
from tqcheck.rules.styles import compiled

_IN_TEMPLATE = re.compile(r"[{[](\w+)[}?]")
KINDS = ("number", "date", "time", "title")
FAMILIES = [
    pytest.param(table["forms"], id=f"{code}-{kind}-{number}")
    for code in available()
    for kind in KINDS
    for number, table in enumerate(load(code).facts.get("styles", {}).get(kind, ()))
]


def found(rule_id: str, text: str, language: str = "en") -> list[tuple[str, tuple[str, ...]]]:
    (rule,) = (r for r in all_rules() if r.id == rule_id)
    context = Context(Document("x", text, language=language), load(language))
    return [(finding.text, finding.suggestions) for finding in findings(rule, text, 0, context)]


@pytest.mark.parametrize("forms", FAMILIES)
def test_forms_write_only_what_their_family_finds(forms: list[dict[str, str]]) -> None:
    there = {group for form in forms for group in compiled(form["find"]).groupindex}
    written = {group for form in forms for group in _IN_TEMPLATE.findall(form.get("write", ""))}
    assert len(forms) > 1
    assert written <= there


@pytest.mark.parametrize("code", available())
def test_spellings_come_in_pairs(code: str) -> None:
    table = load(code).facts.get("spelling", {})
    for group in table.get("groups", ()):
        assert len(table["varieties"]) == 2
        for pair in group["words"]:
            first, second = pair.split(" ")
            assert first != second
            assert not (first.startswith("!") and second.startswith("!"))


@pytest.mark.parametrize("code", available())
def test_terms_have_two_forms(code: str) -> None:
    for term in load(code).facts.get("terms", {}).get("variants", ()):
        forms = term.split("|")
        assert len(forms) == len(set(forms)) > 1


def test_all_other_places_are_named_beside() -> None:
    text = "5%, 6%, 7%, 8%; 9 percent and 10 percent."
    (rule,) = (r for r in all_rules() if r.id == "number-mixed-styles")
    context = Context(Document("x", text, language="en"), load("en"))
    (finding,) = findings(rule, text, 0, context)
    assert finding.span == Span(16, 25)
    assert finding.related == (Span(30, 40),)
    assert finding.message == "elsewhere this text writes as in “5%” (4 to 2)"


def test_a_sentence_keeps_its_full_stop() -> None:
    text = "The US voted. The US won. It was the U.S."
    assert found("term-variant", text) == [("U.S.", ("US.",))]
    text = "The U.S. voted. The U.S. won. It was the US."
    assert found("term-variant", text) == [("US", ("U.S",))]


def test_declared_variety_outweighs_the_majority() -> None:
    text = "The color of labor, the honor of a favour."
    assert found("spelling-mixed-varieties", text) == [("favour", ("favor",))]
    assert found("spelling-mixed-varieties", text, "en-GB") == [("color", ("colour",))]
    assert found("spelling-mixed-varieties", text, "en-US") == [("favour", ("favor",))]
