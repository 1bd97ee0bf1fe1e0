"""Futures: a result that is not there yet, and five ways to lose it.

``executor.submit(work, item)`` returns a ``Future`` at once; ``future.result()`` waits, and returns what the work
returned or raises what it raised. That last half is the trap: an exception sleeps in its future until somebody
asks. Who never asks never knows, and the mail was not sent.

The other traps: ``map`` gives results in the order of its items, so the slowest first item holds up all;
``result(timeout=...)`` ends the waiting, not the work; ``cancel`` stops only what has not begun; and a task that
waits for another task of the same pool may wait for ever.

Cost: tens of microseconds a task in a pool that is running.
Use it for: a handful of blocking calls at once, in a request or in a script.
Not for: thousands of connections (asyncio); work that must survive a restart (a job queue).
Asked: where does the exception go? What is the difference between ``map`` and ``as_completed``?
Source: PEP 3148, https://docs.python.org/3/library/concurrent.futures.html
"""

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait


def send_mail(address: str) -> str:
    """Return "sent to ADDRESS"; raises ValueError when there is no @ in it.

    >>> send_mail("ada@example.org")
    'sent to ada@example.org'
    """
    if "@" not in address:
        raise ValueError(f"not an address: {address!r}")
    return f"sent to {address}"


def notify_wrong(addresses: Iterable[str]) -> int:
    """Send all mails in a pool and return how many were submitted; whether they were sent nobody asks."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return len([pool.submit(send_mail, address) for address in addresses])


def notify(addresses: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Send all mails in a pool; return the answers sorted, and the errors' messages by address.

    >>> notify(["ada@example.org", "bob"])
    (['sent to ada@example.org'], {'bob': "not an address: 'bob'"})
    """
    answers, errors = [], {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = {pool.submit(send_mail, address): address for address in addresses}
        for future in as_completed(futures):
            try:
                answers.append(future.result())
            except ValueError as error:
                errors[futures[future]] = str(error)
    return sorted(answers), errors


def arrivals_by_map() -> list[str]:
    """Return the order in which ``map`` hands over the jobs "slow" and "fast": the order of the items.

    "fast" is done before "slow" may end, and still its result waits behind.
    """
    fast_is_done = threading.Event()

    def work(name: str) -> str:
        if name == "fast":
            fast_is_done.set()
        fast_is_done.wait(timeout=10)
        return name

    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(work, ["slow", "fast"]))


def arrivals_as_completed() -> list[str]:
    """Return the order in which ``as_completed`` hands over the same two jobs: "fast" comes first.

    "slow" ends only when the other result has arrived here.
    """
    one_arrived = threading.Event()
    names = []

    def work(name: str) -> str:
        if name == "slow":
            one_arrived.wait(timeout=10)
        return name

    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(work, name) for name in ("slow", "fast")]):
            names.append(future.result())
            one_arrived.set()
    return names


def cancelled(*, running_first: bool) -> bool:
    """Return whether ``cancel()`` succeeds: on a task that runs (no), or on one that waits for its turn (yes)."""
    may_end = threading.Event()
    has_begun = threading.Event()

    def work() -> None:
        has_begun.set()
        may_end.wait(timeout=10)

    with ThreadPoolExecutor(max_workers=1) as pool:
        running, waiting = pool.submit(work), pool.submit(work)
        has_begun.wait(timeout=10)
        success = (running if running_first else waiting).cancel()
        may_end.set()
    return success


def work_after_timeout() -> list[str]:
    """Wait for a task with a limit that it does not keep; return what happens, in order.

    "timeout" first, and then "charged": the task goes on, and its card is charged after the client was told
    that it failed. Such work needs an idempotency key, not only a timeout. And the end of the pool's ``with`` block
    waits for it, so the client would have waited as well.
    """
    events: list[str] = []
    client_was_told = threading.Event()

    def charge() -> None:
        client_was_told.wait(timeout=10)
        events.append("charged")

    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(charge)
        try:
            future.result(timeout=0)
        except TimeoutError:
            events.append("timeout")
        client_was_told.set()
    return events


def inner_task_runs(workers: int) -> bool:
    """Return whether a task can wait for a task of its own pool: not with one worker, which waits for itself.

    With ``result()`` in place of the limited waiting, the pool would hang for ever. A pool of n workers hangs
    just as well, when n such tasks run at once.
    """
    has_ended = threading.Event()

    def outer(pool: ThreadPoolExecutor) -> bool:
        inner: Future[None] = pool.submit(has_ended.set)
        # The only worker is busy here, so one look is enough; with more workers it is a matter of moments.
        done, _ = wait([inner], timeout=0 if workers == 1 else 10)
        return inner in done

    with ThreadPoolExecutor(max_workers=workers) as pool:
        return pool.submit(outer, pool).result()


def main() -> None:
    """Print what futures return, and how results get lost."""
    addresses = ["ada@example.org", "bob", "eve@example.org"]
    print(f"notify_wrong: {notify_wrong(addresses)} submitted, and no word of the one that failed")
    answers, errors = notify(addresses)
    print(f"notify: {len(answers)} {answers}")
    print(f"  and {len(errors)} error: {errors}")
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(send_mail, "bob")
    print(f"The exception was there all the time: {future.exception()!r}")

    print(f"Order of map: {arrivals_by_map()}; order of as_completed: {arrivals_as_completed()}")
    for running_first in (False, True):
        task = "that runs" if running_first else "that waits for its turn"
        print(f"cancel() of a task {task}: {cancelled(running_first=running_first)}")
    print(f"After a timeout: {' -> '.join(work_after_timeout())}")
    for workers in (1, 2):
        runs = inner_task_runs(workers)
        print(f"A task waits for a task of its own pool of {workers}: {'works' if runs else 'deadlock'}")


if __name__ == "__main__":
    main()
