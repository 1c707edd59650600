"""The README says what the code does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import readme

from tqcheck.cli import VERBS


@pytest.mark.parametrize("name", ["rules", "models"])
def test_table_is_current(name: str) -> None:
    assert readme.table(name) == readme.TABLES[name](), f"run `python tests/readme.py {name}`"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_mentioned(verb: str) -> None:
    assert f"tqcheck {verb}" in readme.README.read_text(encoding="utf-8")
