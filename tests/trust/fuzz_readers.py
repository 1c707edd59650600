"""Fuzz the readers: `pip install atheris`, then

    python tests/trust/fuzz_readers.py CORPUS seeds/feed -max_total_time=600

CORPUS is a folder for what leads to new branches. The first byte of an input chooses the suffix,
the rest is the file. What is not an `InputError`, a way back that does not tile the text, or an
input that takes over ten seconds stops the run; it becomes a regression test.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import atheris  # type: ignore[import-not-found, unused-ignore]

with atheris.instrument_imports(include=["tqcheck"]):
    from tqcheck import formats
    from tqcheck.errors import InputError

    # Readers are imported on first use, which would be too late to instrument them.
    for module in pkgutil.iter_modules(formats.__path__):
        import_module(f"tqcheck.formats.{module.name}")

NAMES = [f"a{suffix}" for suffix in sorted(formats.SUFFIXES)]


def read(content: bytes) -> None:
    """Read one input and check what comes out."""
    if not content:
        return
    name = NAMES[content[0] % len(NAMES)]
    try:
        for document in formats.read(name, content[1:]):
            position = 0
            for piece in document.pieces:
                assert piece.start == position
                assert piece.file_start + piece.file_length <= len(document.raw)
                position += piece.length
            assert not document.pieces or position == len(document.text)
            for segment in document.segments:
                assert segment.text == document.text[segment.span.start : segment.span.end]
    except InputError:
        pass


if __name__ == "__main__":
    atheris.Setup([*sys.argv, "-timeout=10", "-max_len=4096"], read)
    atheris.Fuzz()
