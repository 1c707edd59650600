"""A cache of engine answers: SQLite, keyed by signature and text, bounded in size.

Safe for several processes at once (write-ahead log, busy timeout). A locked, damaged or
unwritable cache is never an error: the engine is asked instead.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqcheck.engines.engine import Distribution, Engine, Scored

#: Oldest answers go when the cache has more rows than this; about 200 MB.
MAX_ROWS = 400_000
# Trimming drops this share of the rows at once, so that it is rare.
_TRIM_SHARE = 0.1
_BUSY_TIMEOUT_S = 2.0
# SQLite takes at most 999 parameters a statement in its oldest supported builds.
_KEYS_A_QUERY = 500


def default_path() -> Path:
    """Where the cache lies: `$TQCHECK_CACHE` or the user's cache folder."""
    root = os.environ.get("TQCHECK_CACHE")
    if root:
        return Path(root) / "answers.sqlite"
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "tqcheck" / "answers.sqlite"


@dataclass(frozen=True, slots=True)
class Info:
    """What a cache holds: its file, number of answers and size in bytes."""

    path: Path
    rows: int
    size_bytes: int


class Store:
    """An open cache file; every method answers nothing rather than fail.

    Args:
        path: the SQLite file, made with its folder when missing.
        max_rows: the most answers kept.
    """

    def __init__(self, path: Path, *, max_rows: int = MAX_ROWS) -> None:
        self._connection: sqlite3.Connection | None = None
        self.path = path
        self._max_rows = max_rows
        # Threads share the connection, and it knows one transaction at a time.
        self._writing = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("pragma journal_mode=wal")
            self._connection.execute("pragma synchronous=off")
            self._connection.execute(
                "create table if not exists answers (key blob primary key, answer text not null)"
            )
        except (OSError, sqlite3.Error):
            self.close()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Any]:
        """The answers known for these keys."""
        found: dict[bytes, Any] = {}
        if self._connection is None:
            return found
        with contextlib.suppress(sqlite3.Error, ValueError):
            for start in range(0, len(keys), _KEYS_A_QUERY):
                part = keys[start : start + _KEYS_A_QUERY]
                marks = ",".join("?" * len(part))
                rows = self._connection.execute(
                    f"select key, answer from answers where key in ({marks})", part
                )
                found.update((key, json.loads(answer)) for key, answer in rows)
        return found

    def put(self, answers: dict[bytes, Any]) -> None:
        """Keep these answers."""
        if self._connection is None or not answers:
            return
        rows = [(key, json.dumps(value, ensure_ascii=False)) for key, value in answers.items()]
        with self._writing, contextlib.suppress(sqlite3.Error, UnicodeEncodeError):
            self._connection.execute("begin immediate")
            try:
                self._connection.executemany("insert or replace into answers values (?, ?)", rows)
            finally:
                self._connection.execute("commit")
            self._trim()

    def _trim(self) -> None:
        if self._connection is None:
            return
        (newest,) = self._connection.execute("select max(rowid) from answers").fetchone()
        (oldest,) = self._connection.execute("select min(rowid) from answers").fetchone()
        if newest is not None and newest - oldest >= self._max_rows:
            keep = int(self._max_rows * (1 - _TRIM_SHARE))
            self._connection.execute("delete from answers where rowid <= ?", (newest - keep,))

    def info(self) -> Info:
        """How much is in the cache."""
        rows = 0
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                (rows,) = self._connection.execute("select count(*) from answers").fetchone()
        size = self.path.stat().st_size if self.path.exists() else 0
        return Info(self.path, rows, size)

    def clear(self) -> None:
        """Forget every answer."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("delete from answers")
                self._connection.execute("pragma wal_checkpoint(truncate)")
                self._connection.execute("vacuum")

    def close(self) -> None:
        """Close the file; the store then answers nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __del__(self) -> None:
        """Close the file; Python 3.13 complains of one that nobody closed."""
        self.close()


class StoredEngine:
    """An engine that asks the store first. Translations and scores are kept."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store

    @property
    def signature(self) -> str:
        """The engine's own: a cached answer is the same answer."""
        return self._engine.signature

    @property
    def directions(self) -> frozenset[tuple[str, str]]:
        """The engine's own."""
        return self._engine.directions

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, beam_size: int = 2
    ) -> list[str]:
        """Translations of n texts, in order; each distinct text is translated once."""
        keys = [self._key("t", source, target, str(beam_size), text) for text in texts]

        def ask(places: list[int]) -> list[str]:
            return self._engine.translate(
                [texts[i] for i in places], source=source, target=target, beam_size=beam_size
            )

        return [str(answer) for answer in self._answers(keys, ask)]

    def score(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[Scored]:
        """How likely each target is as a translation of its source."""
        keys = [
            self._key("s", source, target, one, other)
            for one, other in zip(sources, targets, strict=True)
        ]

        def ask(places: list[int]) -> list[Any]:
            scored = self._engine.score(
                [sources[i] for i in places],
                [targets[i] for i in places],
                source=source,
                target=target,
            )
            return [[s.tokens, s.log_probs, s.spans] for s in scored]

        return [
            Scored(tuple(tokens), tuple(log_probs), tuple((a, b) for a, b in spans))
            for tokens, log_probs, spans in self._answers(keys, ask)
        ]

    def distributions(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        *,
        source: str,
        target: str,
        top: int = 5,
    ) -> list[list[Distribution]]:
        """As the engine answers; not kept."""
        return self._engine.distributions(sources, targets, source=source, target=target, top=top)

    def align(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[list[list[float]]]:
        """As the engine answers; not kept."""
        return self._engine.align(sources, targets, source=source, target=target)

    def _key(self, *parts: str) -> bytes:
        content = "\0".join((self._engine.signature, *parts))
        return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def _answers(
        self, keys: list[bytes], ask: Callable[[list[int]], Sequence[Any]]
    ) -> Iterator[Any]:
        known = self._store.get(list(dict.fromkeys(keys)))
        missing = {key: place for place, key in reversed(list(enumerate(keys))) if key not in known}
        if missing:
            # In order of the texts, so that batches do not depend on hashing.
            places = sorted(missing.values())
            fresh = {keys[place]: answer for place, answer in zip(places, ask(places), strict=True)}
            self._store.put(fresh)
            known.update(fresh)
        return (known[key] for key in keys)
