"""GROUP BY in SQLAlchemy: functions, FILTER and CASE are Python expressions of the same shape.

``func.NAME`` writes any function of the database, known to SQLAlchemy or not. A label names a column. Given a label,
``order_by`` writes its name; ``group_by`` would repeat the whole expression, but takes the name as text. What differs
between the engines is compiled by the dialect: ``extract`` is EXTRACT on PostgreSQL and strftime on SQLite, ``//`` is
the division of whole numbers on both, ``/`` true division, whatever the columns are.

A type on the Python side converts nothing in the database: EXTRACT is numeric there, which the driver gives as Decimal,
although SQLAlchemy calls it an Integer; hence the cast.

Cost: each statement is compiled to text once and cached by its shape; values travel beside it.
Not for: queries that a colleague has to read in the log and in the code: nothing beats the SQL itself there.
Asked: what does ``func.count()`` count without an argument? (Rows; ``func.count(Flight.dep_time)`` known values.)
Source: https://docs.sqlalchemy.org/en/21/tutorial/data_select.html, https://docs.sqlalchemy.org/en/21/core/functions.html
"""

from sqlalchemy import Integer, case, cast, extract, func, select
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Flight
from sqlalchemy_examples.printing import Row, show


def flights_by_carrier(session: Session) -> list[Row]:
    """Count the flights that each carrier scheduled.

    Columns: carrier, flights. Most flights first, then by carrier.
    """
    flights = func.count().label("flights")
    query = select(Flight.carrier, flights).group_by(Flight.carrier).order_by(flights.desc(), Flight.carrier)
    return [tuple(row) for row in session.execute(query)]


def flights_by_month(session: Session) -> list[Row]:
    """Count the flights of each month, and those of them that were cancelled (dep_time is NULL).

    Columns: month (1 to 12, an integer on both engines), flights, cancelled. By month.
    """
    month = cast(extract("month", Flight.flight_date), Integer).label("month")
    cancelled = func.count().filter(Flight.dep_time.is_(None)).label("cancelled")
    query = select(month, func.count().label("flights"), cancelled).group_by("month").order_by(month)
    return [tuple(row) for row in session.execute(query)]


def flights_by_destination(session: Session) -> list[Row]:
    """Count the flights to each destination, and tell how far they went and how late they arrived on average.

    Columns: dest, flights, mean_distance (miles), mean_arr_delay (minutes; NULL where no flight arrived). Most flights
    first, then by dest.
    """
    flights = func.count().label("flights")
    query = (
        select(
            Flight.dest,
            flights,
            func.avg(Flight.distance).label("mean_distance"),
            func.avg(Flight.arr_delay).label("mean_arr_delay"),
        )
        .group_by(Flight.dest)
        .order_by(flights.desc(), Flight.dest)
    )
    return [tuple(row) for row in session.execute(query)]


def delays_by_hour(session: Session) -> list[Row]:
    """Tell how late flights left, for each origin and hour of the scheduled departure.

    Only flights that flew (dep_time is known). Columns: origin, hour (0 to 23; sched_dep_time is in minutes), flew
    (flights), mean_dep_delay (minutes), an_hour_late (flights with a delay of 60 minutes or more). By origin, hour.
    """
    hour = (Flight.sched_dep_time // 60).label("hour")
    query = (
        select(
            Flight.origin,
            hour,
            func.count().label("flew"),
            func.avg(Flight.dep_delay).label("mean_dep_delay"),
            func.count().filter(Flight.dep_delay >= 60).label("an_hour_late"),
        )
        .where(Flight.dep_time.is_not(None))
        .group_by(Flight.origin, "hour")
        .order_by(Flight.origin, hour)
    )
    return [tuple(row) for row in session.execute(query)]


def cancellation_rates(session: Session) -> list[Row]:
    """Tell which share of its flights each carrier with 1000 flights or more cancelled (dep_time is NULL).

    Columns: carrier, flights, share (0 to 1). Highest share first, then by carrier.
    """
    cancelled = func.count().filter(Flight.dep_time.is_(None))
    share = (cancelled / func.count()).label("share")
    query = (
        select(Flight.carrier, func.count().label("flights"), share)
        .group_by(Flight.carrier)
        .having(func.count() >= 1000)
        .order_by(share.desc(), Flight.carrier)
    )
    return [tuple(row) for row in session.execute(query)]


def delay_classes(session: Session) -> list[Row]:
    """Count the flights in each class of departure delay.

    The classes, in this order: 'cancelled' (dep_time is NULL), 'early' (delay below 0 minutes), 'on time' (0 to 14),
    'late' (15 to 59), 'very late' (60 to 179), 'extremely late' (180 and more). Columns: class, flights.
    """
    delay_class = case(
        (Flight.dep_time.is_(None), "cancelled"),
        (Flight.dep_delay < 0, "early"),
        (Flight.dep_delay < 15, "on time"),
        (Flight.dep_delay < 60, "late"),
        (Flight.dep_delay < 180, "very late"),
        else_="extremely late",
    ).label("class")
    query = (
        select(delay_class, func.count().label("flights"))
        .group_by("class")
        .order_by(func.min(Flight.dep_delay).nulls_first())
    )
    return [tuple(row) for row in session.execute(query)]


def busiest_days(session: Session) -> list[Row]:
    """Find the ten dates with most flights, and their weekdays.

    Columns: flight_date, weekday (1 is Monday, 7 Sunday), flights. Most flights first, then by date. On SQLite extract
    knows ``dow``, 0 for Sunday, and no ``isodow``.
    """
    flights = func.count().label("flights")
    weekday = cast((extract("dow", Flight.flight_date) + 6) % 7 + 1, Integer).label("weekday")
    query = (
        select(Flight.flight_date, weekday, flights)
        .group_by(Flight.flight_date)
        .order_by(flights.desc(), Flight.flight_date)
        .limit(10)
    )
    return [tuple(row) for row in session.execute(query)]


def main() -> None:
    """Answer the seven questions on PostgreSQL."""
    with loaded() as engine, Session(engine) as session:
        show("1. How many flights did each carrier schedule?", ["carrier", "flights"], flights_by_carrier(session))
        show(
            "2. How many flights were there each month, and how many were cancelled?",
            ["month", "flights", "cancelled"],
            flights_by_month(session),
        )
        show(
            "3. How many flights went to each destination, how far, and how late did they arrive on average?",
            ["dest", "flights", "mean_distance", "mean_arr_delay"],
            flights_by_destination(session),
        )
        show(
            "4. How late do flights leave, for each origin and hour?",
            ["origin", "hour", "flew", "mean_dep_delay", "an_hour_late"],
            delays_by_hour(session),
        )
        show(
            "5. Which share of its flights did each carrier with at least 1000 flights cancel?",
            ["carrier", "flights", "share"],
            cancellation_rates(session),
        )
        show("6. How many flights were how late?", ["class", "flights"], delay_classes(session), limit=6)
        show(
            "7. Which dates had most flights? (1 is Monday)",
            ["flight_date", "weekday", "flights"],
            busiest_days(session),
        )


if __name__ == "__main__":
    main()
