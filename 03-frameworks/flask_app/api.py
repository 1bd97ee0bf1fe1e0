"""The API: a blueprint of function views, each a few lines between HTTP and the store.

A blueprint is a set of views that is registered as a whole: the API can be taken out, mounted elsewhere, or be exempt
from CSRF checks, without a look at the pages. A view reads the request, calls the store, and returns data: Flask makes
JSON of a list or dictionary, and takes ``(body, status, headers)``. There is no class, serializer or route table
between a reader and what happens.

Three things that are easy to get wrong here:

- **An id in a URL.** ``<int:todo_id>`` takes ``007`` and Arabic digits as well, so one to-do has many addresses, and
  sqlite3 raises OverflowError for an id beyond 64 bits. ``TodoIdConverter`` takes what a URL of ours can hold;
  everything else is a 404.
- **Absolute URLs** come from the request's host. They can be trusted because TRUSTED_HOSTS is checked before any view
  runs.
- **PATCH and lost updates.** A change is one UPDATE of the members that were sent, so two clients that change different
  members do not undo each other. Read, change in Python and write all back would, unless in one transaction.

There is no log-in here, as Todo-Backend is public, and so no CSRF token: a forged request could do nothing that its
sender cannot do himself.

Cost: a request spends about 250 microseconds in Flask, and 20 in the database.
Not for: dozens of resources with the same five views (flask-smorest and APIFlask generate them, and the OpenAPI
document).
Asked: what is a blueprint for? Why does an API without log-in need no CSRF token?
Source: https://flask.palletsprojects.com/en/stable/blueprints/, https://todobackend.com
"""

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.routing import BaseConverter

from flask_app import todos
from flask_app.bodies import read_body
from flask_app.database import get_connection, transaction
from flask_app.todos import Todo
from flask_app.validation import parse_changes, parse_new, parse_page

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"

blueprint = Blueprint("api", __name__)


def is_api_path(path: str) -> bool:
    """Return whether a request for this path is one of the API, be there a view for it or not."""
    return path == "/todos" or path.startswith("/todos/")


class TodoIdConverter(BaseConverter):
    """An id as our URLs write it: 1 to 18 ASCII digits without a leading zero. Anything else matches no route.

    Ids of SQLite have 64 bits, which is 18 digits and a bit; no to-do ever gets so far. The pattern alone decides: a
    ValidationError from ``to_python`` would make Werkzeug answer 405 to a DELETE where a GET gets 404.
    """

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Return the id as a number."""
        return int(value)


def read_json(*media_types: str) -> object:
    """Return the JSON value of the current request's body.

    Abort with 415 and ``The Content-Type must be A or B.`` unless that is, without parameters, one of the media types;
    with 413 or 408 as ``read_body`` says; with 400 and ``The body must be JSON in UTF-8.`` if it is not JSON.
    """
    if request.mimetype not in media_types:
        raise UnsupportedMediaType(f"The Content-Type must be {' or '.join(media_types)}.")
    try:
        return current_app.json.loads(read_body())
    except ValueError:
        abort(400, "The body must be JSON in UTF-8.")


def to_json(todo: Todo, base: str) -> dict[str, object]:
    """Return ``id``, ``title``, ``completed``, ``order`` and ``url`` of a to-do; ``base`` is the URL of the list."""
    return {
        "id": todo.id,
        "title": todo.title,
        "completed": todo.completed,
        "order": todo.order,
        "url": f"{base}/{todo.id}",
    }


def base_url() -> str:
    """Return the absolute URL of the list.

    Asked once a request: to build a URL for each of 20 to-dos would take longer than the query.
    """
    return f"{request.root_url}todos"


def no_content() -> Response:
    """Return an empty 204, without the Content-Type that Flask gives to any answer."""
    response = current_app.response_class(status=204)
    del response.headers["Content-Type"]
    return response


@blueprint.get("/todos")
def list_todos() -> ResponseReturnValue:
    """Return ``?limit=`` to-dos (1 to 1000, else 422) with an id above ``?after=``.

    If there are more, a header ``Link: <URL?limit=..&after=..>; rel="next"`` leads to the next page.
    """
    page = parse_page(request.args)
    # One more than asked for tells whether there is a next page, without counting the rest.
    found = todos.list_todos(get_connection(), page.limit + 1, page.after)
    shown, base = found[: page.limit], base_url()
    body = [to_json(todo, base) for todo in shown]
    if len(found) == len(shown):
        return body
    return body, {"Link": f'<{base}?limit={page.limit}&after={shown[-1].id}>; rel="next"'}


@blueprint.post("/todos")
def create_todo() -> ResponseReturnValue:
    """Store a to-do: 201 with its address as Location."""
    new = parse_new(read_json(JSON))
    with transaction() as connection:
        todo = todos.add_todo(connection, title=new.title, completed=new.completed, order=new.order)
    body = to_json(todo, base_url())
    return body, 201, {"Location": str(body["url"])}


@blueprint.delete("/todos")
def delete_todos() -> ResponseReturnValue:
    """Remove all to-dos: 204."""
    with transaction() as connection:
        todos.delete_all_todos(connection)
    return no_content()


@blueprint.get("/todos/<todo_id:todo_id>")
def read_todo(todo_id: int) -> ResponseReturnValue:
    """Return a to-do, or 404."""
    return to_json(todos.get_todo(get_connection(), todo_id), base_url())


@blueprint.patch("/todos/<todo_id:todo_id>")
def change_todo(todo_id: int) -> ResponseReturnValue:
    """Change the members that are sent, and return the to-do; 422 names any member that cannot be set."""
    changes = parse_changes(read_json(JSON, MERGE_PATCH))
    with transaction() as connection:
        todo = todos.change_todo(connection, todo_id, changes)
    return to_json(todo, base_url())


@blueprint.delete("/todos/<todo_id:todo_id>")
def delete_todo(todo_id: int) -> ResponseReturnValue:
    """Remove a to-do: 204, or 404."""
    with transaction() as connection:
        todos.delete_todo(connection, todo_id)
    return no_content()


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Tell a load balancer that this process answers.

    It does not ask the database, or a slow disk would take all workers out at once.
    """
    return {"status": "ok"}
