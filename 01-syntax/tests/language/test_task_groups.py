import asyncio
from collections.abc import Callable

import pytest

from language.task_groups import (
    PriceError,
    StockError,
    load_page,
    main,
    messages,
    page_with_gather,
    page_with_group,
    settled,
    status,
    status_wrong,
    story,
)

PRICE, STOCK = PriceError("no prices"), StockError("closed")


async def ada() -> str:
    return "Ada"


async def three() -> int:
    return 3


async def broken() -> int:
    raise StockError("closed")


def test_gather_leaves_the_other_task_running() -> None:
    log: list[str] = []

    asyncio.run(page_with_gather(log))

    assert log == ["stock asked", "prices failed", "caller answers 500", "stock written, too late"]


def test_a_group_ends_the_other_task_first() -> None:
    log: list[str] = []

    asyncio.run(page_with_group(log))

    assert log == ["stock asked", "prices failed", "stock cancelled", "caller answers 500"]


def test_a_page_needs_both_parts() -> None:
    assert asyncio.run(load_page(ada, three)) == "Ada has 3 orders"


def test_a_page_asks_for_both_parts_at_once() -> None:
    async def scenario() -> str:
        both = asyncio.Barrier(2)

        async def meet_ada() -> str:
            await both.wait()
            return "Ada"

        async def meet_three() -> int:
            await both.wait()
            return 3

        async with asyncio.timeout(10):
            return await load_page(meet_ada, meet_three)

    assert asyncio.run(scenario()) == "Ada has 3 orders"


def test_a_page_fails_with_its_part() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(load_page(ada, broken))

    assert messages(caught.value) == ["StockError: closed"]


@pytest.mark.parametrize("failures", [[PRICE], [PRICE, STOCK]], ids=len)
def test_a_plain_except_misses_what_is_in_a_group(failures: list[Exception]) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(status_wrong(failures))

    assert list(caught.value.exceptions) == failures


@pytest.mark.parametrize(
    ("failures", "expected"),
    [([], [200]), ([PRICE], [502]), ([STOCK], [503]), ([STOCK, PRICE, STOCK], [502, 503])],
    ids=str,
)
def test_except_star_takes_each_kind_out_of_the_group(failures: list[Exception], expected: list[int]) -> None:
    assert asyncio.run(status(failures)) == expected


def test_without_a_failure_the_wrong_way_works() -> None:
    assert asyncio.run(status_wrong([])) == 200


def test_what_except_star_does_not_know_is_raised() -> None:
    unknown = KeyError("user")

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(status([PRICE, unknown]))

    assert caught.value.exceptions == (unknown,)


def test_messages_of_nested_groups() -> None:
    inner = ExceptionGroup("stock", [STOCK, KeyError("shelf")])

    assert messages(ExceptionGroup("page", [PRICE, inner])) == [
        "PriceError: no prices",
        "StockError: closed",
        "KeyError: 'shelf'",
    ]


def test_settled_has_each_result_or_error_in_its_place() -> None:
    results = asyncio.run(settled([three, broken, three]))

    assert [results[0], results[2]] == [3, 3]
    assert isinstance(results[1], StockError)


def test_settled_can_be_cancelled() -> None:
    async def scenario() -> bool:
        async def for_ever() -> int:
            await asyncio.Event().wait()
            return 0

        task = asyncio.create_task(settled([for_ever]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(scenario())


def run_story() -> None:
    asyncio.run(story())


@pytest.mark.parametrize("run", [main, run_story])
def test_the_story_shows_who_is_left(run: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> None:
    run()

    printed = capsys.readouterr().out
    assert "caller answers 500 -> stock written, too late" in printed
    assert "stock cancelled -> caller answers 500" in printed
    assert "except PriceError misses it: ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)" in printed
    assert "except* handles both: [502, 503]" in printed
