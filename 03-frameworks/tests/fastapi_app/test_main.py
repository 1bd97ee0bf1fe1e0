"""The command line: options, messages and exit codes; and one service as a process of its own."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner, Result

from fastapi_app.__main__ import app

PROJECT = Path(__file__).parents[2]
SECONDS = 60


def run(*arguments: str, input_text: str | None = None, **environment: str) -> Result:
    """Run a command in this process; what it does to signals and the environment is taken back."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TODOS_DATA", "")
            patch.delenv("TODOS_DATA")
            return CliRunner().invoke(app, arguments, input=input_text, env=environment)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextmanager
def service(data: Path, *options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """Start the service on a free port; yield its process, its address, and the lines that it printed."""
    with subprocess.Popen(
        [sys.executable, "-m", "fastapi_app", "serve", "--port", "0", "--data", str(data), *options],
        cwd=PROJECT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        guard = threading.Timer(SECONDS, process.kill)
        guard.start()
        try:
            lines: list[str] = []
            assert process.stdout is not None
            while not lines or "listening on" not in lines[-1]:
                line = process.stdout.readline()
                assert line, process.communicate()[1]
                lines.append(line.strip())
            yield process, lines[-1].rpartition(" ")[2], lines
        finally:
            guard.cancel()
            process.kill()


def test_serves_until_sigterm_and_ends_with_0(tmp_path: Path) -> None:
    with service(tmp_path) as (process, address, lines):
        assert lines[-1] == f"fastapi_app: listening on {address}"
        assert address.startswith("http://127.0.0.1:")
        response = httpx2.post(f"{address}/todos", json={"title": "a"})
        assert response.headers["location"] == f"{address}/todos/1"
        password = lines[0].rpartition(" ")[2]
        assert lines[0] == f"fastapi_app: log in as demo with the password {password}"
        assert (tmp_path / "demo_password").read_text().strip() == password
        assert stat.S_IMODE((tmp_path / "demo_password").stat().st_mode) == 0o600
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("serve", "--port", str(port), "--data", str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr == f"fastapi_app: cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_production_refuses_to_start_without_key_and_hosts(tmp_path: Path) -> None:
    result = run("serve", "--data", str(tmp_path), TODOS_ENVIRONMENT="production")
    assert result.exit_code == 1
    assert result.stderr.startswith("fastapi_app: TODOS_SECRET_KEY: production needs one")
    assert "TODOS_ALLOWED_HOSTS" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"TODOS_BODY_SECONDS": "0"}, "fastapi_app: TODOS_BODY_SECONDS: Input should be greater than 0\n"),
        ({"TODOS_DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "fastapi_app: cannot use the database: "),
    ],
)
def test_a_bad_setting_is_one_line(tmp_path: Path, environment: dict[str, str], message: str) -> None:
    result = run("serve", "--port", "0", "--data", str(tmp_path), **environment)
    assert result.exit_code == 1
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("options", [["--port", "70000"], ["--port", "x"], ["--workers", "0"], ["--colour", "red"]])
def test_a_bad_option_is_named(options: list[str]) -> None:
    result = run("serve", *options)
    assert result.exit_code == 2
    assert options[0] in result.stderr


def test_a_user_is_created_with_a_password_that_is_asked_for(tmp_path: Path) -> None:
    password = "correct horse battery"
    result = run("create-user", "ada", "--data", str(tmp_path), input_text=f"{password}\n{password}\n")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("fastapi_app: ada may log in\n")
    assert password not in result.output
    again = run("create-user", "ada", "--data", str(tmp_path), input_text=f"{password}\n{password}\n")
    assert again.exit_code == 1
    assert again.stderr == "fastapi_app: name: there is a user 'ada' already\n"


def test_a_user_without_a_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "todos.sqlite3").write_text("no database at all" * 100)
    result = run("create-user", "ada", "--data", str(tmp_path), "--password", "correct horse battery")
    assert result.exit_code == 1
    assert result.stderr == "fastapi_app: cannot use the database: file is not a database\n"


def test_a_weak_password_is_refused(tmp_path: Path) -> None:
    result = run("create-user", "ada", "--data", str(tmp_path), input_text="short\nshort\n")
    assert result.exit_code == 1
    assert "password: expected 12 to 128 characters" in result.stderr
