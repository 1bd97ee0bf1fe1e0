"""How an answer of one layer is held against that of another."""

import math
from collections.abc import Sequence

from comparison.answers import Layers, Row
from comparison.questions import Question


def assert_same_rows(found: list[Row], expected: list[Row]) -> None:
    """Both have the same rows in the same order; floats may differ in their last digits."""
    assert len(found) == len(expected)
    for row, other in zip(found, expected, strict=True):
        assert len(row) == len(other)
        assert all(map(same, row, other)), f"{row} is not {other}"


def same(value: object, other: object) -> bool:
    if isinstance(value, float) and isinstance(other, float):
        return math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-9)
    return type(value) is type(other) and value == other


LAYERS = ("raw", "sqlalchemy", "django")


def assert_layers_agree(
    question: Question, postgresql: Layers, sqlite: Layers, asked_of_sqlite: Sequence[str] = LAYERS
) -> None:
    """The three layers on two engines give the same rows, with the columns that the question names.

    A question that is asked of a small database as well, by every layer on each engine, needs no more than the SQL by
    hand of the year's flights on SQLite, which takes its time over them.
    """
    expected = postgresql.ask("raw", question).rows
    assert expected, "an answer without rows shows nothing"
    assert {len(row) for row in expected} == {len(question.columns)}
    others = [(postgresql, "sqlalchemy"), (postgresql, "django")]
    others += [(sqlite, layer) for layer in asked_of_sqlite]
    for database, layer in others:
        assert_same_rows(database.ask(layer, question).rows, expected)
