"""Stores to try: a file of SQLite, and a database of a real PostgreSQL of our own."""

from __future__ import annotations

import datetime
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from advisor.advisor import default_advisor
from advisor.decisions import KeptDecision, kept_decision
from advisor.knowledge import load_knowledge
from tests.patience import PATIENCE

DAY = datetime.date(2026, 1, 1)


def postgresql_programs() -> Path | None:
    """The folder of PostgreSQL's programs; Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in folders if (each / "initdb").is_file()), None)


def _user() -> str | None:
    """Who runs the server: PostgreSQL refuses to be run by root."""
    if os.getuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Cluster:
    """A PostgreSQL server of our own in a temporary folder, reached by a socket alone."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.user = _user()
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        if self.user:
            shutil.chown(self.folder, self.user)
        data = self.folder / "data"
        self.run("initdb", "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "-N")
        self.start()

    def run(self, program: str, *words: str) -> str:
        done = subprocess.run(
            [str(self.programs / program), *words],
            user=self.user,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def _control(self, *words: str) -> None:
        # Its output is a file: a server that goes on would hold a pipe open.
        with (self.folder / "log").open("ab") as log:
            subprocess.run(
                [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", *words],
                user=self.user,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                timeout=PATIENCE,
                check=True,
            )

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=on"
        self._control("-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        self._control("-m", how, "stop")

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self.run("createdb", "-h", str(self.folder), "-U", "tester", name)
        return f"postgresql://tester@/{name}?host={self.folder}"


@cache
def why_no_postgresql() -> str:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (the extra postgresql)"
    return "" if postgresql_programs() else "PostgreSQL is not installed (apt install postgresql)"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    reason = why_no_postgresql()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    programs = postgresql_programs()
    assert programs is not None
    server = Cluster(programs)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store that is empty, of each kind."""
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("alembic")
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'decisions.db'}"
    server: Cluster = request.getfixturevalue("cluster")
    return server.new_database()


@cache
def kept(name: str = "policy-desk") -> KeptDecision:
    """A worked scenario, kept on the first of January 2026."""
    worked = load_knowledge().scenarios[name]
    advisor = default_advisor()
    advice = advisor.advise(worked.facts, "production", DAY)
    return kept_decision(advice, advisor.knowledge, worked.title, "Ana Ruiz")
