import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.async_io import (
    Background,
    at_once,
    forgotten_await,
    is_admin,
    log_after_call,
    look_up,
    lost_task,
    main,
    may_delete,
    may_delete_wrong,
    nested_run_error,
    one_after_another,
    send_receipts,
    spend_twice,
    story,
    timed,
)

NAMES = st.lists(st.text(alphabet="abc", min_size=1), max_size=5)


def test_looking_up_asks_waits_and_answers() -> None:
    log: list[str] = []

    assert asyncio.run(look_up("tea", log)) == 3
    assert log == ["tea asked", "tea answered"]


@settings(deadline=None)
@given(NAMES)
def test_one_after_another_each_is_answered_before_the_next(names: list[str]) -> None:
    log: list[str] = []

    assert asyncio.run(one_after_another(names, log)) == [len(name) for name in names]
    assert log == [f"{name} {step}" for name in names for step in ("asked", "answered")]


@settings(deadline=None)
@given(NAMES)
def test_at_once_all_are_asked_before_any_is_answered(names: list[str]) -> None:
    log: list[str] = []

    assert asyncio.run(at_once(names, log)) == [len(name) for name in names]
    assert log == [f"{name} {step}" for step in ("asked", "answered") for name in names]


def test_calling_a_coroutine_function_runs_nothing() -> None:
    assert log_after_call(awaited=False) == []
    assert log_after_call(awaited=True) == ["tea asked", "tea answered"]


def test_a_forgotten_await_is_a_warning() -> None:
    assert forgotten_await() == "coroutine 'look_up' was never awaited"


@pytest.mark.parametrize("user", ["root", "eve"])
def test_without_await_everybody_may_delete(user: str) -> None:
    assert asyncio.run(is_admin(user)) is (user == "root")
    assert asyncio.run(may_delete(user)) is (user == "root")
    assert asyncio.run(may_delete_wrong(user)) is True


def test_a_loop_cannot_be_run_inside_a_loop() -> None:
    assert asyncio.run(nested_run_error()) == "asyncio.run() cannot be called from a running event loop"


def test_a_task_without_a_reference_is_lost() -> None:
    assert asyncio.run(lost_task()) == ["Task was destroyed but it is pending!"]


def test_a_background_task_is_kept_until_it_is_done() -> None:
    async def scenario() -> None:
        background, may_end = Background(), asyncio.Event()

        async def work() -> None:
            await may_end.wait()

        task = background.start(work())
        await asyncio.sleep(0)
        assert background.running == {task}
        may_end.set()
        await background.finish()
        assert task.done()
        assert background.running == set()

    asyncio.run(scenario())


def test_an_error_in_the_background_comes_out_at_the_end() -> None:
    async def fail() -> None:
        raise ConnectionError("no mail today")

    async def scenario() -> None:
        background = Background()
        background.start(fail())
        await background.finish()

    with pytest.raises(ConnectionError, match="no mail today"):
        asyncio.run(scenario())


def test_an_error_in_the_background_stops_none_of_the_others() -> None:
    done: list[str] = []

    async def fail() -> None:
        raise ConnectionError("no mail today")

    async def slow() -> None:
        for _ in range(5):
            await asyncio.sleep(0)
        done.append("slow")

    async def scenario() -> None:
        background = Background()
        for work in (fail(), slow()):
            background.start(work)
        with pytest.raises(ConnectionError):
            await background.finish()
        assert done == ["slow"]

    asyncio.run(scenario())


def test_an_await_between_looking_and_taking_is_a_race() -> None:
    assert asyncio.run(spend_twice(locked=False)) == (2, -60)
    assert asyncio.run(spend_twice(locked=True)) == (1, 20)


def test_all_receipts_are_sent() -> None:
    sent: list[int] = []

    assert asyncio.run(send_receipts([7, 8, 9], sent)) == 3
    assert sorted(sent) == [7, 8, 9]


def test_timed_awaits_the_work() -> None:
    log: list[str] = []

    assert asyncio.run(timed(lambda: look_up("tea", log))) > 0
    assert log == ["tea asked", "tea answered"]


def test_the_story_shows_the_traps(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(story())

    printed = capsys.readouterr().out
    assert "if is_admin(user):       True" in printed
    assert "if await is_admin(user): False" in printed
    assert "1,000 waits of 50 ms at once" in printed
    assert "without an asyncio.Lock: spent 2 times, -60 left" in printed
    assert "3 started, 3 done" in printed


def test_main_shows_the_orders(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "Called: [], awaited: ['tea asked', 'tea answered']" in printed
    assert "RuntimeWarning: coroutine 'look_up' was never awaited" in printed
    assert "at_once: tea asked, rice asked, tea answered, rice answered" in printed
    assert "Task was destroyed but it is pending!" in printed
