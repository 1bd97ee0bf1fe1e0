"""Transactions in the session: levels, savepoints, retries, row locks, versions.

``with Session(engine) as session, session.begin():`` is one transaction: COMMIT at its end, ROLLBACK when it raises.
The level of isolation is the connection's: an engine of the same pool that asks for SERIALIZABLE is one call away.

What can fail by no fault of yours, a serialization failure or a deadlock, is repeated: the *whole* transaction, with a
new session, because what was read is no longer true. Nothing in it may act on the world outside before COMMIT.

Two ways against the lost update: lock the row when you read it (``with_for_update``), or count versions
(``version_id_col``), where the UPDATE asks for the version that was read and the second writer gets StaleDataError. The
first makes others wait, the second makes one of them do it again; a form that a user looks at for minutes needs the
second.

Cost: savepoint: a round trip. Version: a column, and one condition more.
Not for: SERIALIZABLE everywhere without a retry.
Asked: two users save the same form. What happens? (Without a version the last one wins, and nobody hears of it.)
Source: https://docs.sqlalchemy.org/en/21/orm/versioning.html, https://docs.sqlalchemy.org/en/21/orm/session_transaction.html
"""

import random
import time
from collections.abc import Callable, Iterable

from psycopg import errors
from sqlalchemy import Engine, String, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from sqlalchemy_examples.database import loaded


class Base(DeclarativeBase):
    """Tables of this example, apart from the schema that Alembic looks after."""


class Seat(Base):
    """A seat of a flight; ``passenger`` is None while it is free."""

    __tablename__ = "seats"

    name: Mapped[str] = mapped_column(String(4), primary_key=True)
    passenger: Mapped[str | None] = mapped_column(String(100))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy declares it


class GivenUpError(Exception):
    """A transaction failed as often as it was allowed to."""


def make_seats(engine: Engine, names: Iterable[str]) -> None:
    """Make the table anew, with free seats of these names."""
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all(Seat(name=name) for name in names)


def book_all(session: Session, wishes: dict[str, str]) -> list[str]:
    """Add a seat for each name and passenger, in the transaction of the caller; return the names that were taken.

    Each is a savepoint: one that is there already is rolled back alone. Without, PostgreSQL refuses all that follows an
    error until ROLLBACK.
    """
    taken = []
    for name, passenger in wishes.items():
        try:
            with session.begin_nested():
                session.add(Seat(name=name, passenger=passenger))
        except IntegrityError:
            taken.append(name)
    return taken


def worth_retrying(error: DBAPIError) -> bool:
    """Tell whether the same transaction may succeed when it is repeated: serialization failure or deadlock."""
    return isinstance(error.orig, errors.SerializationFailure | errors.DeadlockDetected)


def run_serializable[T](
    engine: Engine,
    work: Callable[[Session], T],
    attempts: int = 5,
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """Run the work in a SERIALIZABLE transaction of its own, and again when that is worth it; return what it returned.

    Before the second attempt ``sleep`` is called with 0 to 0.02 seconds, before each further one with up to twice as
    much, by chance, so that two that met do not meet again. Other errors are raised at once. After the last attempt
    raise GivenUpError, ``gave up after 5 attempts``.
    """
    serializable = engine.execution_options(isolation_level="SERIALIZABLE")  # the same pool
    for attempt in range(attempts):
        try:
            with Session(serializable) as session, session.begin():
                return work(session)
        except DBAPIError as error:
            if not worth_retrying(error):
                raise
        if attempt + 1 < attempts:
            sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311  # no secret
    raise GivenUpError(f"gave up after {attempts} attempts")


def take_any(session: Session, passenger: str) -> str | None:
    """Give a passenger the first free seat by name that nobody else is about to take, None when there is none.

    SKIP LOCKED passes over rows that another transaction has locked, so that two never wait for each other.
    """
    free = select(Seat).where(Seat.passenger.is_(None)).order_by(Seat.name).limit(1).with_for_update(skip_locked=True)
    seat = session.scalars(free).one_or_none()
    if seat is None:
        return None
    seat.passenger = passenger
    session.flush()
    return seat.name


def save_form(engine: Engine, name: str, version: int, passenger: str) -> str:
    """Give a seat to a passenger if it still has the version that the user saw.

    Return ``saved``, or ``changed meanwhile``: by a version that is another one now, or by somebody who was faster
    between our SELECT and our UPDATE.
    """
    try:
        with Session(engine) as session, session.begin():
            seat = session.get_one(Seat, name)
            if seat.version != version:
                return "changed meanwhile"
            seat.passenger = passenger
    except StaleDataError:
        return "changed meanwhile"
    return "saved"


def main() -> None:
    """Book seats, on a loaded PostgreSQL."""
    with loaded() as engine:
        make_seats(engine, ["1A", "1B"])
        with Session(engine) as session, session.begin():
            print("taken:", book_all(session, {"1A": "Ada", "1C": "Alan", "1B": "Edsger", "1D": "Grace"}))
        with Session(engine) as one, Session(engine) as other:
            print("two at once take", take_any(one, "Barbara"), "and", take_any(other, "Donald"))
            print("a third finds", run_serializable(engine, lambda session: take_any(session, "Tony")))
        print("two forms, both saw version 1 of 1A:")
        for passenger in ("Barbara", "Donald"):
            print(f"  {passenger}: {save_form(engine, '1A', 1, passenger)}")
        with Session(engine) as one, Session(engine) as other:
            mine, theirs = one.get_one(Seat, "1B"), other.get_one(Seat, "1B")
            mine.passenger, theirs.passenger = "Barbara", "Donald"
            one.commit()
            try:
                other.commit()
            except StaleDataError as error:
                print("both loaded, both changed:", error)
        meetings = 0

        def count_then_book(session: Session) -> int:
            nonlocal meetings
            count = session.scalars(select(func.count()).select_from(Seat)).one()
            if meetings == 0:
                meetings += 1
                run_serializable(engine, count_then_book)  # another one comes in between
            session.add(Seat(name=f"2{meetings}", passenger=f"{count} before me"))
            meetings += 1
            return count

        print("the one that was repeated counted", run_serializable(engine, count_then_book), "seats")


if __name__ == "__main__":
    main()
