"""Feeds: bounded memory, exactly one row a document, resumable after any kill.

A row is the document object of the JSON report with `id`, `status`, `error` and `key`. The key
is a hash of the document's content and of the run (version, configuration, model), so a resumed
run skips what has a row and a changed run refuses to mix. Documents are judged in windows: the
model sees all segments of a window at once, sorted by length inside the engine, and rows come
out in the order of the input.
"""

from __future__ import annotations

import contextlib
import hashlib
import heapq
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import portalocker

from tqcheck.errors import ConfigError, InputError, TqcheckError
from tqcheck.records import Document

# A window ends at either limit: enough segments to fill the model's batches, little memory.
WINDOW_DOCUMENTS = 64
WINDOW_CHARS = 300_000
# Rows are forced to disk this often; a process kill loses none, a power cut at most these.
ROWS_A_SYNC = 200
WORST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a feed, or the reason why it could not be read."""

    key: str
    path: str
    id: str | None
    document: Document | None
    error: str | None = None


@dataclass(slots=True)
class Summary:
    """What a run did: counts, findings by category, the worst documents, the failures."""

    documents: int = 0
    skipped: int = 0
    words: int = 0
    failed_gate: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    worst: list[tuple[float, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    errors: int = 0

    def add(self, row: dict[str, Any]) -> None:
        """Count one row."""
        self.documents += 1
        name = row["path"] if row["id"] is None else f"{row['path']}#{row['id']}"
        if row["status"] == "error":
            self.errors += 1
            if len(self.failures) < WORST_SHOWN:
                self.failures.append(f"{name}: {row['error']}")
            return
        self.words += row["words"]
        self.failed_gate += row["verdict"] == "fail"
        self.categories.update(finding["category"] for finding in row["findings"])
        heapq.heappush(self.worst, (row["penalty_per_1000_words"], name))
        if len(self.worst) > WORST_SHOWN:
            heapq.heappop(self.worst)

    def content(self) -> dict[str, Any]:
        """The summary as a JSON object."""
        return {
            "documents": self.documents,
            "already_done": self.skipped,
            "words": self.words,
            "failed_gate": self.failed_gate,
            "errors": self.errors,
            "findings_by_category": dict(self.categories.most_common()),
            "worst": [
                {"document": name, "penalty_per_1000_words": penalty}
                for penalty, name in sorted(self.worst, reverse=True)
            ],
            "failures": self.failures,
        }


def digest(*parts: str | None) -> str:
    """32 hexadecimal digits of the parts."""
    content = "\0".join("\1" if part is None else part for part in parts)
    return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_COUNT = (
    "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times"
)


class Keys:
    """Makes the keys of a run; the n-th document of equal content gets its own."""

    def __init__(self, run: str) -> None:
        self.run = run
        # A temporary file of SQLite's own, so that memory does not grow with the feed.
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.execute("PRAGMA journal_mode = OFF")
        self._seen.execute("CREATE TABLE seen (one TEXT PRIMARY KEY, times INT) WITHOUT ROWID")

    def close(self) -> None:
        """Forget what was counted."""
        self._seen.close()

    def of(self, *content: str | None) -> str:
        """Content hash, occurrence, run hash, joined by dashes.

        Raises:
            ConfigError: the temporary folder is full.
        """
        one = digest(*content)
        try:
            ((times,),) = self._seen.execute(_COUNT, (one,)).fetchall()
        except sqlite3.Error as error:
            raise ConfigError(f"the temporary folder cannot be written: {error}") from error
        return f"{one}-{times}-{self.run}"

    def item(self, path: str, found: Document | InputError) -> Item:
        """The item of a document, or of an error, in the file `path`."""
        if isinstance(found, InputError):
            return Item(self.of(path, str(found)), path, None, None, str(found))
        identity = found.meta.get("id")
        name = None if identity is None else str(identity)
        sources = [segment.source for segment in found.segments]
        source = found.source_language.code if found.source_language else None
        key = self.of(name, found.text, found.language, source, *sources)
        return Item(key, found.path, name, found)


class Output:
    """The JSONL file of a run, held by this process alone.

    Args:
        path: the file.
        run: hash of the run; rows of another run are refused.
        resume: go on with what is there instead of refusing it.
        retry_failed: drop the rows with status `error`, so that they are done again.

    Raises:
        ConfigError: another run holds the file, it has rows and `resume` is off, or its rows
            come from another configuration, model or version.
    """

    def __init__(self, path: Path, run: str, *, resume: bool, retry_failed: bool) -> None:
        self.path = path
        self.done: set[str] = set()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Unbuffered: what is written is in the file, and nothing is left to fail later.
            self._file = path.open("ab", buffering=0)
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
        self._rows = 0
        self._size = self._file.seek(0, os.SEEK_END)
        try:
            self._hold()
            if self._size and not (resume or retry_failed):
                raise ConfigError(f"{path}: exists; use --resume to go on, or another file")
            failures = self._recover(run)
            if retry_failed and failures:
                self._drop(failures)
        except BaseException:
            self._file.close()
            raise

    def _hold(self) -> None:
        try:
            portalocker.lock(
                self._file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING
            )
        except portalocker.LockException as error:
            raise ConfigError(f"{self.path}: another run is writing it") from error

    def _recover(self, run: str) -> set[str]:
        """Read the keys that have rows, drop a half line; the keys of the failures."""
        whole, failures = 0, set()
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    break
                try:
                    row = json.loads(line)
                    key, status = row["key"], row["status"]
                except (ValueError, KeyError, TypeError) as error:
                    raise ConfigError(
                        f"{self.path}:{number}: not a row of `tqcheck batch`"
                    ) from error
                if not key.endswith(f"-{run}"):
                    raise ConfigError(
                        f"{self.path}:{number}: comes from another configuration, model or "
                        "version; use another output file"
                    )
                self.done.add(key)
                if status == "error":
                    failures.add(key)
                whole += len(line)
        self._file.truncate(whole)
        self._size = whole
        return failures

    def _drop(self, keys: set[str]) -> None:
        """Replace the file by one without the rows of these keys, in one step."""
        new = self.path.with_name(f"{self.path.name}.tmp")
        old = self._file
        try:
            with self.path.open("rb") as lines:
                self._file = new.open("wb", buffering=0)
                self._hold()
                self._size = 0
                for line in lines:
                    if json.loads(line)["key"] not in keys:
                        self._append(line)
            os.fsync(self._file.fileno())
            os.replace(new, self.path)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise ConfigError(f"{self.path}: cannot be rewritten: {error.strerror}") from error
        finally:
            old.close()
        self.done -= keys

    def _append(self, line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._size += len(line)

    def write(self, row: dict[str, Any]) -> None:
        """Append one row, or none of it.

        Raises:
            TqcheckError: the disk is full or the file is gone.
        """
        line = json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        try:
            self._append(line)
            self._rows += 1
            if self._rows % ROWS_A_SYNC == 0:
                os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(self._size)
            raise TqcheckError(
                f"{self.path}: cannot be written: {error.strerror}; "
                "rows so far are kept, go on with --resume"
            ) from error

    def close(self) -> None:
        """Force the rows to disk and let go of the file."""
        if not self._file.closed:
            with contextlib.suppress(OSError):
                os.fsync(self._file.fileno())
            self._file.close()


def windows(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Runs of consecutive items, each small enough to hold in memory."""
    window: list[Item] = []
    chars = 0
    for item in items:
        size = len(item.document.text) if item.document else 0
        if window and (len(window) >= WINDOW_DOCUMENTS or chars + size > WINDOW_CHARS):
            yield window
            window, chars = [], 0
        window.append(item)
        chars += size
    if window:
        yield window


def error_row(item: Item, reason: str) -> dict[str, Any]:
    """The row of a document that could not be read or judged."""
    return {
        "key": item.key,
        "id": item.id,
        "path": item.path,
        "status": "error",
        "error": reason,
    }


#: Judges a window: one row an item, in order. Runs here, in worker processes or on Ray.
Judge = Callable[[list[Item]], list[dict[str, Any]]]


def run(
    items: Iterable[Item],
    output: Output,
    judged: Callable[[Iterator[list[Item]]], Iterator[list[dict[str, Any]]]],
    *,
    on_rows: Callable[[int, int], None] = lambda documents, words: None,
) -> Summary:
    """Judge every item that has no row yet and write its row.

    Args:
        items: the feed, in order.
        output: where rows go.
        judged: rows of each window, in the order of the windows.
        on_rows: told the numbers of documents and words after each window.
    """
    summary = Summary()

    def fresh() -> Iterator[Item]:
        for item in items:
            if item.key in output.done:
                summary.skipped += 1
            else:
                yield item

    for rows in judged(windows(fresh())):
        for row in rows:
            output.write(row)
            summary.add(row)
        on_rows(summary.documents, summary.words)
    return summary
