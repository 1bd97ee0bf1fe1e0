from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial

import psycopg
import pytest
from psycopg import Connection

from raw_sql_examples.blocking import Wait, culprits, main, wait_until_blocked, waiting, waits

ADD = "UPDATE numbers SET n = n + 1"
LIMIT = "-c lock_timeout=10s"  # nothing hangs for ever, whatever goes wrong


@pytest.fixture
def connections(module_address: str) -> Iterator[list[Connection]]:
    """Three for transactions, and at the end one that observes them; a table ``numbers`` with one row."""
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(psycopg.connect(module_address, options=LIMIT))) for _ in range(4)]
        opened[-1].autocommit = True
        opened[-1].execute("CREATE TABLE IF NOT EXISTS numbers (n integer)")
        opened[-1].execute("TRUNCATE numbers")
        opened[-1].execute("INSERT INTO numbers VALUES (1)")
        yield opened


def pid(connection: Connection) -> int:
    return connection.info.backend_pid


def test_nobody_waits(connections: list[Connection]) -> None:
    holder, *_, observer = connections
    holder.execute(ADD)

    assert (waits(observer), culprits(observer)) == ([], [])


def test_a_writer_waits_for_the_transaction_that_wrote_its_row(connections: list[Connection]) -> None:
    first, second, _, observer = connections
    first.execute(ADD)

    with waiting(observer, second, partial(second.execute, ADD)) as future:
        found = waits(observer)
        [culprit] = culprits(observer)
        assert not future.done()
        first.commit()

    assert found == [Wait(pid(second), (pid(first),), "transactionid", "ShareLock")]
    assert (culprit.pid, culprit.state, culprit.query, culprit.blocks) == (pid(first), "idle in transaction", ADD, 1)
    assert future.result().rowcount == 1


def test_the_second_of_a_queue_waits_for_the_first_and_the_culprit_blocks_both(connections: list[Connection]) -> None:
    reader, change, late, observer = connections
    reader.execute("SELECT count(*) FROM numbers")
    alter = partial(change.execute, "ALTER TABLE numbers ADD COLUMN m integer")

    with (
        waiting(observer, change, alter),
        waiting(observer, late, partial(late.execute, "SELECT count(*) FROM numbers")),
    ):
        found = waits(observer)
        blamed = [(culprit.pid, culprit.blocks) for culprit in culprits(observer)]
        reader.rollback()
        change.rollback()

    assert found == [
        Wait(pid(change), (pid(reader),), "relation", "AccessExclusiveLock"),
        Wait(pid(late), (pid(change),), "relation", "AccessShareLock"),
    ]
    assert blamed == [(pid(reader), 2)]


def test_who_waits_for_the_culprit_on_two_ways_is_counted_once(connections: list[Connection]) -> None:
    holder, reader, change, observer = connections
    holder.execute("LOCK TABLE numbers")

    with (
        waiting(observer, reader, partial(reader.execute, "SELECT count(*) FROM numbers")),
        waiting(observer, change, partial(change.execute, "LOCK TABLE numbers")),
    ):
        blockers = waits(observer)[1].blocked_by
        blamed = [(culprit.pid, culprit.blocks) for culprit in culprits(observer)]
        holder.rollback()
        reader.rollback()

    assert sorted(blockers) == sorted([pid(holder), pid(reader)])
    assert blamed == [(pid(holder), 2)]


def test_the_culprit_who_blocks_most_comes_first(connections: list[Connection], module_address: str) -> None:
    blocks_one, blocks_two, change, observer = connections
    with closing(psycopg.connect(module_address, options=LIMIT)) as late:
        blocks_one.execute("SELECT count(*) FROM numbers")
        blocks_two.execute(ADD)
        with (
            waiting(observer, late, partial(late.execute, ADD)),
            waiting(observer, change, partial(change.execute, "LOCK TABLE numbers")),
        ):
            blamed = [(culprit.pid, culprit.blocks) for culprit in culprits(observer)]
            blocks_one.rollback()
            blocks_two.rollback()
            late.rollback()

    assert blamed == [(pid(blocks_two), 2), (pid(blocks_one), 1)]


def test_wait_until_blocked_names_the_blockers(connections: list[Connection]) -> None:
    first, second, _, observer = connections
    first.execute(ADD)

    with waiting(observer, second, partial(second.execute, ADD)):
        found = wait_until_blocked(observer, pid(second))
        first.rollback()

    assert found == (pid(first),)


def test_wait_until_blocked_gives_up(connections: list[Connection]) -> None:
    idle, *_, observer = connections

    with pytest.raises(TimeoutError, match=f"^backend {pid(idle)} does not wait for a lock after 0.01 s$"):
        wait_until_blocked(observer, pid(idle), seconds=0.01)
    with pytest.raises(TimeoutError, match=f"^backend {pid(idle)} ended without waiting for a lock$"):
        wait_until_blocked(observer, pid(idle), ended=lambda: True)


def test_work_that_does_not_wait_is_told(connections: list[Connection]) -> None:
    free, *_, observer = connections

    with pytest.raises(TimeoutError, match="ended without waiting"), waiting(observer, free, lambda: None):
        pytest.fail("the block was entered")


def test_work_that_fails_before_it_waits_raises_its_error(connections: list[Connection]) -> None:
    wrong, *_, observer = connections

    with (
        pytest.raises(psycopg.errors.UndefinedTable),
        waiting(observer, wrong, partial(wrong.execute, "SELECT n FROM nowhere")),
    ):
        pytest.fail("the block was entered")


def test_a_block_that_fails_cancels_the_wait(connections: list[Connection]) -> None:
    first, second, _, observer = connections
    first.execute(ADD)

    with pytest.raises(ZeroDivisionError), waiting(observer, second, partial(second.execute, ADD)) as future:
        raise ZeroDivisionError

    assert isinstance(future.exception(), psycopg.errors.QueryCanceled)


@pytest.mark.usefixtures("story_address")
def test_main_finds_the_forgotten_report(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert "reader waits for change, to get AccessShareLock on a relation" in shown
    assert "the one to end: report, idle in transaction, blocks 2: SELECT count(*) FROM carriers" in shown
