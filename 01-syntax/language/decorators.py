"""Decorators: a function that takes a function and returns what stands in its place.

``@logged`` above ``def charge`` means ``charge = logged(charge)``, once, when the definition runs. What wraps every
request of a backend is written so: routes, permissions, transactions, retries, caches. A decorator that takes
arguments is a function that returns a decorator; one on a class gets the class.

Cost: one more call, and one more frame in every traceback, for each layer.
Use it for: what is the same for many functions and none of their business.
Not for: what a plain call at the top of the body says more clearly, or a wrapper that changes what the arguments mean.
Asked: write one that takes arguments; what does ``functools.wraps`` keep, and what breaks without it; in which order
    do two of them run; how is one typed?
Source: PEP 318, PEP 3129 (classes), PEP 612 (ParamSpec), https://docs.python.org/3/library/functools.html#functools.wraps

The memory behind the wrapper is a closure: closures.py. Cache, retry and timing: cache_retry_timing.py.
"""

import asyncio
import functools
import inspect
from collections.abc import Callable


def logged_by_hand(function: Callable[[int], str]) -> Callable[[int], str]:
    """Return a function that prints "call N" and calls ``function``. It works, and has forgotten who it is.

    >>> def refund(order: int) -> str: return f"refunded {order}"
    >>> refund = logged_by_hand(refund)
    >>> refund(7), refund.__name__
    call 7
    ('refunded 7', 'wrapper')
    """

    def wrapper(order: int) -> str:
        print(f"call {order}")
        return function(order)

    return wrapper


def recorded[**P, R](log: list[str]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that appends the function's name to ``log`` before each call.

    Three levels: the arguments, the function, the call. ParamSpec (``**P``) keeps the parameters for the type checker,
    and ``functools.wraps`` copies name, docstring, module and annotations, and sets ``__wrapped__``.

    >>> log = []
    >>> @recorded(log)
    ... def refund(order: int) -> str: return f"refunded {order}"
    >>> refund(7), refund.__name__, log
    ('refunded 7', 'refund', ['refund'])
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            log.append(function.__name__)
            return function(*args, **kwargs)

        return wrapper

    return decorate


def forgets_the_result[**P, R](function: Callable[P, R]) -> Callable[P, None]:
    """Return a wrapper that calls ``function`` and returns None, wrongly: one ``return`` is missing.

    Typed honestly, as here, the mistake is in the signature. Typed ``Callable[P, R]``, mypy refuses it.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        function(*args, **kwargs)

    return wrapper


class ForbiddenError(Exception):
    """The user lacks a role."""


def requires[**P, R](role: str, roles: Callable[[], set[str]]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that lets calls through when ``role`` is in ``roles()`` at the time of the call.

    Otherwise the call raises ForbiddenError "NAME needs ROLE", and the function does not run.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            if role not in roles():
                raise ForbiddenError(f"{function.__name__} needs {role}")
            return function(*args, **kwargs)

        return wrapper

    return decorate


class Router:
    """Paths and the functions that serve them; as in Flask, a function's name is its endpoint."""

    def __init__(self) -> None:
        self.endpoints: dict[str, Callable[[int], str]] = {}

    def route(self, function: Callable[[int], str]) -> Callable[[int], str]:
        """Register a function under its name and return it unchanged.

        Raises ValueError "endpoint 'NAME' is taken" if another one has the name.

        A decorator need not wrap: registering is often all it does.
        """
        name = function.__name__
        if name in self.endpoints:
            raise ValueError(f"endpoint {name!r} is taken")
        self.endpoints[name] = function
        return function


def tagged[T: type](tag: str) -> Callable[[T], T]:
    """Return a class decorator that sets the attribute ``tag`` on the class and returns the same class.

    >>> @tagged("billing")
    ... class Invoice: pass
    >>> Invoice.tag
    'billing'
    """

    def decorate(cls: T) -> T:
        cls.tag = tag  # type: ignore[attr-defined]  # adding attributes to classes is what the type system cannot follow
        return cls

    return decorate


class CountCalls[**P, R]:
    """A decorator with state: an instance takes the function's place and its name and docstring, and ``calls`` counts.

    On a method it fails, since an instance without ``__get__`` is not bound to the object: ``self`` is missing.

    >>> @CountCalls
    ... def refund(order: int) -> str: return f"refunded {order}"
    >>> refund(1), refund(2), refund.calls
    ('refunded 1', 'refunded 2', 2)
    """

    def __init__(self, function: Callable[P, R]) -> None:
        functools.update_wrapper(self, function)
        self._function = function
        self.calls = 0

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Count, and call the function."""
        self.calls += 1
        return self._function(*args, **kwargs)


def explain(action: Callable[[], object]) -> str:
    """Return "ValueError: ..." for the exception that calling ``action`` raises, or the repr of its result."""
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main() -> None:
    """Decorate by hand, with arguments, in layers, a class, and wrongly."""
    log: list[str] = []

    @recorded(log)
    def refund(order: int, reason: str = "") -> str:
        """Give the money back."""
        return f"refunded {order} {reason}".strip()

    print(f"By hand: {logged_by_hand(refund).__name__!r} is what remains of the name")
    print(f"With wraps: {refund.__name__!r}, {inspect.signature(refund)}, {refund.__doc__!r}")
    print(f"  refund(7) -> {refund(7)!r}, log {log}")
    print(f"  a missing return -> {forgets_the_result(refund)(7)!r}")

    print("\nTwo routes behind wrappers without wraps:")
    router = Router()
    router.route(logged_by_hand(lambda order: f"order {order}"))
    print(f"  the second -> {explain(lambda: router.route(logged_by_hand(lambda order: f'user {order}')))}")

    print("\nTwo layers: applied from the bottom, run from the top:")
    allowed: set[str] = set()
    order_of_calls: list[str] = []

    @recorded(order_of_calls)
    @requires("admin", lambda: allowed)
    def close_account(user: int) -> str:
        order_of_calls.append("body")
        return f"closed {user}"

    print(f"  without the role -> {explain(lambda: close_account(1))}, after {order_of_calls}")
    allowed.add("admin")
    order_of_calls.clear()
    print(f"  with it          -> {close_account(1)!r}, after {order_of_calls}")

    print("\nA wrapper written for plain functions, on a coroutine function:")

    async def charge(order: int) -> str:
        await asyncio.sleep(0)
        return f"charged {order}"

    wrapped = recorded(log)(charge)
    print(f"  is it a coroutine function? before {inspect.iscoroutinefunction(charge)}", end="")
    print(f", after {inspect.iscoroutinefunction(wrapped)}; awaited it still works: {asyncio.run(wrapped(3))!r}")

    class Gateway:
        @CountCalls
        def ping(self) -> str:
            return "pong"

    print("\nAn instance as a decorator, on a method:")
    print(f"  {explain(lambda: Gateway().ping())}".replace("main.<locals>.", ""))  # type: ignore[call-arg]  # no self


if __name__ == "__main__":
    main()
