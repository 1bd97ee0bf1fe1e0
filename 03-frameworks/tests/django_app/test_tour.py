"""The story runs, and says what it shows."""

from http import HTTPStatus

import pytest
from django.test import Client

from django_app.todos.models import Todo
from django_app.tour import main, tell

pytestmark = pytest.mark.django_db


def test_the_story_shows_six_requests_and_leaves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    lines = capsys.readouterr().out.splitlines()
    statuses = [line for line in lines if line.startswith("< ") and line[2:5].isdigit()]
    assert statuses == [
        "< 201 Created",
        f"< 422 {HTTPStatus.UNPROCESSABLE_ENTITY.phrase}",
        "< 200 OK",
        "< 201 Created",
        "< 200 OK",
        "< 204 No Content",
    ]
    assert sum(line.startswith("> ") for line in lines) == 6
    assert not Todo.objects.exists()


def test_a_request_is_told_with_its_answer(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    body = tell(client, "PUT", "/todos", "{}")
    assert capsys.readouterr().out.splitlines() == [
        "",
        "> PUT /todos {}",
        "< 405 Method Not Allowed",
        "< Allow: GET, HEAD, POST, DELETE, OPTIONS",
        f"< {body.decode()}",
    ]
