"""Upload of a picture: the content decides, not what the sender says about it.

A browser sends a name and a type with a file, and both are text that anyone can make up: ``../../app.py``, or
``image/png`` for a page of HTML. So the type comes from the bytes (Pillow, told to try PNG and JPEG only), the name on
disk is random, and the sent name is never more than text to be shown.

- *Too many bytes*: the body is bounded before it is read. The limit for all bodies (100 KiB) is raised for this one
  view, by the only hook that runs before the CSRF check reads the form.
- *Too many pixels*: a PNG of 100 KB can hold a white square of 30,000 x 30,000, 3.6 GB once decoded. Its header tells,
  and is asked first.
- *More than a picture*: GPS position, comments, a script behind the last pixel. What we keep is written anew from the
  pixels, so nothing else survives; ``nosniff`` and a policy of its own see to the rest when it is served.
- *Left-over files*: a file and a row cannot be committed together. The file is written first and its row second, so a
  row never points nowhere; a trigger notes the file of each deleted row, and the file goes after the commit. A note
  that was not acted on (power cut) is still there the next time. A power cut between file and row leaves a file that
  nobody misses: files older than a day without a row may be swept.

Cost: 40 MB and up to half a second of a worker for the largest picture allowed.
Not for: large files or many: let the browser send them to object storage (signed URL), and decode in a job queue, in a
sandbox.
Asked: a user uploads ``photo.png``. What can be wrong with it? Where do you check each of these?
Source: https://flask.palletsprojects.com/en/stable/patterns/fileuploads/,
https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html
"""

import secrets
import sqlite3
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from PIL import Image, ImageOps

from flask_app.auth import login_required
from flask_app.database import get_connection, transaction
from flask_app.forms import PictureForm
from flask_app.todos import get_todo

blueprint = Blueprint("pictures", __name__)

MAX_BYTES = 1024 * 1024
MAX_PIXELS = 10_000_000
MAX_NAME = 200
FORMATS = ("PNG", "JPEG")  # without it Pillow tries some forty decoders on what it is sent


class PictureError(Exception):
    """The file is no picture that we take; the message tells its sender why."""


@dataclass(frozen=True)
class Picture:
    """A picture as we wrote it: its bytes, ``image/png`` or ``image/jpeg``, and its size in pixels."""

    data: bytes
    content_type: str
    width: int
    height: int


def read_picture(data: bytes) -> Picture:
    """Return the picture in the bytes, turned upright and written anew without anything but its pixels.

    Raise ``PictureError``:

    - ``The file has more than 1 MiB.``
    - ``The file is no PNG or JPEG picture.`` (whatever its name says), also if it is cut off or damaged
    - ``The picture has more than 10 million pixels.``
    """
    if len(data) > MAX_BYTES:
        raise PictureError("The file has more than 1 MiB.")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as header:
            width, height, content_type = *header.size, "image/png" if header.format == "PNG" else "image/jpeg"
            if width * height <= MAX_PIXELS:
                header.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError("The picture has more than 10 million pixels.") from None
    except Exception as error:  # decoders fed by strangers fail in many ways: OSError, SyntaxError, struct.error, ...
        raise PictureError("The file is no PNG or JPEG picture.") from error
    if width * height > MAX_PIXELS:
        raise PictureError("The picture has more than 10 million pixels.")
    return _write_anew(data, content_type)


def _write_anew(data: bytes, content_type: str) -> Picture:
    output = BytesIO()
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            ImageOps.exif_transpose(image, in_place=True)  # in place: each copy may take 40 MB
            pixels: Image.Image = image
            if image.mode == "P" or "transparency" in image.info:
                pixels = image.convert("RGBA" if image.has_transparency_data else "RGB")
            pixels.info.clear()  # Pillow would write comments and colour profiles back
            pixels.save(output, "PNG" if content_type == "image/png" else "JPEG")
    except Exception as error:  # as above
        raise PictureError("The file is no PNG or JPEG picture.") from error
    return Picture(output.getvalue(), content_type, *pixels.size)


def folder() -> Path:
    """Return the absolute path of the folder of pictures, made if needed; no web server shows it."""
    path: Path = current_app.config["DATA_FOLDER"].absolute() / "pictures"
    path.mkdir(parents=True, exist_ok=True)
    return path


def printable(name: str) -> str:
    """Return the first 200 printable characters of a file's name, or "picture" if there are none."""
    return "".join(character for character in name if character.isprintable())[:MAX_NAME] or "picture"


def attach(todo_id: int, picture: Picture, original_name: str) -> str:
    """Keep a picture for a to-do in place of the one before, and return the name of its file in ``folder()``.

    The name is 32 random hexadecimal digits with ``.png`` or ``.jpg``. Raise ``TodoNotFoundError``; no file is left
    behind then, nor a half one when the disk is full.
    """
    stored_name = secrets.token_hex(16) + {"image/png": ".png", "image/jpeg": ".jpg"}[picture.content_type]
    path = folder() / stored_name
    try:
        path.write_bytes(picture.data)
        with transaction() as connection:
            get_todo(connection, todo_id)
            connection.execute("DELETE FROM pictures WHERE todo_id = ?", (todo_id,))
            connection.execute(
                "INSERT INTO pictures (todo_id, stored_name, original_name, content_type, width, height)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (todo_id, stored_name, original_name, picture.content_type, picture.width, picture.height),
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return stored_name


def remove_files(connection: sqlite3.Connection) -> int:
    """Remove the files that no row points to any more, by the trigger's notes; return how many notes there were."""
    names = [row["stored_name"] for row in connection.execute("SELECT stored_name FROM files_to_remove")]
    for name in names:
        # First the file, then the note: stopped in between, the next one tries again and finds the file gone.
        (folder() / name).unlink(missing_ok=True)
        connection.execute("DELETE FROM files_to_remove WHERE stored_name = ?", (name,))
    return len(names)


@blueprint.after_app_request
def remove_files_after_changes(response: Response) -> Response:
    """Call ``remove_files`` after each POST and DELETE that succeeded: pages and API may have deleted a to-do.

    If that raises an OSError or sqlite3.Error, the log has ``files without a row could not be removed`` and the
    response stays: what the client asked for is done, and the notes are there the next time.
    """
    if request.method in ("POST", "DELETE") and response.status_code < 400:
        try:
            remove_files(get_connection())
        except (OSError, sqlite3.Error):
            current_app.logger.exception("files without a row could not be removed")
    return response


@blueprint.url_value_preprocessor
def allow_larger_bodies(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let an upload have 1 MiB, and 64 KiB for what surrounds a file in a form; runs before any ``before_request``."""
    if endpoint == "pictures.upload":
        request.max_content_length = MAX_BYTES + 64 * 1024


@blueprint.post("/edit/<todo_id:todo_id>/picture")
@login_required
def upload(todo_id: int) -> ResponseReturnValue:
    """Keep the picture of the field ``picture``, or flash what is wrong with it; 303 to the to-do's page.

    Flashes ``The picture is kept.``; for a mistake, with category "error", the text of the ``PictureError`` or ``Choose
    a PNG or JPEG file.``
    """
    form = PictureForm()
    page = redirect(url_for("pages.edit", todo_id=todo_id), 303)
    if not form.validate():
        flash(" ".join(form.picture.errors or ["Choose a PNG or JPEG file."]), "error")
        return page
    file = form.picture.data
    try:
        attach(todo_id, read_picture(file.read()), printable(file.filename))
    except PictureError as error:
        flash(str(error), "error")
        return page
    flash("The picture is kept.")
    return page


@blueprint.post("/edit/<todo_id:todo_id>/picture/remove")
@login_required
def remove(todo_id: int) -> ResponseReturnValue:
    """Remove the picture of a to-do, flash ``The picture is removed.``; 303 to the to-do's page."""
    get_connection().execute("DELETE FROM pictures WHERE todo_id = ?", (todo_id,))
    flash("The picture is removed.")
    return redirect(url_for("pages.edit", todo_id=todo_id), 303)


@blueprint.get("/pictures/<name>")
def show(name: str) -> ResponseReturnValue:
    """Send a picture: the type is ours, and the name is looked up, never joined to a path as it came.

    A name is used once, so caches may keep the answer for a year (365 days). The policy of the answer is ``default-src
    'none'; sandbox``. 404 for a name that no row has.
    """
    row = get_connection().execute("SELECT * FROM pictures WHERE stored_name = ?", (name,)).fetchone()
    if row is None:
        abort(404, "There is no such picture.")
    response = send_from_directory(
        folder(), row["stored_name"], mimetype=row["content_type"], max_age=365 * 24 * 60 * 60
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
