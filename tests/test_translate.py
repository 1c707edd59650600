"""`tqcheck translate`: a line in, a line out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tqcheck.cli import main
from tqcheck.engines.fake import demo
from tqcheck.verbs.translate import translated

LINES = "Le ministre est sur le front. Le pays est sur le front.\n\n  \nbonjour\n"
EXPECTED = "The minister is on the front. The country is on the front.\n\n\nbonjour\n"


class Stdin:
    """Standard input with the bytes a test gives."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def run(
    *arguments: str,
    given: bytes = b"",
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", Stdin(given))
    with pytest.raises(SystemExit) as stopped:
        main(["translate", *arguments])
    out = capsys.readouterr()
    return int(stopped.value.code or 0), out.out, out.err


@pytest.fixture
def call(capsys, monkeypatch):  # type: ignore[no-untyped-def]
    def caller(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
        return run(*arguments, given=given, capsys=capsys, monkeypatch=monkeypatch)

    return caller


FAKE = ("--from", "fr", "--to", "en", "--model", "fake")


def test_a_line_in_is_a_line_out_and_empty_lines_stay(call) -> None:  # type: ignore[no-untyped-def]
    assert call(*FAKE, given=LINES.encode()) == (0, EXPECTED, "")


def test_file_and_standard_input_give_the_same(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "text.txt"
    file.write_bytes(LINES.encode())
    assert call(*FAKE, str(file)) == (0, EXPECTED, "")
    assert call(*FAKE, "-", given=LINES.encode())[1] == EXPECTED


@pytest.mark.parametrize("content", [b"le front", b"\xef\xbb\xbfle front\r\n"])
def test_missing_last_line_end_mark_and_windows_line_ends_are_no_trouble(call, content) -> None:  # type: ignore[no-untyped-def]
    assert call(*FAKE, given=content)[1] == "the front\n"


def test_other_line_separators_inside_a_line_never_make_two_lines(call) -> None:  # type: ignore[no-untyped-def]
    out = call(*FAKE, given="le\u2028front\rle pays\x0bet\n".encode())[1]
    assert out.count("\n") == 1
    assert len(out.splitlines()) == 1


def test_text_that_is_not_utf8_names_its_line_and_exits_2(call) -> None:  # type: ignore[no-untyped-def]
    code, out, err = call(*FAKE, given=b"le front\n\xff\xfe\n")
    assert (code, out) == (2, "")
    assert "<stdin>:2" in err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--from", "fr", "--to", "xx"), 3, "no model here translates fr into xx"),
        (("--from", "fr", "--to", "en", "--model", "nowhere"), 3, "no model named nowhere"),
        (("--from", "fr", "--to", "de", "--model", "fake"), 3, "does not translate fr into de"),
        (("--from", "fr", "--to", "en", "--model", "fake", "nowhere.txt"), 2, "nowhere.txt"),
        (("--to", "en"), 2, "--from"),
        (("--from", "fr", "--to", "en", "--beam", "0"), 2, "--beam"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(call, arguments, code, said) -> None:  # type: ignore[no-untyped-def]
    got, out, err = call(*arguments, given=b"le front\n")
    assert (got, out) == (code, "")
    assert said in err


def test_a_long_line_is_translated_sentence_by_sentence() -> None:
    engine = demo()
    seen: list[str] = []

    class Watched:
        def translate(self, texts, **options):  # type: ignore[no-untyped-def]
            seen.extend(texts)
            return engine.translate(texts, **options)

    line = "Le ministre est sur le front. " * 2000
    (answer,) = translated(iter([line]), Watched(), source="fr", target="en", beam_size=1)  # type: ignore[arg-type]
    assert answer == ("The minister is on the front. " * 2000).strip()
    assert max(map(len, seen)) < 40


def test_lines_are_answered_long_before_the_input_ends() -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield "le front"

    answers = translated(endless(), demo(), source="fr", target="en", beam_size=1)
    assert [next(answers) for _ in range(2000)] == ["the front"] * 2000
    assert read < 3000
