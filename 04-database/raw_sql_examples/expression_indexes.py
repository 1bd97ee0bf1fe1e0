"""An index on what is computed, and the statistics that come with it.

Which flights made up an hour in the air? ``dep_delay - arr_delay >= 60`` names no column, so no index on a column
serves. An index on the expression holds its values, sorted. The query must have the same expression; spaces do not
matter, another way to write the same sum does.

There is a second gain, often the greater one. Of an expression the planner knows nothing, and guesses a third of the
table for a comparison, one row in two hundred for an equality. ANALYZE keeps statistics for each index on an
expression, and so the estimate is right, for a plan that does not use the index too. Statistics alone are had by CREATE
STATISTICS.

What is in an index must never change by itself. The date of an instant depends on the time zone of whoever asks, so
``CAST(time_hour AS date)`` is refused; with the zone in the expression it is a fixed value.

Cost: the expression is computed for each row written. And one more thing that a query may silently miss.
Not for: values that are shown as well; make a generated column of these, and index that.
Asked: users log in with any spelling of their e-mail address; how do you find and how do you keep them apart? (A unique
index on lower(email), and lower() in the query; or a collation that ignores case.)
Source: https://www.postgresql.org/docs/18/indexes-expressional.html
"""

import psycopg

from flights import databases
from raw_sql_examples.explain import Plan
from raw_sql_examples.what_if import copy_of_flights, what_if

MADE_UP = """
    SELECT id
      FROM flights
     WHERE dep_delay - arr_delay >= :minutes
"""


def made_up_by_index(connection: psycopg.Connection, minutes: int) -> tuple[Plan, Plan]:
    """Return the plans of MADE_UP as things are, and with an index ``made_up`` on the expression, then ANALYZE."""
    index = "CREATE INDEX made_up ON flights ((dep_delay - arr_delay))"
    return what_if(connection, [index, "ANALYZE flights"], MADE_UP, minutes=minutes)


def made_up_by_statistics(connection: psycopg.Connection, minutes: int) -> tuple[Plan, Plan]:
    """Return the plans of MADE_UP as things are, and with statistics ``made_up`` on the expression, but no index."""
    statistics = "CREATE STATISTICS made_up ON (dep_delay - arr_delay) FROM flights"
    return what_if(connection, [statistics, "ANALYZE flights"], MADE_UP, minutes=minutes)


def other_spelling(connection: psycopg.Connection, minutes: int) -> Plan:
    """Return the plan of MADE_UP with the sum written as ``-arr_delay + dep_delay``, with the index there."""
    query = MADE_UP.replace("dep_delay - arr_delay", "-arr_delay + dep_delay")
    index = "CREATE INDEX made_up ON flights ((dep_delay - arr_delay))"
    return what_if(connection, [index, "ANALYZE flights"], query, minutes=minutes)[1]


def refusal(connection: psycopg.Connection, expression: str) -> str | None:
    """Return why PostgreSQL refuses an index on an expression of flights, in its own words, or None when it does not.

    No index is left, and an open transaction goes on. The expression is text of the caller's own, never input.
    """
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(f"CREATE INDEX tried ON flights (({expression}))".encode())
    except psycopg.Error as error:
        return error.diag.message_primary
    return None


def make_members(connection: psycopg.Connection) -> None:
    """Make the table ``members`` (email text, not NULL), in which no address comes twice in whatever case.

    The caller commits.
    """
    connection.execute("CREATE TABLE members (email text NOT NULL)")
    connection.execute("CREATE UNIQUE INDEX members_email ON members (lower(email))")


def join(connection: psycopg.Connection, email: str) -> bool:
    """Add a member, and return whether that was possible: False when the address is there, in whatever case.

    The address is kept as it was given, and the transaction goes on.
    """
    added = connection.execute(
        """
        INSERT INTO members (email)
        VALUES (%s)
            ON CONFLICT (lower(email)) DO NOTHING
        RETURNING email
        """,
        [email],
    )
    return added.fetchone() is not None


def find(connection: psycopg.Connection, email: str) -> str | None:
    """Return the address of the member as it was given when joining, whatever case is asked for, or None."""
    found = connection.execute("SELECT email FROM members WHERE lower(email) = lower(%s)", [email]).fetchone()
    return None if found is None else str(found[0])


def main() -> None:
    """Find who made up an hour in six months, by an index and without, and try expressions that cannot be indexed."""
    with databases.postgresql() as address, copy_of_flights(address, months=6) as connection:
        bare, indexed = made_up_by_index(connection, 60)
        _, known = made_up_by_statistics(connection, 60)
        stories = {
            "as it is": bare,
            "index on the expression": indexed,
            "statistics alone": known,
            "index, and the sum turned around": other_spelling(connection, 60),
        }
        for story, plan in stories.items():
            print(f"{story}: {plan.pages} pages")
            print(*(f"  {line}" for line in plan.lines()), sep="\n")
        print("\nAn index on ...")
        for expression in (
            "CAST(time_hour AS date)",
            "CAST(time_hour AT TIME ZONE 'America/New_York' AS date)",
            "to_char(flight_date, 'YYYY-MM')",
            "extract(month FROM flight_date)",
            "now() - time_hour",
        ):
            print(f"  {expression}: {refusal(connection, expression) or 'is made'}")
        with connection.transaction(force_rollback=True):
            make_members(connection)
            print("\nJoin as Ann@Example.org, then as ann@example.org:", end=" ")
            print(join(connection, "Ann@Example.org"), join(connection, "ann@example.org"), end="; ")
            print("asked for ANN@EXAMPLE.ORG:", find(connection, "ANN@EXAMPLE.ORG"))


if __name__ == "__main__":
    main()
