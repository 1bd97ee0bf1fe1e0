from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flights.records import DataFileError, Record


def record(**values: str | None) -> Record:
    return Record("flights", 7, values)


def test_place() -> None:
    assert record().place == "flights.csv.xz, line 7"


def test_a_text_must_be_known() -> None:
    assert record(carrier="UA").text("carrier") == "UA"
    with pytest.raises(DataFileError, match=r"^flights.csv.xz, line 7: expected a value for carrier, found none$"):
        record(carrier=None).text("carrier")


@given(st.integers(-(10**9) + 1, 10**9 - 1))
def test_whole_numbers_come_back(number: int) -> None:
    assert record(n=str(number)).whole("n") == number


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e90, max_value=1e90).filter(lambda x: abs(x) > 1e-90)
)
def test_decimals_come_back(number: float) -> None:
    text = repr(number).replace("e+", "e")
    if "e" in text and not text.split("e")[1].startswith("-"):
        text = f"{number:.1f}"
    assert record(n=text).decimal("n") == float(text)


@given(st.times())
def test_clocks_are_minutes_after_midnight(time: object) -> None:
    hour, minute = map(int, str(time).split(":")[:2])
    assert record(t=str(100 * hour + minute)).clock("t") == 60 * hour + minute


def test_midnight_ends_a_day_or_begins_it() -> None:
    assert record(t="2400").clock("t") == 1440
    assert record(t="0").clock("t") == 0


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds
def test_instants_come_back(instant: datetime) -> None:
    instant = instant.replace(microsecond=0)
    found = record(at=instant.strftime("%Y-%m-%dT%H:%M:%SZ")).instant("at")
    assert found == instant
    assert found.tzinfo is UTC


def test_a_day() -> None:
    assert record(year="2013", month="2", day="28").day() == date(2013, 2, 28)


def test_hours_are_local_to_new_york() -> None:
    found = record(at="2013-07-01T10:00:00Z").instant("at").astimezone(ZoneInfo("America/New_York"))
    assert (found.hour, found.date()) == (6, date(2013, 7, 1))


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        *(("whole", text, "a whole number") for text in ("1.5", " 1", "1_000", "x", "٣", "0x1", "--1")),
        *(("decimal", text, "a number") for text in ("nan", "inf", "1,5", "1_0", "", ".")),
        *(("clock", text, "a time from 0 to 2400") for text in ("2401", "2460", "160", "-1", "-100", "12:30", "9999")),
        *(
            ("instant", text, "an instant such as 2013-01-01T10:00:00Z")
            for text in ("2013-01-01", "2013-01-01T10:00:00", "2013-02-30T10:00:00Z", "20130101T100000Z")
        ),
    ],
)
def test_other_text_is_refused_with_its_place(kind: str, text: str, expected: str) -> None:
    with pytest.raises(DataFileError) as caught:
        getattr(record(value=text), kind)("value")
    assert str(caught.value) == f"flights.csv.xz, line 7: expected {expected} as value, found {text!r}"


@pytest.mark.parametrize("kind", ["whole", "decimal", "clock"])
def test_unknown_is_none(kind: str) -> None:
    assert getattr(record(value=None), kind)("value") is None


def test_an_unknown_instant_is_refused() -> None:
    with pytest.raises(DataFileError, match="expected a value for at, found none"):
        record(at=None).instant("at")


def test_a_day_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(DataFileError) as caught:
        record(year="2013", month="2", day="30").day()
    expected = "flights.csv.xz, line 7: expected a date as year, month and day, found '2013-2-30'"
    assert str(caught.value) == expected
