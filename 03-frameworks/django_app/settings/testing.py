"""The environment of the tests: nothing on disk, nothing slow, nothing from outside.

A password hash is slow on purpose, so a test that makes ten users waits a second for nothing: MD5 here, and only here.
The database is in memory. Everything else stays as in production: a test with other middleware tests another
application.

Cost: what is replaced is not tested: SQLite in memory never waits for a lock.
Not for: measuring, or trying the service by hand.
Asked: which settings would you change for tests, and which never?
Source: https://docs.djangoproject.com/en/stable/topics/testing/overview/#password-hashing
"""

import tempfile
from pathlib import Path

from django_app.settings.base import *  # noqa: F403  (Django's own way to extend a settings module)
from django_app.settings.base import STORAGES

ENVIRONMENT = "testing"
SECRET_KEY = "no secret at all: it signs the cookies of tests, which nobody keeps"  # noqa: S105  (as it says)
ALLOWED_HOSTS = ["testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
MEDIA_ROOT = Path(tempfile.gettempdir()) / "no-test-writes-here"
# Without collectstatic there is neither a manifest nor a folder; the finders know the files where they are.
STATIC_ROOT = None
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
