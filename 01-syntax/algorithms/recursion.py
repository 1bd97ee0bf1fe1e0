"""Recursion: a function that solves a problem with the answers to smaller ones of the same kind.

Every call puts a frame with its own variables on the call stack; the base case ends the descent, and the returns
build the answer. Python allows about a thousand frames (``sys.getrecursionlimit()``) and then raises RecursionError.
Trees from outside (a JSON body, a comment thread, a folder) are as deep as a stranger likes: there a loop with a stack
of its own takes the place of the calls. A recursion that meets the same argument often wants a memo first.

Cost: a frame per level, O(depth) memory; time is the number of calls. Plain Fibonacci makes exponentially many
calls, with a memo O(n). Fast power needs O(log n), the towers of Hanoi 2**n - 1 moves, flattening O(n + lists).
Use it for: what is a tree by nature and known to be shallow: divide and conquer, grammars, backtracking.
Not for: a depth that grows with the input. Python does not turn tail calls into loops, and raising the limit helps
only calls from Python to Python: what goes through C (``functools.cache``, ``==`` of nested lists) has its own limit.
Asked: what happens on the call stack? Turn this recursion into a loop. Why is plain Fibonacci slow?
Source: Abelson and Sussman, Structure and Interpretation of Computer Programs, section 1.2;
https://docs.python.org/3/library/functools.html#functools.cache
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

type Scalar = str | int | float | bool | None
type Nested = Scalar | list[Nested]

DEEPEST = 200  # far below the limit: callers have frames too, and a call through C may count more than once


class Counted(NamedTuple):
    """A value, and how many calls of the recursive function it took."""

    value: int
    calls: int


def overflows(action: Callable[[], object]) -> bool:
    """Call ``action`` and return whether it ended in RecursionError; any other exception passes through."""
    try:
        action()
    except RecursionError:
        return True
    return False


def factorial_trace(n: int) -> list[str]:
    """Return what happens while n! is computed recursively: a line for each call and for each return.

    >>> factorial_trace(1)
    ['factorial(1)', '  factorial(0)', '  = 1', '= 1']

    Two spaces a level. O(n) calls, O(n²) characters. Raises ValueError ``n must be 0 to 200, not N``.
    """
    _check_depth("n", n, DEEPEST)
    lines: list[str] = []

    def factorial(n: int, level: int) -> int:
        lines.append(f"{'  ' * level}factorial({n})")
        result = 1 if n == 0 else n * factorial(n - 1, level + 1)
        lines.append(f"{'  ' * level}= {result}")
        return result

    factorial(n, 0)
    return lines


def power(base: int, exponent: int) -> int:
    """Return ``base ** exponent`` by halving the exponent: a frame and at most two multiplications a bit.

    >>> power(3, 13), power(0, 0)
    (1594323, 1)

    A depth that grows with the logarithm is harmless. Raises ValueError ``exponent must be at least 0, not N``
    and ``exponent must have at most 200 bits, not N``.
    """
    if exponent < 0:
        raise ValueError(f"exponent must be at least 0, not {exponent}")
    if exponent.bit_length() > DEEPEST:
        raise ValueError(f"exponent must have at most {DEEPEST} bits, not {exponent.bit_length()}")
    if exponent == 0:
        return 1
    half = power(base, exponent // 2)
    return half * half * base if exponent % 2 else half * half


def fibonacci_plain(n: int) -> Counted:
    """Return the n-th Fibonacci number (0, 1, 1, 2, 3, ...) by its definition: 2 F(n + 1) - 1 calls.

    >>> fibonacci_plain(10)
    Counted(value=55, calls=177)

    The same arguments come up again and again. Raises ValueError ``n must be 0 to 30, not N``, as 100 would not end.
    """
    _check_depth("n", n, 30)
    calls = 0

    def fibonacci(n: int) -> int:
        nonlocal calls
        calls += 1
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    return Counted(fibonacci(n), calls)


def fibonacci_memo(n: int) -> Counted:
    """Return the same with a memo written by hand: at most 2 n calls (one for n = 0), still n frames deep.

    >>> fibonacci_memo(10)
    Counted(value=55, calls=19)

    Raises ValueError ``n must be 0 to 200, not N``: a memo saves calls, not depth. Without a limit: bottom-up.
    """
    _check_depth("n", n, DEEPEST)
    calls = 0
    known = {0: 0, 1: 1}

    def fibonacci(n: int) -> int:
        nonlocal calls
        calls += 1
        if n not in known:
            known[n] = fibonacci(n - 1) + fibonacci(n - 2)
        return known[n]

    return Counted(fibonacci(n), calls)


def fibonacci_cached(n: int) -> Counted:
    """Return the same with ``functools.cache``; ``calls`` are those that the cache let through: at most n + 1.

    >>> fibonacci_cached(10)
    Counted(value=55, calls=11)

    The cache is garbage after this call. On a module's function it would live, and grow, as long as the process, unless
    ``lru_cache(maxsize)`` bounds it. Raises ValueError ``n must be 0 to 200, not N``.
    """
    _check_depth("n", n, DEEPEST)

    @cache
    def fibonacci(n: int) -> int:
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    return Counted(fibonacci(n), fibonacci.cache_info().misses)


def hanoi_recursive(disks: int, source: str = "A", spare: str = "B", target: str = "C") -> Iterator[tuple[str, str]]:
    """Yield the moves (from peg, to peg) that carry a tower to the target: 2**disks - 1, the fewest possible.

    >>> list(hanoi_recursive(2))
    [('A', 'B'), ('A', 'C'), ('B', 'C')]

    Each move is handed up through all levels by ``yield from``. Raises ValueError, at the first ``next``,
    ``disks must be 0 to 200, not N``.
    """
    _check_depth("disks", disks, DEEPEST)
    if disks:
        yield from hanoi_recursive(disks - 1, source, target, spare)
        yield source, target
        yield from hanoi_recursive(disks - 1, spare, source, target)


def hanoi(disks: int, source: str = "A", spare: str = "B", target: str = "C") -> Iterator[tuple[str, str]]:
    """Yield the same moves from a loop with a stack of its own, for any number of disks.

    The translation works for every recursion: what the function still has to do is put on the stack, last first.
    Raises ValueError, at the first ``next``, ``disks must be at least 0, not N``.
    """
    if disks < 0:
        raise ValueError(f"disks must be at least 0, not {disks}")
    to_do = [(disks, source, spare, target)] if disks else []
    while to_do:
        disks, source, spare, target = to_do.pop()
        if disks == 1:
            yield source, target
        else:
            to_do.append((disks - 1, spare, source, target))
            to_do.append((1, source, spare, target))
            to_do.append((disks - 1, source, target, spare))


def flatten_recursive(nested: list[Nested]) -> list[Scalar]:
    """Return what is not a list in ``nested``, in order, from all levels: right, until the input is too deep.

    Each item is copied once a level, O(n * depth). Raises RecursionError on about a thousand levels.
    """
    flat: list[Scalar] = []
    for part in nested:
        if isinstance(part, list):
            flat.extend(flatten_recursive(part))
        else:
            flat.append(part)
    return flat


def flatten(nested: list[Nested]) -> list[Scalar]:
    """Return the same from lists of any depth: a stack holds an iterator for each list that is open. O(n + lists).

    >>> flatten(["a", [1, [], [[2.5]]], None])
    ['a', 1, 2.5, None]

    The same list in two places is flattened twice. Raises ValueError ``the list contains itself`` for a cycle, which
    would never end. Texts and tuples are items, not lists.
    """
    flat: list[Scalar] = []
    open_lists = [(id(nested), iter(nested))]
    open_ids = {id(nested)}
    while open_lists:
        opened, parts = open_lists[-1]
        for part in parts:
            if isinstance(part, list):
                if id(part) in open_ids:
                    raise ValueError("the list contains itself")
                open_ids.add(id(part))
                open_lists.append((id(part), iter(part)))
                break
            flat.append(part)
        else:  # the iterator is at its end: where a recursive function would return
            open_lists.pop()
            open_ids.remove(opened)
    return flat


def _check_depth(name: str, number: int, limit: int) -> None:
    if not 0 <= number <= limit:
        raise ValueError(f"{name} must be 0 to {limit}, not {number}")


def main() -> None:
    """Print the call stack of a factorial, what a memo saves, and what a loop survives."""
    print("\n".join(factorial_trace(3)))

    print("\n n  plain calls  memo calls  cache misses")
    for n in (5, 10, 20):
        print(f"{n:2}  {fibonacci_plain(n).calls:11}  {fibonacci_memo(n).calls:10}  {fibonacci_cached(n).calls:12}")

    print("\nThree disks:", " ".join(f"{source}{target}" for source, target in hanoi(3)))
    print("Moves for 10 disks:", sum(1 for _ in hanoi(10)))

    bomb: list[Nested] = []
    for _ in range(50_000):  # as in the request body "[[[[...]]]]"
        bomb = [bomb, 1]
    print("\n50,000 lists in one another")
    print("flatten_recursive overflows:", overflows(lambda: flatten_recursive(bomb)))
    print("flatten finds the numbers:", len(flatten(bomb)))
    try:
        fibonacci_memo(100_000)
    except ValueError as error:
        print("fibonacci_memo(100_000):", error)


if __name__ == "__main__":
    main()
