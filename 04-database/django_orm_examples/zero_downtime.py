"""Changing a table that is in use: rename, split, NOT NULL and an index, and no writer notices.

While a deploy rolls out, servers with old and with new code write to one table. So a column is never renamed: it is
added beside, kept the same by a trigger, filled in batches, checked, and only then do the new servers start; when the
last old one is gone, the old column goes. In this order (members/migrations):

    expand (0002), fill (0003), check (0004), validate and index (0005), NOT NULL (0006), forget (0007), contract (0008)

``RenameField`` says the same in one line, and each server that has not been restarted fails from that moment on.
If only the attribute is to be called otherwise, rename it in Python and keep ``db_column``: a migration without SQL.

``patiently`` is the other half: a statement that needs a strong lock waits behind the longest transaction, and
everybody waits behind it. With lock_timeout it gives up instead, and comes again.

Cost: several deploys of code and schema in place of one; the table twice as wide meanwhile.
Not for: a service that may be closed at night; one migration in a maintenance window is simpler, and right.
Asked: how do you rename a column of a table with a million rows and a thousand writes a second? Which of these
  migrations can be taken back? (All; the last one only by filling the old columns anew, under a lock.)
Source: https://docs.djangoproject.com/en/6.1/ref/migration-operations/#separatedatabaseandstate,
  https://martinfowler.com/bliki/ParallelChange.html
"""

from collections.abc import Callable
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, Self

from django.db import DatabaseError, OperationalError, connections, migrations
from django.db.migrations.loader import MigrationLoader
from psycopg.errors import LockNotAvailable

from django_orm_examples.data_migrations import model_at
from django_orm_examples.database import connected
from django_orm_examples.migrate import migrate, pending
from django_orm_examples.schema_locks import effects
from flights import databases

STEPS = (
    "0002_expand",
    "0003_backfill",
    "0004_check",
    "0005_validate_and_index",
    "0006_not_null",
    "0007_forget",
    "0008_contract",
)


class Writer:
    """A server in a thread: it adds a member, then gives it 100 miles by ``save``, until the block ends.

    It runs with the model as it was after a migration, on a connection of its own to the alias. It stops at the first
    error of the database, which is then in ``error``.
    """

    def __init__(self, alias: str, at: str, values: Callable[[int], dict[str, Any]]) -> None:
        self.written: list[int] = []  # keys of the members that it added
        self.error: DatabaseError | None = None
        self._alias = alias
        self._members: Any = model_at("members", at, "Member")._default_manager.using(alias)
        self._values = values
        self._changed = Condition()
        self._stop = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def goes_on(self, count: int = 5, seconds: float = 20) -> bool:
        """Wait until it has added so many more members; return whether it did, False after an error or the time."""
        wanted = len(self.written) + count
        with self._changed:
            self._changed.wait_for(lambda: len(self.written) >= wanted or self.error, timeout=seconds)
        return len(self.written) >= wanted

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                member = self._members.create(**self._values(len(self.written)))
                member.miles += 100
                member.save()
                with self._changed:
                    self.written.append(member.pk)
                    self._changed.notify_all()
        except DatabaseError as error:
            with self._changed:
                self.error = error
                self._changed.notify_all()
        finally:
            connections[self._alias].close()


def old_server(alias: str) -> Writer:
    """Return a writer with the code of before, which knows ``name`` and ``mail``.

    Its members, counted from 0, are ``Old Number 1`` with ``1@old.example``; those divisible by three have no mail.
    """
    return Writer(
        alias,
        "0001_initial",
        lambda number: {"name": f"Old Number {number}", "mail": f"{number}@old.example" if number % 3 else None},
    )


def new_server(alias: str) -> Writer:
    """Return a writer with the newest code, which knows ``given_name``, ``family_name`` and ``email``.

    Its members, counted from 0, are ``Very New``, ``Number 1`` with ``1@new.example``.
    """
    return Writer(
        alias,
        "0007_forget",
        lambda number: {"given_name": "Very New", "family_name": f"Number {number}", "email": f"{number}@new.example"},
    )


def prepare(alias: str, count: int) -> None:
    """Make the table as it was at first, with so many members in it.

    Counted from 1 they are ``Member Number 1`` with ``1@first.example``; those divisible by ten have no mail.
    """
    migrate(alias, "0001", app="members")
    member: Any = model_at("members", "0001_initial", "Member")
    numbers = range(1, count + 1)
    member.objects.using(alias).bulk_create(
        (
            member(name=f"Member Number {number}", mail=f"{number}@first.example" if number % 10 else None)
            for number in numbers
        ),
        batch_size=5_000,
    )


def patiently(alias: str, target: str, *, lock_timeout: int = 200, attempts: int = 50) -> int:
    """Bring the members to a migration, forwards, without making others wait long; return how many attempts it took.

    ``target`` is a full name. Each migration up to it that is pending goes by itself, and the most attempts that one of
    them took are returned, 0 when none is pending. A lock that is not to be had within ``lock_timeout`` milliseconds is
    given up, and all of that migration tried again. A migration that is not atomic waits as long as it needs: to give
    up in the middle would leave half of it, such as an invalid index, and its locks let writers pass. The last
    attempt's OperationalError is raised, and KeyError ``members.0003_fill`` for a migration that does not exist.
    Afterwards the connection has the server's own lock_timeout.
    """
    disk = MigrationLoader(None).disk_migrations
    if ("members", target) not in disk:
        raise KeyError(f"members.{target}")
    steps = [name for name in pending(alias, "members") if name <= target]
    return max(
        (_attempts(alias, name, lock_timeout if disk["members", name].atomic else 0, attempts) for name in steps),
        default=0,
    )


def _attempts(alias: str, target: str, lock_timeout: int, attempts: int) -> int:
    for attempt in range(1, attempts + 1):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(lock_timeout)])
            migrate(alias, target, app="members")
            break
        except OperationalError as error:
            if attempt == attempts or not isinstance(error.__cause__, LockNotAvailable):
                raise
        finally:
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET lock_timeout")
    return attempt


def rename_at_once(alias: str) -> None:
    """Rename ``mail`` to ``email`` as Django would by itself; the members must be at their first migration."""
    before = MigrationLoader(None).project_state(("members", "0001_initial"))
    after = before.clone()
    operation = migrations.RenameField("member", "mail", "email")
    operation.state_forwards("members", after)
    with connections[alias].schema_editor() as editor:
        operation.database_forwards("members", editor, before, after)


def main() -> None:
    """Rename at once and see an old server fail; then take the long way with servers at work."""
    with databases.postgresql() as address:
        with databases.empty_postgresql(address) as empty, connected("default", empty) as alias:
            prepare(alias, 10)
            with old_server(alias) as old:
                old.goes_on()
                for effect in effects(alias, migrations.RenameField("member", "mail", "email")):
                    print(f"at once: {effect.statement} ({effect.lock})")
                rename_at_once(alias)
                print("  the old server goes on:", old.goes_on())
                print("  " + str(old.error).splitlines()[0])

        with databases.empty_postgresql(address) as empty, connected("default", empty) as alias:
            prepare(alias, 3_000)
            with old_server(alias) as old:
                *before, forget, contract = STEPS
                for step in before:
                    patiently(alias, step)
                    print(f"{step:23} the old server goes on: {old.goes_on()}")
                with new_server(alias) as new:
                    patiently(alias, forget)
                    print(f"{forget:23} the old and the new one go on: {old.goes_on()}, {new.goes_on()}")
            with new_server(alias) as another:
                patiently(alias, contract)
                print(f"{contract:23} the new server goes on: {another.goes_on()}")
            member: Any = model_at("members", contract, "Member")
            servers = len(old.written) + len(new.written) + len(another.written)
            print("no member lost:", member.objects.count() == 3_000 + servers)
            for key in (10, old.written[1], new.written[1]):
                print(" ", member.objects.values("given_name", "family_name", "email", "miles").get(pk=key))


if __name__ == "__main__":
    main()
