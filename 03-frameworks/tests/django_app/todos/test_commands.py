"""``import_todos``: all of a file or nothing, and one line that says why not."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from django_app.todos.management.commands.import_todos import read_todos
from django_app.todos.models import Todo

pytestmark = pytest.mark.django_db

TITLE = "Expected a text of 1 to 200 characters without U+0000, white space at both ends not counted."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with two to-dos."""
    path = tmp_path / "todos.json"
    path.write_text(json.dumps([{"title": " Ä "}, {"title": "b", "completed": True, "order": 4}]), encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    """What the command prints."""
    output = StringIO()
    call_command("import_todos", *map(str, arguments), stdout=output, no_color=True)
    return output.getvalue()


def test_all_of_a_file_is_imported(file: Path) -> None:
    assert run(file) == "2 to-dos imported.\n"
    first, second = Todo.objects.order_by("pk")
    assert (first.title, first.completed, first.order, first.owner) == ("Ä", False, None, None)
    assert (second.title, second.completed, second.order, second.owner) == ("b", True, 4, None)


def test_they_can_belong_to_somebody(file: Path) -> None:
    ada = get_user_model().objects.create_user("ada")
    run(file, "--owner", "ada")
    assert ada.todos.count() == 2


def test_a_dry_run_checks_everything_and_writes_nothing(file: Path) -> None:
    assert run(file, "--dry-run") == "2 to-dos would be imported.\n"
    assert not Todo.objects.exists()


def test_many_rows_take_few_statements(tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    path = tmp_path / "many.json"
    path.write_text(json.dumps([{"title": str(number)} for number in range(1000)]))
    with django_assert_num_queries(2):  # two batches
        run(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[", "{file}: expected a JSON array"),
        (b'{"title": "a"}', "{file}: expected a JSON array"),
        (b"\xff", "{file}: expected a JSON array"),
        (b'[{"title": "a"}, 5]', "{file}, item 2, #: Expected a JSON object."),
        (b'[{"title": "a"}, {"title": ""}, {}]', f"{{file}}, item 2, #/title: {TITLE}"),
        (b'[{"title": "a", "owner": 1}]', "{file}, item 1, #/owner: There is no such member."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_imported(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        run(file)
    assert str(caught.value) == message.format(file=file)
    assert not Todo.objects.exists()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        run(tmp_path / "none.json")
    assert str(caught.value) == f"{tmp_path / 'none.json'}: No such file or directory"


def test_an_owner_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(CommandError, match=r"^There is no user 'x'\.$"):
        run(file, "--owner", "x")


def test_a_file_is_read_without_the_command(file: Path) -> None:
    assert read_todos(file) == [{"title": "Ä"}, {"title": "b", "completed": True, "order": 4}]
