"""`tqcheck batch`: whole feeds."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from tqcheck import __version__, batch, config, feed, models
from tqcheck.errors import ConfigError
from tqcheck.judge import Job, local
from tqcheck.verbs import options

# Off a terminal, progress is a line a minute.
_LINE_EVERY_S = 60.0
_BAR_EVERY_S = 0.2
_BAR_CELLS = 20


@click.command("batch")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", required=True, metavar="OUT.jsonl", help="One row a document.")
@options.judging(without=("--format", "--output", "--write-baseline"))
@click.option("--resume", is_flag=True, help="Go on with an output that has rows.")
@click.option("--retry-failed", is_flag=True, help="Do the rows with an error again.")
@click.option("--workers", type=click.IntRange(1), help="Processes or model threads.")
@click.option(
    "--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True,
    help="Where documents are judged.",
)  # fmt: skip
@click.option("--summary", metavar="FILE", help="Write the summary here as JSON.")
def command(
    inputs: tuple[str, ...],
    output: str,
    source_language: str | None,
    target_language: str | None,
    model: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    settings: config.Config,
    resume: bool,
    retry_failed: bool,
    workers: int | None,
    engine: str,
    summary: str | None,
    no_cache: bool,
    offline: bool,
    quiet: bool,
    **limits: Any,
) -> int:
    """Check whole feeds: one JSON row a document, exactly once, resumable after any kill.

    INPUT is a file of any format `check` reads, a folder, a glob, or - for JSON lines on
    standard input. Exit code: 0 all passed, 1 some failed the gate, 2 some could not be judged.

    \b
    Examples:
      tqcheck batch seeds/feed -o rows.jsonl --model off
      tqcheck batch wire.jsonl -o wire.rows.jsonl --resume --retry-failed
    """
    from tqcheck.store import default_path

    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    gate = options.gate(settings, **limits)
    job = Job(
        select=select,
        ignore=ignore,
        model=model,
        source_language=source_language,
        language=target_language,
        gate=gate,
        cache=None if no_cache or model == "off" else str(default_path()),
    )
    run = batch.digest(
        __version__,
        _model_identity(model),
        *(str(part) for part in (select, ignore, source_language, target_language)),
        config.digest(asdict(gate)),
    )[:16]
    # Listed before the output is made, which a glob or folder may cover.
    own = {os.path.abspath(name) for name in (output, summary) if name}
    paths = [path for path in feed.files(inputs) if os.path.abspath(path) not in own]
    rows = batch.Output(Path(output), run, resume=resume, retry_failed=retry_failed)
    if engine == "ray":
        from tqcheck.cluster import on_ray

        judged = on_ray(job, workers)
    else:
        judged = local(job, workers)
    read, keys = feed.Progress(), batch.Keys(run)
    try:
        done = batch.run(
            feed.items(paths, keys, read),
            rows,
            judged,
            on_rows=(lambda documents, words: None) if quiet else _shown(read),
        )
    finally:
        keys.close()
        rows.close()
    if summary:
        content = json.dumps(done.content(), ensure_ascii=False, indent=1)
        try:
            Path(summary).write_text(f"{content}\n", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise ConfigError(f"{summary}: cannot be written: {error.strerror}") from error
    if not quiet:
        _say(done)
    return 2 if done.errors else 1 if done.failed_gate else 0


def _model_identity(name: str) -> str:
    """What tells one model's rows from another's."""
    if name == "off":
        return "off"
    found = models.embedded() if name == "auto" else [models.named(name)]
    if not found:
        raise ConfigError("no model is embedded; use --model off or name one")
    return ",".join(f"{m.name}@{m.card.get('version')}" for m in found)


def _shown(read: feed.Progress) -> Callable[[int, int], None]:
    """A function that shows documents, words, rate and time left on stderr as they grow."""
    terminal = sys.stderr.isatty()
    begun = shown = time.monotonic()

    def show(documents: int, words: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown < (_BAR_EVERY_S if terminal else _LINE_EVERY_S):
            return
        shown = now
        line = f"{documents:,} documents, {words:,} words, {words / (now - begun):,.0f} words/s"
        if read.total and read.done:
            share = read.done / read.total
            left_s = (now - begun) * (1 - share) / share
            bar = "━" * round(_BAR_CELLS * share) + "─" * (_BAR_CELLS - round(_BAR_CELLS * share))
            line = f"{bar} {share:.0%}  {line}, {left_s // 60:.0f}:{left_s % 60:02.0f} left"
        click.echo(f"\r\x1b[K{line}" if terminal else line, err=True, nl=not terminal)

    return show


def _say(done: batch.Summary) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    click.echo(
        f"{done.documents:,} documents ({done.skipped:,} already done), {done.words:,} words, "
        f"{done.failed_gate:,} failed the gate, {done.errors:,} could not be judged",
        err=True,
    )
    for category, count in done.categories.most_common():
        click.echo(f"  {count:>7,}  {category}", err=True)
    for penalty, name in sorted(done.worst, reverse=True):
        if penalty:
            click.echo(f"  worst: {name}, {penalty:,.1f} points per 1,000 words", err=True)
    for failure in done.failures:
        click.echo(f"  error: {failure}", err=True)
