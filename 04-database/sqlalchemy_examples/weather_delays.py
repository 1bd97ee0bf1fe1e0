"""Joins without a foreign key in SQLAlchemy: the ON clause said in full.

``join(Weather)`` finds its ON clause by itself when there is one foreign key between two tables. Here there is none, so
the condition is written: an expression like any other, and kept in one place. ``isouter=True`` is the LEFT JOIN.
Whoever navigates from objects would declare it on the model, ``relationship(primaryjoin=..., viewonly=True)``; a query
for columns needs no relationship.

``case`` is evaluated in order, as in SQL. Every constant becomes a bound parameter, the words as well, so an expression
that is selected and grouped by must be one and the same object, or be grouped by its label: ``group_by("condition")``.
Two equal objects send two parameters, and PostgreSQL cannot know that they will be equal.

Cost: what raw SQL costs; the statements are the same.
Not for: a join that many queries need; that one is worth a relationship, or a view in the database.
Asked: what does ``join()`` do without an ON clause? (It follows the foreign key; with none or two it raises.)
Source: https://docs.sqlalchemy.org/en/21/orm/queryguide/select.html#joins
"""

from sqlalchemy import Integer, and_, case, cast, exists, extract, func, select
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.functions import correlation
from sqlalchemy_examples.models import Flight, Weather
from sqlalchemy_examples.printing import Row, show

SAME_HOUR = and_(Weather.origin == Flight.origin, Weather.time_hour == Flight.time_hour)


def delays_by_condition(session: Session) -> list[Row]:
    """Return the flights that flew (``dep_time`` is known) by the condition of their hour at their origin.

    The first that applies: 'unknown' without a weather row, 'low visibility' (``visib`` below 3 miles), 'heavy rain'
    (``precip`` of at least 0.1 inches), 'strong wind' (``wind_speed`` of at least 25 miles per hour), 'calm'.

    Columns: condition, flights, mean_dep_delay (minutes). Highest mean first.
    """
    condition = case(
        (Weather.origin.is_(None), "unknown"),
        (Weather.visib < 3, "low visibility"),
        (Weather.precip >= 0.1, "heavy rain"),
        (Weather.wind_speed >= 25, "strong wind"),
        else_="calm",
    ).label("condition")
    mean_dep_delay = func.avg(Flight.dep_delay).label("mean_dep_delay")
    query = (
        select(condition, func.count().label("flights"), mean_dep_delay)
        .select_from(Flight)
        .join(Weather, SAME_HOUR, isouter=True)
        .where(Flight.dep_time.is_not(None))
        .group_by("condition")
        .order_by(mean_dep_delay.desc(), "condition")
    )
    return [tuple(row) for row in session.execute(query)]


def worst_days(session: Session) -> list[Row]:
    """Return the ten dates with the highest mean departure delay, and their weather.

    The weather of a date: the lowest ``visib`` and the sum of ``precip`` over the hours of its scheduled departures, at
    all origins, each origin and hour once however many flights left in it; NULL when none of them was measured.

    Columns: flight_date, mean_dep_delay, lowest_visib, total_precip. Worst first, then by date.
    """
    mean_dep_delay = func.avg(Flight.dep_delay).label("mean_dep_delay")
    worst = (
        select(Flight.flight_date, mean_dep_delay)
        .where(Flight.dep_delay.is_not(None))
        .group_by(Flight.flight_date)
        .order_by(mean_dep_delay.desc(), Flight.flight_date)
        .limit(10)
        .cte("worst")
    )
    hours = (
        select(worst, Flight.origin, Flight.time_hour)
        .distinct()
        .join(Flight, Flight.flight_date == worst.c.flight_date)
        .cte("hours")
    )
    same_hour = and_(Weather.origin == hours.c.origin, Weather.time_hour == hours.c.time_hour)
    query = (
        select(
            hours.c.flight_date,
            hours.c.mean_dep_delay,
            func.min(Weather.visib).label("lowest_visib"),
            func.sum(Weather.precip).label("total_precip"),
        )
        .join(Weather, same_hour, isouter=True)
        .group_by(hours.c.flight_date, hours.c.mean_dep_delay)
        .order_by(hours.c.mean_dep_delay.desc(), hours.c.flight_date)
    )
    return [tuple(row) for row in session.execute(query)]


def flights_without_weather(session: Session) -> list[Row]:
    """Return how many flights have no weather row for their origin and hour.

    Columns: origin, month (1 to 12, of ``flight_date``), flights. By origin, month.
    """
    # EXTRACT gives a numeric on PostgreSQL, hence the cast.
    month = cast(extract("month", Flight.flight_date), Integer).label("month")
    query = (
        select(Flight.origin, month, func.count().label("flights"))
        .where(~exists().where(SAME_HOUR))
        .group_by(Flight.origin, "month")
        .order_by(Flight.origin, "month")
    )
    return [tuple(row) for row in session.execute(query)]


def wind_and_delay(session: Session) -> list[Row]:
    """Return Pearson's correlation of wind speed and departure delay for each origin.

    Over the flights for which both are known. SQLite has no ``corr``: ``correlation`` of functions.py writes it out.

    Columns: origin, flights, correlation (-1 to 1). By origin.
    """
    query = (
        select(Flight.origin, func.count().label("flights"), correlation(Weather.wind_speed, Flight.dep_delay))
        .join(Weather, SAME_HOUR)
        .where(Weather.wind_speed.is_not(None), Flight.dep_delay.is_not(None))
        .group_by(Flight.origin)
        .order_by(Flight.origin)
    )
    return [tuple(row) for row in session.execute(query)]


def rain_and_cancellations(session: Session) -> list[Row]:
    """Return what share of flights was cancelled (no ``dep_time``) on rainy and on dry dates of each origin.

    A date is 'rainy' when ``precip`` is above 0 in an hour of a scheduled departure from the origin, 'dry' when it is
    not; a date without any measured hour is neither and left out.

    Columns: origin, kind ('dry' or 'rainy'), dates, flights, share (0 to 1). By origin; dry first.
    """
    dates = (
        select(
            Flight.origin,
            case((func.max(Weather.precip) > 0, "rainy"), else_="dry").label("kind"),
            func.count().label("flights"),
            (func.count() - func.count(Flight.dep_time)).label("cancelled"),
        )
        .join(Weather, SAME_HOUR, isouter=True)
        .group_by(Flight.origin, Flight.flight_date)
        .having(func.count(Weather.precip) > 0)
        .cte("dates")
    )
    flights = func.sum(dates.c.flights)
    query = (
        select(
            dates.c.origin,
            dates.c.kind,
            func.count().label("dates"),
            cast(flights, Integer).label("flights"),
            (1.0 * func.sum(dates.c.cancelled) / flights).label("share"),
        )
        .group_by(dates.c.origin, dates.c.kind)
        .order_by(dates.c.origin, dates.c.kind)
    )
    return [tuple(row) for row in session.execute(query)]


def main() -> None:
    """Show what weather goes with which delays."""
    with loaded() as engine, Session(engine) as session:
        show(
            "Do flights leave later in bad weather?",
            ("condition", "flights", "mean_dep_delay"),
            delays_by_condition(session),
        )
        show(
            "Was the weather bad on the worst days?",
            ("flight_date", "mean_dep_delay", "lowest_visib", "total_precip"),
            worst_days(session),
        )
        show(
            "For how many flights do we not know the weather?",
            ("origin", "month", "flights"),
            flights_without_weather(session),
        )
        show("Does wind delay flights?", ("origin", "flights", "correlation"), wind_and_delay(session))
        show(
            "Are flights cancelled when it rains?",
            ("origin", "kind", "dates", "flights", "share"),
            rain_and_cancellations(session),
            limit=6,
        )


if __name__ == "__main__":
    main()
