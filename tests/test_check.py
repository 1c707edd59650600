"""The main job, end to end, on the seed article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tqcheck.check import Gate, check
from tqcheck.cli import main
from tqcheck.records import Document, Skipped
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
