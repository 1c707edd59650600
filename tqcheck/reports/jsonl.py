"""The report as JSON lines: one document object a line."""

from __future__ import annotations

import json

from tqcheck.records import Report
from tqcheck.reports.json import document


def render(report: Report) -> str:
    """The documents, a line each."""
    return "".join(
        json.dumps(document(result), ensure_ascii=False) + "\n" for result in report.documents
    )
