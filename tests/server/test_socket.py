"""Damaged requests on a real socket: whoever finished asking is answered, and nobody else.

A client that closed, or half closed, before its head or the announced body was whole gets no
answer: there is no request to answer, and whoever hangs up ends its check.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator

import pytest

uvicorn = pytest.importorskip("uvicorn")
import h11  # noqa: E402

from tqcheck.server.app import application  # noqa: E402
from tqcheck.server.checker import Checker  # noqa: E402

COUNT = 400
BODY = b'{"text":"It fell , he said.","language":"en"}'
WHOLE = (
    b"POST /v1/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(BODY), BODY)
)
PIECES = (
    *(
        b"",
        b"\0",
        b"\r",
        b"\n",
        b"\r\n",
        b"\r\n\r\n",
        b" ",
        b":",
        b"\xff",
        b"HTTP/2.0",
        b"//",
        b"*",
    ),
    *(b"Transfer-Encoding: chunked\r\n", b"Content-Length: 9\r\n", b"Expect: 100-continue\r\n"),
    *(b"Connection: Upgrade\r\nUpgrade: websocket\r\n", b"Host: evil\r\n", b"A" * 5_000),
)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    service = application(Checker("off"))
    # Connections that a damaged head keeps alive end at once.
    settings = uvicorn.Config(
        service, port=0, http="h11", log_level="critical", timeout_keep_alive=0
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def damaged(chance: random.Random) -> bytes:
    """The whole request with pieces of it deleted, repeated or replaced."""
    request = WHOLE
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(request))
        end = min(len(request), start + chance.choice((0, 0, 1, 3, 20)))
        piece = chance.choice((*PIECES, request[start:end] * 2, bytes([chance.randrange(256)])))
        request = request[:start] + piece + request[end:]
    return request


def is_due(request: bytes) -> bool:
    """Whether an answer is: the request is whole, or already wrong."""
    reader = h11.Connection(h11.SERVER)
    reader.receive_data(request)
    try:
        while (event := reader.next_event()) is not h11.NEED_DATA:
            if isinstance(event, h11.EndOfMessage):
                return True
    except h11.RemoteProtocolError:
        return True
    return False


def ask(port: int, request: bytes, *, wait: bool) -> bytes:
    """All that is answered, until the service closes; nothing where nobody waits."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(request)
        while wait and (part := client.recv(65_536)):
            answer += part
    return answer


def test_damaged_requests_are_answered_or_refused(port: int) -> None:
    chance = random.Random(7)
    left = 0
    for _ in range(COUNT):
        request = damaged(chance)
        due = is_due(request)
        left += not due
        answer = ask(port, request, wait=due)
        assert not due or (answer[:9] == b"HTTP/1.1 " and answer[9:12] < b"500"), (request, answer)
    assert 0 < left < COUNT / 2
    assert ask(port, WHOLE, wait=True).startswith(b"HTTP/1.1 200")
