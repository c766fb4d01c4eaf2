"""What a learner did, kept as a log that only grows: SQLite on this machine, or PostgreSQL.

Everything else, schedule, weak areas, a running mock exam, is worked out from the log. So two
devices on one store cannot overwrite each other, and a crash loses at most the answer being given.
The tables live beside those of decisions in the same store. Needs the extra `practice`.
"""

from __future__ import annotations

import datetime
import json
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from sqlalchemy import (
    Column,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from advisor.errors import BadInput, Problem

Verb: TypeAlias = Literal[
    "answered", "flagged", "unflagged", "exam_started", "exam_answered", "exam_finished", "planned"
]
Confidence: TypeAlias = Literal["guessing", "unsure", "sure"]

CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)

_VERSION = 1
_metadata = MetaData()
_events = Table(
    "practice_events",
    _metadata,
    Column("id", String(32), primary_key=True),
    Column("learner", String(200), primary_key=True),
    # UTC as ISO text: it sorts as it stands, in both kinds of database.
    Column("at", String(32), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("data", Text, nullable=False),
    Index("practice_events_of_learner", "learner", "at"),
)
_version = Table(
    "practice_version",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)


@dataclass(frozen=True)
class Event:
    """Something that a learner did: when, what, with which question or exam."""

    id: str
    learner: str
    at: datetime.datetime
    verb: Verb
    subject: str
    data: Mapping[str, Any]

    def line(self) -> str:
        """The event as one line of JSON."""
        return json.dumps(
            {
                "id": self.id,
                "learner": self.learner,
                "at": self.at.isoformat(),
                "verb": self.verb,
                "subject": self.subject,
                "data": dict(self.data),
            },
            ensure_ascii=False,
        )


def now() -> datetime.datetime:
    """This moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


class Log(ABC):
    """What keeps the events of one learner."""

    learner: str

    def did(
        self,
        verb: Verb,
        subject: str,
        data: Mapping[str, Any] | None = None,
        at: datetime.datetime | None = None,
    ) -> Event:
        """Notes something; it is kept when this returns."""
        noted = Event(uuid.uuid4().hex, self.learner, at or now(), verb, subject, data or {})
        self._add(noted)
        return noted

    @abstractmethod
    def events(self) -> list[Event]:
        """All that this learner did, the oldest first."""

    @abstractmethod
    def _add(self, noted: Event) -> int:
        """Keeps an event; 1 if it is new, 0 if it was kept already."""


class Memory(Log):
    """A log that lives as long as a list: nothing of it is kept in a store."""

    def __init__(self, kept: list[Event], learner: str = "visitor") -> None:
        self.learner = learner
        self._kept = kept

    def events(self) -> list[Event]:
        """All that was noted, the oldest first."""
        return list(self._kept)

    def _add(self, noted: Event) -> int:
        self._kept.append(noted)
        return 1


class Progress(Log):
    """The log of one learner in a store. url: as of `advisor decisions --store`.

    What it notes is on disk when `did` returns.
    """

    def __init__(self, url: str, learner: str) -> None:
        self.learner = learner
        self._url = url

    def events(self) -> list[Event]:
        """All that this learner did, the oldest first."""
        query = (
            select(_events)
            .where(_events.c.learner == self.learner)
            .order_by(_events.c.at, _events.c.id)
        )
        with _told(self._url), self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Event(
                row["id"],
                row["learner"],
                datetime.datetime.fromisoformat(row["at"]),
                row["verb"],
                row["subject"],
                json.loads(row["data"]),
            )
            for row in rows
        ]

    def exported(self) -> Iterator[str]:
        """The log as JSON Lines."""
        for each in self.events():
            yield each.line()

    def take_in(self, lines: Iterable[str]) -> tuple[int, int]:
        """Adds events of an export; how many were new, and how many were known already.

        They become this learner's. Raises BadInput that names the first line that is none.
        """
        read = [_read(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
        new = 0
        known = {each.id for each in self.events()}
        for each in read:
            mine = Event(each.id, self.learner, each.at, each.verb, each.subject, each.data)
            if each.id not in known:
                known.add(each.id)
                new += self._add(mine)
        return new, len(read) - new

    def _add(self, noted: Event) -> int:
        row = {
            "id": noted.id,
            "learner": noted.learner,
            "at": noted.at.astimezone(datetime.UTC).isoformat(),
            "verb": noted.verb,
            "subject": noted.subject,
            "data": json.dumps(dict(noted.data), ensure_ascii=False),
        }
        with _told(self._url):
            try:
                with self._engine.begin() as connection:
                    connection.execute(insert(_events).values(**row))
            except IntegrityError:
                # Another device brought the same event.
                return 0
        return 1

    @cached_property
    def _engine(self) -> Engine:
        with _told(self._url):
            url = make_url(self._url)
            if url.drivername == "postgresql":
                url = url.set(drivername="postgresql+psycopg")
            if url.drivername == "sqlite" and url.database:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(url, pool_pre_ping=True)
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", _careful)
            try:
                _metadata.create_all(engine)
            except SQLAlchemyError:
                # Two devices that come first at once make the same tables; the second finds them.
                _metadata.create_all(engine)
            self._check_version(engine)
        return engine

    @staticmethod
    def _check_version(engine: Engine) -> None:
        with engine.begin() as connection:
            found = connection.execute(select(_version.c.version)).scalar()
        if found is None:
            try:
                with engine.begin() as connection:
                    connection.execute(insert(_version).values(id=1, version=_VERSION))
            except IntegrityError:
                # Another device was quicker.
                return
        elif found > _VERSION:
            raise BadInput(
                Problem(
                    "The store was written by a newer version of the advisor.",
                    "store",
                    "Update the advisor on this machine.",
                )
            )


def _careful(connection: Any, _: Any) -> None:
    """What is committed is on disk; who finds the file locked waits."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Faults of the store in one clear message, without its password."""
    try:
        yield
    except ArgumentError:
        raise BadInput(
            Problem(
                f'"{url}" is not the address of a store.',
                "store",
                "Write sqlite:///FILE or postgresql://USER@HOST/NAME.",
            )
        ) from None
    except (SQLAlchemyError, OSError) as error:
        where = make_url(url).render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise BadInput(
            Problem(
                f"The store {where} cannot be used: {reason}.",
                "store",
                "Nothing was lost that was noted before; name another store with --store.",
            )
        ) from None


def _read(line: str, number: int) -> Event:
    try:
        data = json.loads(line)
        verb = data["verb"]
        if verb not in get_args(Verb):
            raise ValueError(verb)
        return Event(
            str(data["id"])[:32],
            str(data["learner"]),
            datetime.datetime.fromisoformat(data["at"]),
            verb,
            str(data["subject"]),
            dict(data["data"]),
        )
    except (ValueError, KeyError, TypeError):
        raise BadInput(
            Problem(
                "This line is no event of an export.",
                f"line {number}",
                "Take a file that `advisor practise export` wrote.",
            )
        ) from None
