"""Times become minutes after midnight, as 517 + 60 is no time: 577 is not 6:17.

A migration of data, there and back. It knows the columns by their names and needs no models, which by now may have
others. One UPDATE holds its rows until the end of the transaction; on a table in use see zero_downtime.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

TIMES = ("sched_dep_time", "dep_time", "sched_arr_time", "arr_time")
# SQLite copies the table to change it, and this part of its definition is not found in the old one.
COPY = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """517 becomes 317, 2400 becomes 1440."""
    _convert("{0} / 100 * 60 + {0} % 100", last=1440)


def downgrade() -> None:
    """317 becomes 517, 1440 becomes 2400."""
    _convert("{0} / 60 * 100 + {0} % 60", last=2400)


def _convert(expression: str, last: int) -> None:
    # The old checks refuse the new values and the new ones the old values: down, over, and up again.
    with op.batch_alter_table("flights", table_kwargs=COPY) as flights:
        for name in TIMES:
            flights.drop_constraint(f"flights_{name}_range", type_="check")
    columns = ", ".join(f"{name} = {expression.format(name)}" for name in TIMES)
    op.execute(f"UPDATE flights SET {columns}")  # noqa: S608  # names of this module
    with op.batch_alter_table("flights", table_kwargs=COPY) as flights:
        for name in TIMES:
            flights.create_check_constraint(f"flights_{name}_range", f"{name} BETWEEN 0 AND {last}")
