"""The report as SARIF 2.1.0, for code scanning and any viewer that speaks it.

Columns count Unicode code points from 1 and leave out a byte order mark. `partialFingerprints`
are those of the baseline, so an edit elsewhere in a file makes no finding new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from tqcheck import __version__
from tqcheck.gates import fingerprint
from tqcheck.place import file_offset, locate, locate_end
from tqcheck.records import Document, Finding, Report, Result, Span
from tqcheck.reports import view
from tqcheck.rules import all_rules

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {"neutral": "note", "minor": "warning", "major": "error", "critical": "error"}

# What one format or another would have to escape: markup, JSON, PO, tables, Markdown.
_ESCAPED = re.compile(r"[<>&\"\\`*_\[\]#|~\x00-\x1f]")


def render(report: Report) -> str:
    """One SARIF log with one run, indented, ending in a line feed."""
    ids = sorted({f.rule for result in report.documents for f in result.findings})
    index = {rule: number for number, rule in enumerate(ids)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "tqcheck",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [_rule(rule) for rule in ids],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "newlineSequences": ["\r\n", "\r", "\n"],
                "artifacts": list(_artifacts(report)),
                "results": [
                    _result(result, finding, index)
                    for result in report.documents
                    for finding in view.worst_first(result.findings)
                ],
                "properties": dict(report.run),
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _artifacts(report: Report) -> Iterator[dict[str, Any]]:
    """Each file once, with its encoding where that is known and not UTF-8."""
    seen = set()
    for result in report.documents:
        uri = _uri(result.document.path)
        if uri not in seen:
            seen.add(uri)
            encoding = result.document.meta.get("encoding")
            named = {"encoding": _iana(encoding)} if encoding else {}
            yield {"location": {"uri": uri}, **named}


def _iana(encoding: str) -> str:
    """What IANA calls an encoding: `cp1252` is `windows-1252`, `utf-16-le` is `UTF-16LE`."""
    name = re.sub(r"^cp(125\d)$", r"windows-\1", encoding)
    name = re.sub(r"^iso8859-", "ISO-8859-", name)
    return re.sub(r"^utf-(\d+)-?(..)?$", lambda m: f"UTF-{m[1]}{m[2] or ''}".upper(), name).replace(
        "_", "-"
    )


def _rule(rule_id: str) -> dict[str, Any]:
    rule = next((r for r in all_rules() if r.id == rule_id), None)
    if rule is None:
        return {"id": rule_id}
    help_text = rule.manual.strip()
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": " ".join(help_text.split("\n\n")[0].split())},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {"category": rule.category, "tags": ["translation", rule.category]},
    }


def _result(result: Result, finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    document = result.document
    content: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": _location(document, finding.span)}],
        "partialFingerprints": {"tqcheck/v1": fingerprint(document, finding)},
        "rank": round(100 * finding.confidence, 1),
        "properties": {"category": finding.category, "severity": finding.severity},
    }
    if finding.related:
        content["relatedLocations"] = [
            {"id": number, "physicalLocation": _location(document, span)}
            for number, span in enumerate(finding.related, 1)
        ]
    fixes = [text for text in finding.suggestions if _fits(document, finding.span, text)]
    if fixes:
        content["fixes"] = [_fix(document, finding.span, text) for text in fixes]
    return content


def _fits(document: Document, span: Span, text: str) -> bool:
    """Whether the file is right once what stands there is replaced by this text as it is."""
    if PurePath(document.path).suffix.lower() == ".docx" or not _can_hold(document, text):
        return False
    if not document.pieces:
        return True
    start = file_offset(document, span.start)
    end = file_offset(document, span.end, end=span.end > span.start)
    is_verbatim = document.raw[start:end] == document.text[span.start : span.end]
    return is_verbatim and not _ESCAPED.search(text)


def _can_hold(document: Document, text: str) -> bool:
    """Whether the encoding of the file has these characters."""
    try:
        text.encode(document.meta.get("encoding", "utf-8"))
    except UnicodeEncodeError:
        return False
    return True


def _fix(document: Document, span: Span, text: str) -> dict[str, Any]:
    return {
        "description": {"text": f"write “{text}”" if text else "delete it"},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(document.path)},
                "replacements": [
                    {
                        "deletedRegion": _region(document, span),
                        "insertedContent": {"text": text},
                    }
                ],
            }
        ],
    }


def _location(document: Document, span: Span) -> dict[str, Any]:
    region = _region(document, span)
    region["snippet"] = {"text": document.text[span.start : span.end]}
    return {"artifactLocation": {"uri": _uri(document.path)}, "region": region}


def _region(document: Document, span: Span) -> dict[str, Any]:
    start = locate(document, span.start)
    end_line, end_column = locate_end(document, span)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _uri(path: str) -> str:
    """A reference relative to where the run was; of an absolute path, its `file` URI."""
    path = path.replace("\\", "/")
    quoted = quote(path, safe="/~@!$&'()*+,;=-._")
    drive = re.match(r"([A-Za-z]):/", path)
    if drive:
        return f"file:///{drive[1]}:{quoted.removeprefix(f'{drive[1]}%3A')}"
    return f"file://{quoted}" if path.startswith("/") else quoted
