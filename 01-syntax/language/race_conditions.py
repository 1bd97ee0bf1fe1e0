"""Race conditions: right in every order but one, and the lock that forbids that one.

Two threads read a value, both compute from it, both write: one update is lost. Or both check that one item is
left, and both sell it. Each thread is right alone; wrong is the order in which their steps mix. Tests rarely
meet that order and production does, so it is *made* here: real threads are stopped between reading and writing,
and a small explorer runs every possible order of the steps.

A lock makes the steps between its ``acquire`` and ``release`` one step for all who take the same lock. In a
backend with several processes a lock in memory protects nothing: there the database does (``UPDATE ... SET n =
n - 1 WHERE n > 0``, ``SELECT ... FOR UPDATE``). The race and its shape are the same.

Cost: a lock without contention a fraction of a microsecond; with contention the waiting.
Use it for: read-modify-write and check-then-act on anything that two threads share.
Not for: data that one thread owns and hands over (``work_queues.py``); better than locking is not sharing.
Asked: is ``x += 1`` thread-safe? What is check-then-act? How do you test for a race?
Source: https://docs.python.org/3/library/threading.html#lock-objects
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

type Ready = Callable[[], bool]


class Stock:
    """Items in a warehouse. ``between`` is called between looking and taking, for the demonstration."""

    def __init__(self, available: int, between: Callable[[], object] = lambda: None) -> None:
        """Start with so many items."""
        self.available = available
        self._between = between
        self._lock = threading.Lock()

    def reserve_wrong(self) -> bool:
        """Take one item if there is one; return whether there was. Two threads may take the same one.

        >>> stock = Stock(1)
        >>> stock.reserve_wrong(), stock.reserve_wrong(), stock.available
        (True, False, 0)
        """
        if self.available < 1:
            return False
        self._between()
        self.available -= 1
        return True

    def reserve(self) -> bool:
        """Take one item if there is one; return whether there was. Looking and taking are one step.

        >>> stock = Stock(1)
        >>> stock.reserve(), stock.reserve(), stock.available
        (True, False, 0)
        """
        with self._lock:
            return self.reserve_wrong()


def in_two_threads(work: Callable[[], object]) -> list[object]:
    """Call ``work()`` in two threads at once; return the two results, or the exception in place of a result."""
    results: list[object] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # a thread's exception would be printed and lost
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def sell_last_item_wrong() -> tuple[int, int]:
    """Let two threads reserve the last item without a lock; return how many got it and what is left: (2, -1).

    A barrier stops each between looking and taking until the other has looked, too.
    """
    both_looked = threading.Barrier(2)
    stock = Stock(1, between=lambda: both_looked.wait(timeout=10))
    return in_two_threads(stock.reserve_wrong).count(True), stock.available


def sell_last_item() -> tuple[int, int]:
    """Let two threads reserve the last item with the lock; return how many got it and what is left: (1, 0)."""
    stock = Stock(1)
    return in_two_threads(stock.reserve).count(True), stock.available


def lost_update() -> int:
    """Let two threads count to 2 with ``visits += 1`` taken apart; return what they reach: 1."""
    visits = 0
    both_read = threading.Barrier(2)

    def visit() -> None:
        nonlocal visits
        seen = visits
        both_read.wait(timeout=10)
        visits = seen + 1

    in_two_threads(visit)
    return visits


@dataclass
class Shared:
    """What the threads of a model share: a number, and whether the lock is taken."""

    value: int = 0
    locked: bool = False


def always() -> bool:
    """Return True: a model's thread that yields this may go on at any time."""
    return True


def add_one(shared: Shared) -> Iterator[Ready]:
    """Model a thread that adds 1 without a lock: it reads, yields ``always`` once, and writes."""
    seen = shared.value
    yield always
    shared.value = seen + 1


def add_one_locked(shared: Shared) -> Iterator[Ready]:
    """Model a thread that adds 1 under a lock.

    It yields a condition that holds while the lock is free, takes the lock, reads, yields ``always``, writes and
    gives the lock back.
    """
    yield lambda: not shared.locked
    shared.locked = True
    seen = shared.value
    yield always
    shared.value = seen + 1
    shared.locked = False


def outcomes(worker: Callable[[Shared], Iterator[Ready]], workers: int = 2) -> Counter[int]:
    """Run so many workers in every possible order of their steps; return how often each final value appears.

    A worker is a generator: it may be stopped where it yields, and goes on only while the condition that it
    yielded holds. The number of orders grows like a factorial, so keep models small.

    >>> sorted(outcomes(add_one).items())
    [(1, 4), (2, 2)]
    """
    results: Counter[int] = Counter()
    open_orders: list[tuple[int, ...]] = [()]
    while open_orders:
        order = open_orders.pop()
        # A generator cannot be copied, so each order is run again from the start.
        shared = Shared()
        threads = [worker(shared) for _ in range(workers)]
        conditions: list[Ready | None] = [always] * workers
        for chosen in order:
            conditions[chosen] = next(threads[chosen], None)
        able = [number for number, ready in enumerate(conditions) if ready is not None and ready()]
        open_orders.extend((*order, number) for number in able)
        if not able:
            results[shared.value] += 1
    return results


def main() -> None:
    """Print a race made on purpose, all its orders, and the lock."""
    print("One item left, two customers, each thread stopped between looking and taking:")
    print("  without a lock: sold {}, left {}".format(*sell_last_item_wrong()))
    print("  with a lock:    sold {}, left {}".format(*sell_last_item()))
    print(f"Two threads count one visit each, both read before either writes: {lost_update()} visit")

    print("Every order of the steps 'read' and 'write' of two threads that add 1:")
    for label, worker in {"without a lock": add_one, "with a lock": add_one_locked}.items():
        found = outcomes(worker)
        shown = ", ".join(f"{count} orders end at {value}" for value, count in sorted(found.items()))
        print(f"  {label:15} {shown}")
    three = outcomes(add_one, workers=3)
    print(f"Three threads: only {three[3]} of {three.total()} orders are right")
    print("So a test that runs threads and counts is green by luck; force the order, or explore all of them.")


if __name__ == "__main__":
    main()
