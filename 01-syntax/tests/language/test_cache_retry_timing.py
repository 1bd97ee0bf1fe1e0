"""Cache, retry and timing: what each promises, and the trap of each."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.cache_retry_timing import (
    LeanReport,
    Report,
    main,
    memoize,
    permissions,
    permissions_shared,
    retry,
    second_await_of_a_cached_coroutine,
    shipping_cents,
    survives_its_last_reference,
    timed,
    timed_async,
)


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    shipping_cents.cache_clear()
    permissions_shared.cache_clear()
    permissions.cache_clear()
    Report.total.cache_clear()


class Flaky:
    """Raises the errors given, one a call, and then answers with its argument."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def call(self, answer: str) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return answer


@given(st.lists(st.integers(0, 5)))
def test_memoize_gives_the_same_answers_and_asks_once(questions: list[int]) -> None:
    asked: list[int] = []

    def square(number: int) -> int:
        asked.append(number)
        return number * number

    answers = [memoized(question) for memoized in [memoize(square)] for question in questions]

    assert answers == [question * question for question in questions]
    assert asked == list(dict.fromkeys(questions))


def test_memoize_keeps_the_name_and_returns_the_same_object() -> None:
    def rows(count: int) -> list[int]:
        return list(range(count))

    memoized = memoize(rows)

    assert memoized(3) is memoized(3)
    assert memoized.__name__ == "rows"


def test_memoize_needs_hashable_questions() -> None:
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        memoize(len)([1])  # type: ignore[type-var]  # mypy sees it too


def test_lru_cache_forgets_what_was_asked_longest_ago() -> None:
    assert [shipping_cents(country) for country in ("DE", "FR", "DE", "IT", "FR")] == [450, 1200, 450, 1200, 1200]

    assert (shipping_cents.cache_info().hits, shipping_cents.cache_info().misses) == (1, 4)


def test_a_cached_list_is_shared_by_all_callers() -> None:
    assert permissions_shared("editor") == ["read", "write"]
    permissions_shared("guest").append("write")

    assert permissions_shared("guest") == ["read", "write"]


def test_cached_permissions_are_a_tuple() -> None:
    assert permissions("guest") == ("read",)
    assert permissions("editor") == ("read", "write")
    assert permissions.cache_info().misses == 2


def test_a_cached_coroutine_can_be_awaited_once() -> None:
    assert second_await_of_a_cached_coroutine() == "cannot reuse already awaited coroutine"


def test_a_cached_method_keeps_its_object_alive() -> None:
    def used() -> Report:
        report = Report([1, 2])
        assert report.total() == 3
        return report

    assert survives_its_last_reference(used)
    assert not survives_its_last_reference(lambda: Report([1, 2]))


def test_a_cached_property_goes_with_its_object() -> None:
    def used() -> LeanReport:
        report = LeanReport([1, 2])
        assert report.total == 3
        return report

    assert not survives_its_last_reference(used)


def test_a_cached_property_is_computed_once() -> None:
    report = LeanReport([1, 2])
    assert report.total == 3

    report.rows.append(4)

    assert report.total == 3


@pytest.mark.parametrize("failed", [0, 1, 2])
def test_retry_waits_twice_as_long_each_time(failed: int) -> None:
    flaky = Flaky(*[ConnectionError()] * failed)
    waits: list[float] = []

    answer = retry(3, on=ConnectionError, first_wait=0.5, sleep=waits.append)(flaky.call)("paid")

    assert answer == "paid"
    assert waits == [0.5, 1.0][:failed]


def test_retry_raises_the_last_error_without_a_last_wait() -> None:
    flaky = Flaky(TimeoutError("first"), ConnectionError("second"))
    waits: list[float] = []

    with pytest.raises(ConnectionError, match="second"):
        retry(2, on=(TimeoutError, ConnectionError), sleep=waits.append)(flaky.call)("paid")

    assert flaky.calls == 2
    assert len(waits) == 1


def test_retry_lets_other_errors_through_at_once() -> None:
    flaky = Flaky(ValueError("declined"))

    with pytest.raises(ValueError, match="declined"):
        retry(3, on=ConnectionError, sleep=lambda _: None)(flaky.call)("paid")

    assert flaky.calls == 1


def test_retry_multiplies_waits_by_the_jitter() -> None:
    waits: list[float] = []
    jitters = iter([0.5, 0.25])
    flaky = Flaky(ConnectionError(), ConnectionError())

    retry(3, on=ConnectionError, first_wait=1, jitter=lambda: next(jitters), sleep=waits.append)(flaky.call)("paid")

    assert waits == [0.5, 0.5]


def test_retry_needs_an_attempt() -> None:
    with pytest.raises(ValueError, match="attempts must be at least 1, not 0"):
        retry(0, on=ConnectionError)


class Clock:
    """A clock that work moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.reports: list[tuple[str, float]] = []

    def read(self) -> float:
        return self.now

    def report(self, name: str, seconds: float) -> None:
        self.reports.append((name, seconds))


def work_of(clock: Clock) -> Callable[[float], float]:
    def work(seconds: float) -> float:
        clock.now += seconds
        return 1 / seconds

    return work


def test_timed_reports_name_and_seconds_and_returns_the_result() -> None:
    clock = Clock()

    result = timed(clock.report, clock.read)(work_of(clock))(2.0)

    assert result == 0.5
    assert clock.reports == [("work", 2.0)]


def test_timed_reports_a_call_that_raises() -> None:
    clock = Clock()

    with pytest.raises(ZeroDivisionError):
        timed(clock.report, clock.read)(work_of(clock))(0.0)

    assert clock.reports == [("work", 0.0)]


def test_only_the_async_timer_measures_a_coroutine_function() -> None:
    clock = Clock()

    async def query() -> str:
        clock.now += 1.5
        return "rows"

    async def both() -> list[str]:
        return [await timed(clock.report, clock.read)(query)(), await timed_async(clock.report, clock.read)(query)()]

    assert asyncio.run(both()) == ["rows", "rows"]
    assert clock.reports == [("query", 0.0), ("query", 1.5)]


def test_main_shows_each_trap(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "CacheInfo(hits=1, misses=4, maxsize=2, currsize=2)" in out
    assert "unhashable type: 'list'" in out
    assert "['read', 'write'] for every guest" in out
    assert "RuntimeError: cannot reuse already awaited coroutine" in out
    assert "cache on a method -> still in memory: True" in out
    assert "cached_property   -> still in memory: False" in out
    assert "'paid', after waits of [0.1, 0.2] s" in out
    assert "query took 0.0 s\n  query took 1.5 s" in out
