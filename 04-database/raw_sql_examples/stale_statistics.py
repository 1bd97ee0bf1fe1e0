"""A plan is as good as the guess it was made from: statistics that are out of date, and columns that go together.

The planner does not know the data. It knows what ANALYZE noted: how many rows, and of each column the most frequent
values and a histogram. Two guesses go wrong in every growing table.

What came after the last ANALYZE does not exist for it. The newest day, which everybody asks for, lies beyond the end of
the histogram: "one row", and for one row a loop that looks up each partner by an index is best. Then thousands come.
Autovacuum analyses a table when a tenth of its rows changed; a month at the end of a year is less than that.

And it takes columns for independent. One flight in 470 is Alaska's, one in 86 goes to Seattle, so it expects eight that
are both, and there are 714: Alaska flies to Seattle and nowhere else. CREATE STATISTICS notes what columns have in
common: ``mcv`` the most frequent combinations, for WHERE; ``ndistinct`` how many there are, for GROUP BY.

Cost: ANALYZE reads a sample of 300 rows for each value that it is to keep, 30,000 if nothing is said, whatever the size
of the table. To keep more makes it longer, and so does each plan.
Not for: every pair of columns. Make them where EXPLAIN shows a wrong estimate that led to a wrong plan.
Asked: yesterday the report took a second, today an hour, and nobody deployed anything. What happened? (The data
changed, the statistics did not, or just did: compare estimated and actual rows, ANALYZE, look again.)
Source: https://www.postgresql.org/docs/18/planner-stats.html,
https://www.postgresql.org/docs/18/row-estimation-examples.html
"""

from datetime import date

import psycopg

from flights import databases
from raw_sql_examples.database import rows
from raw_sql_examples.explain import Plan
from raw_sql_examples.what_if import copy_of_flights, what_if


def make_departures(connection: psycopg.Connection, day: date) -> None:
    """Make the table ``departures`` of the flights before a day, analyse it, and add those from that day on.

    Autovacuum leaves the table alone. Its columns are origin, time_hour, flight_date and dep_delay.
    """
    connection.execute("""
        CREATE TABLE departures
          WITH (autovacuum_enabled = false)
            AS SELECT origin, time_hour, flight_date, dep_delay
                 FROM flights
                WITH NO DATA
    """)
    add = "INSERT INTO departures SELECT origin, time_hour, flight_date, dep_delay FROM flights WHERE flight_date "
    rows(connection, f"{add} < :day RETURNING 1", day=day)
    # A session reports its changes late: those from before ANALYZE must not be counted after it.
    connection.execute("SELECT pg_stat_force_next_flush()")
    connection.execute("ANALYZE departures")
    rows(connection, f"{add} >= :day RETURNING 1", day=day)


def newest_days(connection: psycopg.Connection, day: date) -> tuple[Plan, Plan]:
    """Return the plans of "mean dep_delay in fog from a day on" with statistics as they are, and after ANALYZE.

    It asks ``departures``; fog is visib below 3 in the weather of the origin and the hour.
    """
    query = """
        SELECT avg(d.dep_delay)
          FROM departures AS d
          JOIN weather AS w ON w.origin = d.origin
                           AND w.time_hour = d.time_hour
         WHERE d.flight_date >= :day
           AND w.visib < 3
    """
    return what_if(connection, ["ANALYZE departures"], query, day=day)


def out_of_date(connection: psycopg.Connection, share: float) -> list[tuple[str, int, int]]:
    """Return (table, rows changed since its last ANALYZE, rows) where that share of the rows changed, or more.

    Tables are those of the schema that the connection sees first, by name. The numbers are those that autovacuum goes
    by; this session's own, which it may hold back for a second, are counted. The connection must not be in a
    transaction.
    """
    connection.execute("SELECT pg_stat_force_next_flush()")
    return rows(
        connection,
        """
        SELECT relname,
               n_mod_since_analyze,
               n_live_tup
          FROM pg_stat_user_tables
         WHERE schemaname = current_schema()
           AND n_mod_since_analyze >= CAST(:share AS double precision) * n_live_tup
           AND n_mod_since_analyze > 0
         ORDER BY relname
        """,
        share=share,
    )


def columns_that_go_together(connection: psycopg.Connection, kept: int) -> tuple[Plan, Plan]:
    """Return the plans of "mean dep_delay in fog of Alaska (AS) to Seattle (SEA)" on flights.

    The second is made with so many of the most frequent combinations of carrier and dest known; if nothing is said
    PostgreSQL keeps a hundred. Fog is as in newest_days.
    """
    query = """
        SELECT avg(f.dep_delay)
          FROM flights AS f
          JOIN weather AS w ON w.origin = f.origin
                           AND w.time_hour = f.time_hour
         WHERE f.carrier = 'AS'
           AND f.dest = 'SEA'
           AND w.visib < 3
    """
    together = [
        "CREATE STATISTICS together (mcv) ON carrier, dest FROM flights",
        f"ALTER STATISTICS together SET STATISTICS {kept:d}",
        "ANALYZE flights (carrier, dest)",
    ]
    return what_if(connection, together, query)


def number_of_groups(connection: psycopg.Connection) -> tuple[Plan, Plan]:
    """Return the plans of "flights by carrier, origin and dest" (the three columns and the number).

    The second is made with the number of their combinations known.
    """
    query = """
        SELECT carrier,
               origin,
               dest,
               count(*)
          FROM flights
         GROUP BY carrier,
                  origin,
                  dest
    """
    together = "CREATE STATISTICS together (ndistinct) ON carrier, origin, dest FROM flights"
    return what_if(connection, [together, "ANALYZE flights"], query)


def main() -> None:
    """Ask for December before the statistics know of it, and for columns that are not independent."""
    december = date(2013, 12, 1)
    with databases.postgresql() as address, copy_of_flights(address) as connection:
        make_departures(connection, december)
        for table, changed, live in out_of_date(connection, 0.05):
            print(f"{table}: {changed:,} of {live:,} rows are not in the statistics.")
            print(f"Autovacuum waits until {50 + 0.1 * (live - changed):,.0f} are: a tenth of those it knows, and 50.")
        stories = {
            "Delays in fog in December": newest_days(connection, december),
            "Delays in fog of Alaska to Seattle": columns_that_go_together(connection, 500),
            "Flights by carrier and route": number_of_groups(connection),
        }
        for story, plans in stories.items():
            print(f"\n{story}")
            for name, plan in zip(("as it is", "mended"), plans, strict=True):
                worst = plan.worst_misestimate
                print(f"  {name}: {plan.pages} pages, worst estimate {worst.estimated:.0f} for {worst.actual:.0f} rows")
                print(*(f"    {line}" for line in plan.lines()), sep="\n")


if __name__ == "__main__":
    main()
