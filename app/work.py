"""Long work: done in threads, telling how far it is, and given up as soon as nobody wants it.

A session asks for a task, and asks again until it is done. Equal tasks are done once for all
sessions that ask, and the last results are kept; nothing here knows what the work is about.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from app.limits import LIMITS
from app.metrics import METRICS
from app.settings import Settings

Tell = Callable[[float], None]
Result = dict[str, Any]

# Threads for each kind of work, so that quick work never waits for slow work of another kind.
N_THREADS = 2
# Finished work that is kept for whoever asks next.
KEPT = 32

BUSY = "The server has much to work out just now: try again in a minute."

_logger = logging.getLogger(__name__)


class GivenUpError(Exception):
    """Raised within work that nobody wants any more, to end it."""


class BusyError(Exception):
    """Raised where too much is being worked out already; the message says when to try again."""


@dataclass(frozen=True)
class Task:
    """Something to be worked out; equal tasks have equal results.

    Attributes
    ----------
    name : str
        The kind of work.
    given : tuple of pairs
        The settings that the result depends on, by name.
    options : tuple of pairs
        What the reader chose for it, by name.
    do : callable
        ``do(tell)`` returns the result, and on its way calls ``tell`` with the share that is
        done, from 0 to 1; ``tell`` raises `GivenUpError` once nobody wants the result.
    """

    name: str
    given: tuple[tuple[str, object], ...]
    options: tuple[tuple[str, object], ...]
    do: Callable[[Tell], Result] = field(compare=False, repr=False)

    def fits(self, settings: Settings) -> bool:
        """Whether these settings would lead to the same result."""
        return all(getattr(settings, name) == value for name, value in self.given)


class Job:
    """A task under way, or done.

    Attributes
    ----------
    task : Task
    share : float
        How much of it is done; it never falls.
    result : dict or None
        Once it is done.
    error : str or None
        A sentence, if it could not be done.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.share = 0.0
        self.result: Result | None = None
        self.error: str | None = None
        self.wanted_by = 0
        self.future: Future[None] | None = None
        self._given_up = Event()

    @property
    def done(self) -> bool:
        """Whether there is a result, or a sentence why there is none."""
        return self.result is not None or self.error is not None

    def give_up(self) -> None:
        """End it, the next time that it tells how far it is."""
        self._given_up.set()
        if self.future is not None:
            self.future.cancel()

    def run(self) -> None:
        """Do the task, in this thread."""
        try:
            result = self.task.do(self._tell)
        except GivenUpError:
            return
        except ValueError as error:
            self.error = str(error)
        except Exception:
            _logger.exception("%s could not be worked out", self.task)
            self.error = "This could not be worked out."
        else:
            self.share = 1.0
            self.result = result

    def _tell(self, share: float) -> None:
        if self._given_up.is_set():
            raise GivenUpError
        self.share = max(self.share, min(float(share), 1.0))


class Workshop:
    """Where jobs are done: a few threads, shared by all sessions.

    Each session has at most one job of a kind, so that waiting in turn is a fair share.
    """

    def __init__(
        self, n_threads: int = N_THREADS, kept: int = KEPT, most: int = LIMITS.work_queue
    ) -> None:
        self._n_threads = n_threads
        self._kept = kept
        self._most = most
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._jobs: OrderedDict[Task, Job] = OrderedDict()
        # Bokeh may serve two visitors in two threads.
        self._lock = Lock()

    def join(self, task: Task) -> Job:
        """Begin a task, or come to want it too if someone's is under way or kept.

        Raises
        ------
        BusyError
            If too many are under way; the message says when to try again.
        """
        with self._lock:
            job = self._jobs.get(task)
            if job is None:
                if self.unfinished >= self._most:
                    raise BusyError(BUSY)
                job = self._jobs[task] = Job(task)
                job.future = self._pool(task.name).submit(job.run)
            self._jobs.move_to_end(task)
            job.wanted_by += 1
            self._forget()
            return job

    def leave(self, job: Job) -> None:
        """Want a job no more; unless others do, it is given up, or only kept if it is done."""
        with self._lock:
            job.wanted_by -= 1
            if job.wanted_by == 0 and not job.done:
                self._give_up(job)

    @property
    def unfinished(self) -> int:
        """How many jobs wait or are under way."""
        return sum(not job.done for job in [*self._jobs.values()])

    def close(self) -> None:
        """Give up everything, so that the threads end."""
        with self._lock:
            for job in [*self._jobs.values()]:
                self._give_up(job)
            for pool in self._pools.values():
                pool.shutdown(wait=False)
            self._pools.clear()

    def _give_up(self, job: Job) -> None:
        job.give_up()
        if self._jobs.get(job.task) is job:
            del self._jobs[job.task]

    def _forget(self) -> None:
        idle = [job for job in self._jobs.values() if job.done and job.wanted_by == 0]
        for job in idle[: max(0, len(idle) - self._kept)]:
            del self._jobs[job.task]

    def _pool(self, name: str) -> ThreadPoolExecutor:
        if name not in self._pools:
            self._pools[name] = ThreadPoolExecutor(self._n_threads, f"work {name}")
        return self._pools[name]


WORKSHOP = Workshop()
"""The one of this server."""
METRICS.gauge(
    "em_stepper_work", "Long work that waits or is under way.", lambda: WORKSHOP.unfinished
)


class Jobs:
    """The work of one session: at most one job of each kind."""

    def __init__(self, workshop: Workshop = WORKSHOP) -> None:
        self._workshop = workshop
        self._jobs: dict[str, Job] = {}

    def ask(self, task: Task) -> Job:
        """Return the job for a task, begun if need be; another one of its kind ends."""
        present = self._jobs.get(task.name)
        if present is not None and present.task == task:
            return present
        self.stop(task.name)
        job = self._jobs[task.name] = self._workshop.join(task)
        return job

    def stop(self, name: str) -> None:
        """Want the job of a kind no more, if there is one."""
        job = self._jobs.pop(name, None)
        if job is not None:
            self._workshop.leave(job)

    def keep_fitting(self, settings: Settings) -> None:
        """Want those jobs no more that are about other settings than these."""
        for name, job in [*self._jobs.items()]:
            if not job.task.fits(settings):
                self.stop(name)

    def close(self) -> None:
        """Want nothing any more."""
        for name in [*self._jobs]:
            self.stop(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds of work that are wanted."""
        return tuple(self._jobs)

    @property
    def results(self) -> dict[str, Result]:
        """What has been worked out so far, by kind."""
        return {name: job.result for name, job in self._jobs.items() if job.result is not None}
