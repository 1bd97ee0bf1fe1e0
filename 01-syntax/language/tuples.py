"""Tuples: several values as one, fixed in length and order, and taken apart by unpacking.

Where a list is many of the same, a tuple is one of something: a row, a point, a key of two parts, what a
function returns besides its result. Each place has a meaning, so give the places names when they leave the
function. It is the comma that makes a tuple, not the parentheses; a missing one turns ``("ada",)`` into a
string, which a database driver reads as three parameters and ``in`` as a text to search. A tuple cannot
change, but what it holds can: a tuple with a list in it is no key.

Cost: index O(1), comparison and hash O(n); some 40 bytes and 8 a place, in one block of memory where a list
takes two.
Use it for: keys of several parts, rows, several results, sort keys, versions.
Not for: more than three or four results, or optional ones (a dataclass); sequences that grow (a list).
Asked: list or tuple? What does ``t[0] += [1]`` do? What may stand left of ``=``? When a NamedTuple, when a dataclass?
Source: https://docs.python.org/3/reference/simple_stmts.html#assignment-statements, PEP 3132
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from typing import NamedTuple


def swapped(low: int, high: int) -> tuple[int, int]:
    """Return both numbers, smaller first: the right side is evaluated as a whole before a name is bound.

    >>> swapped(9, 3)
    (3, 9)
    """
    if low > high:
        low, high = high, low
    return low, high


def parse_request(line: str) -> tuple[str, list[str], str]:
    """Return method, words of the path and version of a request line: the starred name takes what is left.

    >>> parse_request("GET /notes of ada HTTP/1.1")
    ('GET', ['/notes', 'of', 'ada'], 'HTTP/1.1')

    Raises ValueError for a line of less than two words.
    """
    method, *path, version = line.split()
    return method, path, version


def unpack_error(row: Sequence[object]) -> str:
    """Unpack a row into two names, and return the message of the ValueError; "" for a row of two.

    >>> unpack_error(("ada",))
    'not enough values to unpack (expected 2, got 1)'
    """
    try:
        _first, _second = row
    except ValueError as error:
        return str(error)
    return ""


def labels(rows: Iterable[tuple[int, tuple[str, str]]]) -> list[str]:
    """Return "id: given family" for each row: names on the left may nest as the value does.

    >>> labels([(1, ("Ada", "Lovelace"))])
    ['1: Ada Lovelace']
    """
    return [f"{number}: {given} {family}" for number, (given, family) in rows]


def count_hits(hits: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return how often each (tenant, path) was hit: a tuple is a key of two parts, with no separator to collide.

    >>> count_hits([("a", "b/c"), ("a/b", "c"), ("a", "b/c")])
    {('a', 'b/c'): 2, ('a/b', 'c'): 1}
    """
    counts: dict[tuple[str, str], int] = {}
    for tenant, path in hits:
        counts[tenant, path] = counts.get((tenant, path), 0) + 1
    return counts


def count_hits_wrong(hits: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the same with the parts joined by "/": tenant "a" and tenant "a/b" share a counter.

    >>> count_hits_wrong([("a", "b/c"), ("a/b", "c")])
    {'a/b/c': 2}
    """
    counts: dict[str, int] = {}
    for tenant, path in hits:
        key = f"{tenant}/{path}"
        counts[key] = counts.get(key, 0) + 1
    return counts


def is_final_wrong(status: str) -> bool:
    """Say whether an order's status is the last one, forgetting the comma: ``in`` searches the text "delivered".

    >>> is_final_wrong("delivered"), is_final_wrong("live"), is_final_wrong("")
    (True, True, True)
    """
    return status in ("delivered")  # fmt: skip


def is_final(status: str) -> bool:
    """Say whether an order's status is the last one.

    >>> is_final("delivered"), is_final("live")
    (True, False)
    """
    return status in ("delivered",)


def greeting_from_database(name: str) -> str:
    """Return "hello " and the name, put together by SQLite with the name as its one parameter.

    >>> greeting_from_database("ada")
    'hello ada'
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        ((greeting,),) = connection.execute("SELECT 'hello ' || ?", (name,))
    return str(greeting)


def parameter_error(name: str) -> str:
    """Do the same without the comma, and return the message of the error; "" when there is none.

    A text is a sequence of its letters, so each letter is a parameter. With a name of one letter it works.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("SELECT 'hello ' || ?", (name))  # fmt: skip
        except sqlite3.ProgrammingError as error:
            return str(error)
    return ""


def extend_inside(row: tuple[str, list[str]], tag: str) -> str:
    """Run ``row[1] += [tag]`` and return the message of the TypeError: raised, and the tag is in the list.

    ``+=`` first extends the list in place, then stores the result in the tuple, and that fails.

    >>> row = ("ada", ["new"])
    >>> extend_inside(row, "vip"), row
    ("'tuple' object does not support item assignment", ('ada', ['new', 'vip']))
    """
    try:
        row[1] += [tag]  # mypy 2.4 lets it pass
    except TypeError as error:
        return str(error)
    raise AssertionError("a tuple took an assignment")


def newest_wrong(versions: Iterable[str]) -> str:
    """Return the version that is last in the order of texts, where "3.9" comes after "3.13".

    Raises ValueError when there is none.
    """
    return max(versions)


def newest(versions: Iterable[str]) -> str:
    """Return the newest of versions such as "3.13": tuples compare place by place, as numbers here.

    >>> newest(["3.9", "3.13", "3.12"])
    '3.13'

    Raises ValueError when there is none, or when a part is no number.
    """

    def parts(version: str) -> tuple[int, ...]:
        return tuple(int(part) for part in version.split("."))

    return max(versions, key=parts)


class Money(NamedTuple):
    """An amount in whole cents, with a currency. A tuple with names: unpacks, compares and hashes as one.

    ``collections.namedtuple("Money", "cents currency")`` makes the same class without types.
    """

    cents: int
    currency: str = "EUR"


class Stock(NamedTuple):
    """So many pieces in a warehouse."""

    pieces: int
    warehouse: str


def confused(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    """Say whether two tuples of different classes are equal: names and class do not count, only the places.

    >>> confused(Money(3, "EUR"), Stock(3, "EUR"))
    True
    """
    return type(first) is not type(second) and first == second


def price_range(prices: Sequence[Money]) -> tuple[Money, Money]:
    """Return the lowest and the highest price; what returns two values returns one tuple.

    >>> low, high = price_range([Money(500), Money(200), Money(900)])
    >>> low.cents, high._replace(cents=0)
    (200, Money(cents=0, currency='EUR'))

    Raises ValueError ``a price range needs prices in one currency`` when there are none, or more than one currency:
    the larger number is not the dearer there.
    """
    if len({price.currency for price in prices}) != 1:
        raise ValueError("a price range needs prices in one currency")
    return min(prices), max(prices)


def main() -> None:
    """Print what unpacking takes, what the comma does, and what a tuple does not protect."""
    print("Unpacked:", parse_request("GET /notes of ada HTTP/1.1"), labels([(1, ("Ada", "Lovelace"))]))
    print("Two names for three values:", unpack_error((1, 2, 3)), "- for one:", unpack_error((1,)))
    hits = [("a", "b/c"), ("a/b", "c")]
    print("Keys of two parts:", count_hits(hits), "- joined:", count_hits_wrong(hits))
    print("'live' in ('delivered'):", is_final_wrong("live"), "- in ('delivered',):", is_final("live"))
    print("SQL parameters (name,):", greeting_from_database("ada"))
    print("SQL parameters (name):", parameter_error("ada"))
    row = ("ada", ["new"])
    print("row[1] += ['vip']:", extend_inside(row, "vip"), "- and yet", row)
    compare: list[Callable[[Iterable[str]], str]] = [newest_wrong, newest]
    print("Newest of 3.9 and 3.13, as texts and as tuples:", *[each(["3.9", "3.13"]) for each in compare])
    low, high = price_range([Money(500), Money(200), Money(900)])
    print("Two results:", low, high)
    print("Three cents equal three pieces:", confused(Money(3, "EUR"), Stock(3, "EUR")), "- ordered:", swapped(9, 3))


if __name__ == "__main__":
    main()
