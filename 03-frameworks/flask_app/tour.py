"""A tour: the service answers six requests, without a server and without a port.

``test_client`` calls the application as a server would (WSGI is a function call) and gives back what a client would
get. So one sees what travels: status, headers, body. Tests are written this way, too, and a few minutes here say more
than a diagram.

Look at what each answer tells a program that knows nothing else: where the new thing is (Location), where the rest of a
list is (Link), which mistakes there are, each with its place, and which methods an address takes (Allow).

Cost: a second.
Not for: what a real server adds: sockets, threads, timeouts, signals (tests/contract).
Asked: why can a WSGI application be tested without a network, and what does such a test not see?
Source: https://flask.palletsprojects.com/en/stable/testing/, PEP 3333
"""

import tempfile
from pathlib import Path

from werkzeug.test import TestResponse

from flask_app import create_app
from flask_app.database import get_connection, get_pool, migrate
from flask_app.todos import add_todo

SHOWN = ("Location", "Link", "Allow", "Content-Type")


def describe(response: TestResponse) -> str:
    """Return lines about a response: its request and status, then indented the headers of ``SHOWN`` and its body.

    The first line is like ``POST /todos -> 201 CREATED``; there is none for a header that is not there or an empty
    body.
    """
    request = response.request
    lines = [f"{request.method} {request.full_path.removesuffix('?')} -> {response.status}"]
    lines += [f"    {name}: {response.headers[name]}" for name in SHOWN if name in response.headers]
    body = response.get_data(as_text=True).strip()
    return "\n".join([*lines, f"    {body}"] if body else lines)


def main() -> None:
    """Run six requests against a database that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app("testing", {"DATA_FOLDER": Path(folder)})
        with app.app_context():
            migrate(get_connection())
            add_todo(get_connection(), title="Write the report")
        client = app.test_client()
        responses = [
            client.post("/todos", json={"title": "  Buy milk ", "order": 1}),
            client.post("/todos", json={"title": "", "completed": "yes", "owner": "root"}),
            client.patch("/todos/2", json={"completed": True}),
            client.get("/todos?limit=1"),
            client.put("/todos/2", json={"title": "Buy milk"}),
            client.delete("/todos/1"),
        ]
        get_pool(app).close()
    print("\n\n".join(map(describe, responses)))


if __name__ == "__main__":
    main()
