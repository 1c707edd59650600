"""The report as JSON, version 1 (schema: `report.schema.json` beside this file)."""

from __future__ import annotations

import json
from typing import Any

from tqcheck import __version__
from tqcheck.place import locate
from tqcheck.records import Finding, Report, Result, Segment


def render(report: Report) -> str:
    """One JSON object, indented, ending in a line feed."""
    content = {
        "version": 1,
        "tool": f"tqcheck {__version__}",
        "run": dict(report.run),
        "documents": [document(result) for result in report.documents],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def document(result: Result) -> dict[str, Any]:
    """The JSON object of one document."""
    source = result.document.source_language
    return {
        "path": result.document.path,
        "language": result.document.language,
        "source_language": None
        if source is None
        else {
            "code": source.code,
            "confidence": source.confidence,
            "evidence": list(source.evidence),
        },
        "verdict": result.verdict,
        "score": result.score.value,
        "score_signature": result.score.signature,
        "penalty_per_1000_words": result.penalty_per_1000_words,
        "words": result.words,
        "segments": [_segment(s) for s in result.document.segments],
        "findings": [_finding(result, f) for f in result.findings],
        "skipped": [{"what": s.what, "reason": s.reason} for s in result.skipped],
    }


def _segment(segment: Segment) -> dict[str, Any]:
    scores = {score.metric: score.value for score in segment.scores}
    return {
        "id": segment.id,
        "start": segment.span.start,
        "end": segment.span.end,
        "text": segment.text,
        "source": segment.source,
        "score": scores.get("quality"),
        "back_translation": segment.back_translation,
        "round_trip": scores.get("round_trip"),
        "signals": {name: round(value, 4) for name, value in sorted(segment.signals.items())},
    }


def _finding(result: Result, finding: Finding) -> dict[str, Any]:
    place = locate(result.document, finding.span.start)
    return {
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity,
        "start": finding.span.start,
        "end": finding.span.end,
        "line": place.line,
        "column": place.column,
        "field": place.field,
        "text": finding.text,
        "message": finding.message,
        "suggestions": list(finding.suggestions),
        "confidence": round(finding.confidence, 2),
        "segment": finding.segment,
        "related": [{"start": s.start, "end": s.end} for s in finding.related],
    }
