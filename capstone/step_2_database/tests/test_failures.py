"""What the database does wrong, and what a client hears of it."""

from http import HTTPStatus

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import errors
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.testclient import TestClient

from notes_api.database import DatabaseUnavailableError
from notes_api.failures import add_failure_handlers, database_problem, unavailable
from notes_api.middleware import RequestContextMiddleware
from notes_api.problems import add_problem_handlers
from notes_api.repository import KeyReusedError, VersionMismatchError


def wrapped(kind: type[DBAPIError], cause: psycopg.Error) -> DBAPIError:
    """Return the error as SQLAlchemy raises it."""
    return kind("SELECT secret", {"title": "secret"}, cause)


AWAY = [
    wrapped(OperationalError, psycopg.OperationalError("connection refused")),
    wrapped(OperationalError, errors.QueryCanceled("canceling statement due to statement timeout")),
    wrapped(OperationalError, errors.DiskFull("could not extend file")),
    wrapped(OperationalError, errors.AdminShutdown("terminating connection")),
    wrapped(InterfaceError, psycopg.InterfaceError("the connection is closed")),
    wrapped(ProgrammingError, errors.UndefinedTable("relation does not exist")),
    wrapped(ProgrammingError, errors.UndefinedColumn("column does not exist")),
    wrapped(ProgrammingError, errors.UndefinedFunction("function does not exist")),
]
BUGS = [
    wrapped(ProgrammingError, errors.SyntaxError("syntax error")),
    wrapped(IntegrityError, errors.CheckViolation("a constraint is narrower than the models")),
]


def client_of(error: Exception) -> TestClient:
    """Return a client of an app whose only route raises the error."""
    app = FastAPI()
    add_problem_handlers(app)
    add_failure_handlers(app)
    app.add_middleware(RequestContextMiddleware)

    @app.get("/")
    async def fail() -> None:
        raise error

    return TestClient(app)


def test_a_database_that_is_away_is_logged_and_not_described(caplog: pytest.LogCaptureFixture) -> None:
    problem = unavailable(ValueError("no route\n  to host"))

    assert problem.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert problem.headers == {"Retry-After": "1"}
    assert "host" not in problem.detail
    assert [record.getMessage() for record in caplog.records] == ["database unavailable: no route to host"]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error.orig).__name__)
def test_what_passes_is_unavailable(error: DBAPIError) -> None:
    problem = database_problem(error)

    assert problem is not None
    assert problem.status_code == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize("error", BUGS, ids=lambda error: type(error.orig).__name__)
def test_a_bug_is_no_problem_of_the_client(error: DBAPIError) -> None:
    assert database_problem(error) is None


def test_too_many_words_are_a_mistake_in_the_body() -> None:
    problem = database_problem(wrapped(OperationalError, errors.ProgramLimitExceeded("too long for tsvector")))

    assert problem is not None
    assert problem.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [mistake.pointer for mistake in problem.errors] == ["#/body"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DatabaseUnavailableError("away"), 503),
        (PoolTimeoutError("no connection"), 503),
        (AWAY[0], 503),
        (BUGS[0], 500),
        (VersionMismatchError(3), 412),
        (KeyReusedError(), 422),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_failure_becomes_a_problem_document(error: Exception, status: int) -> None:
    answer = client_of(error).get("/")

    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.text


def test_a_stale_version_is_answered_with_the_current_tag() -> None:
    assert client_of(VersionMismatchError(3)).get("/").headers["ETag"] == '"3"'


def test_a_reused_key_is_named() -> None:
    assert client_of(KeyReusedError()).get("/").json()["errors"][0]["header"] == "Idempotency-Key"


def test_a_client_is_told_when_to_try_again() -> None:
    assert client_of(DatabaseUnavailableError("away")).get("/").headers["Retry-After"] == "1"
