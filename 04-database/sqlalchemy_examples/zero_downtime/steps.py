"""Rename, split, NOT NULL and an index, while two programs write: expand, fill, promise, contract.

1. Expand (0002): add the new columns and a trigger that keeps old and new alike. The old program does not notice.
2. Fill: rows from before, some at a time, each batch committed. Not a migration: it takes as long as it takes.
3. Promise and prove (0003, 0004): NOT NULL for new rows, then for all. Two transactions, or the lock of the first would
   be held during the scan of the second.
4. Index (0005): CONCURRENTLY.
5. Deploy the new program; when the last old one is gone, contract (0006): drop the old columns.

Each can be undone, and each may fail and be repeated. None that writers would queue behind waits for a lock for more
than a tenth of a second: it gives up, and ``patiently`` tries again. The index may wait: nobody waits behind it.

Cost: five deployments instead of one, and a trigger for as long as both live.
Not for: a table that may stand still for a minute at night. Then do it in one transaction, and sleep well.
Asked: rename a column of a table with a hundred million rows that is written to. How? (You do not rename it.)
Source: https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES
"""

import random
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from flights import databases
from sqlalchemy_examples import migrate
from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.zero_downtime import bookings
from sqlalchemy_examples.zero_downtime.locks import noting_locks

FOLDER = Path(__file__).with_name("migrations")
A_BATCH = """
WITH batch AS (
    SELECT id
    FROM bookings
    WHERE id > :after AND id <= :last
    ORDER BY id
    LIMIT :size
), filled AS (
    UPDATE bookings
    SET passenger_name = passenger,
        origin = split_part(route, '-', 1),
        dest = split_part(route, '-', 2),
        paid_cents = coalesce(paid_cents, 0)
    WHERE id IN (SELECT id FROM batch)
      AND (passenger_name IS NULL OR origin IS NULL OR dest IS NULL OR paid_cents IS NULL)
    RETURNING id
)
SELECT (SELECT max(id) FROM batch), (SELECT count(*) FROM filled)
"""


def patiently(work: Callable[[], None], attempts: int = 100, sleep: Callable[[float], None] = time.sleep) -> int:
    """Repeat the work while it raises LockTimeoutError, and return how many attempts it took.

    Between two attempts ``sleep`` is called with 0.01 to 0.1 seconds, by chance, so that whoever queued behind the last
    one gets through. What the last of ``attempts`` raises is raised.
    """
    for attempt in range(1, attempts):
        try:
            work()
        except migrate.LockTimeoutError:
            sleep(random.uniform(0.01, 0.1))  # noqa: S311  # no secret
        else:
            return attempt
    work()
    return attempts


def fill(engine: Engine, size: int) -> list[int]:
    """Fill the new columns of the rows that lack them, and return how many rows each batch had to fill.

    A batch is the next ``size`` rows by id, in a transaction of its own: no lock is held for long, and what is done
    stays done. It may run again, and fills nothing then. It ends at the last row that there is when it begins: the
    trigger fills what writers add meanwhile.
    """
    batches: list[int] = []
    with engine.connect() as connection:
        last = connection.execute(text("SELECT coalesce(max(id), 0) FROM bookings")).scalar_one()
    after = 0
    while after < last:
        with engine.begin() as connection:
            batch = {"after": after, "last": last, "size": size}
            after, filled = connection.execute(text(A_BATCH), batch).one()
        batches.append(filled)
    return batches


def upgrade(connection: Connection, revision: str) -> int:
    """Migrate the table of bookings up to a revision, patiently, and return the attempts; raise as migrate.upgrade."""
    return patiently(lambda: migrate.upgrade(connection, revision, FOLDER))


def downgrade(connection: Connection, revision: str) -> int:
    """Migrate it down, patiently, and return the attempts."""
    return patiently(lambda: migrate.downgrade(connection, revision, FOLDER))


def main() -> None:
    """Change a table of 5,000 bookings, there and back, while programs write to it."""
    with databases.postgresql() as loaded, databases.empty_postgresql(loaded) as address:
        engine = engine_for(address)
        with engine.connect() as connection, noting_locks(connection, "bookings") as noted:
            upgrade(connection, "0001")
            bookings.fill(connection, 5_000)
            noted.clear()
            with bookings.writing(address, bookings.OLD) as old:
                old.wait_for(10)
                upgrade(connection, "0002")
                with bookings.writing(address, bookings.NEW) as new:
                    new.wait_for(10)
                    print(f"old and new program write; {sum(fill(engine, 1_000)):,} rows filled")
                    for revision in ("0003", "0004", "0005"):
                        upgrade(connection, revision)
                        old.wait_for(5)
                    old.stop()  # the last old program is gone
                    upgrade(connection, "0006")
                    new.wait_for(10)
                    _tell(engine, bookings.NEW, old, new)
                    downgrade(connection, "0002")
                    new.wait_for(10)
            with bookings.writing(address, bookings.OLD) as last:
                downgrade(connection, "0001")
                last.wait_for(10)
            print("and back at 0001:")
            _tell(engine, bookings.OLD, old, new, last)
            print("\nThe strongest lock on the table, by transaction, and how long it was held, there and back:")
            for transaction in noted:
                blocks = "writers wait" if transaction.blocks_writers() else "writers go on"
                held = f"{transaction.seconds * 1000:>4.0f} ms"
                print(f"  {transaction.strength:<25}{blocks:<14}{held}  {transaction.statement[:70]}")
        engine.dispose()


def _tell(engine: Engine, program: bookings.Program, *writers: bookings.Writer) -> None:
    for writer in writers:
        with engine.connect() as connection:
            missing = bookings.lost(connection, program, writer)
        print(
            f"  {writer.program.name} program: {writer.error or 'no error'}, {len(missing)} of its bookings lost,"
            f" {writer.longest * 1000:.0f} ms for the slowest"
        )


if __name__ == "__main__":
    main()
