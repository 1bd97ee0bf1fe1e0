"""Which address is answered by which view: the only place that knows.

A converter is more than a pattern: it decides what is an address at all. ``<int:...>`` takes ``007``, a second address
of the same row, and numbers that no column can hold: the ORM finds no row for them, SQL written by hand fails. What a
converter refuses is 404, before any view.

Cost: patterns are tried from top to bottom; those that are asked for most stand first.
Not for: deciding who may see a page; that is the view's.
Asked: why should ``/todos/01`` not be the address of the first to-do?
Source: https://docs.djangoproject.com/en/stable/topics/http/urls/#registering-custom-path-converters
"""

from django.contrib import admin
from django.urls import include, path, register_converter

from django_app.todos import api, async_views

handler400 = "django_app.todos.problems.bad_request"
handler403 = "django_app.todos.problems.forbidden"
handler404 = "django_app.todos.problems.not_found"
handler500 = "django_app.todos.problems.server_error"


class RowId:
    """A row's number: decimal digits without a sign or leading zeros, from 1 to what 64 bits hold."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        """Return the number, or raise ValueError, which means 404, when it has more than 63 bits.

        >>> RowId().to_python("9223372036854775807")
        9223372036854775807
        """
        number = int(value)
        if number >= 2**63:
            raise ValueError(value)
        return number

    def to_url(self, value: int) -> str:
        """Return the digits."""
        return str(value)


register_converter(RowId, "row")

urlpatterns = [
    path("todos", api.TodoList.as_view(), name="api-todos"),
    path("todos/<row:todo_id>", api.TodoDetail.as_view(), name="api-todo"),
    path("health", api.Health.as_view(), name="health"),
    path("statistics", async_views.statistics, name="statistics"),
    path("admin/", admin.site.urls),
    path("", include("django_app.todos.urls")),
]
