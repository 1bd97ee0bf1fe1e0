"""The server starts clearly or not at all, finishes what it has begun, and answers what is not HTTP."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from notes_api import server
from notes_api.server import ServeError, address_of, bind, serve

SLOW_SERVICE = Path(__file__).with_name("slow_service.py")
SECONDS = 20

type Start = Callable[..., subprocess.Popen[str]]


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the slow service; it is killed if it outlives the test."""
    processes: list[subprocess.Popen[str]] = []
    environment = os.environ | {"PYTHONPATH": str(Path(server.__file__).parents[1])}  # the code that is tested here

    def run(shutdown_seconds: int = SECONDS) -> subprocess.Popen[str]:
        with (tmp_path / "log").open("w") as log:
            command = [sys.executable, str(SLOW_SERVICE), str(shutdown_seconds)]
            processes.append(
                subprocess.Popen(
                    command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
                )
            )
        return processes[-1]

    yield run
    for process in processes:
        with process:
            process.kill()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as executor:
        yield executor


def request_slowly(pool: ThreadPoolExecutor, process: subprocess.Popen[str]) -> Future[httpx2.Response]:
    """Send a request and return when it is in flight."""
    answer = pool.submit(httpx2.get, f"{read_line(process)}/slow", timeout=SECONDS)
    assert read_line(process) == "in flight"
    return answer


@pytest.fixture
def served_here() -> Iterator[None]:
    """Serve in this process: the server must stop by itself, and the handlers of signals are put back."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    watchdog = threading.Timer(SECONDS, os.kill, [os.getpid(), signal.SIGTERM])
    watchdog.start()
    yield
    assert watchdog.is_alive()
    watchdog.cancel()
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("served_here")
def test_caller_is_told_when_requests_are_answered_and_goes_on_after_the_stop() -> None:
    app = FastAPI()
    app.get("/hello")(lambda: "hello")
    bound = bind("127.0.0.1", 0)
    answers: list[str] = []

    def on_ready() -> None:
        answers.append(httpx2.get(f"{address_of(bound)}/hello").json())
        os.kill(os.getpid(), signal.SIGINT)

    serve(app, bound, SECONDS, on_ready)

    assert answers == ["hello"]


@pytest.mark.usefixtures("served_here")
def test_failure_of_the_caller_stops_the_server_and_comes_back() -> None:
    def on_ready() -> None:
        raise LookupError("no seed")

    with pytest.raises(LookupError, match="no seed"):
        serve(FastAPI(), bind("127.0.0.1", 0), SECONDS, on_ready)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_request_in_flight_is_finished_before_the_stop(start: Start, pool: ThreadPoolExecutor, number: int) -> None:
    process = start()
    answer = request_slowly(pool, process)

    process.send_signal(number)
    output, _ = process.communicate("go on\n", timeout=SECONDS)

    assert answer.result().json() == "finished"
    assert (output, process.returncode) == ("cleaned up\n", 0)


def test_request_that_does_not_end_is_cut_off_in_time(start: Start, pool: ThreadPoolExecutor) -> None:
    process = start(shutdown_seconds=1)
    answer = request_slowly(pool, process)

    process.send_signal(signal.SIGTERM)

    assert process.wait(SECONDS) == 0
    assert isinstance(answer.exception(), httpx2.HTTPError) or answer.result().is_server_error


def test_stop_without_requests_is_clean(start: Start) -> None:
    process = start()
    read_line(process)

    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=SECONDS)

    assert (output, process.returncode) == ("cleaned up\n", 0)


def test_request_that_is_no_http_is_answered_with_a_problem(start: Start) -> None:
    host, port = read_line(start()).removeprefix("http://").split(":")

    with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
        connection.sendall(b"hello\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"content-type: application/problem+json" in head
    assert b'"detail":"Invalid HTTP request received."' in body


def test_bound_socket_has_an_address() -> None:
    with bind("127.0.0.1", 0) as bound:
        assert address_of(bound) == f"http://127.0.0.1:{bound.getsockname()[1]}"


@pytest.mark.skipif(not socket.has_ipv6, reason="this system has no IPv6")
def test_address_of_ipv6_stands_in_brackets() -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as bound:
        try:
            bound.bind(("::1", 0))
        except OSError:
            pytest.skip("this system has no IPv6 address")
        assert address_of(bound) == f"http://[::1]:{bound.getsockname()[1]}"


def test_port_in_use_is_one_clear_line() -> None:
    with bind("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(ServeError, match=rf"^Cannot listen on 127\.0\.0\.1 port {port}: Address already in use\.$"):
            bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no such host", "host.invalid", "a" * 70, "192.0.2.1"])
def test_host_that_is_not_ours_is_one_clear_line(host: str) -> None:
    with pytest.raises(ServeError, match=rf"^Cannot listen on {host} port 0: [A-Z][^\n]+\.$"):
        bind(host, 0)
