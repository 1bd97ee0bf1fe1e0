"""Tables as classes: SQLAlchemy's declarative mapping.

``Mapped[int | None]`` says three things at once: the Python type (checked by mypy), the column's type, and whether it
may be NULL. The database keeps the rules that must hold whoever writes: a title is never empty, also when the next
program forgets to ask Pydantic.

Cost: mapping happens once, at import. Loading a row *as an object* costs about 1.6 times a plain row; so the list in
``store.py`` asks for columns.
Not for: changing a table that holds data. ``create_all`` makes what is missing and alters nothing; at work Alembic does
that (04-database shows it).
Asked: which rules belong into the database when the API checks them already? Why a naming convention for constraints?
Source: https://docs.sqlalchemy.org/en/21/orm/declarative_tables.html, https://www.sqlite.org/autoinc.html
"""

from sqlalchemy import BigInteger, CheckConstraint, Dialect, Integer, MetaData, String, create_mock_engine, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import ExecutableDDLElement

TITLE_LENGTH = 200
"""Characters of a title, at most."""

BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself in INTEGER PRIMARY KEY alone


class Base(DeclarativeBase):
    """What all tables of this service have in common: constraints with names that a migration can refer to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Todo(Base):
    """A to-do. Its id is never given to another one, not even after it was deleted (AUTOINCREMENT)."""

    __tablename__ = "todos"
    __table_args__ = (
        CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_LENGTH}", name="title_length"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    completed: Mapped[bool] = mapped_column(default=False)
    order: Mapped[int | None]  # a reserved word in SQL: SQLAlchemy quotes it


def main() -> None:
    """Print the statements that the classes stand for, in two dialects."""
    for name in ("sqlite", "postgresql+psycopg"):
        print(f"-- {name}")
        dialect = make_url(f"{name}://").get_dialect()()

        def show(statement: ExecutableDDLElement, *_: object, dialect: Dialect = dialect) -> None:
            print(statement.compile(dialect=dialect))

        Todo.metadata.create_all(create_mock_engine(f"{name}://", show), checkfirst=False)


if __name__ == "__main__":
    main()
