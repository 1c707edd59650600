"""The documents of a feed: files, folders, globs and standard input, one after the other."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqcheck import formats
from tqcheck.batch import Item, Keys
from tqcheck.errors import InputError
from tqcheck.records import Document

_LINE_FEEDS = (".jsonl", ".ndjson")


def files(inputs: Iterable[str]) -> Iterator[str]:
    """Paths of the files the inputs name, in order; folders are walked by name.

    Hidden files and folders are left out. `-` stands for standard input.

    Raises:
        InputError: an input names nothing.
    """
    for name in inputs:
        if name == "-" or os.path.isfile(name):
            yield name
        elif os.path.isdir(name):
            yield from _walked(name)
        else:
            found = sorted(glob.glob(name, recursive=True))
            if not found:
                raise InputError(f"{name}: no such file, folder or match")
            for path in found:
                if os.path.isdir(path):
                    yield from _walked(path)
                else:
                    yield path


def _walked(folder: str) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (os.path.join(root, n) for n in sorted(names) if not n.startswith("."))


@dataclass(slots=True)
class Progress:
    """Bytes of the inputs read so far, of how many; the total is 0 when it cannot be known."""

    done: int = 0
    total: int = 0


def items(paths: Sequence[str], keys: Keys, progress: Progress) -> Iterator[Item]:
    """One item a document; what cannot be read is an item with the reason."""
    sizes = {path: _size(path) for path in paths}
    progress.total = 0 if "-" in sizes else sum(sizes.values())
    before = 0
    for path in paths:
        for found, place in _documents(path, sizes[path]):
            progress.done = before + place
            yield keys.item(path, found)
        before += sizes[path]


def _size(path: str) -> int:
    try:
        return 0 if path == "-" else os.path.getsize(path)
    except OSError:
        return 0


def _documents(path: str, size: int) -> Iterator[tuple[Document | InputError, int]]:
    """Each document, or why it could not be read, with the bytes of the file read by then."""
    try:
        if path == "-":
            for found in formats.read_stream("<stdin>.jsonl", sys.stdin.buffer):
                yield found, 0
        elif path.endswith(_LINE_FEEDS):
            with Path(path).open("rb") as file:
                for found in formats.read_stream(path, file):
                    yield found, file.tell()
        else:
            for found in formats.read(path, Path(path).read_bytes()):
                yield found, size
    except OSError as error:
        yield InputError(f"{path}: cannot be read: {error.strerror}"), size
    except InputError as error:
        yield error, size
