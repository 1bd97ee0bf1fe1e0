"""A tour: seven requests and their answers, without a server.

Starlette's TestClient calls the application as a server would, with real requests and headers. Used with ``with`` it
runs the lifespan too: the database is opened before the first request and closed after the last.

Cost: no socket, so a request takes a millisecond; it is what most tests use.
Not for: what only a server does: cutting slow connections, HTTP's own mistakes, signals (see ``tests/contract``).
Asked: what does a test client not test? Why does it have to be a context manager?
Source: https://fastapi.tiangolo.com/tutorial/testing/
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from fastapi_app.application import create_app
from fastapi_app.settings import load_settings

SHOWN = ("Content-Type", "Location", "Link", "Allow", "Access-Control-Allow-Origin")

type Body = dict[str, object]

REQUESTS: list[tuple[str, str, Body | None, dict[str, str]]] = [
    ("POST", "/todos", {"title": "  Buy milk "}, {}),
    ("POST", "/todos", {"title": "<script>alert(1)</script>"}, {"Origin": "https://elsewhere.example"}),
    ("GET", "/todos?limit=1", None, {}),
    ("PATCH", "/todos/1", {"completed": True}, {}),
    ("PATCH", "/todos/1", {"completed": "yes", "owner": 1}, {}),
    ("PUT", "/todos/1", {}, {}),
    ("GET", "/todos", None, {"Host": "attacker.example"}),
]


def tell(client: TestClient, method: str, path: str, body: Body | None, headers: dict[str, str]) -> str:
    """Send the request and return a few lines about it: what was asked, status, the headers in SHOWN, and the body."""
    response = client.request(method, path, json=body, headers=headers)
    asked = f"{method} {path}" + (f" {json.dumps(body)}" if body is not None else "")
    asked += "".join(f"  {name}: {value}" for name, value in headers.items())
    lines = [asked, f"  {response.status_code} {response.reason_phrase}"]
    lines += [f"  {name}: {response.headers[name]}" for name in SHOWN if name in response.headers]
    if response.content:
        lines.append(f"  {json.dumps(response.json())}")
    return "\n".join(lines)


def main() -> None:
    """Print seven requests and their answers, on a temporary database."""
    with TemporaryDirectory() as folder:
        settings = load_settings(environment="testing", data=Path(folder), allowed_hosts="localhost")
        with TestClient(create_app(settings), base_url="http://localhost:8000") as client:
            for request in REQUESTS:
                print(tell(client, *request), end="\n\n")


if __name__ == "__main__":
    main()
