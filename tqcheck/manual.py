"""The rules as people read them: a table, one rule's page, and the facts behind both."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from tqcheck.errors import ConfigError
from tqcheck.rules.rule import Example, Rule

_MEASURED = "measured.toml"


@cache
def measured() -> Mapping[str, Mapping[str, Any]]:
    """Findings on human text by rule id, then language or pair: `rate`, `words`, `corpus`, `false`.

    `rate` and `false` are per 1,000 words; human text has faults, and `false` counts what a reader
    found nothing wrong with, where there was one. Written by `tests/false_alarms.py --write`.

    Raises:
        ConfigError: the file is not TOML.
    """
    entry = files("tqcheck.rules") / _MEASURED
    if not entry.is_file():
        return {}
    try:
        return tomllib.loads(entry.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{_MEASURED}: {error}") from error


def facts(rule: Rule) -> dict[str, Any]:
    """Everything about a rule but its code."""
    return {
        "id": rule.id,
        "summary": rule.summary,
        "manual": rule.manual.strip(),
        "message": rule.message,
        "category": rule.category,
        "severity": rule.severity,
        "scope": rule.scope,
        "languages": list(rule.languages),
        "source_languages": list(rule.sources),
        "needs": list(rule.needs),
        "confidence": rule.confidence,
        "budget": rule.budget,
        "measured": {name: dict(entry) for name, entry in measured().get(rule.id, {}).items()},
        "examples": [marked(example) for example in rule.examples],
    }


def table(rules: Iterable[Rule], width: int | None) -> str:
    """The rules, a line each; the summary is cut at the width where there is one."""
    rows = [("RULE", "SEVERITY", "CATEGORY", "IN", "NEEDS", "RAISED (FALSE)", "FINDS")]
    rows += [
        (
            rule.id,
            rule.severity,
            rule.category.split("/", 1)[-1].replace("_", " "),
            _languages(rule),
            "+".join(rule.needs) or "-",
            _rate(rule),
            rule.summary,
        )
        for rule in rules
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = []
    for row in rows:
        line = "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=False))
        line += "  " + row[-1]
        if width and len(line) > width:
            line = line[: width - 1].rstrip() + "…"
        lines.append(line)
    return "\n".join(lines) + "\n"


def markdown(rules: Iterable[Rule]) -> str:
    """The rules as a Markdown table."""
    lines = [
        "| rule | finds | category | severity | languages | needs | raised (false) |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule in rules:
        cells = (
            f"`{rule.id}`",
            rule.summary,
            rule.category,
            rule.severity,
            _languages(rule),
            ", ".join(rule.needs) or "–",
            _rate(rule),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def page(rule: Rule, *, heading: str = "") -> str:
    """One rule's page."""
    about = [
        ("category", rule.category),
        ("severity", rule.severity),
        ("scope", rule.scope),
        ("languages", "all" if rule.languages == ("*",) else ", ".join(rule.languages)),
        ("from", "any" if rule.sources == ("*",) else ", ".join(rule.sources)),
        ("needs", ", ".join(rule.needs) or "the text alone"),
        ("budget", f"{rule.budget:g} false alarms per 1,000 words"),
    ]
    about += [
        ("measured", f"{name}: {_told(entry)}")
        for name, entry in sorted(measured().get(rule.id, {}).items())
    ] or [("measured", "not yet")]
    lines = [f"{heading}{rule.id}", "", rule.manual.strip(), ""]
    lines += [f"{'- ' if heading else ''}{name + ':':<{11}}{value}" for name, value in about]
    for title, wanted in (("Finds", True), ("Leaves alone", False)):
        lines += ["", f"{'#' if heading else ''}{heading}{title}", ""]
        lines += [line for e in rule.examples if bool(e.spans) is wanted for line in _shown(e)]
    return "\n".join(lines) + "\n"


def marked(example: Example) -> str:
    """The example with the spans marked ⟦so⟧."""
    text = example.text
    for span in reversed(example.spans):
        text = f"{text[: span.start]}⟦{text[span.start : span.end]}⟧{text[span.end :]}"
    return text


def _shown(example: Example) -> Sequence[str]:
    first, *rest = marked(example).split("\n")
    language = example.language
    if example.source_language:
        language = f"{example.source_language} → {language}"
    lines = [f"- [{language}] {first}", *(f"  {line}" for line in rest)]
    if example.source is not None:
        lines.append(f"  source: {example.source}")
    write = [f"“{s}”" if s else "nothing" for s in example.suggestions if s is not None]
    if write:
        lines.append(f"  write: {', '.join(write)}")
    return lines


def _languages(rule: Rule) -> str:
    if rule.languages == ("*",):
        return "all"
    few = ",".join(rule.languages[:4])
    return few if len(rule.languages) <= 4 else f"{few},+{len(rule.languages) - 4}"


def _told(entry: Mapping[str, Any]) -> str:
    false = f", {entry['false']:g} false" if "false" in entry else ""
    return f"{entry['rate']:g}{false} in {entry['words']:,} words of {entry['corpus']}"


def _rate(rule: Rule) -> str:
    """The worst rate of any language measured, and the worst of false ones where all were read."""
    entries = measured().get(rule.id, {}).values()
    if not entries:
        return "-"
    false = [entry["false"] for entry in entries if "false" in entry]
    told = f" ({max(false):.3f})" if false else ""
    return f"{max(entry['rate'] for entry in entries):.3f}{told}"
