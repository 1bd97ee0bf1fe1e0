"""The schema as Django's models.

A model is the table, its rows and the way to ask for them. Constraints live in ``Meta``: the database keeps them, and
``full_clean`` checks them before, for a message that a form can show.

Names of columns are the dataset's (``db_column``), names of fields are Django's: a foreign key's field is the object,
``airline``, and its value is ``airline_id``.

Cost: import time; ``values_list`` asks for columns and makes no objects.
Not for: tables that others own: ``managed = False`` leaves them alone, and ``inspectdb`` writes a first draft.
Asked: ``null=True`` or ``blank=True``? (The first is the column, the second is validation.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/models/
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value

from django_orm_examples.managers import FlightQuerySet
from django_orm_examples.parts import BothOrNeither, Code, Differs


class Airline(models.Model):
    """A carrier, by its two letters."""

    carrier = Code(max_length=2, primary_key=True)
    name = models.CharField(max_length=100)

    class Meta:
        """Named as the dataset names it."""

        db_table = "airlines"

    def __str__(self) -> str:
        return self.name


class Airport(models.Model):
    """An airport; all but the code is None for one that only flights name."""

    faa = Code(max_length=3, primary_key=True)
    name = models.CharField(max_length=100, null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    alt = models.IntegerField(null=True)
    tz = models.SmallIntegerField(null=True)
    dst = models.CharField(max_length=1, null=True)
    tzone = models.CharField(max_length=50, null=True)

    class Meta:
        """An airport lies on the globe, or nobody knows where."""

        db_table = "airports"
        constraints: ClassVar = [
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
        ]

    def __str__(self) -> str:
        return self.faa


class PlaneModel(models.Model):
    """What all planes of a model have in common."""

    manufacturer = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
    type = models.CharField(max_length=50)
    engines = models.SmallIntegerField()
    seats = models.SmallIntegerField()

    class Meta:
        """A manufacturer gives a name once."""

        db_table = "plane_models"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="plane_models_key",
                fields=["manufacturer", "model"],
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
        ]

    def __str__(self) -> str:
        return f"{self.manufacturer} {self.model}"


class Plane(models.Model):
    """A plane; all but the tail number is None for one that only flights name."""

    tailnum = Code(max_length=6, primary_key=True)
    model = models.ForeignKey(PlaneModel, models.DO_NOTHING, null=True, db_index=False, related_name="planes")
    year = models.SmallIntegerField(null=True)
    engine = models.CharField(max_length=20, null=True)
    speed = models.SmallIntegerField(null=True)

    class Meta:
        """The index of the foreign key has a name of ours: Django would choose one with a hash in it."""

        db_table = "planes"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="planes_year_range",
                condition=Q(year__range=(1903, 2013)),
                violation_error_message="A plane of 2013 was built between 1903 and 2013.",
            ),
        ]
        indexes: ClassVar = [models.Index(name="planes_model_id", fields=["model"])]

    def __str__(self) -> str:
        return self.tailnum


class Weather(models.Model):
    """An hour at one of the three origins; its key is two columns."""

    pk = models.CompositePrimaryKey("origin", "time_hour")
    origin = models.ForeignKey(Airport, models.DO_NOTHING, db_column="origin", db_index=False, related_name="weather")
    time_hour = models.DateTimeField()
    temp = models.FloatField(null=True)
    dewp = models.FloatField(null=True)
    humid = models.FloatField(null=True)
    wind_dir = models.SmallIntegerField(null=True)
    wind_speed = models.FloatField(null=True)
    wind_gust = models.FloatField(null=True)
    precip = models.FloatField()
    pressure = models.FloatField(null=True)
    visib = models.FloatField()

    class Meta:
        """Nothing more to promise: the key does."""

        db_table = "weather"

    def __str__(self) -> str:
        return f"{self.origin_id} {self.time_hour:%Y-%m-%d %H}h"


class Flight(models.Model):
    """A scheduled flight; without ``dep_time`` it was cancelled. Times are minutes after local midnight."""

    flight_date = models.DateField()
    airline = models.ForeignKey(Airline, models.DO_NOTHING, db_column="carrier", db_index=False, related_name="flights")
    number = models.SmallIntegerField()
    origin = models.ForeignKey(
        Airport, models.DO_NOTHING, db_column="origin", db_index=False, related_name="departures"
    )
    dest = models.ForeignKey(Airport, models.DO_NOTHING, db_column="dest", db_index=False, related_name="arrivals")
    plane = models.ForeignKey(
        Plane, models.DO_NOTHING, db_column="tailnum", null=True, db_index=False, related_name="flights"
    )
    sched_dep_time = models.SmallIntegerField()
    dep_time = models.SmallIntegerField(null=True)
    dep_delay = models.SmallIntegerField(null=True)
    sched_arr_time = models.SmallIntegerField()
    arr_time = models.SmallIntegerField(null=True)
    arr_delay = models.SmallIntegerField(null=True)
    air_time = models.SmallIntegerField(null=True)
    distance = models.SmallIntegerField()
    time_hour = models.DateTimeField()
    # The hour of the flight's weather: no column and no constraint, a join on two columns; None where there is no row.
    weather = models.ForeignObject(
        Weather,
        models.DO_NOTHING,
        from_fields=["origin", "time_hour"],
        to_fields=["origin", "time_hour"],
        null=True,
        related_name="flights",
    )

    objects: ClassVar = FlightQuerySet.as_manager()

    class Meta:
        """What holds for every flight, and the indexes that the questions need."""

        db_table = "flights"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="flights_key",
                fields=["flight_date", "airline", "number", "origin"],
                violation_error_message="An airline uses a number once a day at each origin.",
            ),
            models.CheckConstraint(
                name="flights_leave_their_origin",
                condition=Differs("origin", "dest"),
                violation_error_message="A flight ends at another airport than it began.",
            ),
            *(
                models.CheckConstraint(
                    name=f"flights_{name}_range",
                    condition=Q(**{f"{name}__range": (0, 1440)}),
                    violation_error_message=f"{name} is a minute of the day, 0 to 1440.",
                )
                for name in ("sched_dep_time", "dep_time", "sched_arr_time", "arr_time")
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
        ]
        indexes: ClassVar = [
            models.Index(name="flights_carrier", fields=["airline"]),
            models.Index(name="flights_dest", fields=["dest"]),
            models.Index(name="flights_origin_dest", fields=["origin", "dest"]),
            models.Index(name="flights_origin_time_hour", fields=["origin", "time_hour"]),
            models.Index(name="flights_tailnum", fields=["plane", "flight_date", "sched_dep_time"]),
        ]

    def __str__(self) -> str:
        return f"{self.airline_id} {self.number} on {self.flight_date} from {self.origin_id}"
