import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.futures import (
    arrivals_as_completed,
    arrivals_by_map,
    cancelled,
    inner_task_runs,
    main,
    notify,
    notify_wrong,
    send_mail,
    work_after_timeout,
)

ADDRESSES = st.lists(st.text(alphabet="ab@", min_size=1, max_size=4), unique=True)


def test_a_mail_is_sent_to_an_address_only() -> None:
    assert send_mail("a@b") == "sent to a@b"
    with pytest.raises(ValueError, match=r"^not an address: 'bob'$"):
        send_mail("bob")


def test_an_error_that_nobody_asks_for_is_never_seen() -> None:
    assert notify_wrong(["a@b", "bob"]) == 2


@settings(max_examples=30, deadline=None)
@given(ADDRESSES)
def test_each_address_gets_an_answer_or_an_error(addresses: list[str]) -> None:
    answers, errors = notify(addresses)

    assert answers == sorted(f"sent to {address}" for address in addresses if "@" in address)
    assert errors == {address: f"not an address: {address!r}" for address in addresses if "@" not in address}


def test_map_keeps_the_order_of_its_items() -> None:
    assert arrivals_by_map() == ["slow", "fast"]


def test_as_completed_has_the_order_of_completion() -> None:
    assert arrivals_as_completed() == ["fast", "slow"]


def test_only_a_task_that_has_not_begun_can_be_cancelled() -> None:
    assert cancelled(running_first=False)
    assert not cancelled(running_first=True)


def test_a_timeout_ends_the_waiting_and_not_the_work() -> None:
    assert work_after_timeout() == ["timeout", "charged"]


def test_a_task_that_waits_for_its_own_pool_needs_a_second_worker() -> None:
    assert not inner_task_runs(1)
    assert inner_task_runs(2)


def test_main_shows_how_results_get_lost(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "notify_wrong: 3 submitted" in printed
    assert """ValueError("not an address: 'bob'")""" in printed
    assert "Order of map: ['slow', 'fast']; order of as_completed: ['fast', 'slow']" in printed
    assert "timeout -> charged" in printed
    assert "own pool of 1: deadlock" in printed
    assert "own pool of 2: works" in printed
