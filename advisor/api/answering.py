"""Answers: worked out in threads of a bounded pool, kept for the next who asks the same.

The same scenario, knowledge, view and day give the same bytes, so an answer is named by a digest
of these: its ETag. Nothing else is shared, so that any number of workers and machines may serve.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from advisor import __version__
from advisor.advisor import Advisor
from advisor.api.metrics import Metrics
from advisor.api.problems import Refusal
from advisor.api.settings import Settings
from advisor.api.shapes import AdviseRequest
from advisor.knowledge import Knowledge
from advisor.reasoning.advice_plan import AdvicePlan

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer in JSON, and their name.

    headline: of the plan; empty where the answer is no advice.
    """

    body: bytes
    etag: str
    headline: str = ""


class CachedAnswers:
    """Answers given lately, the least asked for dropped first. Threads may share it.

    most: bytes of all bodies together.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, etag: str) -> Answer | None:
        """The answer of this name, where it is kept."""
        with self._lock:
            answer = self._answers.get(etag)
            if answer is not None:
                self._answers.move_to_end(etag)
            return answer

    def put(self, answer: Answer) -> None:
        """Keeps an answer; one larger than a tenth of the whole is not worth its room."""
        if len(answer.body) * 10 > self._most:
            return
        with self._lock:
            if answer.etag in self._answers:
                return
            self._answers[answer.etag] = answer
            self._size += len(answer.body)
            while self._size > self._most:
                _, dropped = self._answers.popitem(last=False)
                self._size -= len(dropped.body)


class Pool:
    """A few threads, a bounded queue before them, and a limit to the time an answer may take.

    longest_wait: seconds; who would have to wait longer for her turn, by the pace of late, is
    refused at once. now: a clock, in seconds.
    """

    def __init__(
        self,
        threads: int,
        waiting: int,
        seconds: float,
        longest_wait: float = math.inf,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._threads = threads
        self._room = threads + waiting
        self._taken = 0
        self._seconds = seconds
        self._longest_wait = longest_wait
        self._now = now
        self._pace = 0.0
        self._last_done = -math.inf

    @property
    def wait_seconds(self) -> float:
        """How long the next to come would wait for its turn, by the pace of late."""
        return max(0, self._taken - self._threads + 1) * self._pace

    async def run(self, work: Callable[[], T], patient: bool = False) -> T:
        """What `work` gives. Raises Refusal (503) when the queue is full or the time is over.

        patient: waits as long as it takes, as what has begun to answer may.
        """
        too_long = not patient and self.wait_seconds > self._longest_wait
        if self._taken >= self._room or too_long:
            raise Refusal(
                503,
                "The service has as much work as it can do.",
                headers={"Retry-After": str(max(1, math.ceil(self.wait_seconds)))},
            )
        self._taken += 1
        began = self._now()
        future = asyncio.get_running_loop().run_in_executor(self._executor, work)
        # A thread cannot be stopped: its place is free again only when it is done.
        future.add_done_callback(lambda done: self._leave(done, began))
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._seconds)
        except TimeoutError:
            future.cancel()
            raise Refusal(
                503,
                f"The answer took longer than {self._seconds:g} s.",
                headers={"Retry-After": "5"},
            ) from None

    def _leave(self, future: asyncio.Future[Any], began: float) -> None:
        self._taken -= 1
        # Time between two answers while there is work: threads share one core, or have several.
        now = self._now()
        took = now - max(began, self._last_done)
        self._last_done = now
        self._pace += _NEWEST_COUNTS * (took - self._pace) if self._pace else took
        if not future.cancelled():
            # Looked at, so that asyncio does not complain of an answer that nobody waits for.
            future.exception()


_NEWEST_COUNTS = 0.2
"""How much of the pace the last answer makes up (our judgement): ten answers forget a slow one."""


_MODEL_READS = 2
"""Descriptions that a model reads at once, and that wait for it (our judgement)."""


class Answerer:
    """Gives the answers of one body of knowledge.

    pool: what is worked out here; model_reads: what waits for a model elsewhere, which must not
    hold up the others.
    """

    def __init__(self, advisor: Advisor, settings: Settings, metrics: Metrics) -> None:
        self.advisor = advisor
        self.settings = settings
        self.metrics = metrics
        self.kept = CachedAnswers(settings.answer_cache_bytes)
        self.pool = Pool(
            settings.threads,
            settings.max_waiting,
            settings.time_limit_seconds,
            settings.longest_wait_seconds,
        )
        self.model_reads = Pool(_MODEL_READS, _MODEL_READS, settings.time_limit_seconds)

    @property
    def knowledge(self) -> Knowledge:
        """What the answers rest on."""
        return self.advisor.knowledge

    def etag(self, route: str, *parts: object) -> str:
        """The name of the answer that this route gives to a request of these parts."""
        named = [__version__, self.knowledge.version, self.advisor.reasoner.engine_name, route]
        text = json.dumps([*named, *parts], separators=(",", ":"), default=str)
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

    def advice_etag(self, asked: AdviseRequest) -> str:
        """The name of the advice that is asked for."""
        more: tuple[object, ...] = (sorted(asked.fixed),) if asked.sensitivity else ()
        if asked.detail != "full":
            more = (*more, asked.detail)
        models = (asked.models,) if asked.models else ()
        return self.etag("advise", asked.facts.known(), asked.view, asked.day, *models, *more)

    async def answer(self, etag: str, work: Callable[[], tuple[bytes, str]]) -> Answer:
        """The answer of this name: the one that is kept, else what `work` gives, kept."""
        kept = self.kept.get(etag)
        if kept is None:
            body, headline = await self.pool.run(work)
            kept = Answer(body, etag, headline)
            self.kept.put(kept)
        return kept

    async def advice(self, asked: AdviseRequest) -> Answer:
        """The advice asked for. Raises BadInput, or Refusal when there is too much to do."""

        def work() -> tuple[bytes, str]:
            advice = self.advisor.with_models(asked.models).advise(
                asked.facts,
                asked.view,
                asked.day,
                sensitivity=asked.sensitivity,
                fixed=asked.fixed,
                estimates=asked.detail == "full",
            )
            # What was typed differs from caller to caller; it is added to the kept answer.
            plain = advice.model_copy(update={"read_as": ()})
            told = AdvicePlan.of(plain) if asked.detail == "plan" else plain
            return told.model_dump_json().encode(), advice.plan.headline

        answer = await self.answer(self.advice_etag(asked), work)
        self.metrics.advice.labels(answer.headline, asked.view).inc()
        return answer

    def deadline(self) -> Deadline:
        """The moment at which work that starts now has taken too long."""
        return Deadline(self.settings.time_limit_seconds)


class Deadline:
    """A moment after which work is given up, so that no thread goes on for nobody."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Raises Refusal (503) when the moment is past."""
        if time.monotonic() > self._end:
            raise Refusal(503, "The answer took too long.", headers={"Retry-After": "5"})
