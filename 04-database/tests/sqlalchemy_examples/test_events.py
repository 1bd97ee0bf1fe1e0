from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete, event, select, text, update
from sqlalchemy.orm import Session

from sqlalchemy_examples.events import (
    Base,
    BulkRefusedError,
    Change,
    Remark,
    audit,
    main,
    only_of,
    refuse_bulk,
    tag_statements,
)


@pytest.fixture
def store(private_engine: Engine) -> Engine:
    """Remarks 1 and 2 of UA, 3 of B6."""
    Base.metadata.create_all(private_engine)
    with Session(private_engine) as session, session.begin():
        for carrier, words in (("UA", "one"), ("UA", "two"), ("B6", "three")):
            session.add(Remark(carrier=carrier, text=words))
            session.flush()
    return private_engine


@pytest.fixture
def own(store: Engine) -> Iterator[Session]:
    with Session(store) as session:
        yield session


def changes(session: Session) -> list[tuple[str, int, str]]:
    query = select(Change).order_by(Change.id)
    return [(change.who, change.remark, change.what) for change in session.scalars(query)]


def test_audit_notes_what_a_flush_writes(own: Session) -> None:
    audit(own, "ada")
    first, second, third = own.scalars(select(Remark).order_by(Remark.id))
    new = Remark(carrier="B6", text="four")
    own.add(new)
    first.text, first.carrier = "ONE", "AA"
    second.text = "two"  # no change
    own.delete(third)
    own.flush()

    found = changes(own)
    assert set(found[:2]) == {("ada", new.id, "added"), ("ada", 3, "deleted")}
    assert found[2:] == [("ada", 1, "carrier: 'UA' -> 'AA'"), ("ada", 1, "text: 'one' -> 'ONE'")]


def test_audit_knows_the_old_value_of_what_has_expired(own: Session) -> None:
    audit(own, "ada")
    remark = own.get_one(Remark, 1)
    own.commit()
    remark.text = "later"
    own.commit()

    assert changes(own) == [("ada", 1, "text: 'one' -> 'later'")]


def test_audit_is_rolled_back_with_the_change(own: Session) -> None:
    audit(own, "ada")
    own.get_one(Remark, 1).text = "never"
    own.flush()
    own.rollback()

    assert changes(own) == []


def test_audit_is_of_this_session_alone(own: Session, store: Engine) -> None:
    audit(own, "ada")
    with Session(store) as other, other.begin():
        other.get_one(Remark, 1).text = "unnoticed"

    assert changes(own) == []


def test_statement_for_many_rows_is_past_the_audit(own: Session) -> None:
    audit(own, "ada")
    own.execute(update(Remark).values(text="past"))
    own.flush()

    assert changes(own) == []


@pytest.mark.parametrize("statement", [update(Remark).values(text="past"), delete(Remark)])
def test_refusing_statements_for_many_rows(own: Session, statement: object) -> None:
    refuse_bulk(own)

    with pytest.raises(BulkRefusedError, match=r"^change the objects: a statement for many rows is not in the audit$"):
        own.execute(statement)  # type: ignore[call-overload]  # either of two

    assert own.scalars(select(Remark.text).order_by(Remark.id)).all() == ["one", "two", "three"]
    own.execute(update(Change).values(who="x"))  # of other tables it does not care


def test_filter_is_part_of_each_statement(own: Session) -> None:
    only_of(own, "UA")

    assert own.scalars(select(Remark.text).order_by(Remark.id)).all() == ["one", "two"]
    assert own.get(Remark, 3) is None
    own.execute(update(Remark).values(text="changed"))
    own.execute(delete(Remark).where(Remark.id == 3))
    assert own.execute(text("SELECT text FROM remarks ORDER BY id")).scalars().all() == ["changed", "changed", "three"]


def test_filters_of_two_sessions_do_not_mix(own: Session, store: Engine) -> None:
    only_of(own, "UA")
    with Session(store) as other:
        only_of(other, "B6")
        query = select(Remark.text).order_by(Remark.id)
        assert (own.scalars(query).all(), other.scalars(query).all()) == (["one", "two"], ["three"])


def test_what_is_in_the_session_already_is_found(own: Session) -> None:
    """The hole that the docstring names."""
    foreign = own.get_one(Remark, 3)
    only_of(own, "UA")

    assert own.get(Remark, 3) is foreign


def executed(engine: Engine) -> list[str]:
    """Return a list that gets each statement as the driver got it."""
    sent: list[str] = []
    event.listen(engine, "after_cursor_execute", lambda *arguments: sent.append(arguments[2]))
    return sent


def test_tag(store: Engine) -> None:
    numbers = iter(range(7, 100))
    tag_statements(store, lambda: f"request {next(numbers)}")
    sent = executed(store)
    with store.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
        connection.execute(text("SELECT 2"))

    assert sent == ["/* request 7 */ SELECT 1", "/* request 8 */ SELECT 2"]


@pytest.mark.parametrize(
    ("tag", "comment"), [("a */ DROP TABLE remarks; --", "a  DROP TABLE remarks --"), ("50%(x)s", "50xs"), ("/*", "")]
)
def test_tag_cannot_leave_its_comment(store: Engine, tag: str, comment: str) -> None:
    tag_statements(store, lambda: tag)
    sent = executed(store)
    with store.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM remarks WHERE id > :id"), {"id": 0}).scalar_one() == 3

    assert sent[0].startswith(f"/* {comment} */ SELECT count")


def test_main(capsys: pytest.CaptureFixture[str], story: None) -> None:
    main()
    said = capsys.readouterr().out
    assert said.startswith(
        "ada 1: added\nada 2: added\nada 2: deleted\nada 1: text: 'Hello' -> 'Hello again'\nrefused: "
    )
    assert "B6 sees: ['For B6 alone']\nand by key, of UA: None\n" in said
    assert "would say: /* request 7  DROP TABLE remarks -- */ SELECT query FROM pg_" in said
