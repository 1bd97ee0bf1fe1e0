"""Contract: the old columns go, when no old program is left. The way back brings them, filled.

The dropped column's space comes back with later writes; dropping is a line in the catalog.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

KEEP_BOTH = """
CREATE OR REPLACE FUNCTION bookings_keep_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- what the row does not have yet, of its other side
    NEW.passenger_name := coalesce(NEW.passenger_name, NEW.passenger);
    NEW.origin := coalesce(NEW.origin, split_part(NEW.route, '-', 1));
    NEW.dest := coalesce(NEW.dest, split_part(NEW.route, '-', 2));
    IF TG_OP = 'UPDATE' THEN
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
A_BATCH = """
UPDATE bookings
SET passenger = passenger_name, route = origin || '-' || dest
WHERE id IN (SELECT id FROM bookings WHERE passenger IS NULL ORDER BY id LIMIT 500)
"""


def upgrade() -> None:
    """Drop the old columns and what kept them true."""
    op.execute("DROP TRIGGER bookings_keep_both ON bookings")
    op.execute("DROP FUNCTION bookings_keep_both")
    op.drop_column("bookings", "route")
    op.drop_column("bookings", "passenger")


def downgrade() -> None:
    """Expand the other way: columns and trigger, fill, promise, validate; each step may be repeated."""
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE bookings ADD COLUMN IF NOT EXISTS passenger varchar(100)")
        op.execute("ALTER TABLE bookings ADD COLUMN IF NOT EXISTS route varchar(7)")
        op.execute(KEEP_BOTH)
        op.execute(TRIGGER)
        while op.get_bind().execute(sa.text(A_BATCH)).rowcount:
            pass
        for column in ("passenger", "route"):
            constraint = f"bookings_{column}_not_null"
            op.execute(f"ALTER TABLE bookings DROP CONSTRAINT IF EXISTS {constraint}")
            op.execute(f"ALTER TABLE bookings ADD CONSTRAINT {constraint} NOT NULL {column} NOT VALID")
            op.execute(f"ALTER TABLE bookings VALIDATE CONSTRAINT {constraint}")
