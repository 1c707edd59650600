"""LanguageTool's HTTP shapes: what its clients send, and what they want back.

Offsets on the wire are UTF-16 units over text plus markup. Followed: the public API of
LanguageTool 6 and what LibreOffice, language_tool_python, LTeX+ and Obsidian read of it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from tqcheck import __version__, mqm
from tqcheck.errors import InputError
from tqcheck.lang import available, load
from tqcheck.records import Finding, Result
from tqcheck.rules import all_rules

_MAX_FIELDS = 100
_CONTEXT_CHARS = 40
_ENCODED = re.compile(rb"(?:[!-$&-*,-~]|\+|%[0-9A-Fa-f]{2})*")
# Superdesk keeps only a few issue types; with `compat` all others are sent as `other`.
_COMPAT_TYPES = frozenset(
    {"misspelling", "whitespace", "grammar", "characters", "typographical", "locale-violation"}
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks: the text to check and the way back to what it sent.

    `places` and `ends` give, for each code point of `text`, where it begins and ends in the
    client's text plus markup, in UTF-16 units. `language` and `source_language` are None when
    to be guessed.
    """

    text: str
    places: Sequence[int]
    ends: Sequence[int]
    language: str | None
    source_language: str | None
    picky: bool
    enabled: frozenset[str]
    disabled: frozenset[str]
    enabled_categories: frozenset[str]
    disabled_categories: frozenset[str]
    enabled_only: bool

    def wants(self, finding: Finding) -> bool:
        """Whether the client's rule and category switches let a finding through."""
        category = category_id(finding.category)
        if self.enabled_only:
            return finding.rule in self.enabled or category in self.enabled_categories
        return finding.rule not in self.disabled and category not in self.disabled_categories


def parse(body: bytes) -> Request:
    """The request in a body, form-encoded or JSON: told by the body, for LTeX+ calls a form JSON.

    Raises:
        InputError: there is neither `text` nor `data`, or they are not what they should be.
    """
    fields = _json_fields(body) if body.lstrip().startswith(b"{") else _form_fields(body)
    text, data = fields.get("text"), fields.get("data")
    if data is not None:
        parts = _annotation(data)
    elif isinstance(text, str):
        parts = [(text, None)]
    else:
        raise InputError("neither `text` nor `data` was sent")
    plain, places, ends = _joined(parts)
    language = str(fields.get("language") or "auto")
    tongue = str(fields.get("motherTongue") or "")
    return Request(
        text=plain,
        places=places,
        ends=ends,
        language=None if language == "auto" else language,
        source_language=tongue or None,
        picky=fields.get("level") == "picky",
        enabled=_names(fields, "enabledRules"),
        disabled=_names(fields, "disabledRules"),
        enabled_categories=_names(fields, "enabledCategories"),
        disabled_categories=_names(fields, "disabledCategories"),
        enabled_only=str(fields.get("enabledOnly")).lower() in ("true", "yes", "1"),
    )


def _json_fields(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from error
    if not isinstance(content, dict):
        raise InputError("not a JSON object")
    return content


def _form_fields(body: bytes) -> dict[str, Any]:
    """Fields of a form; LibreOffice sends `text=... &language=xx` without escaping anything."""
    head, between, tail = body.partition(b"text=")
    raw = head in (b"", b"?") and between and not _ENCODED.fullmatch(body)
    if raw:
        text, mark, rest = tail.rpartition(b"&language=")
        if mark:
            fields = _form_fields(b"language=" + rest)
            return fields | {"text": text.decode("utf-8", "replace")}
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS
        )
    except ValueError as error:
        raise InputError(f"not a form: {error}") from error
    return dict(pairs)


def _annotation(data: Any) -> list[tuple[str, str | None]]:
    """(text, None) and (markup, what to read instead) of `data`, in order."""
    if isinstance(data, str):
        data = _json_fields(data.encode("utf-8", "surrogatepass"))
    if not isinstance(data, dict):
        raise InputError("`data` is not a JSON object")
    if isinstance(data.get("text"), str):
        return [(data["text"], None)]
    parts = data.get("annotation")
    if not isinstance(parts, list):
        raise InputError("`data` has neither `text` nor `annotation`")
    found: list[tuple[str, str | None]] = []
    for number, part in enumerate(parts):
        if isinstance(part, dict) and isinstance(part.get("text"), str):
            found.append((part["text"], None))
        elif isinstance(part, dict) and isinstance(part.get("markup"), str):
            instead = part.get("interpretAs") or ""
            found.append((part["markup"], instead if isinstance(instead, str) else ""))
        else:
            raise InputError(f"annotation {number} has neither `text` nor `markup`")
    return found


def units(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text) + sum(c > "\uffff" for c in text)


def _joined(parts: list[tuple[str, str | None]]) -> tuple[str, list[int], list[int]]:
    plain: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    at = 0
    for text, instead in parts:
        if instead is not None:
            size = units(text)
            plain.append(instead)
            places += [at] * len(instead)
            ends += [at + size] * len(instead)
            at += size
            continue
        plain.append(text)
        for character in text:
            places.append(at)
            at += 2 if character > "\uffff" else 1
            ends.append(at)
    return "".join(plain), places, ends


def _names(fields: dict[str, Any], key: str) -> frozenset[str]:
    value = fields.get(key) or ""
    names = value if isinstance(value, list) else str(value).split(",")
    return frozenset(str(name).strip() for name in names if str(name).strip())


def category_id(category: str) -> str:
    """A MQM category as clients know category ids, e.g. `ACCURACY_MISTRANSLATION`."""
    return category.replace("/", "_").upper()


def answer(result: Result, request: Request, *, compat: bool) -> dict[str, Any]:
    """The response to /v2/check."""
    language = result.document.language or "und"
    detected = {"name": load(language).name, "code": language, "confidence": 0.99}
    return {
        "software": software(),
        "warnings": {"incompleteResults": False},
        "language": {"name": detected["name"], "code": language, "detectedLanguage": detected},
        "matches": [
            _match(result, finding, request, compat=compat)
            for finding in result.findings
            if request.wants(finding)
        ],
    }


def software() -> dict[str, Any]:
    """The `software` object of every answer."""
    return {
        "name": "tqcheck",
        "version": __version__,
        "buildDate": "",
        "apiVersion": 1,
        "premium": False,
        "status": "",
    }


def _match(result: Result, finding: Finding, request: Request, *, compat: bool) -> dict[str, Any]:
    text = result.document.text
    start, end = finding.span.start, finding.span.end
    place = request.places[start] if start < len(text) else _size(request)
    stop = request.ends[end - 1] if end > start else place
    before, after = max(0, start - _CONTEXT_CHARS), min(len(text), end + _CONTEXT_CHARS)
    rule = next((r for r in all_rules() if r.id == finding.rule), None)
    issue = mqm.its_type(finding.category)
    if compat and issue not in _COMPAT_TYPES:
        issue = "other"
    return {
        "message": _sentence(finding.message),
        "shortMessage": mqm.CATEGORIES.get(finding.category, finding.category),
        "replacements": [{"value": value} for value in finding.suggestions],
        "offset": place,
        "length": stop - place,
        "context": {
            "text": text[before:after],
            "offset": units(text[before:start]),
            "length": units(text[start:end]),
        },
        "sentence": _sentence_at(result, start),
        "type": {"typeName": "Other"},
        "rule": {
            "id": finding.rule,
            "description": rule.summary if rule else finding.rule,
            "issueType": issue,
            "category": {
                "id": category_id(finding.category),
                "name": mqm.CATEGORIES.get(finding.category, finding.category),
            },
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": 0,
    }


def _size(request: Request) -> int:
    return request.ends[-1] if request.ends else 0


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]


def _sentence_at(result: Result, offset: int) -> str:
    segments = result.document.segments
    number = bisect_right(segments, offset, key=lambda s: s.span.start) - 1
    return segments[max(number, 0)].text if segments else result.document.text


def languages() -> list[dict[str, str]]:
    """The answer to /v2/languages."""
    return [{"name": load(code).name, "code": code, "longCode": code} for code in available()]
