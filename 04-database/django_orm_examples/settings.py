"""The settings of a Django that is an ORM and nothing else.

DATABASES stays empty: database.py connects aliases while the program runs, since each example and test has a database
of its own, and a query without one is refused and not answered by the wrong one. A project writes DATABASES and leaves
it.

The small applications hold tables for one lesson each; ``migrate`` makes them only when it is asked for them.

Source: https://docs.djangoproject.com/en/6.1/ref/settings/#databases
"""

DATABASES: dict[str, dict[str, object]] = {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django_orm_examples",
    "django_orm_examples.bookings",
    "django_orm_examples.members",
    "django_orm_examples.zones",
]
TIME_ZONE = "UTC"
USE_TZ = True
