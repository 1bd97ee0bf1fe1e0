"""The tables: the same rules as the models, kept by the database whoever writes to it.

A constraint is the last line of defence. The API refuses a bad note with a better message, but a migration, a script
or a second service does not go through the API. Each rule that data must keep is therefore a CHECK, and where the
models know more kinds of white space than SQL, the constraint is the coarser one: it must never refuse what the API
accepts.

Asked: constraint or validation? (Both.) Why a partial index? What does a generated column save, and what does it
cost?
Source: https://www.postgresql.org/docs/18/ddl-constraints.html, ddl-generated-columns.html, indexes-partial.html
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    Connection,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from notes_api.models import MAX_BODY, MAX_TAG, MAX_TAGS, MAX_TITLE

TITLE_RULE = rf"char_length(title) BETWEEN 1 AND {MAX_TITLE} AND title ~ '[^ ]' AND title !~ '[\x01-\x1f\x7f-\x9f]'"
BODY_RULE = f"char_length(body) <= {MAX_BODY}"
TAGS_RULE = "tags_are_valid(tags)"
# PostgreSQL knows moments that neither Python nor RFC 3339 do: before year 1, after 9999, and infinity.
YEARS = "BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'"

# A CHECK sees one row and no subquery; a function may look into the array.
TAGS_ARE_VALID = rf"""
CREATE FUNCTION tags_are_valid(tags text[]) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN cardinality(tags) <= {MAX_TAGS} AND coalesce(array_ndims(tags), 1) = 1 AND (
    SELECT count(*) = count(DISTINCT tag) AND coalesce(bool_and(tag ~ '^[^\x01-\x20,/\x7f-\x9f]{{1,{MAX_TAG}}}$'), true)
    FROM unnest(tags) AS tag
)"""  # noqa: S608  # made of constants

SEARCH = "setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')"


class Base(DeclarativeBase):
    """All tables. The naming convention gives each constraint a name that a migration can refer to."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "ck": "%(table_name)s_%(constraint_name)s_check",
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        }
    )
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True), list[str]: ARRAY(Text), bytes: LargeBinary}  # noqa: RUF012  # a setting of SQLAlchemy


@event.listens_for(Base.metadata, "before_create")
def create_functions(_metadata: MetaData, connection: Connection, **_options: object) -> None:
    """Make the functions that constraints call, before the tables."""
    connection.exec_driver_sql(TAGS_ARE_VALID)


class Content:
    """The columns that a note and each of its revisions have in common."""

    title: Mapped[str]
    body: Mapped[str]
    tags: Mapped[list[str]]
    pinned: Mapped[bool]
    archived: Mapped[bool]


class NoteRow(Content, Base):
    """A note as it is now, in the trash or not."""

    __tablename__ = "notes"

    # Version 7 begins with the time, so new ids go to one end of the index instead of anywhere in it.
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int]
    # Later migrations have added these: they come after the columns of Content.
    search: Mapped[str] = mapped_column(TSVECTOR, Computed(SEARCH, persisted=True), sort_order=1)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=1)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[CheckConstraint | Index, ...]:
        """Constraints and indexes. What lists read is indexed for the notes that they show only."""
        shown = text("deleted_at IS NULL")
        return (
            CheckConstraint(TITLE_RULE, "title"),
            CheckConstraint(BODY_RULE, "body"),
            CheckConstraint(TAGS_RULE, "tags"),
            CheckConstraint(f"created_at {YEARS} AND updated_at {YEARS} AND updated_at >= created_at", "dates"),
            CheckConstraint(f"deleted_at {YEARS}", "deleted_at"),
            CheckConstraint("version >= 1", "version"),
            Index(None, "created_at", "id", postgresql_where=shown),
            Index(None, "updated_at", "id", postgresql_where=shown),
            Index(None, "tags", postgresql_using="gin"),
            Index(None, "search", postgresql_using="gin"),
            Index(None, "deleted_at", "id", postgresql_where=text("deleted_at IS NOT NULL")),
        )


class RevisionRow(Content, Base):
    """What a note held in one of its versions, the current one included."""

    __tablename__ = "note_revisions"
    __table_args__ = (
        CheckConstraint(TITLE_RULE, "title"),
        CheckConstraint(BODY_RULE, "body"),
        CheckConstraint(TAGS_RULE, "tags"),
        CheckConstraint("version >= 1", "version"),
        CheckConstraint(f"changed_at {YEARS}", "changed_at"),
    )

    note_id: Mapped[UUID] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime]


class IdempotencyKeyRow(Base):
    """The answer to a request that was sent with an idempotency key; NULL only inside the transaction that makes it."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        CheckConstraint("octet_length(key) BETWEEN 1 AND 255", "key"),
        CheckConstraint("octet_length(fingerprint) = 32", "fingerprint"),
        CheckConstraint("(note_id IS NULL) = (answer IS NULL)", "answer"),
        Index(None, "created_at"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes]
    created_at: Mapped[datetime]
    note_id: Mapped[UUID | None]
    answer: Mapped[str | None]
