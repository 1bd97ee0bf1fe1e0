import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from flask_app.__main__ import cli, group
from flask_app.serving import bind

TOPIC = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds after which a test gives up


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("FLASK_")}


@contextmanager
def running(data: Path, *arguments: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], list[str], str]]:
    """Run ``serve`` as a process, with the lines it printed until it listened, and its address."""
    command = [sys.executable, "-m", "flask_app", "serve", "--port", "0", "--data", str(data), *arguments]
    process = subprocess.Popen(
        command,
        cwd=TOPIC,
        env=clean_environment() | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    clock = threading.Timer(PATIENCE, process.kill)
    clock.start()
    try:
        assert process.stdout is not None
        lines = []
        while line := process.stdout.readline():
            lines.append(line.rstrip("\n"))
            if found := re.fullmatch(r"flask_app: listening on (http://127\.0\.0\.1:\d+)", lines[-1]):
                yield process, lines, found[1]
                return
        pytest.fail(f"never listened: {lines} {process.communicate()[1]}")
    finally:
        clock.cancel()
        process.kill()
        process.communicate()


def test_a_newcomer_gets_a_service_a_user_and_a_clean_end(tmp_path: Path) -> None:
    with running(tmp_path / "data") as (process, lines, url):
        made = httpx2.post(f"{url}/todos", json={"title": "a"})
        assert made.headers["Location"] == f"{url}/todos/1"
        assert httpx2.get(f"{url}/nowhere").status_code == 404
        password = (tmp_path / "data" / "demo-password").read_text().strip()
        assert password in lines[0]

        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, errors) == (0, "")


def test_production_answers_its_hosts_only_times_bodies_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    settings = {
        "FLASK_ENVIRONMENT": "production",
        "FLASK_SECRET_KEY": "k" * 32,
        "FLASK_TRUSTED_HOSTS": "todos.example",
        "FLASK_BODY_SECONDS": "0.2",
    }
    with running(tmp_path, "--workers", "2", **settings) as (process, lines, url):
        host = {"Host": "todos.example"}
        assert httpx2.get(f"{url}/todos").status_code == 400
        assert httpx2.get(f"{url}/todos", headers=host).json() == []
        cookie = httpx2.get(f"{url}/log-in", headers=host).headers["Set-Cookie"]
        assert cookie.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
        assert slow_answer(url).startswith(b"HTTP/1.1 408 ")
        assert slow_body_that_nobody_reads(url).startswith(b"HTTP/1.1 404 ")
        assert len(lines) == 1

        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, errors) == (0, "")


def slow_answer(url: str) -> bytes:
    """Return what comes back for half a chunk, until the server closes the connection."""
    head = "POST /todos HTTP/1.1\r\nHost: todos.example\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked"
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=PATIENCE) as connection:
        connection.sendall(f"{head}\r\n\r\n9\r\n{{".encode())
        return connection.makefile("rb").read()


def slow_body_that_nobody_reads(url: str) -> bytes:
    """Return the answer to a request whose body drips on and on, when the server has closed the connection."""
    head = b"POST /todos/nowhere HTTP/1.1\r\nHost: todos.example\r\nContent-Length: 5000\r\n\r\n"
    deadline = time.monotonic() + PATIENCE / 3
    answer = b""
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=0.05) as connection:
        connection.sendall(head)
        while time.monotonic() < deadline:
            with suppress(OSError):  # closed: what came before can still be received
                connection.sendall(b"x")
            try:
                if not (data := connection.recv(65536)):
                    return answer
                answer += data
            except TimeoutError:
                continue
            except ConnectionError:
                return answer
    pytest.fail("the connection is still open")


def invoke(*arguments: str, **settings: str | None) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["serve", *arguments], env=settings)
    return result.exit_code, result.stderr


def test_what_was_prepared_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[object, ...]] = []

    def serve(listener: socket.socket, *arguments: object) -> None:
        served.append(arguments)
        listener.close()

    monkeypatch.setattr("flask_app.serving.serve", serve)

    result = CliRunner().invoke(cli, ["serve", "--port", "0", "--data", str(tmp_path), "--workers", "3"])

    assert result.exit_code == 0
    assert result.stdout.startswith("flask_app: log in as demo with the password ")
    assert served == [("development", tmp_path, 3)]


def test_production_without_a_key_or_hosts_refuses_to_start(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path)]

    code, text = invoke(*data, FLASK_ENVIRONMENT="production")
    assert (code, text.count("\n")) == (1, 1)
    assert text.startswith("Error: FLASK_SECRET_KEY must be set: ")

    code, text = invoke(*data, FLASK_ENVIRONMENT="production", FLASK_SECRET_KEY="k" * 32)
    assert (code, text.count("\n")) == (1, 1)
    assert text.startswith("Error: FLASK_TRUSTED_HOSTS must be set: ")


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with bind(0) as listener:
        port = listener.getsockname()[1]
        code, text = invoke("--data", str(tmp_path), "--port", str(port))

    assert (code, text) == (1, f"Error: port {port} is in use: choose another with --port, or 0 for a free one\n")
    assert list(tmp_path.iterdir()) == []  # no user whose password nobody was told


def test_a_folder_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    code, text = invoke("--data", str(tmp_path / "file" / "data"), "--port", "0")

    assert (code, text) == (1, f"Error: cannot use {tmp_path / 'file' / 'data'}: Not a directory\n")


def test_a_database_that_is_none_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "todos.sqlite3").write_text("some other file" * 100)

    code, text = invoke("--data", str(tmp_path), "--port", "0")

    assert (code, text) == (1, f"Error: cannot use {tmp_path / 'todos.sqlite3'}: file is not a database\n")


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--port", "70000", "less than or equal to 65535"),
        ("--port", "-1", "greater than or equal to 0"),
        ("--port", "x", "integer"),
        ("--workers", "0", "greater than or equal to 1"),
        ("--workers", "65", "less than or equal to 64"),
    ],
)
def test_a_bad_value_is_refused_by_name(option: str, value: str, expected: str) -> None:
    code, text = invoke(option, value)

    assert code == 2
    assert f"Error: Invalid value for '{option}': " in text
    assert expected in text


def test_the_help_lists_the_command() -> None:
    result = CliRunner().invoke(cli, ["--help"])

    assert result.exit_code == 0
    assert group.__doc__ is not None
    assert group.__doc__ in result.stdout
    assert "serve" in result.stdout
