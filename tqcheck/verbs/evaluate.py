"""`tqcheck evaluate`: how far the scores agree with people."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tqcheck import __version__
from tqcheck.errors import InputError
from tqcheck.verbs.options import Language

if TYPE_CHECKING:
    from tqcheck.evaluation import Agreement, Figure


@click.command("evaluate")
@click.argument("gold", nargs=-1, required=True, metavar="GOLD...")
@click.option("--from", "source", type=Language(), metavar="LANG", help="Source of every GOLD.")
@click.option("--to", "target", type=Language(), metavar="LANG", help="Language of every GOLD.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Form of the answer; html has plots.",
)
@click.option("--output", "-o", metavar="FILE", help="Write the answer here.")
def command(
    gold: tuple[str, ...],
    source: str | None,
    target: str | None,
    format_: str,
    output: str | None,
) -> int:
    """Measure how far `quality` agrees with human judgments.

    GOLD is JSONL or TSV with a header, .xz or not. A row has a translation (translation, mt,
    target) and a score (da_mean, score; higher is better), tokens and token_tags (OK, BAD), or
    spans of errors. Languages are read from the file's name (ro-en.test.jsonl) or given.

    All figures are target only: no source is read. `length` and `repetition` are floors, the
    Pearson correlation of short and of unrepetitive text with the judgments.

    \b
    Examples:
      tqcheck evaluate mlqe_pe/*-en.test20.jsonl
      tqcheck evaluate judged.tsv --from fr --to en --format html -o agreement.html
    """
    from tqcheck import evaluation
    from tqcheck.metrics import quality
    from tqcheck.metrics.signals import of_text

    found: list[Agreement] = []
    left_out: dict[str, str] = {}
    signature = ""
    for path in gold:
        own = evaluation.read(Path(path), source=source, target=target)
        judge = quality.load((own.target or "und").partition("-")[0])
        if judge is None:
            why = f"no human judgments of {own.target} to fit a score on"
            left_out[path] = why if own.target else "its language is not known; give it with --to"
            continue
        signature = judge.signature
        answers = judge.answers([row.text for row in own.rows])
        signals = [of_text(row.text) for row in own.rows]
        floors = {name: [-s[column] for s in signals] for name, column in _FLOORS.items()}
        found.append(
            evaluation.agreement(
                own,
                [a.quality for a in answers],
                [a.words for a in answers],
                judge.head["bad"]["threshold"],
                floors,
            )
        )
    if not found:
        raise InputError("; ".join(f"{path}: {why}" for path, why in left_out.items()))
    for path, why in left_out.items():
        click.echo(f"tqcheck: {path}: not judged: {why}", err=True)
    text = _RENDERERS[format_](found, left_out, signature)
    if output:
        try:
            Path(output).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(f"{output}: cannot be written: {error.strerror}") from error
    else:
        click.echo(text, nl=False)
    return 2 if left_out else 0


_FLOORS = {"length": "words", "repetition": "repetition"}


def means(found: list[Agreement]) -> dict[str, float]:
    """The mean over files of each figure that all files have."""
    names = [n for n in found[0].figures if all(n in f.figures for f in found)]
    return {n: sum(f.figures[n].value for f in found) / len(found) for n in names}


def _text(found: list[Agreement], left_out: dict[str, str], signature: str) -> str:
    names = list(dict.fromkeys(name for f in found for name in f.figures))
    width = max(len(f.name) for f in found) + 2
    rows = ["".ljust(width) + "".join(n.rjust(18) for n in ["segments", "words", *names])]
    for f in found:
        cells = [f"{f.segments:,}", f"{f.words:,}", *(_cell(f.figures.get(n)) for n in names)]
        rows.append(f.name.ljust(width) + "".join(c.rjust(18) for c in cells))
    if len(found) > 1:
        mean = means(found)
        cells = ["", "", *(_number(mean[n]) if n in mean else "" for n in names)]
        rows.append("mean".ljust(width) + "".join(c.rjust(18) for c in cells))
    rows.append(f"95 % bootstrap intervals; length, repetition: Pearson of the floors; {signature}")
    return "\n".join(row.rstrip() for row in rows) + "\n"


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"{_number(figure.value)} {_number(figure.low)}…{_number(figure.high)}"


def _number(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1) if math.isfinite(value) else "–"


def _json(found: list[Agreement], left_out: dict[str, str], signature: str) -> str:
    def figure(f: Figure) -> dict[str, Any]:
        values = {"value": f.value, "low": f.low, "high": f.high}
        return {k: round(v, 4) if math.isfinite(v) else None for k, v in values.items()}

    content = {
        "version": 1,
        "tool": f"tqcheck {__version__}",
        "signature": signature,
        "files": [
            {
                "name": f.name,
                "segments": f.segments,
                "words": f.words,
                "figures": {name: figure(value) for name, value in f.figures.items()},
            }
            for f in found
        ],
        "mean": {n: round(v, 4) if math.isfinite(v) else None for n, v in means(found).items()},
        "not_judged": left_out,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _html(found: list[Agreement], left_out: dict[str, str], signature: str) -> str:
    from tqcheck.reports.agreement import page

    table = _text([replace(f, points=()) for f in found], left_out, signature)
    return page(found, table, signature)


_RENDERERS = {"text": _text, "json": _json, "html": _html}
