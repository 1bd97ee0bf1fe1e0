import asyncio
from collections.abc import AsyncGenerator, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.async_pipelines import (
    Service,
    gather_limited,
    main,
    numbers,
    read_ahead,
    reader_hangs_wrong,
    run_pipeline,
    story,
)


async def square(number: int) -> int:
    await asyncio.sleep(0)
    return number * number


def test_numbers_count() -> None:
    seen: list[int] = []

    async def scenario() -> list[int]:
        return [number async for number in numbers(3, seen)]

    assert asyncio.run(scenario()) == seen == [1, 2, 3]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.integers(1, 4), st.integers(0, 3))
def test_every_item_is_written_once(count: int, workers: int, limit: int) -> None:
    written: list[int] = []

    async def sink(result: int) -> None:
        written.append(result)

    done = asyncio.run(run_pipeline(numbers(count), square, sink, workers=workers, limit=limit))

    assert done == count
    assert sorted(written) == [number * number for number in range(1, count + 1)]


def test_there_are_as_many_requests_at_once_as_workers() -> None:
    service = Service()

    async def sink(_: int) -> None:
        await asyncio.sleep(0)

    asyncio.run(run_pipeline(numbers(12), service.square, sink, workers=3))

    assert service.most_at_once == 3


def test_results_are_written_one_at_a_time() -> None:
    now, most = 0, 0

    async def sink(_: int) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1

    asyncio.run(run_pipeline(numbers(12), square, sink))

    assert most == 1


@pytest.mark.parametrize("stage", ["source", "work", "sink"])
def test_an_error_in_any_stage_ends_all_and_comes_out(stage: str) -> None:
    ended: list[str] = []

    async def source() -> AsyncGenerator[int]:
        try:
            for number in range(1_000):
                if stage == "source" and number == 20:
                    raise ConnectionError("source is gone")
                yield number
        finally:
            ended.append("source")

    async def work(number: int) -> int:
        if stage == "work" and number == 20:
            raise ConnectionError("work is gone")
        return number

    async def sink(number: int) -> None:
        if stage == "sink" and number == 20:
            raise ConnectionError("sink is gone")

    async def scenario() -> int:
        async with asyncio.timeout(10):
            with pytest.raises(ExceptionGroup) as caught:
                await run_pipeline(source(), work, sink)
        assert [str(error) for error in caught.value.exceptions] == [f"{stage} is gone"]
        assert ended == ["source"]
        return len(asyncio.all_tasks())

    assert asyncio.run(scenario()) == 1


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_stuck_writer_stops_the_reader(limit: int) -> None:
    assert asyncio.run(read_ahead(limit)) == 2 * limit + 3


def test_without_a_limit_everything_is_read() -> None:
    assert asyncio.run(read_ahead(0, count=200)) == 200


def test_without_a_task_group_the_reader_hangs() -> None:
    assert asyncio.run(reader_hangs_wrong(limit=2))
    assert not asyncio.run(reader_hangs_wrong(limit=200))


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=20), st.integers(1, 5))
def test_gather_limited_keeps_the_order_and_the_limit(items: list[int], limit: int) -> None:
    now, most = 0, 0

    async def work(item: int) -> int:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return -item

    assert asyncio.run(gather_limited(items, work, limit)) == [-item for item in items]
    assert most == min(limit, len(items))


def test_the_service_counts_and_fails_at_13() -> None:
    service = Service()

    async def scenario() -> list[int]:
        return list(await asyncio.gather(*map(service.square, [2, 3])))

    assert asyncio.run(scenario()) == [4, 9]
    assert service.most_at_once == 2
    with pytest.raises(ConnectionError, match="no answer for 13"):
        asyncio.run(service.square(13))


@pytest.mark.parametrize("run", [main, lambda: asyncio.run(story())], ids=["main", "story"])
def test_the_story_shows_limits(run: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> None:
    run()

    printed = capsys.readouterr().out
    assert "100 requests with gather: 100 at once; with a semaphore: 8" in printed
    assert "queues of 5: 13 of 1,000 read ahead" in printed
    assert "queues without limit: 1000 of 1,000 read ahead" in printed
    assert "does the reader wait for ever? True" in printed
    assert "ConnectionError('no answer for 13')" in printed
