"""Hostile input through the command line: an answer or a clear refusal, in bounded time."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tqcheck.cli import main

SENTENCE = "The council of Brestal voted on Tuesday evening , by 14 votes against 9. "
NITF = "<nitf><body><body.content>{}</body.content></body></nitf>"
NOISE = random.Random(1).randbytes(20_000)


def docx(text: str) -> bytes:
    """A DOCX of one paragraph."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("[Content_Types].xml", "<Types/>")
        body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
        pack.writestr("word/document.xml", f"<w:document xmlns:w='{space}'>{body}</w:document>")
    return content.getvalue()


def bomb() -> str:
    """Entities that hold ten of the one before, ten deep."""
    names = "abcdefghij"
    first = '<!ENTITY a "aaaaaaaaaa">'
    rest = "".join(f'<!ENTITY {name} "{f"&{names[n]};" * 10}">' for n, name in enumerate(names[1:]))
    return f"<!DOCTYPE x [{first}{rest}]>" + NITF.format("<p>&j;</p>")


ANSWERED: dict[str, Callable[[], bytes]] = {
    "line.txt": lambda: (SENTENCE * 4000).encode(),
    "nested.html": lambda: b"<div>" * 100_000 + b"The mayor said so , he added.",
    "bidi.txt": lambda: "The mayor \u202esaid\u202c so , he \u2066added\u2069.\n".encode(),
    "cr.txt": lambda: b"The mayor said so , he added.\rThe men left.\rThe third line.\r",
    "mixed.txt": lambda: "The mayor , it is said.\r\nThe men , too.\rAnd\u2028now , us.\n".encode(),
    "latin1.txt": lambda: "Le maire a dit que l'été était passé , et voilà.\n".encode("latin-1"),
    "utf16.txt": lambda: "The mayor said so , he added in the café.\n".encode("utf-16"),
    "astral.txt": lambda: "🎉 The mayor said so , he added to the men 🎉🎉.\n".encode(),
    "surrogate.jsonl": lambda: json.dumps({"text": "The mayor \ud800 said , he did."}).encode(),
    "quotes.md": lambda: ("The mayor said so , he added. " + "[" * 20_000).encode(),
    "tags.html": lambda: b"<p>The mayor said so , he added.</p>" + b"<" * 100_000,
}  # fmt: skip
REFUSED: dict[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "spaces.txt": lambda: b" \n\t \n",
    "nul.txt": lambda: b"The mayor\0 said so.\n",
    "noise.bin": lambda: NOISE,
    "noise.json": lambda: NOISE,
    "noise.docx": lambda: NOISE,
    "nested.xml": lambda: NITF.format("<p>" * 100_000).encode(),
    "nested.json": lambda: b"[" * 100_000,
    "cut.json": lambda: b'{"headline": "A thing", "body_html": "<p>It was',
    "cut.docx": lambda: docx("The mayor said so.")[:200],
    "bomb.docx": lambda: docx("a" * 200_000_000),
    "bomb.xml": lambda: bomb().encode(),
    "external.xml": lambda: (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + NITF.format("<p>&e;</p>")
    ).encode(),
}


def check(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(["check", str(path), "--model", "off", "--format", "json", "--fail-on", "never"])
    out = capsys.readouterr()
    return int(stopped.value.code or 0), out.out, out.err


@pytest.mark.parametrize("name", ANSWERED)
def test_answered_with_the_right_places(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(ANSWERED[name]())
    code, out, _ = check(path, capsys)
    assert code == 0
    (document,) = json.loads(out)["documents"]
    for finding in document["findings"]:
        assert finding["end"] - finding["start"] == len(finding["text"])
    assert (
        "space-before-comma" in {f["rule"] for f in document["findings"]} or name == "nested.html"
    )


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_file_and_reason(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(REFUSED[name]())
    code, out, err = check(path, capsys)
    assert (code, out) == (2, "")
    assert f"tqcheck: {path}" in err
    assert "root:" not in err


def test_a_million_characters_on_a_line_end_in_bounded_time(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("word " * 200_000, encoding="utf-8")
    command = [sys.executable, "-m", "tqcheck", "check", str(path), "--model", "off"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, "Traceback" in done.stderr) in ((0, False), (1, False))
