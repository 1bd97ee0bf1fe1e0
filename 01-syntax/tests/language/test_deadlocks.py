import re
import threading
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.deadlocks import (
    Account,
    LockOrder,
    WatchedLock,
    enters_twice,
    main,
    opposite_transfers,
    transfer,
    transfer_wrong,
)


def test_source_first_ends_in_a_deadlock() -> None:
    assert opposite_transfers(transfer_wrong) == ([False, False], [100, 100])


def test_smaller_number_first_does_not() -> None:
    assert opposite_transfers(transfer) == ([True, True], [120, 80])


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(min_value=0, max_value=100))))
def test_in_one_thread_both_ways_move_the_same(moves: list[tuple[bool, int]]) -> None:
    ordered, unordered = ([Account(1, 500), Account(2, 500)] for _ in range(2))

    for backwards, cents in moves:
        source, target = reversed(ordered) if backwards else ordered
        assert transfer(source, target, cents)
        source, target = reversed(unordered) if backwards else unordered
        assert transfer_wrong(source, target, cents, lambda: None)

    assert [account.balance for account in ordered] == [account.balance for account in unordered]
    assert sum(account.balance for account in ordered) == 1_000
    assert not any(account.lock.locked() for account in [*ordered, *unordered])


def test_locks_are_taken_in_the_order_of_the_numbers() -> None:
    here, there = Account(1, 100), Account(2, 100)

    # With the second lock taken, whoever takes it first would still leave the first one free.
    there.lock.acquire()
    mover = threading.Thread(target=transfer, args=(there, here, 10))
    mover.start()
    first_is_taken = _becomes_locked(here.lock)
    there.lock.release()
    mover.join(timeout=10)

    assert first_is_taken
    assert (here.balance, there.balance) == (110, 90)


def _becomes_locked(lock: threading.Lock) -> bool:
    deadline = threading.Event()
    timer = threading.Timer(10, deadline.set)
    timer.start()
    while not lock.locked() and not deadline.is_set():
        pass
    timer.cancel()
    timer.join()
    return lock.locked()


def test_an_account_cannot_send_to_itself() -> None:
    account = Account(7, 100)

    with pytest.raises(ValueError, match=r"^account 7 cannot send to itself$"):
        transfer(account, account, 1)

    assert not account.lock.locked()


def test_only_an_rlock_can_be_entered_twice() -> None:
    plain, again = threading.Lock(), threading.RLock()

    assert not enters_twice(plain)
    assert enters_twice(again)
    assert not plain.locked()


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True, max_size=4), max_size=5))
def test_a_circle_is_found_when_and_only_when_there_is_one(acquisitions: list[list[str]]) -> None:
    order = LockOrder()
    for names in acquisitions:
        for name in names:
            order.taken(name)
        for name in reversed(names):
            order.released(name)

    edges = {(held, name) for names in acquisitions for i, name in enumerate(names) for held in names[:i]}
    try:
        list(TopologicalSorter({name: {a for a, b in edges if b == name} for name in "abcd"}).static_order())
    except CycleError:
        circle = order.circle()
        assert circle[0] == circle[-1]
        assert all(pair in edges for pair in pairwise(circle))
        assert len(circle) > 2
    else:
        assert order.circle() == []


def test_watched_locks_record_and_exclude() -> None:
    order = LockOrder()
    orders, stock = WatchedLock("orders", order), WatchedLock("stock", order)

    entered = threading.Event()

    def enter() -> None:
        with orders:
            entered.set()

    rival = threading.Thread(target=enter)
    with orders, stock:
        rival.start()
        # Only a lock that does not exclude can be caught by waiting longer, so a short look is never wrong.
        assert not entered.wait(timeout=0.05)
    rival.join(timeout=10)
    assert entered.is_set()

    assert order.circle() == []
    with stock, orders:
        pass
    assert set(order.circle()) == {"orders", "stock"}


def test_each_thread_has_its_own_held_locks() -> None:
    order = LockOrder()
    a, b = WatchedLock("a", order), WatchedLock("b", order)

    def take_b() -> None:
        with b:
            pass

    # The other thread holds nothing, so "b while a" is not what happens here.
    with a:
        other = threading.Thread(target=take_b)
        other.start()
        other.join(timeout=10)
    with b, a:
        pass

    assert order.circle() == []


def test_main_shows_the_deadlock_and_the_cure(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "deadlock, balances [100, 100]" in printed
    assert "both done, balances [120, 80]" in printed
    assert "ValueError: account 7 cannot send to itself" in printed
    assert "then stock; circle: []" in printed
    assert re.search("then orders; circle: (orders -> stock -> orders|stock -> orders -> stock)", printed)
