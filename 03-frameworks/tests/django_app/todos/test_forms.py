"""Forms: which fields come in, which mistakes they name, and what happens to pictures after saving."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from django_app.todos.forms import SearchForm, TodoForm
from django_app.todos.models import Tag, Todo

pytestmark = pytest.mark.django_db


def png() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (4, 3)).save(content, "PNG")
    return SimpleUploadedFile("a.png", content.getvalue(), "image/png")


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.rglob("*.png"))


def test_a_title_is_enough_and_is_stripped() -> None:
    todo = TodoForm({"title": "  Milk \n"}).save()
    assert (todo.title, todo.order, todo.picture.name, todo.owner) == ("Milk", None, "", None)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "   ", "This field is required."),
        ("title", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("title", "a\0b", "Null characters are not allowed."),
        ("order", "soon", "Enter a whole number."),
        ("order", "1.5", "Enter a whole number."),
        ("order", "2147483648", "Ensure this value is less than or equal to 2147483647."),
        ("order", "-2147483649", "Ensure this value is greater than or equal to -2147483648."),
        ("tags", ["999"], "Select a valid choice. 999 is not one of the available choices."),
        ("tags", ["1", "9" * 20], f"Select a valid choice. {'9' * 20} is not one of the available choices."),
    ],
)
def test_each_mistake_is_named_beside_its_field(field: str, value: str | list[str], message: str) -> None:
    form = TodoForm({"title": "Milk", field: value})
    assert form.errors == {field: [message]}


def test_five_tags_are_taken_and_six_refused() -> None:
    Tag.objects.all().delete()
    tags = [Tag.objects.create(name=f"Tag {number}").pk for number in range(6)]
    assert TodoForm({"title": "Milk", "tags": tags}).errors == {"tags": ["Choose at most 5 tags."]}
    assert TodoForm({"title": "Milk", "tags": tags[:5]}).save().tags.count() == 5


def test_fields_that_are_not_in_the_form_do_not_come_in(django_user_model: type) -> None:
    django_user_model.objects.create_user("ada", pk=7)  # type: ignore[attr-defined]  # whichever model it is
    todo = TodoForm({"title": "Milk", "owner": "7", "completed": "on", "id": "99", "created_at": "2000-01-01"}).save()
    assert (todo.owner, todo.completed) == (None, False)
    assert todo.pk != 99
    assert todo.created_at.year > 2000


def test_a_new_picture_gets_a_thumbnail_once_the_transaction_commits(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        form = TodoForm({"title": "Milk"}, {"picture": png()})
        form.save()
        form.finish_picture()
        assert files(media) == ["pictures"]
    assert files(media) == ["pictures", "thumbnails"]


@pytest.mark.parametrize("replaced", [True, False], ids=["replaced", "cleared"])
def test_what_was_replaced_or_cleared_is_deleted_once_the_transaction_commits(
    replaced: bool, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    todo = Todo.objects.create(title="Milk")
    todo.picture.save("old.png", png())
    old = str(todo.picture.name)
    default_storage.save("thumbnails/old.png", ContentFile(b"x"))
    with django_capture_on_commit_callbacks(execute=True):
        form = (
            TodoForm({"title": "Milk"}, {"picture": png()}, instance=todo)
            if replaced
            else TodoForm({"title": "Milk", "picture-clear": "on"}, instance=todo)
        )
        form.save()
        form.finish_picture()
        assert default_storage.exists(old)
    assert not default_storage.exists(old)
    assert not default_storage.exists("thumbnails/old.png")
    assert files(media) == (["pictures", "thumbnails"] if replaced else [])
    assert bool(Todo.objects.get().picture) is replaced


def test_a_form_without_a_new_picture_leaves_the_old_one(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    todo = Todo.objects.create(title="Milk")
    todo.picture.save("old.png", png())
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        form = TodoForm({"title": "Butter"}, instance=todo)
        form.save()
        form.finish_picture()
    assert callbacks == []
    assert files(media) == ["pictures"]


def test_a_picture_that_is_none_is_named_beside_its_field() -> None:
    form = TodoForm({"title": "Milk"}, {"picture": SimpleUploadedFile("cat.png", b"<html>", "image/png")})
    assert form.errors == {"picture": ["This is not a picture. A PNG or JPEG file is expected."]}


def test_the_input_of_a_picture_links_to_no_file(media: Path) -> None:
    todo = Todo.objects.create(title="Milk", picture="pictures/secret-name.png")
    page = TodoForm(instance=todo).as_div()
    assert "There is a picture." in page
    assert 'name="picture-clear"' in page
    assert "secret-name" not in page
    assert "There is a picture." not in TodoForm().as_div()


def test_an_empty_search_is_valid() -> None:
    form = SearchForm({})
    assert form.is_valid()
    assert form.cleaned_data == {"q": "", "state": "", "tag": None}


def test_a_search_finds_its_tag_by_slug() -> None:
    tag = Tag.objects.create(name="Très important")
    form = SearchForm({"q": " milk ", "state": "open", "tag": tag.slug})
    assert form.is_valid()
    assert form.cleaned_data == {"q": "milk", "state": "open", "tag": tag}


@pytest.mark.parametrize("data", [{"q": "x" * 201}, {"q": "a\0"}, {"state": "lost"}, {"tag": "no-such-tag"}])
def test_what_cannot_be_searched_for_is_named_beside_its_field(data: dict[str, str]) -> None:
    assert set(SearchForm(data).errors) == set(data)
