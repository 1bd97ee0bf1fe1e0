import uuid
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from flights import databases
from flights.server import Server
from raw_sql_examples import server_restart


@pytest.fixture
def orders(own_server: Server) -> Iterator[str]:
    """The address of the server that may be stopped, with an empty table of orders."""
    address = own_server.url("flights")
    with closing(databases.connect(address)) as connection:
        connection.execute("DROP TABLE IF EXISTS orders")
        connection.execute(server_restart.ORDERS)
    yield address
    if not (own_server.folder / "postmaster.pid").exists():
        own_server.start()


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


def test_an_order_is_not_there_when_the_server_goes_before_the_commit(own_server: Server, orders: str) -> None:
    key = uuid.uuid4()
    with closing(psycopg.connect(orders)) as connection, pytest.raises(psycopg.OperationalError):
        server_restart.place_order(connection, key, "Ada", lambda: own_server.stop("immediate"))
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


def test_fates(own_server: Server, orders: str) -> None:
    with closing(psycopg.connect(orders)) as connection, closing(psycopg.connect(orders)) as other:
        found: list[str] = []

        def look() -> None:
            number = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
            assert number is not None
            found.append(server_restart.fate(other, number[0]))
            connection.rollback()
            found.append(server_restart.fate(other, number[0]))

        server_restart.place_order(connection, uuid.uuid4(), "Ada", look)
    assert found == ["in progress", "aborted"]


def test_main_restarts_a_server_under_its_users(capsys: pytest.CaptureFixture[str]) -> None:
    server_restart.main()
    told = capsys.readouterr().out
    assert "unchecked pool: 3" in told
    assert "checked pool:   0" in told
    assert "asked by its key: False" in told
    assert "orders: (1,)" in told
