"""A part that fails is said, and bounded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SEED = Path(__file__).parents[2] / "seeds" / "seoul-weapons-ukraine.en.txt"
QUICK = ("check", str(SEED), "--model", "off", "--fail-on", "never")


def run(
    *arguments: str, code: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"]}
    command = ["-c", code] if code else ["-m", "tqcheck", *arguments]
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
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    done = run(code=code)
    assert done.stderr == ""


def test_no_network_is_touched() -> None:
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('the network was touched')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from tqcheck.cli import main\n"
        f"main(['check', {str(SEED)!r}, '--model', 'off', '--fail-on', 'never'])"
    )
    assert run(code=code).returncode == 0
