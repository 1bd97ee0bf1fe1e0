"""When each question is to be asked again: FSRS, in the learner's store.

FSRS keeps two numbers a question, how hard it is and for how many days it is remembered, and asks again when the chance
to remember falls to 90 %. A rating is stored with its new schedule in one transaction, so whoever is interrupted loses
at most the question on the screen. A schedule belongs to the id: a new wording keeps it, and so does a question that is
no longer there.

No chance is added to the intervals ("fuzz"): what is announced is what happens, and learners here have hundreds of
questions, not tens of thousands to spread.

Cost: a commit a rating; all schedules are read once, to find what is due.
Not for: fitting the parameters to the learner; some thousand reviews would be needed.
Source: https://github.com/open-spaced-repetition/py-fsrs and https://doi.org/10.1145/3534678.3539081
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection, Row

from fsrs import Card, Rating, Scheduler

from study.projects import UsageError
from study.store import FILE

TABLES = """
CREATE TABLE IF NOT EXISTS review_schedules (question TEXT PRIMARY KEY, due TEXT NOT NULL, card TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS review_ratings (
    question TEXT NOT NULL, reviewed TEXT NOT NULL, rating INTEGER NOT NULL, PRIMARY KEY (question, reviewed)
) STRICT;
"""

_SCHEDULER = Scheduler(enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Rated:
    """One answer: the question's id, when, and how well it was known."""

    question: str
    reviewed: datetime
    rating: Rating


class Schedules:
    """The schedules in a store whose ``TABLES`` are there. Times have a zone; they are kept in UTC."""

    def __init__(self, store: Connection) -> None:
        self._store = store

    def all(self) -> dict[str, Card]:
        """Return the schedule of every question ever rated, by its id, the one due first coming first."""
        rows = self._store.execute("SELECT question, card FROM review_schedules ORDER BY due, question")
        return {row["question"]: _stored(row) for row in rows}

    def due(self, now: datetime, among: Iterable[str]) -> list[str]:
        """Return the questions of some that are due, the longest overdue first."""
        wanted = frozenset(among)
        rows = self._store.execute(
            "SELECT question FROM review_schedules WHERE due <= ? ORDER BY due, question", [_text(now)]
        )
        return [row["question"] for row in rows if row["question"] in wanted]

    def choices(self, question: str, now: datetime) -> dict[Rating, Card]:
        """Return what each rating would make of a question's schedule."""
        row = self._store.execute(
            "SELECT question, card FROM review_schedules WHERE question = ?", [question]
        ).fetchone()
        card = _stored(row) if row else Card(card_number(question), due=now)
        return {rating: _SCHEDULER.review_card(card, rating, now.astimezone(UTC))[0] for rating in Rating}

    def rate(self, question: str, rating: Rating, now: datetime) -> Card:
        """Store a rating and the schedule that follows from it, and return this."""
        card = self.choices(question, now)[rating]
        self.store([Rated(question, now, rating)], {question: card})
        return card

    def store(self, ratings: Iterable[Rated], cards: dict[str, Card]) -> None:
        """Store ratings and schedules: all of them, or none. A rating that is there already stays."""
        self._store.execute("BEGIN IMMEDIATE")
        try:
            self._store.executemany(
                "INSERT OR IGNORE INTO review_ratings (question, reviewed, rating) VALUES (?, ?, ?)",
                [(each.question, _text(each.reviewed), int(each.rating)) for each in ratings],
            )
            self._store.executemany(
                "INSERT OR REPLACE INTO review_schedules (question, due, card) VALUES (?, ?, ?)",
                [(question, _text(card.due), card.to_json()) for question, card in cards.items()],
            )
        except BaseException:
            self._store.execute("ROLLBACK")
            raise
        self._store.execute("COMMIT")

    def ratings(self) -> list[Rated]:
        """Return every rating ever given, the oldest first."""
        rows = self._store.execute("SELECT question, reviewed, rating FROM review_ratings ORDER BY reviewed, question")
        return [Rated(row["question"], datetime.fromisoformat(row["reviewed"]), Rating(row["rating"])) for row in rows]


def merged(here: dict[str, Card], there: dict[str, Card]) -> tuple[dict[str, Card], list[str]]:
    """Return the schedules of ``there`` that are reviewed later than those ``here``, and which ids these replace."""
    news = {question: card for question, card in there.items() if _is_later(card, here.get(question))}
    return news, [question for question in news if question in here]


def remembered(cards: Iterable[Card], now: datetime) -> float:
    """Return how many of some questions the learner would know now, after FSRS: the sum of the chances."""
    return sum(_SCHEDULER.get_card_retrievability(card, now.astimezone(UTC)) for card in cards)


def card_number(question: str) -> int:
    """Return the number that FSRS wants a card to have; it is the same wherever the question is."""
    return int(hashlib.sha256(question.encode()).hexdigest()[:12], 16)


def _stored(row: Row) -> Card:
    """Return a schedule of the store; SQLite notices damage to its pages, but not to a text in them."""
    try:
        return Card.from_json(row["card"])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{FILE}: the schedule of {row['question']} is damaged ({error!r}). Nothing was changed. "
            "Rename the file, and `study review --import` what you exported last, or begin anew."
        ) from error


def _is_later(card: Card, other: Card | None) -> bool:
    """Tell whether a schedule follows from a later review than another one."""
    if other is None or other.last_review is None:
        return True
    return card.last_review is not None and card.last_review > other.last_review


def _text(time: datetime) -> str:
    """Return a time as text that sorts as the times do."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")
