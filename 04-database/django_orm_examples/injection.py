"""Injection through an ORM: what Django protects, and the doors that it leaves to those who ask.

``filter(dest=value)`` is SQL with a marked value. ``raw()``, ``RawSQL``, ``extra()`` and a cursor take SQL as it is.
Two more doors are Django's own: names of look-ups that come from a visitor, ``filter(**query)``, walk through relations
to any column; and an expression's string arguments are names of fields, not values.

The ``careless_`` functions are the attack's target and exist to be attacked; the tests run both.

Cost: none.
Not for: thinking that an ORM has ended the matter.
Asked: what is wrong with ``Model.objects.filter(**request.GET.dict())``?
Source: https://docs.djangoproject.com/en/6.1/topics/security/#sql-injection-protection
"""

from collections.abc import Mapping
from typing import Any

from django.db.models.expressions import RawSQL

from django_orm_examples.database import loaded
from django_orm_examples.models import Airline, Airport

type Row = tuple[Any, ...]

LOOKUPS = {"carrier": "carrier", "name": "name__startswith"}


def careless_airport(faa: str, using: str = "default") -> list[Row]:
    """Return (faa, name) of an airport. The hole: ``raw()`` with an f-string."""
    query = f"SELECT faa, name FROM airports WHERE faa = '{faa}'"  # noqa: S608  # the hole
    return [(airport.faa, airport.name) for airport in Airport.objects.using(using).raw(query)]


def careful_airport(faa: str, using: str = "default") -> list[Row]:
    """Return (faa, name) of an airport, by the query set."""
    return list(Airport.objects.using(using).filter(faa=faa).values_list("faa", "name"))


def careful_airport_raw(faa: str, using: str = "default") -> list[Row]:
    """Return (faa, name) of an airport by ``raw()`` with a marked value: right, too, where SQL by hand is needed."""
    query = "SELECT faa, name FROM airports WHERE faa = %s"
    return [(airport.faa, airport.name) for airport in Airport.objects.using(using).raw(query, [faa])]


def careless_distance(expression: str, using: str = "default") -> list[Row]:
    """Return (faa, value) of three airports for a column's name. The hole: ``RawSQL`` takes any expression."""
    value = RawSQL(expression, [])  # noqa: S611  # the hole
    airports = Airport.objects.using(using).filter(faa__in=["ANC", "BOS", "DEN"]).order_by("faa")
    return list(airports.annotate(value=value).values_list("faa", "value"))


def careful_distance(column: str, using: str = "default") -> list[Row]:
    """Return (faa, value) of ANC, BOS and DEN for one of the columns lat, lon and alt, or raise ValueError.

    Its message: ``unknown column 'x': expected one of lat, lon, alt``.
    """
    if column not in ("lat", "lon", "alt"):
        raise ValueError(f"unknown column {column!r}: expected one of lat, lon, alt")
    airports = Airport.objects.using(using).filter(faa__in=["ANC", "BOS", "DEN"]).order_by("faa")
    return list(airports.values_list("faa", column))


def careless_airlines(query: Mapping[str, str], using: str = "default") -> list[str]:
    """Return carriers that fit a query as a visitor sent it. The hole: ``filter(**query)`` follows any relation.

    ``{"flights__plane__tailnum__startswith": "N1"}`` asks a table that the page does not show, a letter a request.
    """
    found = Airline.objects.using(using).filter(**query).values_list("carrier", flat=True)
    return sorted(set(found))


def careful_airlines(query: Mapping[str, str], using: str = "default") -> list[str]:
    """Return carriers, in order, that fit a query by ``carrier`` or the beginning of ``name``, or raise ValueError.

    Its message: ``unknown look-up 'x': expected some of carrier, name``.
    """
    for name in query:
        if name not in LOOKUPS:
            raise ValueError(f"unknown look-up {name!r}: expected some of {', '.join(LOOKUPS)}")
    fitting = Airline.objects.using(using).filter(**{LOOKUPS[name]: value for name, value in query.items()})
    return list(fitting.order_by("carrier").values_list("carrier", flat=True))


def main() -> None:
    """Attack each careless function, then its careful twin."""
    union = "' UNION SELECT carrier, name FROM airlines ORDER BY 1 LIMIT 2 --"
    with loaded():
        print("raw()           ", careless_airport(union))
        print("filter()        ", careful_airport(union), careful_airport("JFK"))
        print("raw() and mark  ", careful_airport_raw(union))
        print("RawSQL          ", careless_distance("(SELECT max(name) FROM airlines)")[:1])
        spying = {"flights__plane__tailnum": "N14228", "flights__dest": "IAH"}
        print("filter(**query) ", careless_airlines(spying), "flew N14228 to Houston")
        try:
            careful_airlines(spying)
        except ValueError as error:
            print("a list of them  ", error)


if __name__ == "__main__":
    main()
