import asyncio
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pytest

from language import concurrency
from language.concurrency import (
    PriceService,
    count_primes,
    count_primes_async,
    fetch_price,
    fetch_price_async,
    in_asyncio,
    in_processes,
    in_threads,
    main,
    one_after_another,
    process_pool,
    timed,
    why_not_picklable,
)

NAMES = ["tea", "rice", "salt", "milk"]
ANSWERS = [f"price of {name}" for name in NAMES]


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with process_pool(2) as started:
        yield started


@pytest.fixture
def service() -> Iterator[PriceService]:
    with PriceService(delay=0) as started:
        yield started


@pytest.fixture
def service_for_four() -> Iterator[PriceService]:
    """A service that answers only when four requests are waiting."""
    with PriceService(delay=0, together=4) as started:
        yield started


def test_all_ways_give_the_same_answers(service: PriceService, pool: ProcessPoolExecutor) -> None:
    fetch = partial(fetch_price, service.port)

    assert one_after_another(fetch, NAMES) == ANSWERS
    assert in_threads(fetch, NAMES) == ANSWERS
    assert in_processes(pool, fetch, NAMES) == ANSWERS
    assert in_asyncio(partial(fetch_price_async, service.port), NAMES) == ANSWERS


def test_no_work_is_no_error(pool: ProcessPoolExecutor) -> None:
    assert one_after_another(count_primes, []) == in_threads(count_primes, []) == []
    assert in_processes(pool, count_primes, []) == in_asyncio(count_primes_async, []) == []


def test_threads_ask_at_the_same_time(service_for_four: PriceService) -> None:
    assert in_threads(partial(fetch_price, service_for_four.port), NAMES) == ANSWERS


def test_coroutines_ask_at_the_same_time(service_for_four: PriceService) -> None:
    assert in_asyncio(partial(fetch_price_async, service_for_four.port), NAMES) == ANSWERS


def test_a_service_that_hangs_up_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = threading.Barrier.wait
    # The second request never comes; nobody needs ten seconds to see that.
    monkeypatch.setattr(threading.Barrier, "wait", lambda barrier, timeout: wait(barrier, min(timeout, 0.01)))

    with PriceService(delay=0, together=2) as lonely:
        with pytest.raises(ConnectionError, match="no answer for 'tea'"):
            fetch_price(lonely.port, "tea")
        with pytest.raises(ConnectionError, match="no answer for 'rice'"):
            asyncio.run(fetch_price_async(lonely.port, "rice"))


def test_a_stopped_service_takes_no_requests() -> None:
    with PriceService(delay=0) as service:
        port = service.port

    with pytest.raises(ConnectionError):
        fetch_price(port, "tea")


def test_one_after_another_stays_in_this_thread() -> None:
    assert one_after_another(lambda _: threading.get_ident(), NAMES) == [threading.get_ident()] * 4


def test_each_job_has_a_thread_of_its_own() -> None:
    everybody = threading.Barrier(4)

    def meet(_: str) -> int:
        everybody.wait(timeout=10)
        return threading.get_ident()

    assert len({threading.get_ident(), *in_threads(meet, NAMES)}) == 5


def test_all_coroutines_run_in_one_thread_at_once() -> None:
    begun: list[str] = []

    async def meet(name: str) -> tuple[int, int]:
        begun.append(name)
        await asyncio.sleep(0)
        return len(begun), threading.get_ident()

    assert in_asyncio(meet, NAMES) == [(4, threading.get_ident())] * 4


def test_a_coroutine_that_never_awaits_keeps_the_others_out() -> None:
    begun: list[str] = []

    async def compute(name: str) -> int:
        begun.append(name)
        return len(begun)

    assert in_asyncio(compute, NAMES) == [1, 2, 3, 4]


def test_jobs_run_in_other_processes(pool: ProcessPoolExecutor) -> None:
    assert pool.submit(os.getpid).result() != os.getpid()
    assert pool.submit(os.getppid).result() == os.getpid()


def test_processes_compute_the_same(pool: ProcessPoolExecutor) -> None:
    limits = [0, 3, 100, 1_000]

    assert in_processes(pool, count_primes, limits) == one_after_another(count_primes, limits) == [0, 1, 25, 168]
    assert in_asyncio(count_primes_async, limits) == [0, 1, 25, 168]


def test_only_what_a_module_has_can_be_sent_to_a_process(pool: ProcessPoolExecutor) -> None:
    assert why_not_picklable(fetch_price) == ""
    assert "<lambda>" in why_not_picklable(lambda: None)
    assert "lock" in why_not_picklable(partial(print, threading.Lock()))
    with pytest.raises(Exception, match="<lambda>"):
        in_processes(pool, lambda name: name, NAMES)


def test_timed_gives_the_result_too() -> None:
    result, seconds = timed(lambda: 42)

    assert result == 42
    assert seconds >= 0


def test_main_compares_all_ways(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrency, "PRIMES_BELOW", 1_000)

    main()

    printed = capsys.readouterr().out
    for way in ("one after another", "threads", "2 processes", "asyncio"):
        assert printed.count(f"  {way} ") == 2
    assert printed.count("the same results each way: True") == 2
    assert "<lambda>" in printed
