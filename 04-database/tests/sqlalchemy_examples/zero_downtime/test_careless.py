import pytest
from sqlalchemy import Engine, text

from sqlalchemy_examples.zero_downtime.careless import Queue, main, rename_behind_a_report, rename_that_gives_up


def test_all_wait_behind_a_rename_that_waits(bookings_engine: Engine) -> None:
    assert rename_behind_a_report(bookings_engine) == Queue(
        rename_waited_for_report=True,
        booking_waited_for_rename=True,
        rename="done",
        booking='column "passenger" of relation "bookings" does not exist',
    )


def test_rename_that_gives_up_lets_others_through(bookings_engine: Engine) -> None:
    assert rename_that_gives_up(bookings_engine) == ("canceling statement due to lock timeout", "done")

    with bookings_engine.connect() as connection:
        assert connection.execute(text("SELECT passenger FROM bookings")).scalar_one() == "Ada"


@pytest.mark.usefixtures("empty_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "  the rename: canceling statement due to lock timeout\n  the booking: done\n" in said
    assert "  the booking waits for the rename: True\n" in said
