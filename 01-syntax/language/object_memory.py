"""Object memory: what objects really take, measured.

An int takes 28 bytes, an empty string about 40, and an object with two attributes more than both. That matters
where a backend holds a million of something: rows of a report, entries of a cache, messages in a buffer. Two
tools answer: ``sys.getsizeof`` for one object without what it refers to, and ``tracemalloc`` for all that was
allocated between two moments, by line.

``__slots__`` replaces the dictionary of each object by fixed places: less memory, no attribute that the class
does not name, no weak reference without ``"__weakref__"`` among them, no ``cached_property``, and no class with two
slotted parents. A subclass that forgets ``__slots__`` brings the dictionary back.

Cost: ``getsizeof`` O(1); ``tracemalloc`` makes allocation some four times slower while it runs.
Use it for: ``__slots__`` where there are very many objects; ``tracemalloc`` to find the line that leaks.
Not for: objects of which there are a hundred. An ``array`` or a column store beats slots for millions of numbers.
Asked: what does ``__slots__`` save, and what does it cost? How do you find a leak in a running service?
Source: https://docs.python.org/3/library/tracemalloc.html
"""

import sys
import tracemalloc
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass


class Point:
    """A position of a delivery van: an ordinary class, attributes in a dictionary."""

    def __init__(self, latitude: float, longitude: float) -> None:
        """Take degrees."""
        self.latitude = latitude
        self.longitude = longitude


class SlottedPoint:
    """The same with two fixed places."""

    __slots__ = ("latitude", "longitude")

    def __init__(self, latitude: float, longitude: float) -> None:
        """Take degrees."""
        self.latitude = latitude
        self.longitude = longitude


class NamedPoint(SlottedPoint):
    """The trap: a subclass without ``__slots__`` has a dictionary again."""


@dataclass(slots=True)
class PointRecord:
    """The idiomatic way: a dataclass writes ``__slots__`` itself."""

    latitude: float
    longitude: float


def deep_size(thing: object) -> int:
    """Return the bytes of a thing with all that it contains, each object counted once.

    Looks into dicts, lists, tuples, sets, ``__dict__`` and ``__slots__``. ``sys.getsizeof`` alone would count a
    list of long strings as its pointers. Objects that are shared with others are counted, too.
    """
    seen: set[int] = set()
    total = 0
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        total += sys.getsizeof(each)
        waiting.extend(_parts(each))
    return total


def _parts(thing: object) -> Iterable[object]:
    match thing:
        case dict():
            yield from thing.keys()
            yield from thing.values()
        case list() | tuple() | set() | frozenset():
            yield from thing
    yield from vars(thing).values() if hasattr(thing, "__dict__") and not isinstance(thing, type) else ()
    for base in type(thing).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(thing, name):
                yield getattr(thing, name)


def bytes_each(make: Callable[[float, float], object], count: int = 5_000) -> float:
    """Return the bytes that one of ``count`` objects takes, everything included, by ``tracemalloc``.

    ``make`` is called with two floats, which are there already and not counted. The list that holds the objects
    is made before, and one object as well, since a first call may fill caches. Tracing is switched off again, unless
    it was on.
    """
    held: list[object] = [None] * count
    latitude, longitude = 52.5, 13.4
    make(latitude, longitude)
    was_tracing = tracemalloc.is_tracing()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(count):
        held[number] = make(latitude, longitude)
    after, _ = tracemalloc.get_traced_memory()
    if not was_tracing:
        tracemalloc.stop()
    return (after - before) / count


def has_dict(thing: object) -> bool:
    """Return whether the object carries a dictionary for its attributes.

    >>> has_dict(Point(52.5, 13.4)), has_dict(SlottedPoint(52.5, 13.4)), has_dict(NamedPoint(52.5, 13.4))
    (True, False, True)
    """
    return hasattr(thing, "__dict__")


def misspell(point: Point | SlottedPoint) -> str:
    """Set the attribute ``latitud`` to 0.0; return "" if that worked, or else the AttributeError's message.

    >>> misspell(Point(52.5, 13.4))
    ''
    """
    try:
        setattr(point, "latitud", 0.0)  # noqa: B010  # mypy sees the mistake when it is written as an assignment
    except AttributeError as error:
        return str(error)
    return ""


def line_that_grew(work: Callable[[], object]) -> tuple[int, int]:
    """Run ``work()``; return the line of this file that holds most new memory afterwards, and its bytes.

    (0, 0) when no line of this file holds 1,024 bytes more than before. So one finds a leak in a running service: two
    snapshots some requests apart, and the difference by line. Tracing is switched off again, unless it was on.
    """
    here = tracemalloc.Filter(inclusive=True, filename_pattern=__file__)
    was_tracing = tracemalloc.is_tracing()
    tracemalloc.start()
    before = tracemalloc.take_snapshot().filter_traces([here])
    kept = work()
    after = tracemalloc.take_snapshot().filter_traces([here])
    if not was_tracing:
        tracemalloc.stop()
    del kept
    growth = [each for each in after.compare_to(before, "lineno") if each.size_diff >= 1_024]
    largest = max(growth, key=lambda each: each.size_diff, default=None)
    return (largest.traceback[0].lineno, largest.size_diff) if largest is not None else (0, 0)


class AuditLog:
    """A log that only ever grows: the leak that ``line_that_grew`` finds."""

    def __init__(self) -> None:
        """Start empty."""
        self.entries: list[bytes] = []

    def handle_request(self, size: int) -> int:
        """Append ``size`` zero bytes to ``entries``; return how many entries there are now."""
        self.entries.append(bytes(size))
        return len(self.entries)


def main() -> None:
    """Print sizes of objects, and the line that leaks."""
    print("One object, alone (sys.getsizeof) and with what it contains (deep_size):")
    row = {"order": 1_000_003, "city": "Berlin", "prices": [1999, 2999]}
    alone: list[object] = [1_000_003, "Berlin", [], {}, row]
    for shown, thing in [*((repr(each), each) for each in alone), ("a list of 1,000 times that dict", [row] * 1_000)]:
        print(f"  {sys.getsizeof(thing):>6,} {deep_size(thing):>6,}  {shown}")

    print("Bytes of one of 5,000 positions (tracemalloc):")
    for label, make in {
        "dict": lambda latitude, longitude: {"latitude": latitude, "longitude": longitude},
        "class": Point,
        "subclass that forgot __slots__": NamedPoint,
        "class with __slots__": SlottedPoint,
        "dataclass(slots=True)": PointRecord,
        "tuple": lambda latitude, longitude: (latitude, longitude),
    }.items():
        print(f"  {bytes_each(make):6.1f}  {label}")
    degrees = array("d", [52.5, 13.4] * 5_000)
    print(f"  {sys.getsizeof(degrees) / 5_000:6.1f}  two columns in an array")

    print("A misspelled attribute:")
    print(f"  class:                {misspell(Point(52.5, 13.4)) or 'accepted, and a bug'}")
    print(f"  class with __slots__: AttributeError: {misspell(SlottedPoint(52.5, 13.4))}")

    log = AuditLog()
    line, grown = line_that_grew(lambda: [log.handle_request(10_000) for _ in range(100)])
    print(f"After 100 requests line {line} of this file holds {grown:,} bytes more: AuditLog.handle_request")


if __name__ == "__main__":
    main()
