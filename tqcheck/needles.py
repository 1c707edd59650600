"""Plain text that every match of a regular expression contains, to rule most texts out at once.

A search for plain text is some fifty times faster than one for a pattern, and a pattern whose
needles are absent need not even be compiled.
"""

from __future__ import annotations

import re

_NONE = ("",)
# A longer list of needles would cost as much as the pattern.
_MAX_NEEDLES = 40
# What is in nearly every text and so tells nothing.
_COMMON = " ,.-'’"
_GROUP = re.compile(r"\((?:\?(?:[:=!]|<[=!]|P<\w+>|[aimsu]+\)))?")
_UNKNOWN_GROUP = re.compile(r"\(\?(?![:=!]|<[=!]|P<\w+>|[aimsu]+\))")
_ESCAPE = re.compile(r"\\(?:x\w{2}|u\w{4}|U\w{8}|N\{[^}]*\}|\d{1,3}|.)", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_BOTH_CASES = re.compile(r"\[(\w)(\w)\]")
_QUANTIFIER = re.compile(r"(?:([?*+])|\{(\d*)(?:,\d*)?\})[?+]?")


def needles(pattern: str) -> tuple[str, ...]:
    """Texts in lower case, of which every match of the pattern contains one, in whatever case.

    `("",)`, which every text contains, when there are none, or too many.
    """
    if _UNKNOWN_GROUP.search(pattern):
        return _NONE
    found, _ = _alternatives(pattern, 0)
    return found if len(found) <= _MAX_NEEDLES else _NONE


def found_in(low: str, wanted: tuple[str, ...]) -> bool:
    """Whether a text in lower case contains one of the needles."""
    return any(needle in low for needle in wanted)


def _alternatives(pattern: str, at: int) -> tuple[tuple[str, ...], int]:
    """Needles of the alternatives from `at` to the bracket that closes them, and its place."""
    found: list[str] = []
    while True:
        best, at = _sequence(pattern, at)
        found.extend(best)
        if at >= len(pattern) or pattern[at] == ")":
            return (_NONE if "" in found else tuple(dict.fromkeys(found))), at
        at += 1


def _sequence(pattern: str, at: int) -> tuple[tuple[str, ...], int]:
    """The best needles of one alternative, and the place of what ends it."""
    choices: list[tuple[str, ...]] = [_NONE]
    run = ""
    while at < len(pattern) and pattern[at] not in "|)":
        literal, inner, after = _atom(pattern, at)
        quantifier = _QUANTIFIER.match(pattern, after)
        if quantifier and (quantifier[1] in ("?", "*") or quantifier[2] in ("", "0")):
            literal, inner = None, _NONE
        run += literal or ""
        if literal is None or quantifier:
            choices += [(run,), inner]
            run = ""
        at = quantifier.end() if quantifier else after
    choices.append((run,))
    return max(choices, key=_worth), at


def _atom(pattern: str, at: int) -> tuple[str | None, tuple[str, ...], int]:
    """What stands at a place: its literal text (None when open), its own needles, and its end."""
    if group := _GROUP.match(pattern, at):
        if group.group().endswith(")"):
            return "", _NONE, group.end()
        inner, end = _alternatives(pattern, group.end())
        return None, _NONE if group.group().endswith("!") else inner, end + 1
    if found := _CLASS.match(pattern, at):
        cases = _BOTH_CASES.fullmatch(found.group())
        literal = cases[1].lower() if cases and cases[1].lower() == cases[2].lower() else None
        return literal, _NONE, found.end()
    if found := _ESCAPE.match(pattern, at):
        escaped = found.group()[1:]
        if escaped in ("b", "B"):
            return "", _NONE, found.end()
        return (None if escaped[0].isalnum() else escaped), _NONE, found.end()
    if pattern[at] in "^$":
        return "", _NONE, at + 1
    return (None if pattern[at] == "." else pattern[at].lower()), _NONE, at + 1


def _worth(texts: tuple[str, ...]) -> tuple[int, int, int]:
    """How much the absence of all of these tells, and how quickly it is known."""
    return min(len(text.strip(_COMMON)) for text in texts), -len(texts), min(map(len, texts))
