import pytest

from raw_sql_examples import null_logic
from raw_sql_examples.database import Connection, rows
from raw_sql_examples.null_logic import as_flag


@pytest.mark.parametrize("operator", ["AND", "OR"])
def test_truth_tables_are_those_of_three_valued_logic(operator: str, connection: Connection) -> None:
    # Kleene: false < unknown < true; AND is the least of two, OR the greatest.
    rank = {False: 0, None: 1, True: 2}
    least_or_greatest = min if operator == "AND" else max
    table = null_logic.truth_table(connection, operator)
    assert table == {(a, b): least_or_greatest((a, b), key=rank.__getitem__) for a in rank for b in rank}


def test_another_operator_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match=r"^operator must be AND or OR, not 'XOR'$"):
        null_logic.truth_table(connection, "XOR")


def test_truths_as_flags() -> None:
    assert [as_flag(truth) for truth in (True, False, None)] == [1, 0, None]
    assert null_logic.as_truth("b") == "CAST(CAST(:b AS integer) AS boolean)"


def test_not_in_a_list_with_null_finds_nothing_and_not_exists_finds_all(connection: Connection) -> None:
    cancelled = {tailnum for (tailnum,) in rows(connection, "SELECT tailnum FROM flights WHERE dep_time IS NULL")}
    planes = {tailnum for (tailnum,) in rows(connection, "SELECT tailnum FROM planes")}
    assert None in cancelled
    assert null_logic.never_cancelled_by_not_in(connection) == []
    expected = sorted(planes - cancelled)[:5]
    assert [tailnum for (tailnum,) in null_logic.never_cancelled_by_not_exists(connection)] == expected


def test_counts(connection: Connection) -> None:
    delays = [delay for (delay,) in rows(connection, "SELECT arr_delay FROM flights WHERE carrier = 'HA'")]
    known = [delay for delay in delays if delay is not None]
    assert null_logic.counts(connection) == (len(delays), len(known), len(set(known)))


def test_means(connection: Connection) -> None:
    delays = [delay for (delay,) in rows(connection, "SELECT arr_delay FROM flights WHERE carrier = 'EV'")]
    known = [delay for delay in delays if delay is not None]
    assert null_logic.mean_delays(connection) == pytest.approx((sum(known) / len(known), sum(known) / len(delays)))


def test_a_condition_and_its_opposite_do_not_cover_all_rows(connection: Connection) -> None:
    late, not_late, together = null_logic.halves(connection, 60)
    ((unknown,),) = rows(connection, "SELECT count(*) FROM flights WHERE arr_delay IS NULL")
    assert late + not_late + unknown == together == 336_776
    assert late == rows(connection, "SELECT count(*) FROM flights WHERE arr_delay >= 61")[0][0]


@pytest.mark.parametrize(("before", "after"), [("a", "a"), ("a", "b"), ("a", None), (None, "a"), (None, None)])
def test_changed_is_python_s_inequality(before: str | None, after: str | None, connection: Connection) -> None:
    assert null_logic.changed(connection, before, after) is (before != after)


def test_a_unique_column_takes_several_nulls(connection: Connection) -> None:
    assert null_logic.twins_without_number(connection) == 2


@pytest.mark.usefixtures("loaded_story")
def test_main_tells_of_lost_rows(capsys: pytest.CaptureFixture[str]) -> None:
    null_logic.main()
    told = capsys.readouterr().out
    assert "unknown AND true is None, unknown AND false is False" in told
    assert "NOT IN      []" in told
    assert "9,430 lost" in told
