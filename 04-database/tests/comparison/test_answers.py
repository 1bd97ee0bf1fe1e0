import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from comparison.answers import LAYERS, Layers, layers, plain
from comparison.questions import chapter

REACHABLE = chapter("recursion")[0]
BUSIEST = chapter("counting")[-1]


@pytest.fixture(params=["postgresql_layers", "sqlite_layers"])
def asked(request: pytest.FixtureRequest) -> Layers:
    found: Layers = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_answer_has_rows_and_what_was_sent(layer: str, asked: Layers) -> None:
    answer = asked.ask(layer, REACHABLE)
    assert answer.rows[:2] == [("EWR", 1), ("ALB", 2)]
    assert len(answer.statements) == (4 if layer == "django" else 1)
    assert all("flights" in statement.sql for statement in answer.statements)


@pytest.mark.parametrize("layer", LAYERS)
def test_nothing_is_noted_after_an_answer(layer: str, asked: Layers) -> None:
    first, second = asked.ask(layer, REACHABLE), asked.ask(layer, REACHABLE)
    assert first == second


def test_values_are_noted_beside_the_text(asked: Layers) -> None:
    (by_core,) = asked.ask("sqlalchemy", REACHABLE).statements
    by_django = asked.ask("django", REACHABLE).statements
    assert by_django[0].values == ("ANC",)
    values = by_core.values.values() if isinstance(by_core.values, dict) else by_core.values
    assert isinstance(values, tuple | type({}.values()))
    assert {"ANC", 0, 1, 2} == set(values)
    assert "ANC" not in by_core.sql + by_django[0].sql


def test_statement_of_the_driver_is_noted_as_written(asked: Layers) -> None:
    (statement,) = asked.ask("raw", REACHABLE).statements
    assert "WITH RECURSIVE routes AS (\n" in statement.sql


def test_dates_and_decimals_become_plain(asked: Layers) -> None:
    for layer in LAYERS:
        assert asked.ask(layer, BUSIEST).rows[0] == ("2013-11-27", 3, 1014)


@pytest.mark.parametrize("layer", LAYERS)
def test_no_transaction_stays_open(layer: str, postgresql_layers: Layers, postgresql: psycopg.Connection) -> None:
    postgresql_layers.ask(layer, REACHABLE)
    assert isinstance(postgresql_layers.connection, psycopg.Connection)
    assert postgresql_layers.connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    assert not postgresql_layers.session.in_transaction()
    assert connections[postgresql_layers.alias].get_autocommit()


def test_an_answer_that_fails_leaves_nothing_behind(postgresql_layers: Layers, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(connection: psycopg.Connection) -> None:
        connection.execute("SELECT no_such_column FROM flights")

    with monkeypatch.context() as patched:
        patched.setattr("raw_sql_examples.recursion.reachable_in_two_hops", fails)
        with pytest.raises(psycopg.errors.UndefinedColumn):
            postgresql_layers.ask("raw", REACHABLE)
    assert postgresql_layers.ask("raw", REACHABLE).rows


@pytest.mark.parametrize("use", [Layers.ask, Layers.function])
def test_unknown_layer_is_refused(use: Callable[..., object], postgresql_layers: Layers) -> None:
    with pytest.raises(ValueError, match="unknown layer 'odbc': expected one of raw, sqlalchemy, django"):
        use(postgresql_layers, "odbc", REACHABLE)


def test_function_answers_by_itself(asked: Layers) -> None:
    assert asked.function("django", REACHABLE)()[0] == ("EWR", 1)


def test_connection_of_another_class_is_refused(sqlite_layers: Layers, sqlite_path: Path) -> None:
    with closing(sqlite3.connect(sqlite_path)) as connection:
        bare = Layers(connection, sqlite_layers.session, sqlite_layers.alias)
        with pytest.raises(TypeError, match=r"expected a connection of layers\(\), got <sqlite3.Connection"):
            bare.ask("raw", REACHABLE)


def test_layers_are_closed_at_the_end(sqlite_path: Path) -> None:
    with layers(sqlite_path, "closed") as asked:
        assert asked.ask("django", REACHABLE).rows
    assert isinstance(asked.connection, sqlite3.Connection)
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        asked.connection.execute("SELECT 1")
    assert "closed" not in connections.settings


def test_plain() -> None:
    assert plain((date(2013, 12, 31), Decimal("0.25"), "JFK", 7, None)) == ("2013-12-31", 0.25, "JFK", 7, None)
