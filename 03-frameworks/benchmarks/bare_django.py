"""What the Django app is compared with: the barest Django that does the same query by the same driver, no more.

One file with settings, urls and views, as Django can be written, on the app's own table. No middleware at all, and
views that are functions.
"""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["BARE_DATABASE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {"init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_app.todos"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="nothing is signed here",
)
django.setup()

from django_app.todos.models import Todo  # noqa: E402 - a model can be imported when the settings are there


def health(_request: HttpRequest) -> JsonResponse:
    """Answer JSON."""
    return JsonResponse({"status": "ok"})


def list_todos(request: HttpRequest) -> JsonResponse:
    """List the first 20."""
    rows = list(Todo.objects.filter(pk__gt=0).order_by("pk").values_list("id", "title", "completed", "order")[:21])
    base = request.build_absolute_uri("/todos")
    return JsonResponse(
        [
            {"id": todo_id, "title": title, "completed": completed, "order": order, "url": f"{base}/{todo_id}"}
            for todo_id, title, completed, order in rows[:20]
        ],
        safe=False,
    )


urlpatterns = [path("health", health), path("todos", list_todos)]
application = WSGIHandler()
