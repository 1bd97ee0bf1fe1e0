"""A repository and a unit of work that keep everything in a dictionary: the other implementation of the protocols."""

import copy
from types import TracebackType
from typing import Self

from sqlalchemy_examples.rebooking import PATIENCE, Departure
from sqlalchemy_examples.repository import Departures, UnknownDepartureError
from sqlalchemy_examples.unit_of_work import ConflictError


class FakeDepartures:
    def __init__(self, departures: dict[str, Departure]) -> None:
        self.by_key = departures

    def add(self, departure: Departure) -> None:
        self.by_key[departure.key] = departure

    def get(self, key: str) -> Departure:
        if key not in self.by_key:
            raise UnknownDepartureError(f"no departure {key}")
        return self.by_key[key]

    def after(self, departure: Departure) -> list[Departure]:
        found = [
            other
            for other in self.by_key.values()
            if (other.origin, other.dest) == (departure.origin, departure.dest)
            and departure.leaves < other.leaves <= departure.leaves + PATIENCE
            and other.free()
        ]
        return sorted(found, key=lambda other: (other.leaves, other.key))


class FakeUnitOfWork:
    """Works on a copy, which a commit keeps; the first ``conflicts`` commits are refused."""

    departures: Departures

    def __init__(self, conflicts: int = 0) -> None:
        self._kept: dict[str, Departure] = {}
        self._conflicts = conflicts
        self.entered = 0

    def __enter__(self) -> Self:
        self.entered += 1
        self._copy = FakeDepartures(copy.deepcopy(self._kept))
        self.departures = self._copy
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._copy = FakeDepartures({})

    def commit(self) -> None:
        if self._conflicts:
            self._conflicts -= 1
            raise ConflictError("changed meanwhile")
        self._kept = self._copy.by_key
