"""What every report for people shows: the order of things, and texts cut for marking."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tqcheck import mqm
from tqcheck.place import locate
from tqcheck.records import Finding, Report, Result, Segment, Span

# Characters of a sentence shown around a finding before it is cut at a word.
_AROUND = 110
# Related places named of one finding; the machine-readable reports have them all.
_PLACES = 12
# Segments shown as the riskiest ones.
RISKIEST = 5

# C0 and C1 controls, bidi controls and separators that would move or hide what a terminal shows.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text and the findings that all of it belongs to, in the order given."""

    start: int
    end: int
    findings: tuple[Finding, ...]


def named(report: Report) -> list[tuple[str, Result]]:
    """The documents and what to call each: its path, and its id or number if a file has several.

    Where two of a file have one id, the line it begins on tells them apart.
    """
    several = Counter(result.document.path for result in report.documents)
    seen: Counter[str] = Counter()
    labels = []
    for result in report.documents:
        path = result.document.path
        seen[path] += 1
        labels.append((path, str(result.document.meta.get("id") or seen[path])))
    alike = Counter(labels)
    found = []
    for (path, label), result in zip(labels, report.documents, strict=True):
        name = path
        if several[path] > 1:
            line = f", line {locate(result.document, 0).line}" if alike[path, label] > 1 else ""
            name = f"{path} ({label}{line})"
        found.append((name, result))
    return found


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Gravest first, then surest, then in text order."""
    return sorted(findings, key=lambda f: (-mqm.rank(f.severity), f.span, f.rule))


def runs(start: int, end: int, findings: Sequence[Finding]) -> list[Run]:
    """`start`..`end` cut wherever a finding begins or ends; the runs cover it without overlap."""
    here = [f for f in findings if f.span.start < end and f.span.end > start]
    cuts = {start, end}
    for finding in here:
        cuts |= {max(start, finding.span.start), min(end, finding.span.end)}
    edges = sorted(cuts)
    return [
        Run(left, right, tuple(f for f in here if f.span.start <= left and right <= f.span.end))
        for left, right in pairwise(edges)
    ]


def surroundings(result: Result, finding: Finding) -> tuple[str, str, str]:
    """The sentence of a finding: what is before it, the finding, what is after it."""
    text = result.document.text
    within = next(
        (s.span for s in result.document.segments if s.id == finding.segment),
        Span(finding.span.start, finding.span.end),
    )
    start = min(within.start, finding.span.start)
    end = max(within.end, finding.span.end)
    before, after = text[start : finding.span.start], text[finding.span.end : end]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].split(" ", 1)[-1]
    if len(after) > _AROUND:
        after = after[:_AROUND].rsplit(" ", 1)[0] + " …"
    return before, text[finding.span.start : finding.span.end], after


def elsewhere(result: Result, finding: Finding) -> str:
    """`3:15, 7:2 and 4 more`: where the finding's related places are, line and column."""
    places = [locate(result.document, span.start) for span in finding.related]
    told = ", ".join(f"{place.line}:{place.column}" for place in places[:_PLACES])
    more = len(places) - _PLACES
    return f"{told} and {more} more" if more > 0 else told


def quality(segment: Segment) -> float | None:
    """The segment's score, 0-100, or None."""
    return next((s.value for s in segment.scores if s.metric == "quality"), None)


def riskiest(result: Result) -> list[Segment]:
    """The segments most worth a second look, of those the model has read.

    By score where there is one; otherwise by penalty, then by how unlikely the model finds them.
    """
    points: dict[str | None, float] = defaultdict(float)
    for finding in result.findings:
        points[finding.segment] += mqm.weight(finding.category, finding.severity)
    read = [s for s in result.document.segments if s.back_translation is not None]

    def risk(segment: Segment) -> tuple[float, float, float]:
        score = quality(segment)
        likelihood = 0.0 if segment.likelihood is None else segment.likelihood
        return (101.0 if score is None else score, -points[segment.id], likelihood)

    return sorted(read, key=risk)[:RISKIEST]


def by_severity(findings: Iterable[Finding]) -> str:
    """`2 major, 11 minor`, gravest first; `no findings` when there are none."""
    counts = Counter(f.severity for f in findings)
    parts = [f"{counts[s]} {s}" for s in reversed(mqm.SEVERITIES) if counts[s]]
    return ", ".join(parts) or "no findings"


def by_category(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """Categories and their numbers of findings, most first."""
    counts = Counter(f.category for f in findings)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def spoken(category: str) -> str:
    """`linguistic_conventions/word_order` as `word order`; the type says it all."""
    return category.split("/", 1)[-1].replace("_", " ")


def advice(finding: Finding) -> str:
    """The message and, as a sentence of its own, what to write instead."""
    if not finding.suggestions:
        return finding.message
    stop = "" if finding.message.endswith((".", "!", "?", "…")) else "."
    return f"{finding.message}{stop} Write: {finding.suggestions[0] or '(nothing)'}"


def counted(number: int, what: str) -> str:
    """`1 word`, `1,200 words`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def safe(text: str) -> str:
    """The text with controls that could move, hide or colour what is shown made visible."""
    return _UNSAFE.sub(lambda m: " " if m.group() in "\t\n\r" else f"\\u{ord(m.group()):04x}", text)


def languages(result: Result) -> str:
    """`en, from fr`; what the file states or is only guessed says so, with its evidence."""
    source = result.document.source_language
    code = result.document.language or "language unknown"
    if source is None:
        return f"{code}, source language unknown"
    if source.evidence == ("given",):
        return f"{code}, from {source.code}"
    if source.evidence == ("stated in the file",):
        return f"{code}, from {source.code} (stated in the file)"
    evidence = "; ".join(source.evidence)
    return f"{code}, probably from {source.code} ({source.confidence:.0%}: {evidence})"
