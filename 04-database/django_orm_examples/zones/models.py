"""Time zones as they are after their last migration: area and city apart, summer time in a word."""

from typing import ClassVar

from django.db import models


class TimeZone(models.Model):
    """A zone of the IANA database, such as America/New_York, with the summer time of its airports."""

    area = models.CharField(max_length=20)
    city = models.CharField(max_length=30)
    summer_time = models.CharField(max_length=10)

    class Meta:
        """An area has a city once."""

        db_table = "time_zones"
        constraints: ClassVar = [models.UniqueConstraint(name="time_zones_key", fields=["area", "city"])]

    def __str__(self) -> str:
        return f"{self.area}/{self.city}: {self.summer_time}"
