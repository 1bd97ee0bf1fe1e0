"""Concurrency: the same job one after another, in threads, in processes and in asyncio, measured.

Which one helps depends on what the job does with its time. A job that waits (network, disk, database) gains
from all three, since waiting needs no processor. A job that computes gains from processes only: threads of the
usual build take turns (``gil.py``), and coroutines share one thread by design. ``async def`` makes nothing
concurrent by itself: a coroutine without ``await`` runs to its end while all others stand still.

The other files: ``race_conditions.py`` and ``deadlocks.py`` (what goes wrong between threads),
``work_queues.py`` and ``futures.py`` (how work is handed over); asyncio begins in ``async_io.py``.

Cost: a thread tens to hundreds of microseconds and a stack; a process 100 milliseconds and more, and arguments and
results are pickled; a coroutine's task some ten microseconds and about a kilobyte.
Use it for: threads where libraries block; asyncio for thousands of connections; processes to compute.
Not for: jobs of microseconds, where handing over costs more than the job.
Asked: threads, processes or asyncio, and why? What does a process cost that a thread does not?
Source: https://docs.python.org/3/library/concurrent.futures.html
"""

import asyncio
import multiprocessing
import pickle
import socket
import socketserver
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
PRIMES_BELOW = 30_000  # some 40 ms of computing


class _Server(socketserver.ThreadingTCPServer):
    # The usual 5 is too few for a burst: what does not fit is dropped, and the client tries again a second later.
    request_queue_size = 128


class PriceService:
    """A real TCP server in a thread of its own: a line in, "price of LINE" out, after ``delay`` seconds.

    With ``together`` above 1 it answers only when so many requests wait at a ``threading.Barrier``, which proves
    that a client sends them at the same time; after ten seconds alone a connection is closed without an answer. A
    burst must fit into the server's ``request_queue_size``, which is 5 unless one says more.

    >>> with PriceService(delay=0) as service:
    ...     fetch_price(service.port, "tea")
    'price of tea'
    """

    def __init__(self, delay: float, together: int = 1) -> None:
        """Choose a free port; the server runs inside the ``with`` block."""
        gate = threading.Barrier(together)

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                name = self.rfile.readline()
                try:
                    gate.wait(timeout=10)
                except threading.BrokenBarrierError:
                    return
                time.sleep(delay)
                self.wfile.write(b"price of " + name)

        self._server = _Server((HOST, 0), Handler)
        # A daemon, so that a program that never leaves the block can end.
        self._thread = threading.Thread(target=partial(self._server.serve_forever, poll_interval=0.02), daemon=True)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Stop, and wait for the threads."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def fetch_price(port: int, name: str) -> str:
    """Return the service's answer for a name; this thread waits until it is there.

    Raises ConnectionError "no answer for NAME" (its repr) when the service hangs up without one.
    """
    with socket.create_connection((HOST, port), timeout=15) as connection, connection.makefile("rw") as stream:
        stream.write(f"{name}\n")
        stream.flush()
        answer = stream.readline().strip()
    if not answer:
        raise ConnectionError(f"no answer for {name!r}")
    return answer


async def fetch_price_async(port: int, name: str) -> str:
    """Return and raise the same as ``fetch_price``; other coroutines run while this one waits."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(f"{name}\n".encode())
        answer = (await reader.readline()).decode().strip()
    finally:
        writer.close()
        await writer.wait_closed()
    if not answer:
        raise ConnectionError(f"no answer for {name!r}")
    return answer


def count_primes(below: int) -> int:
    """Return how many primes are smaller than ``below``, by trial division: a job that only computes.

    >>> count_primes(20)
    8
    """
    return sum(all(number % divisor for divisor in range(2, int(number**0.5) + 1)) for number in range(2, below))


async def count_primes_async(below: int) -> int:
    """Return the same; a coroutine in form only, because it never awaits."""
    return count_primes(below)


def one_after_another[A, R](job: Callable[[A], R], items: Sequence[A]) -> list[R]:
    """Return ``job(item)`` of each item, in order, computed in this thread.

    >>> one_after_another(count_primes, [10, 20])
    [4, 8]
    """
    return [job(item) for item in items]


def in_threads[A, R](job: Callable[[A], R], items: Sequence[A]) -> list[R]:
    """Return the same, each job in a thread of its own, all at once.

    >>> in_threads(count_primes, [10, 20])
    [4, 8]
    """
    with ThreadPoolExecutor(max_workers=max(1, len(items))) as pool:
        return list(pool.map(job, items))


def process_pool(processes: int) -> ProcessPoolExecutor:
    """Return a pool of so many processes; they start with the first jobs, and end with the pool's ``with`` block.

    They start empty ("spawn") and import the module that a job comes from, the same on every system. So starting
    them belongs under ``if __name__ == "__main__"``, or each child would start children of its own.
    """
    # Forking copies the locks of threads that do not exist in the child; that is how forked services hang.
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))


def in_processes[A, R](pool: ProcessPoolExecutor, job: Callable[[A], R], items: Sequence[A]) -> list[R]:
    """Return the same, computed by the pool's processes; job, items and results are pickled on the way."""
    return list(pool.map(job, items))


def in_asyncio[A, R](job: Callable[[A], Awaitable[R]], items: Sequence[A]) -> list[R]:
    """Return what ``await job(item)`` gives for each item, in order, all in one event loop at once.

    >>> in_asyncio(count_primes_async, [10, 20])
    [4, 8]
    """

    async def run() -> list[R]:
        return await asyncio.gather(*(job(item) for item in items))

    return asyncio.run(run())


def why_not_picklable(job: object) -> str:
    """Return the error's message when a job cannot be sent to another process, "" when it can.

    >>> why_not_picklable(count_primes), why_not_picklable(threading.Lock())
    ('', "cannot pickle '_thread.lock' object")
    """
    try:
        pickle.dumps(job)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        return str(error)
    return ""


def timed[R](work: Callable[[], R]) -> tuple[R, float]:
    """Return what ``work()`` returns, and the seconds that it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def main() -> None:
    """Print how long eight requests and four computations take each way."""
    names = ["tea", "rice", "salt", "milk", "oil", "figs", "dates", "honey"]
    limits = [PRIMES_BELOW] * 4
    with PriceService(delay=0.05) as service, process_pool(2) as pool:
        _, seconds = timed(lambda: in_processes(pool, abs, [-1, -2]))
        print(f"Starting 2 processes, once: {seconds * 1000:.0f} ms")
        fetch, fetch_async = partial(fetch_price, service.port), partial(fetch_price_async, service.port)
        print(f"{len(names)} requests over the network, answered after 50 ms each:")
        _compare(
            {
                "one after another": lambda: one_after_another(fetch, names),
                "threads": lambda: in_threads(fetch, names),
                "2 processes": lambda: in_processes(pool, fetch, names),
                "asyncio": lambda: in_asyncio(fetch_async, names),
            }
        )
        print(f"{len(limits)} times the primes below {limits[0]:,}:")
        _compare(
            {
                "one after another": lambda: one_after_another(count_primes, limits),
                "threads": lambda: in_threads(count_primes, limits),
                "2 processes": lambda: in_processes(pool, count_primes, limits),
                "asyncio": lambda: in_asyncio(count_primes_async, limits),
            }
        )
    print(f"A lambda cannot be sent to a process: {why_not_picklable(lambda: None)}")


def _compare[R](ways: dict[str, Callable[[], R]]) -> None:
    results = []
    for label, way in ways.items():
        result, seconds = timed(way)
        results.append(result)
        print(f"  {label:18} {seconds * 1000:6.0f} ms")
    print(f"  the same results each way: {all(result == results[0] for result in results)}")


if __name__ == "__main__":
    main()
