"""The examples that `--help` shows are run as written, two or more a verb."""

from __future__ import annotations

import glob
import io
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest

from tqcheck import models
from tqcheck.cli import VERBS, group, main

# These go to the network or need a model to convert; their options are read, not run.
NOT_RUN = ("tqcheck models pull", "tqcheck models convert")
ARTICLE = "Le texte. The soldiers are on the forehead , he said.\n"


def examples(verb: str) -> list[str]:
    """The example lines of a verb's help; "" stands for tqcheck itself."""
    command: click.Command | None = group
    if verb:
        command = group.get_command(click.Context(group), verb)
    assert command is not None
    assert command.help is not None
    found = command.help.partition("Examples:\n")[2].splitlines()
    return [line.strip() for line in found if "tqcheck " in line]


def run(line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of a shell line of the kinds that examples are: VAR=, a glob, echo |."""
    given = ""
    if "|" in line:
        echo, _, line = line.partition("|")
        given = " ".join(shlex.split(echo)[1:]) + "\n"
    words = shlex.split(line)
    while re.fullmatch(r"[A-Z_]+=.*", words[0]):
        name, _, value = words.pop(0).partition("=")
        monkeypatch.setenv(name, value)
    assert words.pop(0) == "tqcheck"
    arguments = [found for word in words for found in (sorted(glob.glob(word)) or [word])]

    class Stdin:
        buffer = io.BytesIO(given.encode())

    monkeypatch.setattr("sys.stdin", Stdin())
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    return int(stopped.value.code or 0)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that examples name, no other cache, and the dictionary model."""
    for name in ("article.txt", "original.txt", "copy/article.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "wire.jsonl").write_text('{"text": "It rains , he said."}\n', encoding="utf-8")
    (tmp_path / "seeds").symlink_to(Path(__file__).parents[1] / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TQCHECK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(models, "embedded", lambda: [models.fake()])
    return tmp_path


@pytest.mark.parametrize("verb", ["", *(v for v in VERBS if v != "evaluate")])
def test_examples_run_as_written(
    verb: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if verb == "serve":
        uvicorn: Any = pytest.importorskip("uvicorn")
        monkeypatch.setattr(uvicorn.Server, "run", lambda self: None)
    lines = [line for line in examples(verb) if not line.startswith(NOT_RUN)]
    assert len(lines) >= 2
    for line in lines:
        code = run(line, monkeypatch)
        said = capsys.readouterr().err
        judged = re.search(r"tqcheck (check|batch)", line)
        assert code in ((0, 1) if judged else (0,)), f"{line}: {said}"


def test_hook_takes_copy_and_no_code() -> None:
    """Its type `text` is every file that is not binary; prose without markup is `plain-text`."""
    hooks = (Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert re.findall(r"types_or: \[(.*)\]", hooks) == ["plain-text, markdown, html"]
