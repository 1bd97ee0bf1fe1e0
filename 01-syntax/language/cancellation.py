"""Cancellation: how a task is stopped, and how it refuses.

``task.cancel()`` stops nothing by force. It makes the ``await`` at which the task waits raise ``CancelledError``,
so the task can clean up, and ends only if that error is let through. Timeouts, task groups and the shutdown of a
server all rest on it; code that swallows the error breaks all three at once: the server does not stop, the
timeout does not time out. ``CancelledError`` is a ``BaseException``, so ``except Exception`` lets it pass, and a
bare ``except`` does not.

Cost: none until it happens.
Use it for: ``asyncio.timeout`` around everything that leaves the process.
Not for: stopping threads; they cannot be cancelled, only asked (an ``Event``).
Asked: what does ``cancel()`` do? Why must ``CancelledError`` be raised again? What does ``shield`` protect?
Source: https://docs.python.org/3/library/asyncio-task.html#task-cancellation
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine


async def transfer(log: list[str]) -> None:
    """Open a transaction and wait for ever; on the way out roll back. Appends each step to the log.

    "begin", and after a cancellation "rollback sent" and "rollback done": the cleanup may await, too.
    """
    log.append("begin")
    try:
        await asyncio.Event().wait()
        log.append("commit")
    finally:
        log.append("rollback sent")
        await asyncio.sleep(0)
        log.append("rollback done")


async def cancel_while_waiting(work: Callable[[list[str]], Coroutine[object, object, None]]) -> list[str]:
    """Run ``work(log)`` until it waits, cancel it, wait for its end; return the log with "cancelled" as its last.

    "cancelled" is missing when the task ended as if nothing had been.
    """
    log: list[str] = []
    task = asyncio.create_task(work(log))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    if task.cancelled():
        log.append("cancelled")
    return log


async def poll_wrong(jobs: asyncio.Queue[str], done: list[str]) -> None:
    """Append jobs to ``done`` for ever, whatever happens, and so survive the cancellation, too.

    Only the job "stop" ends it, so that this example can end.
    """
    while True:
        try:
            job = await jobs.get()
        except BaseException:  # noqa: S112  # the mistake that is shown: a bare "except:" is the same
            continue
        if job == "stop":
            return
        done.append(job)


async def poll(jobs: asyncio.Queue[str], done: list[str]) -> None:
    """Append jobs to ``done`` for ever; an empty job is an error that is survived, a cancellation is not.

    For the empty job "ValueError: an empty job" is appended.
    """
    while True:
        job = await jobs.get()
        try:
            if not job:
                raise ValueError("an empty job")
            done.append(job)
        except Exception as error:
            done.append(f"{type(error).__name__}: {error}")


async def stops(worker: Callable[[asyncio.Queue[str], list[str]], Coroutine[object, object, None]]) -> bool:
    """Return whether the worker, which waits for jobs, ends when it is cancelled."""
    jobs: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(worker(jobs, []))
    await asyncio.sleep(0)
    task.cancel()
    # Some turns of the loop are enough for the error to arrive; nothing here depends on time.
    for _ in range(5):
        await asyncio.sleep(0)
    stopped = task.done()
    jobs.put_nowait("stop")
    await asyncio.wait([task])
    return stopped


async def within(seconds: float, work: Callable[[], Awaitable[str]]) -> str:
    """Return ``await work()``, or "timeout" when that takes longer than ``seconds``.

    A TimeoutError that ``work`` itself raises is not ours and comes through: only the block's own expiry is
    translated.
    """
    try:
        async with asyncio.timeout(seconds) as limit:
            return await work()
    except TimeoutError:
        if limit.expired():
            return "timeout"
        raise


async def charge_card(log: list[str], *, shielded: bool) -> list[str]:
    """Charge a card in a request that is cancelled in between; return the log.

    Unprotected it reads "charging", "request cancelled": nobody knows whether the bank has taken the money. With
    ``asyncio.shield`` and a reference to the inner task: "charging", "request cancelled", "charged and noted".
    """
    bank_asked, bank_answers = asyncio.Event(), asyncio.Event()

    async def charge() -> None:
        log.append("charging")
        bank_asked.set()
        await bank_answers.wait()
        log.append("charged and noted")

    inner = asyncio.create_task(charge())

    async def request() -> None:
        try:
            await (asyncio.shield(inner) if shielded else inner)
        except asyncio.CancelledError:
            log.append("request cancelled")
            raise

    outer = asyncio.create_task(request())
    await bank_asked.wait()
    outer.cancel()
    await asyncio.wait([outer])
    bank_answers.set()
    await asyncio.wait([inner])
    return log


async def without_await(rows: int, progress: list[int]) -> None:
    """Append the numbers of so many rows to ``progress``; no ``await``, so no cancellation and no timeout in here."""
    for row in range(rows):
        progress.append(row)


async def with_await(rows: int, progress: list[int]) -> None:
    """Do the same and give way after each row: a cancellation arrives there."""
    for row in range(rows):
        progress.append(row)
        await asyncio.sleep(0)


async def rows_after_cancel(
    export: Callable[[int, list[int]], Coroutine[object, object, None]], rows: int = 100
) -> int:
    """Start an export of so many rows, cancel it after its first turn, and return how many rows it wrote."""
    progress: list[int] = []
    task = asyncio.create_task(export(rows, progress))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    return len(progress)


async def story() -> None:
    """Print what a cancellation does, and to whom."""
    print(f"Cancelled while waiting: {' -> '.join(await cancel_while_waiting(transfer))}")
    print(f"Is a CancelledError an Exception? {issubclass(asyncio.CancelledError, Exception)}")
    print("A worker that is cancelled stops:")
    print(f"  with 'except BaseException: continue': {await stops(poll_wrong)}")
    print(f"  with 'except Exception':               {await stops(poll)}")

    async def slow() -> str:
        await asyncio.Event().wait()
        return "never"

    async def fails_inside() -> str:
        raise TimeoutError("the database's own timeout")

    print(f"asyncio.timeout around a wait without end: {await within(0.01, slow)}")
    try:
        await within(10, fails_inside)
    except TimeoutError as error:
        print(f"An inner timeout is not ours: TimeoutError: {error}")

    for shielded in (False, True):
        log = await charge_card([], shielded=shielded)
        print(f"{'with' if shielded else 'without'} shield: {' -> '.join(log)}")
    print("An export of 100 rows, cancelled after its first turn, wrote:")
    print(
        f"  without await: {await rows_after_cancel(without_await)}, with await: {await rows_after_cancel(with_await)}"
    )


def main() -> None:
    """Print what a cancellation does, and to whom."""
    asyncio.run(story())


if __name__ == "__main__":
    main()
