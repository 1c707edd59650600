"""What every engine promises, held against all three."""

from __future__ import annotations

import math
from difflib import SequenceMatcher

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tqcheck import models
from tqcheck.engines.ct2 import Ct2Engine
from tqcheck.engines.engine import Engine

SOURCES = [
    "Le ministre est sur le front.",
    "",
    "Les armes sont à l'avocat 🙂 — 12 ﬁn, ½.",
    "hier",
    "Le tribunal a dit : « la guerre ».",
]
TARGETS = [
    "The minister is on the forehead.",
    "The end.",
    "",
    "yesterday",
    "  The court said: “war” 🙂 e\u0301te\u0301\u00a0.",
]
PAIR = {"source": "fr", "target": "en"}


# Inputs are rounded to 8 bits as they come: a difference in the last bit of a float, by the order
# of a sum, may round another way. 0.16 nats at most on 120 news sentences.
INT8_NATS = 0.25


@pytest.fixture(
    scope="module",
    params=[
        "fake",
        pytest.param("en-fr", marks=pytest.mark.model),
        pytest.param("hf:en-fr", marks=pytest.mark.model),
    ],
)
def engine(request: pytest.FixtureRequest) -> Engine:
    return models.load(models.named(request.param), threads=1)


@pytest.fixture
def nats(engine: Engine) -> float:
    """How far the log-probabilities of one token may lie apart between two calls."""
    return INT8_NATS if engine.signature.endswith("|int8") else 1e-4


def test_signature_names_the_model_and_the_library(engine: Engine) -> None:
    model, library, precision = engine.signature.split("|")
    assert model
    assert library.split(":")[0] in ("ct2", "hf", "fake")
    assert precision


def test_directions_are_pairs_and_an_unknown_one_is_refused(engine: Engine) -> None:
    assert {("fr", "en"), ("en", "fr")} <= engine.directions
    for call in (
        lambda: engine.translate(["a"], source="fr", target="xx"),
        lambda: engine.score(["a"], ["a"], source="xx", target="en"),
        lambda: engine.distributions(["a"], ["a"], source="xx", target="en"),
        lambda: engine.align(["a"], ["a"], source="xx", target="en"),
    ):
        with pytest.raises(models.ModelError, match="does not translate"):
            call()


def test_nothing_in_is_nothing_out(engine: Engine) -> None:
    assert engine.translate([], **PAIR) == []
    assert engine.score([], [], **PAIR) == []
    assert engine.distributions([], [], **PAIR) == []
    assert engine.align([], [], **PAIR) == []


@pytest.mark.parametrize("beam_size", [1, 2])
def test_translations_keep_length_and_order(engine: Engine, beam_size: int) -> None:
    together = engine.translate(SOURCES, **PAIR, beam_size=beam_size)
    alone = [engine.translate([s], **PAIR, beam_size=beam_size)[0] for s in SOURCES]
    if engine.signature.endswith("|int8"):
        # Rounding of what goes into a layer moves with the company, and may decide between
        # two translations that the model likes as well.
        nearest = [max(alone, key=lambda a: SequenceMatcher(None, t, a).ratio()) for t in together]
        assert nearest == alone
    else:
        assert together == alone
    assert together[1] == ""
    assert all(t for t, s in zip(together, SOURCES, strict=True) if s)


def test_scores_keep_length_and_order_in_any_company(engine: Engine, nats: float) -> None:
    together = engine.score(SOURCES, TARGETS, **PAIR)
    assert len(together) == len(SOURCES)
    for source, target, scored in zip(SOURCES, TARGETS, together, strict=True):
        (alone,) = engine.score([source], [target], **PAIR)
        assert alone.tokens == scored.tokens
        assert alone.spans == scored.spans
        assert alone.log_probs == pytest.approx(scored.log_probs, abs=nats)


def test_log_probabilities_are_never_positive_and_the_end_is_scored(engine: Engine) -> None:
    for scored, target in zip(engine.score(SOURCES, TARGETS, **PAIR), TARGETS, strict=True):
        assert len(scored.tokens) == len(scored.log_probs) == len(scored.spans) >= 1
        assert all(p <= 0 for p in scored.log_probs)
        assert scored.tokens[-1] == "</s>"
        assert scored.spans[-1] == (len(target), len(target))


def check_tiling(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    """Spans stand in order, within the text, and leave out nothing but white space."""
    last = (0, 0)
    covered = set()
    for start, end in spans:
        assert 0 <= start <= end <= len(text)
        assert (start, end) == last or start >= last[1]
        covered.update(range(start, end))
        last = (start, end)
    left = {c for i, c in enumerate(text) if i not in covered}
    # Normalisation drops control characters and the like altogether.
    assert all(not c.isalnum() for c in left), left


def test_spans_tile_the_text(engine: Engine) -> None:
    for scored, target in zip(engine.score(SOURCES, TARGETS, **PAIR), TARGETS, strict=True):
        check_tiling(target, scored.spans)
    (scored,) = engine.score(["Le front."], ["The front."], **PAIR)
    words = {"The front."[a:b] for a, b in scored.spans}
    assert "front" in words


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_has_spans_within_it(engine: Engine, text: str) -> None:
    (scored,) = engine.score(["Le front."], [text], **PAIR)
    for start, end in scored.spans:
        assert 0 <= start <= end <= len(text)
    assert len(scored.spans) == len(scored.log_probs)


def test_distributions_agree_with_scores(engine: Engine, nats: float) -> None:
    scores = engine.score(SOURCES, TARGETS, **PAIR)
    found = engine.distributions(SOURCES, TARGETS, **PAIR, top=3)
    assert len(found) == len(scores)
    for scored, entries in zip(scores, found, strict=True):
        assert [e.log_prob for e in entries] == pytest.approx(scored.log_probs, abs=nats)
        for token, entry in zip(scored.tokens, entries, strict=True):
            assert entry.entropy >= 0
            assert len(entry.best) == 3
            chances = [p for _, p in entry.best]
            assert chances == sorted(chances, reverse=True)
            assert sum(map(math.exp, chances)) <= 1 + 1e-4
            if entry.rank == 0:
                assert entry.best[0][1] == pytest.approx(entry.log_prob, abs=1e-6)
            if entry.rank < 3:
                assert any(p == pytest.approx(entry.log_prob, abs=1e-6) for p in chances), token


def test_alignment_has_a_row_a_token_and_rows_sum_to_one(engine: Engine) -> None:
    scores = engine.score(SOURCES, TARGETS, **PAIR)
    widths = [len(s.tokens) for s in engine.score(TARGETS, SOURCES, source="en", target="fr")]
    aligned = engine.align(SOURCES, TARGETS, **PAIR)
    for scored, width, rows in zip(scores, widths, aligned, strict=True):
        assert len(rows) == len(scored.tokens) - 1
        for row in rows:
            assert len(row) == width
            assert sum(row) == pytest.approx(1, abs=1e-6)
            assert all(value >= 0 for value in row)


def test_long_text_is_translated_whole_and_scored(engine: Engine) -> None:
    text = "Le ministre est sur le front avec les soldats. " * 40
    (answer,) = engine.translate([text], **PAIR, beam_size=1)
    assert len(answer.split()) > 250
    (scored,) = engine.score([text], [text], **PAIR)
    assert all(math.isfinite(p) for p in scored.log_probs)
    (entries,) = engine.distributions([text], [text], **PAIR, top=1)
    assert len(entries) == len(scored.tokens)


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("en-fr", PAIR),
        ("en-de", {"source": "de", "target": "en"}),
        ("en-es-it-pt", {"source": "es", "target": "en"}),
        ("en-es-it-pt", {"source": "en", "target": "it"}),
    ],
)
def test_the_embedded_weights_say_the_same_in_both_engines(name: str, pair: dict[str, str]) -> None:
    embedded, reference = models.named(name), models.load(models.named(f"hf:{name}"), threads=1)
    exact = Ct2Engine(embedded.folder, threads=1, precision="float32")
    quick = models.load(embedded, threads=1)
    wanted = reference.score(SOURCES, TARGETS, **pair)
    for engine, nats in ((exact, 1e-4), (quick, 0.5)):
        for one, other in zip(engine.score(SOURCES, TARGETS, **pair), wanted, strict=True):
            assert one.tokens == other.tokens
            assert one.log_probs == pytest.approx(other.log_probs, abs=nats)


@pytest.mark.model
@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "pt"])
def test_every_direction_speaks_its_language(language: str) -> None:
    from tqcheck.language import identify

    engine = models.load(models.for_direction("en", language), threads=1)
    text = "The government said on Monday that the new law would help the people of the country."
    (there,) = engine.translate([text], source="en", target=language)
    (back,) = engine.translate([there], source=language, target="en")
    found = [identify(answer) for answer in (there, back)]
    assert [guess and guess.code for guess in found] == [language, "en"]


def test_parts_of_a_long_text_are_the_text_and_begin_with_words() -> None:
    from tqcheck.engines.tokens import parts

    pieces = ["▁le", "▁mi", "nis", "tre", "▁a", "▁dit"] * 7
    found = parts(pieces, 10)
    assert [p for part in found for p in part] == pieces
    assert all(len(part) <= 10 and part[0].startswith("▁") for part in found)
    assert [len(part) for part in parts(["x"] * 25, 10)] == [10, 10, 5]
    assert parts([], 10) == [[]]


def test_a_language_token_in_the_text_has_no_power(engine: Engine) -> None:
    plain, _, tagged = engine.translate(
        ["Le pays est en guerre.", "", "Le pays >>fra<< est en guerre."], **PAIR
    )
    assert ">>" not in plain
    assert tagged
