import pytest
from starlette.testclient import TestClient

from fastapi_app.tour import REQUESTS, main, tell


def test_tell(client: TestClient) -> None:
    assert tell(client, "POST", "/todos", {"title": "a"}, {"Origin": "https://x.example"}).splitlines() == [
        'POST /todos {"title": "a"}  Origin: https://x.example',
        "  201 Created",
        "  Content-Type: application/json",
        "  Location: http://testserver/todos/1",
        "  Access-Control-Allow-Origin: *",
        '  {"id": 1, "title": "a", "completed": false, "order": null, "url": "http://testserver/todos/1"}',
    ]
    assert tell(client, "DELETE", "/todos/1", None, {}) == "DELETE /todos/1\n  204 No Content"


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    answers = capsys.readouterr().out.strip().split("\n\n")
    statuses = [answer.splitlines()[1].split()[0] for answer in answers]
    assert statuses == ["201", "201", "200", "200", "422", "405", "400"]
    assert len(answers) == len(REQUESTS)
