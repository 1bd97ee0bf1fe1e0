"""Users and tokens in the database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from fastapi_app.database import Database, open_database
from fastapi_app.settings import load_settings
from fastapi_app.users import Account, Token, User, Users
from tests.fastapi_app.people import PASSWORD, cheap_nobody


@asynccontextmanager
async def ada(folder: Path) -> AsyncIterator[tuple[Database, Users, Account]]:
    """Yield a database with one user."""
    async with open_database(load_settings(environment="testing", data=folder)) as database:
        users = Users(database, "k" * 32)
        await users.create("ada", PASSWORD, log2_n=4)
        account = await users.authenticate("ada", PASSWORD)
        assert account is not None
        yield database, users, account


def run(folder: Path, scenario: Callable[[Database, Users, Account], Awaitable[None]]) -> None:
    async def with_ada() -> None:
        async with ada(folder) as parts:
            await scenario(*parts)

    asyncio.run(with_ada())


def test_authenticate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(_database: Database, users: Users, account: Account) -> None:
        cheap_nobody(monkeypatch)
        assert account.name == "ada"
        assert await users.authenticate("ada", PASSWORD) == account
        assert await users.authenticate("ada", PASSWORD + "!") is None
        assert await users.authenticate("Ada", PASSWORD) is None
        assert await users.authenticate("ada", PASSWORD * 100) is None

    run(tmp_path, scenario)


def test_any(tmp_path: Path) -> None:
    async def scenario() -> list[bool]:
        async with open_database(load_settings(environment="testing", data=tmp_path)) as database:
            users = Users(database, "k" * 32)
            before = await users.any()
            await users.create("ada", PASSWORD, log2_n=4)
            return [before, await users.any()]

    assert asyncio.run(scenario()) == [False, True]


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [
        ("", PASSWORD, "name: expected 1 to 50 letters, digits, dots, hyphens or underscores"),
        ("a" * 51, PASSWORD, "name: expected 1 to 50 letters, digits, dots, hyphens or underscores"),
        ("a b", PASSWORD, "name: expected 1 to 50 letters, digits, dots, hyphens or underscores"),
        ("<b>", PASSWORD, "name: expected 1 to 50 letters, digits, dots, hyphens or underscores"),
        ("eve", "x" * 11, "password: expected 12 to 128 characters"),
        ("eve", "x" * 129, "password: expected 12 to 128 characters"),
        ("ada", PASSWORD, "name: there is a user 'ada' already"),
    ],
)
def test_who_cannot_be_created(tmp_path: Path, name: str, password: str, message: str) -> None:
    async def scenario(_database: Database, users: Users, _account: Account) -> None:
        with pytest.raises(ValueError, match=f"^{message}$"):
            await users.create(name, password, log2_n=4)

    run(tmp_path, scenario)


@pytest.mark.parametrize("name", ["a", "Łukasz", "a.b-c_d", "x" * 50])
def test_who_can(tmp_path: Path, name: str) -> None:
    async def scenario(_database: Database, users: Users, _account: Account) -> None:
        await users.create(name, PASSWORD, log2_n=4)
        assert await users.authenticate(name, PASSWORD) is not None

    run(tmp_path, scenario)


def test_a_token_is_good_for_its_kind_until_it_ends(tmp_path: Path) -> None:
    async def scenario(_database: Database, users: Users, account: Account) -> None:
        token = await users.make_token(account.id, "browser")
        assert len(token) == 43
        assert await users.user_of(token, "browser") == account
        assert await users.user_of(token, "program") is None
        assert await users.user_of(token[:-1], "browser") is None
        await users.end_token(token)
        await users.end_token(token)
        assert await users.user_of(token, "browser") is None

    run(tmp_path, scenario)


def test_all_of_one_kind_end_together(tmp_path: Path) -> None:
    async def scenario(_database: Database, users: Users, account: Account) -> None:
        programs = [await users.make_token(account.id, "program") for _ in range(2)]
        browser = await users.make_token(account.id, "browser")
        await users.end_tokens(account.id, "program")
        assert [await users.user_of(token, "program") for token in programs] == [None, None]
        assert await users.user_of(browser, "browser") == account

    run(tmp_path, scenario)


class Clock:
    """Stands in for the module ``time``."""

    now = 1_000_000.0

    def time(self) -> float:
        return self.now


def test_a_token_has_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()

    async def scenario(database: Database, users: Users, account: Account) -> None:
        monkeypatch.setattr("fastapi_app.users.time", clock)
        token = await users.make_token(account.id, "browser")
        clock.now = 1_000_000.0 + 12 * 3600 - 1
        assert await users.user_of(token, "browser") == account
        clock.now = 1_000_000.0 + 12 * 3600
        assert await users.user_of(token, "browser") is None
        await users.make_token(account.id, "program")  # the next one removes it
        async with database.connect() as connection:
            assert (await connection.scalars(select(Token.kind))).all() == ["program"]

    run(tmp_path, scenario)


def test_what_is_stored_cannot_be_used(tmp_path: Path) -> None:
    async def scenario(database: Database, users: Users, account: Account) -> None:
        token = await users.make_token(account.id, "browser")
        async with database.connect() as connection:
            stored = (await connection.execute(select(Token.token_hash, User.password_hash).join(User))).one()
        assert token not in stored.token_hash
        assert PASSWORD not in stored.password_hash
        assert await users.user_of(stored.token_hash, "browser") is None

    run(tmp_path, scenario)


def test_another_key_makes_all_tokens_worthless(tmp_path: Path) -> None:
    async def scenario(database: Database, users: Users, account: Account) -> None:
        token = await users.make_token(account.id, "browser")
        assert await Users(database, "another key" * 3).user_of(token, "browser") is None

    run(tmp_path, scenario)


def test_any_text_has_a_hash() -> None:
    database = Database.__new__(Database)  # never used: hashing needs the key alone
    users = Users(database, "k" * 32)
    assert len({users.token_hash(text) for text in ("", "a", "é", "\ud800")}) == 4


@pytest.mark.anyio
async def test_the_story_of_a_user_on_both_databases(database: Database) -> None:
    users = Users(database, "k" * 32)
    assert not await users.any()
    await users.create("ada", PASSWORD, log2_n=4)
    with pytest.raises(ValueError, match="already"):
        await users.create("ada", PASSWORD, log2_n=4)
    account = await users.authenticate("ada", PASSWORD)
    assert account is not None
    token = await users.make_token(account.id, "program")
    assert await users.user_of(token, "program") == account
    await users.end_tokens(account.id, "program")
    assert await users.user_of(token, "program") is None
