"""A key-value store: one value a key, kept in memory, and one command at a time.

A value has a type: text (also a number), hash, list, set, sorted set, stream. The server runs one command after the
other, so each is atomic, and ``INCR`` from a thousand processes counts right. What takes two commands is not, and needs
one of: a command that does both (``SET key value EX 60 NX``), MULTI (nobody comes between, and all or none reach the
server), WATCH (give up when a key has changed since), or a script (``rate_limit.py``).

MULTI is no transaction as in SQL: a command that fails leaves the others done, and nothing is undone.

A round trip costs more than the command, so commands that need no answer of one another go together in a pipeline.
``reads`` asks the server how often it was written to.

Cost: all data in memory; O(1) for what stands here. One slow command (KEYS, SORT, a large DEL) holds up everybody.
Not for: what must be found by its content, joined, or kept for certain (``persistence.py``): that is PostgreSQL's.
Asked: INCR and then EXPIRE for a limit per minute: what happens when the process dies between the two? (The key never
expires: the caller is refused for ever. Both in MULTI, or a script.)
Source: https://valkey.io/topics/transactions/, https://valkey.io/topics/pipelining/
"""

from collections.abc import Callable, Mapping

import valkey

from nosql_examples.server import Client, answer, execute, namespace, store


def count_in_window(client: Client, key: str, seconds: int) -> int:
    """Add one to a counter that ends ``seconds`` after its first count, and return it; in one round trip.

    Later counts do not make it live longer, and a counter without an end cannot come about.
    """
    pipeline = client.pipeline(transaction=True)
    pipeline.incr(key)
    pipeline.expire(key, seconds, nx=True)
    count, _ = execute(pipeline)
    return int(count)


def set_keeping_end(client: Client, key: str, value: str) -> None:
    """Set a text and leave the time at which the key ends as it is; a plain SET would make it live for ever."""
    client.set(key, value, keepttl=True)


def increment_by_reading(client: Client, key: str, between: Callable[[], object]) -> int:
    """Add one to a counter the wrong way: GET, then ``between()``, then SET; return what was set.

    What others count between the two is lost.
    """
    value = int(answer(client.get(key)) or 0) + 1
    between()
    client.set(key, value)
    return value


def take_seats(client: Client, source: str, target: str, seats: int, between: Callable[[], object] = int) -> int:
    """Move seats from one counter to another if there are enough, and return how many attempts it took.

    WATCH, read, call ``between()``, and MULTI: when another changes ``source`` meanwhile, nothing is done, and it
    starts again from the reading. Raise ValueError(``source holds 3 seats, not 5``), with the name of the key, and move
    none.
    """
    attempts = 0
    with client.pipeline() as pipeline:
        while True:
            attempts += 1
            try:
                pipeline.watch(source)  # type: ignore[no-untyped-call]  # so it is
                held = int(answer(pipeline.get(source)) or 0)  # at once, as after WATCH nothing is collected
                between()
                if held < seats:
                    raise ValueError(f"{source} holds {held} seats, not {seats}")
                pipeline.multi()
                pipeline.decrby(source, seats)
                pipeline.incrby(target, seats)
                execute(pipeline)
            except valkey.exceptions.WatchError:
                continue
            return attempts


def half_done(client: Client, text: str, counter: str) -> tuple[str, int]:
    """Set ``text`` to ``B``, try to count it up, and count up ``counter``, in one MULTI; return error and counter.

    The second command fails, as its value is no number; the others are done all the same.
    """
    pipeline = client.pipeline(transaction=True)
    pipeline.set(text, "B")
    pipeline.incr(text)
    pipeline.incr(counter)
    _, error, count = pipeline.execute(raise_on_error=False)  # type: ignore[no-untyped-call]  # so it is
    return str(error), count


def set_one_by_one(client: Client, values: Mapping[str, str]) -> None:
    """Set many keys, each in a round trip of its own."""
    for key, value in values.items():
        client.set(key, value)


def set_together(client: Client, values: Mapping[str, str]) -> None:
    """Set many keys in one round trip; commands of others may come between them, as it is no MULTI."""
    pipeline = client.pipeline(transaction=False)
    for key, value in values.items():
        pipeline.set(key, value)
    execute(pipeline)


def reads(client: Client) -> int:
    """Return how often the server has read what its clients wrote, this question included."""
    return int(answer(client.info("stats"))["total_reads_processed"])


def types_of(client: Client, prefix: str) -> dict[str, str]:
    """Make a value of each of the six types below ``PREFIX:``, and return their types by what follows the colon.

    The keys are text, hash, list, set, zset and stream.
    """
    client.set(f"{prefix}:text", "JFK")
    client.hset(f"{prefix}:hash", mapping={"name": "John F Kennedy Intl", "alt": 13})
    answer(client.rpush(f"{prefix}:list", "first", "second"))
    answer(client.sadd(f"{prefix}:set", "EWR", "LGA", "LGA"))
    client.zadd(f"{prefix}:zset", {"EWR": 120835, "LGA": 104662})
    client.xadd(f"{prefix}:stream", {"flight": "UA1545"})
    names = ("text", "hash", "list", "set", "zset", "stream")
    return {name: answer(client.type(f"{prefix}:{name}")) for name in names}


def main() -> None:
    """Count, lose a count, move seats against a rival, and compare round trips."""
    with store() as client, namespace(client) as prefix:
        print("types:", types_of(client, prefix))

        visits = f"{prefix}:visits"
        print("counted:", [count_in_window(client, visits, 60) for _ in range(3)], "ends in", client.ttl(visits), "s")
        client.set(visits, 10)
        print("a plain SET takes its end away:", client.ttl(visits))

        print("read and set, while another counts twice:", end=" ")
        increment_by_reading(client, visits, lambda: client.incrby(visits, 2))
        print(client.get(visits), "instead of 13")

        free, sold = f"{prefix}:free", f"{prefix}:sold"
        client.set(free, 10)
        rivals = iter([lambda: client.decrby(free, 4)])
        attempts = take_seats(client, free, sold, 5, between=lambda: next(rivals, int)())
        print(f"five seats taken in {attempts} attempts: free {client.get(free)}, sold {client.get(sold)}")
        try:
            take_seats(client, free, sold, 5)
        except ValueError as error:
            print("refused:", str(error).removeprefix(f"{prefix}:"))

        print("MULTI with a mistake in it:", half_done(client, f"{prefix}:gate", f"{prefix}:boarded"))

        values = {f"{prefix}:airport:{number}": "open" for number in range(40)}
        for load in (set_one_by_one, set_together):
            before = reads(client)
            load(client, values)
            print(f"{load.__name__}: {reads(client) - before - 1} reads of the server")


if __name__ == "__main__":
    main()
