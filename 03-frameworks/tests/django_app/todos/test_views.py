"""The pages: what they show, who may do what, and how many queries they take."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import m2m_changed
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from PIL import Image
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from django_app.todos.models import Tag, Todo
from django_app.todos.views import local_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def as_editor(client: Client) -> Client:
    grace = User.objects.create_user("grace")
    grace.groups.add(Group.objects.get(name="Editors"))
    client.force_login(grace)
    return client


def titles(page: str) -> list[str]:
    return [re.sub(r"</?mark>", "", title) for title in re.findall(r'class="title">(.*?)</span>', page)]


def list_of(client: Client, query: str = "") -> list[str]:
    return titles(client.get(f"/{query}").text)


def test_the_list_shows_open_ones_first_then_by_order_then_the_newest(client: Client) -> None:
    Todo.objects.create(title="done", completed=True)
    Todo.objects.create(title="old")
    Todo.objects.create(title="new")
    Todo.objects.create(title="second", order=2)
    Todo.objects.create(title="first", order=-1)
    assert list_of(client) == ["first", "second", "new", "old", "done"]


def test_it_is_searched_by_title_state_and_tag(client: Client) -> None:
    tag = Tag.objects.create(name="Shop")
    Todo.objects.create(title="Buy milk").tags.add(tag)
    Todo.objects.create(title="Drink Milk", completed=True)
    Todo.objects.create(title="Sleep").tags.add(tag)
    assert list_of(client, "?q=milk") == ["Buy milk", "Drink Milk"]
    assert list_of(client, "?q=milk&state=open") == ["Buy milk"]
    assert list_of(client, "?state=completed") == ["Drink Milk"]
    assert list_of(client, f"?tag={tag.slug}") == ["Sleep", "Buy milk"]
    assert list_of(client, "?q=nothing") == []
    assert "Buy <mark>milk</mark>" in client.get("/?q=milk").text


def test_what_cannot_be_searched_for_is_said_and_finds_nothing(client: Client) -> None:
    Todo.objects.create(title="Milk")
    response = client.get("/?state=lost")
    assert response.status_code == 200
    assert "lost is not one of the available choices." in response.text
    assert titles(response.text) == []


def test_pages_of_twenty_keep_the_search(client: Client) -> None:
    Todo.objects.bulk_create(Todo(title=f"milk {number}") for number in range(21))
    first = client.get("/?q=milk").text
    assert len(titles(first)) == 20
    assert 'href="?q=milk&amp;page=2"' in first
    assert list_of(client, "?q=milk&page=2") == ["milk 0"]
    for page in ("3", "0", "-1", "x"):
        assert client.get(f"/?page={page}").status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    rows: int, client: Client, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        owner = User.objects.create_user(f"user-{number}")
        Todo.objects.create(title=f"{number}", owner=owner).tags.set(Tag.objects.all())
    with django_assert_num_queries(4):  # count, to-dos with owners, their tags, the tags of the search
        assert len(list_of(client)) == rows
    client.force_login(ada)
    with django_assert_num_queries(8):  # and session, user, permissions of the user and of the user's groups
        assert len(list_of(client)) == rows


def test_one_row_can_be_rendered_alone() -> None:
    todo = Todo.objects.create(title="Milk")
    row = render_to_string("todos/todo_list.html#row", {"todo": todo, "query": "il"})
    assert row.strip().startswith("<li")
    assert "M<mark>il</mark>k" in row


def test_adding_makes_the_one_who_has_logged_in_the_owner(as_ada: Client, ada: User) -> None:
    other = User.objects.create_user("other")
    response = as_ada.post("/new/", {"title": "Milk 100 %", "owner": other.pk}, follow=True)
    assert Todo.objects.get().owner == ada
    assert titles(response.text) == ["Milk 100 %"]
    assert "Added: Milk 100 %" in response.text


def test_a_mistake_comes_back_beside_its_field_with_what_was_typed(as_ada: Client) -> None:
    response = as_ada.post("/new/", {"title": "Milk", "order": "soon"})
    assert response.status_code == 200
    assert "Enter a whole number." in response.text
    assert 'value="Milk"' in response.text
    assert not Todo.objects.exists()


@pytest.mark.parametrize("before", ["", "pictures/old.png"])
def test_a_page_with_a_mistake_shows_the_picture_that_is_stored(before: str, as_ada: Client, ada: User) -> None:
    todo = Todo.objects.create(title="Milk", owner=ada, picture=before)
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    for change in ({"picture": SimpleUploadedFile("new.png", content.getvalue())}, {"picture-clear": "on"}):
        page = as_ada.post(f"/{todo.pk}/edit/", {"title": "", **change}).text
        assert (f'src="/{todo.pk}/picture/"' in page) is bool(before)


@pytest.mark.parametrize("path", ["/new/", "/1/edit/"])
def test_a_todo_whose_tags_cannot_be_saved_is_not_saved_either(path: str, as_ada: Client, ada: User) -> None:
    def fail(**_: object) -> None:
        raise OSError("disk full")

    Todo.objects.create(pk=1, title="Milk", owner=ada)
    m2m_changed.connect(fail, sender=Todo.tags.through)
    try:
        with pytest.raises(OSError, match="disk full"):
            as_ada.post(path, {"title": "Butter", "tags": [tag.pk for tag in Tag.objects.all()]})
    finally:
        m2m_changed.disconnect(fail, sender=Todo.tags.through)
    assert list(Todo.objects.values_list("title", flat=True)) == ["Milk"]


def test_owners_edit_complete_reopen_and_delete(as_ada: Client, ada: User) -> None:
    todo = Todo.objects.create(title="Milk", owner=ada)
    assert "Changed: Butter" in as_ada.post(f"/{todo.pk}/edit/", {"title": "Butter"}, follow=True).text
    for _ in range(2):
        as_ada.post(f"/{todo.pk}/complete/", {"completed": "true"})
        assert Todo.objects.get().completed
    as_ada.post(f"/{todo.pk}/complete/", {"completed": "false"})
    assert not Todo.objects.get().completed
    assert "Delete “Butter”?" in as_ada.get(f"/{todo.pk}/delete/").text
    assert "Deleted." in as_ada.post(f"/{todo.pk}/delete/", follow=True).text
    assert not Todo.objects.exists()


@pytest.mark.parametrize("action", ["edit", "complete", "delete"])
@pytest.mark.parametrize("owned", [True, False])
def test_others_may_not_without_a_permission(action: str, owned: bool, as_ada: Client) -> None:
    owner = User.objects.create_user("other") if owned else None
    todo = Todo.objects.create(title="Milk", owner=owner)
    assert as_ada.post(f"/{todo.pk}/{action}/", {"title": "x", "completed": "true"}).status_code == 403
    todo.refresh_from_db()
    assert (todo.title, todo.completed) == ("Milk", False)
    assert f"/{todo.pk}/{action}/" not in as_ada.get("/").text


@pytest.mark.parametrize("action", ["edit", "complete", "delete"])
def test_editors_may(action: str, as_editor: Client) -> None:
    todo = Todo.objects.create(title="Milk")
    assert f"/{todo.pk}/{action}/" in as_editor.get("/").text
    assert as_editor.post(f"/{todo.pk}/{action}/", {"title": "x", "completed": "true"}).status_code == 302
    changed = Todo.objects.filter(pk=todo.pk).values_list("title", "completed").first()
    assert changed == {"edit": ("x", False), "complete": ("Milk", True), "delete": None}[action]


def test_who_may_change_may_not_delete(as_ada: Client, ada: User) -> None:
    ada.user_permissions.add(Permission.objects.get(codename="change_todo"))
    todo = Todo.objects.create(title="Milk", completed=True)
    assert as_ada.get(f"/{todo.pk}/edit/").status_code == 200
    assert [as_ada.post(path).status_code for path in (f"/{todo.pk}/delete/", "/purge/")] == [403, 403]
    assert Todo.objects.exists()


@pytest.mark.parametrize("path", ["/new/", "/1/edit/", "/1/complete/", "/1/delete/", "/purge/"])
def test_strangers_are_sent_to_the_log_in_page_and_back(path: str, client: Client) -> None:
    Todo.objects.create(pk=1, title="Milk")
    response = client.post(path)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={path}")
    assert client.get("/").text.count("<form") == 1  # the search


@pytest.mark.parametrize("pk", ["999", "0", "9" * 30])
@pytest.mark.parametrize("action", ["edit", "complete", "delete", "picture", "thumbnail"])
def test_what_is_not_there_is_not_found(pk: str, action: str, as_ada: Client) -> None:
    method = as_ada.post if action == "complete" else as_ada.get
    assert method(f"/{pk}/{action}/").status_code == 404


def test_completing_by_get_is_refused(as_ada: Client, ada: User) -> None:
    todo = Todo.objects.create(title="Milk", owner=ada)
    assert as_ada.get(f"/{todo.pk}/complete/?completed=true").status_code == 405
    assert not Todo.objects.get().completed


def test_completing_goes_back_to_where_it_was_asked_for(as_ada: Client, ada: User) -> None:
    todo = Todo.objects.create(title="Milk", owner=ada)
    response = as_ada.post(f"/{todo.pk}/complete/", {"completed": "true", "next": "/?q=milk"})
    assert response["Location"] == "/?q=milk"


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", ""]
)
def test_a_url_of_another_host_is_replaced_by_the_list(url: str) -> None:
    assert local_url(RequestFactory().post("/", {"next": url})) == "/"


def test_a_page_over_https_leads_to_no_page_without() -> None:
    data = {"next": "http://testserver/?q=milk"}
    assert local_url(RequestFactory().post("/", data)) == data["next"]
    assert local_url(RequestFactory().post("/", data, secure=True)) == "/"


def test_editors_delete_all_completed(as_editor: Client) -> None:
    Todo.objects.create(title="open")
    for number in range(2):
        Todo.objects.create(title=f"done {number}", completed=True).tags.set(Tag.objects.all())
    assert "2 to-dos" in as_editor.get("/purge/").text
    assert "Deleted: 2" in as_editor.post("/purge/", follow=True).text
    assert list_of(as_editor) == ["open"]


def test_a_picture_is_uploaded_shown_and_served(
    as_ada: Client,
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    Image.new("RGB", (200, 100)).save(content, "PNG")
    picture = SimpleUploadedFile("cat.png", content.getvalue())
    with django_capture_on_commit_callbacks(execute=True):
        as_ada.post("/new/", {"title": "Milk", "picture": picture})
    todo = Todo.objects.get()
    assert f'src="/{todo.pk}/thumbnail/"' in as_ada.get("/").text
    assert as_ada.get(f"/{todo.pk}/picture/").getvalue() == content.getvalue()
    assert 0 < len(as_ada.get(f"/{todo.pk}/thumbnail/").getvalue()) != len(content.getvalue())
    with django_capture_on_commit_callbacks(execute=True):
        as_ada.post(f"/{todo.pk}/edit/", {"title": "Milk", "picture-clear": "on"})
    assert as_ada.get(f"/{todo.pk}/picture/").status_code == 404
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
