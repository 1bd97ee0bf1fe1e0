"""The address under test, one for each service in turn, and a client for it."""

import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx2
import pytest

from .client import Api, RawConnection
from .servers import TARGETS, Server, Servers

GIVEN = "given"
# FastAPI serves both databases. On the second one, what never reaches the database is not tested once more.
SECOND_DATABASE = "fastapi-postgresql"
REACH_DATABASE = ("test_bad_fields", "test_lists", "test_patches", "test_production", "test_properties", "test_todos")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test against each service; with --base-url only against that address."""
    if "target" in metafunc.fixturenames:
        given = metafunc.config.getoption("--base-url") is not None
        reaches = metafunc.module.__name__.endswith(REACH_DATABASE)
        names = [GIVEN] if given else [name for name in TARGETS if reaches or name != SECOND_DATABASE]
        metafunc.parametrize("target", names, scope="session")


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The services that this process of pytest has started; not one of them runs before a test asks for it."""
    servers = Servers(tmp_path_factory.mktemp("servers"))
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def todos_url(target: str, request: pytest.FixtureRequest) -> str:
    """Where the to-dos are, without a slash at the end."""
    if target == GIVEN:
        url: str = request.config.getoption("--base-url").rstrip("/")
        if mistake := mistake_in_address(url):
            # A worker of xdist cannot end the whole run: there, each test says it.
            stop = pytest.fail if hasattr(request.config, "workerinput") else pytest.exit
            stop(f"--base-url {url}: {mistake}")
        return url
    servers: Servers = request.getfixturevalue("servers")
    return f"{servers[target].url}/todos"


def mistake_in_address(url: str) -> str | None:
    """Return in a few words why the address cannot be tested, None if it can."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not parts.path:
        return "expected something like http://127.0.0.1:8000/todos"
    try:
        with httpx2.Client(timeout=10, trust_env=False) as client:
            response = client.get(url)
    except httpx2.HTTPError as error:
        return f"no answer ({error}); is the service running?"
    content_type = response.headers.get("Content-Type", "no type")
    if response.status_code != HTTPStatus.OK or "json" not in content_type:
        return f"expected status 200 and the to-dos as JSON, got {response.status_code} and {content_type}"
    return None


@pytest.fixture(scope="session")
def api(todos_url: str) -> Iterator[Api]:
    """A client of the service."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # else a line is logged for each of thousands of requests
    with Api(todos_url) as client:
        yield client


@pytest.fixture(scope="session")
def server(target: str, request: pytest.FixtureRequest) -> Server:
    """The process behind the address, with the settings that servers.py gives it."""
    if target == GIVEN:
        pytest.skip("needs a service that the suite starts itself: its settings, its log or its files")
    servers: Servers = request.getfixturevalue("servers")
    return servers[target]


@pytest.fixture(scope="session")
def connect(todos_url: str) -> Callable[[], RawConnection]:
    """Open a connection on which one can write anything."""
    if not todos_url.startswith("http:"):
        pytest.skip("writes bytes to the connection, which here is encrypted")
    return lambda: RawConnection(todos_url)
