import sqlite3
from datetime import date

import psycopg
import pytest

from raw_sql_examples import changing
from raw_sql_examples.database import Connection, rows

DAY = date(2013, 1, 1)


@pytest.fixture
def bookings(connection: Connection) -> Connection:
    """A connection with the temporary table, two bookings in it."""
    changing.create(connection)
    changing.book(connection, 1, "Ada", DAY, "12A")
    changing.book(connection, 1, "Grace", DAY)
    return connection


def all_rows(connection: Connection) -> list[tuple[object, ...]]:
    return rows(connection, "SELECT flight_id, passenger, seat, changes FROM bookings ORDER BY flight_id, passenger")


def test_an_insert_returns_what_was_written_defaults_included(bookings: Connection) -> None:
    assert changing.book(bookings, 2, "Alan", DAY, "1A") == (2, "Alan", "1A", 0, "2013-01-01")


def test_a_name_made_of_sql_is_a_name(bookings: Connection) -> None:
    name = "x'); DROP TABLE bookings; --"
    assert changing.book(bookings, 9, name, DAY)[1] == name
    assert len(all_rows(bookings)) == 3


def test_a_seat_is_changed_and_counted(bookings: Connection) -> None:
    assert changing.change_seat(bookings, 1, "Ada", "14C") == 1
    assert changing.change_seat(bookings, 1, "Ada", "15D") == 2
    assert all_rows(bookings) == [(1, "Ada", "15D", 2), (1, "Grace", None, 0)]


def test_a_change_that_hits_no_row_is_an_error(bookings: Connection) -> None:
    before = all_rows(bookings)
    with pytest.raises(changing.NotFoundError, match=r"^no booking of Ada on flight 2$"):
        changing.change_seat(bookings, 2, "Ada", "14C")
    assert all_rows(bookings) == before


def test_an_upsert_inserts_then_changes(bookings: Connection) -> None:
    assert changing.book_or_change(bookings, 3, "Ada", DAY, "1A") == 0
    assert changing.book_or_change(bookings, 3, "Ada", DAY, "1B") == 1
    assert (3, "Ada", "1B", 1) in all_rows(bookings)


def test_an_upsert_does_not_hide_another_conflict(bookings: Connection) -> None:
    with pytest.raises((psycopg.errors.UniqueViolation, sqlite3.IntegrityError)):
        changing.book_or_change(bookings, 1, "Grace", DAY, "12A")


def test_a_message_that_comes_twice_books_once(bookings: Connection) -> None:
    assert [changing.book_once(bookings, 4, "Ada", DAY) for _ in range(3)] == [True, False, False]
    assert changing.book_once(bookings, 1, "Ada", DAY) is False
    assert all_rows(bookings)[0] == (1, "Ada", "12A", 0)


def test_bookings_of_flights_before_a_day_are_deleted_and_told(bookings: Connection) -> None:
    ((later,),) = rows(bookings, "SELECT min(id) FROM flights WHERE flight_date = '2013-03-01'")
    changing.book(bookings, later, "Ada", DAY)
    assert changing.cancel_departed(bookings, date(2013, 1, 1)) == []
    assert changing.cancel_departed(bookings, date(2013, 3, 1)) == [(1, "Ada"), (1, "Grace")]
    assert [row[0] for row in all_rows(bookings)] == [later]


def test_moving_keeps_who_is_there_already(bookings: Connection) -> None:
    changing.book(bookings, 2, "Ada", DAY, "7A")
    assert changing.move_all(bookings, 1, 2) == 1
    assert all_rows(bookings) == [(2, "Ada", "7A", 0), (2, "Grace", None, 1)]


def test_moving_to_the_same_flight_is_refused_and_loses_nothing(bookings: Connection) -> None:
    with pytest.raises(ValueError, match=r"^expected two flights, found 1 twice$"):
        changing.move_all(bookings, 1, 1)
    assert len(all_rows(bookings)) == 2


@pytest.mark.usefixtures("loaded_story")
def test_main_tells_each_change(capsys: pytest.CaptureFixture[str]) -> None:
    changing.main()
    told = capsys.readouterr().out
    assert "(1, 'Ada', '12A', 0, '2013-01-01')" in told
    assert "twice:         True False" in told
    assert "no booking of Nobody on flight 2" in told
