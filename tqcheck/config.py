"""Settings from `tqcheck.toml` or `[tool.tqcheck]` of `pyproject.toml`.

Keys are the long names of the options of `tqcheck check`, and three tables and lists that have
no option: `accepted-terms`, `[per-file-ignores]` and `[severity]`. Flags overrule environment
variables (`TQCHECK_FAIL_ON`), which overrule the file. Errors read `file:line: what is wrong`.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqcheck import mqm
from tqcheck.errors import ConfigError

FILE_NAME = "tqcheck.toml"
FAIL_ON = ("minor", "major", "critical", "never")

# Key -> what its value must be, as the error says it.
KEYS: dict[str, str] = {
    "from": "text",
    "to": "text",
    "model": "text",
    "format": "text",
    "select": "a list of texts",
    "ignore": "a list of texts",
    "fail-on": "one of " + ", ".join(FAIL_ON),
    "fail-under": "a number from 0 to 100",
    "max-findings": "a whole number, 0 or more",
    "baseline": "text",
    "no-cache": "true or false",
    "offline": "true or false",
    "quiet": "true or false",
    "accepted-terms": "a list of texts",
    "per-file-ignores": "a table of lists of texts",
    "severity": "a table of " + ", ".join(mqm.SEVERITIES),
}


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file says; `path` is None when there is none.

    `values` holds only keys the file has. A `baseline` is already relative to where we stand.
    """

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def load(path: Path | None = None, *, start: Path | None = None) -> Config:
    """The settings of a file, or of the nearest one at or above `start` (where we stand).

    In each folder `tqcheck.toml` goes before `[tool.tqcheck]`; the first that exists is used.

    Raises:
        ConfigError: the file cannot be read, or says something that makes no sense.
    """
    if path is not None:
        return _read(path)
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return _read(folder / FILE_NAME)
        project = folder / "pyproject.toml"
        if project.is_file() and "[tool.tqcheck" in project.read_text("utf-8", "replace"):
            return _read(project)
    return Config()


def digest(settings: Mapping[str, Any]) -> str:
    """16 hexadecimal digits that name these settings; equal settings, equal digest."""
    text = json.dumps(settings, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read(path: Path) -> Config:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ConfigError(f"{path}: cannot be read: {reason}") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        reason = re.sub(r" \(at .*\)", "", str(error))
        raise ConfigError(f"{path}:{line}: not TOML: {reason}") from error
    prefix: tuple[str, ...] = ()
    if path.name == "pyproject.toml":
        prefix = ("tool", "tqcheck")
        content = content.get("tool", {}).get("tqcheck", {})
    for key, value in content.items():
        _judge(path, text, prefix, key, value)
    if "baseline" in content:
        content["baseline"] = str(path.parent / content["baseline"])
    return Config(path, content)


def _judge(path: Path, text: str, prefix: tuple[str, ...], key: str, value: Any) -> None:
    """Raise a ConfigError if the key is unknown or its value of the wrong kind."""

    def fail(reason: str, *deeper: str) -> ConfigError:
        return ConfigError(f"{path}:{_line(text, (*prefix, key, *deeper))}: {reason}")

    if key not in KEYS:
        raise fail(f"no setting named {key}{_meant(key, KEYS)}")
    wrong = fail(f"{key} must be {KEYS[key]}, not {value!r}")
    if key == "severity":
        for rule, severity in _table(value, wrong).items():
            if severity not in mqm.SEVERITIES:
                raise fail(f"severity of {rule} must be {', '.join(mqm.SEVERITIES)}", rule)
            _known_rule(rule, lambda reason, rule=rule: fail(reason, rule))
    elif key == "per-file-ignores":
        for pattern, rules in _table(value, wrong).items():
            if not _is_texts(rules):
                raise fail(f"{pattern} must have a list of rule names", pattern)
            for rule in rules:
                _known_rule(rule, lambda reason, pattern=pattern: fail(reason, pattern))
    elif key in ("select", "ignore"):
        if not _is_texts(value):
            raise wrong
        for rule in value:
            _known_rule(rule, fail)
    elif not _fits(key, value):
        raise wrong


def _fits(key: str, value: Any) -> bool:
    if key == "fail-on":
        return value in FAIL_ON
    if key == "fail-under":
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and 0 <= value <= 100
    if key == "max-findings":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if key in ("no-cache", "offline", "quiet"):
        return isinstance(value, bool)
    if key == "format":
        from tqcheck.reports import FORMATS

        return value in FORMATS
    if key == "accepted-terms":
        return _is_texts(value)
    return isinstance(value, str)


def _known_rule(name: str, fail: Any) -> None:
    from tqcheck.rules import chosen

    try:
        chosen([name])
    except ConfigError as error:
        raise fail(str(error)) from error


def _table(value: Any, wrong: ConfigError) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong
    return value


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _meant(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name.replace("_", "-"), list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _line(text: str, wanted: tuple[str, ...]) -> int:
    """The line (from 1) where a key stands, or its table, or the first."""
    table: tuple[str, ...] = ()
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            table = _dotted(heading.group(1))
            here = table
        elif pair := re.match(r"\s*((?:\"[^\"]*\"|'[^']*'|[\w.-])+)\s*=", line):
            here = (*table, *_dotted(pair.group(1)))
        else:
            continue
        if here == wanted[: len(here)] and len(here) > depth:
            best, depth = number, len(here)
    return best


def _dotted(key: str) -> tuple[str, ...]:
    parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)", key)
    return tuple("".join(part) for part in parts)
