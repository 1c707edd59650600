"""Every rule proves itself on its own examples."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from functools import cache

import pytest

from tqcheck import models, mqm
from tqcheck.engines.engine import Engine
from tqcheck.lang import load, load_pair
from tqcheck.metrics.roundtrip import back_translated
from tqcheck.pairing import paired
from tqcheck.records import Document, Finding, LanguageGuess, Segment, Span
from tqcheck.rules import all_rules
from tqcheck.rules.rule import Context, Example, Rule, findings
from tqcheck.segment import segments

RULES = all_rules()
CASES = [
    pytest.param(
        rule,
        example,
        id=f"{rule.id}-{number}",
        marks=[pytest.mark.model] if rule.needs == ("source", "model") else [],
    )
    for rule in RULES
    for number, example in enumerate(rule.examples)
]


@cache
def embedded(source: str, target: str) -> Engine:
    return models.load(models.for_direction(source, target), threads=1)


def run(rule: Rule, example: Example, text: str) -> list[Finding]:
    """The rule's findings on a text, as `check` would run it."""
    pack = load(example.language)
    source = example.source_language
    guess = LanguageGuess(source, 1.0, ("given",)) if source else None
    if example.source is not None:
        whole = Segment("1", Span(0, len(text)), text, source=example.source)
        parts: tuple[Segment, ...] = (whole,)
    else:
        parts = segments(text, pack)
    document = Document(
        "example", text, language=example.language, source_language=guess, segments=parts
    )
    if "source" in rule.needs and rule.scope == "document":
        document = paired(replace(document, segments=()), example.source or "")
    engine = None
    if rule.needs == ("source", "model") and source:
        engine = embedded(source, example.language)
        backed = back_translated(document.segments, engine, source=source, target=example.language)
        document = replace(document, segments=tuple(backed))
    context = Context(
        document=document,
        pack=pack,
        source_pack=load(source) if source else None,
        pair=load_pair(source, example.language) if source else None,
        engine=engine,
    )
    if not rule.applies(context):
        return []
    if rule.scope == "document":
        found = sorted(findings(rule, text, 0, context), key=lambda f: f.span)
    else:
        found = [
            finding
            for part in parts
            for finding in findings(
                rule, part.text, part.span.start, replace(context, segment=part)
            )
        ]
    return [finding for finding in found if example.doubtful or not finding.doubtful]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example_is_hit_exactly(rule: Rule, example: Example) -> None:
    found = run(rule, example, example.text)
    assert [f.span for f in found] == list(example.spans)
    first = [f.suggestions[0] if f.suggestions else None for f in found]
    assert first == list(example.suggestions)
    assert not found or any(f.doubtful for f in found) == example.doubtful


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_applying_the_suggestion_silences_the_rule(rule: Rule, example: Example) -> None:
    text = example.text
    for span, suggestion in reversed(list(zip(example.spans, example.suggestions, strict=True))):
        if suggestion is None:
            return
        text = text[: span.start] + suggestion + text[span.end :]
    assert run(rule, example, text) == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_rule_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", rule.id)
    assert rule.category in mqm.CATEGORIES
    assert rule.severity in mqm.SEVERITIES
    assert len(rule.manual.strip().splitlines()) > 1, "the manual page needs more than a summary"
    assert sum(bool(e.spans) for e in rule.examples) >= 2
    assert sum(not e.spans for e in rule.examples) >= 2
    assert 0 <= rule.budget <= 0.5


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in all_rules()]
    assert len(ids) == len(set(ids))


def test_module_is_named_after_its_rule() -> None:
    for rule in all_rules():
        file = inspect.getsourcefile(rule.find) or ""
        if not file.endswith("shapes.py"):
            assert file.endswith(rule.id.replace("-", "_") + ".py"), rule.id
