"""`tqcheck check`: the main job."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from tqcheck import config, formats, gates, models, reports
from tqcheck.check import EngineFor, check
from tqcheck.errors import InputError
from tqcheck.formats.limits import MAX_FILE_BYTES
from tqcheck.records import Document, LanguageGuess, Report, Result
from tqcheck.rules import chosen
from tqcheck.verbs import options


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@click.option("--source", "source_path", metavar="PATH", help="The text it was translated from.")
@click.option("--stdin-filename", metavar="NAME", help="Read - as a file of this name.")
@options.judging()
def command(
    paths: tuple[str, ...],
    source_path: str | None,
    stdin_filename: str | None,
    source_language: str | None,
    target_language: str | None,
    model: str,
    format_: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    write_baseline: str | None,
    settings: config.Config,
    no_cache: bool,
    offline: bool,
    quiet: bool,
    **limits: Any,
) -> int:
    """Check translated copy and report what reads machine-made or wrong.

    Without a PATH, or with -, the text is read from standard input. Exit code: 0 the gate
    passed, 1 it failed, 2 something could not be read, 3 the model is missing or failed.

    \b
    Examples:
      tqcheck check article.txt
      tqcheck check article.txt --source original.txt --from fr --format html -o report.html
      tqcheck check copy/*.md --model off --fail-on critical --format github
    """
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    rules = chosen(select, ignore)
    gate = options.gate(settings, **limits)
    source = _source(source_path) if source_path else None
    if source is not None and len(paths) > 1:
        raise click.UsageError("--source goes with one PATH")
    engine_for, signatures = (None, []) if model == "off" else _engines(model, cached=not no_cache)

    def judge(document: Document) -> Result:
        if target_language:
            document = replace(document, language=target_language)
        if source_language:
            guess = LanguageGuess(source_language, 1.0, ("given",))
            document = replace(document, source_language=guess)
        if source is not None:
            from tqcheck.pairing import paired

            document = paired(document, source)
        return check(document, rules=rules, engine_for=engine_for, gate=gate)

    results: list[Result] = []
    unread = 0
    show = sys.stderr.isatty() and not quiet and len(paths) > 1
    for number, path in enumerate(paths or ("-",), 1):
        if show:
            click.echo(f"\r\x1b[K{number}/{len(paths)} {path}", nl=False, err=True)
        try:
            found = read(
                path, name=stdin_filename, source_language=source_language, language=target_language
            )
            results += [judge(document) for document in found]
        except InputError as error:
            unread += 1
            click.echo(f"{chr(13) + chr(27) + '[K' if show else ''}tqcheck: {error}", err=True)
    if show:
        click.echo("\r\x1b[K", nl=False, err=True)

    decided = {"rules": [r.id for r in rules], "gate": asdict(gate), "model": model}
    run = {"engines": sorted(signatures), "config": config.digest(decided)}
    report = Report(tuple(results), run)
    if write_baseline:
        _put(write_baseline, gates.baseline(report))
        count = sum(len(r.findings) for r in results)
        known = "1 finding is" if count == 1 else f"{count} findings are"
        click.echo(f"{write_baseline}: {known} known from now on", err=True)
        return 2 if unread else 0
    if results:
        _write(report, format_, output, quiet)
    if unread:
        return 2
    return 1 if any(r.verdict == "fail" for r in results) else 0


def read(
    path: str,
    *,
    name: str | None = None,
    source_language: str | None = None,
    language: str | None = None,
) -> list[Document]:
    """The documents of a file, or of standard input for `-`, which is read as `name`.

    Raises:
        InputError: it cannot be read, or is not what it claims to be.
    """
    if path == "-":
        content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        return list(
            formats.read(
                name or "<stdin>", content, source_language=source_language, language=language
            )
        )
    file = Path(path)
    if file.is_dir():
        raise InputError(f"{path}: a folder; name its files, or use `tqcheck batch {path}`")
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise InputError(f"{path}: over {MAX_FILE_BYTES:,} bytes; use `tqcheck batch`")
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read: {reason}") from error
    if not content.strip():
        raise InputError(f"{path}: the file is empty")
    return list(formats.read(path, content, source_language=source_language, language=language))


def _source(path: str) -> str:
    return "\n".join(document.text for document in read(path))


def _engines(model: str, *, cached: bool) -> tuple[EngineFor, list[str]]:
    """Engines by pair, and a list that fills with the signatures of those that were used."""
    cache = None
    if cached:
        from tqcheck.store import default_path

        cache = default_path()
    by_pair = models.engines(model, cache=cache)
    signatures: list[str] = []

    def engine_for(source: str, target: str) -> Any:
        engine = by_pair(source, target)
        if not isinstance(engine, str) and engine.signature not in signatures:
            signatures.append(engine.signature)
        return engine

    return engine_for, signatures


def _write(report: Report, name: str, output: str | None, quiet: bool) -> None:
    if name == "text":
        color, width = reports.terminal(sys.stdout) if output is None else (False, None)
        text = reports.render(report, name, color=color, width=width, quiet=quiet)
    else:
        text = reports.render(report, name)
    if output:
        _put(output, text)
        if not quiet:
            click.echo(reports.render(report, "text", quiet=True), nl=False, err=True)
    else:
        click.echo(text, nl=False)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if name == "github" and summary:
        from tqcheck.reports.github import step_summary

        try:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(step_summary(report))
        except OSError as error:
            reason = error.strerror or error
            click.echo(f"tqcheck: no step summary: {summary}: {reason}", err=True)


def _put(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error
