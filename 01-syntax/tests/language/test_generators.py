"""Generators: when the body runs, what yield from passes on, and how it ends."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.generators import (
    Tree,
    checked_at_the_call,
    checked_too_late,
    explain,
    first_over,
    leaves,
    load,
    load_all,
    main,
    maxima,
    pages,
    result_of,
    rows,
    running_average,
)

TREES: st.SearchStrategy[Tree] = st.recursive(st.text(max_size=3), lambda children: st.lists(children, max_size=4))


def flat(tree: Tree) -> list[str]:
    """The oracle: leaves by an explicit stack."""
    found, stack = [], [tree]
    while stack:
        branch = stack.pop()
        if isinstance(branch, str):
            found.append(branch)
        else:
            stack.extend(reversed(branch))
    return found


@given(st.lists(st.integers()), st.integers(1, 5))
def test_pages_yields_every_item_and_stops_at_the_first_empty_page(items: list[int], size: int) -> None:
    asked: list[int] = []

    def fetch(number: int) -> list[int]:
        asked.append(number)
        return items[number * size : (number + 1) * size]

    assert list(pages(fetch)) == items
    assert asked == list(range(-(-len(items) // size) + 1))


def test_a_generator_checks_at_the_first_next_only() -> None:
    generator = checked_too_late(-1)

    with pytest.raises(ValueError, match="limit must not be negative, not -1"):
        next(generator)


def test_a_function_around_a_generator_checks_at_the_call() -> None:
    with pytest.raises(ValueError, match="limit must not be negative, not -1"):
        checked_at_the_call(-1)


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_both_count_to_the_limit(limit: int) -> None:
    assert list(checked_too_late(limit)) == list(checked_at_the_call(limit)) == list(range(limit))


@given(TREES)
def test_leaves_come_from_left_to_right(tree: Tree) -> None:
    assert list(leaves(tree)) == flat(tree)


def test_load_yields_stripped_rows_and_returns_the_number_of_blanks() -> None:
    assert result_of(load([" a ", "", "  ", "b"])) == (["a", "b"], 2)


def test_yield_from_brings_back_each_return_value() -> None:
    assert result_of(load_all([["a", ""], [], ["", "b", ""]])) == (["a", "b"], [1, 0, 2])


def test_result_of_an_exhausted_generator_is_none() -> None:
    generator = load(["a"])
    list(generator)

    items, value = result_of(generator)

    assert items == []
    assert value is None


@given(st.lists(st.integers(-1000, 1000), min_size=1))
def test_running_average_is_the_mean_so_far(numbers: list[int]) -> None:
    average = running_average()
    next(average)

    averages = [average.send(number) for number in numbers]

    assert averages == [sum(numbers[:end]) / end for end in range(1, len(numbers) + 1)]


def test_a_generator_that_has_not_started_takes_no_value() -> None:
    with pytest.raises(TypeError, match="can't send non-None value to a just-started generator"):
        running_average().send(1)


def test_rows_open_at_the_first_row_and_close_when_used_up() -> None:
    log: list[str] = []
    cursor = rows(log, 2)
    assert log == []

    assert list(cursor) == [1, 2]
    assert log == ["open", "close"]


def test_close_runs_the_finally_of_a_reader_that_stops_early() -> None:
    log: list[str] = []
    cursor = rows(log, 1000)
    next(cursor)

    cursor.close()

    assert log == ["open", "close"]
    assert list(cursor) == []


def test_closing_a_generator_that_never_ran_opens_nothing() -> None:
    log: list[str] = []
    cursor = rows(log, 1000)

    cursor.close()

    assert log == []


def test_first_over_finds_the_first_above_the_limit_or_leaks_stop_iteration() -> None:
    assert first_over(5, iter([1, 5, 6, 9])) == 6
    with pytest.raises(StopIteration):
        first_over(5, iter([1]))


def test_maxima_takes_the_first_above_the_limit_of_each_series() -> None:
    assert list(maxima([[1, 7, 8], [6], [5, 9]], limit=5)) == [7, 6, 9]


def test_a_stop_iteration_inside_a_generator_becomes_a_runtime_error() -> None:
    found: Iterator[int] = maxima([[1, 7], [2, 3], [9]], limit=5)

    assert next(found) == 7
    with pytest.raises(RuntimeError, match=r"^generator raised StopIteration$") as error:
        next(found)
    assert isinstance(error.value.__cause__, StopIteration)


def test_explain_gives_the_result_or_the_error() -> None:
    assert explain(lambda: 1 + 1) == "2"
    assert explain(lambda: int("x")) == "ValueError: invalid literal for int() with base 10: 'x'"
    assert explain(lambda: next(iter([]))) == "StopIteration"


def test_main_shows_when_the_body_runs(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "checked_too_late(-1)       -> generator" in out
    assert "checked_at_the_call(-1)    -> ValueError: limit must not be negative, not -1" in out
    assert "(['1', '2', '3'], [1, 0])" in out
    assert "TypeError: can't send non-None value to a just-started generator" in out
    assert "closed -> ['open', 'close'], and next -> StopIteration" in out
    assert "-> RuntimeError: generator raised StopIteration" in out
