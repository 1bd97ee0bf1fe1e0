from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from comparison.answers import Layers, Statement
from comparison.questions import FORTY
from comparison.show import find, listing, loaded, main, readable, report, values_of
from flights import databases


def test_find_by_number_and_by_name() -> None:
    assert find("38") == find("reachable_in_two_hops") == FORTY[37]


@pytest.mark.parametrize("wanted", ["0", "41", "038", "", "reachable"])
def test_unknown_question_is_refused(wanted: str) -> None:
    message = f"unknown question {wanted!r}: expected a number from 1 to 40, or a name such as flights_by_carrier"
    with pytest.raises(ValueError, match=f"^{message}$"):
        find(wanted)


def test_sql_of_an_orm_is_broken_into_lines() -> None:
    assert readable("SELECT a.b, count(*) FROM a GROUP BY a.b") == "SELECT a.b,\n       count(*)\nFROM a\nGROUP BY a.b"


def test_sql_by_hand_keeps_its_lines() -> None:
    assert readable("\n        SELECT a,   b\n          FROM c\n        ") == "SELECT a,   b\n  FROM c"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"param_1": 20, "kind": "calm"}, "param_1 = 20, kind = 'calm'"),
        ((20, "it's", None, 0.5), "20, 'it''s', NULL, 0.5"),
        ([date(2013, 12, 31)], "'2013-12-31'"),
        ((), ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_values(values: object, expected: str) -> None:
    assert values_of(Statement("SELECT 1", values)) == expected


def test_listing_names_all_forty() -> None:
    lines = listing()
    assert len(lines) == 40
    assert lines[37].split() == ["38", "recursion", "reachable_in_two_hops"]


def test_report_shows_every_statement_and_the_answer(sqlite_layers: Layers, capsys: pytest.CaptureFixture[str]) -> None:
    report(sqlite_layers, find("38"))
    printed = capsys.readouterr().out
    assert printed.startswith("38. Airports reachable from ANC")
    assert "SQL by hand, reachable_in_two_hops of raw_sql_examples/recursion.py: 1 statement, 86 rows, " in printed
    assert "Django, reachable_in_two_hops of django_orm_examples/recursion.py: 4 statements, 86 rows, " in printed
    assert "    -- statement 4\n    SELECT DISTINCT" in printed
    assert "    -- values: 'EWR'\n" in printed
    assert "    -- values: 'ANC', 0, 1, 2, 'ANC'\n" in printed
    assert printed.endswith("AVL         2\n... 86 rows\n\n")


def test_loaded_gives_the_database_of_an_engine(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "sqlite", lambda: nullcontext(sqlite_path))
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext("postgresql://here"))
    with loaded("sqlite") as path, loaded("postgresql") as address:
        assert (path, address) == (sqlite_path, "postgresql://here")


def test_main_lists_without_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert capsys.readouterr().out.splitlines() == listing()


def test_main_shows_a_question(
    sqlite_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(databases, "sqlite", lambda: nullcontext(sqlite_path))
    main(["reachable_in_two_hops", "--engine", "sqlite"])
    assert "SELECT DISTINCT origin, dest" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["41"], "unknown question '41': expected a number from 1 to 40"),
        (["1", "--engine", "oracle"], "unknown engine 'oracle': expected one of postgresql, sqlite"),
    ],
)
def test_main_refuses_what_is_unknown(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert message in capsys.readouterr().err
