from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import NoReturn

import psycopg
import pytest
from psycopg import Connection, IsolationLevel
from psycopg_pool import ConnectionPool

from raw_sql_examples.transactions import TABLE, add_wallets, after_an_error, main, run_in_transaction, transfer

type Connect = Callable[[], Connection]


@pytest.fixture
def connect(module_address: str) -> Connect:
    with closing(psycopg.connect(module_address)) as connection:
        connection.execute(TABLE)
        connection.commit()
    return lambda: psycopg.connect(module_address)


@pytest.fixture
def connection(connect: Connect) -> Iterator[Connection]:
    with closing(connect()) as opened:
        yield opened


def committed(connect: Connect) -> dict[str, int]:
    """The wallets that another connection sees."""
    with closing(connect()) as connection:
        return dict(connection.execute("SELECT owner, cents FROM wallets").fetchall())


class Refused:
    """Work that is refused with the SQLSTATE as often as ``times``, after it has written; then it returns its calls."""

    def __init__(self, sqlstate: str, times: int) -> None:
        self.calls, self.levels = 0, set[str]()
        self._sqlstate, self._times = sqlstate, times

    def __call__(self, connection: Connection) -> int:
        self.calls += 1
        self.levels |= {level for (level,) in connection.execute("SHOW transaction_isolation")}
        connection.execute("UPDATE wallets SET cents = cents + 1 WHERE owner = 'Ben'")
        if self.calls <= self._times:
            connection.execute(f"DO $$ BEGIN RAISE SQLSTATE '{self._sqlstate}'; END $$")
        return self.calls


def no_sleep(seconds: float) -> None:
    assert seconds >= 0


def test_transfer_moves_and_commits(connect: Connect, connection: Connection) -> None:
    transfer(connection, "Ada", "Ben", 300)
    assert committed(connect) == {"Ada": 700, "Ben": 300}


def test_transfer_that_breaks_a_constraint_moves_nothing(connect: Connect, connection: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as caught:
        transfer(connection, "Ada", "Ben", 1001)

    assert caught.value.diag.constraint_name == "wallets_no_debt"
    assert committed(connect) == {"Ada": 1000, "Ben": 0}


@pytest.mark.parametrize(("source", "target"), [("Eve", "Ben"), ("Ada", "Eve")])
def test_transfer_names_a_missing_wallet(connect: Connect, connection: Connection, source: str, target: str) -> None:
    with pytest.raises(LookupError, match=r"^no wallet of 'Eve'$"):
        transfer(connection, source, target, 1)
    assert committed(connect) == {"Ada": 1000, "Ben": 0}


def test_transfer_leaves_the_commit_to_a_caller_who_began(connect: Connect, connection: Connection) -> None:
    with connection.transaction(force_rollback=True):
        transfer(connection, "Ada", "Ben", 300)
    assert committed(connect) == {"Ada": 1000, "Ben": 0}


def test_savepoints_keep_the_good_rows(connect: Connect, connection: Connection) -> None:
    refused = add_wallets(connection, [("Cyd", 5), ("Ada", 7), ("Dan", -1), ("Eve", 9)])

    assert refused == [("Ada", "23505"), ("Dan", "23514")]
    assert committed(connect) == {"Ada": 1000, "Ben": 0, "Cyd": 5, "Eve": 9}


def test_wallets_are_added_in_one_transaction(connect: Connect, connection: Connection) -> None:
    def wallets() -> Iterator[tuple[str, int]]:
        yield "Cyd", 5
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_wallets(connection, wallets())
    assert committed(connect) == {"Ada": 1000, "Ben": 0}


def test_an_error_spoils_the_transaction_until_the_rollback(connection: Connection) -> None:
    assert after_an_error(connection) == ("22012", "25P02", 1)
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_a_refused_transaction_starts_over_and_writes_once(connect: Connect, sqlstate: str) -> None:
    work = Refused(sqlstate, times=2)

    assert run_in_transaction(connect, work, sleep=no_sleep) == 3
    assert committed(connect)["Ben"] == 1


def test_the_last_refusal_is_raised_with_a_note(connect: Connect) -> None:
    work = Refused("40001", times=3)

    with pytest.raises(psycopg.errors.SerializationFailure) as caught:
        run_in_transaction(connect, work, attempts=3, sleep=no_sleep)

    assert caught.value.__notes__ == ["gave up after 3 attempts"]
    assert (work.calls, committed(connect)["Ben"]) == (3, 0)


@pytest.mark.parametrize("sqlstate", ["23505", "55P03", "57014", "08006"])
def test_other_errors_are_not_retried(connect: Connect, sqlstate: str) -> None:
    work = Refused(sqlstate, times=1)

    with pytest.raises(psycopg.Error) as caught:
        run_in_transaction(connect, work, sleep=no_sleep)

    assert (caught.value.sqlstate, work.calls, committed(connect)["Ben"]) == (sqlstate, 1, 0)


def test_a_refusal_by_the_commit_is_retried(connect: Connect) -> None:
    calls = []

    def work(connection: Connection) -> int:
        calls.append(connection)
        connection.execute("CREATE TEMPORARY TABLE once (n integer)")
        if len(calls) == 1:
            connection.execute(
                "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE SQLSTATE '40001'; END $$"
            )
            connection.execute(
                "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON once DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
            )
        connection.execute("INSERT INTO once VALUES (1)")
        return len(calls)

    assert run_in_transaction(connect, work, sleep=no_sleep) == 2


@pytest.mark.parametrize("sqlstate", ["40001", "22012"])
def test_work_that_swallows_an_error_is_not_taken_for_committed(connect: Connect, sqlstate: str) -> None:
    refused = Refused(sqlstate, times=1)

    def swallow(connection: Connection) -> str:
        with suppress(psycopg.Error):
            refused(connection)
        return "done"

    with pytest.raises(psycopg.errors.InFailedSqlTransaction, match=r"^the work went on after an error$"):
        run_in_transaction(connect, swallow, sleep=no_sleep)
    assert (refused.calls, committed(connect)["Ben"]) == (1, 0)


def test_pauses_are_random_below_a_bound_that_doubles(connect: Connect) -> None:
    pauses: list[float] = []

    def upper(low: float, high: float) -> float:
        assert low == 0
        return high

    with pytest.raises(psycopg.errors.SerializationFailure):
        run_in_transaction(connect, Refused("40001", 9), attempts=9, sleep=pauses.append, jitter=upper)

    assert pauses == [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.0]


def test_the_level_is_of_the_transaction_alone(connect: Connect, module_address: str) -> None:
    with ConnectionPool(module_address, min_size=1, max_size=1, open=True) as pool:
        for level, shown in ((IsolationLevel.SERIALIZABLE, "serializable"), (None, "read committed")):
            work = Refused("40001", times=1)
            run_in_transaction(pool.connection, work, level=level, sleep=no_sleep)
            assert work.levels == {shown}
    assert committed(connect)["Ben"] == 2


def test_a_pool_has_its_connection_back_during_the_pause(connect: Connect, module_address: str) -> None:
    free = []
    with ConnectionPool(module_address, min_size=1, max_size=1, open=True) as pool:

        def look(_: float) -> None:
            with pool.connection(timeout=5) as connection:
                free.append(connection.info.transaction_status.name)

        run_in_transaction(pool.connection, Refused("40001", times=2), sleep=look)
    assert free == ["IDLE", "IDLE"]


def test_no_attempt_is_refused(connect: Connect) -> None:
    with pytest.raises(ValueError, match=r"^expected at least 1 attempt, found 0$"):
        run_in_transaction(connect, Refused("40001", 0), attempts=0)


def test_a_nested_transaction_cannot_start_over(connection: Connection) -> None:
    def never(_: Connection) -> NoReturn:
        pytest.fail("the work was done")

    connection.execute("SELECT 1")
    with pytest.raises(ValueError, match=r"^expected a connection outside a transaction, found INTRANS$"):
        run_in_transaction(lambda: connection, never)


@pytest.mark.usefixtures("story_address")
def test_main_tells_of_every_anomaly_and_of_the_retry(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert "HAPPENS            (120) at READ UNCOMMITTED, READ COMMITTED" in shown
    assert "refused with 40001 (1) at SERIALIZABLE" in shown
    assert "Ben: I am the only one, so I stay." in shown
