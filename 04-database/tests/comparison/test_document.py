from contextlib import nullcontext
from pathlib import Path

import pytest

from comparison import document
from comparison.answers import Answer, Layers, Statement
from comparison.document import COMMAND, FOLDER, anchor, cell, head, index, pages, section, stale, write
from comparison.questions import FORTY, chapter
from flights import databases
from tests.questions.sparse import sparse

COUNTED = chapter("counting")[0]


def test_pages_are_current(postgresql_layers: Layers, postgresql_address: str, tmp_path: Path) -> None:
    # What is sent does not depend on the data, so a small database is asked for it, and the year for the rows alone.
    with sparse(postgresql_address, tmp_path) as small:
        written = pages(small.postgresql, postgresql_layers)
    assert len(written) == 1 + len({question.chapter for question in FORTY})
    assert stale(written) == [], f"the pages in {FOLDER.name}/ are not current: {COMMAND}"


def answers(*sql: str) -> dict[str, Answer]:
    sent = [Statement(text, ()) for text in sql]
    return {"raw": Answer([], sent[:1]), "sqlalchemy": Answer([], sent), "django": Answer([], sent)}


def test_section_counts_statements_and_shows_three_rows() -> None:
    rows = [("UA", 4), ("B6", None), ("EV", 2.5), ("DL", 1)]
    lines = section(COUNTED, answers("select a from b", "select c"), rows)
    assert lines[0] == "## 1. flights_by_carrier"
    assert "SQL by hand, [flights_by_carrier](../raw_sql_examples/counting.py), 1 statement:" in lines
    assert "Django, [flights_by_carrier](../django_orm_examples/counting.py), 2 statements:" in lines
    assert lines.count("SELECT a") == 3
    assert lines[-8:] == [
        "| carrier | flights |",
        "|---|---|",
        "| UA | 4 |",
        "| B6 | NULL |",
        "| EV | 2.500 |",
        "",
        "4 rows.",
        "",
    ]


@pytest.mark.parametrize(
    "values", ["IN (%s)", "IN (%s, %s,\n  %s)", "IN (%(dest_1_1)s::VARCHAR, %(dest_1_2)s::VARCHAR)"]
)
def test_lists_of_values_are_shortened(values: str) -> None:
    lines = section(COUNTED, answers(f"SELECT a FROM b WHERE a {values}"), [])
    assert "WHERE a IN (...)" in lines
    assert lines[-2:] == ["No more.", ""]


def test_subquery_is_no_list_of_values() -> None:
    lines = section(COUNTED, answers("\nSELECT a\nFROM b\nWHERE a IN (SELECT c FROM d)"), [])
    assert "WHERE a IN (SELECT c FROM d)" in lines


def test_links_lead_somewhere() -> None:
    assert head("islands")[0] == "# Islands"
    for package in ("raw_sql_examples", "sqlalchemy_examples", "django_orm_examples"):
        assert f"(../{package}/islands.py)" in head("islands")[2]
        assert (FOLDER / f"../{package}/islands.py").is_file()


def test_index_has_a_line_for_each_question() -> None:
    lines = index()
    assert f"| 1 | [flights_by_carrier](counting.md#{anchor(COUNTED)}) | carrier, flights |" in lines
    assert sum(line.startswith("| ") and "](" in line for line in lines) == 40


def test_anchor_is_what_becomes_of_the_heading() -> None:
    assert anchor(COUNTED) == "1-flights_by_carrier"


def test_cell() -> None:
    assert [cell(value) for value in (None, 1, 2.0, "JFK")] == ["NULL", "1", "2.000", "JFK"]


def test_stale_names_what_is_missing_other_and_too_much(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("old", encoding="utf-8")
    (tmp_path / "same.md").write_text("same", encoding="utf-8")
    (tmp_path / "too_much.md").write_text("", encoding="utf-8")
    written = {"missing.md": "new", "other.md": "new", "same.md": "same"}
    assert stale(written, tmp_path) == ["missing.md", "other.md", "too_much.md"]
    write(written, tmp_path)
    assert stale(written, tmp_path) == []


def test_write_makes_the_folder(tmp_path: Path) -> None:
    write({"README.md": "text"}, tmp_path / "queries")
    assert (tmp_path / "queries" / "README.md").read_text(encoding="utf-8") == "text"


def test_main_says_what_is_on_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    document.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "queries/counting.md: questions 1 to 7"
    assert lines[-1] == f"To write them: {COMMAND}"


def test_main_writes_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext("postgresql://unused"))
    monkeypatch.setattr(document, "layers", lambda _: nullcontext())
    monkeypatch.setattr(document, "pages", lambda _: {"counting.md": "text"})
    monkeypatch.setattr(document, "stale", lambda made, folder=tmp_path: stale(made, folder))
    monkeypatch.setattr(document, "write", lambda made: write(made, tmp_path))
    document.main(["--write"])
    assert (tmp_path / "counting.md").read_text(encoding="utf-8") == "text"
    assert capsys.readouterr().out == "1 pages, 1 of them changed: counting.md\n"
