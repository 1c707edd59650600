"""JSON whose strings know where they stand, so that a finding in one points into the file."""

from __future__ import annotations

import json
import re
from typing import Any

from tqcheck.formats.file import File
from tqcheck.formats.mapped import Mapped, TextBuilder, whole

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL
)


class Placed(str):
    """A JSON string with the offset of its first character after the quotation mark."""

    __slots__ = ("start", "stop")

    start: int
    stop: int


def parse(file: File) -> Any:
    """The value of a JSON file; its string values (not keys) are `Placed`.

    Raises:
        InputError: it is not JSON, or nested too deep.
    """
    raw = file.raw
    try:
        json.loads(raw)
    except json.JSONDecodeError as error:
        raise file.error(error.pos, f"not JSON: {error.msg}") from error
    except RecursionError as error:
        raise file.error(0, "JSON nested too deep; refused") from error
    except ValueError as error:  # a number of over 4,300 digits
        raise file.error(0, f"not JSON we read: {error}") from error
    return _build(raw)


def _build(raw: str) -> Any:
    """The value of valid JSON, without recursion."""
    top: list[Any] = []
    stack: list[list[Any] | dict[str, Any]] = [top]
    keys: list[str | None] = [None]
    for match in _TOKEN.finditer(raw):
        token = match.group()
        if token in ",:":
            continue
        if token in "}]":
            stack.pop()
            keys.pop()
            continue
        value: Any
        if token[0] == '"':
            if isinstance(stack[-1], dict) and keys[-1] is None:
                keys[-1] = json.loads(token)
                continue
            value = Placed(json.loads(token) if "\\" in token else token[1:-1])
            value.start, value.stop = match.start() + 1, match.end() - 1
        elif token == "{":
            value = {}
        elif token == "[":
            value = []
        else:
            value = json.loads(token)
        parent, key = stack[-1], keys[-1]
        if isinstance(parent, dict):
            assert key is not None
            parent[key] = value
            keys[-1] = None
        else:
            parent.append(value)
        if token in "{[":
            stack.append(value)
            keys.append(None)
    return top[0]


def mapped(raw: str, value: str) -> Mapped:
    """A string value with its way back; a lone surrogate is U+FFFD.

    Args:
        raw: the JSON text.
        value: a `Placed` string of it.
    """
    assert isinstance(value, Placed)
    builder = TextBuilder(whole(raw))
    at = value.start
    for escape in _ESCAPE.finditer(raw, value.start, value.stop):
        builder.copy(at, escape.start())
        char: str = json.loads(f'"{escape.group()}"')
        builder.replace("\ufffd" if "\ud800" <= char <= "\udfff" else char, *escape.span())
        at = escape.end()
    builder.copy(at, value.stop)
    return builder.mapped()
