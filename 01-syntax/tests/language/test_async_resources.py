import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.async_resources import (
    Pages,
    Pool,
    first_row,
    first_row_wrong,
    items,
    main,
    needs_two_wrong,
    rows,
    start_services,
    story,
    use_pool,
)

PAGES = st.lists(st.lists(st.text(max_size=2), min_size=1, max_size=3), max_size=4)


class Api:
    """Pages by number, and the numbers that were asked for."""

    def __init__(self, pages: list[list[str]]) -> None:
        self.pages = pages
        self.asked: list[int] = []

    async def fetch(self, number: int) -> list[str]:
        self.asked.append(number)
        return self.pages[number - 1] if number <= len(self.pages) else []


@settings(deadline=None)
@given(PAGES)
def test_pages_come_one_by_one_until_an_empty_one(pages: list[list[str]]) -> None:
    api = Api(pages)

    async def scenario() -> list[list[str]]:
        return [page async for page in Pages(api.fetch)]

    assert asyncio.run(scenario()) == pages
    assert api.asked == list(range(1, len(pages) + 2))


def test_pages_are_their_own_iterator() -> None:
    pages = Pages(Api([]).fetch)

    assert aiter(pages) is pages


@settings(deadline=None)
@given(PAGES)
def test_pages_that_have_ended_stay_ended_and_ask_no_more(pages: list[list[str]]) -> None:
    api = Api(pages)

    async def scenario() -> list[list[str]]:
        reader = Pages(api.fetch)
        assert [page async for page in reader] == pages
        return [page async for page in reader]

    assert asyncio.run(scenario()) == []
    assert len(api.asked) == len(pages) + 1


@settings(deadline=None)
@given(PAGES)
def test_items_are_those_of_all_pages(pages: list[list[str]]) -> None:
    async def scenario() -> list[str]:
        return [item async for item in items(Api(pages).fetch)]

    assert asyncio.run(scenario()) == [item for page in pages for item in page]


def test_a_page_is_fetched_when_it_is_needed() -> None:
    api = Api([["tea", "rice"], ["salt"]])

    async def scenario() -> list[list[int]]:
        async with aclosing(items(api.fetch)) as stream:
            return [list(api.asked) for _ in range(3) if await anext(stream)]

    assert asyncio.run(scenario()) == [[1], [1], [1, 2]]


@pytest.mark.parametrize(("size", "requests", "peak"), [(1, 5, 1), (4, 20, 4), (4, 2, 2)])
def test_a_pool_has_a_limit(size: int, requests: int, peak: int) -> None:
    assert asyncio.run(use_pool(size, requests)) == peak


def test_a_connection_comes_back_after_an_error() -> None:
    pool = Pool(1)
    seen: list[tuple[str, int]] = []

    async def fail() -> None:
        async with pool.connection() as name:
            seen.append((name, pool.in_use))
            raise KeyError

    async def scenario() -> None:
        with pytest.raises(KeyError):
            await fail()
        async with asyncio.timeout(10), pool.connection() as name:
            seen.append((name, pool.in_use))

    asyncio.run(scenario())

    assert seen == [("connection 1", 1)] * 2
    assert pool.in_use == 0


def test_connections_in_use_have_different_names() -> None:
    async def scenario() -> list[str]:
        pool = Pool(2)
        async with AsyncExitStack() as early:
            first = await early.enter_async_context(pool.connection())
            async with pool.connection() as second:
                await early.aclose()
                async with pool.connection() as third:
                    return [first, second, third]

    first, second, third = asyncio.run(scenario())

    assert {first, second} == {second, third} == {"connection 1", "connection 2"}


def test_requests_that_need_two_connections_starve_one_another() -> None:
    assert asyncio.run(needs_two_wrong(4, 4)) == 4
    assert asyncio.run(needs_two_wrong(4, 3)) == 0


def test_rows_come_from_an_open_connection() -> None:
    log: list[str] = []

    async def scenario() -> list[int]:
        return [row async for row in rows(Pool(1), log)]

    assert asyncio.run(scenario()) == [1, 2, 3]
    assert log == ["opened", "closed"]


def test_a_generator_that_is_left_behind_is_still_open() -> None:
    log: list[str] = []

    assert asyncio.run(first_row_wrong(Pool(1), log)) == 1
    assert log == ["opened", "connections in use: 1", "closed"]


def test_aclosing_closes_it_at_the_end_of_the_block() -> None:
    log: list[str] = []

    assert asyncio.run(first_row(Pool(1), log)) == 1
    assert log == ["opened", "closed", "connections in use: 0"]


def test_services_stop_in_the_opposite_order() -> None:
    log: list[str] = []

    asyncio.run(start_services(["a", "b"], log))

    assert log == ["a up", "b up", "b down", "a down"]


def test_services_that_are_up_stop_when_another_does_not_start() -> None:
    log: list[str] = []

    with pytest.raises(RuntimeError, match="broken does not start"):
        asyncio.run(start_services(["a", "broken", "c"], log))

    assert log == ["a up", "a down"]


def test_the_story_shows_pools_and_pages(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(story())

    printed = capsys.readouterr().out
    assert "at most 4 connections in use" in printed
    assert "a pool of 4: 4 stuck for ever" in printed
    assert "The first item: tea, asked for [1]" in printed
    assert "database up -> cache up -> cache down -> database down" in printed


@pytest.mark.parametrize(
    "line",
    [
        "first_row_wrong: opened -> connections in use: 1 -> closed",
        "first_row: opened -> closed -> connections in use: 0",
        "Pages: [['tea', 'rice'], ['salt']], asked for [1, 2, 3]",
    ],
)
def test_main_shows_the_generator_left_behind(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    run: Callable[[], None] = main

    run()

    assert line in capsys.readouterr().out.splitlines()
