import uuid
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg_pool import ConnectionPool, PoolTimeout

from flights import databases
from flights.server import Server
from raw_sql_examples import server_restart


@pytest.fixture
def orders(own_server: Server) -> Iterator[str]:
    """The address of the server that may be stopped, with an empty table of orders."""
    address = own_server.url("flights")
    with closing(databases.connect(address)) as connection:
        connection.execute(server_restart.ORDERS)
    yield address
    if not (own_server.folder / "postmaster.pid").exists():
        own_server.start()
    with closing(databases.connect(address)) as connection:
        connection.execute("DROP TABLE orders")


@pytest.mark.parametrize(("checked", "failed"), [(True, 0), (False, 2)])
def test_a_pool_that_checks_lends_no_dead_connection(checked: bool, failed: int, own_server: Server) -> None:
    assert server_restart.failures_after_restart(own_server, checked=checked, size=2) == failed


def test_reading_may_be_tried_again(own_server: Server) -> None:
    with ConnectionPool(own_server.url("flights"), min_size=2, max_size=2, open=True) as pool:
        pool.wait(30)
        own_server.stop()
        own_server.start()
        assert server_restart.ask_again(pool, attempts=3) == server_restart.ask(pool) == 16


def test_but_not_for_ever(own_server: Server) -> None:
    with ConnectionPool(own_server.url("flights"), min_size=2, max_size=2, open=True) as pool:
        pool.wait(30)
        own_server.stop()
        own_server.start()
        with pytest.raises(psycopg.OperationalError):
            server_restart.ask_again(pool, attempts=1)


def test_an_empty_pool_is_not_asked_again(own_server: Server) -> None:
    with ConnectionPool(own_server.url("flights"), min_size=1, max_size=1, timeout=0.05, open=True) as pool:
        pool.wait(30)
        with pool.connection(), pytest.raises(PoolTimeout):
            server_restart.ask_again(pool, attempts=3)
        assert pool.get_stats()["requests_errors"] == 1


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (psycopg.OperationalError("the connection is closed"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CannotConnectNow(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.LockNotAvailable(), False),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.DiskFull(), False),
        (PoolTimeout(), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_which_errors_mean_a_lost_connection(error: psycopg.OperationalError, lost: bool) -> None:
    assert server_restart.is_lost(error) is lost


def test_an_order_is_not_there_when_the_server_goes_before_the_commit(own_server: Server, orders: str) -> None:
    key = uuid.uuid4()
    with closing(psycopg.connect(orders)) as connection, pytest.raises(psycopg.OperationalError):
        server_restart.place_order(connection, key, "Ada", lambda _: own_server.stop("immediate"))
    own_server.start()
    with closing(psycopg.connect(orders)) as connection:
        assert server_restart.is_placed(connection, key) is False
        server_restart.place_order(connection, key, "Ada")
        assert server_restart.is_placed(connection, key) is True


def test_an_order_is_there_when_the_server_goes_after_it_and_sending_it_again_does_not_double_it(
    own_server: Server, orders: str
) -> None:
    key = uuid.uuid4()
    with closing(psycopg.connect(orders)) as connection:
        transaction = server_restart.place_order(connection, key, "Ada")
    own_server.stop("immediate")
    own_server.start()
    with closing(psycopg.connect(orders)) as connection:
        assert server_restart.is_placed(connection, key) is True
        assert server_restart.fate(connection, transaction) == "committed"
        server_restart.place_order(connection, key, "somebody else")
        assert connection.execute("SELECT key, passenger FROM orders").fetchall() == [(key, "Ada")]


def test_an_order_is_there_when_only_the_answer_was_lost(own_server: Server, orders: str) -> None:
    key = uuid.uuid4()
    number = server_restart.lose_the_answer(own_server, key, "Ada")
    assert not (own_server.folder / "postmaster.pid").exists()
    own_server.start()
    with closing(psycopg.connect(orders)) as connection:
        assert server_restart.is_placed(connection, key) is True
        assert server_restart.fate(connection, number) == "committed"
        server_restart.place_order(connection, key, "Ada")
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (1,)


def test_fates(own_server: Server, orders: str) -> None:
    with closing(psycopg.connect(orders)) as connection, closing(psycopg.connect(orders)) as other:
        found: list[str] = []

        def look(number: int) -> None:
            found.append(server_restart.fate(other, number))
            connection.rollback()
            found.append(server_restart.fate(other, number))

        server_restart.place_order(connection, uuid.uuid4(), "Ada", look)
    assert found == ["in progress", "aborted"]


def test_main_restarts_a_server_under_its_users(own_story: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server_restart.main()
    with closing(databases.connect(own_story.url("flights"))) as connection:
        connection.execute("DROP TABLE orders")
    told = capsys.readouterr().out
    assert "unchecked pool: 3" in told
    assert " checked pool: 0" in told
    assert "asked by their keys: False True" in told
    assert "Grace is committed" in told
    assert "[('Ada',), ('Grace',)]" in told
