"""The report for a terminal or a pipe.

Made once as lines of styled runs. A pipe gets them as they are, unwrapped and without colour;
a terminal gets them wrapped to its width by rich, in colour where that is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tqcheck.place import locate
from tqcheck.records import Finding, Report, Result, Segment
from tqcheck.reports import view

# Styles by name of terminal colours, so that the user's own theme decides.
_SEVERITY = {"critical": "bold red", "major": "red", "minor": "yellow", "neutral": "cyan"}
_SIGN = {"pass": ("✓", "bold green"), "fail": ("✗", "bold red")}
_LABEL_WIDTH = 8
# Below this a back-translation stands under its segment, not beside it.
_BESIDE_MIN_WIDTH = 72
# A line longer than this is hard to read, however wide the terminal.
_MAX_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Line:
    """Runs of (text, style), and perhaps a second column beside them."""

    runs: tuple[tuple[str, str], ...] = ()
    indent: int = 0
    beside: tuple[tuple[str, str], ...] = ()


def render(
    report: Report, *, color: bool = False, width: int | None = None, quiet: bool = False
) -> str:
    """Verdicts, findings worst first, riskiest segments, counts, and what was skipped.

    Args:
        color: use ANSI colours (only with a width).
        width: columns to wrap at; None leaves lines whole.
        quiet: only the verdict, a line a document.
    """
    lines: list[Line] = []
    for name, result in view.named(report):
        if quiet:
            lines.append(_verdict(name, result))
            continue
        if lines:
            lines.append(Line())
        lines += _document(name, result)
    if len(report.documents) > 1 and not quiet:
        lines += [Line(), *_total(report)]
    return _plain(lines) if width is None else _wrapped(lines, color=color, width=width)


def _document(name: str, result: Result) -> Iterator[Line]:
    sign, shown, facts = _facts(name, result)
    yield Line((sign, shown, (f"  {facts[0]}", "")))
    yield Line(((" · ".join([*facts[1:], view.safe(view.languages(result))]), "dim"),), 2)
    for finding in view.worst_first(result.findings):
        yield Line()
        yield from _finding(result, finding)
    risky = view.riskiest(result)
    if risky:
        source = result.document.source_language
        yield Line()
        yield Line((("Riskiest segments", "bold"), (_risk_note(result, source is None), "dim")), 2)
        for segment in risky:
            yield Line()
            yield from _segment(segment)
    counts = view.by_category(result.findings)
    if counts:
        yield Line()
        text = " · ".join(f"{number} {view.spoken(name)}" for name, number in counts)
        yield Line((("Counts".ljust(_LABEL_WIDTH), "dim"), (text, "")), 2)
    if result.skipped and not counts:
        yield Line()
    for skipped in result.skipped:
        text = view.safe(f"{skipped.what}: {skipped.reason}")
        yield Line((("Skipped".ljust(_LABEL_WIDTH), "dim"), (text, "")), 2)


def _verdict(name: str, result: Result) -> Line:
    sign, shown, facts = _facts(name, result)
    return Line((sign, shown, (f"  {' · '.join(facts)}", "")))


def _facts(name: str, result: Result) -> tuple[tuple[str, str], tuple[str, str], list[str]]:
    """The verdict and the name, both with their style, and the figures behind them."""
    sign, style = _SIGN[result.verdict]
    facts = [view.by_severity(result.findings)]
    if result.score.value is not None:
        facts.append(f"{result.score.metric} {result.score.value:.0f} of 100")
    if result.findings:
        facts.append(f"penalty {result.penalty_per_1000_words:g} per 1,000 words, unconfirmed")
    facts.append(view.counted(result.words, "word"))
    return (f"{sign} {result.verdict}", style), (f"  {view.safe(name)}", "bold"), facts


def _finding(result: Result, finding: Finding) -> Iterator[Line]:
    place = locate(result.document, finding.span.start)
    where = f"{place.line}:{place.column}" + (f" {view.safe(place.field)}" if place.field else "")
    style = _SEVERITY[finding.severity]
    about = f"  {view.spoken(finding.category)}  {finding.rule}"
    yield Line(((f"{where}  ", "bold"), (finding.severity, style), (about, "dim")), 2)
    before, text, after = (view.safe(part) for part in view.surroundings(result, finding))
    yield Line(((before, ""), (f"⟦{text}⟧", f"{style} underline"), (after, "")), 4)
    yield Line((("why".ljust(_LABEL_WIDTH), "dim"), (view.safe(finding.message), "")), 4)
    if also := view.elsewhere(result, finding):
        yield Line((("also".ljust(_LABEL_WIDTH), "dim"), (also, "")), 4)
    if finding.suggestions:
        first, *others = (view.safe(s) if s.strip() else repr(s) for s in finding.suggestions[:4])
        rest = f"  or {', '.join(others)}" if others else ""
        if not finding.suggestions[0]:
            first = "(nothing)"
        yield Line((("write".ljust(_LABEL_WIDTH), "dim"), (first, "green"), (rest, "dim")), 4)


def _segment(segment: Segment) -> Iterator[Line]:
    score = view.quality(segment)
    facts = [f"segment {segment.id}"]
    if score is not None:
        facts.append(f"score {score:.0f}/100")
    if segment.likelihood is not None:
        facts.append(f"{segment.likelihood:.2f} nats a token")
    yield Line(((" · ".join(facts), "dim"),), 4)
    back = view.safe(segment.back_translation or "")
    yield Line(((view.safe(segment.text), ""),), 4, ((back, "italic"),))


def _risk_note(result: Result, unknown: bool) -> str:
    source = result.document.source_language
    language = "" if unknown or source is None else f" into {source.code}"
    return f"  and what the model makes of them{language}"


def _total(report: Report) -> Iterator[Line]:
    failed = sum(r.verdict == "fail" for r in report.documents)
    findings = [f for r in report.documents for f in r.findings]
    text = f"{len(report.documents)} documents, {failed} failed: {view.by_severity(findings)}"
    yield Line(((text, "bold"),))


def _plain(lines: list[Line]) -> str:
    rows = []
    for line in lines:
        margin = " " * line.indent
        rows.append((margin + "".join(text for text, _ in line.runs)).rstrip())
        if line.beside:
            rows.append(margin + "→ " + "".join(text for text, _ in line.beside))
    return "\n".join(rows) + "\n"


def _wrapped(lines: list[Line], *, color: bool, width: int) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    out = StringIO()
    console = Console(
        file=out,
        width=max(20, min(width, _MAX_WIDTH)),
        force_terminal=True,
        no_color=not color,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for line in lines:
        text = Text.assemble(*line.runs)
        if not line.runs:
            console.print()
        elif line.beside:
            beside = Text.assemble(*line.beside)
            table = Table.grid(padding=(0, 3), expand=True)
            if console.width >= _BESIDE_MIN_WIDTH:
                table.add_column(ratio=1)
                table.add_column(ratio=1)
                table.add_row(text, beside)
            else:
                table.add_row(text)
                table.add_row(Text("→ ").append_text(beside))
            console.print(Padding(table, (0, 0, 0, line.indent)))
        elif line.runs and line.runs[0][0] in _LABELS:
            table = Table.grid()
            table.add_column(width=_LABEL_WIDTH)
            table.add_column()
            table.add_row(Text(*line.runs[0]), Text.assemble(*line.runs[1:]))
            console.print(Padding(table, (0, 0, 0, line.indent)))
        else:
            console.print(Padding(text, (0, 0, 0, line.indent), expand=False))
    return "\n".join(row.rstrip() for row in out.getvalue().split("\n"))


_LABELS = {label.ljust(_LABEL_WIDTH) for label in ("why", "also", "write", "Counts", "Skipped")}
