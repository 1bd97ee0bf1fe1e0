"""Two stacks: a cursor, a history and a queue, each beside its plain way under the same operations."""

from collections import deque
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_coding.two_stacks import (
    History,
    HistoryBruteForce,
    StackQueue,
    StackQueueBruteForce,
    TextCursor,
    TextCursorBruteForce,
    main,
)

IDS = ["better", "brute_force"]
cursors = pytest.mark.parametrize("start", [TextCursor, TextCursorBruteForce], ids=IDS)
histories = pytest.mark.parametrize("start", [History, HistoryBruteForce], ids=IDS)
queues = pytest.mark.parametrize("start", [StackQueue, StackQueueBruteForce], ids=IDS)
OPERATIONS = st.one_of(
    st.tuples(st.just("insert"), st.text("ab", max_size=3)),
    st.tuples(st.just("delete"), st.integers(0, 4)),
    st.tuples(st.just("move"), st.integers(-5, 5)),
)


@given(st.lists(OPERATIONS, max_size=12))
@settings(max_examples=20)
def test_cursors_agree(operations: list[tuple[str, Any]]) -> None:
    one, other = TextCursor(), TextCursorBruteForce()
    for name, argument in operations:
        assert getattr(one, name)(argument) == getattr(other, name)(argument)
        assert (one.text, one.position) == (other.text, other.position)


@cursors
def test_a_cursor_stays_within_its_text(start: Callable[[], TextCursor | TextCursorBruteForce]) -> None:
    cursor = start()
    assert (cursor.text, cursor.position) == ("", 0)

    cursor.insert("help")
    cursor.move(-9)
    assert (cursor.delete(1), cursor.position) == (0, 0)
    cursor.move(9)
    assert cursor.position == 4
    assert (cursor.delete(9), cursor.text) == (4, "")


@cursors
def test_a_negative_count_is_refused_and_changes_nothing(
    start: Callable[[], TextCursor | TextCursorBruteForce],
) -> None:
    cursor = start()
    cursor.insert("ab")

    with pytest.raises(ValueError, match=r"^cannot delete -1 characters$"):
        cursor.delete(-1)

    assert (cursor.text, cursor.position) == ("ab", 2)


@given(st.lists(st.sampled_from(["save", "undo", "redo"]), max_size=15), st.integers(0, 3))
@settings(max_examples=20)
def test_histories_agree(operations: list[str], limit: int) -> None:
    one, other = History(-1, limit), HistoryBruteForce(-1, limit)
    for number, operation in enumerate(operations):
        if operation == "save":
            one.save(number)
            other.save(number)
            assert one.current == number
        else:
            assert getattr(one, operation)() == getattr(other, operation)()
        assert one.current == other.current


@histories
def test_a_history_goes_back_to_the_very_objects_and_forgets_on_save(start: Callable[..., History[list[str]]]) -> None:
    first, second, third = ["a"], ["b"], ["c"]
    history = start(first, 2)
    assert (history.undo(), history.redo(), history.current) == (False, False, first)

    history.save(second)
    assert history.undo()
    assert history.current is first
    history.save(third)
    assert not history.redo()
    assert history.undo()
    assert history.redo()
    assert history.current is third


@histories
def test_a_history_keeps_as_many_undos_as_it_may(start: Callable[..., History[int]]) -> None:
    history = start(0, 2)
    for number in (1, 2, 3):
        history.save(number)

    assert (history.undo(), history.undo(), history.undo()) == (True, True, False)
    assert history.current == 1
    with pytest.raises(ValueError, match=r"^limit must not be negative, not -1$"):
        start(0, -1)


@queues
@given(operations=st.lists(st.none() | st.integers(0, 9), max_size=20))
@settings(max_examples=15)
def test_queues_do_what_a_deque_does(
    start: Callable[[], StackQueue[int] | StackQueueBruteForce[int]], operations: list[int | None]
) -> None:
    queue, oracle = start(), deque[int]()
    for item in operations:
        if item is not None:
            queue.put(item)
            oracle.append(item)
        elif oracle:
            assert queue.get() == oracle.popleft()
        else:
            with pytest.raises(IndexError, match=r"^get from an empty queue$"):
                queue.get()
        assert len(queue) == len(oracle)


def test_a_long_queue_is_first_in_first_out() -> None:
    queue = StackQueue[int]()
    for item in range(10_000):
        queue.put(item)

    assert [queue.get() for _ in range(10_000)] == list(range(10_000))


def test_main_goes_back_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "SELECT * FROM |users" in out
    assert "Undone: [True, True, False] - now: reviewed - redone: True" in out
    assert "Who waits longest: ada" in out
