"""Task groups: several tasks at once, and nobody left behind.

A page needs the user, the orders and the prices, and asks for all three at once. What if one fails? ``gather``
raises the first error and leaves the other tasks running: they write to a closed connection, hold a lock, or
fail unseen. A ``TaskGroup`` is a block that its tasks cannot outlive. When one fails it cancels the others, waits
until they have ended, and raises all errors together, as an ``ExceptionGroup``.

Cost: as ``gather``, one task each; leaving the block waits for the slowest, in the case of an error for the
slowest ``finally``.
Use it for: every group of tasks that belong to one piece of work.
Not for: work that outlives the request (a job queue); "some may fail" needs a ``try`` inside each task.
Asked: what happens to the other tasks when one of a ``gather`` fails? What does ``except*`` do?
Source: https://docs.python.org/3/library/asyncio-task.html#task-groups, PEP 654
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable


class PriceError(Exception):
    """The price service failed."""


class StockError(Exception):
    """The warehouse failed."""


async def page_with_gather(log: list[str]) -> None:
    """Load prices, which fails, and stock; append to the log what happens, and return when both are over.

    The log then reads "stock asked", "prices failed", "caller answers 500", "stock written, too late".
    """
    caller_has_answered = asyncio.Event()

    async def load_stock() -> None:
        log.append("stock asked")
        await caller_has_answered.wait()
        log.append("stock written, too late")

    stock = asyncio.create_task(load_stock())
    try:
        await asyncio.gather(stock, _fail(PriceError("no prices"), log, "prices failed"))
    except PriceError:
        log.append("caller answers 500")
    caller_has_answered.set()
    await stock


async def page_with_group(log: list[str]) -> None:
    """Load the same with a task group; append to the log what happens.

    The log then reads "stock asked", "prices failed", "stock cancelled", "caller answers 500": when the error
    reaches the caller, no task is left.
    """

    async def load_stock() -> None:
        log.append("stock asked")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            log.append("stock cancelled")
            raise

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(load_stock())
            group.create_task(_fail(PriceError("no prices"), log, "prices failed"))
    except* PriceError:
        log.append("caller answers 500")


async def _fail(error: Exception, log: list[str], entry: str) -> None:
    await asyncio.sleep(0)
    log.append(entry)
    raise error


async def load_page(user: Callable[[], Awaitable[str]], orders: Callable[[], Awaitable[int]]) -> str:
    """Await both at once and return "USER has N orders".

    Raises an ExceptionGroup with what they raise; the other one is cancelled then.
    """
    async with asyncio.TaskGroup() as group:
        name = group.create_task(_awaited(user))
        count = group.create_task(_awaited(orders))
    return f"{name.result()} has {count.result()} orders"


async def _awaited[T](work: Callable[[], Awaitable[T]]) -> T:
    return await work()


async def status_wrong(failures: Iterable[Exception]) -> int:
    """Run a task group whose tasks fail so, and handle it with ``except`` as before; return a status.

    502 for a PriceError, it was meant; but what is raised is an ExceptionGroup, also for a single error, and no
    ``except PriceError`` catches that. 200 when nothing fails. Raises the ExceptionGroup otherwise.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for failure in failures:
                group.create_task(_raise_together(failure))
    except PriceError:
        return 502
    return 200


async def status(failures: Iterable[Exception]) -> list[int]:
    """Run the same group; return 502 if there was a PriceError, 503 if a StockError, both if both; or [200].

    ``except*`` takes what it knows out of the group; each clause may run. Raises an ExceptionGroup of the rest,
    when there are other errors.
    """
    found = []
    try:
        async with asyncio.TaskGroup() as group:
            for failure in failures:
                group.create_task(_raise_together(failure))
    except* PriceError:
        found.append(502)
    except* StockError:
        found.append(503)
    return found or [200]


async def _raise_together(failure: Exception) -> None:
    # A task that is cancelled before it begins raises nothing; here all begin, and all fail in one turn.
    raise failure


def messages(group: BaseExceptionGroup[BaseException]) -> list[str]:
    """Return "TYPE: text" of all errors in a group and in the groups inside it, in order.

    >>> messages(ExceptionGroup("page", [ValueError("a"), ExceptionGroup("stock", [OSError("b")])]))
    ['ValueError: a', 'OSError: b']
    """
    found = []
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            found += messages(error)
        else:
            found.append(f"{type(error).__name__}: {error}")
    return found


async def settled[T](works: Iterable[Callable[[], Awaitable[T]]]) -> list[T | Exception]:
    """Await all at once and return, in order, each result or the error in its place; none disturbs another.

    For pages that may lack a part. The type says that errors may be among the results, and mypy makes the caller
    look; ``gather(return_exceptions=True)`` does the same, and returns cancellations as results, too.
    """

    async def one(work: Callable[[], Awaitable[T]]) -> T | Exception:
        try:
            return await work()
        except Exception as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(work)) for work in works]
    return [task.result() for task in tasks]


async def story() -> None:
    """Print what happens to the others when one task fails."""

    async def ada() -> str:
        return "Ada"

    async def three() -> int:
        return 3

    async def broken() -> int:
        raise StockError("warehouse is closed")

    print(f"load_page: {await load_page(ada, three)}")
    for page in (page_with_gather, page_with_group):
        log: list[str] = []
        await page(log)
        print(f"{page.__name__}: {' -> '.join(log)}")

    failures = [PriceError("no prices"), StockError("warehouse is closed")]
    try:
        await status_wrong(failures)
    except ExceptionGroup as group:
        print(f"except PriceError misses it: {type(group).__name__}: {group}")
        print(f"  inside: {messages(group)}")
    print(f"except* handles both: {await status(failures)}")
    try:
        await status([PriceError("no prices"), KeyError("user")])
    except ExceptionGroup as group:
        print(f"and raises what it does not know: {messages(group)}")
    parts = await settled([three, broken])
    print(f"A page that may lack a part: {[repr(part) for part in parts]}")


def main() -> None:
    """Print what happens to the others when one task fails."""
    asyncio.run(story())


if __name__ == "__main__":
    main()
