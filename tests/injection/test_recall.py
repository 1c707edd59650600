"""A quick slice of the injected artifacts, on the clean articles of `seeds/`."""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from injectors import MECHANICAL
from measure_recall import recall

from tqcheck.rules import chosen

CLEAN = sorted((Path(__file__).parents[2] / "seeds" / "clean").glob("*.en.txt"))
EACH = 4


def test_nine_in_ten_mechanical_faults_are_found() -> None:
    lines = [
        line.strip()
        for path in CLEAN
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    rules = [rule for rule in chosen() if not rule.needs]
    found = tried = 0
    for name, inject in MECHANICAL.items():
        hits, places = recall(lines, inject, rules, each=EACH, chance=random.Random(name))
        found, tried = found + hits, tried + places
    assert tried >= 40
    assert found >= 0.9 * tried
