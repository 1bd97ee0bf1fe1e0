"""Tests of context_managers.py."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import context_managers as cm

rows = st.lists(st.sampled_from(["a", "b", ""]))


@given(first=rows, second=rows)
def test_a_transaction_is_kept_whole_or_not_at_all(first: list[str], second: list[str]) -> None:
    store = cm.Store()
    expected: list[str] = []
    events = []
    transaction = cm.Transaction(store)
    for batch in (first, second):
        if "" in batch:
            with pytest.raises(ValueError, match="an empty row"):
                cm.save(transaction, batch)
        else:
            assert cm.save(transaction, batch) == "saved"
            expected += batch
        events += ["begin", "rollback" if "" in batch else "commit"]
    assert (store.rows, store.events) == (expected, events)


def test_the_block_gets_what_enter_returns() -> None:
    transaction = cm.Transaction(cm.Store())
    with transaction as entered:
        assert entered is transaction


def test_an_exit_that_returns_true_reports_success_for_what_was_lost() -> None:
    store = cm.Store()
    assert cm.save(cm.SwallowingTransaction(store), ["a", ""]) == "saved"
    assert (store.rows, store.events) == ([], ["begin", "rollback"])


@pytest.mark.parametrize("manager", [cm.connection, cm.connection_broken])
def test_a_connection_comes_back_after_a_good_block(
    manager: Callable[[list[str]], AbstractContextManager[str]],
) -> None:
    pool = ["c1", "c2"]
    with manager(pool) as taken:
        assert (taken, pool) == ("c2", ["c1"])
    assert pool == ["c1", "c2"]


def test_a_connection_is_lost_when_the_cleanup_is_not_in_finally() -> None:
    kept, lost = ["c1"], ["c1"]
    with pytest.raises(TimeoutError), cm.connection(kept):
        raise TimeoutError
    with pytest.raises(TimeoutError), cm.connection_broken(lost):
        raise TimeoutError
    assert (kept, lost) == (["c1"], [])


def test_an_empty_pool_has_no_connection() -> None:
    with pytest.raises(IndexError), cm.connection([]):
        pytest.fail("there was a connection")


@given(size=st.integers(1, 10))
def test_a_leak_ends_the_service_after_as_many_failures_as_there_are_connections(size: int) -> None:
    assert cm.uses_until_empty(cm.connection, size) == 100
    assert cm.uses_until_empty(cm.connection_broken, size) == size


@given(names=st.lists(st.text("abc", min_size=1)))
def test_what_is_entered_is_left_in_reverse_order(names: list[str]) -> None:
    log: list[str] = []
    assert cm.open_all([cm.logged(name, log) for name in names]) == names
    assert log == [f"+{name}" for name in names] + [f"-{name}" for name in reversed(names)]


def test_what_was_entered_before_a_failure_is_left() -> None:
    log: list[str] = []
    managers = [cm.logged(name, log) for name in ("a", "b", "", "c")]
    with pytest.raises(ConnectionError, match="no name"):
        cm.open_all(managers)
    assert log == ["+a", "+b", "-b", "-a"]


def test_a_generator_serves_one_block() -> None:
    pool = ["c1"]
    assert cm.second_use(pool).split(":")[0] in {"AttributeError", "RuntimeError"}
    assert pool == ["c1"]


def test_the_story_shows_what_is_kept_and_what_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    cm.main()
    out = capsys.readouterr().out
    assert "saved: ['order 7', 'order 8'], ['begin', 'commit']" in out
    assert "ValueError: an empty row: ['order 7', 'order 8'], ['begin', 'rollback']" in out
    assert "the caller hears 'saved', and there is ['order 7', 'order 8']" in out
    assert "connection: 100 of 100" in out
    assert "connection_broken: 3 of 100" in out
    assert "['+database', '+cache', '+broker', '-broker', '-cache', '-database']" in out
    assert "the second fails: ['+database', '-database']" in out
