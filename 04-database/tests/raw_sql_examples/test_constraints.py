import psycopg
import pytest

from raw_sql_examples import constraints
from raw_sql_examples.constraints import attempt

HOUR = "[2013-01-01 10:00+00, 2013-01-01 11:00+00)"
TURNAROUND = "INSERT INTO turnarounds (gate, tailnum, during) VALUES (%s, %s, %s)"
SLOT = "INSERT INTO runway_slots VALUES (%s, %s)"


@pytest.fixture
def gates(postgresql: psycopg.Connection) -> psycopg.Connection:
    """A connection with the tables and the gate A1."""
    constraints.create(postgresql)
    assert attempt(postgresql, "INSERT INTO gates VALUES (%s, %s)", "A1", "A") is None
    return postgresql


@pytest.mark.parametrize(
    ("statement", "values", "kind", "name"),
    [
        ("INSERT INTO gates VALUES (%s, %s)", ["A1", "B"], "UniqueViolation", "gates_pkey"),
        ("INSERT INTO gates VALUES (%s, %s)", ["A2", ""], "CheckViolation", "gates_terminal"),
        ("INSERT INTO gates VALUES (%s, %s)", ["A2", None], "NotNullViolation", "terminal"),
        (TURNAROUND, ["Z9", "N1", HOUR], "ForeignKeyViolation", "turnarounds_gate_exists"),
        (TURNAROUND, ["A1", "N1", "empty"], "CheckViolation", "turnarounds_not_empty"),
    ],
)
def test_each_rule_is_named_and_leaves_the_transaction_usable(
    statement: str, values: list[object], kind: str, name: str, gates: psycopg.Connection
) -> None:
    refusal = attempt(gates, statement, *values)
    assert refusal is not None
    assert (refusal.kind, refusal.name) == (kind, name)
    assert refusal.message == constraints.MESSAGES.get(name, "terminal is missing")
    assert gates.execute("SELECT gate, terminal FROM gates").fetchall() == [("A1", "A")]
    assert gates.execute("SELECT count(*) FROM turnarounds").fetchone() == (0,)


def test_a_gate_in_use_cannot_be_deleted(gates: psycopg.Connection) -> None:
    assert attempt(gates, TURNAROUND, "A1", "N1", HOUR) is None
    refusal = attempt(gates, "DELETE FROM gates WHERE gate = %s", "A1")
    assert refusal is not None
    assert (refusal.kind, refusal.name) == ("RestrictViolation", "turnarounds_gate_exists")


@pytest.mark.parametrize(
    ("during", "taken"),
    [
        (HOUR, True),
        ("[2013-01-01 10:59+00, 2013-01-01 12:00+00)", True),
        ("[2013-01-01 11:00+00, 2013-01-01 12:00+00)", False),
        ("(,2013-01-01 10:00+00)", False),
    ],
)
def test_slots_of_a_runway_do_not_overlap(during: str, taken: bool, gates: psycopg.Connection) -> None:
    assert attempt(gates, SLOT, "N1", HOUR) is None
    refusal = attempt(gates, SLOT, "N2", during)
    assert (refusal is not None) is taken
    if refusal:
        assert (refusal.kind, refusal.name) == ("ExclusionViolation", "runway_one_at_a_time")


def test_an_unknown_constraint_is_told_by_its_name(gates: psycopg.Connection) -> None:
    gates.execute("ALTER TABLE gates ADD CONSTRAINT gates_short CHECK (length(terminal) < 2)")
    refusal = attempt(gates, "INSERT INTO gates VALUES (%s, %s)", "A3", "AB")
    assert refusal is not None
    assert refusal.message == "gates_short"


def test_what_was_refused_is_not_in_the_message(gates: psycopg.Connection) -> None:
    refusal = attempt(gates, "INSERT INTO gates VALUES (%s, %s)", "A1", "B")
    assert refusal == constraints.Refusal("UniqueViolation", "gates_pkey", "this gate is there already")


def test_rows_that_refer_to_each_other_are_checked_at_the_end(gates: psycopg.Connection) -> None:
    constraints.swap(gates, 7, 8)
    assert gates.execute("SELECT id, tailnum, next_id FROM turnarounds ORDER BY id").fetchall() == [
        (7, "N1", 8),
        (8, "N2", 7),
    ]
    assert gates.execute("SELECT DISTINCT gate, during = %s FROM turnarounds", [HOUR]).fetchall() == [("A1", True)]


DANGLING = "INSERT INTO turnarounds (gate, tailnum, during, next_id) VALUES (%s, %s, %s, 99)"


def test_a_check_that_is_put_off_refuses_at_the_end(gates: psycopg.Connection) -> None:
    gates.execute("SET CONSTRAINTS turnarounds_next_exists DEFERRED")
    assert attempt(gates, DANGLING, "A1", "N3", HOUR) is None
    refusal = attempt(gates, "SET CONSTRAINTS turnarounds_next_exists IMMEDIATE")
    assert refusal is not None
    assert (refusal.kind, refusal.name) == ("ForeignKeyViolation", "turnarounds_next_exists")


def test_after_a_swap_each_statement_is_checked_again(gates: psycopg.Connection) -> None:
    constraints.swap(gates, 7, 8)
    refusal = attempt(gates, DANGLING, "A1", "N3", HOUR)
    assert refusal is not None
    assert refusal.message == "there is no such turnaround to follow"


def test_a_swap_that_fails_leaves_nothing(gates: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        constraints.swap(gates, 7, 7)
    assert gates.execute("SELECT count(*) FROM turnarounds").fetchone() == (0,)


def test_translate_reads_names_not_text() -> None:
    refusal = constraints.translate(psycopg.errors.UniqueViolation("this key is there already"))
    assert refusal == constraints.Refusal("UniqueViolation", "?", "?")


@pytest.mark.usefixtures("loaded_story")
def test_main_breaks_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    constraints.main()
    told = capsys.readouterr().out
    for kind in ("Unique", "Check", "NotNull", "ForeignKey", "Exclusion"):
        assert f"{kind}Violation: " in told
    assert told.count("taken\n") == 2
