from contextlib import closing

import psycopg
import pytest
from psycopg import IsolationLevel

from raw_sql_examples import isolation
from raw_sql_examples.isolation import Outcome

LEVELS = list(IsolationLevel)

# Table 13.1 of the PostgreSQL documentation with its remarks on what PostgreSQL does: where it happens, what is seen.
# It has no column for the lost update; section 13.2.2 says that REPEATABLE READ refuses it ("could not serialize").
HAPPENS: dict[isolation.Anomaly, dict[IsolationLevel, tuple[int, ...]]] = {
    isolation.dirty_read: {},
    isolation.non_repeatable_read: {
        IsolationLevel.READ_UNCOMMITTED: (100, 50),
        IsolationLevel.READ_COMMITTED: (100, 50),
    },
    isolation.phantom: {IsolationLevel.READ_UNCOMMITTED: (2, 3), IsolationLevel.READ_COMMITTED: (2, 3)},
    isolation.lost_update: {IsolationLevel.READ_UNCOMMITTED: (120,), IsolationLevel.READ_COMMITTED: (120,)},
    isolation.write_skew: dict.fromkeys(LEVELS[:3], (0,)),
    isolation.report_that_lies: dict.fromkeys(LEVELS[:3], (0, 500)),
}
OTHERWISE: dict[isolation.Anomaly, Outcome] = {
    isolation.dirty_read: Outcome(False, (100,)),
    isolation.non_repeatable_read: Outcome(False, (100, 100)),
    isolation.phantom: Outcome(False, (2, 2)),
    isolation.lost_update: Outcome(False, (110,), "40001"),
    isolation.write_skew: Outcome(False, (1,), "40001"),
    isolation.report_that_lies: Outcome(False, (0, 0), "40001"),
}


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name)
@pytest.mark.parametrize("anomaly", isolation.ANOMALIES, ids=lambda anomaly: anomaly.__name__)
def test_happens_where_the_documentation_says(
    module_address: str, anomaly: isolation.Anomaly, level: IsolationLevel
) -> None:
    outcome = anomaly(module_address, level)

    saw = HAPPENS[anomaly].get(level)
    assert outcome == (OTHERWISE[anomaly] if saw is None else Outcome(True, saw))


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name)
def test_sessions_have_the_level_and_fresh_rows(module_address: str, level: IsolationLevel) -> None:
    for _ in range(2):
        with isolation.sessions(module_address, level, 3) as connections:
            for connection in connections:
                shown = connection.execute("SHOW transaction_isolation").fetchone()
                balances = connection.execute("SELECT id, balance FROM accounts ORDER BY id").fetchall()
                assert shown == (level.name.lower().replace("_", " "),)
                assert balances == [(1, 100), (2, 100)]
                connection.rollback()
            connections[0].execute("DELETE FROM accounts")
            connections[0].commit()
        assert [connection.closed for connection in connections] == [True, True, True]


def test_refusal_names_a_serialization_failure_and_rolls_back(module_address: str) -> None:
    with closing(psycopg.connect(module_address)) as connection:

        def fail() -> None:
            connection.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

        assert isolation.refusal(connection, fail) == "40001"
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_refusal_is_none_for_work_that_succeeds_and_lets_other_errors_through(module_address: str) -> None:
    with closing(psycopg.connect(module_address)) as connection:
        assert isolation.refusal(connection, lambda: None) is None
        with pytest.raises(psycopg.errors.DivisionByZero):
            isolation.refusal(connection, lambda: next(None for _ in connection.execute("SELECT 1 / 0")))


@pytest.mark.usefixtures("story_address")
def test_main_shows_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    isolation.main()

    shown = capsys.readouterr().out
    assert "lost update          happens: 120       happens: 120       40001: 110         40001: 110" in shown
    assert shown.count("happens") == 12
