"""Pictures from strangers: what a file is decides its content, never its name or the type that the browser tells.

An upload is three lies waiting to happen. The name can be a path or end in ``.html``, the Content-Type is whatever the
sender typed, and forty bytes can unfold into forty gigabytes of pixels. So the content is opened with two decoders
only, its size in pixels is read from the header before anything is decoded, and the file is stored under a random name
with the suffix of what was found. It is served by a view: with a fixed Content-Type, ``nosniff``, and a policy that
lets it run nothing.

Cost: the whole request is in memory or in a temporary file before the form sees it; decoding takes O(pixels) time and
  memory, here at most 4 million pixels, 16 MB for a moment. A file is no part of a transaction: it is written before
  the row, so what is rolled back leaves a file that nobody knows; sweep the folder now and then.
Not for: many or large pictures (let the browser send them to an object store with a signed URL, ``django-storages``,
  and decode them in a worker), and not for hiding what a picture says about its maker: the file is kept as sent, place
  of taking included; only the thumbnail (tasks.py) is drawn anew.
Asked: somebody uploads an HTML page that is called ``cat.png``. What happens in your service, and in the browser that
  opens it?
Source: https://docs.djangoproject.com/en/stable/topics/security/#user-uploaded-content-security,
  https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html
"""

import uuid
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from PIL import Image

if TYPE_CHECKING:
    from django_app.todos.models import Todo

MAX_BYTES = 1024 * 1024
MAX_PIXELS = 4_000_000
SUFFIX_OF_FORMAT = {"PNG": ".png", "JPEG": ".jpg"}
CONTENT_TYPES = {".png": "image/png", ".jpg": "image/jpeg"}

NOT_A_PICTURE = "This is not a picture. A PNG or JPEG file is expected."
TOO_MANY_BYTES = "The picture has more than 1 MiB."
TOO_MANY_PIXELS = "The picture has more than 4 million pixels."


def suffix_by_content(file: IO[bytes]) -> str:
    """Tell what an open file is by its content: ``".png"`` or ``".jpg"``. It is read from its start and left there.

    Raises ValidationError with the message TOO_MANY_PIXELS when its header promises more than MAX_PIXELS, before a
    pixel is decoded, and with NOT_A_PICTURE when it is anything else, truncated or damaged.
    """
    file.seek(0)
    try:
        # Without `formats` Pillow tries some forty decoders, and each is a place for the next security hole.
        image = Image.open(file, formats=tuple(SUFFIX_OF_FORMAT))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as mistake:
        # Pillow's own limit: a warning from 90 million pixels on, which is an exception where warnings are errors.
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from mistake
    except (OSError, ValueError, SyntaxError) as mistake:
        raise ValidationError(NOT_A_PICTURE, code="not_a_picture") from mistake
    if image.width * image.height > MAX_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")
    try:
        image.load()
    except (OSError, ValueError, SyntaxError) as mistake:
        raise ValidationError(NOT_A_PICTURE, code="not_a_picture") from mistake
    file.seek(0)
    return SUFFIX_OF_FORMAT[str(image.format)]


class PictureInput(forms.ClearableFileInput):
    """Input of a file, with a box to remove the one that is there.

    Django's own shows a link to the address of the stored file; nothing is served there (see ``picture_response``).
    """

    template_name = "todos/picture_input.html"


class PictureField(forms.FileField):
    """Form field of a PNG or JPEG of at most MAX_BYTES and MAX_PIXELS; its value is a file with a random name, or None.

    ``forms.ImageField`` would be the usual choice: it accepts every format that Pillow reads, of any size, and keeps
    the name.
    """

    widget = PictureInput(attrs={"accept": "image/png,image/jpeg"})

    def to_python(self, data: "File[Any] | None") -> "File[Any] | None":
        """Return the file, renamed to 32 random hexadecimal digits and the suffix of its content.

        Raises ValidationError: TOO_MANY_BYTES, or what ``suffix_by_content`` raises. The name as sent decides nothing.
        """
        upload = super().to_python(data)
        if upload is None:
            return None
        if upload.size > MAX_BYTES:
            raise ValidationError(TOO_MANY_BYTES, code="too_many_bytes")
        if upload.file is None:
            raise ValidationError(NOT_A_PICTURE, code="not_a_picture")
        upload.name = random_name(suffix_by_content(upload.file))
        return upload


def random_name(suffix: str) -> str:
    """Return a name for a stored file: 32 random hexadecimal digits and the suffix. It cannot be guessed."""
    return f"{uuid.uuid4().hex}{suffix}"


def thumbnail_name(picture: str) -> str:
    """Name of the small picture that belongs to a stored one.

    >>> thumbnail_name("pictures/5f0c.jpg")
    'thumbnails/5f0c.png'
    """
    return f"thumbnails/{PurePosixPath(picture).stem}.png"


def delete_files(picture: str) -> None:
    """Delete a stored picture and its thumbnail; what is not there is not missed, an empty name neither."""
    if picture:
        default_storage.delete(picture)
        default_storage.delete(thumbnail_name(picture))


def picture_response(todo: "Todo", *, small: bool = False) -> FileResponse:
    """Answer with a to-do's picture; small: with its thumbnail, or with the picture as long as there is none.

    It is called ``picture-7.png`` inline, ``Cache-Control`` says "private, no-cache", ``nosniff`` that its type is
    final, and the policy "default-src 'none'; sandbox" that nothing in it may run or load. Raises Http404 when there
    is no picture of a known suffix, or its file has gone. No web server serves the folder of uploads here: under its
    own address a file would come without the headers that keep a browser from taking it for a page.
    """
    name = todo.picture.name or ""
    if small and default_storage.exists(thumbnail_name(name)):
        name = thumbnail_name(name)
    content_type = CONTENT_TYPES.get(PurePosixPath(name).suffix)
    if content_type is None:
        raise Http404("This to-do has no picture.")
    try:
        file = default_storage.open(name)
    except FileNotFoundError as missing:
        raise Http404("The file of this picture has gone.") from missing
    return FileResponse(
        file,
        content_type=content_type,
        filename=f"picture-{todo.pk}{PurePosixPath(name).suffix}",
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
