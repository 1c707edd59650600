"""Feeds: one row a document, exactly once, whatever happens."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tqcheck import judge
from tqcheck.batch import Keys, Output
from tqcheck.cli import main
from tqcheck.errors import ConfigError
from tqcheck.records import Document, Result


def feed(path: Path, documents: int, *, words: int = 30) -> Path:
    """A JSONL feed; every tenth document repeats an earlier text under its own id."""
    shuffle = random.Random(1)
    vocabulary = ["the", "market", "fell", "in", "August", "and", "rose", "again", "said"]
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            text = " ".join(shuffle.choices(vocabulary, k=words)) + f" in {number // 10} , he said."
            file.write(json.dumps({"id": f"d{number}", "text": text, "language": "en"}) + "\n")
    return path


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(["batch", *map(str, arguments), "--model", "off", "--workers", "1", "--quiet"])
    return int(stopped.value.code or 0)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_one_row_a_document_in_order(tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    assert run(feed(tmp_path / "feed.jsonl", 150), "-o", out) in (0, 1)
    assert [row["id"] for row in rows(out)] == [f"d{n}" for n in range(150)]
    assert {row["status"] for row in rows(out)} == {"ok"}
    assert len({row["key"] for row in rows(out)}) == 150
    assert "space-before-comma" in {finding["rule"] for finding in rows(out)[0]["findings"]}


def test_equal_documents_have_a_row_each(tmp_path: Path) -> None:
    text = json.dumps({"text": "The same wire story came twice."}) + "\n"
    (tmp_path / "feed.jsonl").write_text(text * 3, encoding="utf-8")
    run(tmp_path / "feed.jsonl", "-o", tmp_path / "rows.jsonl")
    assert len({row["key"] for row in rows(tmp_path / "rows.jsonl")}) == 3


def test_existing_output_is_refused_without_resume(tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    source = feed(tmp_path / "feed.jsonl", 3)
    run(source, "-o", out)
    before = out.read_bytes()
    assert run(source, "-o", out) == 2
    assert out.read_bytes() == before


def test_resume_finishes_what_is_missing_and_drops_a_half_line(tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    source = feed(tmp_path / "feed.jsonl", 40)
    run(source, "-o", out)
    whole = out.read_bytes()
    out.write_bytes(whole[: len(whole) * 2 // 3])
    run(source, "-o", out, "--resume")
    assert out.read_bytes() == whole


def test_another_configuration_is_not_mixed_in(tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    source = feed(tmp_path / "feed.jsonl", 3)
    run(source, "-o", out)
    assert run(source, "-o", out, "--resume", "--fail-on", "minor") == 2


def test_bad_line_is_a_row_and_the_run_goes_on(tmp_path: Path) -> None:
    source = feed(tmp_path / "feed.jsonl", 3)
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    source.write_text(lines[0] + '{"text": \n' + "".join(lines[1:]), encoding="utf-8")
    out = tmp_path / "rows.jsonl"
    assert run(source, "-o", out) == 2
    assert [row["status"] for row in rows(out)] == ["ok", "error", "ok", "ok"]
    assert "feed.jsonl:2" in rows(out)[1]["error"]


def test_retry_failed_does_only_the_failures_again(tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "a.txt").write_text("The first story is about the market.", encoding="utf-8")
    (folder / "b.txt").write_text("", encoding="utf-8")
    out = tmp_path / "rows.jsonl"
    assert run(folder, "-o", out) == 2
    (folder / "b.txt").write_text("The second story came in late.", encoding="utf-8")
    assert run(folder, "-o", out, "--retry-failed") == 0
    assert [row["status"] for row in rows(out)] == ["ok", "ok"]


def test_full_disk_is_said_and_leaves_whole_rows(tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    source = feed(tmp_path / "feed.jsonl", 40)
    arguments = [str(source), "-o", str(out), "--model", "off", "--workers", "1"]
    # No file may grow beyond this: to the program it looks like a full disk.
    code = "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    code += "resource.setrlimit(resource.RLIMIT_FSIZE, (15_000, 15_000))\n"
    code += f"from tqcheck.cli import main\nmain(['batch', *{arguments!r}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, "cannot be written" in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
    assert 0 < len(rows(out)) < 40
    assert out.read_bytes().endswith(b"\n")
    assert run(*arguments[:3], "--resume") in (0, 1)
    assert [row["id"] for row in rows(out)] == [f"d{n}" for n in range(40)]


def test_unwritable_summary_is_said(tmp_path: Path) -> None:
    source = feed(tmp_path / "feed.jsonl", 3)
    assert run(source, "-o", tmp_path / "rows.jsonl", "--summary", "/dev/full") == 2


def test_two_runs_on_one_output_refuse_each_other(tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    first = Output(out, "run", resume=False, retry_failed=False)
    with pytest.raises(ConfigError, match="another run"):
        Output(out, "run", resume=True, retry_failed=False)
    first.close()


def test_foreign_file_is_not_written_to(tmp_path: Path) -> None:
    out = tmp_path / "notes.txt"
    out.write_text("my notes\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"notes\.txt:1"):
        Output(out, "run", resume=True, retry_failed=False)
    assert out.read_text(encoding="utf-8") == "my notes\n"


def test_input_that_matches_nothing_is_said(tmp_path: Path) -> None:
    assert run(tmp_path / "*.jsonl", "-o", tmp_path / "rows.jsonl") == 2


def test_summary_counts(tmp_path: Path) -> None:
    source = feed(tmp_path / "feed.jsonl", 5)
    run(source, "-o", tmp_path / "rows.jsonl", "--summary", tmp_path / "summary.json")
    content = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert (content["documents"], content["errors"]) == (5, 0)
    assert content["findings_by_category"]["linguistic_conventions/whitespace"] >= 5


def test_keys_depend_on_content_and_occurrence() -> None:
    keys = Keys("r")
    assert keys.of("a") != keys.of("a")
    assert Keys("r").of("a") == Keys("r").of("a")
    assert Keys("r").of("a", None) != Keys("r").of("a", "")


@pytest.mark.parametrize("kills", [int(os.environ.get("TQCHECK_KILLS", "4"))])
def test_kills_lose_and_repeat_nothing(tmp_path: Path, kills: int) -> None:
    documents = max(1500, 100 * kills)
    source = feed(tmp_path / "feed.jsonl", documents, words=30 if kills < 100 else 150)
    out = tmp_path / "rows.jsonl"
    command = [sys.executable, "-m", "tqcheck", "batch", str(source), "-o", str(out)]
    command += ["--model", "off", "--resume", "--quiet", "--workers", "1"]
    shuffle = random.Random(2)
    hit = 0
    for _ in range(kills):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(1.5 * shuffle.random())
        process.send_signal(signal.SIGKILL)
        hit += process.wait() == -signal.SIGKILL
    assert subprocess.run(command, check=False, stderr=subprocess.PIPE).returncode in (0, 1)
    assert [row["id"] for row in rows(out)] == [f"d{n}" for n in range(documents)]
    print(f"{hit} of {kills} kills met a running process")


def test_worker_processes_give_the_same_bytes(tmp_path: Path) -> None:
    source = feed(tmp_path / "feed.jsonl", 200)
    run(source, "-o", tmp_path / "one.jsonl")
    with pytest.raises(SystemExit):
        main(["batch", str(source), "-o", str(tmp_path / "two.jsonl"), "--model", "off", "--quiet"])
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()


def test_settings_and_limits_are_those_of_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tqcheck.toml").write_text(
        'to = "en"\nformat = "html"\n[severity]\nspace-before-comma = "critical"\n',
        encoding="utf-8",
    )
    (tmp_path / "a.txt").write_text("The men left , he said.\n", encoding="utf-8")
    assert run(tmp_path / "a.txt", "-o", tmp_path / "rows.jsonl") == 1
    row = json.loads((tmp_path / "rows.jsonl").read_text(encoding="utf-8"))
    assert [f["severity"] for f in row["findings"]] == ["critical"]
    assert run(tmp_path / "a.txt", "-o", tmp_path / "rows.jsonl", "--resume") == 0
    assert run(tmp_path / "a.txt", "-o", tmp_path / "rows.jsonl", "--ignore", "space-*") == 2
    limits = ("--fail-on", "never", "--max-findings", "0", "-o", tmp_path / "most.jsonl")
    assert run(tmp_path / "a.txt", *limits) == 1


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_stopped_run_leaves_whole_rows_and_no_workers(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    out = tmp_path / "rows.jsonl"
    source = feed(tmp_path / "feed.jsonl", 8000, words=100)
    command = [sys.executable, "-m", "tqcheck", "batch", str(source), "-o", str(out)]
    process = subprocess.Popen(
        [*command, "--model", "off", "--quiet", "--workers", "2"],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )
    while process.poll() is None and not (out.exists() and out.stat().st_size):
        time.sleep(0.05)
    workers = children(process.pid)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in said
    assert number == signal.SIGKILL or "stopped" in said
    for _ in range(100):
        if not any(Path(f"/proc/{worker}/stat").exists() for worker in workers):
            break
        time.sleep(0.1)
    else:
        pytest.fail("a worker outlived the run")
    done = out.read_bytes()
    assert number == signal.SIGKILL or done.endswith(b"\n")
    for line in done.splitlines()[:-1]:
        json.loads(line)


def test_panic_of_a_library_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        pass

    whole = judge.check

    def check(document: Document, **how: Any) -> Result:
        if "in 0 ," in document.text:
            raise Panic("index out of range")
        return whole(document, **how)

    monkeypatch.setattr(judge, "check", check)
    out = tmp_path / "rows.jsonl"
    assert run(feed(tmp_path / "feed.jsonl", 20), "-o", out) == 2
    found = rows(out)
    assert [row["error"] for row in found[:10]] == ["Panic: index out of range"] * 10
    assert {row["status"] for row in found[10:]} == {"ok"}
