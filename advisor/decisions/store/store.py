"""The store: every write is one event and one transaction; every read is what events add up to."""

from __future__ import annotations

import datetime
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from advisor.decisions.front_matter import KeptDecision
from advisor.decisions.recheck import Rechecked
from advisor.decisions.store.faults import UNCHANGED, StoreFault, faults_told
from advisor.decisions.store.history import Decision, Event, Override, Verb, after
from advisor.decisions.store.tables import HEAD, counter, decisions, events
from advisor.errors import BadInput, Problem
from advisor.reports.record.blocks import typed

T = TypeVar("T")

WAIT_SECONDS = 20.0
"""How long a writer waits for the one before (our judgement: a write takes milliseconds)."""

LARGEST_PAGE = 200
LONGEST_REASON = 2_000
"""Characters of a reason or a note."""


class Conflict(BadInput):
    """Somebody else changed the decision in the meantime; nothing of this write was kept."""

    def __init__(self, found: Decision, expected: int) -> None:
        super().__init__(
            Problem(
                f"The decision {found.id} was changed in the meantime: it is at version "
                f"{found.version}, by {found.updated_by}, and not at {expected}. {UNCHANGED}",
                remedy="Look at it again, then decide anew.",
            )
        )
        self.found = found


class NoSuchDecision(BadInput):
    """There is no decision of this id in the team's part of the store."""

    def __init__(self, identity: str) -> None:
        super().__init__(
            Problem(
                f'There is no decision "{identity[:40]}".',
                remedy="`advisor decisions list` names them all.",
            )
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Some decisions of a team. next: where the following page begins; None where none does.

    revision: of the store when they were read; ask for changes since then to hear of later ones.
    """

    decisions: tuple[Decision, ...]
    next: int | None
    revision: int


class DecisionStore:
    """A store of decisions. Threads may share it; each process makes its own.

    url: SQLAlchemy's, as sqlite:///decisions.db or postgresql://user@host/name, or the path of a
    SQLite file. now: the clock. Raises StoreFault where it cannot be opened.
    """

    def __init__(
        self,
        url: str,
        now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._url = _url(url)
        self.place = self._url.render_as_string(hide_password=True)
        self._now = now
        self._engine = _engine(self._url, wait_seconds)
        self._opening = threading.Lock()
        self._opened = False

    def close(self) -> None:
        """Gives back the connections."""
        self._engine.dispose()

    # Writing

    def add(self, kept: KeptDecision, actor: str, team: str) -> Decision:
        """Keeps a new decision, proposed."""
        return self._write(_new_id(), team, actor, "added", {"kept": _dumped(kept)}, kept.knowledge)

    def revise(
        self, identity: str, kept: KeptDecision, actor: str, team: str, version: int | None = None
    ) -> Decision:
        """Another answer for a decision; it is proposed again.

        version: the one that the writer has seen; here and below, Conflict where it is another by
        now. Raises NoSuchDecision.
        """
        data = {"kept": _dumped(kept)}
        return self._write(identity, team, actor, "revised", data, kept.knowledge, version)

    def accept(
        self, identity: str, actor: str, team: str, note: str = "", version: int | None = None
    ) -> Decision:
        """The advice is followed."""
        data = {"note": _said(note, "note", needed=False)}
        return self._write(identity, team, actor, "accepted", data, "", version)

    def override(
        self,
        identity: str,
        instead: str,
        reason: str,
        actor: str,
        team: str,
        version: int | None = None,
    ) -> Decision:
        """Another path is taken. instead: which; reason: why. Both are needed."""
        data = {"instead": _said(instead, "instead"), "reason": _said(reason, "reason")}
        return self._write(identity, team, actor, "overridden", data, "", version)

    def supersede(
        self, identity: str, by: str, actor: str, team: str, version: int | None = None
    ) -> Decision:
        """Another decision takes its place. by: its id, or what people call it."""
        data = {"by": _said(by, "by")}
        return self._write(identity, team, actor, "superseded", data, "", version)

    def note_recheck(
        self,
        identity: str,
        result: Rechecked,
        actor: str,
        team: str,
        version: int | None = None,
    ) -> Decision:
        """Keeps what came of rechecking a decision."""
        data = {"result": result.model_dump(mode="json")}
        return self._write(identity, team, actor, "rechecked", data, result.knowledge, version)

    def _write(
        self,
        identity: str,
        team: str,
        actor: str,
        verb: Verb,
        data: dict[str, Any],
        knowledge: str,
        version: int | None = None,
    ) -> Decision:
        with self._writing() as connection:
            revision = _next_revision(connection)
            before = _find(connection, identity, team) if verb != "added" else None
            if before is not None and version is not None and before.version != version:
                raise Conflict(before, version)
            event = Event(
                decision=before.id if before else identity,
                team=team,
                version=before.version + 1 if before else 1,
                revision=revision,
                at=self._now(),
                actor=_said(actor, "actor")[:200],
                verb=verb,
                knowledge=knowledge or (before.kept.knowledge if before else ""),
                data=data,
            )
            return _keep(connection, before, event)

    # Reading

    def get(self, identity: str, team: str) -> Decision:
        """The decision of this id, or of an id that begins so where no other does."""
        with self._reading() as connection:
            return _find(connection, identity, team)

    def page(
        self,
        team: str,
        limit: int = 50,
        after_revision: int = 0,
        changed_since: int | datetime.datetime | None = None,
        status: str | None = None,
        verdict: str | None = None,
    ) -> Page:
        """Decisions of a team, those that were changed longest ago first.

        after_revision: the `next` of the page before; changed_since: a revision, or a time: only
        what was changed later.
        """
        limit = max(1, min(limit, LARGEST_PAGE))
        with self._reading() as connection:
            revision = connection.scalar(sa.select(counter.c.revision)) or 0
            wanted = sa.select(decisions.c.state).where(decisions.c.team == team)
            least = after_revision
            if isinstance(changed_since, datetime.datetime):
                since = _utc(changed_since)
                first = connection.scalar(
                    sa.select(sa.func.min(events.c.revision)).where(events.c.at >= since)
                )
                least = max(least, revision if first is None else first - 1)
            elif changed_since is not None:
                least = max(least, changed_since)
            wanted = wanted.where(decisions.c.revision > least)
            if status is not None:
                wanted = wanted.where(decisions.c.status == status)
            if verdict is not None:
                wanted = wanted.where(decisions.c.verdict == verdict)
            rows = connection.scalars(wanted.order_by(decisions.c.revision).limit(limit + 1)).all()
        found = tuple(_decision(each) for each in rows[:limit])
        more = found[-1].revision if len(rows) > limit else None
        return Page(found, more, revision)

    def all(self, team: str, **wanted: Any) -> Iterator[Decision]:
        """Every decision of a team, page by page."""
        start: int | None = 0
        while start is not None:
            page = self.page(team, LARGEST_PAGE, start, **wanted)
            yield from page.decisions
            start = page.next

    def history(self, identity: str, team: str) -> tuple[Event, ...]:
        """Everything that was done to a decision, in order."""
        with self._reading() as connection:
            found = _find(connection, identity, team)
            rows = connection.execute(
                sa.select(events).where(events.c.decision == found.id).order_by(events.c.version)
            )
            return tuple(_event(row) for row in rows)

    def overrides(self, team: str | None = None) -> tuple[Override, ...]:
        """What was decided otherwise, how often and why, the most frequent first.

        For those who keep the rules. team: one team's; None for all.
        """
        grouped: dict[tuple[str, str], list[tuple[str, str]]] = {}
        with self._reading() as connection:
            wanted = sa.select(decisions.c.state).where(decisions.c.overridden)
            if team is not None:
                wanted = wanted.where(decisions.c.team == team)
            for state in connection.scalars(wanted.order_by(decisions.c.revision)):
                each = _decision(state)
                key = (each.kept.basis.plan[-1], each.instead)
                grouped.setdefault(key, []).append((each.reason, each.id))
        found = [
            Override(
                advised=advised,
                instead=instead,
                times=len(told),
                reasons=tuple(dict.fromkeys(reason for reason, _ in told)),
                decisions=tuple(identity for _, identity in told),
            )
            for (advised, instead), told in grouped.items()
        ]
        return tuple(sorted(found, key=lambda each: (-each.times, each.advised, each.instead)))

    # All of it, in and out

    def export(self, team: str | None = None) -> Iterator[str]:
        """Every event as a line of JSON, in the order of the store. team: one team's; None: all."""
        with self._reading() as connection:
            wanted = sa.select(events).order_by(events.c.revision)
            if team is not None:
                wanted = wanted.where(events.c.team == team)
            for row in connection.execution_options(yield_per=500).execute(wanted):
                yield _event(row).model_dump_json()

    def bring_in(self, lines: Iterable[str], name: str) -> tuple[int, int]:
        """Takes in the lines of an export: all of them, or none where one cannot be taken.

        An event that is here already is passed over. Gives how many were taken in and how many
        were here. name: what errors call the lines. Raises BadInput with the number of the line.
        """
        taken = here = 0
        with self._writing() as connection:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                place = f"{name}:{number}"
                event = _line(line, place)
                held = connection.execute(
                    sa.select(events).where(
                        events.c.decision == event.decision, events.c.version == event.version
                    )
                ).first()
                if held is not None:
                    if _same(_event(held), event):
                        here += 1
                        continue
                    raise BadInput(
                        Problem(
                            f"Version {event.version} of the decision {event.decision} is here "
                            f"already, and it is another. {UNCHANGED}",
                            place,
                            "Both were written on; import into an empty store, and compare.",
                        )
                    )
                state = connection.scalar(
                    sa.select(decisions.c.state).where(decisions.c.id == event.decision)
                )
                revision = _next_revision(connection)
                try:
                    event = event.model_copy(update={"revision": revision})
                    _keep(connection, _decision(state) if state else None, event)
                except (BadInput, KeyError, ValidationError) as error:
                    if isinstance(error, StoreFault):
                        raise
                    raise BadInput(
                        Problem(f"This event cannot be taken in: {error} {UNCHANGED}", place)
                    ) from None
                taken += 1
        return taken, here

    # Connections

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._open()
        with faults_told(self.place), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self._open()
        with faults_told(self.place), _write_connection(self._engine) as connection:
            yield connection

    def _open(self) -> None:
        """Makes the tables of a new store, and brings those of an older version up to date."""
        with self._opening:
            if self._opened:
                return
            if self._url.get_backend_name() == "sqlite" and self._url.database:
                _make_folder(Path(self._url.database), self.place)
            with faults_told(self.place):
                with self._engine.connect() as connection:
                    version = _version(connection)
                if version != HEAD:
                    migrate(self._engine, self.place)
            self._opened = True


def _url(text: str) -> URL:
    written = text.strip()
    if "://" not in written:
        written = f"sqlite:///{written}"
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise StoreFault(
            Problem(
                "This names no store.",
                "--store",
                "Write sqlite:///decisions.db or postgresql://user@host/name.",
            )
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername.partition("+")[0] not in ("sqlite", "postgresql"):
        raise StoreFault(
            Problem(
                f'"{url.drivername}" is no kind of store.',
                "--store",
                "SQLite (sqlite:///decisions.db) and PostgreSQL (postgresql://...) are.",
            )
        )
    if url.drivername == "sqlite" and not url.database:
        raise StoreFault(
            Problem("A store in memory would be lost at once.", "--store", "Name a file.")
        )
    return url


def _engine(url: URL, wait_seconds: float) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            url, connect_args={"timeout": wait_seconds, "check_same_thread": False}
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    milliseconds = round(wait_seconds * 1000)
    try:
        return sa.create_engine(
            url,
            # A connection that was lost while nobody used it is replaced.
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 10,
                "options": f"-c lock_timeout={milliseconds} -c timezone=UTC",
            },
        )
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreFault(
            Problem(
                "PostgreSQL needs the package psycopg.",
                "--store",
                "Install the advisor with its extra: pip install 'advisor[postgresql]'",
            )
        ) from None


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # Python's own transactions leave out some statements; ours begin where we say.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _write_connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin():
            yield connection


def _make_folder(file: Path, place: str) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            # What a team decides is read by who made the store alone, until she says otherwise.
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreFault(
            Problem(
                f"The store cannot be made: {error.strerror}.",
                place,
                "Check its rights, or name another with --store.",
            )
        ) from None


def _version(connection: Connection) -> str | None:
    """The migration that the store is at; None where it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def migrate(engine: Engine, place: str) -> None:
    """Brings the tables to the newest version, in one transaction. Raises StoreFault."""
    # Imported here: a store that is up to date does without.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "advisor.decisions.store:migrations")
    config.set_main_option("path_separator", "os")
    with _write_connection(engine) as connection:
        if connection.dialect.name == "postgresql":
            # Two who open a new store at once: the second waits, and finds it made.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(4711)"))
        found = _version(connection)
        known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise StoreFault(
                Problem(
                    f"A newer advisor wrote this store (version {found}; this one knows "
                    f"{HEAD}). {UNCHANGED}",
                    place,
                    "Update the advisor: pip install --upgrade advisor",
                )
            )
        if found is None and _holds_other_tables(connection):
            raise StoreFault(
                Problem(
                    f"This database is used by something else. {UNCHANGED}",
                    place,
                    "Name an empty database, or another file, with --store.",
                )
            )
        if found != HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _holds_other_tables(connection: Connection) -> bool:
    names = set(sa.inspect(connection).get_table_names())
    return bool(names & {"decisions", "events", "counter"})


def _next_revision(connection: Connection) -> int:
    """The revision of the event to come; whoever else writes waits until this one is kept."""
    raised = sa.update(counter).values(revision=counter.c.revision + 1)
    revision = connection.scalar(raised.returning(counter.c.revision))
    assert revision is not None
    return int(revision)


def _find(connection: Connection, identity: str, team: str) -> Decision:
    wanted = sa.select(decisions.c.state).where(decisions.c.team == team)
    if not identity.isalnum() or not identity.isascii():
        raise NoSuchDecision(identity)
    # 10 letters are a whole id; a part of one does while it means one decision.
    states = connection.scalars(
        wanted.where(decisions.c.id.startswith(identity, autoescape=True)).limit(2)
    ).all()
    if len(states) == 1 and len(identity) >= _SHORTEST_ID:
        return _decision(states[0])
    if states:
        exact = connection.scalar(wanted.where(decisions.c.id == identity))
        if exact is not None:
            return _decision(exact)
        raise BadInput(
            Problem(f'"{identity}" begins more than one id.', remedy="Give more letters of it.")
        )
    raise NoSuchDecision(identity)


_SHORTEST_ID = 4
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _new_id() -> str:
    """Ten letters and digits that are not taken for one another: some 49 random bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def _keep(connection: Connection, before: Decision | None, event: Event) -> Decision:
    """Writes an event and what it makes of the decision."""
    decision = after(before, event)
    row = {
        "team": decision.team,
        "version": decision.version,
        "revision": decision.revision,
        "status": decision.status,
        "overridden": decision.status == "overridden",
        "verdict": decision.verdict,
        "state": decision.model_dump_json(),
    }
    if before is None:
        connection.execute(sa.insert(decisions).values(id=decision.id, **row))
    else:
        connection.execute(sa.update(decisions).where(decisions.c.id == decision.id).values(row))
    connection.execute(
        sa.insert(events).values(
            revision=event.revision,
            decision=event.decision,
            team=event.team,
            version=event.version,
            at=_utc(event.at),
            actor=event.actor,
            verb=event.verb,
            knowledge=event.knowledge,
            data=json.dumps(event.data, ensure_ascii=False),
        )
    )
    return decision


def _utc(at: datetime.datetime) -> datetime.datetime:
    # SQLite keeps no zone: every time is written as UTC.
    return (at if at.tzinfo else at.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)


def _decision(state: str) -> Decision:
    return Decision.model_validate_json(state)


def _event(row: Any) -> Event:
    return Event(
        decision=row.decision,
        team=row.team,
        version=row.version,
        revision=row.revision,
        at=_utc(row.at),
        actor=row.actor,
        verb=row.verb,
        knowledge=row.knowledge,
        data=json.loads(row.data),
    )


def _line(line: str, place: str) -> Event:
    try:
        return Event.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInput(
            Problem(
                f"This line is no event of a decision: {f'{where}: ' if where else ''}"
                f"{first['msg']}. {UNCHANGED}",
                place,
                "`advisor decisions export` writes such lines.",
            )
        ) from None


def _same(held: Event, given: Event) -> bool:
    return held.model_copy(update={"revision": 0}) == given.model_copy(update={"revision": 0})


def _dumped(kept: KeptDecision) -> dict[str, Any]:
    return kept.model_dump(mode="json")


def _said(text: str, what: str, needed: bool = True) -> str:
    """What somebody typed, in plain text. Raises BadInput where it is needed and empty, or long."""
    plain = typed(text)
    if needed and not plain:
        raise BadInput(Problem(f'"{what}" is missing.', what, _WHY_NEEDED.get(what, "Give it.")))
    if len(plain) > LONGEST_REASON:
        raise BadInput(
            Problem(
                f'"{what}" has {len(plain):,} characters.', what, f"At most {LONGEST_REASON:,}."
            )
        )
    return plain


_WHY_NEEDED = {
    "instead": "Say which path was chosen instead.",
    "reason": "Say why: those who keep the rules learn from it.",
    "by": "Say which decision took its place.",
}
