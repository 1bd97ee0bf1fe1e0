from collections.abc import Callable

import pytest
from psycopg import IsolationLevel

from raw_sql_examples.read_committed import Second, last_seat, main, missed_row, second_writer, sum_of_both

COMMITTED, REPEATABLE, SERIALIZABLE = list(IsolationLevel)[1:]

type Case = Callable[[str, IsolationLevel], Second]


# missed_row is the example of section 13.2.1 of the PostgreSQL documentation.
@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (sum_of_both, Second(1, None, {"balance": 130})),
        (last_seat, Second(0, None, {"seats": 0})),
        (missed_row, Second(0, None, {"one": 10, "other": 11})),
    ],
)
def test_read_committed_reads_the_row_again(module_address: str, case: Case, expected: Second) -> None:
    assert case(module_address, COMMITTED) == expected


@pytest.mark.parametrize("level", [REPEATABLE, SERIALIZABLE], ids=lambda level: level.name)
@pytest.mark.parametrize(
    ("case", "left"),
    [(sum_of_both, {"balance": 110}), (last_seat, {"seats": 0}), (missed_row, {"one": 10, "other": 11})],
)
def test_higher_levels_refuse(module_address: str, case: Case, left: dict[str, int], level: IsolationLevel) -> None:
    assert case(module_address, level) == Second(0, "40001", left)


def test_writers_of_different_rows_do_not_wait(module_address: str) -> None:
    with pytest.raises(TimeoutError, match="ended without waiting for a lock"):
        second_writer(
            module_address,
            COMMITTED,
            {"a": 1, "b": 1},
            "UPDATE counters SET value = 2 WHERE name = 'a'",
            "UPDATE counters SET value = 2 WHERE name = 'b'",
        )


@pytest.mark.usefixtures("story_address")
def test_main_compares_the_levels(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert "READ_COMMITTED   the second waited, then wrote 0 row(s); left: {'one': 10, 'other': 11}" in shown
    assert shown.count("refused with 40001") == 3
