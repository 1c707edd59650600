"""What part of speech an English form can be, by lemminflect's dictionary.

Its files are read here, since lemminflect itself takes a third of a second to load them.
"""

from __future__ import annotations

import gzip
import re
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
def _table(name: str) -> list[str]:
    """Lines `form,kind,others`, sorted by form."""
    return _resource(f"{name}_lu.csv.gz").splitlines()


@cache
def _additions(name: str) -> dict[str, dict[str, str]]:
    """By form and tag what the table lacks, pronouns above all."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for line in _resource(f"{name}_overrides.csv").splitlines():
        if line.strip() and not line.startswith("#"):
            form, tag, other = line.split(",")
            found[form][tag] = other
    return dict(found)


def _form(line: str) -> str:
    return line.partition(",")[0]


def _entries(name: str, form: str) -> dict[str, str]:
    """By kind, in capitals, what the table says of a form, spellings parted by `/`."""
    table = _table(name)
    first = bisect_left(table, form, key=_form)
    lines = takewhile(lambda line: _form(line) == form, table[first : first + _MAX_LINES])
    return {kind.upper(): others for _, kind, others in (line.split(",", 2) for line in lines)}


@lru_cache(maxsize=_CACHE_FORMS)
def parts_of_speech(form: str) -> frozenset[str]:
    """Universal tags (`NOUN`, `ADJ`, ...) a lower-case form can have; none when unknown."""
    return frozenset(_entries("lemma", form) | _additions("lemma").get(form, {}))


@lru_cache(maxsize=_CACHE_FORMS)
def singulars(form: str) -> tuple[str, ...]:
    """The nouns that a lower-case form may be the plural or singular of; none when unknown."""
    found = _entries("lemma", form) | _additions("lemma").get(form, {})
    return tuple(found["NOUN"].lower().split("/")) if "NOUN" in found else ()


@lru_cache(maxsize=_CACHE_FORMS)
def plural(noun: str) -> str | None:
    """The usual plural of a lower-case noun, or None when it is unknown or has none."""
    added = _additions("infl").get(noun, {}).get("NNS")
    found = added or _entries("infl", noun).get("NOUN", "").split("/")[0]
    return found.lower() or None


@lru_cache(maxsize=_CACHE_FORMS)
def inflections(word: str) -> frozenset[str]:
    """The plurals, forms of the verb and degrees of a lower-case word; none when unknown."""
    found = _entries("infl", word).values()
    return frozenset(form.lower() for forms in found for form in re.split("[,/]", forms) if form)
