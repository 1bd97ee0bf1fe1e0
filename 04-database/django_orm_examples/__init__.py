"""The same questions and patterns in Django's ORM.

Models can be imported only when Django knows its settings. In a project ``manage.py`` and the server see to that; here
the package does, so that each file of it can be read, imported and run by itself.
"""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_orm_examples.settings")
if not (apps.ready or apps.loading):
    django.setup()
