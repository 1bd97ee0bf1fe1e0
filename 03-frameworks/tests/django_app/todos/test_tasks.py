"""The thumbnail as a task: what it draws, and when it is enqueued and run under which backend."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.tasks import TaskResultStatus, task_backends
from django.tasks.backends.dummy import DummyBackend
from PIL import Image
from pytest_django.fixtures import Settings

from django_app.todos.models import Todo
from django_app.todos.tasks import SIDE, make_thumbnail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def todo_with_picture(image: Image.Image, kind: str = "PNG", **options: object) -> Todo:
    content = BytesIO()
    image.save(content, kind, **options)
    todo = Todo.objects.create(title="Milk")
    todo.picture.save("a.png", ContentFile(content.getvalue()))
    return todo


def stored(name: str) -> Image.Image:
    with default_storage.open(name) as file:
        image = Image.open(BytesIO(file.read()))
    image.load()
    return image


@pytest.mark.parametrize(
    ("size", "small"), [((400, 200), (SIDE, SIDE // 2)), ((100, 300), (SIDE // 3, SIDE)), ((10, 20), (10, 20))]
)
def test_a_thumbnail_fits_and_keeps_its_shape(size: tuple[int, int], small: tuple[int, int]) -> None:
    name = make_thumbnail.call(todo_with_picture(Image.new("RGB", size, "teal")).pk)
    assert name == "thumbnails/a.png"
    image = stored(name)
    assert (image.size, image.format) == (small, "PNG")
    assert image.getpixel((5, 5)) == (0, 128, 128, 255)


def test_a_picture_that_a_phone_took_lying_stands_upright_and_says_nothing_of_the_phone() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: to be turned by 90 degrees
    exif[0x010F] = "Maker of phones"
    todo = todo_with_picture(Image.new("RGB", (90, 30), "teal"), "JPEG", exif=exif)
    image = stored(str(make_thumbnail.call(todo.pk)))
    assert image.size == (30, 90)
    assert not image.getexif()


def test_running_twice_leaves_one_thumbnail(media: Path) -> None:
    todo = todo_with_picture(Image.new("RGB", (4, 4)))
    assert make_thumbnail.call(todo.pk) == make_thumbnail.call(todo.pk)
    assert len(list(media.glob("thumbnails/*"))) == 1


def test_what_has_gone_meanwhile_is_no_mistake(media: Path) -> None:
    todo = todo_with_picture(Image.new("RGB", (4, 4)))
    default_storage.delete(str(todo.picture.name))
    without = Todo.objects.create(title="No picture")
    assert [make_thumbnail.call(number) for number in (todo.pk, without.pk, 999)] == [None, None, None]


def test_the_immediate_backend_runs_in_the_caller() -> None:
    todo = todo_with_picture(Image.new("RGB", (4, 4)))
    result = make_thumbnail.enqueue(todo.pk)
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, "thumbnails/a.png")


def test_the_immediate_backend_keeps_an_error_away_from_the_caller() -> None:
    todo = todo_with_picture(Image.new("RGB", (4, 4)))
    default_storage.delete(str(todo.picture.name))
    moving = BytesIO()
    Image.new("RGB", (4, 4)).save(moving, "GIF")
    default_storage.save(str(todo.picture.name), ContentFile(moving.getvalue()))
    result = make_thumbnail.enqueue(todo.pk)
    assert result.status == TaskResultStatus.FAILED
    assert result.errors[0].exception_class_path == "PIL.UnidentifiedImageError"


def test_the_dummy_backend_remembers_and_runs_nothing(settings: Settings, media: Path) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    todo = todo_with_picture(Image.new("RGB", (4, 4)))
    result = make_thumbnail.enqueue(todo.pk)
    assert result.status == TaskResultStatus.READY
    backend = task_backends["default"]
    assert isinstance(backend, DummyBackend)
    assert [remembered.args for remembered in backend.results] == [[todo.pk]]
    assert not list(media.glob("thumbnails/*"))


def test_arguments_are_json_so_a_model_instance_is_refused() -> None:
    with pytest.raises(TypeError, match="Unsupported type"):
        make_thumbnail.enqueue(Todo(title="Milk"))  # type: ignore[arg-type]  # the mistake on purpose
