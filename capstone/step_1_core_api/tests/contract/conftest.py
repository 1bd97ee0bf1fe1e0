"""One service for the whole run, a client for it, and a tag for each test."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from .client import Api
from .service import running_service


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--base-url", help="test the service that runs there instead of starting one")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: at the end, all other workers would wait for it."""
    items.sort(key=lambda item: item.path.name != "test_schema.py")


@pytest.fixture(scope="session")
def base_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the service listens."""
    # The default counts when this file is found too late to take part in reading the command line.
    given: str | None = request.config.getoption("--base-url", default=None)
    if given is not None:
        yield given.rstrip("/")
        return
    with running_service(tmp_path_factory.mktemp("service")) as url:
        yield url


@pytest.fixture(scope="session")
def api(base_url: str) -> Iterator[Api]:
    """A client of the service."""
    with Api(base_url) as client:
        yield client


@pytest.fixture
def tag() -> str:
    """A tag that no other note carries."""
    return f"tag-{uuid4().hex}"
