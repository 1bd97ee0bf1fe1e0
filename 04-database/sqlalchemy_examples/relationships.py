"""Relationships: two sides, who owns whom, what goes with what, and order.

A relationship is Python's side of a foreign key. ``back_populates`` names the other side, so that both are right at
once, before anything is sent. ``cascade="all, delete-orphan"`` says that the parent owns its children: one that is
taken out of the list is deleted. Many to many is a table between; as soon as the link has something to say of its own,
here the seat, it is a class ("association object"), and a proxy spares the way through it.

On deletion two can cascade: the session, which loads the children and deletes each, or the database, by ON DELETE
CASCADE. ``passive_deletes=True`` leaves it to the database.

Cost: a list of children is loaded as a whole; for thousands of them ask a query instead.
Not for: ``cascade="all"`` towards something that others share: a trip must not delete its flights.
Asked: ``cascade`` or ON DELETE CASCADE? (The first for rules of objects, the second for what must hold whoever
deletes.)
Source: https://docs.sqlalchemy.org/en/21/orm/cascades.html, https://docs.sqlalchemy.org/en/21/orm/basic_relationships.html
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Column, ForeignKey, String, Table, select
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import BIG_ID, Flight
from sqlalchemy_examples.recording import recording, table_of


class Base(DeclarativeBase):
    """Tables of this example, apart from the schema that Alembic looks after."""


TRIP_LABELS = Table(
    "trip_labels",
    Base.metadata,
    Column("trip_id", ForeignKey("trips.id", ondelete="CASCADE"), primary_key=True),
    Column("label", ForeignKey("labels.name"), primary_key=True),
)


class Label(Base):
    """A word that trips share."""

    __tablename__ = "labels"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    trips: Mapped[list["Trip"]] = relationship(secondary=TRIP_LABELS, back_populates="labels", passive_deletes=True)


class Trip(Base):
    """A passenger's flights, one after the other. It owns its legs; flights and labels are shared."""

    __tablename__ = "trips"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    passenger: Mapped[str] = mapped_column(String(100))
    legs: Mapped[list["Leg"]] = relationship(
        back_populates="trip",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Leg.position",
        collection_class=ordering_list("position"),
    )
    labels: Mapped[list[Label]] = relationship(secondary=TRIP_LABELS, back_populates="trips", passive_deletes=True)
    flights: AssociationProxy[list[Flight]] = association_proxy("legs", "flight")


class Leg(Base):
    """A flight of a trip, and the seat on it; ``position`` counts from 0 and follows the list by itself."""

    __tablename__ = "legs"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trips.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    flight_id: Mapped[int] = mapped_column(ForeignKey(Flight.__table__.c.id))
    seat: Mapped[str] = mapped_column(String(4))

    trip: Mapped[Trip] = relationship(back_populates="legs")
    flight: Mapped[Flight] = relationship(Flight)


def book(session: Session, passenger: str, seats: dict[int, str]) -> Trip:
    """Add a trip of a passenger with a leg for each id of a flight and seat, in this order, flush and return it.

    Only the trip is added; the legs follow it.
    """
    trip = Trip(passenger=passenger, legs=[Leg(flight_id=flight, seat=seat) for flight, seat in seats.items()])
    session.add(trip)
    session.flush()
    return trip


def drop_leg(session: Session, trip: Trip, position: int) -> list[str]:
    """Take a leg out of a trip and flush; return what was sent, as ``table_of`` shows it.

    The leg is deleted, and those behind it move up.
    """
    _ = trip.legs  # loaded before it is counted
    with recording(session) as sent:
        del trip.legs[position]
        session.flush()
    return [table_of(statement) for statement in sent]


def hand_over(leg: Leg, trip: Trip) -> None:
    """Give a leg to another trip, as its last one; it is in that one's list and no longer in the other's, at once."""
    leg.trip.legs.remove(leg)
    trip.legs.insert(len(trip.legs), leg)  # append would leave the position that the leg brings along


def put_labels(session: Session, trip: Trip, names: Iterable[str]) -> None:
    """Give a trip labels by name, in the order of the names; those that there are already are used again. Flush."""
    wanted = list(dict.fromkeys(names))
    known = {label.name: label for label in session.scalars(select(Label).where(Label.name.in_(wanted)))}
    trip.labels = [known.get(name) or Label(name=name) for name in wanted]
    session.flush()


def delete_trip(session: Session, trip_id: int) -> list[str]:
    """Delete a trip that the session has not loaded the legs of, and flush; return what was sent but for its SELECT.

    It is one statement: the database deletes the legs and the links to labels.
    """
    trip = session.get_one(Trip, trip_id)
    with recording(session) as sent:
        session.delete(trip)
        session.flush()
    return [table_of(statement) for statement in sent]


def described(trip: Trip) -> Sequence[str]:
    """Return a line for each leg: ``0: UA 1545 from EWR, seat 1A``."""
    return [
        f"{leg.position}: {leg.flight.carrier} {leg.flight.number} from {leg.flight.origin}, seat {leg.seat}"
        for leg in trip.legs
    ]


def main() -> None:
    """Book, change and delete trips, on a loaded PostgreSQL."""
    with loaded() as engine:
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            trip = book(session, "Ada", {1: "1A", 2: "2B", 3: "3C"})
            print(*described(trip), sep="\n")
            print("a leg dropped:", ", ".join(drop_leg(session, trip, 0)))
            print(*described(trip), sep="\n")
            print("its flights go to", ", ".join(flight.dest for flight in trip.flights))
            other = book(session, "Alan", {4: "4D"})
            hand_over(trip.legs[0], other)
            print(f"handed over: {len(trip.legs)} leg of Ada, {len(other.legs)} of Alan")
            put_labels(session, trip, ["business", "refundable"])
            put_labels(session, other, ["business"])
            business = session.get_one(Label, "business")
            print("business:", ", ".join(sorted(each.passenger for each in business.trips)))
            session.commit()
            print("a trip deleted:", ", ".join(delete_trip(session, other.id)))
            print("legs left:", len(session.scalars(select(Leg)).all()))


if __name__ == "__main__":
    main()
