"""The report as one HTML page: no script, no outside resource, made to be read, printed, kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tqcheck import __version__, mqm
from tqcheck.place import Place, locate
from tqcheck.records import Finding, Report, Result, Segment, Span
from tqcheck.reports import view

if TYPE_CHECKING:
    from jinja2 import Template

# Shape beside colour, so that severities differ in print and for colour-blind readers.
_SIGN = {"neutral": "○", "minor": "△", "major": "▲", "critical": "◆"}
_BIN_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the copy; `findings` numbers what it belongs to, gravest first.

    `opens` holds the numbers that are shown at its start, `severity` the gravest of all. `is_faint`
    if nothing was found there but the score distrusts it.
    """

    text: str
    findings: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    severity: str = ""
    is_faint: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its number on the page and what is around it."""

    number: int
    finding: Finding
    place: Place
    before: str
    text: str
    after: str
    also: str


def render(report: Report) -> str:
    """The page."""
    documents = [
        _document(name, result, number)
        for number, (name, result) in enumerate(view.named(report), 1)
    ]
    return (
        _template()
        .render(
            documents=documents,
            run={"config": None, "engines": (), **report.run},
            version=__version__,
            sign=_SIGN,
            severities=list(reversed(mqm.SEVERITIES)),
            categories=mqm.CATEGORIES,
            spoken=view.spoken,
            spaced=_spaced,
            style=(files("tqcheck.reports") / "page.css").read_text(encoding="utf-8"),
        )
        .rstrip()
        + "\n"
    )


def _spaced(text: str) -> str:
    """The class for a text whose spaces must be seen, such as a stray one at its start."""
    return "" if text == " ".join(text.split()) else " spaced"


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(
        (files("tqcheck.reports") / "page.html.j2").read_text(encoding="utf-8")
    )


def _document(name: str, result: Result, number: int) -> dict[str, Any]:
    worst = view.worst_first(result.findings)
    shown = []
    for place, finding in enumerate(worst, 1):
        before, text, after = view.surroundings(result, finding)
        where = locate(result.document, finding.span.start)
        also = view.elsewhere(result, finding)
        shown.append(Shown(place, finding, where, before, text, after, also))
    scores = [s for s in (view.quality(seg) for seg in result.document.segments) if s is not None]
    return {
        "id": f"d{number}",
        "name": view.safe(name),
        "result": result,
        "severities": view.by_severity(result.findings),
        "languages": view.languages(result),
        "findings": shown,
        "paragraphs": list(_paragraphs(result, worst)),
        "counts": view.by_category(result.findings),
        "bars": _bars(scores),
        "scored": len(scores),
        "is_faint": any(s.suspicious for s in result.document.segments),
        "riskiest": {segment.id for segment in view.riskiest(result)},
    }


def _paragraphs(result: Result, worst: list[Finding]) -> Iterator[list[dict[str, Any]]]:
    """Segments, each with its marked runs, by paragraph."""
    paragraph: list[dict[str, Any]] = []
    before: int | None = None
    for segment in result.document.segments:
        if paragraph and segment.paragraph != before:
            yield paragraph
            paragraph = []
        before = segment.paragraph
        score = view.quality(segment)
        runs = list(_runs(result, segment, worst))
        paragraph.append({"segment": segment, "score": score, "runs": runs})
    if paragraph:
        yield paragraph


def _runs(result: Result, segment: Segment, worst: list[Finding]) -> Iterator[Marked]:
    text = result.document.text
    number = {id(finding): place for place, finding in enumerate(worst, 1)}
    for run in view.runs(segment.span.start, segment.span.end, worst):
        numbers = tuple(number[id(f)] for f in run.findings)
        opens = tuple(
            number[id(f)]
            for f in run.findings
            if max(f.span.start, segment.span.start) == run.start
        )
        if run.findings:
            severity = run.findings[0].severity
            yield Marked(text[run.start : run.end], numbers, opens, severity)
        else:
            yield from _plain(text, run, segment.suspicious)


def _plain(text: str, run: view.Run, suspicious: Sequence[Span]) -> Iterator[Marked]:
    """A run without findings, cut at the suspicious words that lie in it whole."""
    at = run.start
    for span in suspicious:
        if at <= span.start and span.end <= run.end:
            yield Marked(text[at : span.start])
            yield Marked(text[span.start : span.end], is_faint=True)
            at = span.end
    yield Marked(text[at : run.end])


def _bars(scores: list[float]) -> list[dict[str, Any]]:
    """A histogram of scores in ten bins; `height` is a share of the tallest bar, 0-100."""
    if not scores:
        return []
    counts = [0] * (100 // _BIN_WIDTH)
    for score in scores:
        counts[min(int(score // _BIN_WIDTH), len(counts) - 1)] += 1
    return [
        {
            "from": place * _BIN_WIDTH,
            "to": (place + 1) * _BIN_WIDTH,
            "count": count,
            "height": round(100 * count / max(counts)),
        }
        for place, count in enumerate(counts)
    ]
