import inspect
import re
import sys
import tracemalloc
from array import array

import pytest

from language.object_memory import (
    AuditLog,
    NamedPoint,
    Point,
    PointRecord,
    SlottedPoint,
    bytes_each,
    deep_size,
    has_dict,
    line_that_grew,
    main,
    misspell,
)


@pytest.mark.parametrize("thing", [1_000_003, "Berlin", b"", 1.5, [], {}, array("d", [1.0])], ids=repr)
def test_without_parts_the_deep_size_is_the_size(thing: object) -> None:
    assert deep_size(thing) == sys.getsizeof(thing)


def test_parts_are_counted_once_each() -> None:
    city, prices = "Berlin", (1_999, 2_999)
    row = {"city": city, "prices": prices}

    expected = sum(map(sys.getsizeof, [[row, row], row, "city", city, "prices", prices, *prices]))

    assert deep_size([row, row]) == expected


def test_a_list_in_itself_is_counted_once() -> None:
    endless: list[object] = []
    endless.append(endless)

    assert deep_size(endless) == sys.getsizeof(endless)


def test_attributes_are_parts_in_a_dictionary_and_in_slots() -> None:
    text = "x" * 10_000

    for thing in (Point(1.0, 2.0), SlottedPoint(1.0, 2.0), NamedPoint(1.0, 2.0)):
        before = deep_size(thing)
        thing.latitude = text  # type: ignore[assignment]  # only its size counts
        assert deep_size(thing) == before - sys.getsizeof(1.0) + sys.getsizeof(text)


def test_a_single_name_as_slots_is_one_slot() -> None:
    class Envelope:
        __slots__ = "letter"

    envelope = Envelope()
    envelope.letter = "x" * 10_000  # type: ignore[attr-defined]  # mypy reads slots of tuples only

    assert deep_size(envelope) == sys.getsizeof(envelope) + sys.getsizeof("x" * 10_000)


def test_an_empty_slot_has_no_size() -> None:
    class Draft:
        __slots__ = ("__weakref__", "text")

    assert deep_size(Draft()) == sys.getsizeof(Draft())


def test_slots_take_less_than_a_dictionary() -> None:
    bytes_each(
        Point
    )  # lets what watches the lines that run, as coverage does, grow its tables outside of a measurement
    slotted, plain, forgot = bytes_each(SlottedPoint), bytes_each(Point), bytes_each(NamedPoint)

    assert slotted < forgot
    assert slotted < plain
    assert bytes_each(PointRecord) == pytest.approx(slotted, abs=1)
    assert plain < bytes_each(lambda latitude, longitude: {"latitude": latitude, "longitude": longitude})


def test_what_is_not_kept_takes_nothing() -> None:
    assert bytes_each(lambda latitude, longitude: None) < 1


def test_tracing_stays_as_it_was() -> None:
    bytes_each(Point, count=1)
    line_that_grew(lambda: None)
    assert not tracemalloc.is_tracing()

    tracemalloc.start()
    bytes_each(Point, count=1)
    line_that_grew(lambda: None)
    assert tracemalloc.is_tracing()
    tracemalloc.stop()


def test_points_keep_their_degrees() -> None:
    for point in (Point(52.5, 13.4), SlottedPoint(52.5, 13.4), PointRecord(52.5, 13.4)):
        assert (point.latitude, point.longitude) == (52.5, 13.4)


def test_a_subclass_that_forgets_slots_has_a_dictionary() -> None:
    points = [Point(0.0, 0.0), SlottedPoint(0.0, 0.0), NamedPoint(0.0, 0.0)]

    assert [has_dict(point) for point in points] == [True, False, True]


def test_slots_refuse_a_misspelled_attribute() -> None:
    assert misspell(SlottedPoint(0.0, 0.0)).startswith("'SlottedPoint' object has no attribute 'latitud'")
    assert misspell(NamedPoint(0.0, 0.0)) == misspell(Point(0.0, 0.0)) == ""


def lines_of_the_leak() -> range:
    source, first = inspect.getsourcelines(AuditLog.handle_request)
    return range(first, first + len(source))


def test_the_line_that_grew_is_that_of_the_leak() -> None:
    log = AuditLog()

    line, grown = line_that_grew(lambda: log.handle_request(100_000))

    assert line in lines_of_the_leak()
    assert grown >= 100_000


def test_no_line_grew() -> None:
    line_that_grew(lambda: None)  # as above

    assert line_that_grew(lambda: None) == (0, 0)


def test_a_log_only_grows() -> None:
    log = AuditLog()

    assert [log.handle_request(3), log.handle_request(2)] == [1, 2]
    assert log.entries == [bytes(3), bytes(2)]


def test_main_shows_sizes_and_the_leak(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert f"{sys.getsizeof('Berlin'):>6,} {sys.getsizeof('Berlin'):>6,}  'Berlin'" in printed
    assert "  {'order': 1000003, 'city': 'Berlin', 'prices': [1999, 2999]}\n" in printed
    assert "class with __slots__\n" in printed
    assert "accepted, and a bug" in printed
    leak = re.search(r"After 100 requests line (\d+) of this file holds ([\d,]+) bytes more", printed)
    assert leak is not None
    assert int(leak[1]) in lines_of_the_leak()
    assert int(leak[2].replace(",", "")) >= 1_000_000
