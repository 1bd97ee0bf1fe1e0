"""Tables to write to: seats that are sold on the flights of the dataset.

An application of its own with migrations of its own, beside the schema and referring to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def selling(alias: str) -> Iterator[str]:
    """Add the tables of bookings, empty, to a database that holds the flights, and drop them when the block ends.

    Tables that are there already are emptied and stay, ``django_migrations`` among them.
    """
    from django.db import connections  # in here: Django imports this package before it is ready

    from django_orm_examples.bookings.models import Booking, Departure
    from django_orm_examples.migrate import migrate

    tables = connections[alias].introspection.table_names()
    there = Booking._meta.db_table in tables
    if there:
        Booking.objects.using(alias).all().delete()
        Departure.objects.using(alias).all().delete()
    else:
        migrate(alias, app="bookings", adopt=True)
    try:
        yield alias
    finally:
        if not there:
            migrate(alias, "zero", app="bookings")
            if "django_migrations" not in tables:
                with connections[alias].cursor() as cursor:
                    cursor.execute("DROP TABLE django_migrations")
