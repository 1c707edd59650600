"""The limit of one client, by a clock that stands still until told."""

from __future__ import annotations

import pytest

from tqcheck.server import rate
from tqcheck.server.rate import Rate


class Clock:
    """Seconds that a test sets."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_bucket_empties_and_fills_evenly() -> None:
    clock = Clock()
    limit = Rate(6, now=clock)
    assert [limit.wait_s("a") for _ in range(8)] == [0, 0, 0, 0, 0, 0, 10, 10]
    clock.now_s = 9.5
    assert limit.wait_s("a") == 1
    clock.now_s = 10
    assert [limit.wait_s("a") for _ in range(2)] == [0, 10]
    clock.now_s = 1_000
    assert [limit.wait_s("a") for _ in range(7)] == [0, 0, 0, 0, 0, 0, 10]


def test_client_does_not_pay_for_another() -> None:
    limit = Rate(1, now=Clock())
    assert [limit.wait_s(client) for client in ("a", "b", "a")] == [0, 0, 60]


def test_most_clients_are_forgotten_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "_MAX_CLIENTS", 2)
    limit = Rate(1, now=Clock())
    assert [limit.wait_s(client) for client in ("a", "b", "a", "c", "a", "b")] == [
        0,
        0,
        60,
        0,
        60,
        0,
    ]


def test_address_of_any_length_takes_little_room() -> None:
    limit = Rate(1, now=Clock())
    assert limit.wait_s("a" * 1_000) == 0
    assert limit.wait_s("a" * 2_000) == 60
