"""Users and what proves that one is back: tokens, of which only hashes are stored.

A token is 32 random bytes. Whoever has it is the user, so the table holds only its HMAC under the service's secret
key. Who reads the table, a backup or a log of slow queries cannot log in, and who can write a row cannot forge one
without the key; a new key ends all sessions at once. A slow hash is not needed: there is nothing to guess
(``passwords.py``). Because a token is a row, it ends when the row goes: at log-out, at its time, or when the user
ends all of them.

Cost: one look-up by primary key a request. A signed token (JWT) saves it and cannot be taken back; that bargain is
for many services that trust one issuer, not for one service that has a database anyway.
Not for: accounts with e-mail, resets and second factors; take a library (fastapi-users, authlib) or an identity
provider.
Asked: why store the hash of a session token, and why not by the function that hashes passwords?
Source: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import BigInteger, ForeignKey, String, delete, exists, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from fastapi_app.database import Database
from fastapi_app.passwords import MAX_CHARACTERS, hash_password, verify
from fastapi_app.tables import Base, BigId

type Kind = Literal["browser", "program"]

LIFETIME_SECONDS: dict[Kind, int] = {"browser": 12 * 3600, "program": 90 * 24 * 3600}
"""How long a token lives from the moment it is made; using it does not prolong it."""
MIN_CHARACTERS = 12
"""The shortest password; length beats rules about digits and signs."""


class User(Base):
    """Someone who may log in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))


class Token(Base):
    """The hash of a token that is out there, in a cookie (``browser``) or a script (``program``)."""

    __tablename__ = "tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    expires_at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Account:
    """The user behind a request."""

    id: int
    name: str


class Users:
    """The users of a database, and their tokens."""

    def __init__(self, database: Database, key: str) -> None:
        """Keep users in ``database``; ``key`` is the service's secret key, without which no token can be forged."""
        self._database = database
        self._key = key.encode()

    async def create(self, name: str, password: str, *, log2_n: int = 14) -> None:
        """Add a user, or raise ValueError with one of these messages.

        - ``name: expected 1 to 50 letters, digits, dots, hyphens or underscores``
        - ``password: expected 12 to 128 characters``
        - ``name: there is a user 'NAME' already``

        ``log2_n`` is the cost of ``hash_password``; it is there for tests.
        """
        if not 1 <= len(name) <= 50 or not all(sign.isalnum() or sign in ".-_" for sign in name):
            raise ValueError("name: expected 1 to 50 letters, digits, dots, hyphens or underscores")
        if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
            raise ValueError(f"password: expected {MIN_CHARACTERS} to {MAX_CHARACTERS} characters")
        values = {"name": name, "password_hash": hash_password(password, log2_n=log2_n)}
        try:
            async with self._database.transaction() as session:
                await session.execute(insert(User).values(values))
        except IntegrityError:
            raise ValueError(f"name: there is a user {name!r} already") from None

    async def any(self) -> bool:
        """Tell whether anybody can log in."""
        async with self._database.connect() as connection:
            return bool(await connection.scalar(select(exists(select(User.id)))))

    async def authenticate(self, name: str, password: str) -> Account | None:
        """Return the user with this name and password, or None; an unknown name takes as long as a wrong password."""
        query = select(User.id, User.password_hash).where(User.name == name)
        async with self._database.connect() as connection:
            found = (await connection.execute(query)).one_or_none()
        # The connection was given back before the slow part: 0.2 s of hashing must not hold it.
        if len(password) > MAX_CHARACTERS or not await verify(password, found.password_hash if found else None):
            return None
        return Account(found.id, name) if found else None

    async def make_token(self, user_id: int, kind: Kind) -> str:
        """Return a new token of 43 characters, valid for ``LIFETIME_SECONDS``; remove those out of time."""
        token, now = secrets.token_urlsafe(32), int(time.time())
        row = {
            "token_hash": self.token_hash(token),
            "user_id": user_id,
            "kind": kind,
            "expires_at": now + LIFETIME_SECONDS[kind],
        }
        async with self._database.transaction() as session:
            await session.execute(delete(Token).where(Token.user_id == user_id, Token.expires_at <= now))
            await session.execute(insert(Token).values(row))
        return token

    async def user_of(self, token: str, kind: Kind) -> Account | None:
        """Return whose token this is; None when it is unknown, of the other kind, ended or out of time."""
        query = (
            select(User.id, User.name)
            .join(Token, Token.user_id == User.id)
            .where(Token.token_hash == self.token_hash(token), Token.kind == kind, Token.expires_at > int(time.time()))
        )
        async with self._database.connect() as connection:
            found = (await connection.execute(query)).one_or_none()
        return Account(found.id, found.name) if found else None

    async def end_token(self, token: str) -> None:
        """Make a token worthless; an unknown one does no harm."""
        async with self._database.transaction() as session:
            await session.execute(delete(Token).where(Token.token_hash == self.token_hash(token)))

    async def end_tokens(self, user_id: int, kind: Kind) -> None:
        """End all tokens of one kind that a user has."""
        async with self._database.transaction() as session:
            await session.execute(delete(Token).where(Token.user_id == user_id, Token.kind == kind))

    def token_hash(self, token: str) -> str:
        """Return the HMAC-SHA256 of any text under the key, as 64 hexadecimal digits."""
        return hmac.new(self._key, token.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
