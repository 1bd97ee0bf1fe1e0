"""Expand: the new columns beside the old ones, and a trigger that keeps both true, whichever program writes.

A column without default, or with a constant one, is a line in the catalog: no row is read or written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEEP_BOTH = """
CREATE OR REPLACE FUNCTION bookings_keep_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- what the row does not have yet, of its other side
    NEW.passenger_name := coalesce(NEW.passenger_name, NEW.passenger);
    NEW.origin := coalesce(NEW.origin, split_part(NEW.route, '-', 1));
    NEW.dest := coalesce(NEW.dest, split_part(NEW.route, '-', 2));
    IF TG_OP = 'UPDATE' THEN  -- the side that changed is the one that counts
        IF NEW.passenger IS DISTINCT FROM OLD.passenger THEN
            NEW.passenger_name := NEW.passenger;
        END IF;
        IF NEW.route IS DISTINCT FROM OLD.route THEN
            NEW.origin := split_part(NEW.route, '-', 1);
            NEW.dest := split_part(NEW.route, '-', 2);
        END IF;
    END IF;
    NEW.passenger := coalesce(NEW.passenger_name, NEW.passenger);
    NEW.route := coalesce(NEW.origin || '-' || NEW.dest, NEW.route);
    NEW.paid_cents := coalesce(NEW.paid_cents, 0);
    RETURN NEW;
END
$$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER bookings_keep_both
BEFORE INSERT OR UPDATE ON bookings
FOR EACH ROW EXECUTE FUNCTION bookings_keep_both()
"""


def upgrade() -> None:
    """Add what the new program needs; the old one does not see it."""
    op.add_column("bookings", sa.Column("passenger_name", sa.String(100)))
    op.add_column("bookings", sa.Column("origin", sa.String(3)))
    op.add_column("bookings", sa.Column("dest", sa.String(3)))
    op.alter_column("bookings", "paid_cents", server_default="0")
    op.execute(KEEP_BOTH)
    op.execute(TRIGGER)


def downgrade() -> None:
    """Drop it again; the old columns have all that was written."""
    op.execute("DROP TRIGGER bookings_keep_both ON bookings")
    op.execute("DROP FUNCTION bookings_keep_both")
    op.alter_column("bookings", "paid_cents", server_default=None)
    for column in ("dest", "origin", "passenger_name"):
        op.drop_column("bookings", column)
