"""Trash: a deleted note stays for a while. The indexes of lists shrink to the notes that lists show."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the moment of deletion, and make the indexes partial."""
    op.execute("""
        ALTER TABLE notes ADD COLUMN deleted_at timestamptz CONSTRAINT notes_deleted_at_check CHECK (
            deleted_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
        )
    """)
    op.execute("CREATE INDEX notes_deleted_at_id_idx ON notes (deleted_at, id) WHERE deleted_at IS NOT NULL")
    for column in ("created_at", "updated_at"):
        op.execute(f"DROP INDEX notes_{column}_id_idx")
        op.execute(f"CREATE INDEX notes_{column}_id_idx ON notes ({column}, id) WHERE deleted_at IS NULL")


def downgrade() -> None:
    """Empty the trash: without the column, its notes would come back as if they had never been deleted."""
    op.execute("DELETE FROM notes WHERE deleted_at IS NOT NULL")
    for column in ("created_at", "updated_at"):
        op.execute(f"DROP INDEX notes_{column}_id_idx")
        op.execute(f"CREATE INDEX notes_{column}_id_idx ON notes ({column}, id)")
    op.execute("ALTER TABLE notes DROP COLUMN deleted_at")
