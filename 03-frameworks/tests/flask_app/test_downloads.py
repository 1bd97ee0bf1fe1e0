import csv
import sqlite3
import threading
from http.client import HTTPConnection, IncompleteRead
from io import StringIO
from itertools import islice

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.serving import make_server

from flask_app import downloads
from flask_app.database import get_connection
from flask_app.downloads import HEADER, csv_pieces, csv_row, guard_formula
from flask_app.todos import Todo, add_todo, list_todos
from tests.flask_app.page_client import PageClient


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), min_size=1, max_size=4))
def test_a_row_is_read_back_as_it_was_written(values: list[str]) -> None:
    line = csv_row(tuple(values))

    assert line.endswith("\r\n")
    assert list(csv.reader(StringIO(line, newline=""))) == [values]


def test_numbers_and_nothing_in_a_row() -> None:
    assert csv_row((1, None, -2)) == "1,,-2\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert guard_formula(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "1-1", "'=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guard_formula(text) == text


def test_the_download_holds_every_to_do(app: Flask, browser: PageClient) -> None:
    with app.app_context():
        connection = get_connection()
        add_todo(connection, title='Buy "milk", and\ntea', order=-1)
        add_todo(connection, title="=cmd|' /C calc'!A0", completed=True)
        connection.executemany("INSERT INTO todos (title) VALUES (?)", [(f"to-do {n}",) for n in range(1200)])

    answer = browser.get("/todos.csv")

    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename=todos.csv"
    header, first, second, *rest = csv.reader(StringIO(answer.text, newline=""))
    assert header == list(HEADER) == ["id", "title", "completed", "order"]
    assert first == ["1", 'Buy "milk", and\ntea', "false", "-1"]
    assert second == ["2", "'=cmd|' /C calc'!A0", "true", ""]
    assert [row[1] for row in rest] == [f"to-do {n}" for n in range(1200)]


def test_each_batch_is_read_when_it_is_asked_for(app: Flask) -> None:
    with app.test_request_context():
        connection = get_connection()
        for title in ("a", "b", "c"):
            add_todo(connection, title=title)

        pieces = csv_pieces(batch=2)
        assert list(islice(pieces, 2)) == ["id,title,completed,order\r\n", "1,a,false,\r\n2,b,false,\r\n"]
        connection.execute("UPDATE todos SET title = 'changed meanwhile' WHERE id = 3")

        assert list(pieces) == ["3,changed meanwhile,false,\r\n"]


@pytest.fixture
def _fails_at_the_second_batch(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        add_todo(get_connection(), title="the last one that is sent")

    def failing(connection: sqlite3.Connection, limit: int, after: int) -> list[Todo]:
        if after:
            raise OSError("the disk is gone")
        return list_todos(connection, limit, after)

    monkeypatch.setattr(downloads, "list_todos", failing)


@pytest.mark.usefixtures("_fails_at_the_second_batch")
def test_an_error_in_the_middle_leaves_the_generator(browser: PageClient) -> None:
    with browser.get("/todos.csv", buffered=False) as answer:
        pieces = iter(answer.response)

        assert answer.status_code == 200
        assert next(pieces) == b"id,title,completed,order\r\n"
        assert b"the last one that is sent" in next(pieces)
        with pytest.raises(OSError, match="the disk is gone"):
            next(pieces)


@pytest.mark.usefixtures("_fails_at_the_second_batch")
def test_a_client_can_tell_that_the_rest_is_missing(app: Flask) -> None:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request("GET", "/todos.csv")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Transfer-Encoding"]) == (200, "chunked")
        with pytest.raises(IncompleteRead):
            answer.read()
    finally:
        connection.close()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_reader_who_goes_away_frees_the_connection(app: Flask, browser: PageClient) -> None:
    used: list[object] = []
    with app.app_context():
        add_todo(get_connection(), title="a")
        used.append(get_connection())

    with browser.get("/todos.csv", buffered=False) as answer:
        next(iter(answer.response))

    with app.test_request_context():
        assert url_for("downloads.todos_csv") == "/todos.csv"
        used.append(get_connection())
    assert used[0] is used[1]
