import inspect
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from flights import databases
from flights.server import ServerError
from raw_sql_examples import connection_pool
from raw_sql_examples.connection_pool import DatabaseBusyError, Pool, opened


@pytest.fixture
def pool(postgresql_address: str) -> Iterator[Pool]:
    with opened(postgresql_address, size=2, wait=0.05) as made:
        yield made


def line() -> str:
    """The line that calls this, as a loan tells it."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return f"test_connection_pool.py:{frame.f_back.f_lineno}"


def test_few_connections_serve_many_threads(postgresql_address: str) -> None:
    with opened(postgresql_address, size=2) as pool:
        assert 1 <= len(connection_pool.serve(pool, requests=40, threads=10)) <= 2
        assert pool.loans() == []


def test_a_block_commits_at_its_end(module_address: str) -> None:
    with opened(module_address, size=1) as own:
        with own.connection() as connection:
            connection.execute("CREATE TABLE kept (n integer)")
            connection.execute("INSERT INTO kept VALUES (7)")
        with pytest.raises(psycopg.errors.DivisionByZero):  # noqa: PT012, SIM117  # the block is tested
            with own.connection() as connection:
                connection.execute("INSERT INTO kept VALUES (1)")
                connection.execute("SELECT 1 / 0")
        with own.connection() as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
            connection.execute("DROP TABLE kept")


def test_a_loan_tells_who_took_it(pool: Pool) -> None:
    connection, taken_at = pool.take(), line()
    (loan,) = pool.loans()
    assert (loan.taken_at, loan.process) == (taken_at, connection.info.backend_pid)
    assert pool.loans(older_than=3600) == []
    pool.give_back(connection)
    assert pool.loans() == []


def connection(pool: Pool) -> int:
    """A function with the name of the pool's own."""
    pool.take()
    return int(line().rpartition(":")[2]) - 1


def test_whatever_the_name_of_the_function_that_took_it(pool: Pool) -> None:
    taken = connection(pool)
    assert [loan.taken_at for loan in pool.loans()] == [f"test_connection_pool.py:{taken}"]


def test_so_does_a_block(pool: Pool) -> None:
    with pool.connection():
        assert [loan.taken_at.partition(":")[0] for loan in pool.loans()] == ["test_connection_pool.py"]
    assert pool.loans() == []


def test_when_all_are_lent_the_next_is_refused_and_told_of_the_oldest(pool: Pool) -> None:
    first, taken_at = pool.take(), line()
    with pool.connection(), pytest.raises(DatabaseBusyError) as caught:
        pool.take()
    assert str(caught.value) == f"no connection free within 0.05 s: 2 of 2 lent, the oldest to {taken_at}"
    pool.give_back(first)
    with pool.connection(), pool.connection():
        assert len(pool.loans()) == 2


def test_who_waits_gets_what_comes_back(postgresql_address: str) -> None:
    with opened(postgresql_address, size=1, wait=30) as pool:
        first = pool.take()
        got: list[int] = []

        def wait_for_one() -> None:
            with pool.connection() as connection:
                got.append(connection.info.backend_pid)

        waiting = threading.Thread(target=wait_for_one)
        waiting.start()
        assert got == []
        pool.give_back(first)
        waiting.join(30)
        assert got == [first.info.backend_pid]


def test_a_forgotten_connection_stays_lent(pool: Pool) -> None:
    lost = connection_pool.forget(pool)
    assert [loan.process for loan in pool.loans()] == [lost.info.backend_pid]
    assert lost.info.transaction_status == psycopg.pq.TransactionStatus.INERROR
    pool.give_back(lost)


def test_what_is_given_back_in_a_transaction_is_rolled_back(postgresql_address: str) -> None:
    with opened(postgresql_address, size=1) as pool:
        connection = pool.take()
        connection.execute("CREATE TEMPORARY TABLE left_open (n integer)")
        pool.give_back(connection)
        with pool.connection() as again:
            assert again.execute("SELECT to_regclass('left_open')").fetchone() == (None,)


def test_a_connection_that_died_is_replaced(postgresql_address: str) -> None:
    with opened(postgresql_address, size=1) as pool:
        with pool.connection() as connection:
            dead = connection.info.backend_pid
        with closing(databases.connect(postgresql_address)) as other:
            assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [dead]).fetchone() == (True,)
        with pool.connection() as connection:
            assert connection.info.backend_pid != dead
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_process_for_each_request_or_one_for_all(postgresql_address: str) -> None:
    ways = connection_pool.with_pool_or_not(postgresql_address, 3)
    assert [len(way()) for way in ways.values()] == [3, 1]


def test_a_server_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"cannot be reached"):
        Pool(f"postgresql://nobody@/flights?host={tmp_path}", size=1, wait=0.05)


def test_main_finds_the_leak(loaded_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    connection_pool.main()
    told = capsys.readouterr().out
    assert "still lent: ['connection_pool.py:" in told
    assert "3 of 3 lent, the oldest to connection_pool.py:" in told
    assert "lent now: []" in told
