"""Deadlocks: two threads, two locks, opposite order; and how an order of locks cures it.

One thread moves money from A to B and holds A's lock; another from B to A and holds B's. Each waits for the
other, for ever. Nothing fails and nothing is logged: the service stops answering, one thread after the other.
It is made here with a barrier, and seen because nobody waits without a limit.

The cure is one order for all: whoever needs several locks takes them by ascending account number. Then a circle
of waiting cannot close. A recorder of orders finds the mistake before it happens: A before B in one place and B
before A in another is a deadlock that has not happened yet, even if both ran in one thread, one after another.

Cost: sorting the locks; the recorder O(locks held) an acquisition, for tests.
Use it for: every place that needs two locks, and rows in a database, which lock in the same way.
Not for: code that can do with one lock, or with none.
Asked: what are the conditions of a deadlock, and which one do you break? When do you need an ``RLock``?
Source: Coffman et al., System Deadlocks (1971); https://docs.python.org/3/library/threading.html#rlock-objects
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from types import TracebackType
from typing import Self

type LockType = threading.Lock | threading.RLock


class Account:
    """A bank account: ``number``, ``balance`` in cents, and ``lock``, a plain lock of its own."""

    def __init__(self, number: int, balance: int) -> None:
        """Take the number, which is unique, and the balance."""
        self.number = number
        self.balance = balance
        self.lock = threading.Lock()


type Transfer = Callable[[Account, Account, int, Callable[[], object]], bool]


def transfer_wrong(source: Account, target: Account, cents: int, meet: Callable[[], object]) -> bool:
    """Move the amount, the source's lock first; return whether it was moved.

    ``meet()`` is called once with the first lock held, and once more when the second one could not be had: then
    nothing is moved and False returned. A real program would wait there for ever.
    """
    with source.lock:
        meet()
        if not target.lock.acquire(blocking=False):
            meet()
            return False
        try:
            source.balance -= cents
            target.balance += cents
        finally:
            target.lock.release()
        return True


def transfer(source: Account, target: Account, cents: int, meet: Callable[[], object] = lambda: None) -> bool:
    """Move the amount, the lock with the smaller account number first; return True.

    ``meet()`` is called before the first lock is taken. Raises ValueError "account 7 cannot send to itself" when
    source and target are one account: its lock would be taken twice, and a thread can wait for itself, too.
    """
    if source is target:
        raise ValueError(f"account {source.number} cannot send to itself")
    meet()
    first, second = sorted((source, target), key=lambda account: account.number)
    with first.lock, second.lock:
        source.balance -= cents
        target.balance += cents
    return True


def opposite_transfers(way: Transfer) -> tuple[list[bool], list[int]]:
    """Let two threads move 30 and 50 cents between two accounts of 100, in opposite directions, at once.

    Returns what the two transfers returned, and the two balances. Each ``meet()`` waits for the other thread.

    >>> opposite_transfers(transfer_wrong), opposite_transfers(transfer)
    (([False, False], [100, 100]), ([True, True], [120, 80]))
    """
    here, there = Account(1, 100), Account(2, 100)
    both = threading.Barrier(2)
    moved: list[bool] = []
    jobs = [(here, there, 30), (there, here, 50)]

    def work(source: Account, target: Account, cents: int) -> None:
        moved.append(way(source, target, cents, lambda: both.wait(timeout=10)))

    threads = [threading.Thread(target=work, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return moved, [here.balance, there.balance]


def enters_twice(lock: LockType) -> bool:
    """Return whether a thread that holds the lock can take it once more: an RLock yes, a Lock no.

    >>> enters_twice(threading.Lock()), enters_twice(threading.RLock())
    (False, True)
    """
    with lock:
        entered = lock.acquire(blocking=False)
        if entered:
            lock.release()
        return entered


class LockOrder:
    """Which lock was taken while which other was held, in all threads."""

    def __init__(self) -> None:
        """Start without any."""
        self._before: defaultdict[str, set[str]] = defaultdict(set)
        self._held = threading.local()
        self._guard = threading.Lock()

    def taken(self, name: str) -> None:
        """Note that this thread took the lock of that name."""
        held = self._names()
        with self._guard:
            self._before[name].update(held)
        held.append(name)

    def released(self, name: str) -> None:
        """Note that this thread gave the lock back."""
        self._names().remove(name)

    def circle(self) -> list[str]:
        """Return locks that were taken in a circle, the first one again at the end; [] when there is no circle.

        Each was held while the one after it was taken; any of them may be the first.
        """
        try:
            with self._guard:
                TopologicalSorter(self._before).prepare()
        except CycleError as error:
            names: list[str] = error.args[1]
            return names
        return []

    def _names(self) -> list[str]:
        if not hasattr(self._held, "names"):
            self._held.names = []
        names: list[str] = self._held.names
        return names


class WatchedLock:
    """A lock that tells a ``LockOrder`` when it is taken and released.

    >>> order = LockOrder()
    >>> a, b = WatchedLock("a", order), WatchedLock("b", order)
    >>> with a, b: order.circle()
    []
    >>> with b, a: sorted(set(order.circle()))
    ['a', 'b']
    """

    def __init__(self, name: str, order: LockOrder) -> None:
        """Take a name, unique in this order."""
        self.name = name
        self._order = order
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Wait for the lock and take it."""
        self._lock.acquire()
        self._order.taken(self.name)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Release the lock."""
        self._order.released(self.name)
        self._lock.release()


def main() -> None:
    """Print a deadlock, its cure, and how to find one that has not happened."""
    print("Two threads move money in opposite directions between two accounts of 100:")
    for label, way in {"source's lock first": transfer_wrong, "smaller number first": transfer}.items():
        moved, balances = opposite_transfers(way)
        story = "both done" if all(moved) else "each holds one lock and waits for the other's: deadlock"
        print(f"  {label:20} {story}, balances {balances}")

    print(f"A thread that holds a Lock can take it again: {enters_twice(threading.Lock())} (it waits for itself)")
    print(f"A thread that holds an RLock can take it again: {enters_twice(threading.RLock())}")
    account = Account(7, 100)
    try:
        transfer(account, account, 10)
    except ValueError as error:
        print(f"Sending to oneself: ValueError: {error}")

    order = LockOrder()
    orders, stock = WatchedLock("orders", order), WatchedLock("stock", order)
    with orders, stock:
        print(f"checkout() takes orders, then stock; circle: {order.circle()}")
    with stock, orders:
        print(f"restock() takes stock, then orders; circle: {' -> '.join(order.circle())}")
    print("Nobody waited, in one thread; with two threads it is a question of time.")


if __name__ == "__main__":
    main()
