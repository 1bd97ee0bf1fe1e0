"""A pooler in small: many clients, few connections to the server, lent for one transaction at a time.

Between the clients and PostgreSQL stands a process that speaks the protocol to both. A client believes it has a
connection; a real one is its own only from the first message of a transaction to the server's "ready, idle". That lets
a thousand idle clients share ten connections, and breaks whatever a client keeps in its session.

This is PgBouncer's ``pool_mode = transaction`` without log-in, TLS, cancelling, COPY FROM, a client that asks for
answers in the middle of a pipeline, a server that restarts, and all that an operator needs.

Cost: a hop for each message.
Not for: production: PgBouncer, pgcat, or the pooler of your cloud.
Asked: what can one no longer rely on behind a pooler in transaction mode? (Session state: SET, LISTEN, advisory locks
of a session, temporary tables, prepared statements, unless the pooler knows these.)
Source: https://www.postgresql.org/docs/18/protocol-flow.html, https://www.pgbouncer.org/features.html
"""

import asyncio
import struct
import threading
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager

from flights import databases
from flights.server import Server

VERSION = 196608  # 3.0
ENCRYPTION = (80877103, 80877104)  # a client asks for TLS, or for GSSAPI
END_OF_REQUEST = b"QSF"  # query, sync, function call: after these the server answers with "ready"
IDLE = b"I"

type Stream = tuple[StreamReader, StreamWriter]
type Message = tuple[bytes, bytes]


class Pooler:
    """Lends ``size`` connections to a database of a server to any number of clients on a local port."""

    def __init__(self, server: Server, database: str, size: int) -> None:
        self._socket = f"{server.folder}/.s.PGSQL.5432"
        self._startup = b"user\0postgres\0database\0" + database.encode() + b"\0\0"
        self._size = size
        self._free: asyncio.Queue[Stream] = asyncio.Queue()
        self._greeting = b""

    async def start(self) -> asyncio.Server:
        """Connect to the server and listen for clients; the address is that of the returned server's socket."""
        for _ in range(self._size):
            self._free.put_nowait(await self._connect())
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        """Close what is free; what is lent ends with its client."""
        while not self._free.empty():
            writer = self._free.get_nowait()[1]
            writer.close()
            await writer.wait_closed()

    async def _connect(self) -> Stream:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        writer.write(struct.pack("!ii", len(self._startup) + 8, VERSION) + self._startup)
        greeting = b""
        while True:
            kind, body = await read(reader)
            greeting += pack(kind, body)  # each client is greeted as the server greeted us
            if kind == b"Z":
                break
        self._greeting = greeting
        return reader, writer

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        lent: Stream | None = None
        try:
            await greet(reader, writer, self._greeting)
            while True:
                kind, body = await read(reader)
                if kind == b"X":  # the client hangs up
                    break
                if lent is None:
                    lent = await self._free.get()
                lent[1].write(pack(kind, body))
                if kind in END_OF_REQUEST and await answer(lent[0], writer) == IDLE:
                    self._free.put_nowait(lent)
                    lent = None
        except (IncompleteReadError, ConnectionError):
            pass  # a client that goes without a word
        finally:
            writer.close()
            if lent is not None:  # in the middle of a transaction: nobody else may find what is in it
                lent[1].close()
                self._free.put_nowait(await self._connect())


async def greet(reader: StreamReader, writer: StreamWriter, greeting: bytes) -> None:
    """Take a client's first message, refuse to encrypt, and let it in without asking who it is."""
    while True:
        length, code = struct.unpack("!ii", await reader.readexactly(8))
        await reader.readexactly(length - 8)
        if code not in ENCRYPTION:
            break
        writer.write(b"N")
    writer.write(greeting)
    await writer.drain()


async def answer(reader: StreamReader, writer: StreamWriter) -> bytes:
    """Pass the server's messages on until it is ready; return its state: idle, in a transaction, or in a failed one."""
    while True:
        kind, body = await read(reader)
        writer.write(pack(kind, body))
        await writer.drain()  # a client that reads slowly slows the server, and does not fill this memory
        if kind == b"Z":
            return body


async def read(reader: StreamReader) -> Message:
    """Return the next message: a letter, and what follows its length."""
    kind, length = struct.unpack("!ci", await reader.readexactly(5))
    return kind, await reader.readexactly(length - 4)


def pack(kind: bytes, body: bytes) -> bytes:
    r"""Return a message as it goes over the wire.

    >>> pack(b"Q", b"SELECT 1\0")
    b'Q\x00\x00\x00\rSELECT 1\x00'
    """
    return kind + struct.pack("!i", len(body) + 4) + body


@contextmanager
def running(server: Server, database: str, size: int) -> Iterator[str]:
    """Run a pooler in a thread of its own while the block runs, and yield the address for clients.

    Clients that are still there at the end of the block are cut off.
    """
    pooler = Pooler(server, database, size)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        listening = asyncio.run_coroutine_threadsafe(pooler.start(), loop).result(30)
        port = listening.sockets[0].getsockname()[1]
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/{database}?sslmode=disable&gssencmode=disable"
        finally:
            asyncio.run_coroutine_threadsafe(_finish(listening, pooler), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _finish(listening: asyncio.Server, pooler: Pooler) -> None:
    listening.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await pooler.stop()


def main() -> None:
    """Let five clients share one connection, transaction by transaction."""
    with databases.own_server() as server, running(server, "flights", size=1) as address:
        clients = [databases.connect(address) for _ in range(5)]
        processes = set()
        for client in clients:
            found = client.execute("SELECT pg_backend_pid(), count(*) FROM airlines").fetchone()
            assert found is not None  # noqa: S101  # count gives one row
            processes.add(found[0])
        print(f"{len(clients)} clients, {len(processes)} process of the server")
        for client in clients:
            client.close()


if __name__ == "__main__":
    main()
