"""Async: one thread, many waits.

``async def`` makes a coroutine function. Calling it runs nothing: it returns a coroutine, which somebody must
await, or wrap in a task. The event loop runs one coroutine until it awaits something that is not ready, and then
another one. Between two ``await`` no other coroutine runs, which is why async code needs few locks, and why one
blocking call stops everybody (``blocking_calls.py``). What has an ``await`` in its middle needs one all the same.

The other files: ``task_groups.py`` (several at once, and their errors), ``cancellation.py`` (timeouts),
``async_resources.py`` (async generators and context managers), ``async_pipelines.py`` (limits and queues).

Cost: a task some ten microseconds and about a kilobyte; a switch a few microseconds, without the kernel.
Use it for: many connections that mostly wait: API servers, proxies, chat, crawlers.
Not for: computing, or libraries that block; threads and processes do that (``concurrency.py``).
Asked: what does calling a coroutine function do? When does another coroutine run? What is a task?
Source: PEP 492, https://docs.python.org/3/library/asyncio-task.html
"""

import asyncio
import gc
import time
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import nullcontext


async def look_up(name: str, log: list[str]) -> int:
    """Return the length of a name, as a service would that is asked over the network.

    Appends "NAME asked" to the log, lets the others run, and appends "NAME answered".
    """
    log.append(f"{name} asked")
    await asyncio.sleep(0)
    log.append(f"{name} answered")
    return len(name)


async def one_after_another(names: Sequence[str], log: list[str]) -> list[int]:
    """Return ``look_up`` of each name; each is awaited before the next is asked.

    >>> log: list[str] = []
    >>> asyncio.run(one_after_another(["tea", "rice"], log)), log
    ([3, 4], ['tea asked', 'tea answered', 'rice asked', 'rice answered'])
    """
    return [await look_up(name, log) for name in names]


async def at_once(names: Sequence[str], log: list[str]) -> list[int]:
    """Return the same, all asked before any is awaited; the results keep the order of the names.

    >>> log: list[str] = []
    >>> asyncio.run(at_once(["tea", "rice"], log)), log
    ([3, 4], ['tea asked', 'rice asked', 'tea answered', 'rice answered'])
    """
    return await asyncio.gather(*(look_up(name, log) for name in names))


def log_after_call(*, awaited: bool) -> list[str]:
    """Call ``look_up("tea", log)`` and return the log: empty unless the coroutine is awaited."""
    log: list[str] = []
    coroutine = look_up("tea", log)
    if awaited:
        asyncio.run(coroutine)
    coroutine.close()
    return log


def forgotten_await() -> str:
    """Call a coroutine function, drop the coroutine, and return the RuntimeWarning's message."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        coroutine = look_up("tea", [])
        del coroutine
    return str(caught[0].message)


async def is_admin(user: str) -> bool:
    """Return whether the user is "root"; a database would be asked here."""
    await asyncio.sleep(0)
    return user == "root"


async def may_delete_wrong(user: str) -> bool:
    """Return what ``if is_admin(user)`` without ``await`` decides: True for everybody, a coroutine is an object.

    mypy finds it, if it is asked to: [truthy-bool].
    """
    verdict = is_admin(user)
    allowed = bool(verdict)
    verdict.close()
    return allowed


async def may_delete(user: str) -> bool:
    """Return whether the user is an administrator."""
    return await is_admin(user)


async def nested_run_error() -> str:
    """Call ``asyncio.run`` where a loop runs already, and return the RuntimeError's message."""
    coroutine = is_admin("root")
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        return str(error)
    finally:
        coroutine.close()
    return ""


async def lost_task() -> list[str]:
    """Start a task, keep no reference to it, and return what the loop reports when the task disappears.

    The loop has weak references only. A task that waits for something that nobody else refers to is garbage,
    and is collected in the middle of its work.
    """
    reports: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: reports.append(str(context["message"])))

    async def wait_for_nobody() -> None:
        await loop.create_future()

    asyncio.create_task(wait_for_nobody())  # noqa: RUF006  # the mistake that is shown
    await asyncio.sleep(0)
    gc.collect()
    loop.set_exception_handler(None)
    return reports


class Background:
    """Tasks that nobody awaits at once, kept alive until they are done."""

    def __init__(self) -> None:
        """Start without tasks."""
        self.running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run the coroutine as a task and return it; it is in ``running`` until it is done."""
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return task

    async def finish(self) -> None:
        """Wait until all that are running are done, as a service does before it stops; then raise an error of theirs.

        A bare ``gather`` would raise with the first error, and leave the others to be cancelled at the end of the loop.
        """
        for result in await asyncio.gather(*self.running, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result


async def send_receipts(orders: Sequence[int], sent: list[int]) -> int:
    """Start one background task an order, which appends it to ``sent``; wait for all, return how many there were."""

    async def send(order: int) -> None:
        await asyncio.sleep(0)
        sent.append(order)

    background = Background()
    for order in orders:
        background.start(send(order))
    started = len(background.running)
    await background.finish()
    return started


async def spend_twice(*, locked: bool) -> tuple[int, int]:
    """Let two coroutines spend 80 of a balance of 100 at once; return how many did, and what is left.

    Without a lock (2, -60): both look, both ``await`` (the database), both take. One thread is no protection for what
    is done in two turns. With an ``asyncio.Lock`` around it (1, 20).
    """
    balance, lock = 100, asyncio.Lock()

    async def spend() -> bool:
        nonlocal balance
        async with lock if locked else nullcontext():
            if balance < 80:
                return False
            await asyncio.sleep(0)
            balance -= 80
            return True

    done = await asyncio.gather(spend(), spend())
    return done.count(True), balance


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Return the seconds until ``await work()`` was done."""
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


async def story() -> None:
    """Print the story that needs a running loop."""

    async def wait_three_times() -> None:
        for _ in range(3):
            await asyncio.sleep(0.05)

    async def wait_at_once() -> None:
        await asyncio.gather(*(asyncio.sleep(0.05) for _ in range(1_000)))

    print(f"3 waits of 50 ms one after another: {await timed(wait_three_times) * 1000:.0f} ms")
    print(f"1,000 waits of 50 ms at once:       {await timed(wait_at_once) * 1000:.0f} ms, in one thread")
    print("Is Eve allowed to delete?")
    print(f"  if is_admin(user):       {await may_delete_wrong('eve')}")
    print(f"  if await is_admin(user): {await may_delete('eve')}")
    for locked in (False, True):
        done, left = await spend_twice(locked=locked)
        print(f"80 of 100, {'with' if locked else 'without'} an asyncio.Lock: spent {done} times, {left} left")
    print(f"asyncio.run inside a coroutine: RuntimeError: {await nested_run_error()}")
    print(f"A task without a reference: {await lost_task()}")
    sent: list[int] = []
    print(f"Background tasks, kept: {await send_receipts([7, 8, 9], sent)} started, {len(sent)} done")


def main() -> None:
    """Print what coroutines, tasks and the loop do."""
    print(f"Called: {log_after_call(awaited=False)}, awaited: {log_after_call(awaited=True)}")
    print(f"Never awaited: RuntimeWarning: {forgotten_await()}")
    for way in (one_after_another, at_once):
        log: list[str] = []
        asyncio.run(way(["tea", "rice"], log))
        print(f"{way.__name__}: {', '.join(log)}")
    asyncio.run(story())


if __name__ == "__main__":
    main()
