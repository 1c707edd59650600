"""The main job, end to end, on the seed article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tqcheck.check import Gate, check
from tqcheck.cli import main
from tqcheck.engines.fake import demo
from tqcheck.language import guess_source
from tqcheck.records import Document, LanguageGuess, Skipped
from tqcheck.rules import chosen

SEED = Path(__file__).parents[1] / "seeds" / "seoul-weapons-ukraine.en.txt"


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    out = capsys.readouterr()
    return int(stopped.value.code or 0), out.out, out.err


def test_source_language_is_guessed_with_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run("check", str(SEED), "--model", "off", "--format", "json", capsys=capsys)
    source = json.loads(out)["documents"][0]["source_language"]
    assert source["code"] == "fr"
    assert source["evidence"]


def test_missing_file_says_so_and_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run("check", "nowhere.txt", capsys=capsys)
    assert (code, out) == (2, "")
    assert "nowhere.txt" in err


@pytest.mark.parametrize(
    "article", sorted((SEED.parent / "clean").glob("*.txt")), ids=lambda path: path.name
)
def test_clean_copy_stays_quiet(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run("check", str(article), "--model", "off", "--format", "json", capsys=capsys)
    document = json.loads(out)["documents"][0]
    assert [f for f in document["findings"] if f["severity"] in ("major", "critical")] == []
    assert len(document["findings"]) <= 1
    assert code == 0


def test_source_language_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    article = SEED.parent / "clean" / "quarry.en.txt"
    for source in ("fr", "es", "de", "ru"):
        _, out, _ = run(
            "check", str(article), "--model", "off", "--from", source, "--format", "json",
            capsys=capsys,
        )  # fmt: skip
        document = json.loads(out)["documents"][0]
        assert document["source_language"]["code"] == source
        assert [f["rule"] for f in document["findings"]] == []


def test_rule_without_end_is_stopped_and_said() -> None:
    document = Document("quotes", "“" * 50_000)
    result = check(document, rules=chosen(("quote-unpaired",)), engine_for=None, gate=Gate())
    assert len(result.findings) == 10_000
    assert Skipped("quote-unpaired", "stopped at 10,000 findings") in result.skipped


@pytest.mark.parametrize("language", ["en", "en-US", "en_GB", "EN"])
def test_a_regional_variety_is_translated_by_its_language(language: str) -> None:
    document = Document(
        "text",
        "The minister is on the front.",
        language=language,
        source_language=LanguageGuess("fr-CA", 1.0, ("given",)),
    )
    result = check(document, rules=(), engine_for=lambda *_: demo(), gate=Gate())
    assert result.document.segments[0].back_translation
    assert not [s for s in result.skipped if s.what == "model"]


@pytest.mark.model
def test_all_that_must_be_found_in_the_seed_article_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = run("check", str(SEED), "--no-cache", "--format", "json", capsys=capsys)
    (document,) = json.loads(out)["documents"]
    gold_file = SEED.parent / "seoul-weapons-ukraine.gold.jsonl"
    gold = [json.loads(line) for line in gold_file.read_text("utf-8").splitlines()]
    wanted = {(g["start"], g["end"]) for g in gold if g["tier"] == "must"}
    found = [(f["start"], f["end"]) for f in document["findings"]]
    missed = [w for w in wanted if not any(s < w[1] and w[0] < e for s, e in found)]
    assert not missed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Eight languages write it so.
        ("Inflation rose to 4,5 percent.", None),
        ("Inflation in Rotterdam and Utrecht rose to 4,5 percent.", "nl"),
        ("Inflation in Genoa rose to 4,5 percent, said Luca Neri.", "it"),
        # The place of a story says nothing by itself.
        ("Inflation in Rotterdam and Utrecht rose to 4.5 percent.", None),
    ],
)
def test_what_languages_share_is_no_guess_and_towns_break_ties(
    text: str, wanted: str | None
) -> None:
    guess = guess_source(text, "en")
    assert (guess and guess.code) == wanted
