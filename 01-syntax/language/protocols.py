"""Protocols and overloads: what an object must be able to do, and answers that depend on the question.

A Protocol lists methods. Whatever has them fits, without inheriting and without knowing of it: duck typing that a
checker can follow. Services take one (a clock, a store, a mailer), production passes the real thing and a test a small
fake. ``overload`` gives one function several signatures: with a default the answer is never None. ``SNIPPETS`` shows
the mistakes, with the message of mypy (2.4, ``--strict``) and what happens when they run.

Cost: none at run time; an isinstance check against a ``runtime_checkable`` protocol looks every method up by name.
Use it for: the seams of a service, and libraries whose classes you cannot change.
Not for: one implementation that nobody will replace, or shared code: that is a base class (an ABC).
Asked: protocol or ABC; what does ``runtime_checkable`` check; where is the protocol defined, with the user or the
    implementation?
Source: PEP 544, https://typing.python.org/en/latest/spec/protocol.html, https://typing.python.org/en/latest/spec/overload.html
"""

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, overload, runtime_checkable


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program with a mistake, the lines that mypy prints about it, and what running it prints or raises."""

    title: str
    code: str
    mypy: tuple[str, ...]
    run: str


SNIPPETS = (
    Snippet(
        "A method is missing",
        """\
from typing import Protocol
class Store(Protocol):
    def save(self, key: str, value: bytes) -> None: ...
    def load(self, key: str) -> bytes: ...
class Memory:
    def save(self, key: str, value: bytes) -> None:
        print("saved", key)
def backup(store: Store) -> None:
    store.save("orders", b"[]")
    print(store.load("orders"))
backup(Memory())
""",
        (
            '11: error: Argument 1 to "backup" has incompatible type "Memory"; expected "Store"  [arg-type]',
            '11: note: "Memory" is missing following "Store" protocol member:',
            "11: note:     load",
        ),
        "AttributeError: 'Memory' object has no attribute 'load'",
    ),
    Snippet(
        "A method of that name, and with another parameter",
        """\
from typing import Protocol
class Mailer(Protocol):
    def send(self, to: str, text: str) -> bool: ...
class BytesMailer:
    def send(self, to: str, text: bytes) -> bool:
        return bool(text.decode())
def welcome(mailer: Mailer) -> bool:
    return mailer.send("ada@example.org", "hello")
print(welcome(BytesMailer()))
""",
        (
            '9: error: Argument 1 to "welcome" has incompatible type "BytesMailer"; expected "Mailer"  [arg-type]',
            '9: note: Following member(s) of "BytesMailer" have conflicts:',
            "9: note:     Expected:",
            "9: note:         def send(self, to: str, text: str) -> bool",
            "9: note:     Got:",
            "9: note:         def send(self, to: str, text: bytes) -> bool",
        ),
        "AttributeError: 'str' object has no attribute 'decode'",
    ),
    Snippet(
        "runtime_checkable looks at names, not at signatures",
        """\
from typing import Protocol, runtime_checkable
@runtime_checkable
class Closable(Protocol):
    def close(self) -> None: ...
class Shop:
    def close(self, at: int) -> str:
        return f"closed at {at}"
def shut(thing: object) -> None:
    if isinstance(thing, Closable):
        thing.close()
shut(Shop())
""",
        (),
        "TypeError: Shop.close() missing 1 required positional argument: 'at'",
    ),
    Snippet(
        "isinstance needs runtime_checkable",
        """\
from typing import Protocol
class Closable(Protocol):
    def close(self) -> None: ...
print(isinstance("text", Closable))
""",
        ("4: error: Only @runtime_checkable protocols can be used with instance and class checks  [misc]",),
        "TypeError: Instance and class checks can only be used with @runtime_checkable protocols",
    ),
    Snippet(
        "One signature for two answers: every caller must deal with None",
        """\
def setting(name: str, default: str | None = None) -> str | None:
    return {"HOST": "localhost"}.get(name, default)
print(setting("PORT", "8000").rjust(5, "0"))
""",
        ('3: error: Item "None" of "str | None" has no attribute "rjust"  [union-attr]',),
        "08000",
    ),
)


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """Return the time, with a time zone."""
        ...


class SystemClock:
    """The time of this machine, in UTC. It does not mention Clock, and is one."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """The time that a test sets."""

    time: datetime

    def now(self) -> datetime:
        """Return the time that was set."""
        return self.time


@dataclass(frozen=True, slots=True)
class Session:
    """A session that ends at ``expires``."""

    user: str
    expires: datetime


def open_session(user: str, clock: Clock, minutes: int = 30) -> Session:
    """Return a session of the user that expires that many minutes from the clock's now."""
    return Session(user, clock.now() + timedelta(minutes=minutes))


def is_open(session: Session, clock: Clock) -> bool:
    """Return whether the session has not yet expired; at the very time of expiry it has."""
    return clock.now() < session.expires


@overload
def setting(settings: Mapping[str, str], name: str) -> str | None: ...


@overload
def setting(settings: Mapping[str, str], name: str, default: str) -> str: ...


def setting(settings: Mapping[str, str], name: str, default: str | None = None) -> str | None:
    """Return the setting, or the default. For the checker: with a default in the call, the answer is a str.

    >>> setting({"HOST": "localhost"}, "HOST"), setting({}, "PORT"), setting({}, "PORT", "8000").rjust(5, "0")
    ('localhost', None, '08000')
    """
    return settings.get(name, default)


@runtime_checkable
class SupportsClose(Protocol):
    """Anything with a method ``close``."""

    def close(self) -> object:
        """Release what is held."""
        ...


def close_all(things: list[object]) -> int:
    """Close, from the last to the first, all things that have a ``close``, and return how many that were.

    >>> close_all([io.StringIO(), "text", io.BytesIO()])
    2
    """
    closable = [thing for thing in reversed(things) if isinstance(thing, SupportsClose)]
    for thing in closable:
        thing.close()
    return len(closable)


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
        print("  mypy: " + "\n        ".join(snippet.mypy or ("nothing",)))
        print(f"  run:  {outcome(snippet.code)}")

    print("\nAs it should be:")
    clock = FixedClock(datetime(2026, 1, 1, 9, 0, tzinfo=UTC))
    session = open_session("ada", clock, minutes=30)
    print(f"  at {clock.now():%H:%M} open: {is_open(session, clock)}")
    clock.time += timedelta(minutes=30)
    print(f"  at {clock.now():%H:%M} open: {is_open(session, clock)}, and no test has slept")
    print(f"  on the system clock open: {is_open(open_session('ada', SystemClock()), SystemClock())}")
    print(f"  setting with a default -> {setting({}, 'PORT', '8000').rjust(5, '0')}")
    print(f"  closed: {close_all([io.StringIO(), 'text', io.BytesIO()])} of 3")


if __name__ == "__main__":
    main()
