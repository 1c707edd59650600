"""The comparison with `pofilter`, on a bitext of twenty lines."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from compare_pofilter import compared, faulty

PAIRS = [
    (
        f"Le maire de Lyon a parlé pendant {number} minutes, mais personne n’a répondu.",
        f"The mayor of Lyon spoke for {number} minutes, but the others did not answer.",
    )
    for number in range(21, 41)
]


def test_faults_are_one_a_unit_and_the_same_for_a_seed() -> None:
    clean, damaged, families = faulty(PAIRS, 1, 1)
    assert faulty(PAIRS, 1, 1) == (clean, damaged, families)
    assert len(set(families.values())) == len(families) >= 15
    assert {u for u in range(20) if clean[u] != damaged[u]} == set(families)


@pytest.mark.skipif(not find_spec("translate"), reason="translate-toolkit is not installed")
def test_both_tools_are_heard_at_the_faulty_unit() -> None:
    rows = [line.split(" | ") for line in compared(PAIRS, "fr", each=1, seed=1)]
    found = {cells[0].removeprefix("| "): (cells[2], cells[4]) for cells in rows if len(cells) > 4}
    assert found["number changed"] == ("100 %", "100 %")
    assert found["space before comma"] == ("100 %", "0 %")
