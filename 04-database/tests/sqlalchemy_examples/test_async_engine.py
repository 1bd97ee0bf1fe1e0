import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.pool import AsyncAdaptedQueuePool

from sqlalchemy_examples.async_engine import (
    airline_awaited,
    airline_joined,
    airline_lazily,
    count_by_day,
    engine_for,
    main,
    share_one_session,
    stream_numbers,
)
from sqlalchemy_examples.recording import recording

REFUSED = "This session is provisioning a new connection"


def run[T](address: str | Path, work: Callable[[AsyncEngine], Awaitable[T]], size: int = 5) -> T:
    async def with_engine() -> T:
        async with engine_for(address, size) as engine:
            return await work(engine)

    return asyncio.run(with_engine())


async def in_session[T](engine: AsyncEngine, work: Callable[[AsyncSession], Awaitable[T]]) -> tuple[T, int]:
    """Return the result and the number of statements."""
    with recording(engine.sync_engine) as sent:
        async with AsyncSession(engine) as session:
            result = await work(session)
    return result, len(sent)


@pytest.mark.parametrize(("way", "statements"), [(airline_awaited, 2), (airline_joined, 1)])
def test_airline(address: str | Path, way: Callable[[AsyncSession, int], Awaitable[str]], statements: int) -> None:
    found, sent = run(address, lambda engine: in_session(engine, lambda session: way(session, 1)))

    assert (found, sent) == ("United Air Lines Inc.", statements)


def test_lazy_load_cannot_await(postgresql_address: str) -> None:
    found, _ = run(postgresql_address, lambda engine: in_session(engine, lambda session: airline_lazily(session, 1)))

    assert found == "MissingGreenlet"


@pytest.mark.parametrize("size", [1, 3])
def test_counting_side_by_side(address: str | Path, size: int) -> None:
    days = [date(2013, 1, 1) + timedelta(days=number) for number in range(6)] + [date(2012, 1, 1)]

    async def both(engine: AsyncEngine) -> tuple[list[int], list[int]]:
        async with engine.connect() as connection:
            query = text("SELECT count(*) FROM flights WHERE flight_date = :day")
            expected = [(await connection.execute(query, {"day": str(day)})).scalar_one() for day in days]
        return await count_by_day(engine, days), expected

    found, expected = run(address, both, size)

    assert found == expected
    assert found[0] == 842


def test_each_count_has_a_connection_of_its_own(postgresql_address: str) -> None:
    async def connections(engine: AsyncEngine) -> int:
        await count_by_day(engine, [date(2013, 1, day) for day in range(1, 9)])
        assert isinstance(engine.pool, AsyncAdaptedQueuePool)
        return engine.pool.checkedin()

    assert run(postgresql_address, connections, size=4) == 4


def test_sharing_a_session(postgresql_address: str) -> None:
    async def share(engine: AsyncEngine) -> tuple[list[str], list[str]]:
        return await share_one_session(engine, connected=False), await share_one_session(engine, connected=True)

    unconnected, connected = run(postgresql_address, share)

    assert unconnected[0] == "answered"
    assert all(result.startswith(REFUSED) for result in unconnected[1:])
    assert connected == ["answered"] * 3


def test_streaming_in_batches(address: str | Path) -> None:
    async def both(engine: AsyncEngine) -> tuple[list[list[int]], list[int]]:
        batches = [batch async for batch in stream_numbers(engine, "HA", 100)]
        async with engine.connect() as connection:
            query = text("SELECT number FROM flights WHERE carrier = 'HA' ORDER BY id")
            return batches, list((await connection.scalars(query)).all())

    batches, expected = run(address, both)

    assert [len(batch) for batch in batches] == [100, 100, 100, 42]
    assert [number for batch in batches for number in batch] == expected


def test_foreign_keys_are_checked(address: str | Path) -> None:
    async def spoil(engine: AsyncEngine) -> None:
        connection: AsyncConnection
        async with engine.connect() as connection:
            await connection.execute(text("INSERT INTO planes (tailnum, model_id) VALUES ('N0', 99999)"))
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                await connection.commit()

    run(address, spoil)


def test_no_more_connections_than_asked_for(postgresql_address: str) -> None:
    async def size(engine: AsyncEngine) -> tuple[int, int]:
        assert isinstance(engine.pool, AsyncAdaptedQueuePool)
        return engine.pool.size(), engine.pool._max_overflow

    assert run(postgresql_address, size, size=2) == (2, 0)


@pytest.mark.usefixtures("loaded_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "airline_lazily: MissingGreenlet\nairline_awaited: United Air Lines Inc.\n" in said
    assert "counted side by side: [842, 943, " in said
    assert "connected=False:\n  answered\n  This session is provisioning a new connection\n" in said
    assert "connected=True:\n  answered\n  answered\n  answered\n" in said
    assert "flights of UA, streamed: [20000, 20000, 18665]\n" in said
