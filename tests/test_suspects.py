"""Suspects: copied words heard greedily; pairs without a translation model; the sense lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tqcheck.check import Gate, check
from tqcheck.engines.engine import Scored
from tqcheck.lang import load
from tqcheck.records import Document, LanguageGuess, Segment, Span
from tqcheck.rules import chosen
from tqcheck.rules.rule import Context
from tqcheck.sense import table
from tqcheck.sense.suspects import suspects

TEXT = (
    "The soldiers' participation would be a new blow for the Kyiv troops, lacking men and weapons, "
    "who are retreating in several places on the forehead."
)
COPIED = "Les troupes reculent en plusieurs endroits sur le forehead."


@dataclass
class Hearing:
    """An engine that hears `greedy`, and finds a text without `forehead` ten nats likelier."""

    greedy: str
    asked: int = 0

    def translate(self, texts: Sequence[str], *, beam_size: int, **languages: str) -> list[str]:
        self.asked += len(texts)
        assert beam_size == 1
        return [self.greedy for _ in texts]

    def score(self, sources: Sequence[str], targets: Sequence[str], **languages: str) -> Any:
        return [Scored(("x",), (-20.0 if "forehead" in t else -10.0,), ((0, 1),)) for t in targets]


def found(engine: Hearing, back: str) -> list[str]:
    segment = Segment("1", Span(0, len(TEXT)), TEXT, back_translation=back)
    guess = LanguageGuess("fr", 1.0, ("given",))
    document = Document("d", TEXT, language="en", source_language=guess, segments=(segment,))
    context = Context(document, load("en"), load("fr"), engine=engine)  # type: ignore[arg-type]
    return [s.contrast.form for s in suspects(context) if s.contrast.pivot == "front"]


@pytest.mark.parametrize(
    ("back", "greedy", "wanted", "asked"),
    [
        (COPIED, "Les troupes reculent sur le front.", ["front"], 1),
        (COPIED, COPIED, [], 1),
        ("Les troupes reculent sur le terrain.", "Sur le front.", [], 0),
        ("Les troupes reculent sur le front.", "", ["front"], 0),
    ],
)
def test_the_greedy_translation_is_asked_for_copied_words_only(
    back: str, greedy: str, wanted: list[str], asked: int
) -> None:
    engine = Hearing(greedy)
    assert (found(engine, back), engine.asked) == (wanted, asked)


NO_MODEL = [
    # The text alone, with words enough around the wrong one.
    ("de", "The coalition has agreed on the household for the coming year.", None, "budget"),
    ("it", "The workers went home after the fire in the fabric.", None, "factory"),
    # The source names the word: less will do.
    (
        "de",
        "He wrapped the ostrich of roses in paper for his mother.",
        "Er wickelte den Strauß Rosen für seine Mutter in Papier.",
        "bouquet",
    ),
    ("de", "He wrapped the ostrich of roses in paper for his mother.", None, None),
    ("de", "The ostrich ran across the savannah.", "Der Vogel lief durch die Savanne.", None),
    (
        "ru",
        "A weather companion was launched into orbit on Monday.",
        "В понедельник на орбиту вывели метеорологический спутник.",
        "satellite",
    ),
    # A name is a word, too.
    ("de", "He received the Nobel Price in physics in Stockholm.", None, "Prize"),
    ("de", "Mr. Sheet and Mrs. Price bought a house in London.", None, None),
]


@pytest.mark.parametrize(("language", "text", "source", "wanted"), NO_MODEL)
def test_pairs_without_a_translation_model_are_judged_by_context(
    language: str, text: str, source: str | None, wanted: str | None
) -> None:
    segment = Segment("1", Span(0, len(text)), text, source=source)
    document = Document(
        "d",
        text,
        language="en",
        source_language=LanguageGuess(language, 1.0, ("given",)),
        segments=(segment,),
    )
    result = check(
        document, rules=chosen(["wrong-sense"]), engine_for=lambda *_: "no model", gate=Gate()
    )
    assert [s for f in result.findings for s in f.suggestions] == ([wanted] if wanted else [])
    left_out = check(document, rules=chosen(["wrong-sense"]), engine_for=None, gate=Gate())
    assert not left_out.findings


@pytest.mark.parametrize(("language", "text", "source", "wanted"), NO_MODEL)
def test_a_translation_model_has_no_say_on_pairs_it_was_not_measured_on(
    language: str, text: str, source: str | None, wanted: str | None
) -> None:
    segment = Segment("1", Span(0, len(text)), text, source=source, back_translation=source)
    document = Document("d", text, language="en", segments=(segment,))
    unasked: Any = object()
    context = Context(document, load("en"), load(language), engine=unasked)
    found = [s.contrast.form for s in suspects(context) if s.sure]
    assert found == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    "pair", ["de-en", "es-en", "fr-en", "it-en", "nl-en", "pt-en", "ru-en", "uk-en"]
)
def test_sense_lists_are_sound(pair: str) -> None:
    senses = table.load(*pair.split("-"))
    assert senses is not None
    assert senses.counts, "no word of the list was seen in parallel text"
    for word, groups in senses.senses.items():
        listed = [text for group in groups for text in group]
        assert len(groups) >= 2, word
        assert len(listed) == len(set(listed)), word
        assert any(word in senses.sources.get(text, ()) for text in listed), word


@pytest.mark.parametrize(
    ("language", "form", "word"),
    [
        ("de", "Sträuße", "strauss"),
        ("de", "Strauß", "strauss"),
        ("de", "Haushalte", "haushalt"),
        ("de", "Fälle", "fall"),
        ("de", "fällen", None),
        ("es", "acciones", "acción"),
        ("es", "órdenes", "orden"),
        ("fr", "journaux", "journal"),
        ("it", "annunci", "annuncio"),
        ("it", "banchi", "banco"),
        ("nl", "prijzen", "prijs"),
        ("nl", "uitgaven", "uitgave"),
        ("pt", "ações", "ação"),
        ("pt", "papéis", "papel"),
        ("ru", "спутника", "спутник"),
        ("ru", "заявлений", "заявление"),
        ("ru", "Счёт", "счет"),
        ("ru", "счета", "счет"),
        ("uk", "рахунків", "рахунок"),
        ("uk", "рішень", "рішення"),
        ("uk", "перед", None),
    ],
)
def test_forms_lead_to_the_listed_word(language: str, form: str, word: str | None) -> None:
    senses = table.load(language, "en")
    assert senses is not None
    assert senses.fold(form) == word


def test_russian_words_are_one_with_and_without_dots() -> None:
    senses = table.load("ru", "en")
    assert senses is not None
    assert senses.written["счет"] == "счёт"
    assert senses.links("счет", "account").together > 0
