"""Users: who may change to-dos on the pages.

Their names and hashes are rows of ``users``; ``auth.py`` logs them in. A password is never stored. What is stored is
the result of scrypt, which is slow and takes memory on purpose, with a salt of its own: who steals the table must try
each password for each user, at 60 ms and 32 MiB a try. Parameters and salt stand in the hash
(``scrypt:32768:8:1$salt$hash``), so they can be raised later, and old hashes still be checked.

There is no page to sign up: users are made by the command ``create-user``, and for a newcomer who wants to look, in
development, by the first start: ``demo`` with a random password. A default password is found by whoever reads this
repository.

Cost: 60 ms a hash.
Not for: many users who forget passwords and come from other sites (Flask-Security, an identity provider). Argon2
(pwdlib) is the stronger choice today; Werkzeug brings scrypt, and that is enough.
Asked: why not SHA-256? What is a salt for, and need it be secret?
Source: https://werkzeug.palletsprojects.com/en/stable/utils/#module-werkzeug.security, NIST SP 800-63B section 3.1.1
"""

import os
import secrets
import sqlite3
from pathlib import Path

from werkzeug.security import generate_password_hash

NAME_LENGTH = 150
PASSWORD_LENGTH = (15, 1000)
DEMO_NAME = "demo"
METHOD = "scrypt:32768:8:1"  # Werkzeug's default; auth.py counts on it to take as long for unknown names


class UserExistsError(Exception):
    """The name is taken."""


def add_user(connection: sqlite3.Connection, username: str, password: str, *, method: str = METHOD) -> int:
    """Store a user with the hash of a password (by a method of Werkzeug's), and return the id.

    Raise ``UserExistsError`` with ``there is a user 'ada' already``; ValueError with ``a name must have 1 to 150
    characters`` (besides white space at its ends, which is removed) or ``a password must have 15 to 1000 characters``.
    """
    name = username.strip()
    if not 1 <= len(name) <= NAME_LENGTH:
        raise ValueError(f"a name must have 1 to {NAME_LENGTH} characters")
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest:
        raise ValueError(f"a password must have {shortest} to {longest} characters")
    password_hash = generate_password_hash(password, method)
    try:
        cursor = connection.execute("INSERT INTO users (username, password_hash) VALUES (?, ?)", (name, password_hash))
    except sqlite3.IntegrityError:
        # To ask first and insert then would leave a gap for another to come between; the constraint has none.
        raise UserExistsError(f"there is a user {name!r} already") from None
    user_id = cursor.lastrowid
    if user_id is None:
        raise AssertionError("an INSERT gives an id")
    return user_id


def make_demo_user(connection: sqlite3.Connection, folder: Path) -> str | None:
    """If there are no users, make ``demo`` and return a new random password of 20 characters.

    It is kept as a line in the file ``demo-password`` of the folder (mode 600), in place of one that is there. Return
    None if there are users already.
    """
    if connection.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None:
        return None
    password = secrets.token_urlsafe(15)
    path = folder / "demo-password"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password + "\n")
    add_user(connection, DEMO_NAME, password)
    return password
