"""A lock in a key, and why it is not enough: a holder that pauses does not know that its time is over.

One at a time may rebuild the report, on whichever machine. ``SET key token NX PX ttl`` takes the lock if it is free,
and lets it go by itself when the holder dies. The token is random, so that nobody releases the lock of another: delete
only if it is still yours, in a script, as "look, then delete" are two steps.

But the end comes also for a holder that lives: a long garbage collection, a machine that was suspended, a slow network.
It wakes up, believes that it holds the lock, and writes. No check before the write helps; the pause may come after it.
Two holders are not a mistake of this code, they are what a lock with an end means (and one without an end is held for
ever by the dead). Several servers (Redlock) change nothing about this.

What helps is the resource that says no: with the lock comes a *fence*, a number that grows with each holder, and the
database refuses a write with a smaller one than it has seen. Then the lock only saves work, and the fence makes it
right. (It knows a fence from the first write on; who must shut out the one before earlier, writes early. A store that
lost its memory counts from 1 again: then all are refused, which is noticed. One that lost only its last write, as in a
failover, gives two holders one fence, which nobody notices. Where that matters, take it from a sequence in PostgreSQL.)

Cost: a round trip to take, one to release; a number beside what is protected.
Not for: protecting rows of one PostgreSQL: a row lock or an advisory lock ends with the session, and needs no clock.
Asked: the lock is held for 30 s and the work takes 10: what can go wrong? (It takes 10 until the day it takes 31.)
Source: Kleppmann, "How to do distributed locking" (2016), https://valkey.io/topics/distlock/
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from flights import databases
from nosql_examples.server import Client, answer, namespace, store

PAUSE_SECONDS = 0.01
# In one step, so that fences are given in the order in which the lock was held.
TAKE = """
if server.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
    return server.call('INCR', KEYS[2])
end
return 0
"""
RELEASE = """
if server.call('GET', KEYS[1]) == ARGV[1] then
    return server.call('DEL', KEYS[1])
end
return 0
"""
EXTEND = """
if server.call('GET', KEYS[1]) == ARGV[1] then
    return server.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
"""
TABLE = """
    CREATE TABLE reports (
        name  text NOT NULL PRIMARY KEY,
        body  text NOT NULL,
        fence bigint NOT NULL
    )
"""


class StaleHolderError(Exception):
    """A write came from a holder whose lock somebody else has had since; nothing was written."""


@dataclass(frozen=True)
class Held:
    """A lock that was taken: its token, and its fence, which is larger than that of every holder before."""

    token: str
    fence: int


class DistributedLock:
    """A lock of a name that all clients of a server share; it ends ``ttl_ms`` milliseconds after it was taken.

    The key of the name holds the token, and ``NAME:fence`` the last fence, which has no end.
    """

    def __init__(self, client: Client, name: str, ttl_ms: int) -> None:
        self._client, self._name, self._ttl_ms = client, name, ttl_ms
        self._take, self._release, self._extend = (client.register_script(text) for text in (TAKE, RELEASE, EXTEND))

    def try_take(self) -> Held | None:
        """Take the lock, or return None when it is held."""
        token = secrets.token_hex(16)
        fence = int(self._take(keys=[self._name, f"{self._name}:fence"], args=[token, self._ttl_ms]))
        return Held(token, fence) if fence else None

    def take(self, seconds: float) -> Held:
        """Take the lock, asking again until it is free.

        Raise TimeoutError(``the lock NAME is still held after 0.5 s``) when it is not within so many seconds.
        """
        deadline = time.monotonic() + seconds
        while (held := self.try_take()) is None:
            if time.monotonic() >= deadline:
                raise TimeoutError(f"the lock {self._name} is still held after {seconds} s")
            time.sleep(PAUSE_SECONDS)
        return held

    def release(self, held: Held) -> bool:
        """Give the lock back; False if it is not this holder's any more, and then it is left alone."""
        return bool(self._release(keys=[self._name], args=[held.token]))

    def extend(self, held: Held) -> bool:
        """Let the time begin anew; False if the lock is not this holder's any more."""
        return bool(self._extend(keys=[self._name], args=[held.token, self._ttl_ms]))

    def release_carelessly(self) -> None:
        """Give the lock back without looking whose it is, as is often seen: it may be another's."""
        self._client.delete(self._name)

    @contextmanager
    def holding(self, seconds: float) -> Iterator[Held]:
        """Hold the lock during the block, or raise TimeoutError as ``take`` does."""
        held = self.take(seconds)
        try:
            yield held
        finally:
            self.release(held)


def write_trusting(connection: psycopg.Connection, name: str, body: str, held: Held) -> None:
    """Write a report and the fence, trusting in the lock: whoever comes last wins."""
    connection.execute(
        """
        INSERT INTO reports (name, body, fence)
        VALUES (%s, %s, %s)
            ON CONFLICT (name) DO UPDATE
           SET body = excluded.body,
               fence = excluded.fence
        """,
        [name, body, held.fence],
    )


def write_fenced(connection: psycopg.Connection, name: str, body: str, held: Held) -> None:
    """Write a report unless a later holder has done so already; a holder may write several times.

    Raise StaleHolderError(``report NAME: fence 3 is older than the one it was written with``). It is one statement, so
    there is no moment between looking and writing.
    """
    written = connection.execute(
        """
        INSERT INTO reports AS r (name, body, fence)
        VALUES (%s, %s, %s)
            ON CONFLICT (name) DO UPDATE
           SET body = excluded.body,
               fence = excluded.fence
         WHERE r.fence <= excluded.fence
        """,
        [name, body, held.fence],
    )
    if written.rowcount == 0:
        raise StaleHolderError(f"report {name}: fence {held.fence} is older than the one it was written with")


def wait_for_end(client: Client, name: str) -> None:
    """Return when the lock of a name is free, as a holder does who pauses for too long.

    Raise ValueError(``NAME has no end``) for a key that would stay for ever.
    """
    while (milliseconds := answer(client.pttl(name))) != -2:  # -2: there is no such key
        if milliseconds == -1:
            raise ValueError(f"{name} has no end")
        time.sleep(PAUSE_SECONDS)


def main() -> None:
    """Let a holder pause for too long, and write all the same; then with a fence."""
    with (
        databases.postgresql() as address,
        psycopg.connect(address, autocommit=True) as connection,
        store() as client,
        namespace(client) as prefix,
    ):
        connection.execute(TABLE)
        lock = DistributedLock(client, f"{prefix}:report", ttl_ms=30)
        patient = DistributedLock(client, f"{prefix}:report", ttl_ms=60_000)
        for write in (write_trusting, write_fenced):
            name = write.__name__
            first = lock.take(seconds=1)
            wait_for_end(client, f"{prefix}:report")
            second = patient.take(seconds=1)
            print(
                f"{name}: the first holder pauses, its time ends, the second takes the lock (fences differ by", end=" "
            )
            print(f"{second.fence - first.fence})")
            write(connection, name, "by the second, from newer data", second)
            try:
                write(connection, name, "by the first, from older data", first)
                print("  the first wakes up and writes")
            except StaleHolderError as error:
                print("  the first wakes up: StaleHolderError:", error)
            for body, fence in connection.execute("SELECT body, fence FROM reports WHERE name = %s", [name]):
                print(f"  the report is {body} (fence {fence})")
            print("  the first gives back what is not its own:", lock.release(first))
            lock.release_carelessly()
            print("  and carelessly: a third gets in while the second is at work:", end=" ")
            third = lock.try_take()
            print(third is not None)
            patient.release(second)
            lock.release_carelessly()


if __name__ == "__main__":
    main()
