"""A management command: work for the terminal or a timer, with the settings, models and rules of the application.

    python -m django_app import_todos todos.json --owner demo --dry-run

The file holds a JSON array of to-dos as the API takes them. All of them are imported or none: a file that is half
imported cannot be imported again.

A command says what went wrong by raising CommandError: one line on stderr and exit code 1 in a terminal, an exception
for whoever uses ``call_command``. It writes to ``self.stdout``, which a test can replace, never with ``print``.

Cost: all rows are in memory; ``bulk_create`` writes them in batches, and sends neither ``save`` nor signals.
Not for: what a user waits for in a request, or files of millions of rows (read them as a stream, ``COPY`` them).
Asked: what does ``bulk_create`` leave out? Why should a command that failed exit with another code than 0?
Source: https://docs.djangoproject.com/en/stable/howto/custom-management-commands/
"""

from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from django_app.todos.models import Todo
from django_app.todos.problems import ProblemError
from django_app.todos.validation import parse_json, parse_new

BATCH = 500


class Command(BaseCommand):
    """``import_todos FILE [--owner NAME] [--dry-run]``."""

    help = "Import to-dos from a JSON file: an array of objects with title, and completed and order if you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE, ``--owner`` and ``--dry-run``."""
        parser.add_argument("file", type=Path, help="JSON, in UTF-8")
        parser.add_argument("--owner", metavar="NAME", help="the user to whom they shall belong; nobody otherwise")
        parser.add_argument("--dry-run", action="store_true", help="check everything, and write nothing")

    def handle(self, *, file: Path, owner: str | None, dry_run: bool, **options: object) -> None:
        """Import all of the file, or nothing, and say ``3 to-dos imported.`` or ``3 to-dos would be imported.``.

        Raises CommandError: ``FILE: `` and the system's reason when it cannot be read; ``FILE: expected a JSON array``;
        ``FILE, item 2, #/title: Expected ...`` for the first item with a mistake; ``There is no user 'x'.``.
        """
        owners = get_user_model()._default_manager
        found = None if owner is None else owners.filter(username=owner).first()
        if owner is not None and found is None:
            raise CommandError(f"There is no user {owner!r}.")
        todos = [Todo(**values, owner=found) for values in read_todos(file)]
        if not dry_run:
            # Each batch is one INSERT, and all of them are one transaction: bulk_create opens it.
            Todo.objects.bulk_create(todos, batch_size=BATCH)
        done = "would be imported" if dry_run else "imported"
        self.stdout.write(self.style.SUCCESS(f"{len(todos)} to-dos {done}."))


def read_todos(file: Path) -> list[dict[str, str | bool | int | None]]:
    """Return the checked values of a file, or raise CommandError as ``Command.handle`` says."""
    try:
        items = parse_json(file.read_bytes())
    except OSError as mistake:
        raise CommandError(f"{file}: {mistake.strerror}") from mistake
    except ProblemError:
        items = None
    if not isinstance(items, list):
        raise CommandError(f"{file}: expected a JSON array")
    todos = []
    for number, item in enumerate(items, 1):
        try:
            todos.append(parse_new(item))
        except ProblemError as mistake:
            first = mistake.errors[0]
            raise CommandError(f"{file}, item {number}, {first['pointer']}: {first['detail']}") from mistake
    return todos
