"""API keys: made here, kept hashed in a file, compared in constant time.

A line of the file is a key's name, the SHA-256 of the key, and the team whose decisions it sees
(`main` where none stands there): `portal 6c1f... claims`. Keys have 256 random bits, so that a
plain hash cannot be searched. Several lines are several keys: to renew one, add the new, move its
users, delete the old; the service reads the file anew when it changes.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from hmac import compare_digest as compare
from pathlib import Path

from advisor.decisions.store.where import DEFAULT_TEAM
from advisor.errors import BadInput, Problem

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
_HASH = re.compile(r"[0-9a-f]{64}$")
_LOOK_EVERY_SECONDS = 1.0


def make_key() -> str:
    """A new key of 256 random bits, as text for an HTTP header."""
    return f"advisor_{secrets.token_urlsafe(32)}"


def hashed(key: str) -> str:
    """What the file holds of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def add_key(file: Path, name: str, team: str = "") -> str:
    """Adds a new key under this name to the file and gives the key, which is kept nowhere else.

    team: whose decisions it sees. Raises BadInput when a name does not do or is taken.
    """
    if not _NAME.match(name):
        raise BadInput(
            Problem(
                f'"{name}" is no name for a key.', "name", "Use letters, digits, dots and dashes."
            )
        )
    if team and not _NAME.match(team):
        raise BadInput(
            Problem(
                f'"{team}" is no name for a team.',
                "--team",
                "Use letters, digits, dots and dashes.",
            )
        )
    held = read_keys(file) if file.exists() else {}
    if name in held:
        raise BadInput(
            Problem(f'"{name}" is in the file.', str(file), "Choose another name, or delete it.")
        )
    key = make_key()
    if not file.exists():
        file.touch(mode=0o600)
    before = file.read_text(encoding="utf-8")
    start = "" if not before or before.endswith("\n") else "\n"
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"{start}{name} {hashed(key)}{f' {team}' if team else ''}\n")
    return key


def read_keys(file: Path) -> dict[str, str]:
    """The hash of each key of a file, by name. Raises BadInput that names every wrong line."""
    return {name: digest for name, (digest, _) in _read(file).items()}


def _read(file: Path) -> dict[str, tuple[str, str]]:
    """The hash and the team of each key, by name."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            Problem(
                f"The keys cannot be read: {error}.",
                str(file),
                "`advisor key NAME --file FILE` makes a key and the file.",
            )
        ) from None
    keys: dict[str, tuple[str, str]] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        name, digest, team = words[0], words[min(1, len(words) - 1)], words[2:] or [DEFAULT_TEAM]
        if (
            len(words) not in (2, 3)
            or not _NAME.match(name)
            or not _HASH.match(digest)
            or not _NAME.match(team[0])
        ):
            problems.append(
                Problem(
                    "This line is no key.",
                    f"{file}:{number}",
                    "A line is a name, 64 hexadecimal digits, and perhaps a team; "
                    "`advisor key` writes it.",
                )
            )
        elif name in keys:
            problems.append(Problem(f'"{name}" stands here again.', f"{file}:{number}"))
        else:
            keys[name] = (digest, team[0])
    if not keys and not problems:
        problems.append(
            Problem("The file holds no key.", str(file), "`advisor key NAME --file FILE` adds one.")
        )
    if problems:
        raise BadInput(problems)
    return keys


class KeyRing:
    """The keys of a file, read anew when the file changes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._keys = _read(file)
        self._stamp = self._look()
        self._looked = time.monotonic()

    def holder(self, key: str) -> str | None:
        """The name of this key; None when it is none of them. Takes as long for any key."""
        self._renew()
        offered = hashed(key)
        found = None
        for name, (digest, _) in self._keys.items():
            # No early exit: the time must not tell how far a guess came.
            if compare(offered, digest):
                found = name
        return found

    def team(self, name: str) -> str:
        """The team of the key of this name."""
        return self._keys[name][1] if name in self._keys else DEFAULT_TEAM

    def _renew(self) -> None:
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY_SECONDS:
            return
        self._looked = now
        stamp = self._look()
        if stamp != self._stamp:
            try:
                self._keys = _read(self._file)
            except BadInput:
                # Half-written or broken: the keys that were good stay good until it is mended.
                return
            self._stamp = stamp

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
