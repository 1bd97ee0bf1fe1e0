"""Attacks by an uploaded file, each named by its test."""

import re
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from flask_app.database import get_connection
from flask_app.pictures import folder
from flask_app.todos import add_todo
from tests.flask_app.page_client import PageClient, Parsed

SCRIPT = "<script>alert('xss')</script>"


@pytest.fixture(autouse=True)
def _todo(app: Flask) -> None:
    with app.app_context():
        add_todo(get_connection(), title="With a picture")


def png(width: int, height: int) -> bytes:
    """Return a PNG whose header says what it likes; its data is one white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00\xff")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data", [b"<html><script>alert(1)</script>", b"GIF89a" + bytes(20), b"#!/bin/sh\nid\n", b"\x7fELF" + bytes(60)]
)
def test_upload_lying_about_its_type_and_name(app: Flask, logged_in: PageClient, data: bytes) -> None:
    answer = logged_in.upload("/edit/1/picture", data, "photo.png", "image/png")

    assert "The file is no PNG or JPEG picture." in logged_in.follow(answer)
    with app.app_context():
        assert list(folder().iterdir()) == []


def test_upload_of_a_picture_that_is_also_a_page(logged_in: PageClient) -> None:
    page = logged_in.follow(logged_in.upload("/edit/1/picture", png(1, 1) + SCRIPT.encode(), "page.html", "text/html"))

    found = re.search(r'src="(/pictures/[^"]+)"', page)
    assert found is not None
    with logged_in.get(found[1]) as answer:
        assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
        assert b"<script" not in answer.data


@pytest.mark.parametrize(
    "name", ["../../../evil.png", "..\\..\\evil.png", "/tmp/evil.png", "evil.png\x00.html", "~/evil.png"]
)
def test_path_traversal_by_the_name_of_an_upload(app: Flask, logged_in: PageClient, tmp_path: Path, name: str) -> None:
    with app.app_context():
        place = folder()
    logged_in.upload("/edit/1/picture", png(1, 1), name)

    (stored,) = place.iterdir()
    assert re.fullmatch(r"[0-9a-f]{32}\.png", stored.name)
    assert [path for path in tmp_path.rglob("*evil*") if path.is_file()] == []


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (9_000, 11_000), (3_163, 3_163), (2**31 - 1, 1)])
def test_decompression_bomb(logged_in: PageClient, width: int, height: int) -> None:
    page = logged_in.follow(logged_in.upload("/edit/1/picture", png(width, height)))

    assert "The picture has more than 10 million pixels." in page


def test_an_honest_large_picture_is_no_bomb(logged_in: PageClient) -> None:
    output = BytesIO()
    Image.new("L", (2000, 1000)).save(output, "PNG")

    assert "The picture is kept." in logged_in.follow(logged_in.upload("/edit/1/picture", output.getvalue()))


def test_xss_in_the_name_of_a_file(logged_in: PageClient) -> None:
    page = Parsed(logged_in.follow(logged_in.upload("/edit/1/picture", png(1, 1), f"{SCRIPT}.png")))

    assert f"{SCRIPT}.png" in page.text
    assert page.scripts == []
