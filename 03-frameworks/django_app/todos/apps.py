"""The configuration of the app: its name, and what has to happen once when Django is ready."""

from django.apps import AppConfig


class TodosConfig(AppConfig):
    """The app ``django_app.todos``; its tables begin with ``todos_``."""

    name = "django_app.todos"
    label = "todos"
    verbose_name = "To-dos"

    def ready(self) -> None:
        """Connect the receivers of signals: importing their module does it, once all models are known."""
        from django_app.todos import signals  # noqa: F401
