"""The report as annotations of GitHub Actions.

GitHub shows ten annotations a step: the worst ten are written, and all of them go to the step
summary (`step_summary`), which `tqcheck check` appends to `$GITHUB_STEP_SUMMARY`.
"""

from __future__ import annotations

import re

from tqcheck import mqm
from tqcheck.place import locate, locate_end
from tqcheck.records import Finding, Report, Result
from tqcheck.reports import view

# What GitHub shows of one step; more are dropped in silence.
SHOWN = 10
# The step summary holds 1 MiB; a thousand findings are far below it and more than anyone reads.
_MOST_ROWS = 1000

_COMMAND = {"neutral": "notice", "minor": "warning", "major": "error", "critical": "error"}


def render(report: Report) -> str:
    """One command a line, worst first; a plain line says how many more there are."""
    every = _worst_first(report)
    lines = [_annotation(result, finding) for result, finding in every[:SHOWN]]
    if len(every) > SHOWN:
        lines.append(f"in the step summary: {view.counted(len(every) - SHOWN, 'more finding')}")
    lines += [_verdict(name, result) for name, result in view.named(report)]
    return "\n".join(lines) + "\n"


def step_summary(report: Report) -> str:
    """All findings as Markdown."""
    lines = ["## tqcheck", ""]
    for name, result in view.named(report):
        sign = "✅" if result.verdict == "pass" else "❌"
        lines.append(f"- {sign} {_cell(_verdict(name, result))}")
    every = _worst_first(report)
    if every:
        lines += ["", "| where | severity | text | why | write instead | rule |"]
        lines.append("|---|---|---|---|---|---|")
    for result, finding in every[:_MOST_ROWS]:
        place = locate(result.document, finding.span.start)
        cells = (
            f"{result.document.path}:{place.line}:{place.column}",
            finding.severity,
            finding.text,
            finding.message,
            next((s or "(nothing)" for s in finding.suggestions), ""),
            finding.rule,
        )
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    if len(every) > _MOST_ROWS:
        lines += ["", f"Not listed: {view.counted(len(every) - _MOST_ROWS, 'more finding')}."]
    return "\n".join(lines) + "\n"


def _worst_first(report: Report) -> list[tuple[Result, Finding]]:
    every = [(result, f) for result in report.documents for f in view.worst_first(result.findings)]
    return sorted(every, key=lambda pair: -mqm.rank(pair[1].severity))


def _annotation(result: Result, finding: Finding) -> str:
    start = locate(result.document, finding.span.start)
    line, column = locate_end(result.document, finding.span)
    where = {"file": result.document.path, "line": start.line, "endLine": line}
    if line == start.line:  # GitHub refuses columns over several lines.
        where |= {"col": start.column, "endColumn": column}
    where["title"] = f"{finding.rule} ({finding.severity}, {view.spoken(finding.category)})"
    message = f"“{view.safe(finding.text)}”: {view.advice(finding)}"
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
    return f"::{_COMMAND[finding.severity]} {properties}::{_message(message)}"


def _verdict(name: str, result: Result) -> str:
    # A line of the log that begins with `::` would be a command.
    return f"{view.safe(name).lstrip(':')}: {result.verdict}, {view.by_severity(result.findings)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """Text that Markdown shows as it is, mentions included."""
    return re.sub(r"[\\`*_\[\]|~<>&#@]", lambda m: f"&#{ord(m.group())};", view.safe(text))
