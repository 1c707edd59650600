"""A part that fails is said, and bounded."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

SEED = Path(__file__).parents[2] / "seeds" / "seoul-weapons-ukraine.en.txt"
MODEL = pytest.mark.model
QUICK = ("check", str(SEED), "--model", "off", "--fail-on", "never")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"]}
    command = arguments if arguments[0] == "-c" else ("-m", "tqcheck", *arguments)
    return subprocess.run(
        [sys.executable, *command],
        env=kept | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONWARNINGS": "error"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        {"HOME": "/nonexistent"},
        {"HOME": "/proc"},
        {"NO_COLOR": "1", "COLUMNS": "20"},
    ],
    ids=lambda e: next(iter(e)) + "=" + next(iter(e.values())),
)
def test_odd_surroundings_change_nothing(environment: dict[str, str]) -> None:
    done = run(*QUICK, "--format", "json", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"version": 1' in done.stdout


def test_closed_pipe_leaves_no_trace() -> None:
    command = f"{sys.executable} -m tqcheck {' '.join(QUICK)} --format json | head -c 10"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (len(done.stdout), done.stderr) == (10, "")


def test_full_disk_is_said() -> None:
    done = run(*QUICK, "-o", "/dev/full")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "/dev/full" in done.stderr


def test_missing_model_exits_3() -> None:
    done = run("check", str(SEED), "--model", "nosuch")
    assert done.returncode == 3
    assert "nosuch" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", [("--help",), ("rules",), QUICK, ("--version",)])
def test_quick_verbs_import_nothing_heavy(verb: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom tqcheck.cli import main\n"
        f"try: main({list(verb)!r})\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'ctranslate2', 'sacrebleu', 'py3langid'}\n"
        "heavy |= {'numpy', 'lemminflect'}\n"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    done = run("-c", code)
    assert done.stderr == ""


NO_SOCKETS = """
import sys
def refuse(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        raise AssertionError(f"the network was touched: {event}")
sys.addaudithook(refuse)
from tqcheck.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    "arguments",
    [
        QUICK,
        pytest.param(("check", str(SEED), "--no-cache", "--fail-on", "never"), marks=MODEL),
        pytest.param(("translate", "--from", "en", "--to", "fr", str(SEED)), marks=MODEL),
        ("models", "list"),
        ("models", "verify", "en-fr"),
        ("rules", "wrong-sense"),
    ],
    ids=lambda arguments: " ".join(arguments[:1]),
)
def test_no_network_is_touched(arguments: tuple[str, ...]) -> None:
    done = run("-c", NO_SOCKETS, *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_read_only_home_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    done = run(*QUICK, HOME=str(tmp_path / "home"), XDG_CACHE_HOME="/proc/none")
    assert (done.returncode, done.stderr) == (0, "")


@MODEL
@pytest.mark.parametrize("cache", ["damaged", "a folder", "locked", "nowhere"])
def test_broken_cache_is_no_error(tmp_path: Path, cache: str) -> None:
    file = tmp_path / "answers.sqlite"
    folder = "/proc/none" if cache == "nowhere" else str(tmp_path)
    if cache == "damaged":
        file.write_bytes(b"not a database" * 1000)
    elif cache == "a folder":
        file.mkdir()
    with contextlib.closing(sqlite3.connect(file if cache == "locked" else ":memory:")) as held:
        held.execute("create table t (a)")
        held.execute("begin exclusive")
        done = run("check", str(SEED), "--fail-on", "never", TQCHECK_CACHE=folder)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


@MODEL
def test_damaged_model_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SEED.parents[1] / "models" / "en-fr", folder)
    weights = bytearray((folder / "model.bin").read_bytes())
    weights[len(weights) // 2] ^= 1
    (folder / "model.bin").write_bytes(weights)
    done = run("check", str(SEED), "--model", str(folder), "--no-cache")
    assert (done.returncode, "model.bin" in done.stderr) == (3, True)
    assert "Traceback" not in done.stderr


@MODEL
def test_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    for threads in ("1", "2"):
        out = str(tmp_path / f"{threads}.jsonl")
        done = run("batch", str(SEED), "-o", out, "--no-cache", "--quiet", "--workers", threads)
        assert done.returncode in (0, 1), done.stderr
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
