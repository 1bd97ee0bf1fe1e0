"""Closures: state, late binding and its cures, and what a cell keeps alive."""

import sys
from collections.abc import Callable, Sequence

import pytest

from language.closures import (
    Upload,
    account,
    counter,
    counter_in_a_list,
    counter_without_nonlocal,
    explain,
    handlers_by_default_value,
    handlers_by_factory,
    handlers_by_partial,
    handlers_late,
    main,
    on_done,
    on_done_keeping_all,
    outlives,
    remembered,
)

type Handlers = Callable[[Sequence[str]], dict[str, Callable[[], str]]]


@pytest.mark.parametrize("make", [counter, counter_in_a_list])
def test_each_counter_counts_for_itself(make: Callable[[], Callable[[], int]]) -> None:
    first, second = make(), make()

    assert [first(), first(), first()] == [1, 2, 3]
    assert second() == 1


def test_an_assignment_without_nonlocal_makes_a_local() -> None:
    increment = counter_without_nonlocal()

    with pytest.raises(UnboundLocalError) as error:
        increment()

    assert str(error.value) == "cannot access local variable 'count' where it is not associated with a value"


def test_two_closures_of_one_call_share_the_variable() -> None:
    deposit, read = account(100)
    other_deposit, other_read = account(100)

    deposit(20)
    deposit(5)
    other_deposit(1)

    assert read() == 125
    assert other_read() == 101


def test_handlers_made_in_a_loop_see_its_last_value() -> None:
    handlers = handlers_late(["a", "b", "c"])

    assert [handler() for handler in handlers.values()] == ["handled c"] * 3


@pytest.mark.parametrize("make", [handlers_by_default_value, handlers_by_factory, handlers_by_partial])
def test_each_cure_gives_each_handler_its_own_topic(make: Handlers) -> None:
    handlers = make(["a", "b", "c"])

    assert {topic: handler() for topic, handler in handlers.items()} == {
        "a": "handled a",
        "b": "handled b",
        "c": "handled c",
    }


def test_remembered_shows_the_value_of_now() -> None:
    deposit, read = account(100)
    assert remembered(read) == {"balance": 100}

    deposit(20)

    assert remembered(read) == {"balance": 120}
    assert remembered(main) == {}


@pytest.mark.parametrize("make", [on_done, on_done_keeping_all])
def test_both_callbacks_say_the_same(make: Callable[[Upload], Callable[[], str]]) -> None:
    assert make(Upload("report.csv", 10))() == "stored report.csv"


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="only reference counting frees at once")
def test_only_the_callback_that_names_the_upload_keeps_it() -> None:
    assert outlives(on_done_keeping_all)
    assert not outlives(on_done)


def test_an_upload_has_a_body_of_its_size() -> None:
    assert len(Upload("report.csv", 1024).body) == 1024


def test_explain_gives_the_result_or_the_error() -> None:
    assert explain(lambda: "ok") == "'ok'"
    assert explain(lambda: int("x")) == "ValueError: invalid literal for int() with base 10: 'x'"


def test_main_shows_late_binding_and_its_cures(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "orders 1, 2, 3; invoices 1" in out
    assert "UnboundLocalError: cannot access local variable 'count'" in out
    assert "handlers_late              ['handled mails', 'handled mails', 'handled mails']" in out
    assert out.count("['handled orders', 'handled users', 'handled mails']") == 3
    assert "on_done              upload still in memory: False" in out
