"""Live updates: what is sent, what is replayed, who is refused, and that all of it ends."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from fastapi_app import live
from fastapi_app.hub import Hub
from fastapi_app.live import RECONNECT_MILLISECONDS, close_on_signals, open_feed
from fastapi_app.problems import Problem
from fastapi_app.settings import Settings
from tests.fastapi_app.real_server import local_app, running

DEADLINE = httpx2.Timeout(10)


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    with running(local_app(settings)) as address:
        yield address


def fields(lines: Iterator[str]) -> dict[str, str]:
    """Return the next event that is not only a comment, by the format's rules."""
    event: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            if name:
                event[name] = value.removeprefix(" ")
        elif event:
            return event
    raise AssertionError("the stream has ended")


def message(lines: Iterator[str]) -> tuple[str, object]:
    """Return the next event's id and data."""
    event = fields(lines)
    return event["id"], json.loads(event["data"])


def test_events_tell_each_change(address: str) -> None:
    with httpx2.Client(base_url=address, timeout=DEADLINE) as client, client.stream("GET", "/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert fields(lines)["retry"] == str(RECONNECT_MILLISECONDS)

        todo = client.post("/todos", json={"title": "Buy milk\nand eggs"}).json()
        assert message(lines)[1] == {"kind": "created", "todo": todo}
        changed = client.patch(todo["url"], json={"completed": True}).json()
        assert message(lines)[1] == {"kind": "changed", "todo": changed}
        client.delete(todo["url"])
        assert message(lines)[1] == {"kind": "deleted", "todo": changed}
        client.delete("/todos")
        assert message(lines)[1] == {"kind": "emptied", "todo": None}


def test_silence_is_filled_with_comments(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """FastAPI's work, here hurried up: a proxy that hears nothing for a minute would cut the connection."""
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.01)
    with httpx2.stream("GET", f"{address}/events", timeout=DEADLINE) as stream:
        lines = stream.iter_lines()
        fields(lines)
        assert next(lines) == ": ping"


def test_what_was_missed_before_the_first_event_is_replayed(address: str) -> None:
    with httpx2.Client(base_url=address, timeout=DEADLINE) as client:
        with client.stream("GET", "/events") as stream:
            known = fields(stream.iter_lines())["id"]
        client.post("/todos", json={"title": "missed"})
        with client.stream("GET", "/events", headers={"Last-Event-ID": known}) as stream:
            lines = stream.iter_lines()
            assert "id" not in fields(lines), "what is missed comes first"
            _, data = message(lines)
            assert isinstance(data, dict)
            assert data["todo"]["title"] == "missed"


def test_what_was_missed_is_replayed(address: str) -> None:
    with httpx2.Client(base_url=address, timeout=DEADLINE) as client:
        with client.stream("GET", "/events") as stream:
            lines = stream.iter_lines()
            client.post("/todos", json={"title": "seen"})
            fields(lines)
            seen, _ = message(lines)
        client.post("/todos", json={"title": "missed"})

        with client.stream("GET", "/events", headers={"Last-Event-ID": seen}) as stream:
            lines = stream.iter_lines()
            fields(lines)
            _, data = message(lines)
            assert isinstance(data, dict)
            assert data["todo"]["title"] == "missed"
            client.post("/todos", json={"title": "new"})
            _, data = message(lines)
            assert isinstance(data, dict)
            assert data["todo"]["title"] == "new"

        with client.stream("GET", "/events", headers={"Last-Event-ID": "another-5"}) as stream:
            lines = stream.iter_lines()
            fields(lines)
            assert message(lines)[1] == {"kind": "reset", "todo": None}


def test_a_web_socket_tells_each_change(address: str) -> None:
    with connect(address.replace("http", "ws") + "/live", open_timeout=10) as socket:
        socket.send("whatever a client says is ignored")
        todo = httpx2.post(f"{address}/todos", json={"title": "Buy milk"}).json()
        told = json.loads(socket.recv(timeout=10))
        assert told.pop("id").endswith("-1")
        assert told == {"kind": "created", "todo": todo}


def test_a_place_is_free_again_when_a_client_leaves(settings: Settings) -> None:
    app = local_app(settings)
    with running(app) as address:
        app.state.hub = hub = Hub(max_listeners=1)
        url = address.replace("http", "ws") + "/live"
        with connect(url, open_timeout=10):
            assert len(hub) == 1
            with pytest.raises(InvalidStatus) as refused:
                connect(url, open_timeout=10)
            assert refused.value.response.status_code == 403
        until_empty(hub)
        with httpx2.stream("GET", f"{address}/events", timeout=DEADLINE) as stream:
            lines = stream.iter_lines()
            fields(lines)
            assert len(hub) == 1
        until_empty(hub)


def until_empty(hub: Hub) -> None:
    """Wait until a hub on another thread has no listener."""
    waiting = threading.Event()
    for _ in range(1000):
        if len(hub) == 0:
            return
        waiting.wait(0.01)
    raise AssertionError("a listener stayed for ten seconds after its client had gone")


def test_too_many_listeners(client: TestClient, app: FastAPI) -> None:
    app.state.hub = Hub(max_listeners=0)
    response = client.get("/events")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.json()["detail"] == "There are too many listeners."


def test_a_slow_client_is_told_why(client: TestClient, app: FastAPI) -> None:
    app.state.hub = hub = Hub(queue_size=1)
    with client.websocket_connect("/live") as socket:
        assert client.portal is not None
        client.portal.call(publish_at_once, hub, 3)
        with pytest.raises(WebSocketDisconnect) as closed:
            receive(socket, 4)
    assert closed.value.code == 1013


def receive(socket: WebSocketTestSession, count: int) -> None:
    for _ in range(count):
        socket.receive_json()


async def publish_at_once(hub: Hub, count: int) -> None:
    """Publish more than a queue holds, while no listener has a chance to read."""
    for _ in range(count):
        hub.publish("emptied", None)


def test_a_client_that_takes_nothing_is_given_up(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SEND_SECONDS", 0)  # every message takes too long
    with client.websocket_connect("/live"):
        assert client.portal is not None
        client.portal.call(publish_at_once, app.state.hub, 1)
        until_empty(app.state.hub)


def test_the_end_of_the_hub_ends_the_web_socket(client: TestClient, app: FastAPI) -> None:
    with client.websocket_connect("/live") as socket:
        assert client.portal is not None
        client.portal.call(app.state.hub.close)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 1001


def test_the_feed_takes_a_place_and_gives_it_back() -> None:
    async def scenario() -> list[int]:
        hub = Hub(max_listeners=1)
        before = hub.last_id
        hub.publish("emptied", None)
        feeds = open_feed(hub, before)
        feed = await anext(feeds)
        assert [event.kind for event in feed.missed] == ["emptied"]
        with pytest.raises(Problem):
            await anext(open_feed(hub))
        inside = len(hub)
        await feeds.aclose()
        return [inside, len(hub)]

    assert asyncio.run(scenario()) == [1, 0]


def test_a_signal_closes_the_hub_and_then_does_what_it_did_before() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))
    try:

        async def scenario() -> bool:
            hub = Hub()
            with close_on_signals(hub):
                signal.raise_signal(signal.SIGTERM)
                async with asyncio.timeout(5):
                    return [event async for event in hub.listen().events()] == [] and hub.closed

        assert asyncio.run(scenario())
        assert heard == [signal.SIGTERM]
        signal.raise_signal(signal.SIGTERM)
        assert heard == [signal.SIGTERM] * 2
    finally:
        signal.signal(signal.SIGTERM, before)


def test_sigterm_ends_a_server_with_open_streams(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "TODOS_ENVIRONMENT": "testing", "TODOS_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "fastapi_app", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1]
            with (
                httpx2.stream("GET", f"{address}/events", timeout=DEADLINE) as stream,
                connect(address.replace("http", "ws") + "/live", open_timeout=10) as socket,
            ):
                lines = stream.iter_lines()
                fields(lines)
                server.terminate()
                assert "".join(lines) == "", "the stream ends, and without an event"
                with pytest.raises(ConnectionClosed):
                    socket.recv(timeout=10)
            assert server.wait(10) == 0
        finally:
            server.kill()
