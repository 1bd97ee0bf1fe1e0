"""Work queues: threads that hand work over instead of sharing it.

One thread puts jobs into a ``queue.Queue``, others take them out. The queue has the only lock, so the jobs need
none: each belongs to one thread at a time. Three decisions make it fit for production. The queue has a limit,
or a slow consumer fills the memory. A worker survives a job that fails, or the queue's ``join()`` waits for
ever for a job that nobody will finish. And there is an end: one stop sign for each worker.

Cost: a few microseconds a hand-over; memory O(limit of the queue).
Use it for: background work in one process, a fixed number of threads around a blocking library.
Not for: work that must survive a restart (a job queue in the database), many processes, or coroutines
(``asyncio.Queue``, see ``async_pipelines.py``); for "call this in a thread" ``futures.py`` is less to write.
Asked: what happens when the producer is faster? How do the workers learn that it is over?
Source: https://docs.python.org/3/library/queue.html (3.13 adds ``Queue.shutdown``, which needs no stop signs)
"""

import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum


class Stop(Enum):
    """The stop sign: a value of its own type, so it cannot be mistaken for a job."""

    NOW = "now"


@dataclass(frozen=True, slots=True)
class Done[J, R]:
    """A job with its result, or with the error that it raised."""

    job: J
    result: R | None = None
    error: Exception | None = None


def offer[J](jobs: Iterable[J], limit: int) -> tuple[list[J], list[J]]:
    """Offer jobs to a queue of this limit that nobody empties; return the accepted and the refused ones.

    Refusing at once (503, "try later") is what a full service owes its clients; waiting hides the overload.

    >>> offer(["a", "b", "c"], limit=2)
    (['a', 'b'], ['c'])
    """
    waiting: queue.Queue[J] = queue.Queue(maxsize=limit)
    accepted, refused = [], []
    for job in jobs:
        try:
            waiting.put_nowait(job)
        except queue.Full:
            refused.append(job)
        else:
            accepted.append(job)
    return accepted, refused


def drain_wrong[J](jobs: queue.Queue[J], work: Callable[[J], object]) -> None:
    """Work through what is in the queue; the first error ends it, before ``task_done``.

    In a thread that means: the thread is gone, and ``jobs.join()`` never returns. Raises what ``work`` raises.
    """
    with suppress(queue.Empty):
        while True:
            work(jobs.get_nowait())
            jobs.task_done()


def drain[J](jobs: queue.Queue[J], work: Callable[[J], object]) -> list[str]:
    """Work through what is in the queue, each job marked as done whatever happens; return the errors' messages.

    It may run in several threads: it never waits. ``if not jobs.empty(): jobs.get()`` would, when another thread takes
    the last job in between.
    """
    messages: list[str] = []
    while True:
        try:
            job = jobs.get_nowait()
        except queue.Empty:
            return messages
        try:
            work(job)
        except Exception as error:  # a worker outlives any job
            messages.append(str(error))
        finally:
            jobs.task_done()


def process[J, R](jobs: Iterable[J], work: Callable[[J], R], workers: int = 2, limit: int = 10) -> list[Done[J, R]]:
    """Let so many threads work on the jobs; return one ``Done`` a job, in the order in which they were done.

    The queue holds at most ``limit`` jobs, so ``jobs`` may be endless work read from a socket: it is read no
    faster than it is done. An error of ``work`` stands in its ``Done`` and stops nobody. All threads have ended
    when this returns.
    """
    waiting: queue.Queue[J | Stop] = queue.Queue(maxsize=limit)
    done: queue.SimpleQueue[Done[J, R]] = queue.SimpleQueue()

    def worker() -> None:
        while not isinstance(job := waiting.get(), Stop):
            try:
                done.put(Done(job, result=work(job)))
            except Exception as error:  # a worker outlives any job
                done.put(Done(job, error=error))

    threads = [threading.Thread(target=worker, name=f"worker-{number}") for number in range(workers)]
    for thread in threads:
        thread.start()
    try:
        for job in jobs:
            waiting.put(job)
    finally:
        for _ in threads:
            waiting.put(Stop.NOW)
        for thread in threads:
            thread.join()
    return [done.get() for _ in range(done.qsize())]


def most_read_ahead(limit: int, workers: int = 1) -> int:
    """Return how many jobs ``process`` reads before the first one is done, when all workers are stuck.

    ``limit`` in the queue, one in each worker's hands, and one in the hands of the producer, who waits.
    """
    total = limit + workers + 1
    read = 0
    all_read = threading.Event()

    def jobs() -> Iterable[int]:
        nonlocal read
        for number in range(2 * total):
            read += 1
            if read == total:
                all_read.set()
            yield number

    read_by_then: list[int] = []

    def stuck(_: int) -> None:
        # Nothing is finished before the producer is as far as it gets.
        all_read.wait(timeout=10)
        read_by_then.append(read)

    process(jobs(), stuck, workers=workers, limit=limit)
    return read_by_then[0]


def parse_price(text: str) -> int:
    """Return a price in cents.

    >>> parse_price("19.99")
    1999

    Raises ValueError when the text is no number.
    """
    return round(float(text) * 100)


def main() -> None:
    """Print a full queue, a failing job, and a pool of threads at work."""
    accepted, refused = offer([f"order {number}" for number in range(1, 6)], limit=3)
    print(f"A queue of 3 and no consumer: accepted {accepted}, refused {refused}")

    texts = ["19.99", "free", "5.00"]
    for label, function in {"drain_wrong": drain_wrong, "drain": drain}.items():
        jobs: queue.Queue[str] = queue.Queue()
        for text in texts:
            jobs.put(text)
        try:
            print(f"{label}: errors {function(jobs, parse_price)}", end="")
        except ValueError as error:
            print(f"{label}: the worker died of ValueError: {error}", end="")
        print(f"; not done: {jobs.unfinished_tasks}{', so join() would wait for ever' * bool(jobs.unfinished_tasks)}")

    print("Three jobs, two threads:")
    for done in sorted(process(texts, parse_price), key=lambda each: texts.index(each.job)):
        print(f"  {done.job}: {done.result if done.error is None else f'{type(done.error).__name__}: {done.error}'}")
    print(f"Read ahead by a producer when the queue holds 4 and the only worker is stuck: {most_read_ahead(4)}")


if __name__ == "__main__":
    main()
