"""Departures with seats to sell, and bookings: what the lessons on writing, locking and constraints work on.

What a rule needs decides where it lives. One row alone: a CHECK. Rows against one another: a unique constraint, here
one over an expression and one over a part of the rows. A value that follows from others: a generated column. A value
that the database knows better, such as the time: a default of the database. Only tidying what people typed is left to
``save``, and every way past ``save`` shows why that is the weakest place (bulk.py).

Cost: each unique constraint is an index that every INSERT fills.
Not for: bookings that outlive the flight's row; here they go with the departure, deleted by the database itself.
Asked: how do you keep a seat from being sold twice? (A unique constraint over the bookings that still hold one.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/constraints/
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper

from django_orm_examples.models import Flight


class Departure(models.Model):
    """What is sold of a flight; its key is the flight's."""

    flight = models.OneToOneField(Flight, models.DO_NOTHING, primary_key=True, related_name="departure")
    seats_left = models.SmallIntegerField()
    version = models.IntegerField(default=0, db_default=0)

    class Meta:
        """No more seats than there are."""

        db_table = "departures"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="departures_not_oversold",
                condition=Q(seats_left__gte=0),
                violation_error_message="There are no seats left.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flight_id}: {self.seats_left} left"


class Booking(models.Model):
    """A passenger's place on a departure, with or without a seat yet. Money is in cents."""

    class State(models.TextChoices):
        """What became of it; waiting are those that must be rebooked."""

        BOOKED = "booked"
        WAITING = "waiting"
        REBOOKED = "rebooked"
        CANCELLED = "cancelled"

    departure = models.ForeignKey(Departure, models.DB_CASCADE, related_name="bookings")
    code = models.CharField(max_length=6)
    passenger = models.CharField(max_length=100)
    seat = models.CharField(max_length=4, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED, db_default=State.BOOKED)
    fare = models.IntegerField(db_default=0, default=0)
    fee = models.IntegerField(db_default=0, default=0)
    total = models.GeneratedField(expression=F("fare") + F("fee"), output_field=models.IntegerField(), db_persist=True)
    booked_at = models.DateTimeField(db_default=Now())

    class Meta:
        """What holds whichever way a booking comes in."""

        db_table = "bookings"
        constraints: ClassVar = [
            models.UniqueConstraint(
                Upper("code"),
                name="bookings_code_key",
                violation_error_message="There is a booking with this code already.",
            ),
            models.UniqueConstraint(
                fields=["departure", "seat"],
                condition=~Q(state="cancelled"),
                name="bookings_seat_once",
                violation_error_message="This seat is taken.",
            ),
            models.CheckConstraint(
                name="bookings_fare_not_negative",
                condition=Q(fare__gte=0),
                violation_error_message="A fare is not negative.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.passenger}"

    def save(self, **options: object) -> None:
        """Save the booking, its code without spaces around it and in capitals."""
        self.code = self.code.strip().upper()
        super().save(**options)  # type: ignore[arg-type]  # handed on as they came
