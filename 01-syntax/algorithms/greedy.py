"""Greedy algorithms: take what looks best now, never take it back; and where that is wrong.

A greedy choice is right when some best solution contains it, whatever comes later. The proof is an exchange: put the
greedy choice in place of the first different one of a best solution, and show that it is no worse. Where the exchange
fails, so does greed: the activity that ends first can replace any other first one, but a coin of 4 cannot replace 3.
The wrong ones stand here too, each with a right one to compare, since interviews ask for the difference.

Cost: activities, Huffman's tree and both ways to pack O(n log n); greedy change O(coins) and what it returns, right
change O(amount · coins) time and O(amount) memory.
Use it for: scheduling by end or deadline, prefix codes (DEFLATE, JPEG), approximation.
Not for: choices that exclude one another at a distance, which is dynamic programming. At work ``zlib``, a solver.
Asked: prove that earliest end first is best. For which coins is greedy change right? Why is 0/1 knapsack different?
Source: Kleinberg and Tardos, Algorithm Design, chapter 4; Kozen and Zaks, Optimal Bounds for the Change-Making Problem.
"""

import heapq
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple


class Activity(NamedTuple):
    """Something that takes place from ``start`` until before ``end``."""

    start: float
    end: float
    name: str = ""


def most_activities(activities: Iterable[Activity]) -> list[Activity]:
    """Return as many activities as can take place in one room, in order of time: always the one that ends first.

    One may start when another ends. Which of several largest choices is returned is not promised. Raises ValueError
    ``Activity(start=3, end=3, name='') does not end after its start``, also for NaN.

    >>> most_activities([Activity(9, 17), Activity(9, 10), Activity(10, 11)])
    [Activity(start=9, end=10, name=''), Activity(start=10, end=11, name='')]
    """
    offered = list(activities)
    for activity in offered:
        if not activity.start < activity.end:
            raise ValueError(f"{activity} does not end after its start")
    chosen: list[Activity] = []
    for activity in sorted(offered, key=lambda each: each.end):
        if not chosen or chosen[-1].end <= activity.start:
            chosen.append(activity)
    return chosen


def huffman_codes[S: Hashable](weights: Mapping[S, float]) -> dict[S, str]:
    """Return a code of "0" and "1" for each symbol, none the beginning of another, so that frequent symbols are short.

    No such code has a smaller sum of weight times length. Greedy: the two lightest trees become one, until one is
    left; they may be brothers at the bottom of some best tree. A single symbol gets "0", as an empty code could not be
    counted; no symbols get no codes. Raises ValueError ``weight of 'a' must not be negative, got -1``, also for NaN.

    >>> {symbol: len(code) for symbol, code in huffman_codes({"e": 12, "t": 9, "z": 1, "q": 1}).items()}
    {'e': 1, 't': 2, 'z': 3, 'q': 3}
    """
    trees: list[tuple[float, int]] = []  # weight and number of a node; the number decides between equal weights
    for symbol, weight in weights.items():
        if not weight >= 0:
            raise ValueError(f"weight of {symbol!r} must not be negative, got {weight}")
        trees.append((weight, len(trees)))
    if len(trees) < 2:
        return dict.fromkeys(weights, "0")
    heapq.heapify(trees)
    root = 2 * len(trees) - 2
    parents: dict[int, tuple[int, str]] = {}
    for parent in range(len(trees), root + 1):
        lightest, left = heapq.heappop(trees)
        second, right = heapq.heappop(trees)
        parents[left], parents[right] = (parent, "0"), (parent, "1")
        heapq.heappush(trees, (lightest + second, parent))
    codes = {root: ""}
    for node in reversed(range(root)):  # parents have higher numbers than their children
        parent, bit = parents[node]
        codes[node] = codes[parent] + bit
    return {symbol: codes[node] for node, symbol in enumerate(weights)}


def decode[S: Hashable](bits: str, codes: Mapping[S, str]) -> list[S]:
    """Return the symbols of a text of bits; since no code begins another, the first that fits is the right one.

    Raises ValueError ``bits end within a code: '10'``, or ``no code begins with '11'`` as soon as that is so.
    """
    symbols = {code: symbol for symbol, code in codes.items()}
    beginnings = {code[:length] for code in symbols for length in range(len(code))}
    decoded: list[S] = []
    code = ""
    for bit in bits:
        code += bit
        if code in symbols:
            decoded.append(symbols[code])
            code = ""
        elif code not in beginnings:
            raise ValueError(f"no code begins with {code!r}")
    if code:
        raise ValueError(f"bits end within a code: {code!r}")
    return decoded


class Good(NamedTuple):
    """What a knapsack may hold."""

    value: float
    weight: float


def best_value_of_parts(goods: Iterable[Good], capacity: float) -> float:
    """Return the largest value that fits in when goods may be cut: most value for its weight first. Right.

    Raises ValueError ``capacity must not be negative, got -1``, and ``Good(value=1, weight=0) must have a positive
    weight and a value not below 0``; both also for NaN.
    """
    _check(goods := list(goods), capacity)
    total = 0.0
    for good in sorted(goods, key=lambda each: each.value / each.weight, reverse=True):
        taken = min(good.weight, capacity)
        total += good.value * (taken / good.weight)
        capacity -= taken
    return total


def greedy_value_of_wholes(goods: Iterable[Good], capacity: float) -> float:
    """Return the value that the same order packs of whole goods, each once, and skipping what does not fit. Wrong.

    >>> greedy_value_of_wholes([Good(60, 10), Good(100, 20), Good(120, 30)], 50)  # best: the last two, 220
    160.0

    Alone it can be as bad as one likes, 2 in place of 99: the light good of the better rate keeps the heavy one out.
    The better of it and the single most valuable good that fits is at least half of the best. Errors as above.

    >>> greedy_value_of_wholes([Good(2, 1), Good(99, 100)], 100)
    2.0
    """
    _check(goods := list(goods), capacity)
    total = 0.0
    for good in sorted(goods, key=lambda each: each.value / each.weight, reverse=True):
        if good.weight <= capacity:
            total += good.value
            capacity -= good.weight
    return total


def _check(goods: Iterable[Good], capacity: float) -> None:
    if not capacity >= 0:
        raise ValueError(f"capacity must not be negative, got {capacity}")
    for good in goods:
        if not (good.weight > 0 and good.value >= 0):
            raise ValueError(f"{good} must have a positive weight and a value not below 0")


def greedy_change(amount: int, coins: Iterable[int]) -> list[int] | None:
    """Return coins of that sum, always the largest that fits, or None when some amount is left. Wrong.

    >>> greedy_change(6, [1, 3, 4]), greedy_change(6, [3, 4])
    ([4, 1, 1], None)

    It is right for most money that people use. Raises ValueError ``amount must not be negative, got -1`` and ``coins
    must be positive, got 0``.
    """
    change: list[int] = []
    for coin in _descending(amount, coins):
        change += [coin] * (amount // coin)
        amount %= coin
    return None if amount else change


def fewest_coins(amount: int, coins: Iterable[int]) -> list[int] | None:
    """Return the fewest coins of that sum, largest first, or None when there are none. Right, for O(amount · coins).

    Which of several shortest answers is not promised. Raises ValueError as ``greedy_change``.

    >>> fewest_coins(6, [1, 3, 4])
    [3, 3]
    """
    offered = _descending(amount, coins)
    last_coin: list[int | None] = [None] * (amount + 1)  # of the shortest change of each amount
    lengths = [0] + [amount + 1] * amount
    for part in range(1, amount + 1):
        for coin in offered:
            if coin <= part and lengths[part - coin] + 1 < lengths[part]:
                lengths[part], last_coin[part] = lengths[part - coin] + 1, coin
    change: list[int] = []
    while amount:
        coin_or_none = last_coin[amount]
        if coin_or_none is None:
            return None
        change.append(coin_or_none)
        amount -= coin_or_none
    return sorted(change, reverse=True)


def _descending(amount: int, coins: Iterable[int]) -> list[int]:
    offered = sorted(set(coins), reverse=True)
    if amount < 0:
        raise ValueError(f"amount must not be negative, got {amount}")
    if offered and offered[-1] < 1:
        raise ValueError(f"coins must be positive, got {offered[-1]}")
    return offered


def greed_fails_at(coins: Iterable[int]) -> int | None:
    """Return the smallest amount for which ``greedy_change`` gives too many coins, or None when it never does.

    If there is any, one lies below the sum of the two largest coins (Kozen and Zaks), so finitely many trials prove it
    for all amounts. Raises ValueError ``coins must include 1, got [4, 3]``, as without it some amounts have no change
    at all, and ``coins must be positive, got 0``.

    >>> greed_fails_at([1, 2, 5, 10, 20, 50]), greed_fails_at([1, 5, 10, 12, 20]), greed_fails_at([1, 3, 4])
    (None, 15, 6)
    """
    offered = _descending(0, coins)
    if 1 not in offered:
        raise ValueError(f"coins must include 1, got {offered}")
    greedy, fewest = [0], [0]  # how many coins, by amount
    for amount in range(1, sum(offered[:2])):
        fitting = [coin for coin in offered if coin <= amount]
        greedy.append(1 + greedy[amount - fitting[0]])
        fewest.append(1 + min(fewest[amount - coin] for coin in fitting))
        if fewest[amount] < greedy[amount]:
            return amount
    return None


def main() -> None:
    """Plan a room, compress a word, cut a cheese; then be greedy where one must not."""
    offers = [
        Activity(9, 17, "offsite"),
        Activity(9, 10, "standup"),
        Activity(11, 12, "demo"),
        Activity(9.5, 11.5, "1:1"),
    ]
    print("In one room:", " ".join(each.name for each in most_activities(offers)))
    word = "abracadabra"
    codes = huffman_codes({letter: word.count(letter) for letter in sorted(set(word))})
    bits = "".join(map(codes.__getitem__, word))
    print(f"{word}: {8 * len(word)} bits as ASCII, {len(bits)} with {codes}; and back: {''.join(decode(bits, codes))}")

    goods = [Good(60, 10), Good(100, 20), Good(120, 30)]
    print("Knapsack of 50, goods may be cut:", best_value_of_parts(goods, 50))
    print("The same greed with whole goods:", greedy_value_of_wholes(goods, 50), "- but the last two are worth 220")
    print("Greedy change with euro cents first fails at:", greed_fails_at([1, 2, 5, 10, 20, 50]))
    amount = greed_fails_at(coins := [1, 5, 10, 12, 20]) or 0
    print(f"With {coins} at {amount}: {greedy_change(amount, coins)}, best is {fewest_coins(amount, coins)}")


if __name__ == "__main__":
    main()
