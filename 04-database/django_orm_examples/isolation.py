"""Isolation levels in Django, and the retry that they need.

Django knows one level for each alias: ``OPTIONS = {"isolation_level": IsolationLevel.SERIALIZABLE}``; PostgreSQL's
default, READ COMMITTED, holds for everything else. So a project that needs the strict level for one piece of work has a
second alias of the same database for it.

Here two sales each leave the reserve that two departures must keep together, as each sees it, and together they do
not: write skew. No row is changed twice, so neither the lock of UPDATE nor a version notices. To lock all rows that
were read would help, as long as no row can be added to them. SERIALIZABLE notices, and refuses one of the two with an
error that means "again, from the beginning": ``retried`` runs the whole function anew, not the last statement, since
what it read is what was wrong.

Cost: predicate locks in memory, and work done twice under contention; reads do not wait.
Not for: functions with effects outside of the database, which happen again with each attempt (use ``on_commit``).
Asked: where may a retry stand? (Outside the outermost ``atomic``: inside, the transaction is already broken.)
Source: https://www.postgresql.org/docs/18/transaction-iso.html#XACT-SERIALIZABLE,
  https://docs.djangoproject.com/en/6.1/ref/databases/#isolation-level
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial

from django.db import OperationalError, transaction
from django.db.models import F, Sum
from psycopg import IsolationLevel
from psycopg.errors import DeadlockDetected, SerializationFailure

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Departure
from django_orm_examples.database import connected
from flights import databases


def connected_at(level: IsolationLevel, alias: str, address: str) -> AbstractContextManager[str]:
    """Let an alias stand for a PostgreSQL address with an isolation level, as ``database.connected`` does."""
    return connected(alias, address, OPTIONS={"isolation_level": level})


def sell_above_reserve(
    alias: str, keys: Sequence[int], key: int, seats: int, reserve: int, meanwhile: Callable[[], object] = lambda: None
) -> bool:
    """Take seats off one departure if some departures keep a reserve together; return whether they do.

    Reads the sum of their seats left, calls ``meanwhile`` (what others do at this moment), then sells. Within a
    transaction of its own, which at SERIALIZABLE may fail with OperationalError.
    """
    with transaction.atomic(alias):
        departures = Departure.objects.using(alias)
        found = departures.filter(pk__in=keys).aggregate(left=Sum("seats_left", default=0))
        meanwhile()
        if found["left"] - seats < reserve:
            return False
        departures.filter(pk=key).update(seats_left=F("seats_left") - seats)
    return True


def retried[T](alias: str, work: Callable[[], T], attempts: int = 5) -> T:
    """Run work in a transaction and return what it returns; run all of it again when the database says that it may.

    That is a serialization failure (40001) or a deadlock (40P01), whether a statement fails or COMMIT. After so many
    attempts the last error is raised; any other error at once. Raise RuntimeError when it is called inside a
    transaction, and ValueError ``attempts must be at least 1, not 0`` for fewer.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be at least 1, not {attempts}")
    for left in reversed(range(attempts)):
        try:
            with transaction.atomic(alias, durable=True):
                return work()
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, SerializationFailure | DeadlockDetected):
                raise
    raise AssertionError("unreachable")


def main() -> None:
    """Sell below the reserve at each level, then keep it by a retry."""
    with databases.postgresql() as address, connected("default", address) as alias, selling(alias):
        for level in (IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE):
            Departure.objects.all().delete()
            Departure.objects.bulk_create([Departure(flight_id=key, seats_left=5) for key in (1, 2)])
            with connected_at(level, "first", address) as first, connected_at(level, "second", address) as second:
                mine = partial(sell_above_reserve, first, [1, 2], 1, 4, 5)
                theirs = partial(sell_above_reserve, second, [1, 2], 2, 4, 5)
                try:
                    said = f"both sold: {mine(meanwhile=theirs)}"
                except OperationalError as error:
                    said = f"{str(error).splitlines()[0]}; again: sold {retried(first, mine)}"
            left = list(Departure.objects.order_by("pk").values_list("seats_left", flat=True))
            print(f"{level.name}: {said}; seats left {left}, to be kept 5")


if __name__ == "__main__":
    main()
