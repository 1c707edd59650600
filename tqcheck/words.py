"""What part of speech an English form can be, by lemminflect's dictionary.

Its files are read here, since lemminflect itself takes a third of a second to load them.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections import defaultdict
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

_CACHE_FORMS = 50_000
# Noun, verb, adjective, adverb, auxiliary: a line each.
_MAX_LINES = 5


def _resource(name: str) -> str:
    spec = find_spec("lemminflect")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("lemminflect is not installed")
    content = (Path(spec.origin).parent / "resources" / name).read_bytes()
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")


@cache
def _table() -> list[str]:
    """Lines `form,kind,lemmas`, sorted by form."""
    return _resource("lemma_lu.csv.gz").splitlines()


@cache
def _additions() -> dict[str, set[str]]:
    """Tags of the forms that the table lacks, pronouns above all."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in _resource("lemma_overrides.csv").splitlines():
        if line.strip() and not line.startswith("#"):
            form, tag, _ = line.split(",")
            found[form].add(tag)
    return dict(found)


def _form(line: str) -> str:
    return line.partition(",")[0]


@lru_cache(maxsize=_CACHE_FORMS)
def parts_of_speech(form: str) -> frozenset[str]:
    """Universal tags (`NOUN`, `ADJ`, ...) a lower-case form can have; none when unknown."""
    table = _table()
    first = bisect_left(table, form, key=_form)
    lines = takewhile(lambda line: _form(line) == form, table[first : first + _MAX_LINES])
    tags = {line.split(",")[1].upper() for line in lines}
    return frozenset(tags | _additions().get(form, set()))
