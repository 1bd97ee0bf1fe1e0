"""The parts of ``serve`` that need no process."""

import socket
import stat
from pathlib import Path

import pytest
from django.contrib.auth import authenticate

from django_app.serving import ServeError, Server, demo_password, kept_secret, listen


def test_a_free_port_is_found_and_listens() -> None:
    with listen(0) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        with socket.create_connection((host, port), timeout=10):
            listener.accept()[0].close()


def test_a_port_that_is_taken_is_one_line() -> None:
    with listen(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ServeError, match=rf"^port {port} is taken; --port 0 takes a free one$"):
            listen(port)


def test_a_port_that_is_not_allowed_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(socket.socket):
        def bind(self, address: object) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.socket", Refusing)
    with pytest.raises(ServeError, match=r"^port 80: Permission denied$"):
        listen(80)


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    first = kept_secret(file)
    assert (len(first), stat.S_IMODE(file.stat().st_mode)) == (50, 0o600)
    assert kept_secret(file) == file.read_text() == first
    assert kept_secret(tmp_path / "other", length=16) != first[:16]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "secret-key"]


def test_what_another_process_made_meanwhile_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    file.write_text("made elsewhere")
    assert kept_secret(file) == "made elsewhere"


@pytest.mark.django_db
def test_the_demo_user_can_log_in_with_the_password_that_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "demo-password"
    password = demo_password(file)
    assert demo_password(file) == password == file.read_text()
    user = authenticate(username="demo", password=password)
    assert user is not None
    assert user.is_superuser


def test_gunicorn_gets_the_socket_and_threads(capsys: pytest.CaptureFixture[str]) -> None:
    listener = listen(0)
    descriptor = listener.fileno()
    server = Server(listener, workers=3, message="ready")
    try:
        assert listener.fileno() == -1
        assert server.cfg.address == [descriptor]
        assert (server.cfg.workers, server.cfg.threads, server.cfg.worker_class_str) == (3, 8, "gthread")
        assert server.cfg.forwarded_allow_ips == []
        server.cfg.when_ready(None)
        assert capsys.readouterr().out == "ready\n"
        from django_app.wsgi import application

        assert server.load() is application
    finally:
        socket.close(descriptor)
