"""Language packs: facts about a language (`fr.toml`) or a pair (`fr-en.toml`), as data.

A pack states only what differs from `und.toml`. Facts are read with `pack.fact(table, key)`,
so that no rule names a language. Packs also carry data rules (`[[rules]]`), made into rules by
`tqcheck.rules.shapes`.
"""

from __future__ import annotations

import lzma
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tqcheck.errors import ConfigError

_FOLDER = files("tqcheck.lang")


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """The facts of one language; `code` is its BCP 47 primary language."""

    code: str
    name: str
    facts: Mapping[str, Any]
    function_words: frozenset[str]
    rules: tuple[Mapping[str, Any], ...]

    def fact(self, table: str, key: str, default: Any = None) -> Any:
        """A fact, or what `und.toml` says, or the default."""
        facts = self.facts.get(table)
        if facts is not None and (value := facts.get(key)) is not None:
            return value
        return default if self.code == "und" else load("und").fact(table, key, default)


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Facts about copy translated from `source` into `target`."""

    source: str
    target: str
    facts: Mapping[str, Any]
    rules: tuple[Mapping[str, Any], ...]

    def fact(self, table: str, key: str, default: Any = None) -> Any:
        """A fact, or the default."""
        return self.facts.get(table, {}).get(key, default)


def _read(name: str) -> dict[str, Any]:
    entry = _FOLDER / f"{name}.toml"
    try:
        return tomllib.loads(entry.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}.toml: {error}") from error


@cache
def available() -> tuple[str, ...]:
    """Codes of the languages that have a pack, sorted, without `und`."""
    names = (e.name.removesuffix(".toml") for e in _FOLDER.iterdir() if e.name.endswith(".toml"))
    return tuple(sorted(n for n in names if "-" not in n and n != "und"))


@cache
def pairs() -> tuple[tuple[str, str], ...]:
    """Source and target of the pairs that have a pack, sorted."""
    names = (e.name.removesuffix(".toml") for e in _FOLDER.iterdir() if e.name.endswith(".toml"))
    return tuple(sorted((n.split("-")[0], n.split("-")[1]) for n in names if "-" in n))


@cache
def load(code: str) -> Pack:
    """The pack of a language; region subtags are ignored, an unknown language gets `und`."""
    primary = code.split("-")[0].lower()
    if primary != "und" and primary not in available():
        return load("und")
    content = _read(primary)
    return Pack(
        code=primary,
        name=content.get("name", primary),
        facts=content,
        function_words=frozenset(content.get("function_words", ())),
        rules=tuple(content.get("rules", ())),
    )


@cache
def load_pair(source: str, target: str) -> Pair | None:
    """The pack of a pair, or None when there is none."""
    source, target = source.split("-")[0].lower(), target.split("-")[0].lower()
    if (source, target) not in pairs():
        return None
    content = _read(f"{source}-{target}")
    return Pair(source, target, content, tuple(content.get("rules", ())))


@cache
def learned(what: str, code: str) -> tuple[frozenset[str], ...]:
    """The words of each line of `lang/WHAT/CODE.txt.xz`, which a recipe made; none without it."""
    entry = _FOLDER / what / f"{code}.txt.xz"
    if not entry.is_file():
        return ()
    lines = lzma.decompress(entry.read_bytes()).decode().splitlines()
    return tuple(frozenset(line.split()) for line in lines)
