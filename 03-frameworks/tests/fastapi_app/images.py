"""Pictures for tests, honest ones and others."""

import struct
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin


def picture(kind: str = "PNG", size: tuple[int, int] = (3, 2), mode: str = "RGB", colour: str = "teal") -> bytes:
    """Return a picture of one colour."""
    file = BytesIO()
    Image.new(mode, size, colour).save(file, kind)
    return file.getvalue()


def telltale(kind: str) -> bytes:
    """Return a picture that lies on its side (EXIF says so), has a comment, and a script behind its end."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010E] = "SECRET description"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET comment")
    file = BytesIO()
    if kind == "PNG":
        Image.new("RGB", (3, 2), "teal").save(file, kind, exif=exif, pnginfo=text)
    else:
        Image.new("RGB", (3, 2), "teal").save(file, kind, exif=exif, comment=b"SECRET comment")
    return file.getvalue() + b"<script>alert('SECRET')</script>"


def lying_exif() -> bytes:
    """Return a JPEG that lies on its side, and whose resolution, a number by definition, is given as text."""
    entry = struct.Struct("<HHI4s")
    entries = entry.pack(0x0112, 3, 1, b"\6\0\0\0") + entry.pack(0x011A, 2, 4, b"abc\0")
    file = BytesIO()
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4)
    Image.new("RGB", (3, 2), "teal").save(file, "JPEG", exif=exif)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG of many black pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    row = bytes(1 + width // 8)
    rows = min(height, 10_000_000 // len(row))  # enough to tell a reader that decodes from one that does not
    packed = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
