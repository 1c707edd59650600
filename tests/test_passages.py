"""Passages that one side lacks: words' log-probabilities, cutting out, and which segments count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tqcheck import models
from tqcheck.engines.engine import Scored
from tqcheck.lang import load
from tqcheck.records import Document, LanguageGuess, Segment, Span
from tqcheck.rules.rule import Context
from tqcheck.sense import passages


@pytest.mark.parametrize(
    ("text", "passage", "left"),
    [
        ("The plant, closed in March, employs 340.", "closed in March", "The plant, employs 340."),
        ("The plant (closed) employs 340.", "employs", "The plant (closed) 340."),
        ("A plan for the region.", "for the region", "A plan."),
        ("On Monday, they met.", "On Monday", "they met."),
    ],
)
def test_a_passage_is_cut_out_with_the_comma_only_it_needed(
    text: str, passage: str, left: str
) -> None:
    start = text.index(passage)
    assert passages.without(text, start, start + len(passage)) == left


def test_a_token_counts_for_the_first_word_it_touches() -> None:
    text = "l’eau, 3.5 m"
    tokens = ((0, 1), (1, 3), (3, 5), (5, 6), (6, 8), (8, 10), (10, 12), (12, 12))
    scored = Scored(("x",) * 8, (-1.0, -2.0, -4.0, -8.0, -16.0, -32.0, -64.0, -128.0), tokens)
    spans = [(0, 5), (7, 8), (9, 10), (11, 12)]
    words = passages._of_words(spans, text, scored)
    assert words.tolist() == [-7.0, -16.0, -32.0, -64.0]


def test_excess_counts_words() -> None:
    assert passages.excess("a b c d", "a b") == pytest.approx(0.6931, abs=1e-4)
    assert passages.excess("", "") == 0.0


SOURCE = "Le ministre a annoncé un nouveau plan pour les hôpitaux publics de la région."
TEXT = "The minister announced a new plan."


@pytest.mark.model
@pytest.mark.parametrize(
    ("source", "text", "missing", "found"),
    [
        (SOURCE, TEXT, True, ["pour les hôpitaux publics de la région"]),
        (SOURCE, TEXT, False, []),
        (SOURCE, "", True, []),
        ("Le plan.", TEXT, True, []),
    ],
)
def test_what_a_segment_lacks(source: str, text: str, missing: bool, found: list[str]) -> None:
    engine = models.load(models.for_direction("fr", "en"), threads=1)
    (back,) = engine.translate([text], source="en", target="fr")
    whole = Segment("1", Span(0, len(text)), text, source=source, back_translation=back)
    alone = Segment("2", Span(0, len(text)), text, back_translation=back)
    shared = Segment(
        "3", Span(0, len(text)), text, source=source, back_translation=back,
        signals={"source_shared": 1.0},
    )  # fmt: skip
    guess = LanguageGuess("fr", 1.0, ("given",))
    document = Document("d", text, "en", guess, (alone, shared, whole))
    context = Context(document, load("en"), load("fr"), engine=engine)
    answers = passages.lacking_in(context, missing=missing)
    assert not passages.lacking_in(replace(context, engine=None), missing=missing)
    side = source if missing else text
    assert [(segment.id, side[p.start : p.end]) for segment, p in answers] == [
        ("1", passage) for passage in found
    ]
