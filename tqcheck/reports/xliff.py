"""The report as XLIFF 1.2 with ITS 2.0 localization quality issues, for CAT tools.

Each segment is a unit; a finding is an `mrk` in its target, or, where it crosses another or
runs over several segments, a stand-off issue of the target. Without a source text `source`
is empty and the back-translation is a note: it is what the model says, not what was written.
Mapping: W3C ITS Interest Group, "XLIFF 1.2 Mapping".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from tqcheck import mqm
from tqcheck.records import Finding, Report, Result, Segment
from tqcheck.reports import view

# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEVERITY = {"neutral": 0, "minor": 25, "major": 75, "critical": 100}


def render(report: Report) -> str:
    """One XLIFF document with a `file` for each document."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"'
        ' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0">',
    ]
    for number, result in enumerate(report.documents, 1):
        lines += _file(result, number)
    return "\n".join([*lines, "</xliff>"]) + "\n"


def _file(result: Result, number: int) -> Iterator[str]:
    document = result.document
    source = document.source_language.code if document.source_language else "und"
    yield (
        f" <file original={_quoted(document.path)} source-language={_quoted(source)}"
        f' target-language={_quoted(document.language or "und")} datatype="plaintext">'
    )
    yield "  <body>"
    for segment in document.segments:
        yield from _unit(result, segment, f"f{number}-{segment.id}")
    yield "  </body>"
    yield " </file>"


def _unit(result: Result, segment: Segment, name: str) -> Iterator[str]:
    span = segment.span
    here = [f for f in result.findings if f.span.start < span.end and f.span.end > span.start]
    inline = _nested(f for f in here if span.start <= f.span.start and f.span.end <= span.end)
    apart = [f for f in here if f not in inline and f.span.start >= span.start]
    score = view.quality(segment)
    rating = "" if score is None else f' its:locQualityRatingScore="{score:.0f}"'
    issues = f"{name}-issues"
    reference = f' its:locQualityIssuesRef="#{_id(issues)}"' if apart else ""
    text = _marked(result.document.text, span.start, span.end, inline, name)
    yield f"   <trans-unit id={_quoted(name)}>"
    yield f"    <source>{_text(segment.source or '')}</source>"
    yield f'    <target state="needs-review-translation"{rating}{reference}>{text}</target>'
    if segment.back_translation is not None:
        back = _text(segment.back_translation)
        yield f'    <note from="tqcheck">back-translation: {back}</note>'
    if apart:
        yield f"    <its:locQualityIssues xml:id={_quoted(_id(issues))}>"
        for finding in apart:
            yield f"     <its:locQualityIssue {_issue(finding, prefix='')}/>"
        yield "    </its:locQualityIssues>"
    yield "   </trans-unit>"


def _nested(findings: Iterator[Finding]) -> list[Finding]:
    """The findings that nest or stand apart, outer ones first; the first of two that cross."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.span.start, -f.span.end, f.rule)):
        crosses = any(
            k.span.start < finding.span.start < k.span.end < finding.span.end for k in kept
        )
        if not crosses:
            kept.append(finding)
    return kept


def _marked(text: str, start: int, end: int, findings: Sequence[Finding], name: str) -> str:
    """The text with an `mrk` around each finding; these nest and are in order."""
    parts: list[str] = []
    at = start
    rest = list(findings)
    while rest:
        outer = rest.pop(0)
        inside = []
        while rest and rest[0].span.end <= outer.span.end and rest[0].span.start < outer.span.end:
            inside.append(rest.pop(0))
        parts.append(_text(text[at : outer.span.start]))
        content = _marked(text, outer.span.start, outer.span.end, inside, name)
        mark = _quoted(f"{name}-{outer.span.start}-{outer.rule}")
        parts.append(f'<mrk mtype="x-its" mid={mark} {_issue(outer)}>{content}</mrk>')
        at = outer.span.end
    return "".join([*parts, _text(text[at:end])])


def _issue(finding: Finding, *, prefix: str = "its:") -> str:
    comment = f"{finding.rule}: {view.advice(finding)}"
    return (
        f"{prefix}locQualityIssueType={_quoted(mqm.its_type(finding.category))}"
        f" {prefix}locQualityIssueComment={_quoted(comment)}"
        f' {prefix}locQualityIssueSeverity="{_SEVERITY[finding.severity]}"'
    )


def _id(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name)


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
