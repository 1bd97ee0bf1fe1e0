"""Closures: functions that remember names, not values.

A function made inside another keeps the outer function's variables alive, in cells, and looks them up when it is
*called*. Two closures of one call share the same cell. That is how decorators, callbacks and dependency factories
carry their settings, and it sets a trap: closures made in a loop all see its last value.

Cost: one cell for each variable that is kept, O(1) a lookup; what the variable refers to lives as long as the closure.
Use it for: configuring a function once (decorators, handlers, sort keys), a little private state.
Not for: state with more than one operation, or that you want to inspect, log or pickle. Write a class.
Asked: what do three lambdas made in a loop return, and why; what does ``nonlocal`` do; closure or class?
Source: PEP 227 (nested scopes), PEP 3104 (nonlocal), https://docs.python.org/3/reference/executionmodel.html#naming-and-binding

What decorators make of it is in decorators.py.
"""

import functools
import inspect
import weakref
from collections.abc import Callable, Sequence


def counter() -> Callable[[], int]:
    """Return a function that returns 1, 2, 3 ... on its calls. Every counter counts for itself.

    >>> next_id = counter()
    >>> next_id(), next_id(), counter()()
    (1, 2, 1)
    """
    count = 0

    def increment() -> int:
        nonlocal count
        count += 1
        return count

    return increment


def counter_without_nonlocal() -> Callable[[], int]:
    """Return a function that raises UnboundLocalError: the assignment makes ``count`` its own local, without a value.

    Reading alone would need no declaration. It is ``+=``, an assignment, that decides for the whole function.
    """
    count = 0

    def increment() -> int:
        count += 1  # noqa: F823  # the mistake is the point, and ruff sees it
        return count

    return increment


def counter_in_a_list() -> Callable[[], int]:
    """Return a counter that needs no nonlocal: it changes an object and never assigns to the outer name.

    >>> next_id = counter_in_a_list()
    >>> next_id(), next_id()
    (1, 2)
    """
    count = [0]

    def increment() -> int:
        count[0] += 1
        return count[0]

    return increment


def account(balance: int) -> tuple[Callable[[int], None], Callable[[], int]]:
    """Return a ``deposit(amount)`` and a ``read()`` that share one balance: the same cell, not two copies.

    >>> deposit, read = account(100)
    >>> deposit(20); read()
    120
    """

    def deposit(amount: int) -> None:
        nonlocal balance
        balance += amount

    def read() -> int:
        return balance

    return deposit, read


def handlers_late(topics: Sequence[str]) -> dict[str, Callable[[], str]]:
    """Return a handler for each topic, wrongly: every one of them returns "handled " and the *last* topic.

    There is one variable ``topic``, and by the time a handler runs the loop is over.
    """
    handlers = {}
    for topic in topics:
        handlers[topic] = lambda: f"handled {topic}"  # noqa: B023  # the mistake is the point, and ruff sees it too
    return handlers


def handlers_by_default_value(topics: Sequence[str]) -> dict[str, Callable[[], str]]:
    """Return a handler for each topic that returns "handled " and its topic: a default is evaluated at once.

    The price: the default is a parameter that a caller can override by accident.
    """
    handlers: dict[str, Callable[[], str]] = {}
    for topic in topics:

        def handler(topic: str = topic) -> str:
            return f"handled {topic}"

        handlers[topic] = handler
    return handlers


def handlers_by_factory(topics: Sequence[str]) -> dict[str, Callable[[], str]]:
    """Return a handler for each topic that returns "handled " and its topic: each call of the factory has its cell."""

    def handler_of(topic: str) -> Callable[[], str]:
        return lambda: f"handled {topic}"

    return {topic: handler_of(topic) for topic in topics}


def handlers_by_partial(topics: Sequence[str]) -> dict[str, Callable[[], str]]:
    """Return a handler for each topic that returns "handled " and its topic: ``functools.partial`` stores the value."""
    return {topic: functools.partial("handled {}".format, topic) for topic in topics}


def remembered(function: Callable[..., object]) -> dict[str, object]:
    """Return the names that a function keeps from the functions around it, with their values now.

    >>> remembered(account(5)[1])
    {'balance': 5}
    """
    return dict(inspect.getclosurevars(function).nonlocals)


class Upload:
    """A large object: a ``name``, and a ``body`` of ``size`` zero bytes."""

    def __init__(self, name: str, size: int) -> None:
        self.name = name
        self.body = bytes(size)


def on_done_keeping_all(upload: Upload) -> Callable[[], str]:
    """Return a callback that returns "stored NAME". It keeps the whole upload alive, for one attribute of it."""
    return lambda: f"stored {upload.name}"


def on_done(upload: Upload) -> Callable[[], str]:
    """Return a callback that returns "stored NAME" and keeps the name only, so the upload can be freed."""
    name = upload.name
    return lambda: f"stored {name}"


def outlives(make: Callable[[Upload], Callable[[], str]]) -> bool:
    """Return whether the upload is still in memory when only the callback that ``make`` returned is left."""
    upload = Upload("report.csv", 1024)
    watcher = weakref.ref(upload)
    callback = make(upload)
    del upload
    return watcher() is not None and callback() != ""


def explain(action: Callable[[], object]) -> str:
    """Return "ValueError: ..." for the exception that calling ``action`` raises, or the repr of its result."""
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main() -> None:
    """Count, share, bind too late, and look into the cells."""
    print("State in a closure:")
    next_order, next_invoice = counter(), counter()
    print(f"  orders {next_order()}, {next_order()}, {next_order()}; invoices {next_invoice()}")
    print(f"  without nonlocal -> {explain(counter_without_nonlocal())}")
    in_a_list = counter_in_a_list()
    print(f"  changing an object needs none -> {in_a_list()}, {in_a_list()}")

    print("\nTwo closures, one variable:")
    deposit, read = account(100)
    before = remembered(read)
    deposit(20)
    print(f"  the cell before {before}, after a deposit by the other {remembered(read)}")

    topics = ["orders", "users", "mails"]
    print(f"\nHandlers made in a loop over {topics}, and called afterwards:")
    for make in (handlers_late, handlers_by_default_value, handlers_by_factory, handlers_by_partial):
        answers = [handler() for handler in make(topics).values()]
        print(f"  {make.__name__:<26} {answers}")

    print("\nWhat a callback keeps in memory:")
    for callback in (on_done_keeping_all, on_done):
        print(f"  {callback.__name__:<20} upload still in memory: {outlives(callback)}")


if __name__ == "__main__":
    main()
