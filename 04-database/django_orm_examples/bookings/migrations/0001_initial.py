"""Departures and bookings, as ``makemigrations`` wrote them."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import DB_CASCADE, DO_NOTHING
from django.db.models.functions import Now, Upper


class Migration(migrations.Migration):
    """Two tables, which refer to those of the schema."""

    initial = True
    dependencies: ClassVar = [("django_orm_examples", "0001_initial")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "flight",
                    models.OneToOneField(
                        "django_orm_examples.flight",
                        DO_NOTHING,
                        primary_key=True,
                        related_name="departure",
                        serialize=False,
                    ),
                ),
                ("seats_left", models.SmallIntegerField()),
                ("version", models.IntegerField(db_default=0, default=0)),
            ],
            options={
                "db_table": "departures",
                "constraints": [
                    models.CheckConstraint(
                        name="departures_not_oversold",
                        condition=Q(seats_left__gte=0),
                        violation_error_message="There are no seats left.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("departure", models.ForeignKey("bookings.departure", DB_CASCADE, related_name="bookings")),
                ("code", models.CharField(max_length=6)),
                ("passenger", models.CharField(max_length=100)),
                ("seat", models.CharField(blank=True, max_length=4, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("waiting", "Waiting"),
                            ("rebooked", "Rebooked"),
                            ("cancelled", "Cancelled"),
                        ],
                        db_default="booked",
                        default="booked",
                        max_length=10,
                    ),
                ),
                ("fare", models.IntegerField(db_default=0, default=0)),
                ("fee", models.IntegerField(db_default=0, default=0)),
                (
                    "total",
                    models.GeneratedField(
                        expression=F("fare") + F("fee"), output_field=models.IntegerField(), db_persist=True
                    ),
                ),
                ("booked_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "db_table": "bookings",
                "constraints": [
                    models.UniqueConstraint(
                        Upper("code"),
                        name="bookings_code_key",
                        violation_error_message="There is a booking with this code already.",
                    ),
                    models.UniqueConstraint(
                        fields=("departure", "seat"),
                        condition=~Q(state="cancelled"),
                        name="bookings_seat_once",
                        violation_error_message="This seat is taken.",
                    ),
                    models.CheckConstraint(
                        name="bookings_fare_not_negative",
                        condition=Q(fare__gte=0),
                        violation_error_message="A fare is not negative.",
                    ),
                ],
            },
        ),
    ]
