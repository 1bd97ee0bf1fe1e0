"""The quizzes taken so far: which questions each drew, and each answer, written when it is given.

A run is stored with its questions before the first is asked, so a quiz that was killed goes on with the next one.

Cost: one commit an answer.
Not for: the schedule of reviews; ``study.review`` keeps that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection

from study.drawing import Form, Item

TABLES = """
CREATE TABLE IF NOT EXISTS quiz_runs (
    id INTEGER PRIMARY KEY, what TEXT NOT NULL, seed INTEGER NOT NULL, count INTEGER, started TEXT NOT NULL,
    checkpoint INTEGER NOT NULL, given_up INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS quiz_answers (
    run INTEGER NOT NULL REFERENCES quiz_runs (id), position INTEGER NOT NULL, question TEXT NOT NULL,
    form TEXT NOT NULL, answer TEXT, is_right INTEGER, answered TEXT, PRIMARY KEY (run, position)
);
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question of a run. ``is_right`` is None until it is answered."""

    position: int
    question: str
    form: Form
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class Run:
    """A quiz that was begun.

    ``count`` is how many questions were asked for, None when it repeats those of another run. ``checkpoint`` says
    whether a checkpoint is passed when all are right.
    """

    id: int
    what: str
    seed: int
    count: int | None
    started: datetime
    checkpoint: bool
    drawn: tuple[Drawn, ...]

    @property
    def open(self) -> list[Drawn]:
        """What is not answered yet."""
        return [each for each in self.drawn if each.is_right is None]

    @property
    def right(self) -> int:
        """How many were answered right."""
        return sum(each.is_right is True for each in self.drawn)

    @property
    def passed(self) -> bool:
        """Whether this run passed a checkpoint: every question right, and any left."""
        return self.checkpoint and 0 < self.right == len(self.drawn)


class Runs:
    """The runs in a store that was opened with ``TABLES``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, what: str, seed: int, count: int | None, items: Iterable[Item], *, checkpoint: bool) -> Run:
        """Store a quiz before its first question is asked. The parameters are those of ``Run``."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        run = connection.execute(
            "INSERT INTO quiz_runs (what, seed, count, started, checkpoint) VALUES (?, ?, ?, ?, ?)",
            (what, seed, count, _now(), checkpoint),
        ).lastrowid
        connection.executemany(
            "INSERT INTO quiz_answers (run, position, question, form) VALUES (?, ?, ?, ?)",
            [(run, position, item.question.id, item.form) for position, item in enumerate(items, start=1)],
        )
        connection.execute("COMMIT")
        return next(each for each in self.latest() if each.id == run)

    def reload(self, run: Run) -> Run:
        """Return a run as the store has it now."""
        return next(each for each in self.latest() if each.id == run.id)

    def answer(self, run: Run, drawn: Drawn, text: str, *, right: bool) -> None:
        """Store an answer; another one to the same question takes its place."""
        self._connection.execute(
            "UPDATE quiz_answers SET answer = ?, is_right = ?, answered = ? WHERE run = ? AND position = ?",
            (text, right, _now(), run.id, drawn.position),
        )

    def forget(self, run: Run, drawn: Drawn) -> None:
        """Take a question out of a run, because it is not asked any more."""
        self._connection.execute("DELETE FROM quiz_answers WHERE run = ? AND position = ?", (run.id, drawn.position))

    def give_up(self, run: Run) -> None:
        """Do not offer to continue a run again; its answers stay."""
        self._connection.execute("UPDATE quiz_runs SET given_up = 1 WHERE id = ?", (run.id,))

    def latest(self) -> Iterator[Run]:
        """Yield all runs, the latest first."""
        for row in self._connection.execute("SELECT * FROM quiz_runs ORDER BY id DESC").fetchall():
            answers = self._connection.execute(
                "SELECT * FROM quiz_answers WHERE run = ? ORDER BY position", (row["id"],)
            )
            drawn = tuple(
                Drawn(
                    each["position"],
                    each["question"],
                    Form(each["form"]),
                    None if each["is_right"] is None else bool(each["is_right"]),
                )
                for each in answers
            )
            started = datetime.fromisoformat(row["started"])
            yield Run(row["id"], row["what"], row["seed"], row["count"], started, bool(row["checkpoint"]), drawn)

    def unfinished(self) -> Run | None:
        """Return the latest run that has questions left and was not given up."""
        given_up = {row["id"] for row in self._connection.execute("SELECT id FROM quiz_runs WHERE given_up")}
        return next((run for run in self.latest() if run.open and run.id not in given_up), None)

    def answered(self) -> Run | None:
        """Return the latest run in which something was answered, right or wrong."""
        return next((run for run in self.latest() if len(run.open) < len(run.drawn)), None)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
