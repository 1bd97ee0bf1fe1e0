"""The admin: who may come in, what its lists show, its actions, and how many queries a list takes."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from django_app.todos.models import Tag, Todo

pytestmark = pytest.mark.django_db

TODOS = "/admin/todos/todo/"


@pytest.fixture
def as_staff(client: Client) -> Client:
    """Logged in as one of the staff who may only look at to-dos."""
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.add(*Group.objects.get(name="Editors").permissions.filter(codename="view_todo"))
    client.force_login(user)
    return client


def shown(client: Client, query: str = "") -> set[str]:
    page = client.get(f"{TODOS}{query}").context["cl"]
    return {todo.title for todo in page.result_list}


def test_the_list_shows_owner_tags_and_day(admin_client: Client) -> None:
    todo = Todo.objects.create(title="Milk", owner=User.objects.create_user("ada"))
    todo.tags.set([Tag.objects.create(name="Food"), Tag.objects.create(name="Shop")])
    page = admin_client.get(TODOS).text
    for text in ("Milk", "ada", "Food, Shop", f"{todo.created_at:%Y-%m-%d}"):
        assert text in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_the_same_number_of_queries_for_any_number_of_rows(
    rows: int, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        owner = User.objects.create_user(f"user-{number}")
        Todo.objects.create(title=f"{number}", owner=owner).tags.set(Tag.objects.all())
    admin_client.get(TODOS)
    with django_assert_num_queries(8):
        assert len(shown(admin_client)) == rows


def test_it_is_searched_by_title_and_owner(admin_client: Client) -> None:
    Todo.objects.create(title="Milk", owner=User.objects.create_user("ada"))
    Todo.objects.create(title="Butter")
    assert shown(admin_client, "?q=milk") == {"Milk"}
    assert shown(admin_client, "?q=ada") == {"Milk"}


def test_it_is_filtered_by_origin(admin_client: Client) -> None:
    Todo.objects.create(title="by Ada", owner=User.objects.create_user("ada"))
    Todo.objects.create(title="by nobody")
    assert shown(admin_client, "?origin=page") == {"by Ada"}
    assert shown(admin_client, "?origin=api") == {"by nobody"}
    assert shown(admin_client) == {"by Ada", "by nobody"}
    assert "Came through the API" in admin_client.get(TODOS).text


@pytest.mark.parametrize(
    ("action", "message", "left"),
    [("complete_selected", "1 completed.", True), ("reopen_selected", "1 reopened.", False)],
)
def test_actions_change_the_selected_and_count_what_they_changed(
    action: str, message: str, left: bool, admin_client: Client
) -> None:
    chosen = [Todo.objects.create(title="a", completed=True), Todo.objects.create(title="b", completed=False)]
    other = Todo.objects.create(title="c", completed=not left)
    response = admin_client.post(
        TODOS, {"action": action, "_selected_action": [todo.pk for todo in chosen]}, follow=True
    )
    assert message in response.text
    assert {todo.completed for todo in Todo.objects.exclude(pk=other.pk)} == {left}
    other.refresh_from_db()
    assert other.completed is not left


@pytest.mark.parametrize("action", ["complete_selected", "reopen_selected"])
def test_who_may_only_look_is_offered_no_action_and_cannot_forge_one(action: str, as_staff: Client) -> None:
    before = action == "reopen_selected"
    todo = Todo.objects.create(title="Milk", completed=before)
    assert action not in as_staff.get(TODOS).text
    as_staff.post(TODOS, {"action": action, "_selected_action": [todo.pk]})
    todo.refresh_from_db()
    assert todo.completed is before


def test_the_form_saves_what_only_the_staff_may_set_and_checks_pictures(
    admin_client: Client,
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    ada = User.objects.create_user("ada")
    lie = SimpleUploadedFile("cat.png", b"<html>", "image/png")
    refused = admin_client.post(f"{TODOS}add/", {"title": "Milk", "picture": lie})
    assert "This is not a picture." in refused.text
    Image.new("RGB", (200, 100)).save(tmp_path / "cat.png")
    with django_capture_on_commit_callbacks(execute=True), (tmp_path / "cat.png").open("rb") as picture:
        admin_client.post(f"{TODOS}add/", {"title": "Milk", "owner": ada.pk, "completed": "on", "picture": picture})
    todo = Todo.objects.get()
    assert (todo.owner, todo.completed) == (ada, True)
    assert len(list(tmp_path.glob("thumbnails/*.png"))) == 1
    page = admin_client.get(f"{TODOS}{todo.pk}/change/").text
    assert f'<a href="/{todo.pk}/picture/"><img alt="Picture" src="/{todo.pk}/thumbnail/"></a>' in page


def test_a_todo_without_a_picture_shows_a_dash(admin_client: Client) -> None:
    todo = Todo.objects.create(title="Milk")
    page = admin_client.get(f"{TODOS}{todo.pk}/change/").text
    assert '<div class="readonly">-</div>' in page
    assert f"/{todo.pk}/thumbnail/" not in page


@pytest.mark.parametrize("tags", [1, 12])
def test_tags_show_the_number_of_their_todos_with_one_query(
    tags: int, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Tag.objects.all().delete()
    for number in range(tags):
        tag = Tag.objects.create(name=f"Tag {number}")
        for title in ("a", "b", "c"):
            tag.todos.create(title=title)
    with django_assert_num_queries(5):
        page = admin_client.get("/admin/todos/tag/").text
    assert page.count(">3</a>") == tags
    tag = Tag.objects.get(name="Tag 0")
    assert f'<a href="{TODOS}?tags__id__exact={tag.pk}">3</a>' in page
    assert shown(admin_client, f"?tags__id__exact={tag.pk}") == {"a", "b", "c"}
