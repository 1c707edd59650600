"""What part of speech an English form can be, by lemminflect's dictionary."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

_CACHE_FORMS = 50_000


@cache
def _lookup() -> Callable[[str], dict[str, tuple[str, ...]]]:
    from lemminflect import getAllLemmas

    found: Callable[[str], dict[str, tuple[str, ...]]] = getAllLemmas
    return found


@lru_cache(maxsize=_CACHE_FORMS)
def parts_of_speech(form: str) -> frozenset[str]:
    """Universal tags (`NOUN`, `ADJ`, ...) a lower-case form can have; none when unknown."""
    return frozenset(_lookup()(form))
