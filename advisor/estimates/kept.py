"""What was made once and is kept for the next who asks; threads may share it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Things by what they were made from; past `most` of them it begins anew."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, T] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for this key; made now where nobody asked before.

        Two threads that ask at once may both make it; both get the one that is kept.
        """
        with self._lock:
            if key in self._made:
                return self._made[key]
        made = make()
        with self._lock:
            if len(self._made) >= self._most:
                self._made.clear()
            return self._made.setdefault(key, made)

    def those(self, keys: Iterable[Hashable]) -> dict[Hashable, T]:
        """What is kept of these."""
        with self._lock:
            return {key: self._made[key] for key in keys if key in self._made}

    def add(self, made: Mapping[Hashable, T]) -> None:
        """Keeps these as well."""
        with self._lock:
            if len(self._made) + len(made) > self._most:
                self._made.clear()
            self._made.update(made)

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._made.clear()
