"""``python -m django_app``: a real server in a process of its own, and what keeps one from starting."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import DatabaseError

from django_app import __main__ as command
from django_app.serving import listen

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def environment(**variables: str) -> dict[str, str]:
    """The variables of this process without those of Django, and these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return inherited | {"PYTHONPATH": str(ROOT)} | variables


@dataclass
class Service:
    """A server that runs: where, on which data, and the second line it printed."""

    port: int
    data: Path
    second_line: str

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response.status, response.read(), dict(response.getheaders())

    def send(self, data: bytes) -> socket.socket:
        """A connection on which bytes were sent, as they are."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.sendall(data)
        return connection


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """``serve`` in a folder that is not there yet, ended by Ctrl-C, which is no error."""
    folder = tmp_path_factory.mktemp("django_app")
    data, log = folder / "new" / "data", folder / "log"
    with (
        log.open("w") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "django_app", "serve", "--port", "0", "--data", str(data)],
            cwd=folder,
            env=environment(DJANGO_BODY_SECONDS="1"),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            first = process.stdout.readline()
            found = re.fullmatch(r"django_app: listening on http://127\.0\.0\.1:(\d+)\n", first)
            assert found, first + log.read_text()
            yield Service(int(found[1]), data, process.stdout.readline())
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
    assert "Traceback" not in log.read_text()


def test_it_serves_the_api_on_a_fresh_database(service: Service) -> None:
    status, body, headers = service.ask("POST", "/todos", b'{"title": "Serve"}', Content_Type="application/json")
    assert (status, headers["Server"]) == (201, "gunicorn")
    assert headers["Location"].startswith(f"http://127.0.0.1:{service.port}/todos/")
    assert b'"title": "Serve"' in body


def test_static_files_have_names_that_never_change_their_content(service: Service) -> None:
    _status, page, _headers = service.ask("GET", "/admin/login/")
    (name,) = re.findall(rb'href="(/static/admin/css/base\.[0-9a-f]{12}\.css)"', page)
    status, _body, headers = service.ask("GET", name.decode())
    assert (status, headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')
    assert "immutable" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_its_secrets_are_for_its_owner_only_and_a_newcomer_is_told_the_password(service: Service) -> None:
    modes = [stat.S_IMODE((service.data / name).stat().st_mode) for name in ("secret-key", "demo-password")]
    assert modes == [0o600, 0o600]
    password = (service.data / "demo-password").read_text()
    assert service.second_line == f"django_app: log in as demo, {password}\n"


def test_readers_of_its_database_do_not_wait_for_writers(service: Service) -> None:
    with closing(sqlite3.connect(service.data / "todos.sqlite3")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_host_that_is_not_this_machine_is_refused(service: Service) -> None:
    status, body, _headers = service.ask("GET", "/todos", Host="evil.example")
    assert status == 400
    assert b"Traceback" not in body


def test_headers_of_a_proxy_that_is_not_there_are_not_believed(service: Service) -> None:
    forged = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "localhost", "Content_Type": "application/json"}
    status, _body, headers = service.ask("POST", "/todos", b'{"title": "Forge"}', **forged)
    assert (status, headers["Location"][:17]) == (201, "http://127.0.0.1:")
    head = b"GET /todos/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    with service.send(head + b"SCRIPT_NAME: /todos\r\n\r\n") as forger, forger.makefile("rb") as answer:
        assert answer.readline().startswith(b"HTTP/1.1 404 ")


def test_an_address_that_is_not_there_shows_no_settings(service: Service) -> None:
    status, body, _headers = service.ask("GET", "/nothing-here")
    assert status == 404
    assert b"DEBUG" not in body
    assert b"urlpatterns" not in body


@pytest.mark.parametrize(
    "beginning",
    [b"Content-Length: 99\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"],
    ids=["announced", "chunked"],
)
def test_a_body_that_does_not_come_is_408_and_nobody_else_waits(service: Service, beginning: bytes) -> None:
    head = b"POST /todos HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with service.send(head + beginning) as slow, slow.makefile("rb") as answer:
        assert service.ask("GET", "/health")[0] == 200
        received = answer.read()  # ends when the server closes the connection
    assert received.startswith(b"HTTP/1.1 408 Request Timeout")
    assert b"application/problem+json" in received


def test_a_chunked_body_is_counted(service: Service) -> None:
    head = b"POST /todos HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
    chunk = b"fa00\r\n" + b" " * 0xFA00 + b"\r\n"
    with (
        service.send(head + b"Transfer-Encoding: chunked\r\n\r\n" + 2 * chunk + b"0\r\n\r\n") as large,
        large.makefile("rb") as answer,
    ):
        assert answer.readline().startswith(b"HTTP/1.1 413 ")
    whole = b'11\r\n{"title": "Piece"\r\n1\r\n}\r\n0\r\n\r\n'
    with service.send(head + b"Transfer-Encoding: chunked\r\n\r\n" + whole) as small, small.makefile("rb") as answer:
        assert answer.readline().startswith(b"HTTP/1.1 201 ")


def test_production_refuses_to_start_without_a_key(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django_app", "serve", "--port", "0", "--data", str(tmp_path)],
        env=environment(DJANGO_SETTINGS_MODULE="django_app.settings.production", DJANGO_ALLOWED_HOSTS="todos.example"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    expected = "django_app: DJANGO_SECRET_KEY: expected a secret of at least 50 characters, 5 of them different\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "variable", "value", "complaint"),
    [
        (["serve", "--port", "0"], "DJANGO_SETTINGS_MODULE", "django_app.prod", "there is no module 'django_app.prod'"),
        (["migrate"], "DJANGO_BODY_SECONDS", "soon", "expected a number from 0.1 to 600, not 'soon'"),
    ],
    ids=["serve", "migrate"],
)
def test_a_wrong_variable_is_one_line(
    tmp_path: Path, arguments: list[str], variable: str, value: str, complaint: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django_app", *arguments],
        cwd=tmp_path,
        env=environment(**{variable: value}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"django_app: {variable}: {complaint}\n")


@pytest.fixture
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Variables and a folder that the command may change."""
    monkeypatch.setenv("DJANGO_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("own_environment")
def test_a_port_that_is_taken_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with listen(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SystemExit) as caught:
            command.run(["serve", "--port", str(port), "--data", str(tmp_path / "data")])
    assert caught.value.code == 1
    assert capsys.readouterr().err == f"django_app: port {port} is taken; --port 0 takes a free one\n"


@pytest.mark.usefixtures("own_environment")
@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", "65536"), ("--port", "x"), ("--workers", "0"), ("--workers", "65"), ("--data", __file__)],
)
def test_a_bad_option_is_named(capsys: pytest.CaptureFixture[str], option: str, value: str) -> None:
    with pytest.raises(SystemExit) as caught:
        command.run(["serve", option, value])
    assert caught.value.code == 2
    assert f"Invalid value for '{option}'" in capsys.readouterr().err


@pytest.mark.usefixtures("own_environment")
def test_a_folder_that_cannot_be_made_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit) as caught:
        command.serve(port=0, data=tmp_path / "file" / "data", workers=1)
    assert caught.value.code == 1
    assert capsys.readouterr().err.startswith("django_app: [Errno 20] Not a directory: ")


@pytest.mark.usefixtures("own_environment")
def test_a_database_that_is_none_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def prepare() -> None:
        raise DatabaseError("file is not a database")

    monkeypatch.setattr("django_app.serving.prepare", prepare)
    with pytest.raises(SystemExit) as caught:
        command.serve(port=0, data=tmp_path / "data", workers=1)
    assert caught.value.code == 1
    assert capsys.readouterr().err == f"django_app: the database in {tmp_path / 'data'}: file is not a database\n"


@pytest.mark.usefixtures("own_environment")
def test_every_other_command_is_one_of_django(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    command.run(["check"])
    assert capsys.readouterr().out == "System check identified no issues (0 silenced).\n"
    assert (tmp_path / "data").is_dir()
