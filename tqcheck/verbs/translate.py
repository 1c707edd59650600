"""`tqcheck translate`: what the model itself says, a line in, a line out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import click

from tqcheck import lang, models
from tqcheck.engines.engine import Engine
from tqcheck.errors import InputError
from tqcheck.lang import Pack
from tqcheck.records import Span
from tqcheck.segment import sentences

# Sentences translated at a time: enough to sort into even batches, little enough to hold.
WINDOW = 512
# Lines end here; anything else that breaks lines would make two lines out of one.
_LINE_BREAKS = dict.fromkeys(map(ord, "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


@click.command("translate")
@click.argument("path", default="-", metavar="[PATH|-]")
@click.option("--from", "source", required=True, metavar="LANG", help="Language of the text.")
@click.option("--to", "target", required=True, metavar="LANG", help="Language to translate into.")
@click.option("--model", default="auto", metavar="NAME|PATH", help="Translation model.")
@click.option("--beam", type=click.IntRange(1, 16), default=2, show_default=True, help="Beam size.")
@click.option("--threads", type=click.IntRange(0), default=0, help="Threads; 0: one a core.")
def command(path: str, source: str, target: str, model: str, beam: int, threads: int) -> int:
    """Translate text, a line in, a line out; empty lines stay.

    A line of several sentences is translated sentence by sentence.

    \b
    Examples:
      echo "Le ministre a démissionné." | tqcheck translate --from fr --to en
      tqcheck translate --from en --to fr article.txt --beam 4
    """
    found = models.named(model) if model != "auto" else models.for_direction(source, target)
    with ExitStack() as stack:
        stream = sys.stdin.buffer if path == "-" else stack.enter_context(_opened(path))
        engine = models.load(found, threads=threads)
        done = 0
        for line in translated(
            _lines(stream, "<stdin>" if path == "-" else path),
            engine,
            source=source,
            target=target,
            beam_size=beam,
        ):
            click.echo(line)
            done += 1
            if done % 100 == 0 and sys.stderr.isatty():
                click.echo(f"\r{done:,} lines", nl=False, err=True)
        if done >= 100 and sys.stderr.isatty():
            click.echo(f"\r{done:,} lines", err=True)
    return 0


def translated(
    lines: Iterator[str], engine: Engine, *, source: str, target: str, beam_size: int
) -> Iterator[str]:
    """The translation of each line, in order, in constant memory."""
    pack = lang.load(source)
    waiting: list[int] = []
    texts: list[str] = []
    for line in lines:
        found = _sentences(line, pack)
        waiting.append(len(found))
        texts.extend(found)
        if len(texts) >= WINDOW or len(waiting) >= WINDOW:
            yield from _window(waiting, texts, engine, source, target, beam_size)
            waiting, texts = [], []
    yield from _window(waiting, texts, engine, source, target, beam_size)


def _window(
    counts: list[int], texts: list[str], engine: Engine, source: str, target: str, beam_size: int
) -> Iterator[str]:
    answers: list[str] = []
    for start in range(0, len(texts), WINDOW):
        part = texts[start : start + WINDOW]
        answers += engine.translate(part, source=source, target=target, beam_size=beam_size)
    place = 0
    for count in counts:
        yield " ".join(a.translate(_LINE_BREAKS).strip() for a in answers[place : place + count])
        place += count


def _sentences(line: str, pack: Pack) -> list[str]:
    return [line[s.start : s.end] for s in sentences(line, Span(0, len(line)), pack)]


def _opened(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def _lines(stream: BinaryIO, path: str) -> Iterator[str]:
    """Lines of UTF-8 text, without their ends and without a byte order mark."""
    for number, raw in enumerate(stream, 1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{path}:{number}: not UTF-8 text; convert it first") from error
        yield line.removesuffix("\n").removesuffix("\r")
