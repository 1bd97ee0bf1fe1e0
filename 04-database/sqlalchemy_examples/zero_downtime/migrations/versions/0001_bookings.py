"""The table as the old program knows it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "bookings",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("passenger", sa.String(100), nullable=False),
        sa.Column("route", sa.String(7), nullable=False, comment="such as JFK-LAX"),
        sa.Column("paid_cents", sa.Integer),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("bookings")
