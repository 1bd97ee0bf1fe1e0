import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from raw_sql_examples import vectors
from raw_sql_examples.vectors import (
    INDEX,
    THIN_INDEX,
    NoVectorsError,
    main,
    make_profiles,
    nearest,
    nearest_of_carrier,
    plan,
    profile_of,
    recall,
    settings,
)


@pytest.fixture(scope="module")
def profiles(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """A connection in a transaction that made the profiles and their index; no test changes them for good."""
    with closing(psycopg.connect(postgresql_address)) as connection:
        # Not in public: whoever makes a table of the same name there would wait for this transaction.
        connection.execute("CREATE SCHEMA neighbours")
        connection.execute("SET LOCAL search_path = neighbours, public")
        try:
            make_profiles(connection)
        except NoVectorsError as error:
            pytest.skip(str(error))
        connection.execute(INDEX.encode())
        yield connection


@pytest.fixture(scope="module")
def flown(profiles: psycopg.Connection) -> list[tuple[str | None, str, str, int]]:
    """How many flights each plane flew for a carrier to a destination: (tailnum, carrier, dest, flights)."""
    return profiles.execute("""
        SELECT tailnum,
               carrier,
               dest,
               count(*)
          FROM flights
         GROUP BY tailnum,
                  carrier,
                  dest
    """).fetchall()


@pytest.fixture(scope="module")
def counted(flown: list[tuple[str | None, str, str, int]]) -> dict[str, list[float]]:
    """The profiles, counted in Python."""
    destinations = sorted({dest for _, _, dest, _ in flown})
    by_plane: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for tailnum, _, dest, flights in flown:
        if tailnum is not None:
            by_plane[tailnum][dest] += flights
    return {
        tailnum: [float(counts[dest]) for dest in destinations]
        for tailnum, counts in by_plane.items()
        if counts.total() >= 20
    }


def distance(one: list[float], other: list[float]) -> float:
    return 1 - math.sumprod(one, other) / math.sqrt(math.sumprod(one, one) * math.sumprod(other, other))


def sample(profiles: psycopg.Connection, count: int) -> list[str]:
    query = "SELECT tailnum FROM profiles ORDER BY md5(tailnum) LIMIT %s"
    return [tailnum for (tailnum,) in profiles.execute(query, [count])]


def test_profiles_are_the_flights_of_busy_planes(profiles: psycopg.Connection, counted: dict[str, list[float]]) -> None:
    found = profiles.execute("SELECT tailnum, CAST(profile AS text) FROM profiles").fetchall()

    assert {tailnum: json.loads(profile) for tailnum, profile in found} == counted


def test_carrier_is_the_one_it_flew_most_for(
    profiles: psycopg.Connection, flown: list[tuple[str | None, str, str, int]]
) -> None:
    by_carrier: Counter[tuple[str | None, str]] = Counter()
    for tailnum, carrier, _, flights in flown:
        by_carrier[tailnum, carrier] += flights
    most: dict[str | None, int] = {}
    for (tailnum, _), flights in by_carrier.items():
        most[tailnum] = max(flights, most.get(tailnum, 0))

    found = profiles.execute("SELECT tailnum, carrier FROM profiles").fetchall()

    assert [row for row in found if by_carrier[row] < most[row[0]]] == []


@pytest.mark.parametrize("tailnum", ["N14228", "N380HA", "N711MQ"])
def test_exact_search_finds_the_nearest(
    profiles: psycopg.Connection, counted: dict[str, list[float]], tailnum: str
) -> None:
    found = nearest(profiles, profile_of(profiles, tailnum), 10, exact=True)

    distances = [distance(counted[tailnum], counted[other]) for other in found]
    shortest = sorted(distance(counted[tailnum], profile) for profile in counted.values())[:10]
    assert distances == pytest.approx(shortest, abs=1e-5)


def test_planes_with_the_same_work_are_of_the_same_carrier(profiles: psycopg.Connection) -> None:
    carriers: dict[str, str] = dict(profiles.execute("SELECT tailnum, carrier FROM profiles").fetchall())
    tailnums = sample(profiles, 30)

    same = [
        carriers[other] == carriers[tailnum]
        for tailnum in tailnums
        for other in nearest(profiles, profile_of(profiles, tailnum), 5, exact=True)
    ]

    assert sum(same) / len(same) > 0.85


def test_index_gives_an_order_and_exact_search_sorts(
    profiles: psycopg.Connection, counted: dict[str, list[float]]
) -> None:
    profile = profile_of(profiles, "N14228")

    exact, approximate = plan(profiles, profile, 5, exact=True), plan(profiles, profile, 5)

    assert exact.types == ["Limit", "Sort", "Seq Scan"]
    assert approximate.types == ["Limit", "Index Scan"]
    assert approximate.indexes == ["profiles_hnsw"]
    distances = [distance(counted["N14228"], counted[other]) for other in nearest(profiles, profile, 10)]
    assert len(distances) == 10
    assert distances == pytest.approx(sorted(distances), abs=1e-5)
    assert nearest(profiles, profile, 1, exact=True) == ["N14228"]


def test_more_candidates_and_more_neighbours_find_more_of_the_true_ones(profiles: psycopg.Connection) -> None:
    tailnums = sample(profiles, 15)

    few, enough = recall(profiles, tailnums, 10, 5), recall(profiles, tailnums, 10, 40)
    with profiles.transaction(force_rollback=True):
        profiles.execute("DROP INDEX profiles_hnsw")
        profiles.execute(THIN_INDEX.encode())
        thin = recall(profiles, tailnums, 10, 40)

    assert 0.1 < few < 0.75
    assert 0.85 < enough <= 1
    assert 0.05 < thin < enough


def test_recall_counts_the_true_ones(profiles: psycopg.Connection) -> None:
    tailnums = sample(profiles, 10)
    true = {tailnum: nearest(profiles, profile_of(profiles, tailnum), 10, exact=True) for tailnum in tailnums}
    with settings(profiles, hnsw__ef_search="5"):
        found = {tailnum: nearest(profiles, profile_of(profiles, tailnum), 10) for tailnum in tailnums}

    at_least = sum(len({*true[tailnum]} & {*found[tailnum]}) for tailnum in tailnums) / 100
    at_most = sum(len(found[tailnum]) for tailnum in tailnums) / 100
    assert at_least <= recall(profiles, tailnums, 10, 5) <= at_most < 1


def test_recall_of_exact_search_is_one(profiles: psycopg.Connection) -> None:
    with profiles.transaction(force_rollback=True):
        profiles.execute("DROP INDEX profiles_hnsw")

        assert recall(profiles, ["N14228", "N380HA"], 10, 10) == 1


def test_filter_after_the_index_finds_too_few(profiles: psycopg.Connection) -> None:
    profile = profile_of(profiles, "N14228")
    ((planes,),) = profiles.execute("SELECT count(*) FROM profiles WHERE carrier = 'WN'").fetchall()

    # Forced, as another sample of ANALYZE might tip the scales.
    with settings(profiles, enable_seqscan="off", enable_bitmapscan="off", enable_sort="off"):
        filtered = nearest_of_carrier(profiles, profile, "WN", 10)
        with settings(profiles, hnsw__iterative_scan="strict_order", hnsw__max_scan_tuples="100000"):
            iterative = nearest_of_carrier(profiles, profile, "WN", 10)

    assert planes > 100
    assert len(filtered) < 10
    assert len(iterative) == 10
    carriers = profiles.execute("SELECT DISTINCT carrier FROM profiles WHERE tailnum = ANY (%s)", [iterative])
    assert carriers.fetchall() == [("WN",)]


def test_settings_end_with_the_block(profiles: psycopg.Connection) -> None:
    with settings(profiles, hnsw__ef_search="17"):
        assert profiles.execute("SHOW hnsw.ef_search").fetchone() == ("17",)

    assert profiles.execute("SHOW hnsw.ef_search").fetchone() == ("40",)


def test_plane_without_profile(profiles: psycopg.Connection) -> None:
    with pytest.raises(LookupError, match=r"^no profile of plane 'N0'$"):
        profile_of(profiles, "N0")


def test_server_without_the_extension(postgresql: psycopg.Connection) -> None:
    # A view of the same name comes first: this server offers nothing.
    postgresql.execute("CREATE TEMPORARY VIEW pg_available_extensions AS SELECT CAST('plpgsql' AS name) AS name")
    postgresql.execute("SET LOCAL search_path = pg_temp, pg_catalog, public")

    with pytest.raises(NoVectorsError, match=r"^this PostgreSQL has no extension vector: install pgvector on it$"):
        make_profiles(postgresql)


def test_main(
    profiles: psycopg.Connection,
    loaded_story: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Opened:
        """Stands for a new connection: the one that has the profiles already, and keeps them."""

        def __enter__(self) -> psycopg.Connection:
            return profiles

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(vectors, "make_profiles", lambda connection: connection.execute("DROP INDEX profiles_hnsw"))
    monkeypatch.setattr(psycopg, "connect", lambda _: Opened())
    monkeypatch.setattr(profiles, "rollback", lambda: None)

    with profiles.transaction(force_rollback=True):
        main()

    assert "iterative scan:         10 found" in capsys.readouterr().out
