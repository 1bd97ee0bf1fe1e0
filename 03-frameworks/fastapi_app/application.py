"""The application: a factory that puts settings, routers, error handlers and middleware together.

``create_app()`` is a function and no global ``app = FastAPI()``: a test makes an application with its own settings, and
importing this module opens nothing. Servers take it by ``--factory``.

*Lifespan* opens what lives as long as the process (database, hub, model) before the first request and closes it after
the last, in one function, so that nothing is forgotten when one of them fails to open. It runs once in each worker.

*Order of middleware*: the one added last is the outermost. Read ``add_middleware`` upwards, as a request passes it:
headers on every answer, HEAD, CORS, crashes, host, body. Crashes must be caught inside CORS: the 500 needs its header
too.

``debug`` stays off, always: FastAPI's debug page shows source code and local variables to whoever causes an error.

Cost: start-up half a second, mostly imports.
Not for: plugins found at run time; routers are named here, so that one file tells what the service consists of.
Asked: why a factory? What belongs into the lifespan, what into a dependency? Why one hub per worker?
Source: https://fastapi.tiangolo.com/advanced/events/, https://fastapi.tiangolo.com/tutorial/bigger-applications/
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from fastapi_app import (
    accounts,
    background,
    board,
    docs_page,
    live,
    parameters,
    pictures,
    prediction,
    problems,
    todos,
)
from fastapi_app.database import open_database
from fastapi_app.guards import BodyMiddleware, HostMiddleware
from fastapi_app.hub import Hub
from fastapi_app.middleware import CrashMiddleware, HeadMiddleware, PublicMiddleware, ResponseHeadersMiddleware
from fastapi_app.openapi import DocumentedAPI, operation_id
from fastapi_app.settings import Settings, load_settings

DESCRIPTION = """A list of to-dos behind the public [Todo-Backend](https://todobackend.com/) API.

Every error is a problem document (RFC 9457). A list is read page by page: follow `Link: <...>; rel="next"`."""

METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")


router = APIRouter(tags=["health"])


class Health(BaseModel):
    """That the process answers."""

    status: Literal["ok"]


@router.get("/health")
async def get_health() -> Health:
    """Tell that this process answers.

    A load balancer asks. A look into the database would take all workers out at once when that is slow for a moment.
    """
    return Health(status="ok")


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; without settings, those of the environment (SettingsError if they make no service)."""
    settings = settings or load_settings()
    app = DocumentedAPI(
        title="To-do service in FastAPI",
        version="1.0.0",
        description=DESCRIPTION,
        servers=[{"url": "/"}],
        lifespan=lifespan,
        docs_url=None,  # docs_page.py has one that needs no network
        redoc_url=None,
        redirect_slashes=False,  # /todos/ is another address, and there is nothing
        generate_unique_id_function=operation_id,
    )
    app.state.settings = settings
    for module in (todos, live, pictures, accounts, background, prediction, parameters, board, docs_page):
        app.include_router(module.router)
    app.include_router(router)
    app.mount(docs_page.ASSETS, docs_page.assets())
    problems.add_problem_handlers(app)
    add_middleware(app, settings)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the database, the hub and the model, and close them in reverse; remove what a former process left behind."""
    settings: Settings = app.state.settings
    settings.data.mkdir(parents=True, exist_ok=True)
    async with open_database(settings) as database:
        app.state.database = database
        app.state.hub = hub = Hub()
        app.state.model = await prediction.load_model(settings.model)
        await pictures.remove_orphans(database, settings.data)
        try:
            async with background.worker(database, settings.data):
                with live.close_on_signals(hub):
                    yield
        finally:
            hub.close()


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """Put the middleware around the application; what is added later lies outside of what was added before."""
    app.add_middleware(
        BodyMiddleware,
        max_bytes=settings.max_body_bytes,
        seconds=settings.body_seconds,
        larger=[(re.compile(r"/todos/[0-9]+/picture"), pictures.MAX_UPLOAD_BYTES)],
    )
    app.add_middleware(HostMiddleware, allowed=settings.allowed_hosts)
    app.add_middleware(CrashMiddleware)
    app.add_middleware(PublicMiddleware, path="/todos", methods=METHODS, expose=("Link", "Location"))
    app.add_middleware(HeadMiddleware)
    app.add_middleware(ResponseHeadersMiddleware)
