"""How many requests one client may make: a bucket of tokens for each."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CLIENTS = 10_000


class RateLimit:
    """Lets each client make so many requests a minute, at most that many at once.

    per_minute: 0 lets everything pass. The clients not seen for longest are forgotten first.
    """

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._most = float(per_minute)
        self._now = now
        self._tokens: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, client: str) -> int:
        """0 when the client may go on, else the whole seconds after which it may."""
        if not self._most:
            return 0
        now = self._now()
        tokens, seen = self._tokens.pop(client, (self._most, now))
        tokens = min(self._most, tokens + (now - seen) * self._per_second)
        allowed = tokens >= 1
        self._tokens[client] = (tokens - 1 if allowed else tokens, now)
        if len(self._tokens) > _MOST_CLIENTS:
            self._tokens.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / self._per_second))
