"""NULL is not a value: it says that there is none, and a comparison with it is neither true nor false.

SQL has a third truth value, unknown. WHERE keeps a row only when its condition is true, so an unknown one is dropped as
silently as a false one; a CHECK refuses a row only when it is false, so an unknown one passes.

Cost: none at run time, much in reports that miss rows.
Not for: "nothing" that is known to be nothing. A flight with no delay has 0 minutes, not NULL.
Asked: why does ``WHERE dest NOT IN (SELECT ...)`` return no row at all? (The list holds a NULL; nothing is known to be
different from it.)
Source: https://www.postgresql.org/docs/18/functions-logical.html, https://www.sqlite.org/nulls.html
"""

from flights import databases
from raw_sql_examples.database import Connection, Row, rows, run

TRUTH = (True, False, None)


def truth_table(connection: Connection, operator: str) -> dict[tuple[bool | None, bool | None], bool | None]:
    """Return what the engine makes of ``a AND b`` or ``a OR b`` for each pair of true, false and unknown.

    Raise ValueError for another operator: ``operator must be AND or OR, not 'XOR'``.
    """
    if operator not in ("AND", "OR"):
        raise ValueError(f"operator must be AND or OR, not {operator!r}")
    query = f"SELECT CAST({as_truth('a')} {operator} {as_truth('b')} AS integer)"
    table = {}
    for a in TRUTH:
        for b in TRUTH:
            ((found,),) = rows(connection, query, a=as_flag(a), b=as_flag(b))
            table[a, b] = None if found is None else bool(found)
    return table


def as_truth(name: str) -> str:
    """Return a value's mark as a condition, such as ``CAST(CAST(:a AS integer) AS boolean)``."""
    return f"CAST(CAST(:{name} AS integer) AS boolean)"


def as_flag(truth: bool | None) -> int | None:
    """Return 1, 0 or None: SQLite has no truth values but these."""
    return None if truth is None else int(truth)


def never_cancelled_by_not_in(connection: Connection) -> list[Row]:
    """Ask, the wrong way, for planes without a cancelled flight: ``NOT IN`` over a list that holds NULLs.

    Cancelled flights without a tail number put a NULL into the list. Return (tailnum) of the planes that are not in it,
    by tail number, the first five: there is none.
    """
    return rows(
        connection,
        """
        SELECT tailnum
        FROM planes
        WHERE tailnum NOT IN (SELECT tailnum FROM flights WHERE dep_time IS NULL)
        ORDER BY tailnum
        LIMIT 5
        """,
    )


def never_cancelled_by_not_exists(connection: Connection) -> list[Row]:
    """Ask the right way, ``NOT EXISTS``: return (tailnum) of planes without a cancelled flight, the first five."""
    return rows(
        connection,
        """
        SELECT tailnum
        FROM planes
        WHERE NOT EXISTS (
            SELECT 1
            FROM flights
            WHERE flights.tailnum = planes.tailnum
              AND flights.dep_time IS NULL
        )
        ORDER BY tailnum
        LIMIT 5
        """,
    )


def counts(connection: Connection) -> Row:
    """Return (all flights, those with an arrival delay, distinct arrival delays): what each COUNT counts."""
    (found,) = rows(
        connection, "SELECT count(*), count(arr_delay), count(DISTINCT arr_delay) FROM flights WHERE carrier = 'HA'"
    )
    return found


def mean_delays(connection: Connection) -> Row:
    """Return the mean arrival delay of carrier EV in minutes: as AVG takes it, and with NULL counted as 0.

    The first leaves out the flights that never arrived, the second says that they arrived on time.
    """
    (found,) = rows(
        connection,
        """
        SELECT CAST(avg(arr_delay) AS double precision),
               CAST(avg(coalesce(arr_delay, 0)) AS double precision)
        FROM flights
        WHERE carrier = 'EV'
        """,
    )
    return found


def halves(connection: Connection, threshold: int) -> Row:
    """Return (flights later than a threshold in minutes, those that are not, all): the first two do not make the third.

    Flights without an arrival delay are in neither half.
    """
    (found,) = rows(
        connection,
        """
        SELECT count(*) FILTER (WHERE arr_delay > :threshold),
               count(*) FILTER (WHERE NOT (arr_delay > :threshold)),
               count(*)
        FROM flights
        """,
        threshold=threshold,
    )
    return found


def changed(connection: Connection, before: str | None, after: str | None) -> bool:
    """Return whether two values differ, NULL being a value like others: ``IS DISTINCT FROM`` (SQLite 3.39)."""
    ((found,),) = rows(
        connection,
        "SELECT CAST(CAST(:before AS varchar(9)) IS DISTINCT FROM CAST(:after AS varchar(9)) AS integer)",
        before=before,
        after=after,
    )
    return bool(found)


def twins_without_number(connection: Connection) -> int:
    """Add two rows with the same NULL to a UNIQUE column of a temporary table, and return how many there are: 2.

    Two unknown numbers are not known to be the same. PostgreSQL counts them as one with NULLS NOT DISTINCT.
    """
    run(connection, "CREATE TEMPORARY TABLE passports (number varchar(9) UNIQUE)")
    run(connection, "INSERT INTO passports VALUES (NULL), (NULL)")
    ((found,),) = rows(connection, "SELECT count(*) FROM passports")
    run(connection, "DROP TABLE passports")
    return int(found)


def main() -> None:
    """Show what NULL does to conditions, counts and means."""
    with databases.postgresql() as address, databases.connect(address) as connection:
        for operator in ("AND", "OR"):
            unknown = truth_table(connection, operator)
            print(
                f"unknown {operator} true is {unknown[None, True]}, unknown {operator} false is {unknown[None, False]}"
            )
        print()
        print("planes not in the list of planes of cancelled flights")
        print("  NOT IN     ", [tailnum for (tailnum,) in never_cancelled_by_not_in(connection)])
        print("  NOT EXISTS ", [tailnum for (tailnum,) in never_cancelled_by_not_exists(connection)])
        print()
        every, known, distinct = counts(connection)
        print(f"Hawaiian: count(*) {every}, count(arr_delay) {known}, count(DISTINCT arr_delay) {distinct}")
        left_out, as_zero = mean_delays(connection)
        print(f"mean delay of EV: {left_out:.2f} minutes; with NULL as 0 {as_zero:.2f}, which flatters it")
        late, not_late, together = halves(connection, 60)
        lost = together - late - not_late
        print(f"{late:,} more than an hour late, {not_late:,} not, {together:,} in all: {lost:,} lost")


if __name__ == "__main__":
    main()
