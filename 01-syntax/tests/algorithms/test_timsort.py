"""Timsort: equal to list.sort item by item, each of its parts against a plain oracle, and cheap on runs."""

import math
import operator
import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import Counted, count_comparisons
from algorithms.timsort import gallop_left, gallop_right, main, merge, minrun, node_power, run_end, timsort

# Pieces that ascend, descend or are random, so that runs of all kinds meet.
pieces = st.lists(
    st.lists(st.integers(0, 99), max_size=80).flatmap(
        lambda numbers: st.sampled_from([numbers, sorted(numbers), sorted(numbers, reverse=True)])
    ),
    max_size=6,
)


class Refusing:
    """A number that, as the n-th compared, raises."""

    left = 0

    def __init__(self, number: int) -> None:
        self.number = number

    def __lt__(self, other: "Refusing") -> bool:
        Refusing.left -= 1
        if Refusing.left < 0:
            raise TypeError("not comparable today")
        return self.number < other.number


@settings(max_examples=25)
@given(pieces, st.booleans())
def test_the_order_is_that_of_list_sort_equal_items_included(parts: list[list[int]], reverse: bool) -> None:
    rows = list(enumerate(number for part in parts for number in part))
    expected = sorted(rows, key=operator.itemgetter(1), reverse=reverse)

    timsort(rows, key=operator.itemgetter(1), reverse=reverse)

    assert rows == expected


def test_every_short_list_is_sorted() -> None:
    for length in range(6):
        for numbers in product(range(4), repeat=length):
            items = list(numbers)
            timsort(items)
            assert items == sorted(numbers)


@pytest.mark.parametrize("runs", [1, 2, 3, 5, 16, 32])
def test_few_runs_are_cheap(runs: int) -> None:
    size = 4000
    numbers = [number for _ in range(runs) for number in sorted(random.sample(range(10**6), size // runs))]

    ordered = count_comparisons(numbers, timsort).ordered

    assert ordered <= len(numbers) * (1 + math.ceil(math.log2(runs))) + 40 * runs


@pytest.mark.parametrize("numbers", [list(range(4000)), list(range(4000, 0, -1)), [5] * 4000], ids=["up", "down", "eq"])
def test_one_run_costs_a_comparison_a_neighbour(numbers: list[int]) -> None:
    assert count_comparisons(numbers, timsort).ordered == 3999


def test_random_input_costs_little_more_than_in_list_sort() -> None:
    numbers = random.sample(range(10**6), 3000)

    ours = count_comparisons(numbers, timsort).ordered
    theirs = count_comparisons(numbers, lambda items: items.sort()).ordered

    assert ours <= 1.1 * theirs


@pytest.mark.parametrize("size", [*range(200), 2112, 10**6, 10**6 + 1])
def test_minrun_makes_a_power_of_two_of_runs_or_a_little_less(size: int) -> None:
    length = minrun(size)

    if size < 64:
        assert length == size
    else:
        assert 32 <= length <= 64
        runs = -(-size // length)
        power = 2 ** math.ceil(math.log2(runs))
        assert 0.9 * power < runs <= power


@settings(max_examples=40)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.integers(0, 11))
def test_a_run_ascends_or_descends_strictly_and_is_as_long_as_can_be(numbers: list[int], start: int) -> None:
    start = min(start, len(numbers) - 1)
    rest = numbers[start:]
    up = next((end for end, (one, two) in enumerate(pairwise(rest), 1) if two < one), len(rest))
    down = next((end for end, (one, two) in enumerate(pairwise(rest), 1) if not two < one), len(rest))
    length = max(up, down)
    items = numbers.copy()

    assert run_end(items, start) == start + length
    assert items == numbers[:start] + sorted(rest[:length]) + rest[length:]


def test_finding_a_run_compares_each_of_its_items_once_and_the_one_after() -> None:
    assert count_comparisons([1, 2, 2, 3, 0, 1], lambda items: run_end(items, 0)).ordered == 4
    assert count_comparisons([3, 2, 1, 1, 0], lambda items: run_end(items, 0)).ordered == 3


def powerloop(s1: int, n1: int, n2: int, n: int) -> int:
    """Objects/listobject.c of CPython 3.13, line by line."""
    result = 0
    a = 2 * s1 + n1
    b = a + n1 + n2
    while True:
        result += 1
        if a >= n:
            a -= n
            b -= n
        elif b >= n:
            return result
        a <<= 1
        b <<= 1


def test_the_power_of_a_border_is_that_of_cpython() -> None:
    for size in (2, 3, 7, 16, 21):
        for start in range(size):
            for middle in range(start + 1, size):
                for end in range(middle + 1, size + 1):
                    assert node_power(start, middle, end, size) == powerloop(start, middle - start, end - middle, size)


@pytest.mark.parametrize(
    ("gallop", "bisect"), [(gallop_left, bisect_left), (gallop_right, bisect_right)], ids=["left", "right"]
)
def test_galloping_finds_what_bisection_finds(
    gallop: Callable[[list[int], int, int, int], int], bisect: Callable[[list[int], int, int, int], int]
) -> None:
    for length in range(5):
        for numbers in product(range(4), repeat=length):
            items = sorted(numbers)
            for target in range(-1, 5):
                for low in range(length + 1):
                    assert gallop(items, target, low, length) == bisect(items, target, low, length)


@pytest.mark.parametrize("gallop", [gallop_left, gallop_right], ids=["left", "right"])
@pytest.mark.parametrize("distance", [0, 1, 5, 100, 3000])
def test_galloping_costs_by_the_distance_not_by_the_length(
    gallop: Callable[[list[Counted[int]], Counted[int], int, int], int], distance: int
) -> None:
    def use(items: list[Counted[int]]) -> None:
        target = items.pop()
        assert gallop(items, target, 0, len(items)) == distance

    numbers = [2 * number for number in range(4000)]

    counts = count_comparisons([*numbers, 2 * distance - 1], use)

    assert counts.ordered <= 2 * math.log2(distance + 1) + 1


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_merging_is_stable_and_leaves_the_rest_alone(left: list[int], right: list[int]) -> None:
    runs = [("left", number) for number in sorted(left)] + [("right", number) for number in sorted(right)]
    items = [_ByNumber(row) for row in [("before", 99), *runs, ("after", -1)]]

    merge(items, 1, 1 + len(left), 1 + len(runs))

    expected = sorted(runs, key=operator.itemgetter(1))
    assert [item.row for item in items] == [("before", 99), *expected, ("after", -1)]


class _ByNumber:
    def __init__(self, row: tuple[str, int]) -> None:
        self.row = row

    def __lt__(self, other: "_ByNumber") -> bool:
        return self.row[1] < other.row[1]


def test_merging_what_does_not_overlap_costs_a_gallop() -> None:
    counts = count_comparisons(range(2000), lambda items: merge(items, 0, 1000, 2000))

    assert counts.ordered <= 2 * math.log2(1001) + 1


def test_merging_blocks_gallops_over_them() -> None:
    left = [*range(500), *range(1000, 1500), *range(2000, 2500), *range(3000, 3500)]
    blocks = [*left, *(number + 500 for number in left)]

    counts = count_comparisons(blocks, lambda items: merge(items, 0, 2000, 4000))

    assert counts.ordered < 200


@settings(max_examples=25)
@given(numbers=st.lists(st.just(math.nan) | st.floats(0, 9), max_size=200))
def test_nan_spoils_the_order_and_loses_nothing(numbers: list[float]) -> None:
    items = numbers.copy()

    timsort(items)

    assert sorted(map(id, items)) == sorted(map(id, numbers))


def test_no_item_is_lost_wherever_a_comparison_raises() -> None:
    numbers = [Refusing(number * 7 % 150) for number in range(150)]
    for allowed in range(0, 800, 25):
        items = numbers.copy()
        Refusing.left = allowed

        with pytest.raises(TypeError, match="not comparable today"):
            timsort(items)

        assert sorted(items, key=id) == sorted(numbers, key=id)


def test_main_counts_less_where_there_is_order(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    counts = {line[:24].strip(): line.split()[-3:-1] for line in capsys.readouterr().out.splitlines()}
    assert counts["sorted"] == ["1", "1023"]
    assert counts["reversed"] == ["1024", "1023"]
    assert counts["newer half first"] == ["2", "1050"]
