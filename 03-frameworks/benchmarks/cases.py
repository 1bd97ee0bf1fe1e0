"""What is measured: which app by which server, each app beside its bare rival, and each app with one thing changed."""

from dataclasses import dataclass, replace

from load import get
from servers import Server, granian, gunicorn, hypercorn, own, uvicorn

APPS = ("flask_app", "django_app", "fastapi_app")
HEALTH, LIST = get("/health"), get("/todos?limit=20")

FLASK = own("flask_app", "gunicorn, threads (its own)")
DJANGO = own("django_app", "gunicorn, threads (its own)")
FASTAPI = own("fastapi_app", "uvicorn (its own)")

MATRIX = [
    FLASK,
    granian("flask_app", "flask_app:create_app", "wsgi", "granian, WSGI", factory=True),
    hypercorn("flask_app", "wsgi:flask_app:create_app()", "hypercorn, WSGI"),
    DJANGO,
    granian("django_app", "django_app.wsgi:application", "wsgi", "granian, WSGI"),
    uvicorn("django_app", "django_app.asgi:application", "uvicorn, ASGI"),
    granian("django_app", "django_app.asgi:application", "asgi", "granian, ASGI"),
    hypercorn("django_app", "asgi:django_app.asgi:application", "hypercorn, ASGI"),
    FASTAPI,
    granian("fastapi_app", "fastapi_app.application:create_app", "asgi", "granian", factory=True),
    hypercorn("fastapi_app", "asgi:fastapi_app.application:create_app()", "hypercorn"),
    gunicorn("fastapi_app", "fastapi_app.application:create_app()", "asgi", "gunicorn, its ASGI worker"),
]


def on_postgres(url: str) -> Server:
    """Return the FastAPI app on PostgreSQL."""
    return replace(FASTAPI, name="uvicorn (its own), on PostgreSQL", settings={"TODOS_DATABASE_URL": url})


BARE_DATABASE = {"BARE_DATABASE": "{data}/todos.sqlite3"}
BARE_FLASK = gunicorn("flask_app", "bare_flask:app", "gthread", "bare", BARE_DATABASE)
BARE_DJANGO = gunicorn("django_app", "bare_django:application", "gthread", "bare", BARE_DATABASE)
BARE_FASTAPI = uvicorn(
    "fastapi_app", "bare_fastapi:app", "bare", {"BARE_DATABASE_URL": "sqlite+aiosqlite:///{data}/todos.sqlite3"}
)

RIVALS = [(BARE_FLASK, FLASK), (BARE_DJANGO, DJANGO), (BARE_FASTAPI, FASTAPI)]


@dataclass(frozen=True)
class Case:
    """A request to a server; ``change`` says in what it differs from the app as it is."""

    change: str
    server: Server
    request: bytes = LIST
    request_name: str = "list of 20"


def flask_parts() -> list[Case]:
    """Return the Flask app, then the app with one thing changed each."""
    changes = {
        "without CORS": "without flask_app.cors",
        "without the hook that checks CSRF tokens (Flask-WTF)": "without flask_wtf.csrf",
        "without the headers of answers": "without flask_app.headers",
        "without these and the clock for bodies": (
            "without flask_app.cors,flask_wtf.csrf,flask_app.headers,flask_app.bodies"
        ),
        "a database connection opened for each request": "connections",
    }
    as_it_is = gunicorn("flask_app", "flask_app:create_app()", "gthread", "as it is")
    changed = gunicorn("flask_app", "parts_flask:changed_app()", "gthread", "changed")
    return [
        Case("nothing", as_it_is),
        *(Case(change, replace(changed, name=change, settings={"CHANGE": value})) for change, value in changes.items()),
        Case("with an access log", with_access_log(as_it_is)),
    ]


def django_parts() -> list[Case]:
    """Return the Django app, then the app with one thing changed each."""
    changes = {
        "without CORS (django-cors-headers)": "without CorsMiddleware",
        "without request ids and timing": "without RequestIdMiddleware",
        "without SecurityMiddleware": "without SecurityMiddleware",
        "without sessions, log-in and messages": (
            "without SessionMiddleware,AuthenticationMiddleware,MessageMiddleware"
        ),
        "without any middleware": "without everything",
        "model instances instead of `values_list`": "instances",
        "a database connection opened for each request": "connections",
    }
    as_it_is = gunicorn("django_app", "django_app.wsgi:application", "gthread", "as it is")
    settings = {"DJANGO_SETTINGS_MODULE": "parts_django"}
    return [
        Case("nothing", as_it_is),
        *(
            Case(change, replace(as_it_is, name=change, settings={**settings, "CHANGE": value}))
            for change, value in changes.items()
        ),
        Case("with an access log", with_access_log(as_it_is)),
    ]


def with_access_log(server: Server) -> Server:
    """Return gunicorn with an access log in its folder."""
    return replace(server, name="access log", command=(*server.command, "--access-logfile", "access.log"))


FASTAPI_CHANGED = uvicorn("fastapi_app", "parts_fastapi:changed_app", "as it is", {"CHANGE": "nothing"}, factory=True)


def fastapi_parts() -> list[Case]:
    """Return the FastAPI app, then the app with one thing changed each."""
    changes = {
        "without CORS": "without PublicMiddleware",
        "without request ids, timing and headers": "without ResponseHeadersMiddleware",
        "without limits for bodies": "without BodyMiddleware",
        "without any middleware": "without everything",
        "with one BaseHTTPMiddleware more": "base-http-middleware",
    }
    paths = {
        "`JSONResponse` and no dependencies": "/todos/by-json-response",
        "the same, by SQLAlchemy in a thread": "/todos/by-sqlalchemy-in-a-thread",
        "the same, by aiosqlite without SQLAlchemy": "/todos/by-aiosqlite",
        "the same, by `sqlite3` in a thread": "/todos/by-sqlite3-in-a-thread",
    }
    return [
        Case("nothing", FASTAPI_CHANGED),
        *(
            Case(change, replace(FASTAPI_CHANGED, name=change, settings={"CHANGE": value}))
            for change, value in changes.items()
        ),
        *(
            Case(change, replace(FASTAPI_CHANGED, name=change), get(f"{path}?limit=20"))
            for change, path in paths.items()
        ),
        *fastapi_servers(LIST, "list of 20"),
    ]


def fastapi_json_parts() -> list[Case]:
    """Return the FastAPI app under requests that need no database, then with one thing changed each."""
    name = "JSON"
    in_a_thread = get("/health/in-a-thread")
    one_more = replace(FASTAPI_CHANGED, name="one more", settings={"CHANGE": "base-http-middleware"})
    return [
        Case("nothing", FASTAPI_CHANGED, HEALTH, name),
        Case("with one BaseHTTPMiddleware more", one_more, HEALTH, name),
        Case("`def` instead of `async def`", replace(FASTAPI_CHANGED, name="def"), in_a_thread, name),
        *fastapi_servers(HEALTH, name),
    ]


def fastapi_servers(request: bytes, name: str) -> list[Case]:
    """Return the FastAPI app by uvicorn with other options."""
    pure = tuple({"uvloop": "asyncio", "httptools": "h11"}.get(part, part) for part in FASTAPI_CHANGED.command)
    log = tuple(
        {"--no-access-log": "--access-log", "error": "info"}.get(part, part) for part in FASTAPI_CHANGED.command
    )
    return [
        Case("asyncio and h11 instead of uvloop and httptools", replace(FASTAPI_CHANGED, command=pure), request, name),
        Case("with an access log", replace(FASTAPI_CHANGED, command=log), request, name),
    ]


PARTS: list[list[Case]] = [flask_parts(), django_parts(), fastapi_parts(), fastapi_json_parts()]
