"""Async pipelines: stages with a queue between them, and a producer that waits for the slowest.

Read orders, ask a service for each, write the answers. Started all at once, a million orders are a million tasks
and as many connections. A pipeline has a fixed number of workers and queues with a limit: when the writer is slow
its queue fills, the workers wait in ``put``, their queue fills, and the reader stops reading. That is
backpressure, and through TCP it reaches the sender of the data. Where order does not matter and the items are
known, a semaphore does it in three lines.

The trap is the end. If a worker dies and the reader is waiting in ``put``, nobody will ever take: the program
stands still without an error. In a task group the failure cancels the others, and the error comes out.

Cost: a task a worker; memory O(limits), not O(items).
Use it for: imports, crawlers, consumers of a message broker.
Not for: computing (a process pool), or work that must survive a restart (a job queue).
Asked: what is backpressure? What happens with an unbounded queue when the consumer is slower?
Source: https://docs.python.org/3/library/asyncio-queue.html
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing
from enum import Enum


class End(Enum):
    """The sign that no more items come, of a type of its own."""

    OF_ITEMS = "end of items"


async def numbers(count: int, seen: list[int] | None = None) -> AsyncGenerator[int]:
    """Yield 1 to ``count``, as if read from a socket; each is appended to ``seen`` when it is read."""
    for number in range(1, count + 1):
        if seen is not None:
            seen.append(number)
        yield number


async def run_pipeline[T, R](
    source: AsyncGenerator[T],
    work: Callable[[T], Awaitable[R]],
    sink: Callable[[R], Awaitable[None]],
    *,
    workers: int = 3,
    limit: int = 5,
) -> int:
    """Read the source, let so many workers do ``await work(item)``, and ``await sink(result)`` one at a time.

    Returns how many results were written; their order is the order in which they were done. Each of the two
    queues holds at most ``limit`` (0: no limit). The source is closed in any case. Raises an ExceptionGroup with
    the error of any stage; all others are cancelled then.
    """
    todo: asyncio.Queue[T | End] = asyncio.Queue(limit)
    results: asyncio.Queue[R | End] = asyncio.Queue(limit)

    async def read() -> None:
        # Without aclosing, a reader that is cancelled in put() would leave the source open.
        async with aclosing(source):
            async for item in source:
                await todo.put(item)
        for _ in range(workers):
            await todo.put(End.OF_ITEMS)

    async def do() -> None:
        while not isinstance(item := await todo.get(), End):
            await results.put(await work(item))
        await results.put(End.OF_ITEMS)

    async def write() -> int:
        written = 0
        ended = 0
        while ended < workers:
            result = await results.get()
            if isinstance(result, End):
                ended += 1
            else:
                await sink(result)
                written += 1
        return written

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        for _ in range(workers):
            group.create_task(do())
        writer = group.create_task(write())
    return writer.result()


async def read_ahead(limit: int, count: int = 1_000) -> int:
    """Return how many of ``count`` numbers a pipeline of one worker reads while its writer is stuck.

    With ``limit=0`` all of them, and in production the memory; otherwise 2 * limit + 3: both queues, and one
    number in the hands of reader, worker and writer each.
    """
    seen: list[int] = []
    may_write = asyncio.Event()

    async def same(number: int) -> int:
        return number

    async def stuck(_: int) -> None:
        await may_write.wait()

    running = asyncio.create_task(run_pipeline(numbers(count, seen), same, stuck, workers=1, limit=limit))
    # When the loop has turned this often without the reader reading on, the reader waits.
    quiet = 0
    while quiet < 20:
        before = len(seen)
        await asyncio.sleep(0)
        quiet = quiet + 1 if len(seen) == before else 0
    ahead = len(seen)
    may_write.set()
    await running
    return ahead


async def reader_hangs_wrong(limit: int = 2) -> bool:
    """Return whether the reader waits for ever when the only worker dies and no task group holds the two together.

    It reads 100 numbers into a queue of that ``limit``, and waits when that is full.
    The two are plain tasks; the reader is cancelled before this returns, so that the example ends.
    """
    todo: asyncio.Queue[int] = asyncio.Queue(limit)

    async def read() -> None:
        async for number in numbers(100):
            await todo.put(number)

    async def do() -> None:
        await todo.get()
        raise ConnectionError("service is gone")

    reader, worker = asyncio.create_task(read()), asyncio.create_task(do())
    await asyncio.wait([worker])
    for _ in range(20):
        await asyncio.sleep(0)
    hangs = worker.exception() is not None and todo.full() and not reader.done()
    reader.cancel()
    await asyncio.wait([reader])
    return hangs


async def gather_limited[T, R](items: Iterable[T], work: Callable[[T], Awaitable[R]], limit: int) -> list[R]:
    """Return ``await work(item)`` of each item in order, at most ``limit`` of them at once.

    There is a task for each item, so this is for thousands of items, not for millions. An error of one comes out at
    once, and the others go on, as with ``gather``.
    """
    free = asyncio.Semaphore(limit)

    async def one(item: T) -> R:
        async with free:
            return await work(item)

    return await asyncio.gather(*(one(item) for item in items))


class Service:
    """A service that squares numbers; ``most_at_once`` remembers how many requests it had at once at most."""

    def __init__(self) -> None:
        """Start without requests."""
        self.most_at_once = 0
        self._now = 0

    async def square(self, number: int) -> int:
        """Return the square; lets others run in between. Raises ConnectionError for 13."""
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        await asyncio.sleep(0.001)
        self._now -= 1
        if number == 13:
            raise ConnectionError("no answer for 13")
        return number * number


async def story() -> None:
    """Print limits at work."""
    everything, limited = Service(), Service()
    await asyncio.gather(*(everything.square(number) for number in range(200, 300)))
    await gather_limited(range(200, 300), limited.square, limit=8)
    print(f"100 requests with gather: {everything.most_at_once} at once; with a semaphore: {limited.most_at_once}")

    written: list[int] = []

    async def write(result: int) -> None:
        written.append(result)

    service = Service()
    count = await run_pipeline(numbers(12), service.square, write, workers=3)
    print(f"Pipeline: {count} results, at most {service.most_at_once} requests at once, sorted: {sorted(written)}")
    for limit in (5, 1, 0):
        read = await read_ahead(limit)
        print(f"Writer stuck, queues {f'of {limit}' if limit else 'without limit'}: {read} of 1,000 read ahead")

    print(f"A worker dies, no task group: does the reader wait for ever? {await reader_hangs_wrong()}")
    try:
        await run_pipeline(numbers(100), service.square, write)
    except ExceptionGroup as group:
        print(f"With a task group the error comes out: {type(group).__name__}: {group.exceptions[0]!r}")


def main() -> None:
    """Print limits, backpressure, and the end of a pipeline that failed."""
    asyncio.run(story())


if __name__ == "__main__":
    main()
