import errno
import socket
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.security import check_password_hash

from flask_app.config import ConfigurationError
from flask_app.database import DatabaseVersionError, connect
from flask_app.serving import PortInUseError, Server, bind, prepare, serve, welcome


def test_a_free_port_is_taken_for_0_and_listened_on() -> None:
    with bind(0) as listener:
        host, port = listener.getsockname()
        with socket.create_connection((host, port), timeout=5):
            assert (host, port > 0) == ("127.0.0.1", True)


def test_a_port_in_use_is_an_error_that_says_what_to_do() -> None:
    with bind(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortInUseError) as caught:
            bind(port)

    assert str(caught.value) == f"port {port} is in use: choose another with --port, or 0 for a free one"
    bind(port).close()


def test_a_port_just_left_can_be_taken_again() -> None:
    with bind(0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            listener.accept()[0].close()
            assert client.recv(1) == b""  # the end that closed first is now in TIME_WAIT

    bind(port).close()


def test_other_mistakes_of_the_network_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: socket.socket, _backlog: int = 0) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "listen", refuse)

    with pytest.raises(PermissionError):
        bind(0)


def test_development_is_prepared_with_a_database_and_a_user(tmp_path: Path) -> None:
    data = tmp_path / "new"

    password = prepare("development", data)

    assert password is not None
    with closing(connect(data / "todos.sqlite3")) as connection:
        name, password_hash = connection.execute("SELECT username, password_hash FROM users").fetchone()
    assert (name, check_password_hash(password_hash, password)) == ("demo", True)
    assert (data / "demo-password").read_text().strip() == password
    assert prepare("development", data) is None


def test_production_is_prepared_without_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("FLASK_TRUSTED_HOSTS", "a.example")

    assert prepare("production", tmp_path) is None

    with closing(connect(tmp_path / "todos.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone()[0] == 0


def test_nothing_is_made_for_settings_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        prepare("production", tmp_path / "new")

    assert not (tmp_path / "new").exists()


def test_a_database_newer_than_the_code_is_not_touched(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "todos.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 99")

    with pytest.raises(DatabaseVersionError):
        prepare("testing", tmp_path)


def test_gunicorn_gets_the_settings_and_builds_the_application_when_it_is_asked_for() -> None:
    built = []

    def load() -> Flask:
        built.append(Flask("some"))
        return built[-1]

    server = Server(load, {"workers": 3, "bind": "fd://9", "worker_class": "gthread"})

    assert (server.cfg.workers, server.cfg.address, server.cfg.worker_class_str, built) == (3, [9], "gthread", [])
    assert server.load() is built[0]


def test_gunicorn_is_started_on_the_socket_and_says_where_it_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[Server] = []
    monkeypatch.setattr(
        Server, "run", lambda server: started.append(server)
    )  # tests/flask_app/test_main.py runs it, in a process of its own
    listener = bind(0)
    port = listener.getsockname()[1]

    serve(listener, "testing", tmp_path, workers=2)

    config = started[0].cfg
    config.when_ready(None)
    assert capsys.readouterr().out == f"flask_app: listening on http://127.0.0.1:{port}\n"
    with socket.socket(fileno=config.address[0]) as given:
        assert given.getsockname()[1] == port
    assert (config.workers, config.worker_class_str, config.control_socket_disable) == (2, "gthread", True)
    assert (config.graceful_timeout, config.forwarder_headers) == (10, [])
    assert started[0].load().config["DATA_FOLDER"] == tmp_path


def test_the_welcome_tells_the_password_of_a_new_user_only() -> None:
    assert welcome(None, Path("data")) is None
    line = welcome("secret word", Path("data"))
    assert line == "flask_app: log in as demo with the password secret word (kept in data/demo-password)"
