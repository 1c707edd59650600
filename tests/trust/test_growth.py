"""No rule is worse than linear on text made to hurt it."""

from __future__ import annotations

import gc
import time

import pytest

from tqcheck.check import Gate, check
from tqcheck.records import Document, LanguageGuess
from tqcheck.rules import all_rules, chosen

SMALL, LARGE = 60_000, 240_000
# Four times the text may take this many times as long; quadratic code takes sixteen.
MAX_GROWTH = 8.0
# Shorter runs are noise.
NOISE_S = 0.4

HOSTILE = {
    "quotes": "“",
    "straight quotes": '"',
    "spaces": " ",
    "dots": ".",
    "commas": ", ",
    "one endless word": "a",
    "capitals": "A",
    "digits": "1",
    "spaced digits": "1 ",
    "words": "the forehead ",
    "repeated words": "the the ",
    "brackets": "(",
    "entities": "&#39;",
    "hyphens": "-a",
    "dates": "31/02/",
    "line feeds": "\n",
    "lines": "word\n",
}


def seconds(text: str, rule: str | None) -> float:
    document = Document(
        "text", text, language="en", source_language=LanguageGuess("fr", 1.0, ("given",))
    )
    rules = chosen((rule,) if rule else ())
    gc.collect()
    gc.disable()  # A collection walks whatever earlier tests left behind.
    try:
        begun = time.process_time()
        check(document, rules=rules, engine_for=None, gate=Gate())
        return time.process_time() - begun
    finally:
        gc.enable()


def assert_linear(unit: str, rule: str | None) -> None:
    large = seconds((unit * (LARGE // len(unit) + 1))[:LARGE], rule)
    if large > NOISE_S:
        small = seconds((unit * (SMALL // len(unit) + 1))[:SMALL], rule)
        large = min(large, seconds((unit * (LARGE // len(unit) + 1))[:LARGE], rule))
        assert large < MAX_GROWTH * small, f"{large:.2f} s against {small:.2f} s"


@pytest.mark.parametrize("name", HOSTILE)
def test_all_rules_grow_linearly(name: str) -> None:
    assert_linear(HOSTILE[name], None)


@pytest.mark.parametrize("rule", [r.id for r in all_rules() if "model" not in r.needs])
def test_rule_grows_linearly_on_its_own_examples(rule: str) -> None:
    (found,) = [r for r in all_rules() if r.id == rule]
    unit = " ".join(example.text for example in found.examples)
    assert_linear(f"{unit}\n", rule)
