import weakref
from datetime import date

import pytest
from django.core.exceptions import FieldFetchBlocked
from django.db.models import FETCH_ONE, FETCH_PEERS, FETCH_RAISE
from django.db.models.fetch_modes import FetchMode

from django_orm_examples.database import statements
from django_orm_examples.fetch_modes import airlines_to, in_chunks, main, names_left_out, open_cursors
from django_orm_examples.models import Airline, Flight
from tests.django_orm_examples.sql import rows

DAY = date(2013, 2, 9)


@pytest.mark.parametrize("mode", [FETCH_ONE, FETCH_PEERS], ids=["one", "peers"])
def test_a_relation_is_fetched_one_by_one_or_for_all(alias: str, mode: FetchMode) -> None:
    expected = rows(
        alias,
        "SELECT number, name FROM flights JOIN airlines USING (carrier)"
        f" WHERE flight_date = '{DAY}' AND dest = 'BOS' ORDER BY id",
    )
    with statements(alias) as sent:
        assert airlines_to(alias, DAY, "BOS", mode) == expected
    assert len(sent) == (2 if mode is FETCH_PEERS else 1 + len(expected))


@pytest.mark.parametrize("mode", [FETCH_ONE, FETCH_PEERS], ids=["one", "peers"])
def test_a_deferred_column_too(alias: str, mode: FetchMode) -> None:
    expected = [name for (name,) in rows(alias, "SELECT name FROM airlines ORDER BY carrier")]
    with statements(alias) as sent:
        assert names_left_out(alias, mode) == expected
    assert len(sent) == (2 if mode is FETCH_PEERS else 17)
    assert '"name"' not in sent[0]


def test_what_is_not_loaded_can_be_refused(alias: str) -> None:
    with pytest.raises(FieldFetchBlocked, match=r"Fetching of Flight\.airline blocked"):
        airlines_to(alias, DAY, "BOS", FETCH_RAISE)
    with pytest.raises(FieldFetchBlocked, match=r"Fetching of Airline\.name blocked"):
        names_left_out(alias, FETCH_RAISE)


def test_a_manager_asks_in_every_mode(alias: str) -> None:
    airline = Airline.objects.using(alias).fetch_mode(FETCH_RAISE).get(pk="HA")
    with statements(alias) as sent:
        assert airline.flights.exists()
    assert len(sent) == 1


def test_chunks_hold_few_flights_at_a_time(alias: str) -> None:
    alive: weakref.WeakSet[Flight] = weakref.WeakSet()
    most = 0
    keys = []
    for flight in in_chunks(alias, 100):
        alive.add(flight)
        most = max(most, len(alive))
        keys.append(flight.pk)
        if len(keys) == 1000:
            break
    assert keys == list(range(1, 1001))
    assert most < 300


def test_a_cursor_is_open_while_one_iterates(postgresql_alias: str) -> None:
    flights = in_chunks(postgresql_alias, 10)
    assert open_cursors(postgresql_alias) == 0
    next(flights)
    assert open_cursors(postgresql_alias) == 1
    flights.close()
    assert open_cursors(postgresql_alias) == 0


def test_no_chunk_is_too_small() -> None:
    with pytest.raises(ValueError, match=r"^chunk_size must be at least 1, not 0$"):
        next(in_chunks("default", 0))


@pytest.mark.usefixtures("story_address")
def test_main_counts_by_mode(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "FetchOne   49 flights with their airline: 50 statements" in said
    assert "FetchPeers 49 flights with their airline:  2 statements" in said
    assert said.endswith("stopped after the first: 0\n")
