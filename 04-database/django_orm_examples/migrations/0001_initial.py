"""The tables of the beginning: written by ``makemigrations``, then read, put in order and brought into lines.

Its order of columns is that of the schema as SQL; Django would put foreign keys last.
"""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q, Value
from django.db.models.deletion import DO_NOTHING

from django_orm_examples.parts import BothOrNeither, Code, Differs


class Migration(migrations.Migration):
    """Six tables with their keys, constraints and indexes."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Airline",
            fields=[
                ("carrier", Code(max_length=2, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
            ],
            options={"db_table": "airlines"},
        ),
        migrations.CreateModel(
            name="Airport",
            fields=[
                ("faa", Code(max_length=3, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100, null=True)),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("alt", models.IntegerField(null=True)),
                ("tz", models.SmallIntegerField(null=True)),
                ("dst", models.CharField(max_length=1, null=True)),
                ("tzone", models.CharField(max_length=50, null=True)),
            ],
            options={
                "db_table": "airports",
                "constraints": [
                    models.CheckConstraint(
                        name="airports_lat_range",
                        condition=Q(lat__range=(Value(-90), Value(90))),
                        violation_error_message="A latitude lies between -90 and 90 degrees.",
                    ),
                    models.CheckConstraint(
                        name="airports_lon_range",
                        condition=Q(lon__range=(Value(-180), Value(180))),
                        violation_error_message="A longitude lies between -180 and 180 degrees.",
                    ),
                    models.CheckConstraint(
                        name="airports_known_or_not",
                        condition=BothOrNeither("name", "lat"),
                        violation_error_message="An airport has a name and a place, or neither.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaneModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("manufacturer", models.CharField(max_length=100)),
                ("model", models.CharField(max_length=100)),
                ("type", models.CharField(max_length=50)),
                ("engines", models.SmallIntegerField()),
                ("seats", models.SmallIntegerField()),
            ],
            options={
                "db_table": "plane_models",
                "constraints": [
                    models.UniqueConstraint(
                        name="plane_models_key",
                        fields=("manufacturer", "model"),
                        violation_error_message="This manufacturer has a model of this name already.",
                    ),
                    models.CheckConstraint(
                        name="plane_models_engines_positive",
                        condition=Q(engines__gt=0),
                        violation_error_message="A plane has at least one engine.",
                    ),
                    models.CheckConstraint(
                        name="plane_models_seats_positive",
                        condition=Q(seats__gt=0),
                        violation_error_message="A plane has at least one seat.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plane",
            fields=[
                ("tailnum", Code(max_length=6, primary_key=True, serialize=False)),
                (
                    "model",
                    models.ForeignKey(
                        "django_orm_examples.planemodel", DO_NOTHING, null=True, db_index=False, related_name="planes"
                    ),
                ),
                ("year", models.SmallIntegerField(null=True)),
                ("engine", models.CharField(max_length=20, null=True)),
                ("speed", models.SmallIntegerField(null=True)),
            ],
            options={
                "db_table": "planes",
                "constraints": [
                    models.CheckConstraint(
                        name="planes_year_range",
                        condition=Q(year__range=(1903, 2013)),
                        violation_error_message="A plane of 2013 was built between 1903 and 2013.",
                    ),
                ],
                "indexes": [models.Index(name="planes_model_id", fields=["model"])],
            },
        ),
        migrations.CreateModel(
            name="Weather",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "origin", "time_hour", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        "django_orm_examples.airport",
                        DO_NOTHING,
                        db_column="origin",
                        db_index=False,
                        related_name="weather",
                    ),
                ),
                ("time_hour", models.DateTimeField()),
                ("temp", models.FloatField(null=True)),
                ("dewp", models.FloatField(null=True)),
                ("humid", models.FloatField(null=True)),
                ("wind_dir", models.SmallIntegerField(null=True)),
                ("wind_speed", models.FloatField(null=True)),
                ("wind_gust", models.FloatField(null=True)),
                ("precip", models.FloatField()),
                ("pressure", models.FloatField(null=True)),
                ("visib", models.FloatField()),
            ],
            options={"db_table": "weather"},
        ),
        migrations.CreateModel(
            name="Flight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flight_date", models.DateField()),
                (
                    "airline",
                    models.ForeignKey(
                        "django_orm_examples.airline",
                        DO_NOTHING,
                        db_column="carrier",
                        db_index=False,
                        related_name="flights",
                    ),
                ),
                ("number", models.SmallIntegerField()),
                (
                    "origin",
                    models.ForeignKey(
                        "django_orm_examples.airport",
                        DO_NOTHING,
                        db_column="origin",
                        db_index=False,
                        related_name="departures",
                    ),
                ),
                (
                    "dest",
                    models.ForeignKey(
                        "django_orm_examples.airport",
                        DO_NOTHING,
                        db_column="dest",
                        db_index=False,
                        related_name="arrivals",
                    ),
                ),
                (
                    "plane",
                    models.ForeignKey(
                        "django_orm_examples.plane",
                        DO_NOTHING,
                        db_column="tailnum",
                        null=True,
                        db_index=False,
                        related_name="flights",
                    ),
                ),
                ("sched_dep_time", models.SmallIntegerField()),
                ("dep_time", models.SmallIntegerField(null=True)),
                ("dep_delay", models.SmallIntegerField(null=True)),
                ("sched_arr_time", models.SmallIntegerField()),
                ("arr_time", models.SmallIntegerField(null=True)),
                ("arr_delay", models.SmallIntegerField(null=True)),
                ("air_time", models.SmallIntegerField(null=True)),
                ("distance", models.SmallIntegerField()),
                ("time_hour", models.DateTimeField()),
                (
                    "weather",
                    models.ForeignObject(
                        "django_orm_examples.weather",
                        DO_NOTHING,
                        from_fields=["origin", "time_hour"],
                        to_fields=["origin", "time_hour"],
                        null=True,
                        related_name="flights",
                    ),
                ),
            ],
            options={
                "db_table": "flights",
                "indexes": [
                    models.Index(name="flights_carrier", fields=["airline"]),
                    models.Index(name="flights_dest", fields=["dest"]),
                    models.Index(name="flights_origin_dest", fields=["origin", "dest"]),
                    models.Index(name="flights_origin_time_hour", fields=["origin", "time_hour"]),
                    models.Index(name="flights_tailnum", fields=["plane", "flight_date", "sched_dep_time"]),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        name="flights_key",
                        fields=("flight_date", "airline", "number", "origin"),
                        violation_error_message="An airline uses a number once a day at each origin.",
                    ),
                    models.CheckConstraint(
                        name="flights_leave_their_origin",
                        condition=Differs("origin", "dest"),
                        violation_error_message="A flight ends at another airport than it began.",
                    ),
                    models.CheckConstraint(
                        name="flights_sched_dep_time_range",
                        condition=Q(sched_dep_time__range=(0, 1440)),
                        violation_error_message="sched_dep_time is a minute of the day, 0 to 1440.",
                    ),
                    models.CheckConstraint(
                        name="flights_dep_time_range",
                        condition=Q(dep_time__range=(0, 1440)),
                        violation_error_message="dep_time is a minute of the day, 0 to 1440.",
                    ),
                    models.CheckConstraint(
                        name="flights_sched_arr_time_range",
                        condition=Q(sched_arr_time__range=(0, 1440)),
                        violation_error_message="sched_arr_time is a minute of the day, 0 to 1440.",
                    ),
                    models.CheckConstraint(
                        name="flights_arr_time_range",
                        condition=Q(arr_time__range=(0, 1440)),
                        violation_error_message="arr_time is a minute of the day, 0 to 1440.",
                    ),
                    models.CheckConstraint(
                        name="flights_air_time_positive",
                        condition=Q(air_time__gt=0),
                        violation_error_message="A flight is in the air for a minute at least.",
                    ),
                    models.CheckConstraint(
                        name="flights_distance_positive",
                        condition=Q(distance__gt=0),
                        violation_error_message="A flight covers a mile at least.",
                    ),
                    models.CheckConstraint(
                        name="flights_departed_with_delay",
                        condition=BothOrNeither("dep_time", "dep_delay"),
                        violation_error_message="A flight has a departure time and a departure delay, or neither.",
                    ),
                    models.CheckConstraint(
                        name="flights_arrive_after_departure",
                        condition=Q(arr_delay__isnull=True) | Q(dep_time__isnull=False),
                        violation_error_message="A flight that never departed has no arrival delay.",
                    ),
                ],
            },
        ),
    ]
