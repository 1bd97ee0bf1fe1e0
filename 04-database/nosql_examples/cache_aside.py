"""Cache-aside: look in the cache, else compute and put it there; and what goes wrong when many do so at once.

A *stampede*: a popular value ends, and all who ask in that moment compute it, so the database gets the whole load just
when it is slow. The cure has two parts. A lock: one computes. A *stale* time after the fresh one: while that one is at
work, the others get the old value at once; only where there is none do they wait.

An *invalidation race*: a reader computes from the old data, a writer commits and removes the value, the reader stores
what it had computed, and the old value stays until its end. So the lock is a lease: its token is needed to store, and
``invalidate`` takes it away together with the value.

Invalidate after the commit: before it, a reader would compute from the old data once more. A process that dies between
commit and invalidation leaves the old value, so there is always an end: it is what bounds every mistake.

Cost: one round trip for a hit. A value in the cache is a second truth, and somebody must remember to remove it.
Not for: what an index or a better query makes fast enough, or what has to be true to the moment (a balance, a seat).
Asked: the value of your front page ends at noon: what does the database see? And if the cache is restarted?
Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, section 3.2.1 (leases)
"""

import json
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg

from flights import databases
from nosql_examples.server import Client, answer, connected, namespace, valkey_url

PAUSE_SECONDS = 0.01
# One step: between a look and a lease of its own another could have stored, and it would be computed once more.
LOOK = """
local value, left = server.call('GET', KEYS[1]), server.call('PTTL', KEYS[1])
if value and left > tonumber(ARGV[1]) then
    return {value, 'fresh'}
end
local leased = server.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[3])
return {value, leased and 'leased' or 'taken'}
"""
# Only the holder of the lease may store, and storing ends the lease.
STORE = """
if server.call('GET', KEYS[2]) ~= ARGV[1] then
    return 0
end
server.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
server.call('DEL', KEYS[2])
return 1
"""
RELEASE = """
if server.call('GET', KEYS[1]) == ARGV[1] then
    return server.call('DEL', KEYS[1])
end
return 0
"""

type Compute = Callable[[], str]


@dataclass(frozen=True)
class Times:
    """For how many milliseconds a value is fresh, then stale, and how long one may compute it."""

    fresh: int
    stale: int
    lease: int


def get_plain(client: Client, key: str, compute: Compute, milliseconds: int) -> str:
    """Return the value of a key, or compute and store it until its end: right for one reader, a stampede for many."""
    value: str | None = answer(client.get(key))
    if value is None:
        value = compute()
        client.set(key, value, px=milliseconds)
    return value


class Cache:
    """A cache whose values are computed by one at a time, and never stored after they have been invalidated.

    The value of a key stands in the store under the key, its lease under ``KEY:lease``; both have an end.
    """

    def __init__(self, client: Client, times: Times) -> None:
        self._client, self._times = client, times
        self._look = client.register_script(LOOK)
        self._store, self._release = client.register_script(STORE), client.register_script(RELEASE)

    def get(self, key: str, compute: Compute) -> str:
        """Return a fresh value; else compute it, or if another is at it, return the stale one or wait for the new.

        A value is fresh as long as it has more than the stale time to live. When ``compute`` raises, the lease is given
        back and the error goes on. A holder that says nothing more is replaced when its lease ends; what it computes
        after that, or after an invalidation, it returns and does not store.
        """
        token = secrets.token_hex(16)
        while True:
            value, state = self._look(keys=[key, f"{key}:lease"], args=[self._times.stale, token, self._times.lease])
            if state == "leased":
                return self._refresh(key, token, compute)
            if value is not None:
                return str(value)
            time.sleep(PAUSE_SECONDS)

    def _refresh(self, key: str, token: str, compute: Compute) -> str:
        try:
            value = compute()
        except BaseException:
            self._release(keys=[f"{key}:lease"], args=[token])
            raise
        self._store(keys=[key, f"{key}:lease"], args=[token, value, self._times.fresh + self._times.stale])
        return value

    def invalidate(self, key: str) -> None:
        """Remove a value and the right of whoever computes it now to store it; to be called after the commit."""
        self._client.delete(key, f"{key}:lease")


def worst_destinations(connection: psycopg.Connection, carrier: str, count: int) -> str:
    """Return as JSON the destinations with the largest mean arrival delay of an airline: ``[["CAE", 41.8], ...]``.

    In minutes, rounded to a tenth, by delay and then by code; only of flights that arrived, and at least ten of them.
    """
    query = """
        SELECT dest,
               round(avg(arr_delay), 1)
          FROM flights
         WHERE carrier = %s
           AND arr_delay IS NOT NULL
         GROUP BY dest
        HAVING count(*) >= 10
         ORDER BY round(avg(arr_delay), 1) DESC,
                  dest
         LIMIT %s
    """
    return json.dumps([[dest, float(delay)] for dest, delay in connection.execute(query, [carrier, count])])


class Counted:
    """A computation that counts in ``calls`` how often it was called, from any thread."""

    def __init__(self, compute: Compute) -> None:
        self._compute, self._lock, self.calls = compute, threading.Lock(), 0

    def __call__(self) -> str:
        """Count one call and compute."""
        with self._lock:
            self.calls += 1
        return self._compute()


def at_once(readers: int, read: Callable[[], str]) -> list[str]:
    """Let as many threads read, all starting at the same moment, and return what they got."""
    start = threading.Barrier(readers)

    def go(_: int) -> str:
        start.wait()
        return read()

    with ThreadPoolExecutor(readers) as pool:
        return list(pool.map(go, range(readers)))


def main() -> None:
    """Let twelve readers ask at once for a report on the flights, and race a writer against a reader."""
    with databases.postgresql() as address, valkey_url() as url, connected(url) as client, namespace(client) as prefix:

        def report() -> str:
            with psycopg.connect(address) as connection:
                return worst_destinations(connection, "EV", 3)

        cache, key = Cache(client, Times(fresh=60_000, stale=60_000, lease=10_000)), f"{prefix}:worst"
        plain, guarded = Counted(report), Counted(report)
        at_once(12, lambda: get_plain(client, f"{prefix}:plain", plain, 60_000))
        print("plain, nothing there, twelve ask:", "a stampede" if plain.calls > 1 else "one computation")
        values = at_once(12, lambda: cache.get(key, guarded))
        print(
            f"guarded: computed {guarded.calls} time for {len(values)} readers, {len(set(values))} answer: {values[0]}"
        )

        client.pexpire(key, 60_000)  # as if its fresh time were over
        values = at_once(12, lambda: cache.get(key, guarded))
        print(f"stale: computed {guarded.calls - 1} time more, and nobody else waited")

        data = {"price": "100"}

        def read_while_written() -> str:
            found = data["price"]
            data["price"] = "200"  # the writer commits,
            client.delete(f"{prefix}:price:plain")
            cache.invalidate(f"{prefix}:price")  # and removes the value that it made old
            return found

        data["price"] = "100"
        get_plain(client, f"{prefix}:price:plain", read_while_written, 60_000)
        print("written 200 while a reader computed; plain, the next one gets", end=" ")
        print(get_plain(client, f"{prefix}:price:plain", lambda: data["price"], 60_000))
        data["price"] = "100"
        cache.get(f"{prefix}:price", read_while_written)
        print("with a lease the next one gets", cache.get(f"{prefix}:price", lambda: data["price"]))


if __name__ == "__main__":
    main()
