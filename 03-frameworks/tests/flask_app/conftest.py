"""An application on a database of its own for each test, and a client that asks it without a network."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache

from flask_app import create_app
from flask_app.database import connect, get_connection, get_pool, migrate
from tests.flask_app.page_client import NAME, PageClient, add_user


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("FLASK_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database; to copy it takes a hundredth of the time that scripts on a disk take."""
    path = tmp_path_factory.mktemp("database") / "todos.sqlite3"
    with closing(connect(path)) as connection:
        migrate(connection)
    return path


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """What Jinja makes of the templates: each application would compile them anew, for longer than most tests take."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(tmp_path: Path, empty_database: Path, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    copyfile(empty_database, tmp_path / "todos.sqlite3")
    app = create_app("testing", {"DATA_FOLDER": tmp_path})
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    get_pool(app).close()


@pytest.fixture
def browser(app: Flask) -> PageClient:
    """A visitor of the pages who is not logged in."""
    return PageClient(app, app.response_class)


@pytest.fixture
def logged_in(app: Flask) -> PageClient:
    """A visitor who is logged in as the user ``NAME``."""
    with app.app_context():
        add_user(get_connection(), NAME)
    visitor = PageClient(app, app.response_class)
    visitor.log_in()
    return visitor


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
