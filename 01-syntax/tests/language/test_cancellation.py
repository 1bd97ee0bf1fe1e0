import asyncio
from collections.abc import Callable

import pytest

from language.cancellation import (
    cancel_while_waiting,
    charge_card,
    main,
    poll,
    poll_wrong,
    rows_after_cancel,
    stops,
    story,
    transfer,
    with_await,
    within,
    without_await,
)


def test_a_cancelled_task_cleans_up_and_may_await_meanwhile() -> None:
    log = asyncio.run(cancel_while_waiting(transfer))

    assert log == ["begin", "rollback sent", "rollback done", "cancelled"]


def test_a_transfer_waits_for_ever() -> None:
    log: list[str] = []

    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(transfer(log), 0.01))

    assert log == ["begin", "rollback sent", "rollback done"]


def test_a_task_that_swallows_the_error_is_not_cancelled() -> None:
    async def swallow(log: list[str]) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            log.append("swallowed")

    assert asyncio.run(cancel_while_waiting(swallow)) == ["swallowed"]


def test_only_a_worker_that_lets_the_error_through_stops() -> None:
    assert asyncio.run(stops(poll))
    assert not asyncio.run(stops(poll_wrong))


@pytest.mark.parametrize("worker", [poll, poll_wrong])
def test_workers_take_jobs(worker: Callable[..., object]) -> None:
    async def scenario() -> list[str]:
        jobs: asyncio.Queue[str] = asyncio.Queue()
        done: list[str] = []
        way = poll if worker is poll else poll_wrong
        task = asyncio.create_task(way(jobs, done))
        for job in ("a", "b"):
            jobs.put_nowait(job)
        while len(done) < 2 and not task.done():  # noqa: ASYNC110  # the workers have no event to wait for
            await asyncio.sleep(0)
        jobs.put_nowait("stop")
        task.cancel()
        await asyncio.wait([task])
        return done

    assert asyncio.run(scenario())[:2] == ["a", "b"]


def test_a_worker_survives_an_error_in_a_job() -> None:
    async def scenario() -> list[str]:
        jobs: asyncio.Queue[str] = asyncio.Queue()
        done: list[str] = []
        task = asyncio.create_task(poll(jobs, done))
        for job in ("", "a"):
            jobs.put_nowait(job)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return done

    assert asyncio.run(scenario()) == ["ValueError: an empty job", "a"]


def test_a_limit_that_is_kept_changes_nothing() -> None:
    async def quick() -> str:
        return "done"

    assert asyncio.run(within(10, quick)) == "done"


def test_a_limit_that_is_not_kept_cancels_the_work() -> None:
    ended: list[str] = []

    async def slow() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("slow")
        return "never"

    assert asyncio.run(within(0.001, slow)) == "timeout"
    assert ended == ["slow"]


def test_a_timeout_inside_the_work_comes_through() -> None:
    async def fails() -> str:
        raise TimeoutError("the database's own")

    with pytest.raises(TimeoutError, match="the database's own"):
        asyncio.run(within(10, fails))


def test_a_shield_lets_the_charge_be_noted() -> None:
    assert asyncio.run(charge_card([], shielded=False)) == ["charging", "request cancelled"]
    assert asyncio.run(charge_card([], shielded=True)) == ["charging", "request cancelled", "charged and noted"]


@pytest.mark.parametrize("export", [with_await, without_await])
def test_an_export_writes_all_rows(export: object) -> None:
    progress: list[int] = []

    asyncio.run((with_await if export is with_await else without_await)(5, progress))

    assert progress == [0, 1, 2, 3, 4]


def test_a_cancellation_arrives_at_an_await_only() -> None:
    assert asyncio.run(rows_after_cancel(without_await)) == 100
    assert asyncio.run(rows_after_cancel(with_await)) == 1
    assert asyncio.run(rows_after_cancel(without_await, rows=7)) == 7


def run_story() -> None:
    asyncio.run(story())


@pytest.mark.parametrize("run", [main, run_story])
def test_the_story_shows_who_stops(run: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> None:
    run()

    printed = capsys.readouterr().out
    assert "begin -> rollback sent -> rollback done -> cancelled" in printed
    assert "'except BaseException: continue': False" in printed
    assert "'except Exception':               True" in printed
    assert "without await: 100, with await: 1" in printed
