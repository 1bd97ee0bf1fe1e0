from collections.abc import Iterator
from contextlib import closing
from typing import LiteralString

import psycopg
import pytest
from psycopg import Connection

from raw_sql_examples.blocking import waiting
from raw_sql_examples.locks import (
    STRENGTHS,
    TABLES,
    BusyError,
    SoldOutError,
    conflicts,
    lock_of,
    main,
    sell,
    sell_at_once,
)

# Table 13.3 of the PostgreSQL documentation.
CONFLICTS = {
    "KEY SHARE": {"UPDATE"},
    "SHARE": {"NO KEY UPDATE", "UPDATE"},
    "NO KEY UPDATE": {"SHARE", "NO KEY UPDATE", "UPDATE"},
    "UPDATE": {"KEY SHARE", "SHARE", "NO KEY UPDATE", "UPDATE"},
}


@pytest.fixture
def connection(module_address: str) -> Iterator[Connection]:
    with closing(psycopg.connect(module_address, options="-c statement_timeout=10s")) as opened:
        opened.execute(TABLES)
        opened.commit()
        yield opened


@pytest.fixture
def address(connection: Connection, module_address: str) -> str:
    return module_address


def state(connection: Connection) -> tuple[dict[int, int], list[str]]:
    seats: dict[int, int] = dict(connection.execute("SELECT id, seats FROM departures").fetchall())
    tickets = [name for (name,) in connection.execute("SELECT passenger FROM tickets ORDER BY id")]
    connection.rollback()
    return seats, tickets


@pytest.mark.parametrize("held", STRENGTHS)
@pytest.mark.parametrize("wanted", STRENGTHS)
def test_conflicts_are_those_of_the_documentation(address: str, held: str, wanted: str) -> None:
    assert conflicts(address, held, wanted) == (wanted in CONFLICTS[held])


@pytest.mark.parametrize("strengths", [("EXCLUSIVE", "SHARE"), ("SHARE", "EXCLUSIVE")])
def test_an_unknown_strength_is_refused(address: str, strengths: tuple[str, str]) -> None:
    message = "^unknown strength 'EXCLUSIVE': expected one of KEY SHARE, SHARE, NO KEY UPDATE, UPDATE$"
    with pytest.raises(ValueError, match=message):
        conflicts(address, *strengths)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT seats FROM departures", None),
        ("UPDATE departures SET seats = 1 WHERE id = 2", None),
        ("INSERT INTO tickets (departure_id, passenger) VALUES (1, 'Ada')", "KEY SHARE"),
        ("SELECT seats FROM departures FOR SHARE", "SHARE"),
        ("UPDATE departures SET seats = seats", "NO KEY UPDATE"),
        ("UPDATE departures SET id = 9 WHERE id = 1", "UPDATE"),
        ("DELETE FROM departures", "UPDATE"),
    ],
)
def test_lock_of_a_statement(
    connection: Connection, address: str, statement: LiteralString, expected: str | None
) -> None:
    assert lock_of(address, statement) == expected
    assert state(connection) == ({1: 3, 2: 0}, [])


def test_sell_takes_a_seat_and_commits(connection: Connection, address: str) -> None:
    assert [sell(connection, 1, "Ada"), sell(connection, 1, "Ben", 0), sell(connection, 1, "Cyd", 5)] == [2, 1, 0]
    assert connection.execute("SHOW lock_timeout").fetchone() == ("0",)  # the patience was of the transaction alone
    connection.rollback()
    with closing(psycopg.connect(address)) as other:
        assert state(other) == ({1: 0, 2: 0}, ["Ada", "Ben", "Cyd"])


def test_sell_refuses_a_departure_that_is_sold_out_or_unknown(connection: Connection) -> None:
    with pytest.raises(SoldOutError, match=r"^departure 2 is sold out$"):
        sell(connection, 2, "Ada")
    with pytest.raises(LookupError, match=r"^no departure 7$"):
        sell(connection, 7, "Ada")
    assert state(connection) == ({1: 3, 2: 0}, [])


@pytest.mark.parametrize("patience", [0, 0.01, 0.0001])
def test_sell_gives_up_when_its_patience_ends(connection: Connection, address: str, patience: float) -> None:
    with closing(psycopg.connect(address)) as holder:
        holder.execute("UPDATE departures SET seats = 2 WHERE id = 1")
        with pytest.raises(BusyError, match=r"^departure 1 is taken by somebody else$"):
            sell(connection, 1, "Ada", patience)
    assert state(connection) == ({1: 3, 2: 0}, [])
    assert connection.execute("SHOW lock_timeout").fetchone() == ("0",)


@pytest.mark.parametrize("patience", [None, 60])
def test_sell_waits_and_reads_what_the_other_left(connection: Connection, address: str, patience: float | None) -> None:
    with closing(psycopg.connect(address, autocommit=True)) as observer, closing(psycopg.connect(address)) as holder:
        holder.execute("UPDATE departures SET seats = 1 WHERE id = 1")
        with waiting(observer, connection, lambda: sell(connection, 1, "Ada", patience)) as future:
            holder.commit()

    assert future.result() == 0


def test_sell_lets_others_refer_to_the_row(connection: Connection, address: str) -> None:
    with closing(psycopg.connect(address)) as other:
        other.execute("INSERT INTO tickets (departure_id, passenger) VALUES (1, 'Ben')")
        assert sell(connection, 1, "Ada", patience=0) == 2


def test_as_many_as_there_are_seats_buy_at_once(connection: Connection, address: str) -> None:
    left = sell_at_once(address, 1, ["Ada", "Ben", "Cyd", "Dan", "Eve"])

    assert sorted(n for n in left.values() if n is not None) == [0, 1, 2]
    assert sorted(state(connection)[1]) == sorted(name for name, n in left.items() if n is not None)
    assert len(left) == 5


@pytest.mark.usefixtures("story_address")
def test_main_shows_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert "KEY SHARE       goes on        goes on        goes on        waits" in shown
    assert "  KEY SHARE      INSERT INTO tickets" in shown
    assert "With a patience of 0.02 s: departure 2 is taken by somebody else" in shown
