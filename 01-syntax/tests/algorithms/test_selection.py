"""Selection: against sorted on all short inputs, in linear time whatever the order, and streams read once."""

import heapq
import math
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons
from algorithms.selection import largest, main, median_of_medians, quickselect

type Select = Callable[[Iterable[int], int], int]
both = pytest.mark.parametrize("select", [quickselect, median_of_medians], ids=["quickselect", "median_of_medians"])
SIZE = 3000
INPUTS = {
    "sorted": list(range(SIZE)),
    "reversed": list(range(SIZE, 0, -1)),
    "equal": [5] * SIZE,
    "shuffled": random.Random(5).sample(range(SIZE), SIZE),
    "up and down": [*range(0, SIZE, 2), *range(SIZE - 1, 0, -2)],
}
every_input = pytest.mark.parametrize("numbers", INPUTS.values(), ids=INPUTS)


class OnlyLess:
    """A number that knows ``<`` and no other comparison, not even equality."""

    __hash__ = None  # type: ignore[assignment]  # as for every class that compares by value

    def __init__(self, number: int) -> None:
        self.number = number

    def __lt__(self, other: "OnlyLess") -> bool:
        return self.number < other.number

    def __eq__(self, other: object) -> bool:
        raise AssertionError("asked whether two items are equal")


@both
def test_every_rank_of_every_short_list(select: Select) -> None:
    for length in range(1, 6):
        for numbers in product(range(4), repeat=length):
            for rank in range(length):
                assert select(numbers, rank) == sorted(numbers)[rank]


@both
@settings(max_examples=25)
@given(numbers=st.lists(st.integers(0, 99), min_size=1, max_size=200), data=st.data())
def test_any_rank_of_longer_lists_which_stay_as_they_are(
    select: Select, numbers: list[int], data: st.DataObject
) -> None:
    rank = data.draw(st.integers(0, len(numbers) - 1))
    items = numbers.copy()

    assert select(items, rank) == sorted(numbers)[rank]
    assert items == numbers


@both
@every_input
def test_no_order_of_the_input_is_slow(select: Callable[..., object], numbers: list[int]) -> None:
    for rank in (0, SIZE // 2, SIZE - 1):
        counts = count_comparisons(numbers, partial(select, rank=rank))

        assert counts.ordered < 40 * SIZE
        assert counts.equal == 0


@every_input
def test_quickselect_takes_about_5n_on_average(numbers: list[int]) -> None:
    rounds = 10
    total = sum(count_comparisons(numbers, lambda items: quickselect(items, SIZE // 2)).ordered for _ in range(rounds))

    assert total / rounds < 8 * SIZE  # with room for luck


@both
def test_the_depth_is_not_that_of_the_input(select: Select) -> None:
    depth = 0
    frame = sys._getframe()
    while frame.f_back:
        depth, frame = depth + 1, frame.f_back
    limit = sys.getrecursionlimit()

    sys.setrecursionlimit(depth + 40)
    try:
        found = select(range(20_000), 19_999)
    finally:
        sys.setrecursionlimit(limit)

    assert found == 19_999


@both
@pytest.mark.parametrize(("numbers", "rank"), [([], 0), ([1, 2], 2), ([1, 2], -1)], ids=["empty", "above", "negative"])
def test_a_rank_outside_is_an_index_error(select: Select, numbers: list[int], rank: int) -> None:
    with pytest.raises(IndexError, match=f"^rank {rank} is out of range for {len(numbers)} items$"):
        select(numbers, rank)


@both
def test_only_less_than_is_asked_for(select: Callable[[list[OnlyLess], int], OnlyLess]) -> None:
    assert select([OnlyLess(number) for number in (5, 1, 4, 1, 3, 2, 6)], 3).number == 3


@both
def test_what_does_not_compare_is_a_type_error(select: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match="'<' not supported between instances of"):
        select([1, "two", None], 1)


@both
@settings(max_examples=25)
@given(numbers=st.lists(st.just(math.nan) | st.floats(0, 9), min_size=1, max_size=40))
def test_with_nan_some_item_comes_back(select: Callable[[list[float], int], float], numbers: list[float]) -> None:
    found = select(numbers, len(numbers) // 2)

    assert any(found is number for number in numbers)


def test_largest_of_every_short_list_equal_keys_in_their_order() -> None:
    for length in range(6):
        for keys in product(range(3), repeat=length):
            rows = list(enumerate(keys))
            for count in range(length + 2):
                expected = sorted(rows, key=lambda row: row[1], reverse=True)[:count]
                assert largest(rows, count, key=lambda row: row[1]) == expected


@settings(max_examples=25)
@given(st.lists(st.text(max_size=4)), st.integers(0, 12))
def test_largest_is_what_heapq_gives(words: list[str], count: int) -> None:
    assert largest(iter(words), count, key=len) == heapq.nlargest(count, words, key=len)


def test_largest_reads_a_stream_once_and_holds_no_more_than_it_returns() -> None:
    alive: list[int] = [0, 0]

    class Request:
        def __init__(self, number: int) -> None:
            self.number = number
            alive[0] += 1
            alive[1] = max(alive)

        def __del__(self) -> None:
            alive[0] -= 1

    def stream() -> Iterator[Request]:
        for number in range(500):
            yield Request(number)

    found = largest(stream(), 5, key=lambda request: request.number)

    assert [request.number for request in found] == [499, 498, 497, 496, 495]
    assert alive[1] <= 8


def test_an_item_that_is_not_better_costs_one_comparison_of_keys() -> None:
    counts = count_comparisons(range(1000, 0, -1), lambda items: largest(items, 1, key=lambda item: item))

    assert counts.ordered == 999


def test_largest_asks_only_less_than_of_keys_and_nothing_of_items() -> None:
    rows = [(OnlyLess(number), object()) for number in (1, 3, 2, 3)]

    found = largest(rows, 3, key=lambda row: row[0])

    assert [row is expected for row, expected in zip(found, (rows[1], rows[3], rows[2]), strict=True)] == [True] * 3


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^cannot take -1 items$"):
        largest([1], -1, key=abs)


def test_main_shows_that_selecting_is_cheaper_than_sorting(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    lines = capsys.readouterr().out.splitlines()
    quick, certain, all_of_them = (float(line.split()[-4]) for line in lines[1:4])
    assert quick < all_of_them
    assert certain < 40
    assert {line.split(" ms")[0].split()[-1] for line in lines[1:4]} == {lines[1].split(" ms")[0].split()[-1]}
    assert "three items in memory" in lines[-1]
