import pytest
from flask.testing import FlaskClient

from flask_app.tour import describe, main


def test_a_response_is_described_line_by_line(client: FlaskClient) -> None:
    assert describe(client.post("/todos?x=1", json={"title": "a"})).splitlines() == [
        "POST /todos?x=1 -> 201 CREATED",
        "    Location: http://localhost/todos/1",
        "    Content-Type: application/json",
        '    {"id":1,"title":"a","completed":false,"order":null,"url":"http://localhost/todos/1"}',
    ]
    assert describe(client.delete("/todos/1")) == "DELETE /todos/1 -> 204 NO CONTENT"


def test_six_requests_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert [block.splitlines()[0] for block in shown.split("\n\n")] == [
        "POST /todos -> 201 CREATED",
        "POST /todos -> 422 UNPROCESSABLE ENTITY",
        "PATCH /todos/2 -> 200 OK",
        "GET /todos?limit=1 -> 200 OK",
        "PUT /todos/2 -> 405 METHOD NOT ALLOWED",
        "DELETE /todos/1 -> 204 NO CONTENT",
    ]
    assert 'Link: <http://localhost/todos?limit=1&after=1>; rel="next"' in shown
    assert '"pointer": "#/owner"' in shown
