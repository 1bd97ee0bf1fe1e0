"""The schema as SQLAlchemy's declarative models.

A ``Mapped[...]`` annotation is read at import: ``Mapped[str]`` becomes NOT NULL, ``Mapped[str | None]`` nullable. The
same classes describe the tables to Alembic, to Core (``select(Flight.carrier)``) and to the type checker.

Cost: import time; a query that asks for columns pays nothing for the classes.
Not for: tables that you do not own and only read: ``Table(..., autoload_with=engine)`` reflects them.
Asked: what is the difference between ``relationship`` and ``ForeignKey``? (One is the constraint, in the database; the
other is the attribute, in Python, that follows it.)
Source: https://docs.sqlalchemy.org/en/21/orm/declarative_tables.html
"""

from datetime import UTC, date, datetime

from sqlalchemy import (
    DOUBLE_PRECISION,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator, TypeEngine

BIG_ID = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in an INTEGER key
NEVER_AGAIN = {"sqlite_autoincrement": True}  # the number of a deleted row is not given out again, as on PostgreSQL


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: ``timestamptz`` on PostgreSQL, text in UTC on SQLite; in Python always aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """Return the type of the engine: on SQLite a text without microseconds, as the loader writes it."""
        if dialect.name != "sqlite":
            return DateTime(timezone=True)
        text = "%(year)04d-%(month)02d-%(day)02d %(hour)02d:%(minute)02d:%(second)02d"
        return sqlite.DATETIME(storage_format=text)  # type: ignore[no-untyped-call]  # SQLAlchemy does not type it

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC, or raise ValueError for one without a time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"expected an instant with a time zone, got {value!r}")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


class Base(AsyncAttrs, DeclarativeBase):
    """What all models share: the metadata, the types that annotations stand for, and ``awaitable_attrs``."""

    type_annotation_map = {datetime: UtcDateTime, float: DOUBLE_PRECISION}  # noqa: RUF012  # SQLAlchemy declares it


def references(column: str) -> ForeignKey:
    """Return a foreign key that is checked at COMMIT."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


class Airline(Base):
    """A carrier, by its two letters."""

    __tablename__ = "airlines"

    carrier: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))

    flights: Mapped[list["Flight"]] = relationship(back_populates="airline")


class Airport(Base):
    """An airport; all but the code is None for one that only flights name."""

    __tablename__ = "airports"
    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90", name="airports_lat_range"),
        CheckConstraint("lon BETWEEN -180 AND 180", name="airports_lon_range"),
        CheckConstraint("(name IS NULL) = (lat IS NULL)", name="airports_known_or_not"),
    )

    faa: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(100))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    alt: Mapped[int | None]
    tz: Mapped[int | None] = mapped_column(SmallInteger)
    dst: Mapped[str | None] = mapped_column(String(1))
    tzone: Mapped[str | None] = mapped_column(String(50))


class PlaneModel(Base):
    """What all planes of a model have in common."""

    __tablename__ = "plane_models"
    __table_args__ = (
        UniqueConstraint("manufacturer", "model", name="plane_models_key"),
        CheckConstraint("engines > 0", name="plane_models_engines_positive"),
        CheckConstraint("seats > 0", name="plane_models_seats_positive"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(BIG_ID, Identity(), primary_key=True)
    manufacturer: Mapped[str] = mapped_column(String(100))
    model: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(50))
    engines: Mapped[int] = mapped_column(SmallInteger)
    seats: Mapped[int] = mapped_column(SmallInteger)

    planes: Mapped[list["Plane"]] = relationship(back_populates="model")


class Plane(Base):
    """A plane; all but the tail number is None for one that only flights name."""

    __tablename__ = "planes"
    __table_args__ = (
        CheckConstraint("year BETWEEN 1903 AND 2013", name="planes_year_range"),
        Index("planes_model_id", "model_id"),
    )

    tailnum: Mapped[str] = mapped_column(String(6), primary_key=True)
    model_id: Mapped[int | None] = mapped_column(BigInteger, references("plane_models.id"))
    year: Mapped[int | None] = mapped_column(SmallInteger)
    engine: Mapped[str | None] = mapped_column(String(20))
    speed: Mapped[int | None] = mapped_column(SmallInteger)

    model: Mapped[PlaneModel | None] = relationship(back_populates="planes")
    flights: Mapped[list["Flight"]] = relationship(back_populates="plane")


class Weather(Base):
    """An hour at one of the three origins."""

    __tablename__ = "weather"
    __table_args__ = (PrimaryKeyConstraint("origin", "time_hour", name="weather_key"),)

    origin: Mapped[str] = mapped_column(String(3), references("airports.faa"))
    time_hour: Mapped[datetime]
    temp: Mapped[float | None]
    dewp: Mapped[float | None]
    humid: Mapped[float | None]
    wind_dir: Mapped[int | None] = mapped_column(SmallInteger)
    wind_speed: Mapped[float | None]
    wind_gust: Mapped[float | None]
    precip: Mapped[float]
    pressure: Mapped[float | None]
    visib: Mapped[float]


class Flight(Base):
    """A scheduled flight; without ``dep_time`` it was cancelled. Times are minutes after local midnight."""

    __tablename__ = "flights"
    __table_args__ = (
        UniqueConstraint("flight_date", "carrier", "number", "origin", name="flights_key"),
        CheckConstraint("origin <> dest", name="flights_leave_their_origin"),
        CheckConstraint("sched_dep_time BETWEEN 0 AND 1440", name="flights_sched_dep_time_range"),
        CheckConstraint("dep_time BETWEEN 0 AND 1440", name="flights_dep_time_range"),
        CheckConstraint("sched_arr_time BETWEEN 0 AND 1440", name="flights_sched_arr_time_range"),
        CheckConstraint("arr_time BETWEEN 0 AND 1440", name="flights_arr_time_range"),
        CheckConstraint("air_time > 0", name="flights_air_time_positive"),
        CheckConstraint("distance > 0", name="flights_distance_positive"),
        CheckConstraint("(dep_time IS NULL) = (dep_delay IS NULL)", name="flights_departed_with_delay"),
        CheckConstraint("arr_delay IS NULL OR dep_time IS NOT NULL", name="flights_arrive_after_departure"),
        Index("flights_carrier", "carrier"),
        Index("flights_dest", "dest"),
        Index("flights_origin_dest", "origin", "dest"),
        Index("flights_origin_time_hour", "origin", "time_hour"),
        Index("flights_tailnum", "tailnum", "flight_date", "sched_dep_time"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(BIG_ID, Identity(), primary_key=True)
    flight_date: Mapped[date]
    carrier: Mapped[str] = mapped_column(String(2), references("airlines.carrier"))
    number: Mapped[int] = mapped_column(SmallInteger)
    origin: Mapped[str] = mapped_column(String(3), references("airports.faa"))
    dest: Mapped[str] = mapped_column(String(3), references("airports.faa"))
    tailnum: Mapped[str | None] = mapped_column(String(6), references("planes.tailnum"))
    sched_dep_time: Mapped[int] = mapped_column(SmallInteger)
    dep_time: Mapped[int | None] = mapped_column(SmallInteger)
    dep_delay: Mapped[int | None] = mapped_column(SmallInteger)
    sched_arr_time: Mapped[int] = mapped_column(SmallInteger)
    arr_time: Mapped[int | None] = mapped_column(SmallInteger)
    arr_delay: Mapped[int | None] = mapped_column(SmallInteger)
    air_time: Mapped[int | None] = mapped_column(SmallInteger)
    distance: Mapped[int] = mapped_column(SmallInteger)
    time_hour: Mapped[datetime]

    airline: Mapped[Airline] = relationship(back_populates="flights")
    plane: Mapped[Plane | None] = relationship(back_populates="flights")
    origin_airport: Mapped[Airport] = relationship(foreign_keys=[origin])
    dest_airport: Mapped[Airport] = relationship(foreign_keys=[dest])
