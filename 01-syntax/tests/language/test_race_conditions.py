import threading
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.race_conditions import (
    Shared,
    Stock,
    add_one,
    add_one_locked,
    always,
    in_two_threads,
    lost_update,
    main,
    outcomes,
    sell_last_item,
    sell_last_item_wrong,
)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=5), st.integers(min_value=0, max_value=8))
def test_one_thread_alone_is_always_right(available: int, customers: int) -> None:
    locked, unlocked = Stock(available), Stock(available)

    results = [locked.reserve() for _ in range(customers)]

    assert results.count(True) == min(available, customers)
    assert [unlocked.reserve_wrong() for _ in range(customers)] == results
    assert locked.available == unlocked.available == max(0, available - customers)


def test_two_threads_sell_the_last_item_twice() -> None:
    assert sell_last_item_wrong() == (2, -1)


def test_with_a_lock_they_sell_it_once() -> None:
    assert sell_last_item() == (1, 0)


def test_the_lock_keeps_others_out_between_looking_and_taking() -> None:
    sold: list[bool] = []
    stayed_out: list[bool] = []
    rivals: list[threading.Thread] = []

    def between() -> None:
        if not rivals:
            rivals.append(threading.Thread(target=lambda: sold.append(stock.reserve())))
            rivals[0].start()
            rivals[0].join(timeout=0.05)
            stayed_out.append(rivals[0].is_alive() and not sold)

    stock = Stock(1, between)
    sold.append(stock.reserve())
    rivals[0].join(timeout=10)

    assert stayed_out == [True]
    assert sorted(sold) == [False, True]
    assert stock.available == 0


def test_two_threads_run_at_once_and_report_their_errors() -> None:
    both = threading.Barrier(2)
    numbers = iter([1, 0])

    def work() -> float:
        both.wait(timeout=10)
        return 1 / next(numbers)

    results = in_two_threads(work)

    assert sorted(type(result).__name__ for result in results) == ["ZeroDivisionError", "float"]


def test_an_update_is_lost() -> None:
    assert lost_update() == 1


def test_a_step_that_may_always_go_on() -> None:
    assert always() is True


@pytest.mark.parametrize("model", [add_one, add_one_locked])
def test_a_model_alone_adds_one(model: type) -> None:
    shared = Shared(value=41)

    for ready in model(shared):
        assert ready()

    assert shared == Shared(value=42, locked=False)


def test_the_locked_model_waits_while_the_lock_is_taken() -> None:
    shared = Shared(locked=True)

    ready = next(add_one_locked(shared))
    held = ready()
    shared.locked = False

    assert (held, ready()) == (False, True)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_outcomes_agree_with_running_every_permutation(workers: int) -> None:
    expected: Counter[int] = Counter()
    for order in set(permutations([*range(workers)] * 2)):
        value, seen = 0, dict[int, int]()
        for thread in order:
            if thread in seen:
                value = seen[thread] + 1
            else:
                seen[thread] = value
        expected[value] += 1

    assert outcomes(add_one, workers) == expected


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_with_a_lock_every_order_is_right(workers: int) -> None:
    assert set(outcomes(add_one_locked, workers)) == {workers}


def test_main_shows_the_race_and_the_lock(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "without a lock: sold 2, left -1" in printed
    assert "with a lock:    sold 1, left 0" in printed
    assert "4 orders end at 1, 2 orders end at 2" in printed
    assert "only 6 of 90 orders are right" in printed
