"""The application: routes, errors and middleware put together by one function.

A factory and no global: a test makes an app around the repository of its choice, and importing this module does
nothing.

Source: https://fastapi.tiangolo.com/tutorial/bigger-applications/
"""

from fastapi import FastAPI
from fastapi_swagger import patch_fastapi  # type: ignore[import-untyped]  # the package ships no types

from notes_api.middleware import BodyLimitMiddleware, RequestContextMiddleware
from notes_api.problems import add_problem_handlers, describe_problems
from notes_api.repository import NoteRepository
from notes_api.routes import router

DESCRIPTION = """Markdown notes with tags, behind a small REST API.

Every error is a problem document (RFC 9457). A list is paged by cursor: follow `Link: <...>; rel="next"`."""


def create_app(repository: NoteRepository) -> FastAPI:
    """Return the API over the notes of ``repository``."""
    app = FastAPI(
        title="Notes API",
        version="1.0.0",
        description=DESCRIPTION,
        servers=[{"url": "/"}],
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    # FastAPI's own page loads Swagger UI from another host; this one brings it along, and leads there from "/".
    patch_fastapi(app)
    app.state.repository = repository
    app.include_router(router)
    add_problem_handlers(app)
    describe_problems(app)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(RequestContextMiddleware)  # added last: the outermost
    return app
