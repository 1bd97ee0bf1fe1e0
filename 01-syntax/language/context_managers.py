"""Context managers: what has to be undone stands in one place, and ``with`` undoes it whatever happens.

Connections go back to their pool, locks are released, transactions end. ``with`` calls ``__enter__``, and ``__exit__``
at the end of the block: after ``return`` and ``break`` too, and with the error if there is one. A generator with
``@contextmanager`` says the same in one function; its ``yield`` is the block.

Cost: two method calls.
Not for: an order of opening and closing that is not nested, nor objects that live as long as the process (the lifespan
of the framework opens and closes those).
Asked: what do the arguments and the result of ``__exit__`` mean? What does ``@contextmanager`` do with an error?
Source: PEP 343, https://docs.python.org/3/library/contextlib.html
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from types import TracebackType
from typing import Literal, Self


class Store:
    """A pretended database: ``rows`` is what it holds, ``events`` what was asked of it, in order."""

    def __init__(self) -> None:
        """Begin with two empty lists."""
        self.rows: list[str] = []
        self.events: list[str] = []


class Transaction:
    """Changes that are kept together when the block ends well, and dropped together when it ends with an error.

    >>> store = Store()
    >>> with Transaction(store) as transaction:
    ...     transaction.add("order 7")
    >>> store.rows, store.events
    (['order 7'], ['begin', 'commit'])
    """

    def __init__(self, store: Store) -> None:
        """Remember the store, and ask nothing of it yet."""
        self._store = store
        self._added: list[str] = []

    def add(self, row: str) -> None:
        """Add a row at the end of the transaction."""
        self._added.append(row)

    def __enter__(self) -> Self:
        """Begin (event ``begin``), with no changes from an earlier use; return the transaction, which ``as`` names."""
        self._store.events.append("begin")
        self._added.clear()
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        """Put the rows into the store (event ``commit``) when there was no error, else drop them (event ``rollback``).

        The result is None, which is not true, so the error goes on.
        """
        if error is None:
            self._store.rows += self._added
        self._store.events.append("commit" if error is None else "rollback")
        return None


class SwallowingTransaction(Transaction):
    """The same, which returns True for every error: the caller never learns that nothing was saved."""

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> Literal[True]:
        """Commit or roll back, and swallow the error."""
        super().__exit__(error_type, error, traceback)
        return True


def save(transaction: Transaction, rows: Sequence[str]) -> str:
    """Add the rows in a transaction and return ``saved``.

    Raises ValueError ``an empty row`` in the middle of it for an empty row.
    """
    with transaction:
        for row in rows:
            if not row:
                raise ValueError("an empty row")
            transaction.add(row)
    return "saved"


@contextmanager
def connection_broken(pool: list[str]) -> Iterator[str]:
    """Take a connection off the pool's end and put it back behind the block. When the block raises, it is lost."""
    connection = pool.pop()
    yield connection
    pool.append(connection)


@contextmanager
def connection(pool: list[str]) -> Iterator[str]:
    """Take a connection off the pool's end for the block, and put it back whatever happens.

    >>> pool = ["c1"]
    >>> with connection(pool) as taken:
    ...     print(taken, pool)
    c1 []
    >>> pool
    ['c1']

    Raises IndexError when the pool is empty.
    """
    taken = pool.pop()
    # The error of the block is raised at the yield: without try, nothing behind it would run.
    try:
        yield taken
    finally:
        pool.append(taken)


def uses_until_empty(manager: Callable[[list[str]], AbstractContextManager[str]], size: int) -> int:
    """Return how many of 100 failing requests get a connection from a pool of ``size``; ``manager`` hands them out.

    >>> uses_until_empty(connection, 3), uses_until_empty(connection_broken, 3)
    (100, 3)
    """
    pool = [f"c{number}" for number in range(size)]
    served = 0
    for _ in range(100):
        with suppress(TimeoutError, IndexError), manager(pool):
            served += 1
            raise TimeoutError("the request fails")
    return served


def open_all(resources: Sequence[AbstractContextManager[str]]) -> list[str]:
    """Enter any number of context managers, leave them in reverse order, and return what they gave, in order.

    When one cannot be entered, those before it are left, and the error goes on.
    """
    with ExitStack() as stack:
        return [stack.enter_context(resource) for resource in resources]


@contextmanager
def logged(name: str, log: list[str]) -> Iterator[str]:
    """Write ``+NAME`` to the log on entry and ``-NAME`` on exit; the block gets the name.

    Raises ConnectionError ``no name`` on entry, before it logs, when the name is empty.
    """
    if not name:
        raise ConnectionError("no name")
    log.append(f"+{name}")
    try:
        yield name
    finally:
        log.append(f"-{name}")


def second_use(pool: list[str]) -> str:
    """Use one ``connection(pool)`` for two blocks, and return ``NAME: MESSAGE`` of the error of the second.

    A generator runs once; call the function again for each block. An object of a class such as Transaction has no such
    limit.
    """
    manager = connection(pool)
    with manager:
        pass
    try:
        with manager:
            raise AssertionError("the second block ran")
    except (AttributeError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"


def main() -> None:
    """Print each idea, and each mistake with what it does."""
    print("-- a transaction")
    store = Store()
    print(f"{save(Transaction(store), ['order 7', 'order 8'])}: {store.rows}, {store.events}")
    try:
        save(Transaction(store), ["order 9", ""])
    except ValueError as error:
        print(f"ValueError: {error}: {store.rows}, {store.events[2:]}")
    swallowed = save(SwallowingTransaction(store), ["order 9", ""])
    print(f"__exit__ returns True: the caller hears {swallowed!r}, and there is {store.rows}")
    print("-- a generator")
    for manager in (connection, connection_broken):
        served = uses_until_empty(manager, size=3)
        print(f"{manager.__name__}: {served} of 100 failing requests got one of 3 connections")
    print(f"one manager for two blocks: {second_use(['c1'])}")
    print("-- as many as there are")
    log: list[str] = []
    print(f"{open_all([logged(name, log) for name in ('database', 'cache', 'broker')])}, {log}")
    log.clear()
    with suppress(ConnectionError):
        open_all([logged(name, log) for name in ("database", "", "broker")])
    print(f"the second fails: {log}")


if __name__ == "__main__":
    main()
