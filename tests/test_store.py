"""The cache answers what the engine would, and never fails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tqcheck.engines.engine import Scored
from tqcheck.store import Store, StoredEngine


class Counting:
    """An engine that reverses texts and counts what it is asked."""

    signature = "counting"
    directions = frozenset({("en", "fr")})

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, beam_size: int = 2
    ) -> list[str]:
        self.asked += texts
        return [text[::-1] for text in texts]

    def score(
        self, sources: Sequence[str], targets: Sequence[str], *, source: str, target: str
    ) -> list[Scored]:
        self.asked += targets
        return [Scored(("a", "</s>"), (-0.1, -1 / 3), ((0, 1), (1, 1))) for _ in targets]

    distributions = align = None


def engine(path: Path, **options: int) -> tuple[StoredEngine, Counting]:
    inner = Counting()
    return StoredEngine(inner, Store(path, **options)), inner  # type: ignore[arg-type]


def test_second_question_is_answered_from_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "a" / "answers.sqlite"
    first, _ = engine(path)
    assert first.translate(["ab", "cd"], source="en", target="fr") == ["ba", "dc"]
    again, inner = engine(path)
    assert again.translate(["cd", "ef"], source="en", target="fr") == ["dc", "fe"]
    assert inner.asked == ["ef"]


def test_repeated_texts_are_asked_once(tmp_path: Path) -> None:
    cached, inner = engine(tmp_path / "a.sqlite")
    assert cached.translate(["x", "y", "x"], source="en", target="fr") == ["x", "y", "x"]
    assert inner.asked == ["x", "y"]


def test_scores_come_back_exactly(tmp_path: Path) -> None:
    cached, inner = engine(tmp_path / "a.sqlite")
    fresh = cached.score(["x"], ["y"], source="en", target="fr")
    assert cached.score(["x"], ["y"], source="en", target="fr") == fresh
    assert inner.asked == ["y"]


def test_damaged_cache_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"not a database" * 1000)
    cached, _ = engine(path)
    assert cached.translate(["ab"], source="en", target="fr") == ["ba"]


def test_unwritable_folder_is_no_error() -> None:
    cached, _ = engine(Path("/proc/nowhere/a.sqlite"))
    assert cached.translate(["ab"], source="en", target="fr") == ["ba"]


def test_cache_is_bounded(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.sqlite", max_rows=100)
    for number in range(250):
        store.put({number.to_bytes(4, "big"): number})
    assert 80 <= store.info().rows <= 100
    assert store.get([(249).to_bytes(4, "big")]) == {(249).to_bytes(4, "big"): 249}


def test_clear_forgets(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.sqlite")
    store.put({b"k": 1})
    store.clear()
    assert (store.get([b"k"]), store.info().rows) == ({}, 0)
