"""Django for pytest: its settings, read before tests are collected, and one module that no doctest run may import."""

import os

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_app.settings.testing")
# pytest-django prepares Django, and forbids the database to tests that do not ask for it, once the settings are read.
settings.INSTALLED_APPS  # noqa: B018

# It refuses to be imported without its environment.
collect_ignore = ["django_app/settings/production.py"]
