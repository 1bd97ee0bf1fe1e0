"""An index beside the writers: CONCURRENTLY, which no transaction may surround.

It reads the table twice and waits for older transactions, under a lock that lets others write. When it fails it leaves
an index that is INVALID: written to and never read. So the first thing is to drop what an earlier attempt left.
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Build the index, waiting as long as it takes."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS bookings_origin_dest")
        op.create_index("bookings_origin_dest", "bookings", ["origin", "dest"], postgresql_concurrently=True)
        op.execute("SET lock_timeout = '100ms'")


def downgrade() -> None:
    """Drop the index, beside the writers as well."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS bookings_origin_dest")
        op.execute("SET lock_timeout = '100ms'")
