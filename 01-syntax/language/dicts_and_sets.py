"""Dicts and sets: find by key at once, and treat groups of things with the algebra of sets.

A dict keeps what belongs to a key, a set only which keys there are. Both find by hash, so keys have to be
hashable and must not change. A dict keeps the order of insertion, a set keeps none. Half of a backend is
grouping, counting, indexing and comparing key sets, and each has a one-line form. The traps: ``defaultdict``
grows when it is read, ``get`` cannot tell a stored None from a missing key, a key that changes is lost, and
``hash()`` of a string differs from one process to the next, so it must not choose a shard or name a cache entry.

Cost: lookup, insert and delete O(1) on average, O(n) when hashes collide; ``a | b`` O(len(a) + len(b)),
``a & b`` O(the shorter); 30 to 100 bytes an entry.
Not for: ranges and nearest keys (a sorted list with ``bisect``), records with fixed fields (a dataclass).
Asked: what may be a key? How is order kept? What does ``a | b`` do with a key of both? Set or list for ``in``?
Source: https://docs.python.org/3/library/stdtypes.html#mapping-types-dict, PEP 584, PEP 456
"""

import os
import subprocess
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass

type Hit = tuple[str, str]  # (user, path)


def by_user_plain(hits: Iterable[Hit]) -> dict[str, list[str]]:
    """Return the paths of each user in their order, with nothing but ``in`` and ``[]``.

    >>> by_user_plain([("ada", "/"), ("bob", "/"), ("ada", "/notes")])
    {'ada': ['/', '/notes'], 'bob': ['/']}
    """
    paths: dict[str, list[str]] = {}
    for user, path in hits:
        if user not in paths:
            paths[user] = []
        paths[user].append(path)
    return paths


def by_user(hits: Iterable[Hit]) -> dict[str, list[str]]:
    """Return the same by ``defaultdict``, as a plain dict, so that reading it later adds nothing."""
    paths: defaultdict[str, list[str]] = defaultdict(list)
    for user, path in hits:
        paths[user].append(path)
    return dict(paths)


def is_blocked_wrong(failures: defaultdict[str, int], user: str) -> bool:
    """Say whether a user has failed to log in 3 times or more, and so add every name that is ever asked for.

    Whoever sends a million invented names fills the memory: reading ``defaultdict[key]`` inserts the key.

    >>> failures = defaultdict[str, int](int)
    >>> is_blocked_wrong(failures, "mallory"), dict(failures)
    (False, {'mallory': 0})
    """
    return failures[user] >= 3


def is_blocked(failures: Mapping[str, int], user: str) -> bool:
    """Say the same and add nothing: ``get`` never inserts, in a defaultdict neither."""
    return failures.get(user, 0) >= 3


def nickname_wrong(profile: Mapping[str, str | None]) -> str:
    """Return "unchanged", "removed" or the new nickname of a PATCH, asking ``get``: None and missing look alike.

    >>> nickname_wrong({"nickname": None}), nickname_wrong({})
    ('unchanged', 'unchanged')
    """
    nickname = profile.get("nickname")
    return "unchanged" if nickname is None else nickname


def nickname(profile: Mapping[str, str | None]) -> str:
    """Return "unchanged" without the key "nickname", "removed" for None, otherwise the new nickname.

    >>> nickname({"nickname": None}), nickname({}), nickname({"nickname": "Countess"})
    ('removed', 'unchanged', 'Countess')
    """
    if "nickname" not in profile:
        return "unchanged"
    value = profile["nickname"]
    return "removed" if value is None else value


def settings(*layers: Mapping[str, object]) -> dict[str, object]:
    """Return all layers as one dict: of a key in several, the last value counts, at the place of its first coming.

    >>> settings({"debug": False, "port": 80}, {"host": "::"}, {"debug": True})
    {'debug': True, 'port': 80, 'host': '::'}
    """
    merged: dict[str, object] = {}
    for layer in layers:
        merged |= layer
    return merged


def changes(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, set[str]]:
    """Return the keys that were "added", "removed" and "changed"; key views take part in set algebra.

    >>> changes({"port": 80, "debug": True}, {"port": 81, "host": "::"})
    {'added': {'host'}, 'removed': {'debug'}, 'changed': {'port'}}
    """
    return {
        "added": set(new.keys() - old.keys()),
        "removed": set(old.keys() - new.keys()),
        "changed": {key for key in old.keys() & new.keys() if old[key] != new[key]},
    }


def missing_permissions(needed: Iterable[str], *roles: Iterable[str]) -> set[str]:
    """Return the permissions that are needed and that none of the roles grants.

    >>> missing_permissions({"read", "delete"}, {"read"}, {"write", "read"})
    {'delete'}
    """
    return set(needed).difference(*roles)


def top_paths(hits: Iterable[Hit], count: int) -> list[tuple[str, int]]:
    """Return the most frequent paths and how often they were hit, most frequent first, ties in order of coming.

    >>> top_paths([("ada", "/"), ("bob", "/notes"), ("eve", "/notes")], 1)
    [('/notes', 2)]
    """
    return Counter(path for _, path in hits).most_common(count)


def left_in_stock(stock: Mapping[str, int], sold: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return stock minus sold twice: by ``Counter - Counter``, which drops all below 1, and by ``subtract``.

    The first hides an article that was sold out or oversold; the second keeps zero and negative counts.

    >>> left_in_stock({"pen": 2, "cup": 5}, {"pen": 3})
    ({'cup': 5}, {'pen': -1, 'cup': 5})
    """
    exact = Counter(stock)
    exact.subtract(sold)
    return dict(Counter(stock) - Counter(sold)), dict(exact)


def key_error(key: object) -> str:
    """Hash an object, as a dict does with a key, and return the message of the TypeError; "" when it can be hashed."""
    try:
        hash(key)
    except TypeError as error:
        return str(error)
    return ""


def same_key(first: Hashable, second: Hashable) -> bool:
    """Say whether a dict takes both for one key: they are equal, and what is equal has to have one hash.

    >>> same_key(1, True), same_key(1, 1.0), same_key(1, "1")
    (True, True, False)
    """
    return len({first, second}) == 1


def query_key(parameters: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Return a key for the answer to a query, the same for any order of its parameters.

    >>> query_key({"page": "2", "q": "tea"}) == query_key({"q": "tea", "page": "2"})
    True
    """
    return frozenset(parameters.items())


@dataclass(unsafe_hash=True)
class Session:
    """A session with a hash of its user: legal, and a trap, because the user can be changed."""

    user: str


def lost_after_change(sessions: Collection[Session], session: Session, user: str) -> tuple[bool, bool]:
    """Give the session another user; return whether ``in`` still finds it, and whether looking at each does.

    A set looks where the hash points to, and the object lies where its old hash pointed to.

    >>> session = Session("anonymous")
    >>> lost_after_change({session}, session, "ada")
    (False, True)
    """
    session.user = user
    return session in sessions, any(each is session for each in sessions)


def shard_wrong(user: str, shards: int) -> int:
    """Return the shard, 0 to ``shards`` - 1, by ``hash``: another one after every restart and in each worker."""
    return hash(user) % shards


def shard(user: str, shards: int) -> int:
    """Return the shard, 0 to ``shards`` - 1, by a checksum (CRC 32 of the UTF-8 bytes) that is the same everywhere.

    >>> shard("ada", 1000)
    152
    """
    return zlib.crc32(user.encode()) % shards


def in_worker(expression: str, seed: int) -> str:
    """Return what a fresh interpreter prints for an expression, when strings are hashed with that seed.

    Without a seed each process draws its own, so that nobody can send keys that all collide.
    """
    source = f"print({expression})"
    command = [sys.executable, "-c", source]
    environment = os.environ | {"PYTHONHASHSEED": str(seed)}
    return subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout.strip()


def main() -> None:
    """Print what dicts and sets answer, and where they mislead."""
    hits = [("ada", "/"), ("bob", "/"), ("ada", "/notes"), ("eve", "/notes"), ("eve", "/notes")]
    print("Grouped:", by_user(hits), "- the plain way is the same:", by_user(hits) == by_user_plain(hits))
    print("Counted:", top_paths(hits, 1))
    failures = defaultdict[str, int](int)
    for number in range(1000):
        is_blocked_wrong(failures, f"invented{number}")
    print("A thousand invented names were asked for; entries now:", len(failures))
    print("PATCH with null by get:", nickname_wrong({"nickname": None}), "- by in:", nickname({"nickname": None}))
    old = {"debug": False, "port": 80}
    new = settings(old, {"host": "::"}, {"debug": True})
    print("Merged:", new, "- changes:", changes(old, new))
    print("Missing:", missing_permissions({"read", "delete"}, {"read"}, {"read", "write"}))
    print("Sold 3 of 2, Counter - Counter and subtract:", *left_in_stock({"pen": 2, "cup": 5}, {"pen": 3}))
    print(
        "A list as a key:", key_error(["page", 2]), "- the query as one:", sorted(query_key({"q": "tea", "page": "2"}))
    )
    print("1 and True are one key:", same_key(1, True), '- 1 and "1":', same_key(1, "1"))
    session = Session("anonymous")
    print("In the set, and there, after its user changed:", lost_after_change({session}, session, "ada"))
    print("hash('ada') % 1000 in three workers:", *[in_worker("hash('ada') % 1000", seed) for seed in (1, 2, 3)])
    print("Order of a set in two:", *[in_worker("{'read', 'write', 'delete'}", seed) for seed in (1, 2)])
    checksum = "__import__('zlib').crc32(b'ada') % 1000"
    print("By checksum in two workers and here:", *[in_worker(checksum, seed) for seed in (1, 2)], shard("ada", 1000))


if __name__ == "__main__":
    main()
