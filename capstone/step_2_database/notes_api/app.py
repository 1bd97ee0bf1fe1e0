"""The application: routes, errors, middleware and a database put together by one function.

A factory and no global: a test makes an app around the database of its choice, and importing this module does nothing.

Source: https://fastapi.tiangolo.com/advanced/events/
"""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from fastapi import FastAPI
from fastapi_swagger import patch_fastapi  # type: ignore[import-untyped]  # the package ships no types

from notes_api import history_routes, routes
from notes_api.database import Database
from notes_api.failures import add_failure_handlers
from notes_api.middleware import BodyLimitMiddleware, RequestContextMiddleware
from notes_api.postgres import PostgresNoteRepository
from notes_api.problems import add_problem_handlers, describe_problems
from notes_api.revisions import Revisions
from notes_api.search import Search
from notes_api.settings import Settings
from notes_api.trash import Trash, clean_up_forever

DESCRIPTION = """Markdown notes with tags, behind a small REST API.

Every error is a problem document (RFC 9457). A list is paged by cursor: follow `Link: <...>; rel="next"`.
A write needs the `ETag` of the note that was read in `If-Match`. A note may be created again safely with the same
`Idempotency-Key`. What is deleted lies in the trash for some days, and every change keeps a revision."""

CLEAN_UP_EVERY = timedelta(hours=1)


def create_app(database: Database, settings: Settings) -> FastAPI:
    """Return the API over the notes of ``database``, which it closes at its end."""
    repository = PostgresNoteRepository(database, timedelta(hours=settings.idempotency_hours))
    trash = Trash(database, timedelta(days=settings.trash_days))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        # What exists by now lives as long as the process: the garbage collector need not look at it again.
        gc.collect()
        gc.freeze()
        clean_up = asyncio.create_task(clean_up_forever([trash.purge_expired, repository.forget_keys], CLEAN_UP_EVERY))
        yield
        clean_up.cancel()
        with suppress(asyncio.CancelledError):
            await clean_up
        await database.close()

    app = FastAPI(
        title="Notes API",
        version="2.0.0",
        description=DESCRIPTION,
        servers=[{"url": "/"}],
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        lifespan=lifespan,
    )
    app.state.database = database
    app.state.repository = repository
    app.state.revisions = Revisions(database)
    app.state.search = Search(database)
    app.state.trash = trash
    app.include_router(routes.router)
    app.include_router(history_routes.router)
    # FastAPI's own page loads Swagger UI from another host; this one brings it along, and leads there from "/".
    patch_fastapi(app)
    add_problem_handlers(app)
    add_failure_handlers(app)
    describe_problems(app)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(RequestContextMiddleware)  # added last: the outermost
    return app
