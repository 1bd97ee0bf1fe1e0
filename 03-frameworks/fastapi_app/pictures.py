"""Uploads: whatever the client says about a file is a claim, and only its content counts.

``UploadFile`` comes with a name and a type that the client made up; neither is read here. What decides is whether
Pillow can decode *all* of it as PNG or JPEG. Checking the first bytes, or ``Image.verify`` (which does nothing for
JPEG), is not enough. What is stored is a new encoding of the pixels: comments, a place (GPS) and a script behind the
image's end do not survive it. The name on disk is random, the type comes from our own table, and ``nosniff`` keeps
browsers to it.

- Size: the limit holds while the body arrives. ``file.size`` in the handler is too late: FastAPI has taken in all of it
  (in memory up to 1 MiB, then on disk) before the first dependency runs, log-in included.
- Pixels: 50 KB of PNG can unfold to gigabytes (a bomb), so width and height are read from the header and checked first.
- Decoding is computing: it runs in a thread, two at once.

The file is written before its row and removed after it: a crash leaves a file without a row, never a row without a
file. So does a to-do that is deleted with its picture. ``remove_orphans`` collects these at the next start.
Cost: 1 MiB of body and 16 MiB of pixels an upload. Not for: videos, or many instances: there the client uploads to an
object store with a signed address (S3), and a worker in a sandbox decodes.
Asked: why is checking the extension or Content-Type useless? What is a decompression bomb?
Source: https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html and
https://pillow.readthedocs.io/en/stable/reference/Image.html
"""

import secrets
import time
from io import BytesIO
from pathlib import Path
from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import APIRouter, File, Request, Response, UploadFile
from PIL import Image, ImageOps
from sqlalchemy import ForeignKey, String, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from fastapi_app.accounts import USER_ERRORS, CurrentUser
from fastapi_app.database import Database
from fastapi_app.dependencies import CurrentDatabase, TodoId
from fastapi_app.problems import Mistake, Problem
from fastapi_app.tables import Base, Todo

MAX_BYTES = 1024 * 1024
MAX_UPLOAD_BYTES = MAX_BYTES + 16 * 1024
"""The picture and what multipart writes around it; the limit that ``guards.py`` keeps for this path."""
MAX_PIXELS = 4_000_000
FORMATS = {"PNG": ("image/png", ".png"), "JPEG": ("image/jpeg", ".jpg")}
"""What is taken, by Pillow's name: type and extension as we write them."""

ORPHAN_SECONDS = 3600
"""A file without a row may be an upload that goes on elsewhere; after this time it is not."""

_turns = anyio.CapacityLimiter(2)


class Picture(Base):
    """The picture of a to-do; it goes when the to-do goes."""

    __tablename__ = "pictures"

    todo_id: Mapped[int] = mapped_column(ForeignKey("todos.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    media_type: Mapped[str] = mapped_column(String(20))


class PictureError(ValueError):
    """The file is no picture that we take; the message says why and can be shown."""


def clean(content: bytes) -> tuple[bytes, str]:
    """Return the pixels encoded anew, and their format, ``PNG`` or ``JPEG``; nothing but pixels survives.

    Turned as its EXIF orientation says. Raise PictureError with ``Expected a PNG or JPEG picture.`` for anything that
    cannot be decoded to the end, or ``Expected at most 4000000 pixels.``, found before any pixel is decoded.
    """
    try:
        with Image.open(BytesIO(content), formats=tuple(FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise PictureError(f"Expected at most {MAX_PIXELS} pixels.")
            image.load()
            kind = str(image.format)
            upright = ImageOps.exif_transpose(image)
            plain = upright.convert("RGBA" if kind == "PNG" and upright.has_transparency_data else "RGB")
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"Expected at most {MAX_PIXELS} pixels.") from None
    except Exception:  # Pillow promises no class: EXIF that lies about its types raises TypeError or struct.error, say
        raise PictureError("Expected a PNG or JPEG picture.") from None
    plain.info.clear()  # or the writer copies comments and profiles from it
    encoded = BytesIO()
    plain.save(encoded, kind, quality=90)
    return encoded.getvalue(), kind


def picture_path(folder: Path, name: str) -> Path:
    """Return where the file with this name lies."""
    return folder / "pictures" / name


def store(folder: Path, content: bytes) -> tuple[str, str]:
    """Write the cleaned picture under a random name; return name and media type, or raise PictureError."""
    encoded, kind = clean(content)
    media_type, extension = FORMATS[kind]
    name = secrets.token_hex(16) + extension
    path = picture_path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded)
    return name, media_type


async def remove_orphans(database: Database, folder: Path) -> None:
    """Remove the files that no picture's row names, unless they were written in the last ORPHAN_SECONDS."""
    async with database.connect() as connection:
        names = set(await connection.scalars(select(Picture.name)))
    await anyio.to_thread.run_sync(_remove_orphans, picture_path(folder, ""), names)


def _remove_orphans(pictures: Path, names: set[str]) -> None:
    for file in pictures.iterdir() if pictures.is_dir() else ():
        if file.name not in names and file.stat().st_mtime < time.time() - ORPHAN_SECONDS:
            file.unlink(missing_ok=True)


router = APIRouter(prefix="/todos/{todo_id:id}/picture", tags=["pictures"])


async def _stored(database: Database, todo_id: int) -> Picture:
    async with database.transaction() as session:
        picture = await session.get(Picture, todo_id)
    if picture is None:
        raise Problem(404, "There is no such picture.")
    return picture


async def _replace_row(database: Database, todo_id: int, name: str, media_type: str) -> str | None:
    """Make this the to-do's picture, and return the name of the one before; Problem 404 when there is no such to-do."""
    missing = Problem(404, "There is no such to-do.")
    try:
        async with database.transaction() as session:
            # The lock on the to-do makes a second upload for it wait (PostgreSQL; SQLite has one writer anyway).
            if await session.scalar(select(Todo.id).where(Todo.id == todo_id).with_for_update()) is None:
                raise missing
            old = await session.scalar(delete(Picture).where(Picture.todo_id == todo_id).returning(Picture.name))
            await session.execute(insert(Picture).values(todo_id=todo_id, name=name, media_type=media_type))
            return old
    except IntegrityError:  # the foreign key: the to-do went in between
        raise missing from None


async def _remove_file(folder: Path, name: str) -> None:
    await anyio.to_thread.run_sync(lambda: picture_path(folder, name).unlink(missing_ok=True))


@router.put(
    "",
    status_code=204,
    form_limits={"max_files": 1, "max_fields": 0},
    responses=USER_ERRORS
    | {413: {"description": "More than 1 MiB."}, 422: {"description": "No picture that we take."}},
)
async def put_picture(
    request: Request,
    todo_id: TodoId,
    user: CurrentUser,
    database: CurrentDatabase,
    file: Annotated[UploadFile, File(description="PNG or JPEG")],
) -> None:
    """Give the to-do a picture, in place of the one it has: PNG or JPEG, up to 1 MiB and 4 million pixels.

    A larger file is 413, one that is no such picture 422 with the pointer ``#/file``, and without the to-do it is 404,
    ``There is no such to-do.``. A file that is not used after all is removed, and so is the one before.
    """
    folder: Path = request.app.state.settings.data
    if (file.size or 0) > MAX_BYTES:
        raise Problem(413, "A picture may have 1 MiB.")
    content = await file.read()
    try:
        name, media_type = await anyio.to_thread.run_sync(store, folder, content, limiter=_turns)
    except PictureError as error:
        raise Problem(
            422, "The request has a mistake.", mistakes=[Mistake(detail=str(error), pointer="#/file")]
        ) from None
    try:
        old = await _replace_row(database, todo_id, name, media_type)
    except BaseException:
        await _remove_file(folder, name)
        raise
    if old is not None:
        await _remove_file(folder, old)


@router.get("", response_class=Response, responses={404: {"description": "No picture."}})
async def get_picture(request: Request, todo_id: TodoId, database: CurrentDatabase) -> Response:
    """Send the to-do's picture; 404, ``There is no such picture.``, also for one whose file is lost.

    The file is read before the answer begins, and when it is gone the row is looked at again: another picture may have
    taken its place in between. A FileResponse opens the file too late for that, when 200 is sent.
    """
    gone = ""
    while (picture := await _stored(database, todo_id)).name != gone:
        path = picture_path(request.app.state.settings.data, picture.name)
        try:
            content = await anyio.to_thread.run_sync(path.read_bytes)
        except FileNotFoundError:
            gone = picture.name
        else:
            return Response(content, media_type=picture.media_type, headers={"Cache-Control": "no-cache"})
    raise Problem(404, "There is no such picture.")


@router.delete("", status_code=204, responses=USER_ERRORS | {404: {"description": "No picture."}})
async def delete_picture(request: Request, todo_id: TodoId, user: CurrentUser, database: CurrentDatabase) -> None:
    """Take the picture away; 404 when there is none."""
    picture = await _stored(database, todo_id)
    async with database.transaction() as session:
        await session.execute(delete(Picture).where(Picture.todo_id == todo_id, Picture.name == picture.name))
    await _remove_file(request.app.state.settings.data, picture.name)
