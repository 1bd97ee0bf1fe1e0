"""Dynamic programming: solve each subproblem once and keep the answer.

It works when an optimal solution contains optimal solutions of smaller problems, and the same ones come up again.
Three things define a program: the state (what a subproblem depends on), the recurrence (how a state follows from
smaller ones), the base cases. Top-down asks for the answer and remembers what it computes on the way; bottom-up fills
a table in an order in which everything needed is there. Top-down visits reachable states only; bottom-up needs no
stack, and often only the last rows of its table.

Cost: states times the work for one. Fibonacci O(n) additions; climbing O(height * steps), fewest coins and ways to
change O(amount * coins), all with a table as long as the first factor. That is pseudo-polynomial: an amount of twelve
digits is a short input and a hopeless table.
Use it for: counting ways, cheapest plans, alignment of texts, allocation with whole-number limits.
Not for: subproblems that do not repeat (divide and conquer), states that do not fit into memory, or where a greedy
choice is proved to be right. ``functools.cache`` on a recursive function is enough at work, while it is shallow.
Asked: what is the state? Write the recurrence. Top-down or bottom-up? Why does the order of the two loops matter?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, chapter 14 (fourth edition).
"""

from collections.abc import Iterable
from functools import cache
from math import inf

DEEPEST = 200  # far below the limit: callers have frames too, and a call through C may count more than once


def fibonacci_top_down(n: int) -> int:
    """Return the n-th Fibonacci number (0, 1, 1, 2, 3, ...) from its definition and a memo. O(n) time, n frames.

    Raises ValueError ``n must be 0 to 200, not N``: deeper, the call stack may overflow.
    """
    if not 0 <= n <= DEEPEST:
        raise ValueError(f"n must be 0 to {DEEPEST}, not {n}")

    @cache
    def fibonacci(n: int) -> int:
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    return fibonacci(n)


def fibonacci_bottom_up(n: int) -> int:
    """Return the same for any n from 0: of the table only the last two entries are needed. O(n) time, O(1) numbers.

    >>> [fibonacci_bottom_up(n) for n in range(8)]
    [0, 1, 1, 2, 3, 5, 8, 13]

    Raises ValueError ``n must be at least 0, not N``.
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, not {n}")
    number, following = 0, 1
    for _ in range(n):
        number, following = following, number + following
    return number


def climbing_ways_top_down(height: int, steps: Iterable[int] = (1, 2)) -> int:
    """Return in how many ways stairs can be climbed, where each step takes one of ``steps`` stairs: order counts.

    State: the stairs left. Raises ValueError ``height must be 0 to 200, not N`` and ``step must be above 0, not N``.
    """
    if not 0 <= height <= DEEPEST:
        raise ValueError(f"height must be 0 to {DEEPEST}, not {height}")
    sizes = _distinct("step", steps)

    @cache
    def ways(left: int) -> int:
        # A list: a generator would put one more frame a level on the stack.
        return 1 if left == 0 else sum([ways(left - size) for size in sizes if size <= left])

    return ways(height)


def climbing_ways(height: int, steps: Iterable[int] = (1, 2)) -> int:
    """Return the same bottom-up, for any height from 0. Equal steps count once; no stairs are climbed in one way.

    >>> climbing_ways(4), climbing_ways(4, [1, 3])
    (5, 3)

    With steps of 1 and 2 these are the Fibonacci numbers. Raises ValueError ``height must be at least 0, not N`` and
    ``step must be above 0, not N``.
    """
    if height < 0:
        raise ValueError(f"height must be at least 0, not {height}")
    sizes = _distinct("step", steps)
    ways = [1] + [0] * height
    for left in range(1, height + 1):
        for size in sizes:
            if size <= left:
                ways[left] += ways[left - size]
    return ways[height]


def ways_to_change(amount: int, coins: Iterable[int]) -> int:
    """Return in how many ways coins, any number of each, make the amount, where their order does NOT count.

    >>> ways_to_change(4, [1, 3]), ways_to_change(100, [1, 5, 10, 25, 50])
    (2, 292)

    The same two loops as in ``climbing_ways``, the other way round: with one kind of coin at a time, 3 + 1 and 1 + 3
    are found once. Equal coins count once; 0 is made in one way. Raises ValueError ``amount must be at least 0, not N``
    and ``coin must be above 0, not N``.
    """
    if amount < 0:
        raise ValueError(f"amount must be at least 0, not {amount}")
    ways = [1] + [0] * amount
    for coin in _distinct("coin", coins):
        for total in range(coin, amount + 1):
            ways[total] += ways[total - coin]
    return ways[amount]


def fewest_coins(amount: int, coins: Iterable[int]) -> list[int] | None:
    """Return the fewest coins that make the amount, largest first, or None when no coins do. Bottom-up.

    >>> fewest_coins(8, [1, 4, 5]), fewest_coins(3, [2]), fewest_coins(0, [2])
    ([4, 4], None, [])

    The greedy choice, the largest coin that fits, would take 5, 1, 1, 1. Of several best sets any is returned.
    Raises ValueError ``amount must be at least 0, not N`` and ``coin must be above 0, not N``.
    """
    if amount < 0:
        raise ValueError(f"amount must be at least 0, not {amount}")
    kinds = _distinct("coin", coins)
    too_many = amount + 1
    counts = [0] + [too_many] * amount
    last_coin = [0] * (amount + 1)
    for total in range(1, amount + 1):
        for coin in kinds:
            if coin <= total and counts[total - coin] + 1 < counts[total]:
                counts[total] = counts[total - coin] + 1
                last_coin[total] = coin
    if counts[amount] == too_many:
        return None
    chosen: list[int] = []
    while amount:  # the table holds each total's last coin: enough to walk back
        chosen.append(last_coin[amount])
        amount -= last_coin[amount]
    return sorted(chosen, reverse=True)


def fewest_coins_top_down(amount: int, coins: Iterable[int]) -> list[int] | None:
    """Return the same top-down, with a stack of its own instead of calls, so that the depth is no limit.

    A total waits on the stack until all that it needs is known. Only totals that coins can lead to are visited: for
    1,000,000 from coins of 200,000 and 500,000 a handful, where the table has a million. Raises as ``fewest_coins``.
    """
    if amount < 0:
        raise ValueError(f"amount must be at least 0, not {amount}")
    kinds = _distinct("coin", coins)
    counts: dict[int, float] = {0: 0}
    last_coin: dict[int, int] = {}
    to_do = [amount]
    while to_do:
        total = to_do[-1]
        unknown = [total - coin for coin in kinds if coin <= total and total - coin not in counts]
        if total in counts:
            to_do.pop()
        elif unknown:
            to_do.extend(unknown)
        else:
            ways = [(counts[total - coin] + 1, coin) for coin in kinds if coin <= total]
            counts[total], last_coin[total] = min(ways, default=(inf, 0))
            to_do.pop()
    if counts[amount] == inf:
        return None
    chosen: list[int] = []
    while amount:
        chosen.append(last_coin[amount])
        amount -= last_coin[amount]
    return sorted(chosen, reverse=True)


def _distinct(name: str, numbers: Iterable[int]) -> list[int]:
    distinct = sorted(set(numbers))
    if distinct and distinct[0] <= 0:
        raise ValueError(f"{name} must be above 0, not {distinct[0]}")
    return distinct


def main() -> None:
    """Print top-down beside bottom-up, and what the order of loops and of choices decides."""
    print("Fibonacci 90:", fibonacci_top_down(90), fibonacci_bottom_up(90))
    print("Digits of Fibonacci 10,000, bottom-up:", len(str(fibonacci_bottom_up(10_000))))
    try:
        fibonacci_top_down(10_000)
    except ValueError as error:
        print("Top-down:", error)

    print("\n20 stairs by 1 or 2:", climbing_ways_top_down(20), climbing_ways(20))
    print("4 in steps of 1 and 3, where order counts:", climbing_ways(4, [1, 3]), "(1111, 13, 31)")
    print("4 in coins of 1 and 3, where it does not:", ways_to_change(4, [1, 3]), "(1111, 31)")

    print("\n8 in coins of 1, 4, 5:", fewest_coins(8, [1, 4, 5]), "- the largest first would need 4 coins")
    print("13 in coins of 6 and 9:", fewest_coins(13, [6, 9]))
    print("1,000,000 in large coins, top-down:", fewest_coins_top_down(1_000_000, [200_000, 300_000, 500_000]))


if __name__ == "__main__":
    main()
