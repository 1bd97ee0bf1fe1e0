from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg import Connection

from raw_sql_examples.blocking import waiting
from raw_sql_examples.deadlocks import (
    TABLE,
    Transfer,
    both_ways,
    careless_transfer,
    main,
    ordered_transfer,
    upgrading_transfer,
)

TRANSFERS = [careless_transfer, upgrading_transfer, ordered_transfer]
DONE = {1: 120, 2: 80}


@pytest.fixture
def connection(module_address: str) -> Iterator[Connection]:
    with closing(psycopg.connect(module_address)) as opened:
        opened.execute(TABLE)
        opened.commit()
        yield opened


@pytest.mark.parametrize("transfer", TRANSFERS)
@pytest.mark.parametrize(("source", "target"), [(1, 2), (2, 1)])
def test_a_transfer_alone_moves_the_cents(connection: Connection, transfer: Transfer, source: int, target: int) -> None:
    transfer(connection, source, target, 30, lambda: None)

    left: dict[int, int] = dict(connection.execute("SELECT id, cents FROM purses").fetchall())
    assert left == {source: 70, target: 130}
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS


@pytest.mark.parametrize(
    ("transfer", "conflicts"),
    [
        # while the first row is locked, what another can still lock of row 1 and row 2
        (careless_transfer, {(2, "KEY SHARE"): False, (2, "SHARE"): True, (1, "UPDATE"): False}),
        (upgrading_transfer, {(2, "SHARE"): False, (2, "UPDATE"): True, (1, "SHARE"): False, (1, "UPDATE"): True}),
        (ordered_transfer, {(2, "KEY SHARE"): False, (2, "SHARE"): True, (1, "SHARE"): True}),
    ],
)
def test_what_is_locked_before_the_first_write(
    connection: Connection, module_address: str, transfer: Transfer, conflicts: dict[tuple[int, str], bool]
) -> None:
    found: dict[tuple[int, str], bool] = {}

    def probe() -> None:
        for purse, strength in conflicts:
            with closing(psycopg.connect(module_address)) as other:
                query = f"SELECT id FROM purses WHERE id = {purse} FOR {strength} NOWAIT"
                try:
                    other.execute(query)
                    found[purse, strength] = False
                except psycopg.errors.LockNotAvailable:
                    found[purse, strength] = True

    transfer(connection, 2, 1, 30, probe)

    assert found == conflicts


@pytest.mark.parametrize("transfer", [upgrading_transfer, ordered_transfer])
@pytest.mark.parametrize(("source", "target"), [(1, 2), (2, 1)])
def test_rows_are_locked_in_the_order_of_their_keys(
    connection: Connection, module_address: str, transfer: Transfer, source: int, target: int
) -> None:
    # Without ORDER BY, 2 comes first: the new version of 1 lies behind it, and the rows are read as they lie.
    connection.execute("UPDATE purses SET cents = 100 WHERE id = 1")
    for plan in ("indexscan", "bitmapscan"):
        connection.execute(f"SET enable_{plan} = off")
    connection.commit()
    holder, observer = (psycopg.connect(module_address, autocommit=True) for _ in range(2))
    with closing(holder), closing(observer):
        holder.execute("BEGIN")
        holder.execute("SELECT id FROM purses WHERE id = 1 FOR UPDATE")
        with waiting(observer, connection, lambda: transfer(connection, source, target, 30, lambda: None)):
            free = observer.execute("SELECT id FROM purses FOR UPDATE SKIP LOCKED").fetchall()
            holder.execute("ROLLBACK")

    assert free == [(2,)]


@pytest.mark.parametrize("transfer", [careless_transfer, upgrading_transfer])
def test_one_of_two_is_refused(module_address: str, transfer: Transfer) -> None:
    found = both_ways(module_address, transfer)

    [detail] = found.deadlocks
    assert detail.count("waits for") == detail.count("blocked by process") == 2
    assert found.left in ({1: 90, 2: 110}, {1: 130, 2: 70})


@pytest.mark.parametrize("transfer", [careless_transfer, upgrading_transfer])
def test_the_retry_does_both(module_address: str, transfer: Transfer) -> None:
    found = both_ways(module_address, transfer, attempts=2)

    assert (len(found.deadlocks), found.left) == (1, DONE)


def test_in_order_there_is_no_deadlock(module_address: str) -> None:
    found = both_ways(module_address, ordered_transfer)

    assert (found.deadlocks, found.left) == ((), DONE)


@pytest.mark.usefixtures("story_address")
def test_main_compares_the_three(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert "upgrading transfer, 2 attempt(s): 1 deadlock(s), then {1: 120, 2: 80}" in shown
    assert "ordered transfer, 1 attempt(s): 0 deadlock(s), then {1: 120, 2: 80}" in shown
    assert shown.count("Process N waits for ShareLock on transaction N; blocked by process N.") == 2
