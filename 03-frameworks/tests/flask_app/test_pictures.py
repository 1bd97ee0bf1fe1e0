import re
import sqlite3
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from werkzeug.test import TestResponse

from flask_app import pictures
from flask_app.database import get_connection
from flask_app.pictures import MAX_BYTES, Picture, PictureError, attach, read_picture, remove_files
from flask_app.todos import Todo, TodoNotFoundError, add_todo
from tests.flask_app.page_client import PageClient

NO_PICTURE = "The file is no PNG or JPEG picture."


def picture_file(kind: str = "PNG", mode: str = "RGB", color: str | int = 0, **options: object) -> bytes:
    output = BytesIO()
    Image.new(mode, (3, 2), color).save(output, kind, **options)
    return output.getvalue()


PNG, JPEG = picture_file(), picture_file("JPEG")


def stored(app: Flask) -> list[Path]:
    with app.app_context():
        return sorted(pictures.folder().iterdir())


def new_todo(app: Flask) -> Todo:
    with app.app_context():
        return add_todo(get_connection(), title="With a picture")


def upload(client: PageClient, todo: Todo, data: bytes, name: str = "a.png") -> TestResponse:
    return client.upload(f"/edit/{todo.id}/picture", data, name)


@pytest.mark.parametrize(("data", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg")])
def test_a_picture_is_read_and_written_anew(data: bytes, kind: str) -> None:
    picture = read_picture(data)

    assert (picture.content_type, picture.width, picture.height) == (kind, 3, 2)
    with Image.open(BytesIO(picture.data)) as image:
        assert (image.get_format_mimetype(), image.size) == (kind, (3, 2))


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"<script>", PNG[:40], JPEG[:-30], picture_file("GIF"), picture_file("BMP"), picture_file("TIFF")],
)
def test_anything_else_is_no_picture(data: bytes) -> None:
    with pytest.raises(PictureError, match=f"^{re.escape(NO_PICTURE)}$"):
        read_picture(data)


def test_a_wrong_checksum_is_refused_though_the_pixels_could_be_read() -> None:
    end_of_pixels = PNG.index(b"IEND") - 5
    damaged = PNG[:end_of_pixels] + bytes([PNG[end_of_pixels] ^ 1]) + PNG[end_of_pixels + 1 :]

    with pytest.raises(PictureError, match=f"^{re.escape(NO_PICTURE)}$"):
        read_picture(damaged)


@given(st.sampled_from([PNG, JPEG]), st.data())
def test_a_damaged_picture_is_read_or_refused_and_nothing_else_happens(original: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(original) - 1))
    damage = data.draw(st.binary(max_size=6))
    try:
        picture = read_picture(original[:place] + damage + original[place + len(damage) :])
    except PictureError:
        return
    assert picture.content_type in ("image/png", "image/jpeg")


@pytest.mark.parametrize(
    ("mode", "kept", "color", "shown"),
    [
        ("1", "1", 1, 255),
        ("L", "L", 200, 200),
        ("LA", "LA", (200, 100), (200, 100)),
        ("I;16", "I;16", 40000, 40000),
        ("RGB", "RGB", (1, 2, 3), (1, 2, 3)),
        ("RGBA", "RGBA", (1, 2, 3, 4), (1, 2, 3, 4)),
        ("P", "RGB", "red", (255, 0, 0)),
    ],
)
def test_every_kind_of_png_looks_as_before(mode: str, kept: str, color: str | int, shown: object) -> None:
    with Image.open(BytesIO(read_picture(picture_file(mode=mode, color=color)).data)) as image:
        assert (image.mode, image.getpixel((0, 0))) == (kept, shown)


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_a_transparent_color_stays_transparent(mode: str) -> None:
    nothing = (0, 0, 0) if mode == "RGB" else 0
    with Image.open(BytesIO(read_picture(picture_file(mode=mode, transparency=nothing)).data)) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((0, 0)) == (0, 0, 0, 0)


def test_pictures_of_printers_are_kept() -> None:
    assert read_picture(picture_file("JPEG", "CMYK")).content_type == "image/jpeg"


def test_a_picture_is_turned_upright_and_loses_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turned by a quarter
    exif[0x010E] = "taken at home"
    data = picture_file("JPEG", exif=exif, comment=b"a comment")
    assert b"taken at home" in data

    picture = read_picture(data)

    assert (picture.width, picture.height) == (2, 3)
    assert b"taken at home" not in picture.data
    assert b"a comment" not in picture.data


def test_what_follows_the_last_pixel_is_not_kept() -> None:
    assert b"<script>" not in read_picture(PNG + b"<script>alert(1)</script>").data


def test_the_limits_count() -> None:
    assert read_picture(PNG + bytes(MAX_BYTES - len(PNG))).width == 3
    with pytest.raises(PictureError, match=r"^The file has more than 1 MiB\.$"):
        read_picture(PNG + bytes(MAX_BYTES - len(PNG) + 1))


def test_printable_leaves_a_name_to_show() -> None:
    assert pictures.printable("../a\x00\n\x1b\u202e<b>.png") == "../a<b>.png"
    assert pictures.printable("\x00") == "picture"
    assert len(pictures.printable("x" * 300)) == 200


def test_a_picture_is_uploaded_shown_and_served(app: Flask, logged_in: PageClient) -> None:
    todo = new_todo(app)

    page = logged_in.follow(upload(logged_in, todo, PNG, "my cat.png"))

    assert "The picture is kept." in page
    assert "my cat.png, 3 \u00d7 2" in page
    found = re.search(r'src="(/pictures/([0-9a-f]{32}\.png))"', page)
    assert found is not None
    assert found[1] in logged_in.get("/").text
    with logged_in.get(found[1]) as answer:
        assert answer.mimetype == "image/png"
        assert "immutable" in answer.headers["Cache-Control"] or "max-age=31536000" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.data == stored(app)[0].read_bytes()


def test_an_upload_may_be_larger_than_other_bodies(app: Flask, logged_in: PageClient) -> None:
    todo = new_todo(app)
    large = PNG + bytes(MAX_BYTES - len(PNG))
    assert len(large) > app.config["MAX_CONTENT_LENGTH"]

    assert "The picture is kept." in logged_in.follow(upload(logged_in, todo, large))
    assert logged_in.submit("/", title="x" * 200_000).status_code == 413
    text = {"csrf_token": "x" * 200_000}  # the file may be large, and no other field
    assert logged_in.post(f"/edit/{todo.id}/picture", data=text, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize(
    ("data", "message"), [(b"<h1>", NO_PICTURE), (PNG + bytes(MAX_BYTES), "The file has more than 1 MiB.")]
)
def test_what_is_wrong_with_an_upload_is_told(app: Flask, logged_in: PageClient, data: bytes, message: str) -> None:
    todo = new_todo(app)

    assert message in logged_in.follow(upload(logged_in, todo, data))
    assert stored(app) == []


def test_no_file_chosen_is_told(app: Flask, logged_in: PageClient) -> None:
    todo = new_todo(app)

    assert "Choose a PNG or JPEG file." in logged_in.follow(upload(logged_in, todo, b"", ""))


def test_a_new_picture_takes_the_place_of_the_old_one_and_of_its_file(app: Flask, logged_in: PageClient) -> None:
    todo = new_todo(app)
    upload(logged_in, todo, PNG)
    (before,) = stored(app)

    upload(logged_in, todo, JPEG)

    (after,) = stored(app)
    assert (before.suffix, after.suffix) == (".png", ".jpg")


@pytest.mark.parametrize("way", ["remove", "delete by page", "delete by API", "delete all by API"])
def test_no_file_is_left_behind(app: Flask, logged_in: PageClient, way: str) -> None:
    todo = new_todo(app)
    upload(logged_in, todo, PNG)
    assert len(stored(app)) == 1

    match way:
        case "remove":
            assert "The picture is removed." in logged_in.follow(logged_in.submit(f"/edit/{todo.id}/picture/remove"))
        case "delete by page":
            logged_in.submit(f"/delete/{todo.id}")
        case "delete by API":
            logged_in.delete(f"/todos/{todo.id}")
        case _:
            logged_in.delete("/todos")

    assert stored(app) == []


def test_a_file_that_could_not_be_removed_is_removed_the_next_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    todo = new_todo(app)
    with app.app_context():
        connection = get_connection()
        attach(todo.id, read_picture(PNG), "a.png")
        connection.execute("DELETE FROM todos")
        with monkeypatch.context() as patched:

            def fails(_path: Path, *, missing_ok: bool = False) -> None:
                raise PermissionError(missing_ok)

            patched.setattr(Path, "unlink", fails)
            with pytest.raises(PermissionError):
                remove_files(connection)

        assert len(stored(app)) == 1
        assert [remove_files(connection), remove_files(connection)] == [1, 0]
    assert stored(app) == []


def test_a_file_that_cannot_be_removed_does_not_turn_a_success_into_an_error(
    app: Flask, logged_in: PageClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    todo = new_todo(app)
    upload(logged_in, todo, PNG)

    def fails(_path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", fails)
        assert logged_in.delete(f"/todos/{todo.id}").status_code == 204
    assert "files without a row could not be removed" in caplog.text

    logged_in.delete("/todos")
    assert stored(app) == []


def test_a_file_without_its_row_is_not_left(app: Flask, logged_in: PageClient) -> None:
    with app.app_context(), pytest.raises(TodoNotFoundError):
        attach(1, Picture(PNG, "image/png", 3, 2), "a.png")
    assert stored(app) == []

    assert upload(logged_in, Todo(1, "", completed=False, order=None), PNG).status_code == 404
    assert stored(app) == []


def test_half_a_file_is_not_left(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    todo = new_todo(app)

    def fails(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:5])
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "write_bytes", fails)
    with app.app_context(), pytest.raises(OSError, match="the disk is full"):
        attach(todo.id, Picture(PNG, "image/png", 3, 2), "a.png")

    assert stored(app) == []


def test_the_database_keeps_one_picture_a_to_do(app: Flask) -> None:
    todo = new_todo(app)
    columns = "todo_id, stored_name, original_name, content_type, width, height"
    insert = f"INSERT INTO pictures ({columns}) VALUES (?, ?, 'a', ?, 1, 1)"
    with app.app_context():
        connection = get_connection()
        connection.execute(insert, (todo.id, "a", "image/png"))
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute(insert, (todo.id, "b", "image/png"))


@pytest.mark.parametrize("path", ["/edit/1/picture", "/edit/1/picture/remove"])
def test_pictures_need_log_in(app: Flask, browser: PageClient, path: str) -> None:
    new_todo(app)
    answer = browser.post(path, data={"csrf_token": browser.token(), "picture": (BytesIO(PNG), "a.png")})

    assert answer.location == "/log-in"
    assert stored(app) == []


@pytest.mark.parametrize("name", ["0" * 32 + ".png", "..%2ftodos.sqlite3", "%2e%2e%2fsecret-key", "."])
def test_a_name_that_is_not_there(browser: PageClient, name: str) -> None:
    assert browser.get(f"/pictures/{name}").status_code == 404
