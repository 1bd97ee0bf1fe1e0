"""Nearest neighbours in PostgreSQL: the extension pgvector, exact and approximate.

A vector says what a thing is like, so that what is alike lies close. Mostly a language model computes it from text or
pictures; here it comes from the data: a plane is how often it flew to each of the 105 destinations. Planes that do the
same work point in the same direction, however much they flew: that is the cosine distance, ``<=>``. ``<->`` is the
distance of the points, ``<#>`` the negative inner product, which for vectors of length one gives the same order and
costs less.

Exact search computes every distance and sorts. An HNSW index is a graph in which each vector knows some near ones, and
the search walks towards the question: it reads few, and may miss some. How many it finds of the true ones is its
recall, and ``hnsw.ef_search`` (40 if nothing is said) buys recall with time.

A filter is applied after the walk: of the 40 candidates those that fit remain, perhaps none. With iterative scans the
walk goes on until there are enough.

Cost: exact search reads the whole table each time; HNSW takes long to build and wants to be in memory, and an
approximate answer. Until some ten thousand vectors exact search is quick enough, and right.
Not for: words that people type; that is full_text_search.py, or both, their ranks merged.
Asked: your search returns three of ten results as soon as a customer is chosen; why? (The filter comes after the
index.)
Source: https://github.com/pgvector/pgvector, Malkov and Yashunin (2016), https://arxiv.org/abs/1603.09320
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from flights import databases
from raw_sql_examples.database import rows
from raw_sql_examples.explain import Plan, explain

INDEX = "CREATE INDEX profiles_hnsw ON profiles USING hnsw (profile vector_cosine_ops)"
THIN_INDEX = f"{INDEX} WITH (m = 2, ef_construction = 4)"
_NEAREST = """
    SELECT tailnum
      FROM profiles
     ORDER BY profile <=> CAST(:profile AS vector)
     LIMIT :count
"""
# The index does not know the distance plus nothing, so all distances are computed.
_NEAREST_EXACT = """
    SELECT tailnum
      FROM profiles
     ORDER BY (profile <=> CAST(:profile AS vector)) + 0
     LIMIT :count
"""
_NEAREST_OF_CARRIER = """
    SELECT tailnum
      FROM profiles
     WHERE carrier = :carrier
     ORDER BY profile <=> CAST(:profile AS vector)
     LIMIT :count
"""


class NoVectorsError(Exception):
    """The server does not have the extension: ``this PostgreSQL has no extension vector: install pgvector on it``."""


def make_profiles(connection: psycopg.Connection) -> None:
    """Make the extension, if it is not there, and the table ``profiles`` (tailnum, carrier, profile), without an index.

    A row for each plane with at least 20 flights; its carrier is the one that it flew most for. Profile is its number
    of flights to each destination of the data, in the order of the alphabet. Raise NoVectorsError where there is no
    extension.
    """
    if not rows(connection, "SELECT FROM pg_available_extensions WHERE name = 'vector'"):
        raise NoVectorsError("this PostgreSQL has no extension vector: install pgvector on it")
    connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    connection.execute("""
        CREATE TABLE profiles AS
        WITH busy AS (
            SELECT tailnum,
                   mode() WITHIN GROUP (ORDER BY carrier) AS carrier
              FROM flights
             WHERE tailnum IS NOT NULL
             GROUP BY tailnum
            HAVING count(*) >= 20
        ), destinations AS (
            SELECT DISTINCT dest
              FROM flights
        ), counted AS (
            SELECT tailnum,
                   dest,
                   count(*) AS flights
              FROM flights
             GROUP BY tailnum,
                      dest
        )
        SELECT b.tailnum,
               b.carrier,
               CAST(array_agg(CAST(coalesce(c.flights, 0) AS real) ORDER BY d.dest) AS vector(105)) AS profile
          FROM busy AS b
         CROSS JOIN destinations AS d
          LEFT JOIN counted AS c
            ON c.tailnum = b.tailnum
           AND c.dest = d.dest
         GROUP BY b.tailnum,
                  b.carrier
    """)
    connection.execute("ALTER TABLE profiles ADD PRIMARY KEY (tailnum)")
    connection.execute("ANALYZE profiles")


def profile_of(connection: psycopg.Connection, tailnum: str) -> str:
    """Return the profile of a plane as text, or raise LookupError("no profile of plane 'N0'")."""
    query = "SELECT CAST(profile AS text) FROM profiles WHERE tailnum = :tailnum"
    for (profile,) in rows(connection, query, tailnum=tailnum):
        return str(profile)
    raise LookupError(f"no profile of plane {tailnum!r}")


@contextmanager
def settings(connection: psycopg.Connection, **values: str) -> Iterator[None]:
    """Set parameters of the server for the block alone, their names with ``__`` for a dot: ``hnsw__ef_search="10"``."""
    with connection.transaction(force_rollback=True):
        for name, value in values.items():
            connection.execute("SELECT set_config(%s, %s, true)", [name.replace("__", "."), value])
        yield


def nearest(connection: psycopg.Connection, profile: str, count: int, *, exact: bool = False) -> list[str]:
    """Return the tail numbers of the planes nearest to a profile by cosine distance, nearest first.

    Exact search does not use an index, even if there is one.
    """
    query = _NEAREST_EXACT if exact else _NEAREST
    return [tailnum for (tailnum,) in rows(connection, query, profile=profile, count=count)]


def nearest_of_carrier(connection: psycopg.Connection, profile: str, carrier: str, count: int) -> list[str]:
    """Return the same among the planes of a carrier; with the index they may be fewer than there are."""
    return [
        tailnum for (tailnum,) in rows(connection, _NEAREST_OF_CARRIER, profile=profile, carrier=carrier, count=count)
    ]


def recall(connection: psycopg.Connection, tailnums: list[str], count: int, ef_search: int) -> float:
    """Return which share of the truly nearest planes the index finds for some planes, with a setting of ef_search.

    A plane that is as near as the last of the true ones counts as one of them: among equals the order is open. Planes
    that the index does not return at all, as ef_search is below the count, are not found.
    """
    query = """
        SELECT p.tailnum
          FROM profiles AS p
         WHERE p.tailnum = ANY (:found)
           AND p.profile <=> CAST(:profile AS vector) <= (
               SELECT f.profile <=> CAST(:profile AS vector)
                 FROM profiles AS f
                WHERE f.tailnum = :farthest
           )
    """
    right = 0
    for tailnum in tailnums:
        profile = profile_of(connection, tailnum)
        farthest = nearest(connection, profile, count, exact=True)[-1]
        with settings(connection, hnsw__ef_search=str(ef_search)):
            found = nearest(connection, profile, count)
        right += len(rows(connection, query, found=found, profile=profile, farthest=farthest))
    return right / (len(tailnums) * count)


def plan(connection: psycopg.Connection, profile: str, count: int, *, exact: bool = False) -> Plan:
    """Return the plan of ``nearest``."""
    return explain(connection, _NEAREST_EXACT if exact else _NEAREST, profile=profile, count=count)


def main() -> None:
    """Find planes that do the same work, exactly and by an index, and lose some by a filter."""
    with databases.postgresql() as address, psycopg.connect(address) as connection:
        make_profiles(connection)
        ((planes,),) = rows(connection, "SELECT count(*) FROM profiles")
        profile = profile_of(connection, "N14228")
        print(f"{planes:,} planes with 105 numbers each. Nearest to N14228:", nearest(connection, profile, 5))
        connection.execute(INDEX)
        print("exact:  ", plan(connection, profile, 5, exact=True).lines()[-1].strip())
        print("by HNSW:", plan(connection, profile, 5).lines()[-1].strip())

        print("\nThe ten nearest to N14228, of United, among the planes of Southwest:")
        print("  filter after the index:", len(nearest_of_carrier(connection, profile, "WN", 10)), "found")
        with settings(connection, hnsw__iterative_scan="strict_order"):
            print("  iterative scan:        ", len(nearest_of_carrier(connection, profile, "WN", 10)), "found")

        query = "SELECT tailnum FROM profiles ORDER BY md5(tailnum) LIMIT 20"
        sample = [tailnum for (tailnum,) in rows(connection, query)]
        print("\nRecall of the ten nearest with 5, 10 and 40 candidates:")
        print("  m = 16:", *(f"{recall(connection, sample, 10, ef_search):.0%}" for ef_search in (5, 10, 40)))
        connection.execute("DROP INDEX profiles_hnsw")
        connection.execute(THIN_INDEX)
        print("  m = 2: ", *(f"{recall(connection, sample, 10, ef_search):.0%}" for ef_search in (5, 10, 40)))
        connection.rollback()


if __name__ == "__main__":
    main()
