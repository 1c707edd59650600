"""The fuzzer's judgment on damaged copies of its samples, a fixed count, and what it once found."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from fuzz_http import SAMPLES, Service, judge

COUNT = 1_500
PIECES = (
    *(b"", b"&", b"=", b"+", b"%", b"%00", b"\0", b"\xff", b"\\", b'"', b"{", b"}", b"[", b"]"),
    *(b" , ", b"\\ud800", b"\\udc00", b"\xf0\x9f\x8e\x89", b"text=", b"&language=", b"data="),
    *(b'"text":', b'"markup":"', b'"source":', b"null", b"1e999", b"NaN", b"en", b"M . Yoon"),
)
# Inputs that once stopped the fuzzer.
FOUND = ((0, "text=M\u00a0.".encode()),)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    opened = Service()
    yield opened
    opened.close()


def damaged(chance: random.Random) -> tuple[int, bytes]:
    """A sample with pieces of it deleted, repeated or replaced, sent to some endpoint."""
    choice, body = chance.choice(SAMPLES)
    for _ in range(chance.randint(1, 6)):
        start = chance.randint(0, len(body))
        end = min(len(body), start + chance.choice((0, 0, 1, 2, 8)))
        piece = chance.choice((*PIECES, body[start:end] * 2, bytes([chance.randrange(256)])))
        body = body[:start] + piece + body[end:]
    return (choice if chance.random() < 0.8 else chance.randrange(12)), body


def test_damaged_bodies_are_answered_or_refused(service: Service) -> None:
    chance = random.Random(7)
    for _ in range(COUNT):
        choice, body = damaged(chance)
        judge(choice, body, *service.answer(choice, body))


@pytest.mark.parametrize(("choice", "body"), SAMPLES + FOUND)
def test_sample_is_answered(service: Service, choice: int, body: bytes) -> None:
    status, answer = service.answer(choice, body)
    assert status == 200, answer
    judge(choice, body, status, answer)
