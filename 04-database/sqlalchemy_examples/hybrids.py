"""One rule, in Python and in SQL: hybrid attributes.

"Cancelled" is a rule. Written in a method it cannot be used in WHERE, written in a query it is written again in each
one. A hybrid is asked of an object and computed there; asked of the class it is an SQL expression.

Where the same line serves both, one body is enough. With None it seldom does: Python raises where SQL says NULL. Then
there are two bodies, and a test has to hold one against the other over real rows: they may disagree about NULL, about
whole numbers, about rounding.

``column_property`` is the neighbour: always SQL, computed with each SELECT of the object, here a subquery.

Cost: a hybrid costs nothing until it is asked. A column_property costs in every query that loads the object.
Not for: what the database could keep and index itself: a generated column. An expression in WHERE uses no plain index.
Asked: ``where(Flight.delay is not None)`` finds all rows. Why? (``is`` compares objects, here and now: it is True. SQL
is written with ``is_not(None)``; and a plain property in ``where`` is an ArgumentError, as it is no SQL.)
Source: https://docs.sqlalchemy.org/en/21/orm/extensions/hybrid.html
"""

from sqlalchemy import ColumnElement, Float, SQLColumnExpression, case, func, select, type_coerce
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, column_property

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Airport
from sqlalchemy_examples.models import Flight as Row

LATE = 15
"""A flight is late from so many minutes on, as the Department of Transportation counts."""


class Base(DeclarativeBase):
    """Mappings of this example alone."""


class Flight(Base):
    """The table of flights, mapped once more, with rules; all attributes of the columns are there."""

    __table__ = Row.__table__

    number: Mapped[int]
    dep_time: Mapped[int | None]
    dep_delay: Mapped[int | None]
    arr_delay: Mapped[int | None]
    air_time: Mapped[int | None]
    distance: Mapped[int]
    dest_name: Mapped[str | None] = column_property(
        select(Airport.name).where(Airport.faa == Row.__table__.c.dest).correlate(Row.__table__).scalar_subquery(),
        deferred=True,
    )
    """The name of the destination, None when only its code is known; loaded when asked for."""

    @hybrid_property
    def is_cancelled(self) -> bool:
        """Whether it never departed."""
        return self.dep_time is None

    @is_cancelled.inplace.expression
    @classmethod
    def _is_cancelled(cls) -> ColumnElement[bool]:
        return cls.dep_time.is_(None)

    @hybrid_property
    def speed(self) -> float | None:
        """Miles per hour in the air, None when it did not arrive."""
        return None if self.air_time is None else self.distance * 60.0 / self.air_time

    @speed.inplace.expression
    @classmethod
    def _speed(cls) -> SQLColumnExpression[float | None]:
        # Without the .0 both engines divide whole numbers and drop the rest; the product of two smallints overflows.
        return type_coerce(cls.distance * type_coerce(60.0, Float) / cls.air_time, Float)

    @hybrid_property
    def status(self) -> str:
        """One of cancelled, diverted (departed and has no arrival delay), late (by LATE minutes), on time."""
        if self.dep_time is None:
            return "cancelled"
        if self.arr_delay is None:
            return "diverted"
        return "late" if self.arr_delay >= LATE else "on time"

    @status.inplace.expression
    @classmethod
    def _status(cls) -> ColumnElement[str]:
        return case(
            (cls.dep_time.is_(None), "cancelled"),
            (cls.arr_delay.is_(None), "diverted"),
            (cls.arr_delay >= LATE, "late"),
            else_="on time",
        )

    @hybrid_method
    def made_up(self, minutes: int) -> bool:
        """Whether it arrived with at least so many minutes less of a delay than it departed with; no if unknown."""
        if self.dep_delay is None or self.arr_delay is None:
            return False
        return self.dep_delay - self.arr_delay >= minutes

    @made_up.inplace.expression  # type: ignore[attr-defined, untyped-decorator]  # typed as what it decorates
    @classmethod
    def _made_up(cls, minutes: int) -> ColumnElement[bool]:
        # NULL is neither true nor false: NOT of it would leave the unknown ones out as well.
        return func.coalesce(cls.dep_delay - cls.arr_delay >= minutes, False)


def statuses(session: Session) -> dict[str, int]:
    """Return the number of flights by status, in the order of the alphabet."""
    # Grouped by its name: the expression anew would have parameters of its own, and not be the one that is selected.
    query = select(Flight.status.label("status"), func.count()).group_by("status").order_by("status")
    return dict(session.execute(query).all())


def fastest(session: Session, count: int) -> list[Flight]:
    """Return the flights of highest speed, fastest first, then by number; cancelled ones are not among them."""
    query = select(Flight).where(Flight.speed.is_not(None)).order_by(Flight.speed.desc(), Flight.number)
    return list(session.scalars(query.limit(count)))


def main() -> None:
    """Ask the same rules of rows and of objects, on a loaded PostgreSQL."""
    with loaded() as engine, Session(engine) as session:
        print("in SQL:", select(Flight.number).where(Flight.is_cancelled), sep="\n")
        print("\nstatuses:", statuses(session))
        for flight in fastest(session, 3):
            print(f"{flight.number} to {flight.dest_name}: {flight.speed:.0f} miles per hour, {flight.status}")
        made_up = select(func.count()).where(Flight.made_up(60))
        print("made up an hour and more:", session.scalars(made_up).one())


if __name__ == "__main__":
    main()
