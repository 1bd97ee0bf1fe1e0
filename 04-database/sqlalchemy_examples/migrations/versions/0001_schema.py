"""The tables, with times as the files write them: 517 is 5:17, 2400 the end of the day.

It does not import the models. They go on changing; what happened stays as it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIMES = ("sched_dep_time", "dep_time", "sched_arr_time", "arr_time")


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "airlines",
        sa.Column("carrier", sa.String(2), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
    )
    op.create_table(
        "airports",
        sa.Column("faa", sa.String(3), primary_key=True),
        sa.Column("name", sa.String(100)),
        sa.Column("lat", sa.DOUBLE_PRECISION),
        sa.Column("lon", sa.DOUBLE_PRECISION),
        sa.Column("alt", sa.Integer),
        sa.Column("tz", sa.SmallInteger),
        sa.Column("dst", sa.String(1)),
        sa.Column("tzone", sa.String(50)),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name="airports_lat_range"),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name="airports_lon_range"),
        sa.CheckConstraint("(name IS NULL) = (lat IS NULL)", name="airports_known_or_not"),
    )
    op.create_table(
        "plane_models",
        sa.Column("id", _big_id(), sa.Identity(), primary_key=True),
        sa.Column("manufacturer", sa.String(100), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        sa.Column("type", sa.String(50), nullable=False),
        sa.Column("engines", sa.SmallInteger, nullable=False),
        sa.Column("seats", sa.SmallInteger, nullable=False),
        sa.UniqueConstraint("manufacturer", "model", name="plane_models_key"),
        sa.CheckConstraint("engines > 0", name="plane_models_engines_positive"),
        sa.CheckConstraint("seats > 0", name="plane_models_seats_positive"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "planes",
        sa.Column("tailnum", sa.String(6), primary_key=True),
        sa.Column("model_id", sa.BigInteger, _references("plane_models.id")),
        sa.Column("year", sa.SmallInteger),
        sa.Column("engine", sa.String(20)),
        sa.Column("speed", sa.SmallInteger),
        sa.CheckConstraint("year BETWEEN 1903 AND 2013", name="planes_year_range"),
    )
    op.create_index("planes_model_id", "planes", ["model_id"])
    op.create_table(
        "weather",
        sa.Column("origin", sa.String(3), _references("airports.faa")),
        sa.Column("time_hour", sa.DateTime(timezone=True)),
        *(sa.Column(name, sa.DOUBLE_PRECISION) for name in ("temp", "dewp", "humid")),
        sa.Column("wind_dir", sa.SmallInteger),
        *(sa.Column(name, sa.DOUBLE_PRECISION) for name in ("wind_speed", "wind_gust")),
        sa.Column("precip", sa.DOUBLE_PRECISION, nullable=False),
        sa.Column("pressure", sa.DOUBLE_PRECISION),
        sa.Column("visib", sa.DOUBLE_PRECISION, nullable=False),
        sa.PrimaryKeyConstraint("origin", "time_hour", name="weather_key"),
    )
    op.create_table(
        "flights",
        sa.Column("id", _big_id(), sa.Identity(), primary_key=True),
        sa.Column("flight_date", sa.Date, nullable=False),
        sa.Column("carrier", sa.String(2), _references("airlines.carrier"), nullable=False),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.Column("origin", sa.String(3), _references("airports.faa"), nullable=False),
        sa.Column("dest", sa.String(3), _references("airports.faa"), nullable=False),
        sa.Column("tailnum", sa.String(6), _references("planes.tailnum")),
        sa.Column("sched_dep_time", sa.SmallInteger, nullable=False),
        sa.Column("dep_time", sa.SmallInteger),
        sa.Column("dep_delay", sa.SmallInteger),
        sa.Column("sched_arr_time", sa.SmallInteger, nullable=False),
        sa.Column("arr_time", sa.SmallInteger),
        sa.Column("arr_delay", sa.SmallInteger),
        sa.Column("air_time", sa.SmallInteger),
        sa.Column("distance", sa.SmallInteger, nullable=False),
        sa.Column("time_hour", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("flight_date", "carrier", "number", "origin", name="flights_key"),
        sa.CheckConstraint("origin <> dest", name="flights_leave_their_origin"),
        *(sa.CheckConstraint(f"{name} BETWEEN 0 AND 2400", name=f"flights_{name}_range") for name in TIMES),
        sa.CheckConstraint("air_time > 0", name="flights_air_time_positive"),
        sa.CheckConstraint("distance > 0", name="flights_distance_positive"),
        sa.CheckConstraint("(dep_time IS NULL) = (dep_delay IS NULL)", name="flights_departed_with_delay"),
        sa.CheckConstraint("arr_delay IS NULL OR dep_time IS NOT NULL", name="flights_arrive_after_departure"),
        sqlite_autoincrement=True,
    )
    op.create_index("flights_carrier", "flights", ["carrier"])
    op.create_index("flights_dest", "flights", ["dest"])
    op.create_index("flights_origin_dest", "flights", ["origin", "dest"])
    op.create_index("flights_origin_time_hour", "flights", ["origin", "time_hour"])
    op.create_index("flights_tailnum", "flights", ["tailnum", "flight_date", "sched_dep_time"])


def downgrade() -> None:
    """Drop the tables, those that refer to others first."""
    for table in ("flights", "weather", "planes", "plane_models", "airports", "airlines"):
        op.drop_table(table)


def _big_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _references(column: str) -> sa.ForeignKey:
    return sa.ForeignKey(column, deferrable=True, initially="DEFERRED")
