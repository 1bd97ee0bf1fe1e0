"""Idempotency keys: the answers to requests that a client may send again."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.execute("""
        CREATE TABLE idempotency_keys (
            key text NOT NULL CONSTRAINT idempotency_keys_pkey PRIMARY KEY
                CONSTRAINT idempotency_keys_key_check CHECK (octet_length(key) BETWEEN 1 AND 255),
            fingerprint bytea NOT NULL
                CONSTRAINT idempotency_keys_fingerprint_check CHECK (octet_length(fingerprint) = 32),
            created_at timestamptz NOT NULL,
            note_id uuid,
            answer text,
            CONSTRAINT idempotency_keys_answer_check CHECK ((note_id IS NULL) = (answer IS NULL))
        )
    """)
    op.execute("CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at)")


def downgrade() -> None:
    """Drop the table: a request that is sent again after this makes a second note."""
    op.execute("DROP TABLE idempotency_keys")
