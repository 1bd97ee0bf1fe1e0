"""Raw SQL beside the ORM: three doors, each with its values handed over apart from the text.

| door | gives | for |
|---|---|---|
| ``Model.objects.raw`` | objects of the model | a query that the ORM cannot say, for code that wants objects |
| ``RawSQL`` in ``annotate`` | a column of a QuerySet | one expression that Django lacks; the rest stays ORM |
| ``connection.cursor()`` | rows | reports, and what is no SELECT |

What Django's ORM cannot say: subtotals (ROLLUP, GROUPING SETS), LATERAL joins, recursion, a CTE that is used twice.

Cost: no portability, no check of names before it runs; an object from ``raw`` whose columns were left out asks for each
  when it is touched, one by one.
Not for: what the ORM says, only because the SQL is known already: filters and paging cannot be added to it later.
Asked: where does a value belong? (In ``params``. A name cannot be a value; choose it from a list of your own.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/sql/
"""

from datetime import date
from typing import Any

from django.db import connections
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from django_orm_examples.database import loaded, statements
from django_orm_examples.models import Flight, Plane

MOST_FLOWN = """
SELECT p.tailnum, p.model_id, count(*) AS times
FROM planes AS p
JOIN flights AS f USING (tailnum)
WHERE f.flight_date = %(day)s
GROUP BY p.tailnum, p.model_id
ORDER BY times DESC, p.tailnum
LIMIT %(count)s
"""
SUBTOTALS = """
SELECT origin, carrier, count(*) AS flights
FROM flights
WHERE flight_date = %s
GROUP BY ROLLUP (origin, carrier)
ORDER BY origin NULLS LAST, carrier NULLS LAST
"""


def most_flown(alias: str, day: date, count: int) -> list[tuple[Plane, int]]:
    """Return the planes with most flights on a day as objects, each with its flights; most first, then tail number.

    A column that is no field becomes an attribute, here ``times``; its name must not be a field's or a relation's. The
    objects lack ``year``, ``engine`` and ``speed``: each of them is asked for when it is touched.
    """
    planes = Plane.objects.using(alias).raw(MOST_FLOWN, {"day": day, "count": count})
    return [(plane, vars(plane)["times"]) for plane in planes]


def clock_difference(alias: str, day: date) -> list[tuple[int, int]]:
    """Return id and minutes by the clock, arrival less departure, of the flights of a day that landed, by id.

    The remainder of a day that is never negative is an expression of SQL's own; around it all is ORM.
    """
    minutes = RawSQL("(arr_time - dep_time + %s) %% %s", [1440, 1440], output_field=IntegerField())
    landed = Flight.objects.using(alias).on(day).filter(arr_time__isnull=False, dep_time__isnull=False)
    return list(landed.annotate(minutes=minutes).order_by("pk").values_list("pk", "minutes"))


def subtotals(alias: str, day: date) -> list[dict[str, Any]]:
    """Return flights by origin and carrier, by origin alone (``carrier`` None) and in all; PostgreSQL only.

    Each row is a dict of ``origin``, ``carrier`` and ``flights``, names as the cursor tells them.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(SUBTOTALS, [day])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def main() -> None:
    """Go through each door once."""
    day = date(2013, 7, 4)
    with loaded() as alias:
        with statements(alias) as sent:
            found = most_flown(alias, day, 3)
            print("most flown:", [(plane.tailnum, flights) for plane, flights in found], f"{len(sent)} statement")
            print("  built in", [plane.year for plane, _ in found], f"{len(sent)} statements")
        print("by the clock:", clock_difference(alias, day)[:3])
        rows = subtotals(alias, day)
        for row in (*rows[:2], *[row for row in rows if row["carrier"] is None]):
            print(f"  {row}")


if __name__ == "__main__":
    main()
