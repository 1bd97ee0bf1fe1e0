"""Events: what has to happen always, said once.

An audit that each handler must think of has holes. Here it hangs on the session: whatever a flush writes is noted in
the same transaction, so there is no change without its note and no note without its change. A filter by tenant hangs on
the session as well: each SELECT gets it, also those of lazy relationships. And each statement gets a comment that says
which request sent it, which the server's log then shows.

Each has an end, and one should know it. The audit sees objects, so ``UPDATE ... WHERE`` past the objects is not in it
(``refuse_bulk`` closes that door). The filter is put to statements, so an object that is in the session already is
found by ``get``. And both know statements of the mapped class alone: ``text()`` and the bare table go past them. A
tenant that must not get through belongs into the database: row level security.

Cost: a Python function for each flush, or for each statement. A tag that differs each time makes each statement a new
one to psycopg, which then prepares none.
Not for: business rules. What happens "by itself" is hard to find; a service that calls it is easy to read.
Asked: how do you keep an audit log complete? (In the database by triggers; in the session, if all writing goes by it.)
Source: https://docs.sqlalchemy.org/en/21/orm/session_events.html
"""

import re
from collections.abc import Callable

from sqlalchemy import Connection, Engine, String, event, insert, inspect, select, update
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    UOWTransaction,
    mapped_column,
    with_loader_criteria,
)

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import BIG_ID


class Base(DeclarativeBase):
    """Tables of this example, apart from the schema that Alembic looks after."""


class Remark(Base):
    """Something that somebody of an airline wrote.

    With ``active_history`` the old value is loaded before it is overwritten. Without, setting an attribute that a
    commit has expired loads nothing, and the audit would not know what was there.
    """

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    carrier: Mapped[str] = mapped_column(String(2), active_history=True)
    text: Mapped[str] = mapped_column(String(200), active_history=True)


class Change(Base):
    """What was done to a row: ``text: 'a' -> 'b'``, ``added`` or ``deleted``, and by whom."""

    __tablename__ = "remark_changes"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    remark: Mapped[int]
    who: Mapped[str] = mapped_column(String(50))
    what: Mapped[str] = mapped_column(String(500))


class BulkRefusedError(Exception):
    """A statement would change rows past the objects that the audit sees."""


def audit(session: Session, who: str) -> None:
    """Let every flush of a session write a Change for each remark that it adds, deletes or changes.

    It is written after the rows, when new ones have their ids, and in the same transaction. Of a changed remark each
    attribute that changed is a Change of its own, in the order of the columns.
    """

    def write(session: Session, _: UOWTransaction) -> None:
        found = [(remark.id, "added") for remark in session.new if isinstance(remark, Remark)]
        found += [(remark.id, "deleted") for remark in session.deleted if isinstance(remark, Remark)]
        for remark in session.dirty:
            if isinstance(remark, Remark):
                found += [(remark.id, what) for what in _changes(remark)]
        if found:
            rows = [{"remark": key, "who": who, "what": what} for key, what in found]
            session.execute(insert(Change), rows)

    event.listen(session, "after_flush", write)


def refuse_bulk(session: Session) -> None:
    """Let a session raise BulkRefusedError for ``update(Remark)`` and ``delete(Remark)``, which no flush sees.

    The message: ``change the objects: a statement for many rows is not in the audit``.
    """

    def refuse(state: ORMExecuteState) -> None:
        if (state.is_update or state.is_delete) and state.bind_mapper is inspect(Remark):
            raise BulkRefusedError("change the objects: a statement for many rows is not in the audit")

    event.listen(session, "do_orm_execute", refuse)


def only_of(session: Session, carrier: str) -> None:
    """Let a session's SELECTs, UPDATEs and DELETEs of remarks meet those of one airline only."""

    def restrict(state: ORMExecuteState) -> None:
        own = with_loader_criteria(Remark, lambda remark: remark.carrier == carrier, include_aliases=True)
        if state.is_select or state.is_update or state.is_delete:
            state.statement = state.statement.options(own)

    event.listen(session, "do_orm_execute", restrict)


def tag_statements(engine: Engine, tag: Callable[[], str]) -> None:
    """Let an engine begin each statement with a comment that holds what ``tag`` returns then, ``/* request 7 */ ``.

    Of the tag only letters, digits, blanks and ``-._`` are kept: ``*/`` would end the comment, and a percent sign would
    be a placeholder.
    """

    def comment(_: Connection, __: object, statement: str, parameters: object, *___: object) -> tuple[str, object]:
        return f"/* {re.sub(r'[^\w .-]', '', tag())} */ {statement}", parameters

    event.listen(engine, "before_cursor_execute", comment, retval=True)


def _changes(remark: Remark) -> list[str]:
    state = inspect(remark, raiseerr=True)
    histories = ((column.key, state.attrs[column.key].history) for column in state.mapper.column_attrs)
    return [f"{name}: {old.deleted[0]!r} -> {old.added[0]!r}" for name, old in histories if old.added and old.deleted]


def main() -> None:
    """Write remarks with an audit and a filter, on a loaded PostgreSQL."""
    with loaded() as engine:
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            audit(session, "ada")
            hello, goodbye = Remark(carrier="UA", text="Hello"), Remark(carrier="B6", text="Goodbye")
            session.add_all([hello, goodbye])
            session.commit()
            hello.text = "Hello again"
            session.delete(goodbye)
            session.commit()
            session.execute(update(Remark).values(text="Past the objects"))
            for change in session.scalars(select(Change).order_by(Change.id)):
                print(f"{change.who} {change.remark}: {change.what}")
            session.commit()
            refuse_bulk(session)
            try:
                session.execute(update(Remark).values(text="Past the objects"))
            except BulkRefusedError as error:
                print(f"refused: {error}")
        with Session(engine) as session:
            session.add(Remark(carrier="B6", text="For B6 alone"))
            session.commit()
            only_of(session, "B6")
            print("B6 sees:", session.scalars(select(Remark.text)).all())
            print("and by key, of UA:", session.get(Remark, 1))
        tag_statements(engine, lambda: "request 7 */ DROP TABLE remarks; --")
        with engine.connect() as connection:
            query = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"
            print("the server's log would say:", connection.exec_driver_sql(query).scalar_one()[:60])


if __name__ == "__main__":
    main()
