"""Data rules: what a table becomes, and how a wrong one is named."""

from __future__ import annotations

from typing import Any

import pytest

from tqcheck.errors import ConfigError
from tqcheck.lang import available, load, load_pair, pairs
from tqcheck.records import Document
from tqcheck.rules.rule import Context, Hit
from tqcheck.rules.shapes import phrase, rule_from


def table(**changes: Any) -> dict[str, Any]:
    return {
        "id": "odd-phrase",
        "manual": "An odd phrase.\n\nMore.",
        "message": "odd",
        "category": "style/unidiomatic",
        "severity": "minor",
        "phrases": [{"find": "foo (bar|baz)", "write": r"\1 foo", "of": "toto"}],
        "examples": [{"text": "A ⟦foo bar⟧.", "suggest": ["bar foo"]}],
        **changes,
    }


def hits(text: str, **changes: Any) -> list[Hit]:
    context = Context(Document("d", text), load("en"))
    return list(rule_from(table(**changes), "x.toml", target="en", source=None).find(text, context))


def test_suggestion_takes_groups_and_the_capital_of_what_it_replaces() -> None:
    assert [(h.start, h.end, h.suggestions) for h in hits("Foo bar and FOO BAZ, foo baz")] == [
        (0, 7, ("Bar foo",)),
        (12, 19, ("BAZ FOO",)),
        (21, 28, ("baz foo",)),
    ]


def test_message_names_what_the_source_said() -> None:
    assert [h.message for h in hits("foo bar")] == ["odd (“toto”)"]


def test_phrase_is_found_between_word_boundaries_only() -> None:
    assert hits("xfoo bar foo barn") == []


def test_unless_silences_the_segment() -> None:
    phrases = [{"find": "foo", "unless": r"\bquux\b"}]
    assert hits("foo quux", phrases=phrases) == []
    assert [h.suggestions for h in hits("foo", phrases=phrases)] == [()]


def test_of_overlapping_phrases_the_first_and_longest_wins() -> None:
    found = hits("foo bar", phrases=[{"find": "foo"}, {"find": "foo bar"}, {"find": "bar"}])
    assert [(h.start, h.end) for h in found] == [(0, 7)]


def test_pair_rule_is_only_for_its_source() -> None:
    rule = rule_from(table(), "fr-en.toml", target="en", source="fr")
    assert (rule.languages, rule.sources) == (("en",), ("fr",))
    assert not rule.applies(Context(Document("d", ""), load("en")))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"severity": "bad"}, "rule odd-phrase: no severity 'bad'"),
        ({"category": "bad"}, "rule odd-phrase: no category 'bad'"),
        ({"scope": "word"}, "rule odd-phrase: no scope 'word'"),
        ({"phrases": [{"find": "("}]}, "rule odd-phrase, phrase 1: "),
        ({"phrases": [{"fnd": "a"}]}, "rule odd-phrase, phrase 1: unknown fnd"),
        ({"phrases": [{"find": "a", "write": r"\1"}]}, "phrase 1: `write`"),
        ({"phrases": [{"find": "a", "severity": "bad"}]}, "phrase 1: no severity 'bad'"),
        ({"examples": [{"text": "⟦a"}]}, "rule odd-phrase, example 1: unbalanced"),
        ({"examples": [{"suggest": []}]}, "rule odd-phrase, example 1: lacks text"),
        ({"colour": "red"}, "rule odd-phrase: unknown colour"),
    ],
)
def test_error_names_file_rule_and_entry(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as error:
        hits("a text (that may match)", **changes)
    assert str(error.value).startswith("x.toml: rule odd-phrase")
    assert says in str(error.value)


def test_missing_key_is_named() -> None:
    with pytest.raises(ConfigError, match="lacks id"):
        rule_from({k: v for k, v in table().items() if k != "id"}, "x.toml", target="en", source="")


def test_every_shipped_pattern_compiles() -> None:
    tables = [table for code in available() for table in load(code).rules]
    tables += [table for pair in pairs() for table in getattr(load_pair(*pair), "rules", ())]
    for found in tables:
        for number, entry in enumerate(found["phrases"]):
            list(phrase(entry, "", f"{found['id']}, {number}").hits(""))
