"""Generics and variance: types with a hole, and which of them may stand in for which.

A function that returns what it was given should say so: ``def first[T](items: Sequence[T]) -> T``. Whether a
``list[Admin]`` may go where a ``list[User]`` is asked for is variance: not for a list, which can be written to (it is
invariant); for a Sequence, which can only be read (covariant); and for what *takes* a T, a callback, in the other
direction (contravariant). ``SNIPPETS`` shows each, with the message of mypy (2.4, ``--strict``) and what running it
does.

Cost: none at run time; the parameters in brackets are not checked there, and not even known to the object.
Use it for: containers, repositories, pages of results, decorators; parameters as Sequence, Mapping, Iterable.
Not for: one concrete type, or a T that appears only once in a signature: that is ``object`` with more letters.
Asked: why is list invariant; how do you type a method that returns its own class; what is a bound?
Source: PEP 695 (the syntax, Python 3.12), PEP 673 (Self), PEP 483 (variance)
"""

import contextlib
import io
from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program, the lines that mypy prints about it, and what running it prints or raises."""

    title: str
    code: str
    mypy: tuple[str, ...]
    run: str


SNIPPETS = (
    Snippet(
        "object in, object out: the type is lost",
        """\
from collections.abc import Sequence
def first(items: Sequence[object]) -> object:
    return items[0]
print(first(["ada"]).upper())
""",
        ('4: error: "object" has no attribute "upper"  [attr-defined]',),
        "ADA",
    ),
    Snippet(
        "T in, T out: kept",
        """\
from collections.abc import Sequence
def first[T](items: Sequence[T]) -> T:
    return items[0]
print(first(["ada"]).upper())
print(first([1]).upper())
""",
        ('5: error: "int" has no attribute "upper"  [attr-defined]',),
        "AttributeError: 'int' object has no attribute 'upper'",
    ),
    Snippet(
        "A bound: any T that has a length",
        """\
from collections.abc import Iterable, Sized
def longest[T: Sized](items: Iterable[T]) -> T:
    return max(items, key=len)
print(longest([1, 22]))
""",
        ('4: error: Value of type variable "T" of "longest" cannot be "int"  [type-var]',),
        "TypeError: object of type 'int' has no len()",
    ),
    Snippet(
        "Invariant: a list can be written to",
        """\
class User: ...
class Admin(User):
    def ban(self) -> str:
        return "banned"
def add_guest(users: list[User]) -> None:
    users.append(User())
admins = [Admin()]
add_guest(admins)
print([admin.ban() for admin in admins])
""",
        (
            '8: error: Argument 1 to "add_guest" has incompatible type "list[Admin]"; '
            'expected "list[User]"  [arg-type]',
            '8: note: "list" is invariant -- see https://mypy.readthedocs.io/en/stable/common_issues.html#variance',
            '8: note: Consider using "Sequence" instead, which is covariant',
        ),
        "AttributeError: 'User' object has no attribute 'ban'",
    ),
    Snippet(
        "Covariant: a Sequence is only read",
        """\
from collections.abc import Sequence
class User: ...
class Admin(User): ...
def count(users: Sequence[User]) -> int:
    return len(users)
print(count([Admin()]))
""",
        (),
        "1",
    ),
    Snippet(
        "Contravariant: a callback for one kind of event cannot take all events",
        """\
from collections.abc import Callable
class Event: ...
class Paid(Event):
    cents = 500
def on_paid(event: Paid) -> None:
    print(event.cents)
def publish(event: Event, handler: Callable[[Event], None]) -> None:
    handler(event)
publish(Event(), on_paid)
""",
        (
            '9: error: Argument 2 to "publish" has incompatible type "Callable[[Paid], None]"; '
            'expected "Callable[[Event], None]"  [arg-type]',
        ),
        "AttributeError: 'Event' object has no attribute 'cents'",
    ),
    Snippet(
        "A chain that names its class loses the subclass; Self keeps it",
        """\
class Query:
    def where(self, condition: str) -> "Query":
        return self
class UserQuery(Query):
    def active(self) -> "UserQuery":
        return self
print(type(UserQuery().where("id = 1").active()).__name__)
""",
        ('7: error: "Query" has no attribute "active"  [attr-defined]',),
        "UserQuery",
    ),
    Snippet(
        "At run time the brackets are gone",
        """\
def is_ids(value: object) -> bool:
    return isinstance(value, list[int])
print(is_ids([1]))
""",
        ("2: error: Parameterized generics cannot be used with class or instance checks  [misc]",),
        "TypeError: isinstance() argument 2 cannot be a parameterized generic",
    ),
)


def longest[T: Sized](items: Iterable[T]) -> T | None:
    """Return the longest item, the first of several, or None without items.

    >>> longest(["a", "ccc", "bbb"])
    'ccc'
    """
    return max(items, key=len, default=None)


# No slots: on Python 3.12.1 a frozen generic class with slots cannot be called as Page[str](...).
@dataclass(frozen=True)
class Page[T]:
    """Some items of a larger result, and where the next page starts: ``next_offset`` is None on the last page."""

    items: Sequence[T]
    next_offset: int | None

    def map[U](self, function: Callable[[T], U]) -> "Page[U]":
        """Return a page with ``function`` of each item and the same ``next_offset``: rows in, models out.

        >>> Page([1, 2], next_offset=2).map(str)
        Page(items=['1', '2'], next_offset=2)
        """
        return Page([function(item) for item in self.items], self.next_offset)


def page[T](items: Sequence[T], offset: int, limit: int) -> Page[T]:
    """Return at most ``limit`` items from ``offset`` on.

    >>> page("abcde", offset=3, limit=2)
    Page(items='de', next_offset=None)
    """
    end = offset + limit
    return Page(items[offset:end], end if end < len(items) else None)


@dataclass
class Query:
    """Conditions that are added one after the other; ``where`` returns Self, so a subclass stays itself."""

    conditions: list[str] = field(default_factory=list)

    def where(self, condition: str) -> Self:
        """Add a condition and return this very query."""
        self.conditions.append(condition)
        return self


class UserQuery(Query):
    """Conditions on users.

    >>> UserQuery().where("id > 7").active().conditions
    ['id > 7', 'active']
    """

    def active(self) -> Self:
        """Add the condition "active" and return this very query."""
        return self.where("active")


def outcome(code: str) -> str:
    """Run a program and return what it printed, without the last line break, or "KeyError: ..." if it raised."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {"__name__": "snippet"})  # noqa: S102  # the snippets are in this repository
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return printed.getvalue().removesuffix("\n")


def main() -> None:
    """Show what mypy says about each snippet and what running it does, then the code as it should be."""
    for snippet in SNIPPETS:
        print(snippet.title)
        print(f"  mypy: {snippet.mypy[0] if snippet.mypy else 'nothing'}")
        print(f"  run:  {outcome(snippet.code)}")

    print("\nAs it should be:")
    first = page([3, 1, 2], offset=0, limit=2)
    print(f"  {first}\n  {first.map(lambda number: f'order-{number}')}")
    print(f"  {type(UserQuery().where('id > 7').active()).__name__}: {UserQuery().where('id > 7').active().conditions}")
    print(f"  longest -> {longest(['GET', 'OPTIONS', 'POST'])!r}, of nothing -> {longest([])!r}")
    print(f"  Page[str]([1], None) -> {Page[str]([1], None)}")  # type: ignore[list-item]  # nobody checks at run time


if __name__ == "__main__":
    main()
