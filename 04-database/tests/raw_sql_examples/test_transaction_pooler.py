import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from flights.databases import connect
from flights.server import Server
from raw_sql_examples import transaction_pooler
from raw_sql_examples.transaction_pooler import pack, read, running


@pytest.fixture
def address(own_server: Server) -> Iterator[str]:
    """A pooler with one connection to the server."""
    with running(own_server, "flights", size=1) as found:
        yield found


def process(connection: psycopg.Connection) -> int:
    found = connection.execute("SELECT pg_backend_pid()").fetchone()
    assert found is not None
    return int(found[0])


def test_clients_share_a_session_and_get_their_own_answers(address: str) -> None:
    with closing(connect(address)) as first, closing(connect(address)) as second:
        assert process(first) == process(second)
        assert first.execute("SELECT name FROM airlines WHERE carrier = %s", ["UA"]).fetchone() == (
            "United Air Lines Inc.",
        )
        assert len(second.execute("SELECT id FROM flights LIMIT 5000").fetchall()) == 5000


def test_as_many_sessions_as_were_asked_for(own_server: Server) -> None:
    with running(own_server, "flights", size=3) as address:
        clients = [connect(address) for _ in range(5)]
        assert len({process(each) for each in clients for _ in range(3)}) == 3
        for each in clients:
            each.close()


def test_a_transaction_keeps_its_session_and_others_wait(address: str) -> None:
    got: list[int] = []
    with closing(connect(address)) as first, closing(connect(address)) as second:
        waiting = threading.Thread(target=lambda: got.append(process(second)))
        with first.transaction():
            mine = process(first)
            waiting.start()
            assert process(first) == mine
            assert got == []
        waiting.join(30)
    assert got == [mine]


def test_an_error_in_a_transaction_is_the_clients_own(address: str) -> None:
    with closing(connect(address)) as first, closing(connect(address)) as second:
        with pytest.raises(psycopg.errors.DivisionByZero), first.transaction():
            first.execute("SELECT 1 / 0")
        assert second.execute("SELECT 1").fetchone() == (1,)


def test_a_client_that_goes_in_a_transaction_leaves_nothing_behind(address: str) -> None:
    gone = psycopg.connect(address)
    gone.execute("CREATE TEMPORARY TABLE left_open (n integer)")
    before = process(gone)
    gone.close()
    with closing(connect(address)) as other:
        assert other.execute("SELECT to_regclass('left_open')").fetchone() == (None,)
        assert process(other) != before


def test_at_the_end_clients_are_cut_off_even_after_an_error(own_server: Server) -> None:
    with pytest.raises(ZeroDivisionError), running(own_server, "flights", size=1) as address:  # noqa: PT012  # the block
        client = connect(address)
        assert client.execute("SELECT 1").fetchone() == (1,)
        raise ZeroDivisionError
    with closing(client), pytest.raises(psycopg.OperationalError):
        client.execute("SELECT 1")


def test_messages_come_back_as_they_were_packed() -> None:
    async def there_and_back() -> list[tuple[bytes, bytes]]:
        reader = asyncio.StreamReader()
        reader.feed_data(pack(b"Q", b"SELECT 1\0") + pack(b"S", b""))
        return [await read(reader), await read(reader)]

    assert asyncio.run(there_and_back()) == [(b"Q", b"SELECT 1\0"), (b"S", b"")]


def test_main_shares_one_connection(own_story: Server, capsys: pytest.CaptureFixture[str]) -> None:
    transaction_pooler.main()
    assert capsys.readouterr().out == "5 clients, 1 process of the server\n"
