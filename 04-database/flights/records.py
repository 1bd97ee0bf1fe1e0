"""A row of a data file whose values are asked for by name and kind; a wrong one is refused with its place.

Cost: each distinct text is read once and remembered (``lru_cache``): a year of flights has 365 dates and 1,400 times.
Not for: many columns of few rows from a source that you do not control: pydantic reports all mistakes of a row at once.
Asked: why is ``int`` not strict enough for a file? (``int(" 1_000 ")`` is 1000, ``float("nan")`` is a number.)
Source: data/nycflights13/README.md, https://docs.python.org/3/library/functools.html#functools.lru_cache
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

MINUTES_OF_A_DAY = 24 * 60
WHOLE = re.compile(r"-?[0-9]{1,9}")
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]{1,2})?")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class DataFileError(Exception):
    """A file is missing, damaged, or not what was expected; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file: the table's name, the line, and a text for each column, None where it is unknown."""

    table: str
    line: int
    values: dict[str, str | None]

    @property
    def place(self) -> str:
        """Where the row stands, such as ``flights.csv.xz, line 2``."""
        return f"{self.table}.csv.xz, line {self.line}"

    def text(self, name: str) -> str:
        """Return a known value, or raise DataFileError: ``PLACE: expected a value for NAME, found none``."""
        value = self.values[name]
        if value is None:
            raise DataFileError(f"{self.place}: expected a value for {name}, found none")
        return value

    def whole(self, name: str) -> int | None:
        """Return a whole number, or raise DataFileError: ``PLACE: expected a whole number as NAME, found 'TEXT'``."""
        return self._read(name, whole_number, "a whole number")

    def decimal(self, name: str) -> float | None:
        """Return a finite number, or raise DataFileError: ``PLACE: expected a number as NAME, found 'TEXT'``."""
        return self._read(name, decimal_number, "a number")

    def clock(self, name: str) -> int | None:
        """Return a time such as ``1754`` as minutes after midnight; 2400 is 1440, the end of its day.

        Raise DataFileError: ``PLACE: expected a time from 0 to 2400 as NAME, found 'TEXT'``.
        """
        return self._read(name, minutes_after_midnight, "a time from 0 to 2400")

    def instant(self, name: str) -> datetime:
        """Return a known instant in UTC, or raise DataFileError.

        Its message: ``PLACE: expected an instant such as 2013-01-01T10:00:00Z as NAME, found 'TEXT'``.
        """
        self.text(name)
        found = self._read(name, utc_instant, "an instant such as 2013-01-01T10:00:00Z")
        assert found is not None  # noqa: S101  # for the type checker: the text is known
        return found

    def day(self) -> date:
        """Return the date of the columns year, month and day, or raise DataFileError.

        Its message: ``PLACE: expected a date as year, month and day, found 'YEAR-MONTH-DAY'``.
        """
        text = "-".join(self.text(name) for name in ("year", "month", "day"))
        try:
            return calendar_date(text)
        except ValueError:
            raise DataFileError(f"{self.place}: expected a date as year, month and day, found {text!r}") from None

    def _read[T](self, name: str, kind: Callable[[str], T], expected: str) -> T | None:
        value = self.values[name]
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            raise DataFileError(f"{self.place}: expected {expected} as {name}, found {value!r}") from None


@lru_cache(maxsize=100_000)
def whole_number(text: str) -> int:
    """Return the number that digits stand for, or raise ValueError.

    >>> whole_number("-12")
    -12
    """
    if not WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


@lru_cache(maxsize=100_000)
def decimal_number(text: str) -> float:
    """Return the number that digits with a point stand for, or raise ValueError (also for ``nan`` and ``inf``)."""
    if not DECIMAL.fullmatch(text):
        raise ValueError(text)
    return float(text)


@lru_cache(maxsize=10_000)
def minutes_after_midnight(text: str) -> int:
    """Return an ``hmm`` time as minutes, or raise ValueError.

    >>> minutes_after_midnight("517"), minutes_after_midnight("2400")
    (317, 1440)
    """
    hour, minute = divmod(whole_number(text), 100)
    if minute >= 60 or not 0 <= 60 * hour + minute <= MINUTES_OF_A_DAY:
        raise ValueError(text)
    return 60 * hour + minute


@lru_cache(maxsize=100_000)
def utc_instant(text: str) -> datetime:
    """Return an instant in UTC, or raise ValueError."""
    if not INSTANT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text).astimezone(UTC)


@lru_cache(maxsize=10_000)
def calendar_date(text: str) -> date:
    """Return the date of ``2013-1-31``, or raise ValueError."""
    year, month, day = map(whole_number, text.split("-"))
    return date(year, month, day)
