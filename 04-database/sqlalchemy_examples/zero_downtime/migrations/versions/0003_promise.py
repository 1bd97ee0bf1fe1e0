"""NOT NULL for what is written from now on: NOT VALID reads no row, so the lock is short.

PostgreSQL 18 can do that. Before, it took ``CHECK (origin IS NOT NULL) NOT VALID`` and, once validated, SET NOT NULL.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

COLUMNS = ("passenger_name", "origin", "dest", "paid_cents")


def upgrade() -> None:
    """Refuse new rows without a value."""
    for column in COLUMNS:
        op.execute(f"ALTER TABLE bookings ADD CONSTRAINT bookings_{column}_given NOT NULL {column} NOT VALID")


def downgrade() -> None:
    """Allow them again."""
    for column in COLUMNS:
        op.execute(f"ALTER TABLE bookings DROP CONSTRAINT bookings_{column}_given")
