from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlalchemy_examples.rebooking import PATIENCE, Booking, Departure, FullError, main, rebook

NOON = datetime(2013, 2, 8, 12, tzinfo=UTC)


def departure(key: str, hours: float = 0, seats: int = 2, taken: int = 0, *, dest: str = "ORD") -> Departure:
    made = Departure(key, "EWR", dest, NOON + timedelta(hours=hours), seats)
    for number in range(taken):
        made.book(Booking(f"{key}-{number}", f"Passenger {number}"))
    return made


def test_booking_takes_a_seat() -> None:
    flight = departure("UA 1", seats=2)
    booking = Booking("R1", "Ada")

    flight.book(booking)

    assert (flight.bookings, flight.taken, flight.free()) == ([booking], 1, 1)


def test_full_departure() -> None:
    flight = departure("UA 1", seats=1, taken=1)

    with pytest.raises(FullError, match=r"^UA 1: no seat left$"):
        flight.book(Booking("R1", "Ada"))

    assert flight.taken == len(flight.bookings) == 1


def test_cancelled_departure_has_no_seat() -> None:
    flight = departure("UA 1")
    flight.cancelled = True

    assert flight.free() == 0
    with pytest.raises(FullError):
        flight.book(Booking("R1", "Ada"))


def test_release_gives_the_seat_back() -> None:
    flight = departure("UA 1", seats=1, taken=1)
    (booking,) = flight.bookings

    flight.release(booking)

    assert (flight.bookings, flight.free()) == ([], 1)
    with pytest.raises(ValueError, match=r"^UA 1: no booking UA 1-0$"):
        flight.release(booking)
    assert flight.free() == 1


def test_first_come_to_the_first_that_leaves() -> None:
    cancelled = departure("UA 1", taken=2)
    cancelled.bookings.reverse()
    cancelled.cancelled = True
    early, late = departure("UA 2", 1, taken=1), departure("UA 3", 2)

    result = rebook(cancelled, [late, early])

    assert result.moved == {"UA 1-0": "UA 2", "UA 1-1": "UA 3"}
    assert result.stranded == []
    assert (cancelled.taken, early.free(), late.free()) == (0, 0, 1)


@pytest.mark.parametrize(
    "other",
    [
        departure("earlier", -1),
        departure("at the same time", 0),
        departure("too late", 24.01),
        departure("elsewhere", 1, dest="LAX"),
        departure("full", 1, taken=2),
    ],
    ids=lambda other: str(other.key),
)
def test_departures_that_do_not_fit(other: Departure) -> None:
    cancelled = departure("UA 1", taken=1)
    cancelled.cancelled = True

    result = rebook(cancelled, [other])

    assert (result.moved, result.stranded) == ({}, ["UA 1-0"])
    assert cancelled.taken == 1


def test_last_that_fits() -> None:
    cancelled = departure("UA 1", taken=1)
    cancelled.cancelled = True

    assert rebook(cancelled, [departure("UA 2", PATIENCE / timedelta(hours=1))]).stranded == []


def test_departure_that_leaves_is_not_rebooked() -> None:
    with pytest.raises(ValueError, match=r"^UA 1: not cancelled$"):
        rebook(departure("UA 1", taken=1), [departure("UA 2", 1)])


@given(st.integers(0, 6), st.lists(st.tuples(st.integers(-2, 26), st.integers(0, 3), st.integers(0, 3)), max_size=5))
def test_nobody_is_lost_and_nothing_is_overbooked(passengers: int, others: list[tuple[int, int, int]]) -> None:
    cancelled = departure("UA 0", seats=6, taken=passengers)
    cancelled.cancelled = True
    flights = [
        departure(f"UA {number}", hours, seats=seats, taken=min(taken, seats))
        for number, (hours, seats, taken) in enumerate(others, start=1)
    ]
    before = sorted(booking.reference for flight in (cancelled, *flights) for booking in flight.bookings)

    result = rebook(cancelled, flights)

    after = sorted(booking.reference for flight in (cancelled, *flights) for booking in flight.bookings)
    assert after == before
    assert all(flight.taken == len(flight.bookings) <= flight.seats for flight in (cancelled, *flights))
    assert len(result.moved) + len(result.stranded) == passengers
    assert not (result.stranded and any(f.free() and NOON < f.leaves <= NOON + PATIENCE for f in flights))


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert capsys.readouterr().out == (
        "UA 1: no seat left\n"
        "Rebooked(moved={'R1': 'UA 2', 'R2': 'UA 3'}, stranded=[])\n"
        "free: {'UA 1': 0, 'UA 2': 0, 'UA 3': 0}\n"
    )
