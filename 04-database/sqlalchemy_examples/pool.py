"""The pool: so many connections and no more, how long to wait, who has them, and what a restart of the server does.

``create_engine`` keeps 5 connections and opens up to 10 more for a moment (overflow), for each process. Whoever finds
none waits 30 seconds, far longer than any user: set it to what a request may take, and answer 503.

A connection goes back when its block ends, and is rolled back then. One that is kept in a variable of a handler that
raised, or in a generator that nobody finished, does not come back: a leak. It shows as a pool that is exhausted while
the database does nothing. ``Borrowers`` says who has them.

After a restart of the server, the connections in the pool are dead and do not know. Without ``pool_pre_ping`` the next
request fails; its error tells the pool to throw all of them away. With it, each connection is asked before it is given
out, which costs a round trip and saves that request, though not one that the restart meets half way.

Not for: a pool in front of another pool (PgBouncer): ``NullPool`` there, or the two wait for each other.
Asked: how many connections? (Processes times pool and overflow must fit ``max_connections``; a busy core works for
few.)
Source: https://docs.sqlalchemy.org/en/21/core/pooling.html
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, TimeoutError  # noqa: A004  # the pool's own
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from flights import databases
from sqlalchemy_examples.database import url_of


@dataclass(frozen=True)
class Use:
    """What a pool says of itself."""

    kept: int
    """Connections that lie there, free."""
    lent: int
    at_most: int
    """Size and overflow."""


def small_engine(address: str, *, size: int, overflow: int = 0, seconds: float = 1.0, ping: bool = False) -> Engine:
    """Return an engine with a pool of ``size`` connections, ``overflow`` more, and ``seconds`` to wait for one.

    With ``ping`` each connection is asked whether it is alive before it is lent. The one that was given back last is
    lent first, so that those that nobody needs stay idle. One that is older than an hour is replaced when it would be
    lent.
    """
    return create_engine(
        url_of(address),
        pool_size=size,
        max_overflow=overflow,
        pool_timeout=seconds,
        pool_pre_ping=ping,
        pool_use_lifo=True,
        pool_recycle=3600,
    )


def use_of(engine: Engine) -> Use:
    """Return how much of an engine's pool is in use, or raise TypeError for a pool that does not queue."""
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        raise TypeError(f"expected an engine with a QueuePool, got {type(pool).__name__}")
    return Use(kept=pool.checkedin(), lent=pool.checkedout(), at_most=pool.size() + pool._max_overflow)


def borrow(engine: Engine, count: int) -> tuple[list[Connection], str | None]:
    """Borrow so many connections, and return those that there were, and the pool's words if there were not enough.

    The caller closes them.
    """
    borrowed: list[Connection] = []
    try:
        while len(borrowed) < count:
            borrowed.append(engine.connect())
    except TimeoutError as error:
        return borrowed, error.args[0]
    return borrowed, None


class Borrowers:
    """Notes who borrows connections of an engine, and forgets them when they come back."""

    def __init__(self, engine: Engine) -> None:
        """Begin to note."""
        self._engine = engine
        self._stacks: dict[int, str] = {}
        event.listen(engine, "checkout", self._lend)
        event.listen(engine, "checkin", self._take_back)

    def places(self) -> list[str]:
        """Return a place for each connection that is lent, ``orders.py:17 in checkout``, longest lent first.

        It is the innermost one outside SQLAlchemy: the line that borrowed it.
        """
        return list(self._stacks.values())

    def stop(self) -> None:
        """Note no longer."""
        event.remove(self._engine, "checkout", self._lend)
        event.remove(self._engine, "checkin", self._take_back)

    def _lend(self, _: DBAPIConnection, entry: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
        *callers, _this = traceback.extract_stack()
        frame = next(frame for frame in reversed(callers) if "sqlalchemy" not in Path(frame.filename).parts)
        self._stacks[id(entry)] = f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"

    def _take_back(self, _: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        self._stacks.pop(id(entry), None)


@contextmanager
def borrowers(engine: Engine) -> Iterator[Borrowers]:
    """Yield the notes of who borrows from an engine while the block runs."""
    noted = Borrowers(engine)
    try:
        yield noted
    finally:
        noted.stop()


def ask(engine: Engine) -> str:
    """Ask the server for its process number, and return ``answered``, or ``failed`` and the first line of the error."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_backend_pid()"))
    except DBAPIError as error:
        return f"failed: {str(error.orig).partition(chr(10))[0]}"
    return "answered"


def main() -> None:
    """Exhaust a pool, find a leak, and restart the server under two pools."""
    with databases.own_server() as server:
        address = server.url(databases.DATABASE)
        engine = small_engine(address, size=2, overflow=1, seconds=0.1)
        with borrowers(engine) as noted:
            borrowed, said = borrow(engine, 4)
            print(f"{len(borrowed)} of 4 borrowed, {use_of(engine)}\n  {said}")
            for connection in borrowed[1:]:
                connection.close()
            print(f"2 given back, {use_of(engine)}\n  the other is with {noted.places()[0].partition(' in ')[2]}")
            borrowed[0].close()
        engine.dispose()
        for ping in (False, True):
            engine = small_engine(address, size=2, ping=ping)
            ask(engine)
            server.stop()
            server.start()
            print(f"after a restart, pool_pre_ping={ping}: {ask(engine)}, then {ask(engine)}")
            engine.dispose()


if __name__ == "__main__":
    main()
