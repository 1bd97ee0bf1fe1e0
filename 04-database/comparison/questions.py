"""The forty questions, whose words, columns and order stand in questions.toml.

Every function of this name, in the module of its chapter, in raw_sql_examples, sqlalchemy_examples and
django_orm_examples, returns these columns in this order; the tests hold the three against one another, row for row.

"A flight" is a scheduled one; it "flew" when ``dep_time`` is known. Months are 1 to 12, hours 0 to 23 (of the scheduled
departure), weekdays 1 (Monday) to 7. Means, shares and correlations are floats, and NULL leaves them. What an order
leaves open, the columns decide from left to right.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Question:
    """One question: its number, the module and the function that answer it, and what they return."""

    number: int
    chapter: str
    name: str
    text: str
    columns: tuple[str, ...]


def read(file: Path) -> tuple[Question, ...]:
    """Return the questions of a TOML file, numbered from 1; line ends within a text become spaces."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["question"]
    return tuple(
        Question(number, each["chapter"], each["name"], " ".join(each["text"].split()), tuple(each["columns"]))
        for number, each in enumerate(entries, start=1)
    )


FORTY = read(Path(__file__).with_name("questions.toml"))


def chapter(name: str) -> list[Question]:
    """Return the questions of a chapter, or raise ValueError for one that does not exist."""
    chosen = [question for question in FORTY if question.chapter == name]
    if not chosen:
        known = ", ".join(dict.fromkeys(question.chapter for question in FORTY))
        raise ValueError(f"unknown chapter {name!r}: expected one of {known}")
    return chosen
