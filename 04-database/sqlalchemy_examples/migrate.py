"""Migrations from code: up, down, where a database is, and whether the models are ahead of it.

A migration is a step from one schema to the next, kept with the code and run once in each database; a table in the
database notes which was the last. ``metadata.create_all`` makes what is missing and changes nothing that is there.

Alembic takes no lock. Two servers that migrate when they start would both create the table; here the second one is
refused. It tries the lock instead of waiting for it: CREATE INDEX CONCURRENTLY waits for every older transaction, and
would wait for the one that waits for us.

Cost: a connection; comparing reads the whole catalog.
Not for: every start of every process in production. One job in the deployment migrates, the others check.
Asked: may a migration import the models? (No: it runs years later, when they have changed.) Is a downgrade worth
writing? (It brings back the schema, not what a dropped column held. Roll the code back, and fix forward.)
Source: https://alembic.sqlalchemy.org/en/latest/api/commands.html
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import DBAPIError

from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.models import Base

FOLDER = Path(__file__).with_name("migrations")
LOCK = 2013_1001
"""The number of the advisory lock that one process at a time holds; any number would do."""


type Target = str | Path | Connection
"""What to migrate: a PostgreSQL address, a SQLite file, or whatever an open connection leads to."""


class MigrationError(Exception):
    """The database cannot be migrated; the message says why, in one line."""


class LockTimeoutError(MigrationError):
    """A statement waited longer for a lock than ``lock_timeout`` allows; what it belonged to was rolled back."""


class Comparison(TypedDict):
    """What Alembic compares beside tables, columns, keys and indexes, which it always does."""

    compare_type: bool
    compare_server_default: bool
    autogenerate_plugins: list[str]


def upgrade(target: Target, revision: str = "head", folder: Path = FOLDER) -> None:
    """Run the migrations of a folder up to a revision.

    Raise MigrationError with ``another process is migrating this database``, with the database's own words when it
    refuses a statement (``relation "airlines" already exists``), or with Alembic's for a revision that does not exist.
    """
    with _migrating(target, folder) as config:
        command.upgrade(config, revision)


def downgrade(target: Target, revision: str, folder: Path = FOLDER) -> None:
    """Go back to a revision, ``base`` for none, or raise MigrationError as ``upgrade`` does."""
    with _migrating(target, folder) as config:
        command.downgrade(config, revision)


def current(address: str | Path) -> str | None:
    """Return the revision that a database is at, None before the first."""
    with _connected(address) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check(address: str | Path) -> None:
    """Do what ``alembic check`` does in a build: raise MigrationError when the models are ahead of the migrations.

    The message is Alembic's: ``Target database is not up to date.`` or ``New upgrade operations detected: ...``.
    """
    with _migrating(address, FOLDER) as config:
        command.check(config)


def differences(address: str | Path) -> list[str]:
    """Return how the database would have to change to be what the models say, such as ``add_index flights_dest``.

    Each begins with an operation, such as ``add_column``, ``remove_constraint`` or ``modify_nullable``.
    """
    with _connected(address) as connection:
        context = MigrationContext.configure(connection, opts={**comparison(connection)})
        changes = (
            change
            for found in compare_metadata(context, Base.metadata)
            for change in (found if isinstance(found, list) else [found])
        )
        return [" ".join([change[0], *(str(getattr(part, "name", part)) for part in change[1:])]) for change in changes]


def comparison(connection: Connection) -> Comparison:
    """Return what to compare on the engine of a connection.

    CHECK constraints are compared only when asked for, and only by name: a changed expression under an old name passes.
    SQLite tells of a column how it stores it, which is less than the type, so types are compared on PostgreSQL alone.
    """
    tells_types = connection.dialect.name == "postgresql"
    plugins = ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"]
    return {"compare_type": tells_types, "compare_server_default": tells_types, "autogenerate_plugins": plugins}


def adopt(address: str | Path) -> None:
    """Note in a database that has its schema from elsewhere, such as schema.sql, that it is at the newest revision.

    Raise MigrationError when it is not what the models say: ``expected the schema of the models, found: `` and the
    differences, separated by semicolons.
    """
    if found := differences(address):
        raise MigrationError(f"expected the schema of the models, found: {'; '.join(found)}")
    with _migrating(address, FOLDER) as config:
        command.stamp(config, "head")


def script(dialect: str, revisions: str = "head") -> str:
    """Return the SQL of migrations, for those who run it by hand: ``script("postgresql", "0001:0002")``."""
    output = io.StringIO()
    config = Config(output_buffer=output, attributes={"dialect": dialect})
    config.set_main_option("script_location", str(FOLDER))
    command.upgrade(config, revisions, sql=True)
    return output.getvalue()


@contextmanager
def _connected(target: Target) -> Iterator[Connection]:
    if isinstance(target, Connection):
        yield target
        return
    engine = engine_for(target)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _migrating(target: Target, folder: Path) -> Iterator[Config]:
    with _connected(target) as connection, _alone(connection):
        config = Config(stdout=io.StringIO(), attributes={"connection": connection})
        config.set_main_option("script_location", str(folder))
        try:
            yield config
        except (CommandError, DBAPIError) as error:
            said = error.orig if isinstance(error, DBAPIError) else error
            kind = LockTimeoutError if isinstance(said, LockNotAvailable) else MigrationError
            raise kind(" ".join(str(said).split())) from error


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "postgresql":
        yield
        return
    # The lock is the session's, not the transaction's: a migration may need several transactions.
    locked = connection.scalar(select(func.pg_try_advisory_lock(LOCK)))
    connection.commit()
    if not locked:
        raise MigrationError("another process is migrating this database")
    try:
        yield
    finally:
        connection.rollback()  # of what failed, before anything else can be said to the server
        connection.execute(select(func.pg_advisory_unlock(LOCK)))
        connection.commit()


def main() -> None:
    """Migrate a new file up, change it by hand, and take it down again."""
    with TemporaryDirectory() as folder:
        address = Path(folder) / "new.sqlite"
        print("a new database is at", current(address))
        upgrade(address)
        print("upgraded, it is at", current(address))
        print("it differs from the models in", differences(address) or "nothing")
        with _connected(address) as connection:
            connection.exec_driver_sql("ALTER TABLE airlines ADD COLUMN alliance text")
            connection.exec_driver_sql("DROP INDEX flights_dest")
            connection.commit()
        print("\nSomebody changed it by hand. To be what the models say:")
        for difference in differences(address):
            print(" ", difference)
        try:
            check(address)
        except MigrationError as error:
            print(f"and the build stops: {str(error).partition(':')[0]}")
        downgrade(address, "base")
        with _connected(address) as connection:
            print("\nback at base, it has", inspect(connection).get_table_names())
    print("\nWhat the second migration sends to PostgreSQL:\n")
    print(script("postgresql", "0001:0002").strip())


if __name__ == "__main__":
    main()
