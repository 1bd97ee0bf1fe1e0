"""The FastAPI app with one thing changed, which CHANGE names.

``without X,Y`` takes middleware out by the names of its classes, ``without everything`` all of it;
``base-http-middleware`` adds one that does nothing. The app also has the routes with which its own are compared:
``/todos/by-json-response``, those of ``parts_sqlite.py``, and ``/health/in-a-thread``.
"""

import os

import parts_sqlite
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.responses import Response

from fastapi_app import store
from fastapi_app.application import create_app


def changed_app() -> FastAPI:
    """Build the app and change it."""
    app = create_app()
    change = os.environ["CHANGE"]
    app.include_router(parts_sqlite.router)
    app.add_api_route("/todos/by-json-response", by_json_response)
    app.add_api_route("/health/in-a-thread", in_a_thread)
    if change == "base-http-middleware":
        app.add_middleware(BaseHTTPMiddleware, dispatch=hand_on)
    elif change.startswith("without "):
        complete = {getattr(each.cls, "__name__", ""): each for each in app.user_middleware}
        names = change.removeprefix("without ").split(",") if change != "without everything" else list(complete)
        if not complete.keys() >= set(names):
            raise ValueError(f"CHANGE={change}: expected names of {list(complete)}")
        app.user_middleware = [each for name, each in complete.items() if name not in names]
    return app


async def hand_on(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Do nothing."""
    return await call_next(request)


async def by_json_response(request: Request) -> JSONResponse:
    """List the first 20, written by Python's json; FastAPI hands it on as it is."""
    async with request.app.state.database.connect() as connection:
        found = await store.list_todos(connection, limit=20)
    base = f"{request.base_url}todos"
    return JSONResponse(
        [
            {
                "id": row.id,
                "title": row.title,
                "completed": row.completed,
                "order": row.order,
                "url": f"{base}/{row.id}",
            }
            for row in found["rows"]
        ]
    )


def in_a_thread() -> dict[str, str]:
    """Answer JSON from a function that is not async, which FastAPI therefore runs in a thread."""
    return {"status": "ok"}
