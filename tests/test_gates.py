"""Gates, baselines, ignore comments and settings, as a user meets them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tqcheck.cli import main

COPY = "Prices fell in August , he said.\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(COPY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def check(desk: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Runs `tqcheck check`: exit code, documents, what stderr says."""

    def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        with pytest.raises(SystemExit) as stopped:
            main(["check", *arguments, "--to", "en", "--model", "off", "--format", "json"])
        out, err = capsys.readouterr()
        return int(stopped.value.code or 0), json.loads(out)["documents"] if out else [], err

    return run


def found(documents: list[dict[str, Any]]) -> list[str]:
    return [f["rule"] for d in documents for f in d["findings"]]


def test_fail_on_and_most_findings_decide(check) -> None:  # type: ignore[no-untyped-def]
    assert check("a.txt")[0] == 0
    assert check("a.txt", "--fail-on", "minor")[0] == 1
    assert check("a.txt", "--fail-on", "never", "--max-findings", "0")[0] == 1
    assert check("a.txt", "--fail-on", "never", "--max-findings", "1")[0] == 0


def test_baseline_survives_edits_elsewhere_and_shows_what_is_new(check, desk: Path) -> None:  # type: ignore[no-untyped-def]
    assert check("a.txt", "--write-baseline", "known.json")[0] == 0
    (desk / "a.txt").write_text("A new opening.\n" + COPY + "It rose in May , too.\n", "utf-8")
    code, documents, _ = check("a.txt", "--baseline", "known.json", "--fail-on", "minor")
    assert (code, [f["line"] for f in documents[0]["findings"]]) == (1, [3])
    assert {"what": "1 finding", "reason": "known: in the baseline"} in documents[0]["skipped"]


def test_baseline_that_is_none_is_refused(check, desk: Path) -> None:  # type: ignore[no-untyped-def]
    code, _, err = check("a.txt", "--baseline", "a.txt")
    assert (code, "not a baseline" in err) == (2, True)
    assert check("a.txt", "--write-baseline", "no/folder.json")[0] == 2


def test_ignore_comments_switch_a_rule_off_and_on(check, desk: Path) -> None:  # type: ignore[no-untyped-def]
    off, on = "<!-- tqcheck off space-before-comma -->", "<!-- tqcheck on -->"
    (desk / "a.md").write_text(f"{off}\n\n{COPY}\n{on}\n\nIt rose , too.\n", encoding="utf-8")
    documents = check("a.md")[1]
    assert [(f["line"], f["column"]) for f in documents[0]["findings"]] == [(7, 8)]
    note = {"what": "1 finding", "reason": "left out by an ignore comment"}
    assert note in documents[0]["skipped"]


def test_code_within_a_line_is_not_prose(check, desk: Path) -> None:  # type: ignore[no-untyped-def]
    line = "It rose{} , too, and nobody knew why that was so on that day."
    page = desk / "a.html"
    for text, columns in ((line.format(""), [8]), (line.format(" <code>a , b</code>"), [27])):
        page.write_text(f"<p>{text}</p>", encoding="utf-8")
        assert [f["column"] for f in check("a.html")[1][0]["findings"]] == [3 + c for c in columns]
    (desk / "a.md").write_text("It rose, `a , b` , and ``x , y`` fell.\n", encoding="utf-8")
    assert [f["column"] for f in check("a.md")[1][0]["findings"]] == [17]


def test_settings_leave_out_regrade_and_accept(check, desk: Path) -> None:  # type: ignore[no-untyped-def]
    settings = desk / "tqcheck.toml"
    settings.write_text('[per-file-ignores]\n"a.*" = ["space-*"]\n', encoding="utf-8")
    assert found(check("a.txt")[1]) == []
    settings.write_text('[severity]\nspace-before-comma = "critical"\n', encoding="utf-8")
    assert check("a.txt", "--fail-on", "critical")[0] == 1
    settings.write_text('accepted-terms = ["August"]\n', encoding="utf-8")
    assert found(check("a.txt")[1]) == ["space-before-comma"]
    settings.write_text('accepted-terms = [","]\n', encoding="utf-8")
    assert found(check("a.txt")[1]) == []
    settings.unlink()
    (desk / "pyproject.toml").write_text('[tool.tqcheck]\nfail-on = "minor"\n', encoding="utf-8")
    assert check("a.txt")[0] == 1
    assert check("a.txt", "--fail-on", "major")[0] == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('\nselct = ["x"]\n', ":2: no setting named selct; did you mean select?"),
        ('to = "en"\nignore = ["space-befor-comma"]\n', ":2: no rule named space-befor-comma; did"),
        ('fail-on = "majr"\n', ":1: fail-on must be one of minor, major, critical, never"),
        ("fail-under = 101\n", ":1: fail-under must be a number from 0 to 100, not 101"),
        ("[severity]\n\nquote-unpaired = 3\n", ":3: severity of quote-unpaired must be"),
        ("fail-on = \n", ":1: not TOML:"),
    ],
)
def test_wrong_settings_say_file_line_and_what_was_meant(  # type: ignore[no-untyped-def]
    content: str, said: str, check, desk: Path
) -> None:
    (desk / "tqcheck.toml").write_text(content, encoding="utf-8")
    code, documents, err = check("a.txt")
    assert (code, documents) == (2, [])
    assert "tqcheck.toml" + said in err


def test_a_file_that_fails_does_not_stop_the_others(check) -> None:  # type: ignore[no-untyped-def]
    code, documents, err = check("none.txt", "a.txt")
    assert (code, [d["path"] for d in documents]) == (2, ["a.txt"])
    assert err == "tqcheck: none.txt: there is no such file\n"


def show(capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(["config", "show"])
    return int(stopped.value.code or 0), *capsys.readouterr()


def test_settings_from_variables_are_shown_as_what_they_are(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "tqcheck.toml").write_text("max-findings = 9\nquiet = false\n[severity]\n", "utf-8")
    given = {
        "MAX_FINDINGS": "3",
        "FAIL_UNDER": "60",
        "QUIET": "1",
        "SELECT": "number-* space-before-comma",
        "TO": "en",
        "ACCEPTED_TERMS": "has no variable",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"TQCHECK_{name}", value)
    code, out, _ = show(capsys)
    assert code == 0
    assert tomllib.loads(out) == {
        "max-findings": 3,
        "fail-under": 60.0,
        "quiet": True,
        "select": ["number-*", "space-before-comma"],
        "to": "en",
        "severity": {},
    }
    (desk / "tqcheck.toml").write_text(out, "utf-8")
    assert show(capsys)[0] == 0


@pytest.mark.parametrize(
    ("name", "value"), [("MAX_FINDINGS", "many"), ("FAIL_ON", "all"), ("SELECT", "no-such-rule")]
)
def test_variable_that_makes_no_sense_is_refused(  # type: ignore[no-untyped-def]
    name: str, value: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv(f"TQCHECK_{name}", value)
    code, out, err = show(capsys)
    assert (code, out) == (2, "")
    assert value in err


def test_step_summary_that_cannot_be_written_is_a_note(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(desk))
    with pytest.raises(SystemExit) as stopped:
        main(["check", "a.txt", "--to", "en", "--model", "off", "--format", "github"])
    out, err = capsys.readouterr()
    assert stopped.value.code == 0
    assert "a.txt: pass" in out
    assert err == f"tqcheck: no step summary: {desk}: Is a directory\n"
