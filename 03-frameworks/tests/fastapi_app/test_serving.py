import signal
import socket
from pathlib import Path

import pytest
import uvicorn
from pydantic import SecretStr

from fastapi_app import serving
from fastapi_app.database import open_database
from fastapi_app.serving import ServeError, bind, prepare, stop_at_once
from fastapi_app.settings import Settings
from fastapi_app.users import Users

from .conftest import KEY


@pytest.fixture
def development(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", secret_key=SecretStr(KEY))


def test_a_bound_socket_takes_connections() -> None:
    with bind(0) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"
        with socket.create_connection(bound.getsockname(), timeout=5):
            pass


def test_a_port_can_be_bound_once() -> None:
    with bind(0) as bound:
        port = bound.getsockname()[1]
        with pytest.raises(ServeError, match=rf"^cannot listen on 127.0.0.1:{port}: Address already in use$"):
            bind(port)


@pytest.mark.anyio
async def test_the_first_user_of_development(development: Settings) -> None:
    password = await prepare(development)
    assert password is not None
    assert len(password) == 16
    assert await prepare(development) == password  # still there at the second start
    async with open_database(development) as database:
        account = await Users(database, KEY).authenticate("demo", password)
    assert account is not None


@pytest.mark.anyio
async def test_no_user_is_made_beside_others(development: Settings) -> None:
    async with open_database(development) as database:
        await Users(database, KEY).create("ada", "correct horse battery", log2_n=4)
    assert await prepare(development) is None


@pytest.mark.anyio
async def test_no_user_is_made_in_production(development: Settings) -> None:
    production = development.model_copy(update={"environment": "production"})
    assert await prepare(production) is None
    async with open_database(production) as database:
        assert not await Users(database, KEY).any()


@pytest.mark.anyio
async def test_a_file_that_is_no_database(development: Settings) -> None:
    development.data.mkdir()
    (development.data / "todos.sqlite3").write_text("no database at all" * 100)
    with pytest.raises(ServeError, match=r"^cannot use the database: file is not a database$"):
        await prepare(development)


@pytest.mark.anyio
async def test_a_file_that_is_no_model(development: Settings, tmp_path: Path) -> None:
    model = tmp_path / "iris.skops"
    model.write_text("no model")
    with pytest.raises(ServeError, match=rf"^TODOS_MODEL: {model}: is no skops file$"):
        await prepare(development.model_copy(update={"model": model}))


@pytest.mark.anyio
async def test_another_process_makes_the_first_user_meanwhile(
    development: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_yet(_users: Users) -> bool:
        return False

    password = await prepare(development)
    monkeypatch.setattr(Users, "any", not_yet)
    assert await prepare(development) == password


@pytest.mark.anyio
async def test_a_folder_that_is_a_file(development: Settings) -> None:
    development.data.write_text("")
    with pytest.raises(ServeError, match=r"^cannot use .*data: File exists$"):
        await prepare(development)


def test_several_workers_share_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """A supervisor that starts nothing: three more processes would cost as much as all other tests of this file."""
    said: list[object] = []

    class Supervisor:
        def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
            said.extend([config.workers, config.factory, config.app, config.proxy_headers, *sockets])

        def run(self) -> None:
            said.append("run")

    monkeypatch.setattr(serving, "Multiprocess", Supervisor)
    with bind(0) as bound:
        serving.serve(bound, 2, lambda: said.append("ready"))
    assert said == [2, True, "fastapi_app.application:create_app", False, bound, "ready", "run"]


def test_a_named_proxy_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    configs: list[uvicorn.Config] = []

    class Supervisor:
        def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
            configs.append(config)

        def run(self) -> None:
            pass

    monkeypatch.setattr(serving, "Multiprocess", Supervisor)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.1")
    with bind(0) as bound:
        serving.serve(bound, 2, lambda: None)
    assert configs[0].proxy_headers


def test_a_signal_before_the_server_runs_ends_with_0() -> None:
    with pytest.raises(SystemExit) as caught:
        stop_at_once(signal.SIGTERM, None)
    assert caught.value.code == 0
