"""N+1: one statement for the list and one more for each line of it, found by counting and cured four ways.

``flight.airline.name`` looks like an attribute and is a query. A board of forty flights sends a hundred and fifty of
them, each quick, and all together the slow page. No single statement is slow, so no list of slow statements shows it;
what shows it is a count.

| cure | statements | right when |
|---|---|---|
| ``select_related`` | 1, with joins | each row has one of it (a foreign key) |
| ``prefetch_related`` | 1 for each relation | it has many, or many rows share few of it |
| ``Prefetch(queryset=..., to_attr=...)`` | the same | only some of the many are wanted, or in an order |
| ``values_list`` (or ``annotate``) | 1, no objects | the columns leave as JSON or as a report |

Cost: a join repeats what it joins in each row; a prefetch holds all of it in memory and sends the keys back as a list.
Not for: ``select_related`` everywhere by default; the joins that nobody looks at are paid as well.
Asked: a page is slow and no query is. What do you look at? Why does ``.filter()`` on what was prefetched ask again? (It
  is another question than the one whose answer is kept; filter in the Prefetch, or in Python.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/optimization/
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from django_orm_examples.database import loaded, statements
from django_orm_examples.models import Flight, Plane, PlaneModel

type Line = tuple[int, str, str | None, str | None]  # number, airline's name, origin's name, manufacturer of the plane


def board_one_by_one(alias: str, day: date, dest: str) -> list[Line]:
    """Return the board the careless way: a statement for the flights, up to four more for each of them.

    A line for each flight of the day to the destination, by scheduled departure, then id. A plane that is unknown, or
    whose model is, has no manufacturer: None. The other boards return the same lines.
    """
    return _lines(_flights(alias, day, dest))


def board_joined(alias: str, day: date, dest: str) -> list[Line]:
    """Return the board by one statement that joins four tables, and makes objects of their rows."""
    return _lines(_flights(alias, day, dest).select_related("airline", "origin", "plane__model"))


def board_in_batches(alias: str, day: date, dest: str) -> list[Line]:
    """Return the board by five statements, one for each table, put together in Python."""
    return _lines(_flights(alias, day, dest).prefetch_related("airline", "origin", "plane__model"))


def board_of_columns(alias: str, day: date, dest: str) -> list[Line]:
    """Return the board by one statement for exactly these four columns; no objects are made."""
    flights = _flights(alias, day, dest)
    return list(flights.values_list("number", "airline__name", "origin__name", "plane__model__manufacturer"))


def young_planes(alias: str, year: int) -> list[tuple[str, list[str]]]:
    """Return each model of Airbus, by name, with the tail numbers of its planes built in the year or later, in order.

    Two statements: Prefetch takes the planes that are wanted, and ``to_attr`` says that these are not all.
    """
    planes = Plane.objects.filter(year__gte=year).order_by("tailnum")
    models = PlaneModel.objects.using(alias).filter(manufacturer="AIRBUS").order_by("model")
    chosen = models.prefetch_related(Prefetch("planes", queryset=planes, to_attr="young"))
    return [(model.model, [plane.tailnum for plane in model.young]) for model in chosen]


def young_planes_asked_again(alias: str, year: int) -> list[tuple[str, list[str]]]:
    """Return the same by the same prefetch, filtered too late: two statements for nothing, and one for each model."""
    models = PlaneModel.objects.using(alias).filter(manufacturer="AIRBUS").order_by("model")
    return [
        (model.model, [plane.tailnum for plane in model.planes.filter(year__gte=year).order_by("tailnum")])
        for model in models.prefetch_related("planes")
    ]


def _flights(alias: str, day: date, dest: str) -> QuerySet[Flight]:
    return Flight.objects.using(alias).on(day).filter(dest=dest).order_by("sched_dep_time", "pk")


def _lines(flights: Iterable[Flight]) -> list[Line]:
    return [
        (
            flight.number,
            flight.airline.name,
            flight.origin.name,
            flight.plane.model.manufacturer if flight.plane and flight.plane.model else None,
        )
        for flight in flights
    ]


def main() -> None:
    """Count the statements of the same board, made in four ways."""
    day = date(2013, 7, 4)
    with loaded() as alias:
        for board in (board_one_by_one, board_joined, board_in_batches, board_of_columns):
            with statements(alias) as sent:
                lines = board(alias, day, "BOS")
            joins = max(statement.count(" JOIN ") for statement in sent)
            print(f"{board.__name__:18} {len(lines)} flights, {len(sent):3} statements, at most {joins} joins in one")
        print("\nthe first line of each:", *lines[0], sep="\n  ")

        print("\nMany of each: the models of Airbus with their planes of 2012 and later")
        for way in (young_planes, young_planes_asked_again):
            with statements(alias) as sent:
                found = way(alias, 2012)
            planes = sum(len(tailnums) for _, tailnums in found)
            print(f"{way.__name__:24} {len(found)} models, {planes} planes, {len(sent):2} statements")


if __name__ == "__main__":
    main()
