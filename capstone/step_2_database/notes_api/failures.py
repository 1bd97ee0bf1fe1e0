"""What a client is told when the database fails: come back later, never how it is built.

A database that is away is no bug of the service, and no mistake of the client: 503 says so, and ``Retry-After`` when to
try again. The log gets the reason. The connection pool throws a broken connection away, with all that are older, so the
first request after the database is back finds a working one.

Asked: 500 or 503? What may be retried? (Reads; writes that are idempotent, or carry an idempotency key.)
Source: RFC 9110 section 15.6.4, https://www.postgresql.org/docs/18/errcodes-appendix.html
"""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from notes_api.conditional import entity_tag
from notes_api.database import DatabaseUnavailableError
from notes_api.problems import FieldError, Problem, problem_response
from notes_api.repository import KeyReusedError, VersionMismatchError

PROGRAM_LIMIT_EXCEEDED = "54000"  # a text has more different words than the search index can hold
UNDEFINED = ("42P01", "42703", "42883")  # table, column, function: the database is not migrated

logger = logging.getLogger(__name__)


def unavailable(cause: Exception) -> Problem:
    """Return the problem for a database that cannot be used now, and log the cause."""
    logger.warning("database unavailable: %s", " ".join(str(cause).split()))
    detail = "The database is not available at the moment; try again."
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "1"})


def database_problem(error: DBAPIError) -> Problem | None:
    """Return the problem for a failure of the database, or None when it is a bug of ours."""
    state = getattr(error.orig, "sqlstate", None)
    if state == PROGRAM_LIMIT_EXCEEDED:
        mistake = FieldError(detail="Expected fewer different words, or shorter ones", pointer="#/body")
        return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The body cannot be indexed.", errors=[mistake])
    if isinstance(error, OperationalError | InterfaceError) or state in UNDEFINED:
        return unavailable(error)
    return None


def add_failure_handlers(app: FastAPI) -> None:
    """Make the app answer each failure of the store with a problem document."""

    @app.exception_handler(PoolTimeoutError)
    @app.exception_handler(DatabaseUnavailableError)
    async def on_unavailable(_request: Request, error: DatabaseUnavailableError | PoolTimeoutError) -> Response:
        return problem_response(unavailable(error))

    @app.exception_handler(DBAPIError)
    async def on_database_error(_request: Request, error: DBAPIError) -> Response:
        problem = database_problem(error)
        if problem is None:
            raise error
        return problem_response(problem)

    @app.exception_handler(VersionMismatchError)
    async def on_version_mismatch(_request: Request, error: VersionMismatchError) -> Response:
        headers = {"ETag": entity_tag(error.current)}
        return problem_response(Problem(HTTPStatus.PRECONDITION_FAILED, str(error), headers=headers))

    @app.exception_handler(KeyReusedError)
    async def on_key_reused(_request: Request, error: KeyReusedError) -> Response:
        mistake = FieldError(detail="Expected a new key for a new request", header="Idempotency-Key")
        return problem_response(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors=[mistake]))
