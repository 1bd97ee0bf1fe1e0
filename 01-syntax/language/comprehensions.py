"""Comprehensions: a loop that builds a container, written as the container.

``[result for item in source if condition]`` says in one line what is built, of what, and which. The same form
makes dicts, sets and, in round brackets, generators, which compute one item at a time and keep none. Read it
as the loop it stands for: the clauses in the same order, the result at the front. Where it misleads: a dict
keeps the last of equal keys without a word, a generator is empty the second time, a function made inside sees
the last value of the loop variable, and a comprehension in a class body does not see the class's own names.

Cost: time as the loop, a little less without the look-ups of ``append``; a list O(n) memory, a generator O(1), and
it stops early with ``any``, ``all`` and ``next``.
Use it for: transforming and filtering in one step.
Not for: side effects (a loop says so), more than two ``for`` or a condition that needs a comment, error
handling: there is no ``try`` inside.
Asked: rewrite this loop. Where does ``if`` go, and where ``if``/``else``? List or generator? Does the name leak?
Source: https://docs.python.org/3/reference/expressions.html#displays-for-lists-sets-and-dictionaries, PEP 709
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple


class User(NamedTuple):
    """A user with an address and any number of roles."""

    name: str
    email: str
    roles: tuple[str, ...] = ()


def domains_plain(users: Iterable[User]) -> list[str]:
    """Return the part after the first "@" of each address that has one, as a loop: three lines of ceremony.

    >>> domains_plain([User("ada", "ada@example.org"), User("bot", "none")])
    ['example.org']
    """
    domains = []
    for user in users:
        if "@" in user.email:
            domains.append(user.email.partition("@")[2])
    return domains


def domains(users: Iterable[User]) -> list[str]:
    """Return the same as a comprehension: result first, then the clauses in the order of the loop."""
    return [user.email.partition("@")[2] for user in users if "@" in user.email]


def shown(users: Iterable[User]) -> list[str]:
    """Return each user's address, or "(none)" for an empty one: no item is left out, so ``if`` has an ``else``.

    >>> shown([User("ada", "ada@example.org"), User("bot", "")])
    ['ada@example.org', '(none)']
    """
    return [user.email if user.email else "(none)" for user in users]


def syntax_error(expression: str) -> str:
    """Return the name of the error that compiling the expression raises, SyntaxError, or "" when it is fine.

    >>> syntax_error("[n for n in numbers if n else 0]"), syntax_error("[n if n else 0 for n in numbers]")
    ('SyntaxError', '')
    """
    try:
        compile(expression, "<expression>", "eval")
    except SyntaxError as error:
        return type(error).__name__
    return ""


def grants(users: Iterable[User]) -> list[tuple[str, str]]:
    """Return (name, role) for each role of each user: the outer ``for`` stands first, as in the nested loop.

    >>> grants([User("ada", "", ("read", "write")), User("bob", "", ("read",))])
    [('ada', 'read'), ('ada', 'write'), ('bob', 'read')]
    """
    return [(user.name, role) for user in users for role in user.roles]


def all_roles(users: Iterable[User]) -> set[str]:
    """Return every role that some user has, each once: braces without colons make a set."""
    return {role for user in users for role in user.roles}


def by_email_wrong(users: Iterable[User]) -> dict[str, User]:
    """Return the users by their address in lower case. Of users with the same address only the last one is left.

    >>> found = by_email_wrong([User("ada", "A@x.org"), User("eve", "a@x.org")])
    >>> [user.name for user in found.values()]
    ['eve']
    """
    return {user.email.lower(): user for user in users}


def by_email(users: Iterable[User]) -> dict[str, User]:
    """Return the same, and refuse an address that comes twice: here a loop reads better, as it can complain.

    Raises ValueError ``two users with the address a@x.org``, in lower case, for the first that comes twice.
    """
    found: dict[str, User] = {}
    for user in users:
        key = user.email.lower()
        if key in found:
            raise ValueError(f"two users with the address {key}")
        found[key] = user
    return found


def users_with_roles(users: Iterable[User]) -> dict[str, list[str]]:
    """Return, by role from A to Z, the names of its users in their order. Two comprehensions, one in the other.

    It reads well and walks over all users once a role, O(roles * users): fine for ten roles, not for a million.

    >>> users_with_roles([User("bob", "", ("read",)), User("ada", "", ("write", "read"))])
    {'read': ['bob', 'ada'], 'write': ['ada']}
    """
    known = list(users)
    return {role: [user.name for user in known if role in user.roles] for role in sorted(all_roles(known))}


class Watched(Iterator[int]):
    """The numbers from 0 up to ``end``, without it; ``taken`` is how many of them were taken."""

    def __init__(self, end: int) -> None:
        """Begin with none taken."""
        self.taken = 0
        self._end = end

    def __next__(self) -> int:
        """Return the next number, or raise StopIteration."""
        if self.taken == self._end:
            raise StopIteration
        self.taken += 1
        return self.taken - 1


def taken_by_any(count: int, limit: int) -> tuple[int, int]:
    """Return how many of ``count`` numbers ``any(number > limit)`` takes from a list, and from a generator.

    The list is built to its end first; the generator is asked until the answer is known.

    >>> taken_by_any(1000, 5)
    (1000, 7)
    """
    for_list, for_generator = Watched(count), Watched(count)
    any([number > limit for number in for_list])  # noqa: C419 - the brackets are the mistake to be counted
    any(number > limit for number in for_generator)
    return for_list.taken, for_generator.taken


def report_wrong(prices: Iterable[int]) -> tuple[int, list[int]]:
    """Return the sum of the prices above 0 and those prices, from one generator: the second look finds it empty."""
    valid = (price for price in prices if price > 0)
    return sum(valid), list(valid)


def report(prices: Iterable[int]) -> tuple[int, list[int]]:
    """Return the same from a list, which can be read as often as one likes.

    >>> report([5, -1, 7])
    (12, [5, 7])
    """
    valid = [price for price in prices if price > 0]
    return sum(valid), valid


def callbacks_wrong(queues: Sequence[str]) -> list[Callable[[], str]]:
    """Return a function for each queue that returns its name; each looks its name up when called, in vain.

    The functions share one variable, and after the loop it holds the last queue.

    >>> [callback() for callback in callbacks_wrong(["mail", "jobs"])]
    ['jobs', 'jobs']
    """
    return [lambda: queue for queue in queues]  # noqa: B023 - the linter sees it too


def callbacks(queues: Sequence[str]) -> list[Callable[[], str]]:
    """Return the same with the name bound at once, by a function that is called in each turn.

    >>> [callback() for callback in callbacks(["mail", "jobs"])]
    ['mail', 'jobs']
    """

    def returning(queue: str) -> Callable[[], str]:
        return lambda: queue

    return [returning(queue) for queue in queues]


def leaked_names(statement: str) -> set[str]:
    """Run a statement over ``numbers = [1, 2, 3]`` and return which new names it leaves behind.

    >>> leaked_names("total = sum([n for n in numbers])")
    {'total'}
    >>> sorted(leaked_names("big = any((last := n) > 1 for n in numbers)"))
    ['big', 'last']
    """
    namespace: dict[str, object] = {"numbers": [1, 2, 3]}
    before = {*namespace, "__builtins__"}
    exec(statement, namespace)  # noqa: S102 - only a fresh namespace shows what a statement leaves in it
    return namespace.keys() - before


def class_body_error() -> str:
    """Define a class whose comprehension uses a name ``base`` of the class body, and return the NameError's message.

    Only the first source is evaluated in the class body; all else runs in a scope that looks past the class.
    """
    try:

        class Retry:
            base = 2
            delays = [base**attempt for attempt in range(3)]  # type: ignore[name-defined]  # noqa: RUF012

    except NameError as error:
        return str(error)
    raise AssertionError(f"the class body was seen: {Retry.delays}")


def main() -> None:
    """Print loops as comprehensions, and where the short form misleads."""
    users = [
        User("ada", "Ada@example.org", ("read", "write")),
        User("bot", ""),
        User("eve", "ada@example.org", ("read",)),
    ]
    print("Loop and comprehension:", domains_plain(users), domains(users))
    print("Filter leaves out, if/else replaces:", len(domains(users)), "and", len(shown(users)), "of", len(users))
    print("[n for n in numbers if n else 0] is a", syntax_error("[n for n in numbers if n else 0]"))
    print("Nested:", grants(users), users_with_roles(users))

    print("Index by address, a user lost:", sorted(by_email_wrong(users)))
    try:
        by_email(users)
    except ValueError as error:
        print("  as a loop that complains:", error)

    print("any() over a list and a generator took:", taken_by_any(1000, 5))
    print("A generator read twice:", report_wrong([5, -1, 7]), "- a list:", report([5, -1, 7]))
    for make in (callbacks_wrong, callbacks):
        print(f"{make.__name__}:", [callback() for callback in make(["mail", "jobs"])])
    print("Left behind by a comprehension:", leaked_names("total = sum([n for n in numbers])"))
    print("Left behind by a loop:", sorted(leaked_names("for n in numbers:\n    total = n")))
    print("In a class body:", class_body_error())


if __name__ == "__main__":
    main()
