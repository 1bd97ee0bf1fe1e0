"""What is left after a crash: a store in memory keeps what it has written to disk, and "saved" has three meanings.

- Nothing (``save ""``): the server comes back empty. Right for a cache.
- Snapshots (RDB): the whole memory now and then, in one compact file. What came after the last one is lost.
- A log of commands (AOF, ``appendonly yes``). ``appendfsync`` says when the disk has it: ``always`` before the answer
  (then each write waits for the disk), ``everysec`` (the default) within a second, ``no`` when the system likes.

A killed process is the gentle case: what it handed to the system is still written. Here all logs survive it; in a power
cut ``everysec`` loses about a second, and with ``always`` nothing that was answered.

A replica is no log either: it is sent what was already answered, so a failover may lose the last writes. ``WAIT`` asks
how many replicas have them; it makes the loss rarer, and does not exclude it.

Cost: a snapshot forks the process: up to twice its memory while much is written. The log is rewritten when it grows.
Not for: the only copy of an order or a payment. PostgreSQL answers COMMIT when its log is on the disk.
Asked: the store answered OK, and after a restart the value is gone. How? (By any of the first two, or ``everysec``.)
Source: https://valkey.io/topics/persistence/, https://valkey.io/commands/wait/
"""

from nosql_examples.server import Client, answer, connected, own_server

WAYS: dict[str, dict[str, str]] = {
    "nothing": {},
    "snapshot": {},
    "log": {"appendonly": "yes", "appendfsync": "always"},
}


def killed_and_started(way: str) -> list[str]:
    """Write ``early``, take a snapshot if that is the way, write ``late``, kill the server, start it; return the rest.

    Way is one of WAYS, the rest are the names of the keys that are left, by the alphabet. Raise ValueError("unknown way
    'hope': expected one of nothing, snapshot, log") for another.
    """
    if way not in WAYS:
        raise ValueError(f"unknown way {way!r}: expected one of {', '.join(WAYS)}")
    with own_server(**WAYS[way]) as server:
        url = f"unix://{server.unix_socket_path}"
        with connected(url) as client:
            client.set("early", 1)
            if way == "snapshot":
                client.save()  # BGSAVE in production: SAVE lets nobody else in
            client.set("late", 2)
        server.terminate()  # SIGKILL: it cannot save anything now
        server.start()
        with connected(url) as client:
            return sorted(answer(client.keys()))


def promised(client: Client) -> str:
    """Return what the settings of a server promise after a crash.

    One of ``nothing``, ``what the last snapshot holds``, ``all but the last second``, ``all but what the system has not
    written``, ``all that was answered``. A log counts before snapshots.
    """
    settings: dict[str, str] = answer(client.config_get("*"))
    if settings["appendonly"] == "yes":
        return {
            "always": "all that was answered",
            "everysec": "all but the last second",
            "no": "all but what the system has not written",
        }[settings["appendfsync"]]
    return "what the last snapshot holds" if settings["save"] else "nothing"


def main() -> None:
    """Kill a server three times, and look at what is left."""
    for way in WAYS:
        print(f"{way:>9}: written early and late, left after a kill: {killed_and_started(way) or 'nothing'}")
    for appendonly in ("no", "yes"):
        with own_server(appendonly=appendonly) as server, connected(f"unix://{server.unix_socket_path}") as client:
            for save, appendfsync in (("", "everysec"), ("3600 1", "everysec"), ("3600 1", "always")):
                client.config_set("save", save)
                client.config_set("appendfsync", appendfsync)
                print(f'appendonly {appendonly}, save "{save}", appendfsync {appendfsync}: {promised(client)}')


if __name__ == "__main__":
    main()
