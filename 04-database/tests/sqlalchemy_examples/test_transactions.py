from collections.abc import Iterator

import pytest
from psycopg import errors
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.recording import recording
from sqlalchemy_examples.transactions import (
    Base,
    GivenUpError,
    Seat,
    book_all,
    main,
    make_seats,
    run_serializable,
    save_form,
    take_any,
    worth_retrying,
)


@pytest.fixture
def on_postgresql(private_address: str) -> Iterator[Engine]:
    engine = engine_for(private_address)
    make_seats(engine, ["1A", "1B"])
    yield engine
    Base.metadata.drop_all(engine)
    engine.dispose()


def seats(engine: Engine) -> dict[str, str | None]:
    with Session(engine) as session:
        return {seat.name: seat.passenger for seat in session.scalars(select(Seat).order_by(Seat.name))}


def test_savepoints_keep_what_is_not_taken(private_engine: Engine) -> None:
    make_seats(private_engine, ["1A", "1B"])
    with Session(private_engine) as session, session.begin():
        wishes = {"1C": "Ada", "1A": "Alan", "1D": "Grace", "1B": "Edsger"}
        assert book_all(session, wishes) == ["1A", "1B"]

    assert seats(private_engine) == {"1A": None, "1B": None, "1C": "Ada", "1D": "Grace"}


def test_making_seats_empties_the_table(private_engine: Engine) -> None:
    make_seats(private_engine, ["1A"])
    make_seats(private_engine, ["2A", "2B"])

    assert seats(private_engine) == {"2A": None, "2B": None}


def test_serializable_transaction_is_repeated_as_a_whole(on_postgresql: Engine) -> None:
    """Two count the seats and add one by the count: they would both add the same, were it not for the level."""
    levels: list[str] = []
    pauses: list[float] = []

    def interfere() -> None:
        with Session(on_postgresql.execution_options(isolation_level="SERIALIZABLE")) as other, other.begin():
            other.add(Seat(name="2" + "ABCD"[len(other.scalars(select(Seat)).all()) - 2]))

    def add_one(session: Session) -> str:
        levels.append(session.execute(text("SHOW transaction_isolation")).scalar_one())
        count = len(session.scalars(select(Seat)).all())
        if len(levels) == 1:
            interfere()
        session.add(Seat(name=f"3{count}"))
        return f"3{count}"

    assert run_serializable(on_postgresql, add_one, sleep=pauses.append) == "33"
    assert levels == ["serializable", "serializable"]
    assert len(pauses) == 1
    assert 0 <= pauses[0] <= 0.02
    assert list(seats(on_postgresql)) == ["1A", "1B", "2A", "33"]


def fail_with(statement: str) -> None:
    raise OperationalError(statement, {}, errors.SerializationFailure("could not serialize"))


def test_giving_up(on_postgresql: Engine) -> None:
    calls: list[Session] = []
    pauses: list[float] = []

    def never(session: Session) -> None:
        calls.append(session)
        session.add(Seat(name=f"9{len(calls)}"))
        session.flush()
        fail_with("COMMIT")

    with pytest.raises(GivenUpError, match=r"^gave up after 4 attempts$"):
        run_serializable(on_postgresql, never, attempts=4, sleep=pauses.append)

    assert len(set(map(id, calls))) == 4
    assert len(pauses) == 3
    assert all(pause <= 0.02 * 2**number for number, pause in enumerate(pauses))
    assert list(seats(on_postgresql)) == ["1A", "1B"]


def test_other_errors_are_not_repeated(on_postgresql: Engine) -> None:
    attempts = []

    def duplicate(session: Session) -> None:
        attempts.append(1)
        session.add(Seat(name="1A"))

    with pytest.raises(IntegrityError):
        run_serializable(on_postgresql, duplicate)

    assert len(attempts) == 1


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (errors.SerializationFailure(), True),
        (errors.DeadlockDetected(), True),
        (errors.UniqueViolation(), False),
        (errors.QueryCanceled(), False),
    ],
)
def test_worth_retrying(cause: Exception, *, expected: bool) -> None:
    assert worth_retrying(DBAPIError("COMMIT", {}, cause)) is expected


def test_two_take_different_seats_and_none_waits(on_postgresql: Engine) -> None:
    with Session(on_postgresql) as one, Session(on_postgresql) as other, Session(on_postgresql) as third:
        assert (take_any(one, "Ada"), take_any(other, "Alan"), take_any(third, "Grace")) == ("1A", "1B", None)
        one.rollback()
        assert take_any(third, "Grace") == "1A"
        third.commit()
        other.commit()

    assert seats(on_postgresql) == {"1A": "Grace", "1B": "Alan"}


def test_second_form_is_refused(private_engine: Engine) -> None:
    make_seats(private_engine, ["1A"])

    assert save_form(private_engine, "1A", 1, "Ada") == "saved"
    assert save_form(private_engine, "1A", 1, "Alan") == "changed meanwhile"
    assert save_form(private_engine, "1A", 2, "Alan") == "saved"
    assert seats(private_engine) == {"1A": "Alan"}


def test_form_that_is_overtaken_between_select_and_update(on_postgresql: Engine) -> None:
    overtaken: list[str] = []

    def overtake(*_: object) -> None:
        if not overtaken:
            overtaken.append("now")
            overtaken.append(save_form(on_postgresql, "1A", 1, "Faster"))

    event.listen(Session, "before_flush", overtake)
    try:
        assert save_form(on_postgresql, "1A", 1, "Slower") == "changed meanwhile"
    finally:
        event.remove(Session, "before_flush", overtake)

    assert overtaken == ["now", "saved"]
    assert seats(on_postgresql) == {"1A": "Faster", "1B": None}


def test_version_is_part_of_the_update(private_engine: Engine) -> None:
    make_seats(private_engine, ["1A"])
    with Session(private_engine) as session:
        seat = session.get_one(Seat, "1A")
        seat.passenger = "Ada"
        with recording(session) as sent:
            session.flush()
        assert sent[0].startswith("UPDATE seats SET passenger=")
        assert " AND seats.version = " in sent[0]
        session.execute(text("UPDATE seats SET version = 7"))
        seat.passenger = "Alan"
        with pytest.raises(StaleDataError):
            session.flush()


def test_main(capsys: pytest.CaptureFixture[str], story: None) -> None:
    main()
    said = capsys.readouterr().out
    assert said.startswith("taken: ['1A', '1B']\ntwo at once take 1A and 1B\na third finds None\n")
    assert "  Barbara: saved\n  Donald: changed meanwhile\n" in said
    assert "expected to update 1 row(s); 0 were matched.\n" in said
    assert said.endswith("the one that was repeated counted 5 seats\n")
