"""How often one address may ask: a bucket a client, evenly filled up to a minute's worth."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

#: Requests a minute. A client that waits for each answer, as LibreOffice does over a long document,
#: gets some 200 a second here and keeps below it; 50 such clients on one address ask 9,000.
PER_MINUTE = 20_000
# Addresses remembered, some 2 MB; who is forgotten begins with a full bucket.
_MAX_CLIENTS = 10_000
# Longest address: a proxy's header may hold anything. The longest of IPv6 has 45 characters.
_MAX_CHARS = 64


class Rate:
    """Requests of clients against a limit; one thread only.

    Args:
        per_minute: requests a minute, and as many at once after a minute of rest.
        now: seconds on a clock that never goes back.
    """

    def __init__(self, per_minute: int, *, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._now = per_minute, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, client: str) -> int:
        """Whole seconds until a client may ask again; 0 admits the request and counts it."""
        now, client = self._now(), client[:_MAX_CHARS]
        left, then = self._left.pop(client, (float(self._most), now))
        left = min(self._most, left + (now - then) * self._most / 60)
        self._left[client] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > _MAX_CLIENTS:
            self._left.popitem(last=False)
        return 0 if left >= 1 else math.ceil((1 - left) * 60 / self._most)
