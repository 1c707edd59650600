"""Which findings count, and what makes a document fail.

A finding is left out when the text says so (ignore comments, recorded by the readers in
`document.meta["ignored"]` as `(start, end, rule or None)`), when the configuration says so
(per-file ignores, accepted terms), or when the baseline already holds it. One that begins in code
(`document.meta["code"]`) is none: rules are of prose.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tqcheck import mqm
from tqcheck.errors import ConfigError
from tqcheck.mqm import Severity
from tqcheck.records import Document, Finding, Report, Score, Skipped

# Words on each side that tell one place from another in a fingerprint: enough to part most
# sentences, few enough that an edit further off leaves the fingerprint alone.
CONTEXT_WORDS = 3

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Gate:
    """What counts, and what makes a document fail.

    A document fails with a finding of `fail_on` (a severity or `never`) or worse, with a score
    under `fail_under` (0-100), or with more than `max_findings` findings. `severities` maps
    rule ids to a severity that replaces the rule's own. `file_ignores` maps file patterns to
    rule ids or prefixes ending in `*`. `accepted` are texts never to be called wrong.
    `baseline` counts the fingerprints of known findings.
    """

    fail_on: str = "major"
    fail_under: float | None = None
    max_findings: int | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    file_ignores: Mapping[str, Sequence[str]] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()
    baseline: Mapping[str, int] = field(default_factory=dict)


def admitted(
    document: Document, found: Iterable[Finding], gate: Gate
) -> tuple[list[Finding], list[Skipped]]:
    """The findings nobody asked to leave out, with their severities, and a note on the rest."""
    kept: list[Finding] = []
    left_out: Counter[str] = Counter()
    ignored = tuple(document.meta.get("ignored", ()))
    code = tuple(document.meta.get("code", ()))
    patterns = [
        rule
        for pattern, rules in gate.file_ignores.items()
        if _is_file(document.path, pattern)
        for rule in rules
    ]
    accepted = {_spaced(term) for term in gate.accepted}
    for finding in found:
        if any(start <= finding.span.start < end for start, end in code):
            continue
        if _is_ignored(finding, ignored):
            left_out["an ignore comment"] += 1
        elif any(_names(pattern, finding.rule) for pattern in patterns):
            left_out["per-file-ignores"] += 1
        elif accepted and _spaced(finding.text) in accepted:
            left_out["accepted-terms"] += 1
        else:
            severity = gate.severities.get(finding.rule)
            kept.append(replace(finding, severity=severity) if severity else finding)
    notes = [Skipped(_counted(n), f"left out by {why}") for why, n in sorted(left_out.items())]
    return kept, notes


def fresh(
    document: Document, found: Iterable[Finding], gate: Gate
) -> tuple[list[Finding], list[Skipped]]:
    """The findings that the baseline does not hold, and a note on those it does."""
    every = list(found)
    if not gate.baseline:
        return every, []
    room = Counter(gate.baseline)
    kept = []
    for finding in every:
        mark = fingerprint(document, finding)
        if room[mark] > 0:
            room[mark] -= 1
        else:
            kept.append(finding)
    known = len(every) - len(kept)
    return kept, [Skipped(_counted(known), "known: in the baseline")] if known else []


def verdict(found: Iterable[Finding], score: Score, gate: Gate) -> str:
    """`pass` or `fail`."""
    found = list(found)
    if gate.fail_on != "never":
        limit = mqm.rank(gate.fail_on)
        if any(mqm.rank(f.severity) >= limit for f in found):
            return "fail"
    if gate.max_findings is not None and len(found) > gate.max_findings:
        return "fail"
    if gate.fail_under is not None and score.value is not None and score.value < gate.fail_under:
        return "fail"
    return "pass"


def fingerprint(document: Document, finding: Finding) -> str:
    """A name for a finding that survives edits elsewhere: 32 hexadecimal digits.

    Made of the rule, the text with its case and spacing levelled, and the nearest words of the
    same paragraph on either side.
    """
    text = document.text
    start = text.rfind("\n", 0, finding.span.start) + 1
    end = text.find("\n", finding.span.end)
    before = text[start : finding.span.start]
    after = text[finding.span.end : len(text) if end < 0 else end]
    # Only so much can matter, and a line may be endless.
    words_before = _WORD.findall(_normal(before[-200:]))[-CONTEXT_WORDS:]
    words_after = _WORD.findall(_normal(after[:200]))[:CONTEXT_WORDS]
    parts = [finding.rule, _normal(finding.text), " ".join(words_before), " ".join(words_after)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def read_baseline(path: Path) -> dict[str, int]:
    """How often each known finding may stand in a document, by fingerprint.

    Raises:
        ConfigError: the file cannot be read or is not a baseline.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {str(f["fingerprint"]): int(f["count"]) for f in content["findings"]}
    except OSError as error:
        raise ConfigError(
            f"{path}: the baseline cannot be read: {error.strerror};"
            f" write one with --write-baseline {path}"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: not a baseline; write a new one with --write-baseline {path}"
        ) from error


def baseline(report: Report) -> str:
    """The findings of a report as a baseline file: JSON, sorted, one finding a line."""
    counts: dict[str, int] = {}
    shown: dict[str, dict[str, Any]] = {}
    for result in report.documents:
        here = Counter(fingerprint(result.document, f) for f in result.findings)
        for mark, count in here.items():
            counts[mark] = max(count, counts.get(mark, 0))
        for finding in result.findings:
            mark = fingerprint(result.document, finding)
            shown.setdefault(mark, {"rule": finding.rule, "text": finding.text})
    lines = [
        json.dumps({"fingerprint": mark, "count": counts[mark], **about}, ensure_ascii=False)
        for mark, about in sorted(shown.items(), key=lambda i: (i[1]["rule"], i[1]["text"], i[0]))
    ]
    body = ",\n".join(f"  {line}" for line in lines)
    return '{"version": 1, "findings": [\n' + body + ("\n" if lines else "") + "]}\n"


def _is_ignored(finding: Finding, ignored: Iterable[tuple[int, int, str | None]]) -> bool:
    return any(
        start <= finding.span.start < end and (rule is None or _names(rule, finding.rule))
        for start, end, rule in ignored
    )


def _names(pattern: str, rule: str) -> bool:
    return rule == pattern or (pattern.endswith("*") and rule.startswith(pattern[:-1]))


def _is_file(path: str, pattern: str) -> bool:
    return any(fnmatchcase(tail, pattern) for tail in _tails(path))


def _tails(path: str) -> Iterator[str]:
    """`/a/b/c.txt`, `a/b/c.txt`, `b/c.txt`, `c.txt`."""
    path = path.replace("\\", "/").removeprefix("./")
    yield path
    while "/" in path:
        path = path.split("/", 1)[1]
        yield path


def _spaced(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _normal(text: str) -> str:
    return _spaced(text).casefold()


def _counted(number: int) -> str:
    return f"{number} finding" if number == 1 else f"{number} findings"
