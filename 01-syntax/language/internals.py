"""Internals: every value is a counted object, and CPython shares some of them.

A name holds no value, it refers to an object. CPython keeps in each object the number of references to it and
frees the object the moment that number reaches zero. To save memory it hands out one shared object for small
integers, for single (Latin-1) characters, and for the names and equal constants of a piece of source. Both facts
leak into behaviour: a file closes "by itself" until something keeps one reference more, and ``is`` works in the
test and fails in production.

The other files: ``bytecode.py`` (what runs), ``garbage_collection.py`` (cycles), ``weak_references.py``
(caches that let go), ``object_memory.py`` (how large objects are), ``import_cache.py`` (modules are objects,
too) and ``gil.py`` (threads).

Cost: one counter a reference, written on each assignment and call; freeing is immediate, without pauses.
Not for: program logic. Counts, ``id`` and sharing are facts of CPython, not of the language: use ``with`` to
close, ``==`` to compare, and ``is`` only for ``None`` and other objects of which there is one.
Asked: when is an object destroyed? Why is ``a is b`` true for 256 and false for 257? What is interning?
Source: PEP 683 (immortal objects), https://docs.python.org/3/reference/datamodel.html#objects-values-and-types
"""

import sys
import warnings
import weakref
from collections.abc import Iterable


class Connection:
    """A stand-in for whatever must be given back: a socket, a file, a database connection."""


def references_added(thing: object, holders: int) -> int:
    """Return how much the count of ``thing`` grows when a list refers to it ``holders`` times.

    An ordinary object counts each of them. Immortal ones (``None``, ``True``, small integers; since 3.12) are
    not counted at all, so that threads and interpreters share them without writing to them.

    >>> references_added(Connection(), 3), references_added(None, 3)
    (3, 0)
    """
    before = sys.getrefcount(thing)
    held = [thing] * holders
    grown = sys.getrefcount(thing) - before
    held.clear()
    return grown


def life_of_a_connection() -> list[str]:
    """Return what happens, in order, to a connection that two names refer to.

    The steps are "two names", "one name deleted", "freed", "last name deleted": the object is freed inside the
    statement that drops the last reference, before the next line runs.
    """
    events: list[str] = []
    connection = Connection()
    pooled = connection
    weakref.finalize(connection, events.append, "freed")
    events.append("two names")
    del connection  # the name goes, the object stays: there is another reference
    events.append("one name deleted")
    del pooled
    events.append("last name deleted")
    return events


def is_shared_int(number: int) -> bool:
    """Return whether CPython has one object for all ints of this value, computed twice from its digits.

    >>> is_shared_int(200), is_shared_int(1_000_000)
    (True, False)
    """
    return int(str(number)) is int(str(number))


def first_unshared_int() -> int:
    """Return the smallest int above zero that is not shared: 257 in CPython up to 3.14.

    Nothing promises that number, and it may grow; that is the point of ``same_order_wrong``.
    """
    number = 1
    while is_shared_int(number):
        number += 1
    return number


def same_order_wrong(left: int, right: int) -> bool:
    """Return whether two order numbers are one object: true in every test with small numbers, and then not.

    A test with literals is of no use either: equal constants of one piece of source are one object.

    >>> same_order_wrong(int("7"), int("7")), same_order_wrong(int("1000003"), int("1000003"))
    (True, False)
    >>> same_order_wrong(1_000_003, 1_000_003)
    True
    """
    return left is right


def same_order(left: int, right: int) -> bool:
    """Return whether two order numbers are equal.

    >>> same_order(int("1000003"), int("1000003"))
    True
    """
    return left == right


def compiler_warning(source: str) -> str:
    r"""Return the first SyntaxWarning for this source, or an empty string.

    >>> compiler_warning("status is 404")
    '"is" with \'int\' literal. Did you mean "=="?'
    >>> compiler_warning("status == 404")
    ''
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compile(source, "<example>", "exec")
    return next((str(each.message) for each in caught if each.category is SyntaxWarning), "")


def distinct_objects(values: Iterable[object]) -> int:
    """Return how many different objects there are among the values, equal ones counted apart.

    >>> distinct_objects([None, None, []]), distinct_objects([[], []])
    (2, 2)
    """
    alive = list(values)  # ids are unique only among objects that are alive at the same time
    return len({id(value) for value in alive})


def parse_methods(log: str) -> list[str]:
    r"""Return the first word of each line; each is a string of its own, even where they are equal.

    Words of a single Latin-1 character are the exception: CPython has one object for each of these.

    >>> parse_methods("GET /orders\nPOST /orders\nGET /users")
    ['GET', 'POST', 'GET']
    """
    return [line.split(" ", 1)[0] for line in log.splitlines()]


def parse_methods_interned(log: str) -> list[str]:
    r"""Return the same words as ``parse_methods``, but one object for each different word (``sys.intern``).

    >>> distinct_objects(parse_methods_interned("GET /orders\nPOST /orders\nGET /users"))
    2
    """
    return [sys.intern(line.split(" ", 1)[0]) for line in log.splitlines()]


def main() -> None:
    """Print counts, a destruction, and where sharing helps and where it lies."""
    print("References counted:")
    print(f"  a connection in a list three times: +{references_added(Connection(), 3)}")
    print(f"  None in a list three times:         +{references_added(None, 3)} (immortal)")
    print("Freed by the last reference, before the next line runs:")
    print("  " + " -> ".join(life_of_a_connection()))

    print(f"Ints are shared up to {first_unshared_int() - 1}, so a comparison with 'is' passes its test:")
    for text in ("7", "1000003"):
        left, right = int(text), int(text)
        print(f"  order {text}: is {same_order_wrong(left, right)}, == {same_order(left, right)}")
    print(f"  the compiler warns where it can: SyntaxWarning: {compiler_warning('status is 404')}")

    log = "\n".join(f"{'GET' if number % 4 else 'POST'} /orders/{number}" for number in range(10_000))
    print(f"A test with literals passes, too: {same_order_wrong(1_000_003, 1_000_003)}")
    for parse in (parse_methods, parse_methods_interned):
        methods = parse(log)
        size = sum(sys.getsizeof(method) for method in {id(method): method for method in methods}.values())
        objects = distinct_objects(methods)
        print(f"{parse.__name__}: {len(methods):,} words, {objects:,} objects, {size:,} bytes")


if __name__ == "__main__":
    main()
