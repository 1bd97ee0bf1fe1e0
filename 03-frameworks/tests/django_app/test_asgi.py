"""The application as a server with an event loop calls it."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator as Communicator
from django.db import connections

from django_app import asgi


def test_a_server_gets_an_answer_through_all_middleware() -> None:
    async def ask() -> list[Any]:
        headers = [(b"host", b"testserver"), (b"x-request-id", b"from-a-proxy")]
        scope = {"type": "http", "method": "GET", "path": "/health", "query_string": b"", "headers": headers}
        server = Communicator(asgi.application, scope)  # type: ignore[no-untyped-call]  # asgiref has no types for it
        await server.send_input({"type": "http.request", "body": b""})  # type: ignore[no-untyped-call]  # the same
        return [await server.receive_output(timeout=10) for _ in range(2)]  # type: ignore[no-untyped-call]  # the same

    start, body = async_to_sync(ask)()

    assert (start["status"], body["body"]) == (200, b'{"status": "ok"}')
    headers = dict(start["headers"])
    assert headers[b"X-Request-ID"] == b"from-a-proxy"
    assert headers[b"X-Content-Type-Options"] == b"nosniff"


def test_no_connection_is_kept_for_a_thread_that_ends_with_its_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.databases["default"], "CONN_MAX_AGE", None)
    runpy.run_path(str(Path(asgi.__file__)))
    assert connections.databases["default"]["CONN_MAX_AGE"] == 0
