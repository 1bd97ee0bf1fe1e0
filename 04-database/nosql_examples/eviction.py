"""When memory is full: a cache forgets something, a store refuses. One setting decides, and the default is refusal.

``maxmemory`` says how much, ``maxmemory-policy`` what then. ``noeviction`` (the default) refuses what would take more,
with an error, and goes on reading and deleting. ``allkeys-lru`` and ``allkeys-lfu`` remove what has not been used for
long, or rarely; of a few keys drawn at random, so nearly (and the clock of LRU ticks in seconds, which is why the story
counts uses). ``volatile-*`` chooses among keys that have an end, and refuses when there are none.

So a cache and data that nobody can make again do not belong on one server: any key may be gone at any time under
``allkeys-*``, a lock or a job too. Whoever reads a cache has to bear that.

Cost: without ``maxmemory`` the server grows until the system kills it, with all that it held.
Not for: keeping what matters (``persistence.py``, PostgreSQL).
Asked: memory is full of sessions without an end and the policy is volatile-lru: what happens? (Writes are refused.)
Source: https://valkey.io/topics/lru-cache/
"""

from dataclasses import dataclass

import valkey

from nosql_examples.server import Client, answer, connected, namespace, own_server

CHUNK = "x" * 10_000


@dataclass(frozen=True)
class Filled:
    """What became of writing: how many were written and are there, whether the read one is, and the refusal if any."""

    written: int
    kept: int
    read_one_kept: bool
    refusal: str | None


def limit(client: Client, policy: str, megabytes: float) -> None:
    """Let the server hold this much more than it does now, and then follow the policy, as named in valkey.conf."""
    used = int(answer(client.info("memory"))["used_memory"])
    client.config_set("maxmemory-policy", policy)
    client.config_set("maxmemory", used + int(megabytes * 1_000_000))


def fill(client: Client, prefix: str, count: int, seconds: int | None = None) -> Filled:
    """Write ``count`` texts of 10,000 bytes to ``PREFIX:0``, ``PREFIX:1`` ..., and read the first again after each.

    With ``seconds`` the keys end after so many. Stop at the first that is refused; its message is ``refusal``.
    """
    written, refusal = 0, None
    for number in range(count):
        try:
            client.set(f"{prefix}:{number}", CHUNK, ex=seconds)
        except valkey.exceptions.OutOfMemoryError as error:
            refusal = str(error)
            break
        written += 1
        client.get(f"{prefix}:0")
    kept = int(answer(client.exists(*(f"{prefix}:{number}" for number in range(count)))))
    return Filled(written, kept, bool(client.exists(f"{prefix}:0")), refusal)


def main() -> None:
    """Fill a server under four policies; only where it may forget do all writes succeed."""
    # A sample of the keys stands for all; a larger one comes closer to the truth, and this story is to be the same.
    with own_server(maxmemory_samples="64") as server, connected(f"unix://{server.unix_socket_path}") as client:
        for policy, seconds in (
            ("noeviction", 600),
            ("volatile-lfu", None),
            ("volatile-lfu", 600),
            ("allkeys-lfu", None),
        ):
            with namespace(client) as prefix:
                limit(client, policy, 2)
                filled = fill(client, prefix, 400, seconds)
                print(f"{policy}, keys {'with' if seconds else 'without'} an end:")
                print(f"  all 400 written: {filled.written == 400}, what was is there: {filled.kept == filled.written}")
                print(f"  the one that was always read: {'there' if filled.read_one_kept else 'gone'}")
                print(f"  refused: {filled.refusal}")
                client.config_set("maxmemory", 0)
        print("keys that were evicted:", "many" if answer(client.info("stats"))["evicted_keys"] > 100 else "few")


if __name__ == "__main__":
    main()
