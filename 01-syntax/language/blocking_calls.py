"""Blocking calls: one function that does not await stops the whole service.

The event loop is one thread. A coroutine that hashes a password, reads a large file or calls a library that waits
in the old way keeps that thread, and meanwhile no other request is read, no answer is written and no timeout
fires, with the processor perhaps idle. It shows as latency that jumps for all routes at once. Three ways to find
the culprit: asyncio's debug mode, which logs callbacks that took too long; a watchdog thread, which asks the loop
for a sign of life and otherwise takes a picture of its stack; and counting how far the others come, as here.

The cure is to await it elsewhere: ``asyncio.to_thread`` for what blocks, a process pool for what computes long
in Python, an async library where there is one.

Cost: ``to_thread`` some 100 microseconds a call; the default pool has four threads more than there are processors, at
most 32: on a small machine six slow calls fill it, and DNS look-ups wait in the same line.
Use it for: password hashing, files, DNS, drivers without async.
Not for: pure Python computing: the thread then competes with the loop for the GIL.
Asked: what happens when you call ``time.sleep`` in a coroutine? How do you find out who blocks the loop?
Source: https://docs.python.org/3/library/asyncio-dev.html
"""

import asyncio
import hashlib
import logging
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial


def hash_password(password: str, rounds: int = 200_000) -> str:
    """Return PBKDF2-HMAC-SHA256 of the password in hex; slow on purpose, as it must be.

    The salt is fixed, ``b"salt of the example"``, so that results can be compared; a real one is random, one a user.
    """
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt of the example", rounds).hex()


async def log_in_wrong(password: str, hashing: Callable[[str], str] = hash_password) -> str:
    """Return the password's hash, computed in the loop's own thread."""
    return hashing(password)


async def log_in(password: str, hashing: Callable[[str], str] = hash_password) -> str:
    """Return the password's hash, computed in another thread while the loop goes on."""
    return await asyncio.to_thread(hashing, password)


async def beats_during(work: Callable[[], Awaitable[object]]) -> int:
    """Return how often another coroutine gets its turn from the beginning of ``work()`` to its end.

    0 when the work blocks the loop: everybody else stands still.
    """
    beats = 0

    async def heart() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.001)
            beats += 1

    beating = asyncio.create_task(heart())
    await asyncio.sleep(0)
    before = beats
    await work()
    counted = beats - before
    beating.cancel()
    await asyncio.wait([beating])
    return counted


def slow_callbacks(work: Callable[[], Coroutine[object, object, object]], limit: float) -> list[str]:
    """Run ``work()`` in a new loop in debug mode; return asyncio's messages about turns of at least ``limit`` seconds.

    They begin with "Executing " and name the task and its coroutine, and come through the logger "asyncio", which is
    left as it was. ``PYTHONASYNCIODEBUG=1`` does the same for a whole program; the limit is
    ``loop.slow_callback_duration``, usually 0.1.
    """
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    async def run() -> None:
        asyncio.get_running_loop().slow_callback_duration = limit
        await asyncio.create_task(work())

    logger, handler = logging.getLogger("asyncio"), Collector(level=logging.WARNING)
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        asyncio.run(run(), debug=True)
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated
    return [message for message in messages if message.startswith("Executing ")]


class Watchdog:
    """A thread that asks the running loop for a sign of life, and notes where it is when none comes.

    Use it as an async context manager inside the loop to be watched. ``culprits`` has, for each time that the loop
    was late by ``limit`` seconds, the names of the functions on its stack, the innermost last; the event ``noted`` is
    set when one is added. It costs a wake-up each ``limit`` seconds, so it can stay on in production.
    """

    def __init__(self, limit: float) -> None:
        """Watch for silences of ``limit`` seconds."""
        self.culprits: list[list[str]] = []
        self.noted = threading.Event()
        self._limit = limit
        self._stop = threading.Event()

    async def __aenter__(self) -> "Watchdog":
        """Start the thread."""
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop the thread and wait for it."""
        self._stop.set()
        await asyncio.to_thread(self._thread.join)

    def _watch(self) -> None:
        while not self._stop.is_set():
            alive = threading.Event()
            self._loop.call_soon_threadsafe(alive.set)
            if not alive.wait(self._limit):
                self.culprits.append(self._stack())
                self.noted.set()
                alive.wait()
            self._stop.wait(self._limit)

    def _stack(self) -> list[str]:
        names = []
        frame = sys._current_frames().get(self._loop_thread)
        while frame is not None:
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        return names[::-1]


def old_driver(query: str, wait: Callable[[], object]) -> str:
    """Return "rows of QUERY" after ``wait()``: a library that waits in the old way."""
    wait()
    return f"rows of {query}"


async def watched_query(limit: float = 0.02) -> list[str]:
    """Call ``old_driver`` inside the loop, under a watchdog; return the stack that the watchdog saw.

    The driver waits exactly until the watchdog has noticed. On a busy machine the first picture may show something
    else, so it is called until it is on one.
    """
    async with Watchdog(limit) as watchdog:
        while True:
            watchdog.noted.clear()
            await asyncio.sleep(0)
            old_driver("SELECT 1", lambda: watchdog.noted.wait(timeout=10))
            for names in watchdog.culprits:
                if "old_driver" in names:
                    return names


async def story() -> None:
    """Print how far other coroutines come during a log-in."""
    for way in (log_in_wrong, log_in):
        started = time.perf_counter()
        beats = await beats_during(partial(way, "correct horse"))
        print(
            f"{way.__name__:12} {(time.perf_counter() - started) * 1000:4.0f} ms, others had their turn {beats} times"
        )
    names = await watched_query()
    print(f"The watchdog's picture of the loop: ... {' > '.join(names[names.index('watched_query') :][:2])}")


def main() -> None:
    """Print who stops the loop, how to find it, and the cure."""
    asyncio.run(story())
    for message in slow_callbacks(lambda: log_in_wrong("correct horse"), limit=0.02):
        print(f"asyncio's debug mode: {message.partition(',')[0]} ... {message[-18:]}")


if __name__ == "__main__":
    main()
