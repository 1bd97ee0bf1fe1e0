"""Load: some connections that each send the next request when the answer to the last one is there.

A closed loop on asyncio's protocols, about 20 times lighter than an HTTP client, so that one core of load keeps one
core of server busy. It reads the status and finds the end of the answer, and nothing else.

What a closed loop cannot tell: how long users wait. A server that stalls for a second stalls the load too, so the
requests that users would have sent in that second are never sent and never counted (coordinated omission). The 99th
percentile here compares servers that are equally full; it is no promise to a user.
"""

import asyncio
import http.client
import socket
import time
from dataclasses import dataclass
from typing import cast

import uvloop


@dataclass(frozen=True)
class Result:
    """What a load measured: answers, answers per second, median and 99th percentile in milliseconds.

    ``busy`` is the share of its own core that the load took: near 1 the load is the limit, not the server.
    """

    requests: int
    per_second: float
    median: float
    p99: float
    busy: float


def get(path: str) -> bytes:
    """Return a GET request for a path; the host is the one that the servers allow."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """Return a POST request that sends JSON."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


def ask(port: int, request: bytes) -> tuple[int, bytes]:
    """Send one request, and return the status and the body of its answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read()


def ends(answer: bytes) -> bool:
    r"""Tell whether an answer is complete, by its Content-Length or by the last chunk.

    >>> ends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{")
    False
    >>> ends(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    True
    """
    end_of_head = answer.find(b"\r\n\r\n")
    if end_of_head < 0:
        return False
    head = answer[:end_of_head].lower()
    position = head.find(b"\r\ncontent-length:")
    if position < 0:
        return answer.endswith(b"0\r\n\r\n")
    return len(answer) - end_of_head - 4 >= int(head[position + 17 :].partition(b"\r\n")[0])


class _Connection(asyncio.Protocol):
    def __init__(self, request: bytes, expected: bytes, stop_at: float, seconds: list[float]) -> None:
        self._request = request
        self._expected = expected
        self._stop_at = stop_at
        self._seconds = seconds
        self._buffer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's does not inherit from it
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not ends(self._buffer):
            return
        if not self._buffer.startswith(self._expected):
            self._fail(RuntimeError(f"answered {self._buffer[:300]!r}"))
            return
        self._seconds.append(time.perf_counter() - self._sent_at)
        self._buffer = b""
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(error or ConnectionError("the server closed the connection"))

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
            self._transport.close()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        if self._sent_at < self._stop_at:
            self._transport.write(self._request)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()


def measure(port: int, request: bytes, *, status: int = 200, connections: int = 32, seconds: float = 2) -> Result:
    """Send one request over and over, and return what came of it; raise on any answer but one of that status."""

    async def run() -> Result:
        taken: list[float] = []
        loop, expected = asyncio.get_running_loop(), b"HTTP/1.1 %d " % status
        started, started_busy = time.perf_counter(), time.process_time()
        opened = [
            await loop.create_connection(
                lambda: _Connection(request, expected, started + seconds, taken), "127.0.0.1", port
            )
            for _ in range(connections)
        ]
        async with asyncio.timeout(seconds + 15):
            await asyncio.gather(*(connection.done for _, connection in opened))
        elapsed, busy = time.perf_counter() - started, time.process_time() - started_busy
        taken.sort()
        median, p99 = (1000 * taken[int(len(taken) * share)] for share in (0.5, 0.99))
        return Result(len(taken), len(taken) / elapsed, median, p99, busy / elapsed)

    return uvloop.run(run())
