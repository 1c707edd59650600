"""Models for the engine tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A hub folder of each family."""
    from tiny_models import FAMILIES

    home = tmp_path_factory.mktemp("hub")
    return {name: make(home / name) for name, make in FAMILIES.items()}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache folder of its own."""
    monkeypatch.setenv("TQCHECK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random models never stop by themselves: end their texts soon."""
    for module in ("ct2", "hf"):
        monkeypatch.setattr(f"tqcheck.engines.{module}.MAX_TOKENS", 40)
