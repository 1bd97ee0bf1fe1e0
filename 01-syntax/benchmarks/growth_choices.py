"""The growth of selection, greedy choices, recursion and backtracking."""

from typing import Any

from growth import (
    GRAPHS,
    LINES,
    LOG_LINEAR,
    Number,
    Subject,
    Times,
    keys,
    repeat,
    shuffled,
)

from algorithms.backtracking import subsets
from algorithms.complexity import Counted
from algorithms.greedy import (
    Activity,
    Good,
    best_value_of_parts,
    fewest_coins,
    greedy_value_of_wholes,
    huffman_codes,
    most_activities,
)
from algorithms.recursion import fibonacci_memo, fibonacci_plain, flatten, hanoi, power
from algorithms.selection import largest, median_of_medians, quickselect

TWO_POWERS = tuple(2**count for count in (4, 6, 8, 10, 12, 14))


def subjects() -> list[Subject[Any]]:
    """Return the subjects of this part."""
    return [*selection(), *greedy(), *recursion()]


def selection() -> list[Subject[Any]]:
    """Return the searches for a rank, and for the largest of a stream that gets larger: its worst case."""
    file = "algorithms/selection.py"

    def medians(items: list[Counted[int]]) -> Times:
        return repeat(lambda: quickselect(items, len(items) // 2), 25)  # pivots are chance: an average of some

    return [
        Subject(file, lambda size: keys(shuffled(size)), full=GRAPHS).add(
            "quickselect", "O(n)", medians, by="comparisons"
        ),
        Subject(file, lambda size: keys(shuffled(size)), full=LINES, quick=(1_000, 2_000, 4_000, 8_000)).add(
            "median_of_medians", "O(n)", lambda items: median_of_medians(items, len(items) // 2), by="comparisons"
        ),
        Subject(file, lambda size: keys(range(size)), full=LINES).add(
            "largest 10", "O(n log k)", lambda items: largest(items, 10, key=itself), fits="O(n)", by="comparisons"
        ),
        Subject(file, lambda size: keys(range(10 * size)), "of 10 n items", (1_000, 4_000, 16_000, 32_000)).add(
            "largest n",
            "O(n log k)",
            lambda items: largest(items, len(items) // 10, key=itself),
            fits="O(n log n)",
            by="comparisons",
        ),
    ]


def itself[T](item: T) -> T:
    """Return the item."""
    return item


def greedy() -> list[Subject[Any]]:
    """Return the greedy choices, and the right way to change beside the greedy one."""
    file = "algorithms/greedy.py"

    def activities(size: int) -> list[Activity]:
        return [Activity(Number(start), Number(start + 5)) for start in shuffled(size)]

    def weights(size: int) -> dict[int, Number]:
        return {symbol: Number(weight) for symbol, weight in enumerate(shuffled(size))}

    def goods(size: int) -> list[Good]:
        return [Good(Rate(value), 1) for value in shuffled(size)]

    return [
        Subject(file, activities, full=LOG_LINEAR).add(
            "most_activities", "O(n log n)", most_activities, by="comparisons"
        ),
        Subject(file, weights, "symbols", LOG_LINEAR).add(
            "huffman_codes", "O(n log n)", huffman_codes, by="comparisons"
        ),
        Subject(file, goods, "goods", LOG_LINEAR)
        .add("best_value_of_parts", "O(n log n)", lambda of: best_value_of_parts(of, len(of)), by="comparisons")
        .add("greedy_value_of_wholes", "O(n log n)", lambda of: greedy_value_of_wholes(of, len(of)), by="comparisons"),
        Subject(file, lambda amount: amount, "of amount, 3 coins", LINES).add(
            "fewest_coins", "O(amount · coins)", lambda amount: fewest_coins(amount, (1, 5, 7)), fits="O(n)"
        ),
    ]


class Rate(float):
    """A value that stays a number that counts, for its weight."""

    def __truediv__(self, weight: float) -> Number:
        return Number(float(self) / weight)


def recursion() -> list[Subject[Any]]:
    """Return what recurses, where the size is the number that grows: of moves, of calls, of subsets."""
    file = "algorithms/recursion.py"
    few = (20, 50, 100, 200)
    fibonacci = {89: 10, 987: 15, 10_946: 20, 121_393: 25}  # F(n + 1): n

    def nested(size: int) -> list[Any]:
        made: list[Any] = []
        for item in range(size):
            made = [item, made]
        return made

    return [
        Subject(
            file, lambda exponent: exponent, "as exponent", tuple(2**bits for bits in (10, 20, 40, 80)), TWO_POWERS
        ).add("power", "O(log n)", lambda exponent: power(1, exponent)),
        Subject(file, fibonacci.__getitem__, "as F(n + 1)", tuple(fibonacci), tuple(fibonacci)).add(
            "fibonacci_plain", "2 F(n + 1) - 1", lambda n: fibonacci_plain(n).calls, fits="O(n)", by="calls"
        ),
        Subject(file, lambda n: n, "", few, few).add(
            "fibonacci_memo", "O(n)", lambda n: fibonacci_memo(n).calls, by="calls"
        ),
        Subject(file, lambda size: size.bit_length() - 1, "as 2**disks", TWO_POWERS, TWO_POWERS[:4]).add(
            "hanoi", "2**n - 1", lambda disks: list(hanoi(disks)), fits="O(n)"
        ),
        Subject(file, nested, "lists in one another", LINES).add("flatten", "O(n + lists)", flatten, fits="O(n)"),
        Subject(
            "algorithms/backtracking.py",
            lambda size: range(size.bit_length() - 1),
            "as 2**items",
            TWO_POWERS,
            TWO_POWERS[:4],
        ).add("subsets", "2**n * n", lambda items: sum(map(len, subsets(items))), fits="O(n log n)", by="items"),
    ]
