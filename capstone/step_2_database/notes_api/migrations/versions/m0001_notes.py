"""Notes: the table, with a constraint for each rule and an index for each order of the list."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.execute(r"""
        CREATE FUNCTION tags_are_valid(tags text[]) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN cardinality(tags) <= 20 AND coalesce(array_ndims(tags), 1) = 1 AND (
            SELECT count(*) = count(DISTINCT tag) AND coalesce(bool_and(tag ~ '^[^\x01-\x20,/\x7f-\x9f]{1,50}$'), true)
            FROM unnest(tags) AS tag
        )
    """)
    op.execute(r"""
        CREATE TABLE notes (
            id uuid DEFAULT uuidv7() NOT NULL CONSTRAINT notes_pkey PRIMARY KEY,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            version integer NOT NULL CONSTRAINT notes_version_check CHECK (version >= 1),
            title text NOT NULL CONSTRAINT notes_title_check CHECK (
                char_length(title) BETWEEN 1 AND 200 AND title ~ '[^ ]' AND title !~ '[\x01-\x1f\x7f-\x9f]'
            ),
            body text NOT NULL CONSTRAINT notes_body_check CHECK (char_length(body) <= 100000),
            tags text[] NOT NULL CONSTRAINT notes_tags_check CHECK (tags_are_valid(tags)),
            pinned boolean NOT NULL,
            archived boolean NOT NULL,
            CONSTRAINT notes_dates_check CHECK (
                created_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
                AND updated_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'
                AND updated_at >= created_at
            )
        )
    """)
    op.execute("CREATE INDEX notes_created_at_id_idx ON notes (created_at, id)")
    op.execute("CREATE INDEX notes_updated_at_id_idx ON notes (updated_at, id)")
    op.execute("CREATE INDEX notes_tags_idx ON notes USING gin (tags)")


def downgrade() -> None:
    """Drop the table, and with it every note."""
    op.execute("DROP TABLE notes")
    op.execute("DROP FUNCTION tags_are_valid")
