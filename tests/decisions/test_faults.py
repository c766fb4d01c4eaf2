"""Nothing is lost: whatever happens to a store, it says so plainly and keeps its data."""

from __future__ import annotations

import datetime
import os
import pwd
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")

import sqlalchemy as sa

from advisor.decisions.store import DecisionStore, StoreFault
from tests.decisions.conftest import Cluster, kept
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
from advisor.decisions import KeptDecision
from advisor.decisions.store import DecisionStore
store = DecisionStore(sys.argv[1])
kept = KeptDecision.model_validate_json(open(sys.argv[2]).read())
while True:
    print(store.add(kept, "writer", "claims").id, flush=True)
"""


def begin_writing(url: str, folder: Path) -> subprocess.Popen[str]:
    (folder / "kept.json").write_text(kept().model_dump_json())
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(folder / "kept.json")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def whole(store: DecisionStore) -> set[str]:
    """The ids of a store whose events and decisions agree."""
    ids = [each.id for each in store.all("claims")]
    assert len(set(ids)) == len(ids)
    for each in ids[-3:]:
        assert store.history(each, "claims")[-1].version == store.get(each, "claims").version
    return set(ids)


def test_a_writer_that_is_killed_amid_writes_loses_nothing_that_it_was_told(store_url, tmp_path):
    for _ in range(3):
        writer = begin_writing(store_url, tmp_path)
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _ in range(5)]
        writer.send_signal(signal.SIGKILL)
        told += [each.strip() for each in writer.stdout.read().splitlines()]
        writer.wait(PATIENCE)
        store = DecisionStore(store_url)
        held = whole(store)
        assert {each for each in told if len(each) == 10} <= held
        # What was amid being written is there whole, or not at all; and writing goes on.
        assert store.add(kept(), "ana", "claims").id in whole(store)
        store.close()


def sqlite_store(tmp_path: Path, wait_seconds: float = 0.2) -> tuple[DecisionStore, Path]:
    file = tmp_path / "decisions.db"
    store = DecisionStore(f"sqlite:///{file}", wait_seconds=wait_seconds)
    store.add(kept(), "ana", "claims")
    return store, file


def test_a_locked_database_is_told_and_nothing_is_changed(tmp_path):
    store, file = sqlite_store(tmp_path)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreFault, match="Somebody else is writing") as told:
        store.add(kept(), "bo", "claims")

    assert told.value.passing
    other.execute("ROLLBACK")
    assert len(whole(store)) == 1


def test_a_locked_postgresql_is_told_and_nothing_is_changed(cluster: Cluster):
    url = cluster.new_database()
    store = DecisionStore(url, wait_seconds=0.2)
    store.add(kept(), "ana", "claims")
    other = DecisionStore(url)
    other.page("claims")
    with other._engine.begin() as connection:
        connection.execute(sa.text("LOCK TABLE counter"))
        with pytest.raises(StoreFault, match="Somebody else is writing"):
            store.add(kept(), "bo", "claims")

    assert len(whole(store)) == 1
    store.close()
    other.close()


def as_nobody(work) -> str:
    """What `work` gives, done by a user without rights where the tests run as root."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                nobody = pwd.getpwnam("nobody")
                os.setgid(nobody.pw_gid)
                os.setuid(nobody.pw_uid)
            said = work()
        except BaseException as error:
            said = f"failed: {error!r}"
        os.write(there, said.encode())
        os._exit(0)
    os.close(there)
    with os.fdopen(here, encoding="utf-8") as told:
        said = told.read()
    os.waitpid(child, 0)
    return said


def test_a_read_only_file_is_read_and_a_write_is_refused(tmp_path):
    store, file = sqlite_store(tmp_path)
    store.close()
    answer = kept()
    file.chmod(0o444)
    # Nobody must get there: a worker of the tests has one folder more above it.
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder != Path(tempfile.gettempdir()):
            folder.chmod(0o755)
    tmp_path.chmod(0o555)

    def read_then_write() -> str:
        mine = DecisionStore(f"sqlite:///{file}")
        held = len(mine.page("claims").decisions)
        try:
            mine.add(answer, "bo", "claims")
        except StoreFault as error:
            return f"{held} {error}"
        return "written"

    said = as_nobody(read_then_write)
    tmp_path.chmod(0o755)

    assert said.startswith("1 ")
    assert "The store is read-only. Nothing was changed." in said
    assert len(whole(DecisionStore(f"sqlite:///{file}"))) == 1


FULL = """
import resource, signal, sys
from advisor.decisions import KeptDecision
from advisor.decisions.store import DecisionStore, StoreFault
store = DecisionStore(sys.argv[1])
kept = KeptDecision.model_validate_json(open(sys.argv[2]).read())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), -1))
try:
    for _ in range(1000):
        print(store.add(kept, "ana", "claims").id, flush=True)
except StoreFault as error:
    print(error, flush=True)
"""


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path):
    store, file = sqlite_store(tmp_path)
    before = whole(store)
    store.close()
    (tmp_path / "kept.json").write_text(kept().model_dump_json())
    most = file.stat().st_size + 120_000
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY

    done = subprocess.run(
        [sys.executable, "-c", FULL, f"sqlite:///{file}", str(tmp_path / "kept.json"), str(most)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )

    assert "The disk of the store is full or failing. Nothing was changed." in done.stdout
    told = {each for each in done.stdout.splitlines() if len(each) == 10 and each.isalnum()}
    again = DecisionStore(f"sqlite:///{file}")
    assert whole(again) == before | told
    assert again.add(kept(), "ana", "claims").version == 1


def test_a_store_of_a_newer_version_is_left_alone(store_url):
    store = DecisionStore(store_url)
    store.add(kept(), "ana", "claims")
    with store._engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0099'"))

    for attempt in (
        lambda: DecisionStore(store_url).page("claims"),
        lambda: DecisionStore(store_url).add(kept(), "bo", "claims"),
    ):
        with pytest.raises(StoreFault, match="A newer advisor wrote this store") as told:
            attempt()
        assert "Update the advisor" in str(told.value)

    with store._engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM events")) == 1
        found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        assert found == "0099"
    store.close()


def test_a_migration_that_is_interrupted_leaves_nothing_behind(store_url, monkeypatch):
    from advisor.decisions.store.migrations.versions import v0001_first

    real = v0001_first.op.execute

    class Interrupted(Exception):
        pass

    def fail(*words):
        raise Interrupted

    monkeypatch.setattr(v0001_first.op, "execute", fail)
    store = DecisionStore(store_url)
    # Alembic loads the migration as a module of its own.
    monkeypatch.setattr("alembic.op.execute", fail)
    with pytest.raises(Interrupted):
        store.page("claims")
    with store._engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    monkeypatch.setattr("alembic.op.execute", real)

    assert DecisionStore(store_url).add(kept(), "ana", "claims").version == 1
    store.close()


def test_the_tables_after_the_migrations_are_those_that_the_code_reads(store_url):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from advisor.decisions.store.tables import HEAD, metadata

    store = DecisionStore(store_url)
    store.page("claims")
    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    folder = ROOT / "advisor" / "decisions" / "store" / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == HEAD
    store.close()


def test_a_connection_that_is_lost_is_told_and_the_next_call_connects_anew(cluster: Cluster):
    store = DecisionStore(cluster.new_database())
    one = store.add(kept(), "ana", "claims")
    cluster.stop()
    try:
        with pytest.raises(StoreFault, match="cannot be reached") as told:
            store.accept(one.id, "bo", "claims")
        assert told.value.passing
    finally:
        cluster.start()

    assert store.accept(one.id, "bo", "claims").version == 2
    assert len(store.history(one.id, "claims")) == 2
    store.close()


def test_a_connection_that_is_lost_amid_a_write_keeps_all_or_nothing(cluster: Cluster):
    url = cluster.new_database()
    store = DecisionStore(url)
    one = store.add(kept(), "ana", "claims")
    raised = sa.text("UPDATE counter SET revision = revision + 1")

    def write_and_lose() -> None:
        with store._writing() as connection:
            connection.execute(raised)
            cluster.stop()
            try:
                connection.execute(raised)
            finally:
                cluster.start()

    with pytest.raises(StoreFault, match="cannot be reached"):
        write_and_lose()

    assert store.page("claims").revision == 1
    assert store.accept(one.id, "bo", "claims").revision == 2
    store.close()


def test_no_password_stands_in_a_message():
    store = DecisionStore("postgresql://ana:secret-word@127.0.0.1:1/none")

    with pytest.raises(StoreFault) as told:
        store.page("claims")

    assert "secret-word" not in str(told.value)


def test_a_clock_that_goes_back_loses_no_event_and_no_order(store_url):
    times = iter(
        datetime.datetime(2026, 11, 25, hour, tzinfo=datetime.UTC) for hour in (12, 13, 3, 14)
    )
    store = DecisionStore(store_url, now=lambda: next(times))
    one = store.add(kept(), "ana", "claims")
    two = store.add(kept(), "ana", "claims")
    seen = store.page("claims").revision
    store.accept(one.id, "bo", "claims")
    store.accept(two.id, "bo", "claims")

    assert [each.version for each in store.history(one.id, "claims")] == [1, 2]
    changed = store.page("claims", changed_since=seen).decisions
    assert [each.id for each in changed] == [one.id, two.id]
    # By a time too: what was written after it is told, whatever the clock said then.
    at = datetime.datetime(2026, 11, 25, 13, tzinfo=datetime.UTC)
    told = {each.id for each in store.page("claims", changed_since=at).decisions}
    assert told == {one.id, two.id}
    store.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://x/y", "no kind of store"),
        ("sqlite://", "in memory would be lost"),
        ("://", "names no store"),
        ("/dev/null/decisions.db", "cannot be made"),
    ],
)
def test_what_names_no_store_is_refused(url, said):
    with pytest.raises(StoreFault, match=said):
        DecisionStore(url).page("claims")


def test_a_file_that_is_no_store_is_left_alone(tmp_path):
    file = tmp_path / "notes.db"
    file.write_text("Dear diary, " * 1000)

    with pytest.raises(StoreFault, match="This file is no store"):
        DecisionStore(str(file)).page("claims")

    assert file.read_text().startswith("Dear diary")


def test_a_database_of_something_else_is_left_alone(tmp_path):
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE events (id INTEGER)")

    with pytest.raises(StoreFault, match="used by something else"):
        DecisionStore(str(file)).page("claims")


def test_the_file_of_a_store_is_its_makers_alone(tmp_path):
    _, file = sqlite_store(tmp_path)

    assert file.stat().st_mode & 0o077 == 0


# Backup and restore, as docs/decisions.md says


def test_a_copy_of_the_file_is_a_backup(tmp_path):
    store, file = sqlite_store(tmp_path)
    one = store.add(kept(), "ana", "claims")
    # What `sqlite3 decisions.db ".backup copy.db"` does, while others may write.
    with sqlite3.connect(file) as source, sqlite3.connect(tmp_path / "copy.db") as copy:
        source.backup(copy)
    store.accept(one.id, "bo", "claims")
    store.close()

    shutil.copy(tmp_path / "copy.db", file)

    assert DecisionStore(str(file)).get(one.id, "claims").status == "proposed"
    assert len(whole(DecisionStore(str(file)))) == 2


def test_a_dump_of_postgresql_is_a_backup(cluster: Cluster):
    url = cluster.new_database()
    store = DecisionStore(url)
    one = store.add(kept(), "ana", "claims")
    store.accept(one.id, "bo", "claims")
    name = url.split("/")[3].partition("?")[0]
    dump = cluster.folder / f"{name}.dump"
    where = ("-h", str(cluster.folder), "-U", "tester")
    cluster.run("pg_dump", *where, "-Fc", "-f", str(dump), name)

    restored = cluster.new_database()
    other = restored.split("/")[3].partition("?")[0]
    cluster.run("pg_restore", *where, "-d", other, str(dump))

    again = DecisionStore(restored)
    assert list(again.export()) == list(store.export())
    assert again.add(kept(), "ana", "claims").revision == 3
    store.close()
    again.close()


def test_an_export_to_a_file_that_cannot_be_written_leaves_the_file_before(tmp_path):
    from advisor.decisions.files import write_whole
    from advisor.errors import BadInput

    file = tmp_path / "all.jsonl"
    file.write_text("before")

    def lines():
        yield "one\n"
        raise OSError(28, "No space left on device")

    with pytest.raises(BadInput, match="No space left"):
        write_whole(file, lines())

    assert file.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["all.jsonl"]
