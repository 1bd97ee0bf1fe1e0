import queue
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.work_queues import (
    Done,
    drain,
    drain_wrong,
    main,
    most_read_ahead,
    offer,
    parse_price,
    process,
)


def queue_of(*jobs: str) -> queue.Queue[str]:
    filled: queue.Queue[str] = queue.Queue()
    for job in jobs:
        filled.put(job)
    return filled


@settings(deadline=None)
@given(st.lists(st.integers()), st.integers(min_value=1, max_value=5))
def test_a_full_queue_refuses(jobs: list[int], limit: int) -> None:
    assert offer(jobs, limit) == (jobs[:limit], jobs[limit:])


def test_a_worker_that_dies_leaves_jobs_that_nobody_finishes() -> None:
    jobs = queue_of("1.00", "free", "2.00")

    with pytest.raises(ValueError, match="could not convert string to float: 'free'"):
        drain_wrong(jobs, parse_price)

    assert jobs.unfinished_tasks == 2


def test_without_an_error_both_finish_all() -> None:
    for way in (drain_wrong, drain):
        jobs, done = queue_of("1.00", "2.00"), list[str]()
        way(jobs, done.append)
        assert done == ["1.00", "2.00"]
        assert jobs.unfinished_tasks == 0


def test_a_worker_that_goes_on_finishes_all() -> None:
    jobs = queue_of("1.00", "free", "2.00")

    errors = drain(jobs, parse_price)

    assert errors == ["could not convert string to float: 'free'"]
    assert jobs.unfinished_tasks == 0
    jobs.join()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(min_value=-3, max_value=3)), st.integers(1, 4), st.integers(1, 3))
def test_every_job_is_done_once(jobs: list[int], workers: int, limit: int) -> None:
    done = process(jobs, lambda job: 6 // job, workers=workers, limit=limit)

    assert sorted(each.job for each in done) == sorted(jobs)
    for each in done:
        if each.job == 0:
            assert isinstance(each.error, ZeroDivisionError)
            assert each.result is None
        else:
            assert each == Done(each.job, result=6 // each.job)


def test_jobs_are_worked_on_at_the_same_time() -> None:
    both = threading.Barrier(2)

    done = process(["a", "b"], lambda _: both.wait(timeout=10), workers=2)

    assert sorted(each.result for each in done if each.result is not None) == [0, 1]


def test_all_threads_end_when_the_source_of_jobs_fails() -> None:
    def jobs() -> Iterator[int]:
        yield 1
        raise ConnectionError("source is gone")

    before = set(threading.enumerate())

    with pytest.raises(ConnectionError, match="source is gone"):
        process(jobs(), str)

    assert set(threading.enumerate()) <= before


def test_a_worker_whose_last_job_is_taken_by_another_does_not_wait() -> None:
    class Raced(queue.Queue[str]):
        """A queue that is never empty when it is asked, as it looks just before another thread takes the last job."""

        def empty(self) -> bool:
            return False

    jobs = Raced()
    jobs.put("1.00")
    worker = threading.Thread(target=drain, args=(jobs, parse_price), daemon=True)
    worker.start()
    worker.join(timeout=10)

    assert not worker.is_alive()


@pytest.mark.parametrize(("limit", "workers"), [(1, 1), (4, 1), (2, 3)])
def test_the_producer_reads_ahead_as_far_as_the_limit(limit: int, workers: int) -> None:
    assert most_read_ahead(limit, workers) == limit + workers + 1


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_prices_are_cents(cents: int) -> None:
    assert parse_price(f"{cents // 100}.{cents % 100:02}") == cents


def test_main_shows_refusal_failure_and_work(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "refused ['order 4', 'order 5']" in printed
    assert "drain_wrong: the worker died of ValueError" in printed
    assert "not done: 2, so join() would wait for ever" in printed
    assert "5.00: 500" in printed
    assert "only worker is stuck: 6" in printed
