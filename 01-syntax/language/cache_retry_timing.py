"""Three decorators that every backend has: cache, retry and timing, each with the way it goes wrong at night.

A cache answers again what it has answered; its questions are its keys, and its answers must not be changed. A retry
tries again what may succeed later, and only what is safe to do twice. A timer measures the call, and of a coroutine
function the call is not the work.

Cost: cache: memory for each distinct question, O(1) a hit; threads that miss together compute it each, in every
    process again. Retry: up to ``attempts`` times the work and the waits.
Use it for: cache: pure functions of hashable arguments. Retry: idempotent calls over a network. Timing: boundaries.
Not for: answers that change (a cache needs an expiry), charges without an idempotency key, answers of many users
    in one cache without the user in the key.
Asked: write a memoize; what is wrong with ``cache`` on a method, or an ``async def``; which errors does one retry?
Source: https://docs.python.org/3/library/functools.html#functools.lru_cache, and Amazon Builders' Library,
    "Timeouts, retries and backoff with jitter".
"""

import asyncio
import functools
import gc
import time
import weakref
from collections.abc import Awaitable, Callable, Hashable, Iterator


def memoize[K: Hashable, R](function: Callable[[K], R]) -> Callable[[K], R]:
    """Return a function that computes each answer once and then gives the same object again.

    Raises TypeError for an argument that cannot be hashed. Nothing is ever thrown away: for few distinct questions.

    >>> asked = []
    >>> price = memoize(lambda sku: asked.append(sku) or 100)
    >>> price("a"), price("a"), asked
    (100, 100, ['a'])
    """
    answers: dict[K, R] = {}

    @functools.wraps(function)
    def wrapper(question: K) -> R:
        if question not in answers:
            answers[question] = function(question)
        return answers[question]

    return wrapper


@functools.lru_cache(maxsize=2)
def shipping_cents(country: str) -> int:
    """Return the price of a parcel: 450 to "DE", 1200 elsewhere. The two countries asked for last are remembered."""
    return 450 if country == "DE" else 1200


@functools.cache
def permissions_shared(role: str) -> list[str]:
    """Return what ``permissions`` does, in a list, wrongly: a caller that appends to it changes it for everyone."""
    return ["read", "write"] if role == "editor" else ["read"]


@functools.cache
def permissions(role: str) -> tuple[str, ...]:
    """Return the permissions of a role in a tuple, which no caller can change.

    >>> permissions("editor"), permissions("guest")
    (('read', 'write'), ('read',))
    """
    return ("read", "write") if role == "editor" else ("read",)


class Report:
    """Has a cache on a method, wrongly: the cache is the class's, and its keys keep every ``self`` alive."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows

    @functools.cache  # noqa: B019  # the mistake is the point, and ruff sees it too
    def total(self) -> int:
        """Return the sum of the rows."""
        return sum(self.rows)


class LeanReport:
    """Caches the same answer in the object itself: it goes when the object goes."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows

    @functools.cached_property
    def total(self) -> int:
        """The sum of the rows at the first access."""
        return sum(self.rows)


def second_await_of_a_cached_coroutine() -> str:
    """Await a coroutine function under ``functools.cache`` twice; return the message of the RuntimeError."""

    @functools.cache  # it keeps the coroutine and not its answer, and a coroutine can be awaited once
    async def rate() -> float:
        return 1.1

    async def twice() -> str:
        await rate()
        try:
            return str(await rate())
        except RuntimeError as error:
            return str(error)

    return asyncio.run(twice())


def survives_its_last_reference(make: Callable[[], object]) -> bool:
    """Return whether the object that ``make()`` returns is still in memory after it was given up."""
    thing = make()
    watcher = weakref.ref(thing)
    del thing
    gc.collect()
    return watcher() is not None


def retry[**P, R](
    attempts: int,
    *,
    on: type[Exception] | tuple[type[Exception], ...],
    first_wait: float = 0.1,
    jitter: Callable[[], float] = lambda: 1.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that calls up to ``attempts`` times while the function raises one of ``on``.

    Before attempt n + 1 it sleeps ``first_wait * 2 ** (n - 1) * jitter()`` seconds. The last error is raised as it is;
    an error that is not in ``on`` at once. ``jitter`` (``random.random`` in production) spreads the clients that failed
    together. Raises ValueError "attempts must be at least 1, not 0" for so few. On a coroutine function it retries
    nothing: the call only makes a coroutine.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be at least 1, not {attempts}")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            for attempt in range(attempts - 1):
                try:
                    return function(*args, **kwargs)
                except on:
                    sleep(first_wait * 2**attempt * jitter())
            return function(*args, **kwargs)

        return wrapper

    return decorate


def timed[**P, R](
    report: Callable[[str, float], None], clock: Callable[[], float] = time.perf_counter
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that calls ``report(name, seconds)`` after each call, also after one that raises.

    On a coroutine function it measures how long it takes to make a coroutine: next to nothing, however slow the work.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            started = clock()
            try:
                return function(*args, **kwargs)
            finally:
                report(function.__name__, clock() - started)

        return wrapper

    return decorate


def timed_async[**P, R](
    report: Callable[[str, float], None], clock: Callable[[], float] = time.perf_counter
) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Return a decorator for coroutine functions that calls ``report(name, seconds)`` when the work is done."""

    def decorate(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @functools.wraps(function)
        async def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            started = clock()
            try:
                return await function(*args, **kwargs)
            finally:
                report(function.__name__, clock() - started)

        return wrapper

    return decorate


def main() -> None:
    """Cache, share by accident, leak, retry, and time a coroutine in both ways."""
    shipping_cents.cache_clear()
    permissions_shared.cache_clear()
    print("Cache:")
    countries = ["DE", "FR", "DE", "IT", "FR"]
    print(f"  parcels to {countries} -> {[shipping_cents(country) for country in countries]}")
    print(f"  room for two: {shipping_cents.cache_info()}")
    try:
        memoize(len)(["not", "hashable"])  # type: ignore[type-var]  # a list is no key
    except TypeError as error:
        print(f"  a list as the question -> TypeError: {error}")
    permissions_shared("guest").append("write")
    print(f"  a shared list, after one caller appended -> {permissions_shared('guest')} for every guest")
    print(f"  a tuple -> {permissions('guest')}")
    print(f"  an async def, asked twice -> RuntimeError: {second_await_of_a_cached_coroutine()}")

    def read_total(report: Report | LeanReport) -> Report | LeanReport:
        _ = report.total() if isinstance(report, Report) else report.total
        return report

    print("\nAn object after its last reference is gone:")
    print(f"  cache on a method -> still in memory: {survives_its_last_reference(lambda: read_total(Report([1])))}")
    print(f"  cached_property   -> still in memory: {survives_its_last_reference(lambda: read_total(LeanReport([1])))}")

    waits: list[float] = []
    answers: Iterator[str | Exception] = iter([ConnectionError("reset"), ConnectionError("reset"), "paid"])

    @retry(4, on=ConnectionError, sleep=waits.append)
    def charge() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    print("\nRetry:")
    print(f"  two resets, then an answer -> {charge()!r}, after waits of {waits} s")

    now = 0.0

    async def query() -> str:
        nonlocal now
        await asyncio.sleep(0)
        now += 1.5
        return "rows"

    async def measure() -> None:
        def show(name: str, seconds: float) -> None:
            print(f"  {name} took {seconds} s")

        await timed(show, clock=lambda: now)(query)()
        await timed_async(show, clock=lambda: now)(query)()

    print("\nA query of 1.5 s (on a clock that we turn), timed as a function and as a coroutine function:")
    asyncio.run(measure())


if __name__ == "__main__":
    main()
