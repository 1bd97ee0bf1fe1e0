"""Load: some connections that each send the next request when the answer to the last one is there.

A closed loop on asyncio's protocols, about 20 times lighter than an HTTP client, so that one core of load keeps one
core of server busy. It reads status and Content-Length and nothing else.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import uvloop


@dataclass(frozen=True)
class Result:
    """Requests per second, and how long one took (median and 99th percentile, in milliseconds)."""

    per_second: float
    median: float
    p99: float


class _Connection(asyncio.Protocol):
    def __init__(self, paths: Iterator[str], stop_at: float, seconds: list[float]) -> None:
        self._paths = paths
        self._stop_at = stop_at
        self._seconds = seconds
        self._buffer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's does not inherit from it
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        status, *lines = head.lower().split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        if len(body) < length:
            return
        if b" 200 " not in status:
            self.done.set_exception(RuntimeError(f"answered {status.decode()}: {body[:200]!r}"))
            return
        self._seconds.append(time.perf_counter() - self._sent_at)
        self._buffer = b""
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server closed the connection"))

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        if self._sent_at > self._stop_at:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._transport.write(f"GET {next(self._paths)} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())


def measure(port: int, paths: list[str], *, connections: int = 32, seconds: float = 4) -> Result:
    """Send GET requests for the paths, round and round, and return what came of it; raise on any answer but 200."""

    async def run() -> Result:
        taken: list[float] = []
        started = time.perf_counter()
        loop, cycle = asyncio.get_running_loop(), itertools.cycle(paths)
        opened = [
            await loop.create_connection(lambda: _Connection(cycle, started + seconds, taken), "127.0.0.1", port)
            for _ in range(connections)
        ]
        async with asyncio.timeout(seconds + 30):
            await asyncio.gather(*(connection.done for _, connection in opened))
        taken.sort()
        milliseconds = [1000 * taken[int(len(taken) * share)] for share in (0.5, 0.99)]
        return Result(len(taken) / (time.perf_counter() - started), *milliseconds)

    return uvloop.run(run())
