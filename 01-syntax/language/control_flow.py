"""Control flow: which branch runs, how often a loop runs, and how it ends.

Conditions ask for the truth of any object: None, zero and whatever has length 0 are false, all else is true.
That is short to write and it hides a bug class: "is there none?" and "is it empty or zero?" are different
questions. Loops are ``while`` at heart; ``for`` is the same loop with the counting taken away, and with it
the off-by-one errors. ``else`` on a loop runs when the loop was not left by ``break``. What takes down a
service is the loop that has no bound: paging that gets the same cursor for ever, a retry without a limit.

Structural patterns (``match``) have a file of their own: ``pattern_matching.py``.

Cost: O(turns); ``for`` counts in C, ``while`` with a counter compares and adds in Python every turn.
Not for: long chains of ``elif`` on one value (a dict or ``match``), loops that only build a list
(``comprehensions.py``), three nested loops (a function with ``return``).
Asked: what is false in Python? What does ``else`` on a loop do? What happens when a list changes while you loop?
Source: https://docs.python.org/3/reference/compound_stmts.html, https://docs.python.org/3/library/stdtypes.html#truth
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


def status_class(status: int) -> str:
    """Return "success", "redirect", "client error" or "server error" for 200 to 599, and "unknown" otherwise.

    >>> status_class(404)
    'client error'
    """
    if status < 200 or status > 599:
        name = "unknown"
    elif status < 300:
        name = "success"
    elif status < 400:
        name = "redirect"
    elif status < 500:
        name = "client error"
    else:
        name = "server error"
    return name


def status_class_wrong(status: int) -> str:
    """Do the same with the widest condition first: the first branch that is true wins, the rest never runs.

    >>> status_class_wrong(503)
    'success'
    """
    if status >= 200:
        return "success"
    if status >= 400:
        return "client error"
    if status >= 500:
        return "server error"
    return "unknown"


class Cache(dict[str, str]):
    """Answers kept in memory, by question. Like all that has a length, it is false while it is empty."""


def cache_for_wrong(shared: Cache | None) -> Cache:
    """Return the shared cache when there is one; and as an empty one is false, a cache of its own on the first day.

    The service then fills a cache that nobody else sees, and no error ever says so.
    """
    return shared or Cache()


def cache_for(shared: Cache | None) -> Cache:
    """Return the shared cache, empty or not, and a new one only for None."""
    return Cache() if shared is None else shared


def find_while(hosts: Sequence[str], wanted: str) -> int:
    """Return the position of the first such host, or -1: with ``while``, where all the counting is by hand.

    >>> find_while(["db1", "db2"], "db2")
    1
    """
    position = 0
    while position < len(hosts):
        if hosts[position] == wanted:
            return position
        position += 1  # forgotten, or skipped by a `continue`, and the loop is endless
    return -1


def find_for(hosts: Iterable[str], wanted: str) -> int:
    """Return the same with ``for``: no counter to forget, and any iterable will do.

    >>> find_for(["db1", "db2"], "db9")
    -1
    """
    for position, host in enumerate(hosts):
        if host == wanted:
            return position
    return -1


def read_settings(lines: Iterable[str]) -> dict[str, str]:
    """Return the ``key=value`` lines up to a line "[end]", spaces stripped; empty lines and # comments are skipped.

    >>> read_settings(["# ports", "port = 80", "", "[end]", "port = 81"])
    {'port': '80'}

    Raises ValueError ``expected key=value, not 'port 80'`` for a line without "=".
    """
    settings = {}
    for line in lines:
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line == "[end]":
            break
        key, equals, value = line.partition("=")
        if not equals:
            raise ValueError(f"expected key=value, not {line!r}")
        settings[key.strip()] = value.strip()
    return settings


def call_with_retries(action: Callable[[], bool], attempts: int) -> str:
    """Try up to ``attempts`` times, and return "done at attempt N" or, when none succeeded, "gave up after N".

    The ``else`` of the loop is read as "no break": it runs when the attempts are used up.
    """
    for attempt in range(1, attempts + 1):
        if action():
            outcome = f"done at attempt {attempt}"
            break
    else:
        outcome = f"gave up after {attempts}"
    return outcome


def find_duplicate(batches: Iterable[Iterable[int]]) -> int | None:
    """Return the first order number that comes a second time, in whichever batch, or None.

    ``break`` would leave the inner loop only; a function of its own leaves both with ``return``.
    """
    seen: set[int] = set()
    for batch in batches:
        for order in batch:
            if order in seen:
                return order
            seen.add(order)
    return None


class Page(NamedTuple):
    """One page of a listing, and the cursor that asks for the next one; None after the last."""

    items: list[str]
    cursor: str | None


def fetch_all(fetch: Callable[[str | None], Page], max_pages: int = 1000) -> list[str]:
    """Return the items of all pages, from ``fetch(None)`` on, each page asked for with the cursor before it.

    It is an endless loop, left by ``return``. The other side decides when that is, so it gets two bounds.

    Raises RuntimeError ``cursor 'abc' came twice``, or ``more than 1000 pages`` when after ``max_pages``, 1 or more, of
    them there is still a cursor.
    """
    items: list[str] = []
    seen: set[str] = set()
    cursor: str | None = None
    while True:
        page = fetch(cursor)
        items += page.items
        cursor = page.cursor
        if cursor is None:
            return items
        if cursor in seen:
            raise RuntimeError(f"cursor {cursor!r} came twice")
        seen.add(cursor)
        if len(seen) == max_pages:
            raise RuntimeError(f"more than {max_pages} pages")


def drop_expired_wrong(ages: list[int], limit: int) -> list[int]:
    """Remove ages above the limit from the very list that the loop walks over, and return it.

    Each removal moves the rest one place to the left, so the loop steps over the next one.

    >>> drop_expired_wrong([90, 91, 5], 60)
    [91, 5]
    """
    for age in ages:
        if age > limit:
            ages.remove(age)
    return ages


def drop_expired_from_dict_wrong(sessions: dict[str, int], limit: int) -> str:
    """Delete sessions older than the limit while looping over the dict; return the message of the RuntimeError.

    Return "" when none was raised, which is so when no session is that old.
    """
    try:
        for name in sessions:
            if sessions[name] > limit:
                del sessions[name]
    except RuntimeError as error:
        return str(error)
    return ""


def drop_expired(ages: list[int], limit: int) -> None:
    """Remove ages above the limit from the caller's list: build what stays, then put it in place.

    >>> ages = [90, 91, 5]
    >>> drop_expired(ages, 60)
    >>> ages
    [5]
    """
    ages[:] = [age for age in ages if age <= limit]


def main() -> None:
    """Print branches, loops and their ends, the wrong way beside the right one."""
    print("503, widest condition first:", status_class_wrong(503), "- narrowest first:", status_class(503))
    shared = Cache()
    values: list[object] = [None, 0, 0.0, "", [], {}, "0", [0]]
    print("False in a condition:", [value for value in values if not value])
    print("Is the empty shared cache used? `or`:", cache_for_wrong(shared) is shared, end=", ")
    print("`is None`:", cache_for(shared) is shared)

    hosts = ["db1", "db2", "db3"]
    print("while and for find the same:", find_while(hosts, "db3"), find_for(hosts, "db3"))
    print("continue and break:", read_settings(["# local", "port = 80", "", "[end]", "port = 81"]))
    answers = iter([False, False, True])
    print("Retries:", call_with_retries(lambda: next(answers), 5), "-", call_with_retries(lambda: False, 5))
    print("Out of two loops at once:", find_duplicate([[7, 8], [9, 8]]))

    try:
        fetch_all(lambda _: Page(["order"], "abc"))
    except RuntimeError as error:
        print("Paging against a server with a bug:", error)

    print("Removing while looping, list:", drop_expired_wrong([90, 91, 5], 60), "- 91 is over 60 and still there")
    print("Removing while looping, dict:", drop_expired_from_dict_wrong({"ada": 90, "bob": 5}, 60))
    ages = [90, 91, 5]
    drop_expired(ages, 60)
    print("Building what stays:         ", ages)


if __name__ == "__main__":
    main()
