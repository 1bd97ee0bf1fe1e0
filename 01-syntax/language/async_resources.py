"""Async resources: context managers and generators that await.

Taking a connection from a pool waits, and so does giving it back: ``async with`` awaits on both sides. Reading a
result row by row waits between rows: ``async for`` over an async generator. The two meet in a trap. A generator
that is left with ``break`` is not finished; its ``finally``, which gives the connection back, runs some time
later, in another task, or when the loop is closed. ``contextlib.aclosing`` runs it at the end of the block.

Cost: as the plain ones, and one possible switch at each ``await``.
Use it for: pools, transactions, streams, paged APIs.
Not for: what does not wait: a plain generator or ``with`` is simpler and faster.
Asked: what happens to a generator that you ``break`` out of? How do you limit the connections in use?
Source: PEP 525, https://docs.python.org/3/library/contextlib.html#contextlib.aclosing
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Self


class Pool:
    """At most ``size`` connections at once; ``in_use`` counts them, ``most_in_use`` remembers the peak."""

    def __init__(self, size: int) -> None:
        """Start with all connections free."""
        self.in_use = 0
        self.most_in_use = 0
        self._free = asyncio.Semaphore(size)
        self._numbers: set[int] = set()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[str]:
        """Wait for a free connection, yield its name, and give it back, also after an error.

        The name is "connection N" with the smallest number from 1 that no other one in use has.
        """
        async with self._free:
            self.in_use += 1
            self.most_in_use = max(self.most_in_use, self.in_use)
            number = min(set(range(1, self.in_use + 1)) - self._numbers)
            self._numbers.add(number)
            try:
                yield f"connection {number}"
            finally:
                self._numbers.remove(number)
                self.in_use -= 1


class Pages:
    """The plain way: an async iterator by hand, over the pages of a paged API.

    ``fetch(number)`` returns a page, from 1 on; an empty page is the end.
    """

    def __init__(self, fetch: Callable[[int], Coroutine[object, object, list[str]]]) -> None:
        """Start before the first page."""
        self._fetch = fetch
        self._number = 0
        self._ended = False

    def __aiter__(self) -> Self:
        """Return the iterator, which is this object."""
        return self

    async def __anext__(self) -> list[str]:
        """Return the next page; raise StopAsyncIteration after the last, from then on without another fetch."""
        page: list[str] = []
        if not self._ended:
            self._number += 1
            page = await self._fetch(self._number)
        if not page:
            self._ended = True
            raise StopAsyncIteration
        return page


async def items(fetch: Callable[[int], Coroutine[object, object, list[str]]]) -> AsyncGenerator[str]:
    """Yield the items of all pages, one by one: the idiomatic way. A page is fetched when it is needed."""
    number = 1
    while page := await fetch(number):
        for item in page:
            yield item
        number += 1


async def rows(pool: Pool, log: list[str]) -> AsyncGenerator[int]:
    """Yield 1, 2, 3 from a connection of the pool; append "opened" and, at the end, "closed" to the log."""
    async with pool.connection():
        log.append("opened")
        try:
            for row in (1, 2, 3):
                await asyncio.sleep(0)
                yield row
        finally:
            log.append("closed")


async def first_row_wrong(pool: Pool, log: list[str]) -> int:
    """Return the first row, and append "connections in use: N" to the log after the loop: 1, it is still open."""
    stream = rows(pool, log)
    found = 0
    async for row in stream:
        found = row
        break
    log.append(f"connections in use: {pool.in_use}")
    return found


async def first_row(pool: Pool, log: list[str]) -> int:
    """Return the first row, and append "connections in use: N" to the log after the loop: 0."""
    found = 0
    async with aclosing(rows(pool, log)) as stream:
        async for row in stream:
            found = row
            break
    log.append(f"connections in use: {pool.in_use}")
    return found


async def use_pool(size: int, requests: int) -> int:
    """Let so many requests use a pool of that size at once; return the most connections that were in use."""
    pool = Pool(size)

    async def request() -> None:
        async with pool.connection():
            await asyncio.sleep(0)

    await asyncio.gather(*(request() for _ in range(requests)))
    return pool.most_in_use


async def needs_two_wrong(size: int, requests: int) -> int:
    """Let each request take a second connection while it holds one; return how many requests are stuck for ever.

    A pool of n is empty when n requests hold one each and wait for another: a deadlock without any lock. They are
    cancelled before this returns.
    """
    pool = Pool(size)

    async def request() -> None:
        async with pool.connection():
            await asyncio.sleep(0)
            async with pool.connection():
                await asyncio.sleep(0)

    tasks = [asyncio.create_task(request()) for _ in range(requests)]
    # Enough turns of the loop for all who can go on; who waits then waits for another one of them.
    for _ in range(10 * requests):
        await asyncio.sleep(0)
    stuck = [task for task in tasks if not task.done()]
    for task in stuck:
        task.cancel()
    await asyncio.wait(tasks)
    return len(stuck)


async def start_services(names: list[str], log: list[str]) -> None:
    """Start the services in order and stop them in the opposite order, also when one of them fails to start.

    Appends "NAME up" and "NAME down" to the log. Raises RuntimeError "broken does not start" for a service of that
    name; those that are up by then are stopped first. ``AsyncExitStack`` is a ``with`` for a number that is not known
    beforehand.
    """

    @asynccontextmanager
    async def service(name: str) -> AsyncIterator[None]:
        if name == "broken":
            raise RuntimeError(f"{name} does not start")
        log.append(f"{name} up")
        try:
            yield
        finally:
            await asyncio.sleep(0)
            log.append(f"{name} down")

    async with AsyncExitStack() as stack:
        for name in names:
            await stack.enter_async_context(service(name))


async def story() -> None:
    """Print pools, pages and a generator that was left too early."""
    print(f"20 requests, a pool of 4: at most {await use_pool(4, 20)} connections in use")
    print(f"4 requests that need two connections each, a pool of 4: {await needs_two_wrong(4, 4)} stuck for ever")

    asked: list[int] = []

    async def fetch(number: int) -> list[str]:
        asked.append(number)
        return [["tea", "rice"], ["salt"], []][number - 1]

    print(f"Pages: {[page async for page in Pages(fetch)]}, asked for {asked}")
    asked.clear()
    async with aclosing(items(fetch)) as stream:
        print(f"The first item: {await anext(stream)}, asked for {asked}")

    log: list[str] = []
    try:
        await start_services(["database", "cache", "broken"], log)
    except RuntimeError as error:
        print(f"RuntimeError: {error}; {' -> '.join(log)}")


def main() -> None:
    """Print pools, pages and a generator that was left too early."""
    asyncio.run(story())
    for way in (first_row_wrong, first_row):
        log: list[str] = []
        # A generator that is left behind is closed when its task or the loop ends, so "closed" comes in any case.
        asyncio.run(way(Pool(1), log))
        print(f"{way.__name__}: {' -> '.join(log)}")


if __name__ == "__main__":
    main()
