"""How far the learner is: which exercises were begun, checked and passed, and which one is at hand.

Cost: one row for each exercise that was begun.
Not for: what was written; that is in the learner's files.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection, Row

from study.topics import Exercise

TABLES = """
CREATE TABLE IF NOT EXISTS exercises (
    name TEXT PRIMARY KEY,
    started TEXT NOT NULL,
    checked TEXT,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    passed TEXT,
    passed_digest TEXT
);
CREATE TABLE IF NOT EXISTS current_exercise (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    name TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known about one exercise. ``passed`` is when it passed first, ``digest`` is of the source that passed."""

    name: str
    started: datetime
    checked: datetime | None
    done: int
    total: int
    passed: datetime | None
    digest: str | None


def all_progress(store: Connection) -> dict[str, Progress]:
    """Return the progress of every exercise that was begun, by name."""
    return {row["name"]: _progress(row) for row in store.execute("SELECT * FROM exercises")}


def current(store: Connection) -> str | None:
    """Return the name of the exercise at hand."""
    row = store.execute("SELECT name FROM current_exercise").fetchone()
    return str(row["name"]) if row else None


def take_up(store: Connection, exercise: Exercise, *, anew: bool = False) -> None:
    """Make an exercise the one at hand; ``anew`` forgets what was reached in it."""
    now = _now()
    store.execute("BEGIN IMMEDIATE")
    if anew:
        store.execute("DELETE FROM exercises WHERE name = ?", (exercise.name,))
    store.execute(
        "INSERT INTO exercises (name, started, total) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
        (exercise.name, now, len(exercise.functions)),
    )
    store.execute(
        "INSERT INTO current_exercise VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET name = excluded.name",
        (exercise.name,),
    )
    store.execute("COMMIT")


def record(store: Connection, exercise: Exercise, source: str, done: int, total: int, *, passed: bool) -> None:
    """Store what a check found about a source."""
    store.execute(
        """
        INSERT INTO exercises (name, started, checked, done, total, passed, passed_digest)
        VALUES (:name, :now, :now, :done, :total, :passed, :digest)
        ON CONFLICT (name) DO UPDATE SET
            checked = :now, done = :done, total = :total,
            passed = coalesce(passed, :passed), passed_digest = coalesce(:digest, passed_digest)
        """,
        {
            "name": exercise.name,
            "now": (now := _now()),
            "done": done,
            "total": total,
            "passed": now if passed else None,
            "digest": digest(source) if passed else None,
        },
    )


def digest(source: str) -> str:
    """Return what tells one version of a source from another."""
    return hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()


def next_along_the_path(
    exercises: Sequence[Exercise], progress: Mapping[str, Progress], after: str | None
) -> Exercise | None:
    """Return the first exercise after the named one that has not passed, from the beginning again if need be.

    None when all have passed.
    """
    names = [exercise.name for exercise in exercises]
    begin = names.index(after) + 1 if after in names else 0
    for exercise in [*exercises[begin:], *exercises[:begin]]:
        if exercise.name not in progress or progress[exercise.name].passed is None:
            return exercise
    return None


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _progress(row: Row) -> Progress:
    checked, passed = row["checked"], row["passed"]
    return Progress(
        row["name"],
        datetime.fromisoformat(row["started"]),
        datetime.fromisoformat(checked) if checked else None,
        row["done"],
        row["total"],
        datetime.fromisoformat(passed) if passed else None,
        row["passed_digest"],
    )
