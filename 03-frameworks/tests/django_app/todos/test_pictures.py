"""Pictures: told by their content, stored under a random name, served so that they can do nothing."""

import re
import struct
import zlib
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse, Http404
from PIL import Image
from pytest_django.fixtures import Settings

from django_app.todos import pictures
from django_app.todos.models import Todo
from django_app.todos.pictures import PictureField, delete_files, picture_response, random_name, suffix_by_content


def picture(kind: str = "PNG", width: int = 4, height: int = 3) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), "teal").save(content, kind)
    return content.getvalue()


def png_that_promises(width: int, height: int) -> bytes:
    """A PNG of some 60 bytes whose header promises a size that its data does not have: a decompression bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def body(response: FileResponse) -> bytes:
    """What is sent; a server would close the file."""
    with closing(response.file_to_stream or BytesIO()):
        return response.getvalue()


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg")])
def test_the_content_decides_the_suffix(kind: str, suffix: str) -> None:
    file = BytesIO(picture(kind))
    file.seek(5)
    assert suffix_by_content(file) == suffix
    assert file.tell() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
        picture("GIF"),
        picture("BMP"),
        picture("PNG", 100, 100)[:-60],
        picture("JPEG", 100, 100)[:300],
    ],
    ids=["empty", "html", "html behind a signature", "gif", "bmp", "truncated png", "truncated jpeg"],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError, match=re.escape(pictures.NOT_A_PICTURE)):
        suffix_by_content(BytesIO(content))


@pytest.mark.parametrize(
    ("width", "height"), [(2001, 2000), (10_000, 10_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    bomb = png_that_promises(width, height)
    assert len(bomb) < 100
    with pytest.raises(ValidationError, match=re.escape(pictures.TOO_MANY_PIXELS)):
        suffix_by_content(BytesIO(bomb))


def test_a_picture_of_the_largest_size_is_taken() -> None:
    assert suffix_by_content(BytesIO(picture("PNG", 2000, 2000))) == ".png"


@pytest.mark.parametrize("name", ["page.html", "cat.gif", "../../../etc/passwd", "no-suffix", "a" * 300])
def test_the_name_as_sent_decides_nothing(name: str) -> None:
    upload = PictureField().clean(SimpleUploadedFile(name, picture("JPEG"), "text/html"))
    assert re.fullmatch(r"[0-9a-f]{32}\.jpg", upload.name)
    assert upload.read() == picture("JPEG")


def test_a_page_with_the_name_and_type_of_a_picture_is_refused() -> None:
    lie = SimpleUploadedFile("cat.png", b"<html><script>alert(1)</script>", "image/png")
    with pytest.raises(ValidationError, match=re.escape(pictures.NOT_A_PICTURE)):
        PictureField().clean(lie)


def test_the_number_of_bytes_is_limited() -> None:
    largest = picture().ljust(pictures.MAX_BYTES, b"\0")
    assert PictureField().clean(SimpleUploadedFile("a.png", largest)).size == pictures.MAX_BYTES
    with pytest.raises(ValidationError, match=re.escape(pictures.TOO_MANY_BYTES)):
        PictureField().clean(SimpleUploadedFile("a.png", largest + b"\0"))


def test_no_picture_is_none() -> None:
    assert PictureField(required=False).clean(None) is None


def test_random_names_differ() -> None:
    assert re.fullmatch(r"[0-9a-f]{32}\.png", random_name(".png"))
    assert random_name(".png") != random_name(".png")


def test_deleting_takes_the_thumbnail_along_and_misses_nothing(media: Path) -> None:
    for name in ("pictures/a.png", "thumbnails/a.png", "pictures/b.png"):
        default_storage.save(name, ContentFile(b"x"))
    delete_files("pictures/a.png")
    delete_files("pictures/a.png")
    delete_files("")
    assert [path.name for path in media.rglob("*.png")] == ["b.png"]


def test_a_file_is_served_with_headers_that_disarm_it(media: Path) -> None:
    default_storage.save("pictures/a.jpg", ContentFile(picture("JPEG")))
    response = picture_response(Todo(pk=7, picture="pictures/a.jpg"))
    assert body(response) == picture("JPEG")
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"] == 'inline; filename="picture-7.jpg"'
    assert response["Cache-Control"] == "private, no-cache"


def test_the_small_one_is_the_picture_until_there_is_a_thumbnail(media: Path) -> None:
    todo = Todo(pk=7, picture="pictures/a.jpg")
    default_storage.save("pictures/a.jpg", ContentFile(b"large"))
    assert body(picture_response(todo, small=True)) == b"large"
    default_storage.save("thumbnails/a.png", ContentFile(b"small"))
    small = picture_response(todo, small=True)
    assert (body(small), small["Content-Type"]) == (b"small", "image/png")
    assert body(picture_response(todo)) == b"large"


@pytest.mark.parametrize("name", ["", "pictures/gone.png", "pictures/page.html"])
def test_what_cannot_be_served_is_not_found(media: Path, name: str) -> None:
    default_storage.save("pictures/page.html", ContentFile(b"<script>"))
    with pytest.raises(Http404):
        picture_response(Todo(pk=7, picture=name))
