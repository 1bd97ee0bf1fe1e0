"""A client that uses the pages as a browser does: it loads a page, takes its token, and sends the form."""

import html
import re
import sqlite3
from html.parser import HTMLParser
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse, encode_multipart

NAME = "ada"
PASSWORD = "correct horse battery staple"


def add_user(connection: sqlite3.Connection, name: str, password: str = PASSWORD) -> int:
    """Add a user with a hash that takes no time."""
    password_hash = generate_password_hash(password, "pbkdf2:sha256:1")
    row = connection.execute(
        "INSERT INTO users (username, password_hash) VALUES (?, ?) RETURNING id", (name, password_hash)
    ).fetchone()
    return int(row["id"])


class Parsed(HTMLParser):
    """A page as a browser understands it: its text, the values of its inputs, and whatever would run a script."""

    def __init__(self, page: str) -> None:
        """Parse a page."""
        super().__init__()
        self.text = ""
        self.values: list[str] = []
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        for name, value in attrs:
            if name == "value":
                self.values.append(value or "")
            if name.startswith("on") or ((value or "").strip().lower().startswith("javascript:") and name != "value"):
                self.scripts.append(f"{tag} {name}={value}")
        if tag == "script":
            self.scripts.append(tag)

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


class PageClient(FlaskClient):
    """Keeps cookies as every test client does; ``submit`` adds the token that CSRFProtect asks for."""

    def token(self, page: str = "/log-in") -> str:
        """Return the token in the first form of a page."""
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.get(page).text)
        assert found is not None, f"{page} has no form"
        return html.unescape(found[1])

    def submit(self, path: str, **fields: object) -> TestResponse:
        """Post a form with a token; ``None`` leaves a field out."""
        data = {name: value for name, value in fields.items() if value is not None}
        return self.post(path, data={"csrf_token": self.token(), **data})

    def upload(self, path: str, data: bytes, name: str = "a.png", content_type: str = "image/png") -> TestResponse:
        """Post a form with a token and a file in the field ``picture``."""
        file = FileStorage(BytesIO(data), name, content_type=content_type)
        # Encoded here, as the test client would leave a large body's temporary file open.
        boundary, body = encode_multipart({"csrf_token": self.token(), "picture": file})
        return self.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')

    def log_in(self, name: str = NAME, password: str = PASSWORD) -> None:
        """Log in, or fail."""
        assert self.submit("/log-in", username=name, password=password).status_code == 303

    def follow(self, response: TestResponse) -> str:
        """Return the page that a redirect leads to, as text."""
        assert response.status_code == 303, response.text
        return self.get(response.location).text
