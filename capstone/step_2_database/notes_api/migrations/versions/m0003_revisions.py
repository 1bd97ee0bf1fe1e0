"""Revisions: what a note held in each version. The notes that exist get one for the version they are at."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table, and fill it with the present."""
    op.execute(r"""
        CREATE TABLE note_revisions (
            note_id uuid NOT NULL CONSTRAINT note_revisions_note_id_fkey REFERENCES notes (id) ON DELETE CASCADE,
            version integer NOT NULL CONSTRAINT note_revisions_version_check CHECK (version >= 1),
            changed_at timestamptz NOT NULL CONSTRAINT note_revisions_changed_at_check CHECK (
                changed_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
            ),
            title text NOT NULL CONSTRAINT note_revisions_title_check CHECK (
                char_length(title) BETWEEN 1 AND 200 AND title ~ '[^ ]' AND title !~ '[\x01-\x1f\x7f-\x9f]'
            ),
            body text NOT NULL CONSTRAINT note_revisions_body_check CHECK (char_length(body) <= 100000),
            tags text[] NOT NULL CONSTRAINT note_revisions_tags_check CHECK (tags_are_valid(tags)),
            pinned boolean NOT NULL,
            archived boolean NOT NULL,
            CONSTRAINT note_revisions_pkey PRIMARY KEY (note_id, version)
        )
    """)
    op.execute("""
        INSERT INTO note_revisions (note_id, version, changed_at, title, body, tags, pinned, archived)
        SELECT id, version, updated_at, title, body, tags, pinned, archived FROM notes
    """)


def downgrade() -> None:
    """Drop the table: the notes stay as they are, their earlier versions are lost."""
    op.execute("DROP TABLE note_revisions")
