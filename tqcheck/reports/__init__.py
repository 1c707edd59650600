"""Reports: one renderer a format, each `render(report) -> str`, in one table."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from typing import TextIO

from tqcheck.records import Report

FORMATS: dict[str, str] = {
    "text": "tqcheck.reports.text",
    "json": "tqcheck.reports.json",
    "jsonl": "tqcheck.reports.jsonl",
    "sarif": "tqcheck.reports.sarif",
    "html": "tqcheck.reports.html",
    "github": "tqcheck.reports.github",
    "xliff": "tqcheck.reports.xliff",
}


def render(report: Report, name: str, **options: object) -> str:
    """The report in a format of the table; `text` takes `color`, `width` and `quiet`."""
    text: str = import_module(FORMATS[name]).render(report, **options)
    return text


def terminal(stream: TextIO) -> tuple[bool, int | None]:
    """Whether the stream takes colour, and its width in columns; None where it is no terminal."""
    if not stream.isatty():
        return False, None
    color = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return color, shutil.get_terminal_size().columns
