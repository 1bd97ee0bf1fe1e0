import pytest
from sqlalchemy import Engine, text

from sqlalchemy_examples.zero_downtime.bookings import NEW, OLD, Writer, fill, lost, main, writing


def test_writer_writes_what_it_says(bookings_engine: Engine, empty_address: str) -> None:
    with writing(empty_address, OLD) as writer:
        writer.wait_for(3)

    with bookings_engine.connect() as connection:
        rows = connection.execute(text("SELECT id, passenger, route FROM bookings ORDER BY id")).all()
        assert lost(connection, OLD, writer) == []
    assert writer.error is None
    assert writer.longest > 0
    assert [(row.id, row.passenger, row.route) for row in rows] == [
        (booked, passenger, f"{origin}-{dest}") for booked, (passenger, origin, dest) in sorted(writer.written.items())
    ]
    assert len(rows) >= 3


def test_writer_ends_with_what_the_database_said(bookings_engine: Engine, empty_address: str) -> None:
    with (
        writing(empty_address, NEW) as writer,
        pytest.raises(
            RuntimeError, match=r'^new program: column "passenger_name" of relation "bookings" does not exist$'
        ),
    ):
        writer.wait_for(1)

    assert writer.written == {}
    assert writer.error is not None


def test_writer_by_hand(bookings_engine: Engine) -> None:
    writer = Writer(bookings_engine, OLD)
    assert writer.written == {}

    writer.start()
    writer.wait_for(1)
    writer.stop()
    count = len(writer.written)

    with bookings_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM bookings")).scalar_one() == count


def test_lost_rows_and_changed_rows_are_found(bookings_engine: Engine, empty_address: str) -> None:
    with writing(empty_address, OLD) as writer:
        writer.wait_for(3)
    first, second, *_ = sorted(writer.written)

    with bookings_engine.connect() as connection:
        connection.execute(text("DELETE FROM bookings WHERE id = :id"), {"id": second})
        connection.execute(text("UPDATE bookings SET route = 'JFK-XXX' WHERE id = :id"), {"id": first})
        assert lost(connection, OLD, writer) == [first, second]


def test_fill(bookings_engine: Engine) -> None:
    with bookings_engine.connect() as connection:
        fill(connection, 3)
        connection.rollback()
        rows = connection.execute(text("SELECT passenger, route, paid_cents FROM bookings ORDER BY id")).all()

    assert [tuple(row) for row in rows] == [
        ("Early 1", "LGA-ORD", None),
        ("Early 2", "LGA-ORD", 100),
        ("Early 3", "LGA-ORD", None),
    ]


@pytest.mark.usefixtures("empty_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert said == (
        'new program: column "passenger_name" of relation "bookings" does not exist\n'
        "old program: no error, and more than 40 bookings meanwhile\n"
    )
