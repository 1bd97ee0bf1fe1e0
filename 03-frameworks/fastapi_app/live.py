"""Changes as they happen: server-sent events for pages, a WebSocket for whoever wants to answer.

Both read the same hub. Server-sent events are a GET that does not end: plain HTTP, through every proxy, and the
browser itself reconnects, saying the last id it saw (``Last-Event-ID``); the hub replays what it missed. A WebSocket
goes both ways and costs that comfort: reconnecting, replay and heartbeats are the client's work. Here nothing comes
back from the client, so the board uses events, and the WebSocket is shown because you will be asked.

- A browser lets any page open a WebSocket to us and sends our cookies along; CORS does not apply. So the handshake of a
  foreign page is refused (cross-site WebSocket hijacking). Answers of ``/events`` are unreadable elsewhere anyway.
- The number of listeners is limited. Each costs a socket, a task and a queue for hours.
- FastAPI sends a comment every 15 seconds when nothing happens, so that no proxy takes the silence for the end.
- A server that stops waits for its answers to end, and these never do. ``close_on_signals`` ends them.

Cost: about 70 KB a listener. Browsers open six HTTP/1.1 connections a host, and each tab's events hold one of them.
Not for: a list that changes daily (ask again with ``If-None-Match``), or several workers without a broker (``hub.py``).
Asked: WebSocket or server-sent events? What does the client miss while it reconnects?
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html, RFC 6455 section 10.2 and
https://fastapi.tiangolo.com/tutorial/server-sent-events/
"""

import asyncio
import signal
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Annotated

from fastapi import APIRouter, Depends, Header, WebSocket, WebSocketDisconnect
from fastapi.sse import EventSourceResponse, ServerSentEvent

from fastapi_app.csrf import is_cross_origin
from fastapi_app.dependencies import CurrentHub
from fastapi_app.hub import Event, Hub, HubFullError, Listener
from fastapi_app.problems import Problem

RECONNECT_MILLISECONDS = 2000
"""How long a browser waits before it comes back."""
SEND_SECONDS = 10
"""How long one message to a WebSocket may take before its client counts as gone."""

router = APIRouter(tags=["live"])


@dataclass(frozen=True)
class Feed:
    """A listener, the events that it missed before, and the id to begin with for one that knows none."""

    listener: Listener
    missed: list[Event]
    first_id: str | None


async def open_feed(
    hub: CurrentHub, last_event_id: Annotated[str | None, Header(max_length=64)] = None
) -> AsyncGenerator[Feed]:
    """Dependency with yield: a place in the hub for as long as the answer is sent, whichever way that ends.

    It is a dependency and no part of the generator because only here can the answer still become an error: Problem 503,
    ``There are too many listeners.``, with ``Retry-After: 5``. Once the first byte is sent, the status is 200.
    """
    try:
        listener = hub.listen()
    except HubFullError:
        raise Problem(503, "There are too many listeners.", headers={"Retry-After": "5"}) from None
    # No await since listen(): an event is either in the replay or in the queue, never in both.
    missed = [] if last_event_id is None else hub.since(last_event_id)
    try:
        yield Feed(listener, missed, hub.last_id if last_event_id is None else None)
    finally:
        hub.forget(listener)


def _message(event: Event) -> dict[str, object]:
    return {"kind": event.kind, "todo": event.todo}


@router.get(
    "/events",
    response_class=EventSourceResponse,
    responses={503: {"description": "Too many listeners; try again after Retry-After seconds."}},
)
async def stream_events(feed: Annotated[Feed, Depends(open_feed)]) -> AsyncIterator[ServerSentEvent]:
    """Send every change as a server-sent event: ``data`` is ``{"kind": ..., "todo": ...}``.

    First comes the time to wait before reconnecting, with the id of the last event for a client that sent none: so it
    can ask for all that it missed, even before its first event. Then comes what was missed since ``Last-Event-ID``.
    Every event has an ``id``; the kind ``reset`` says that events are missing, and the list is to be read anew.
    """
    yield ServerSentEvent(comment="listening", id=feed.first_id, retry=RECONNECT_MILLISECONDS)
    for event in feed.missed:
        yield ServerSentEvent(id=event.id, data=_message(event))
    async for event in feed.listener.events():
        yield ServerSentEvent(id=event.id, data=_message(event))


@router.websocket("/live")
async def live(websocket: WebSocket) -> None:
    """Send every change as a JSON text message ``{"id": ..., "kind": ..., "todo": ...}``.

    A page of another origin is refused before the handshake (HTTP 403), and so is everybody when the hub is full. What
    the client sends is ignored. Closing codes: 1001 when the server stops, 1013 for a client that is too slow.
    """
    hub: Hub = websocket.app.state.hub
    if is_cross_origin(websocket.headers):
        await websocket.close()  # before accept, this is the answer 403
        return
    try:
        listener = hub.listen()
    except HubFullError:
        await websocket.close()
        return
    try:
        await websocket.accept()
        async with asyncio.TaskGroup() as tasks:
            # Only receiving notices that a client has left; without it a silent hub would keep dead sockets for ever.
            leaving = tasks.create_task(_until_client_leaves(websocket, listener))
            async for event in listener.events():
                async with asyncio.timeout(SEND_SECONDS):
                    await websocket.send_json({"id": event.id, **_message(event)})
            if not leaving.done():
                leaving.cancel()
                await websocket.close(1001 if hub.closed else 1013)
    except* (WebSocketDisconnect, TimeoutError):
        pass
    finally:
        hub.forget(listener)


async def _until_client_leaves(websocket: WebSocket, listener: Listener) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
    listener.end()


@contextmanager
def close_on_signals(hub: Hub) -> Iterator[None]:
    """Close the hub at SIGINT and SIGTERM, then let the handler run that was there before; restore it in the end.

    uvicorn ends the lifespan after all answers. A stream that waits for the lifespan to end it would hold the server as
    long as its grace lasts, by default for ever. Outside the main thread (a test client's) no signal arrives, and
    nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def close_first(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(hub.close)  # a signal may interrupt anything; the hub is the loop's
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in before:
        signal.signal(number, close_first)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
