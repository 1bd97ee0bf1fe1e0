"""Full-text search: the words of title and body, kept up to date by the database."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column, which computes itself for the notes that exist, and its index."""
    op.execute("""
        ALTER TABLE notes ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')
        ) STORED NOT NULL
    """)
    op.execute("CREATE INDEX notes_search_idx ON notes USING gin (search)")


def downgrade() -> None:
    """Drop the column; nothing is lost, for it was computed."""
    op.execute("ALTER TABLE notes DROP COLUMN search")
