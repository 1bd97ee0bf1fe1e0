"""Pictures: their content counts, and nothing that the client says of it."""

import asyncio
import os
import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image

from fastapi_app import pictures
from fastapi_app.application import create_app
from fastapi_app.database import Database
from fastapi_app.pictures import (
    FORMATS,
    MAX_BYTES,
    MAX_PIXELS,
    ORPHAN_SECONDS,
    Picture,
    PictureError,
    clean,
    picture_path,
    store,
)
from fastapi_app.schemas import NewTodo
from fastapi_app.settings import Settings
from fastapi_app.store import add_todo
from tests.fastapi_app.images import bomb, lying_exif, picture, telltale
from tests.fastapi_app.people import new_token

NO_PICTURE = r"^Expected a PNG or JPEG picture\.$"
TOO_MANY = rf"^Expected at most {MAX_PIXELS} pixels\.$"


@pytest.mark.parametrize("kind", list(FORMATS))
def test_the_pixels_survive_turned_upright_and_nothing_else(kind: str) -> None:
    encoded, found = clean(telltale(kind))
    assert found == kind
    assert b"SECRET" not in encoded
    with Image.open(BytesIO(encoded)) as image:
        assert (image.format, image.size, len(image.getexif())) == (kind, (2, 3), 0)
        assert not set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("mode", "expected"), [("RGBA", "RGBA"), ("P", "RGB"), ("L", "RGB"), ("1", "RGB"), ("LA", "RGBA")]
)
def test_png_of_every_kind(mode: str, expected: str) -> None:
    encoded, _ = clean(picture(mode=mode, colour="white"))
    with Image.open(BytesIO(encoded)) as image:
        assert (image.mode, image.size) == (expected, (3, 2))
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_jpeg_in_the_colours_of_printers() -> None:
    encoded, kind = clean(picture("JPEG", mode="CMYK", colour="white"))
    assert kind == "JPEG"
    with Image.open(BytesIO(encoded)) as image:
        assert image.mode == "RGB"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0 a JPEG by its first bytes",
        picture("GIF"),
        picture("BMP"),
        picture("PNG", (200, 200))[:-30],
        picture("JPEG", (200, 200))[:-300],
        picture("PNG", (200, 200)).replace(b"IDAT", b"IDAX"),
        lying_exif(),
    ],
    ids=[
        "empty",
        "text",
        "svg",
        "png start",
        "jpeg start",
        "gif",
        "bmp",
        "half a png",
        "half a jpeg",
        "broken png",
        "exif",
    ],
)
def test_what_cannot_be_decoded_is_refused(content: bytes) -> None:
    with pytest.raises(PictureError, match=NO_PICTURE):
        clean(content)


def test_as_many_pixels_as_allowed() -> None:
    encoded, _ = clean(picture(size=(MAX_PIXELS // 1000, 1000), mode="1", colour="white"))
    with Image.open(BytesIO(encoded)) as image:
        assert image.width * image.height == MAX_PIXELS


@pytest.mark.parametrize("size", [(2001, 2000), (20_000, 20_000), (2_000_000, 2_000)])
def test_bombs_are_refused_by_their_header(size: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match=TOO_MANY):
        clean(bomb(*size))


def test_store_writes_under_a_random_name(tmp_path: Path) -> None:
    (first, kind), (second, _) = store(tmp_path, picture()), store(tmp_path, picture())
    assert first != second
    assert re.fullmatch(r"[0-9a-f]{32}\.png", first)
    assert kind == "image/png"
    assert picture_path(tmp_path, first).read_bytes() == clean(picture())[0]
    assert store(tmp_path, picture("JPEG"))[1] == "image/jpeg"


def test_store_writes_nothing_that_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(PictureError):
        store(tmp_path, b"text")
    assert list(tmp_path.iterdir()) == []


class Client:
    """A client that may upload, and a to-do."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.headers = new_token(client)
        self.url = client.post("/todos", json={"title": "Buy milk"}).json()["url"] + "/picture"

    def put(self, content: bytes, name: str = "x.png", media_type: str = "image/png") -> Response:
        return self.client.put(self.url, files={"file": (name, content, media_type)}, headers=self.headers)


@pytest.fixture
def user(client: TestClient) -> Client:
    return Client(client)


def stored(settings: Settings) -> list[Path]:
    return list((settings.data / "pictures").iterdir())


@pytest.mark.parametrize("kind", list(FORMATS))
def test_upload_and_look(client: TestClient, user: Client, kind: str) -> None:
    assert user.put(picture(kind)).status_code == 204
    response = client.get(user.url)
    assert response.headers["content-type"] == FORMATS[kind][0]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.content == clean(picture(kind))[0]


def test_a_new_picture_takes_the_place_of_the_old(client: TestClient, user: Client, settings: Settings) -> None:
    user.put(picture())
    user.put(picture("JPEG"))
    assert client.get(user.url).headers["content-type"] == "image/jpeg"
    assert len(stored(settings)) == 1


def test_a_new_picture_while_somebody_looks_at_the_old(
    client: TestClient, user: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.put(picture("PNG"))
    [old] = stored(settings)
    user.put(picture("JPEG"))
    row = Picture(
        todo_id=1, name=old.name, media_type="image/png"
    )  # read before the upload, whose end removed the file
    rows = iter([row])
    read_row = pictures._stored

    async def stored_row(database: Database, todo_id: int) -> Picture:
        return next(rows, None) or await read_row(database, todo_id)

    monkeypatch.setattr(pictures, "_stored", stored_row)
    assert client.get(user.url).content == clean(picture("JPEG"))[0]


@pytest.mark.anyio
async def test_each_of_several_uploads_at_once_takes_the_place_of_another(database: Database) -> None:
    async with database.transaction() as session:
        await add_todo(session, NewTodo(title="Buy milk"))
    names = [f"{number}.png" for number in range(6)]
    replaced = await asyncio.gather(*(pictures._replace_row(database, 1, name, "image/png") for name in names))
    last = (await pictures._stored(database, 1)).name
    assert sorted(name or last for name in replaced) == names


def test_a_file_that_is_lost(client: TestClient, user: Client, settings: Settings) -> None:
    user.put(picture())
    [file] = stored(settings)
    file.unlink()
    response = client.get(user.url)
    assert (response.status_code, response.json()["detail"]) == (404, "There is no such picture.")


def test_taking_it_away(client: TestClient, user: Client, settings: Settings) -> None:
    user.put(picture())
    assert client.delete(user.url, headers=user.headers).status_code == 204
    assert client.get(user.url).status_code == 404
    assert client.delete(user.url, headers=user.headers).status_code == 404
    assert stored(settings) == []


def test_it_goes_with_its_to_do(client: TestClient, user: Client) -> None:
    user.put(picture())
    client.delete(user.url.removesuffix("/picture"))
    assert client.get(user.url).status_code == 404


def test_a_start_removes_files_that_no_row_names(client: TestClient, user: Client, settings: Settings) -> None:
    user.put(picture())
    [used] = stored(settings)
    left_over, new = (picture_path(settings.data, name) for name in ("left_over.png", "new.png"))
    for file, age in ((used, 2), (left_over, 2), (new, 0.5)):
        file.touch()
        os.utime(file, (time.time() - age * ORPHAN_SECONDS,) * 2)
    with TestClient(create_app(settings)):
        assert set(stored(settings)) == {used, new}


def test_anybody_may_look_and_users_may_change(client: TestClient, user: Client) -> None:
    user.put(picture())
    assert client.get(user.url).status_code == 200
    assert client.put(user.url, files={"file": ("x.png", picture(), "image/png")}).status_code == 401
    assert client.delete(user.url).status_code == 401
    assert client.get(user.url).status_code == 200


def test_the_body_is_read_before_the_user_is_known(client: TestClient, user: Client) -> None:
    """As the docstring says: a broken form is told to somebody who may not upload at all."""
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.put(user.url, content=b"no form", headers=headers).status_code == 400
    assert client.put(user.url, files={"file": ("x", picture())}).status_code == 401


def test_a_to_do_that_is_not_there_leaves_no_file(client: TestClient, user: Client, settings: Settings) -> None:
    user.url = "http://testserver/todos/999/picture"
    response = user.put(picture())
    assert (response.status_code, response.json()["detail"]) == (404, "There is no such to-do.")
    assert stored(settings) == []


def test_what_is_no_picture_is_told_as_a_mistake(user: Client) -> None:
    response = user.put(b"text")
    assert response.status_code == 422
    assert response.json()["errors"] == [{"detail": "Expected a PNG or JPEG picture.", "pointer": "#/file"}]


def test_a_mebibyte_and_no_more(user: Client) -> None:
    just_right = picture() + bytes(MAX_BYTES - len(picture()))
    assert user.put(just_right).status_code == 204
    assert user.put(just_right + b"x").status_code == 413
    assert user.put(just_right * 2).status_code == 413


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"other": ("x.png", picture(), "image/png")},
        [("file", ("x.png", picture(), "image/png")), ("file", ("y.png", picture(), "image/png"))],
    ],
    ids=["none", "another name", "two"],
)
def test_one_file_by_its_name(client: TestClient, user: Client, files: dict[str, tuple[str, bytes, str]]) -> None:
    assert client.put(user.url, files=files, headers=user.headers).status_code in {400, 422}
