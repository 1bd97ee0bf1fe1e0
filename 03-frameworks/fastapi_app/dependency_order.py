"""The life of dependencies: in which order they begin and end, how often they run, and what an exception does.

A small application that writes down what happens. Its handlers need a *cart*, which needs a *session*, which needs a
*connection*; each has code before and after its ``yield``. What to expect, and what the tests hold FastAPI to:

- Set-up goes from the inside out (connection, session, cart), tear-down the other way, like nested ``with`` blocks.
- Within one request a dependency runs once, however many others need it; ``use_cache=False`` runs it again.
- ``scope="function"`` ends before the answer is sent, ``scope="request"`` (the default) after. A commit belongs before:
  afterwards nobody can be told that it failed.
- An exception in the handler is raised at each ``yield``, and *must* go on: a dependency that swallows it leaves
  FastAPI without an answer. ``try/finally`` for cleaning up, ``except ...: raise`` for rolling back.
- A router's dependencies run before those of the handler; their results are lost (they are guards).
- A class is a dependency, too: FastAPI reads its ``__init__``. A function that returns an object does the same and
  keeps the class free of the framework.

Cost: see ``dependencies.py``.
Not for: things that live longer than a request; those belong into the lifespan.
Asked: in which order do two dependencies with ``yield`` end? What does a test put in place of one?
Source: https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/
"""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

type Log = Callable[[str], None]


async def get_log(request: Request) -> Log:
    """Return the function that writes a line into the journal of the application."""
    journal: list[str] = request.app.state.journal
    return journal.append


Journal = Annotated[Log, Depends(get_log)]


async def connect(log: Journal) -> AsyncIterator[str]:
    """Yield a connection: the innermost one, in the scope of the request."""
    log("connection: open")
    try:
        yield "connection"
    finally:
        log("connection: closed")


async def begin(log: Journal, connection: Annotated[str, Depends(connect)]) -> AsyncIterator[str]:
    """Yield a session on the connection; commit when the handler returns, roll back when it raises."""
    log("session: begun")
    try:
        yield f"session on {connection}"
    except Exception:
        log("session: rolled back")
        raise
    log("session: committed")


Connection = Annotated[str, Depends(connect)]
Session = Annotated[str, Depends(begin, scope="function")]


async def get_number(request: Request) -> int:
    """Return how often this function was called in this request; two dependants share one call."""
    request.state.calls = getattr(request.state, "calls", 0) + 1
    calls: int = request.state.calls
    return calls


class Paging:
    """A class as dependency: its parameters are read from the query."""

    def __init__(self, limit: Annotated[int, Query(ge=1, le=100)] = 20, page: Annotated[int, Query(ge=1)] = 1) -> None:
        self.limit = limit
        self.offset = (page - 1) * limit


async def require_member(request: Request, log: Journal) -> None:
    """Guard: raise 403 unless the header ``X-Member`` is there."""
    log("guard")
    if "x-member" not in request.headers:
        raise HTTPException(403, "Members only.")


router = APIRouter(dependencies=[Depends(require_member)])


@router.get("/carts")
async def show_cart(log: Journal, session: Session, connection: Connection) -> dict[str, str]:
    """Use a session, and the connection below it."""
    log(f"handler: {session}, {connection}")
    return {"session": session}


@router.get("/carts/broken")
async def break_cart(session: Session) -> None:
    """Fail while a session is open."""
    raise HTTPException(409, f"Something went wrong in a {session}.")


@router.get("/calls")
async def count_calls(
    first: Annotated[int, Depends(get_number)],
    second: Annotated[int, Depends(get_number)],
    fresh: Annotated[int, Depends(get_number, use_cache=False)],
) -> list[int]:
    """Ask for the same dependency three times, the last time without the cache."""
    return [first, second, fresh]


@router.get("/pages")
async def show_page(paging: Annotated[Paging, Depends()]) -> dict[str, int]:
    """Use a class; ``Depends()`` takes it from the annotation."""
    return {"limit": paging.limit, "offset": paging.offset}


class _SentMiddleware:
    """Writes down when the answer is sent: that is what divides the two scopes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["app"].state.journal.append(f"answer sent: {message['status']}")
            await send(message)

        await self.app(scope, receive, send_and_tell)


def create_demo() -> FastAPI:
    """Return the application; what happens is written to ``app.state.journal``, a list of lines."""
    app = FastAPI()
    app.state.journal = []
    app.include_router(router)
    app.add_middleware(_SentMiddleware)
    return app


def main() -> None:
    """Print what happens in a request that succeeds, in one that fails, and in one with an override."""
    app = create_demo()
    client = TestClient(app, headers={"X-Member": "yes"})
    for path in ("/carts", "/carts/broken"):
        client.get(path)
        print(f"{path}:", *app.state.journal, sep="\n  ")
        app.state.journal.clear()
    print("calls:", client.get("/calls").json())
    app.dependency_overrides[connect] = lambda: "a fake"
    print("overridden:", client.get("/carts").json())


if __name__ == "__main__":
    main()
