"""The fast sorts: as list.sort on every small input, stable where they say so, no item lost when things go wrong."""

import math
import operator
import random
import sys
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons
from algorithms.sorting import Sort, heap_sort, main, merge_sort, quick_sort, quick_sort_in_place

SORTS = {
    "merge_sort": merge_sort,
    "quick_sort": quick_sort,
    "quick_sort_in_place": quick_sort_in_place,
    "heap_sort": heap_sort,
}
STABLE = {name: SORTS[name] for name in ("merge_sort", "quick_sort")}
SIZE = 1000
INPUTS = {
    "random": random.Random(1).sample(range(SIZE), SIZE),
    "sorted": list(range(SIZE)),
    "reversed": list(range(SIZE, 0, -1)),
    "equal": [5] * SIZE,
    "two values": [number % 2 for number in range(SIZE)],
    "up and down": [*range(0, SIZE, 2), *range(SIZE - 1, 0, -2)],
}

every_sort = pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
stable_sorts = pytest.mark.parametrize("sort", STABLE.values(), ids=STABLE)
every_input = pytest.mark.parametrize("numbers", INPUTS.values(), ids=INPUTS)


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


@every_sort
def test_every_short_list_is_sorted(sort: Sort) -> None:
    for length in range(6):
        for numbers in product(range(4), repeat=length):
            items = list(numbers)
            sort(items)
            assert items == sorted(numbers)


@every_sort
@settings(max_examples=25)
@given(numbers=st.lists(st.integers(0, 50), max_size=120))
def test_longer_lists_are_sorted_in_place(sort: Sort, numbers: list[int]) -> None:
    items = alias = numbers.copy()

    sort(items)

    assert items is alias
    assert items == sorted(numbers)


@every_sort
@every_input
def test_no_order_of_the_input_is_slow(sort: Sort, numbers: list[int]) -> None:
    counts = count_comparisons(numbers, sort)

    assert counts.ordered <= 3 * SIZE * math.log2(SIZE)
    assert counts.equal == counts.hashed == 0


@every_input
def test_merge_sort_compares_at_most_n_log_n_times(numbers: list[int]) -> None:
    assert count_comparisons(numbers, merge_sort).ordered <= SIZE * math.ceil(math.log2(SIZE))


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 7, 8, 9])
def test_merge_sort_keeps_its_bound_on_all_permutations_of_some(length: int) -> None:
    bound = length * math.ceil(math.log2(length)) if length else 0
    for numbers in product(range(2), repeat=length):
        assert count_comparisons(numbers, merge_sort).ordered <= bound


def test_merge_sort_compares_sorted_input_once_a_border() -> None:
    assert count_comparisons(INPUTS["sorted"], merge_sort).ordered == SIZE - 1
    assert count_comparisons(INPUTS["equal"], merge_sort).ordered == SIZE - 1


@every_input
def test_heap_sort_compares_at_most_twice_n_log_n_times(numbers: list[int]) -> None:
    assert count_comparisons(numbers, heap_sort).ordered <= 2 * SIZE * (math.log2(SIZE) + 1)


@pytest.mark.parametrize("sort", [quick_sort, quick_sort_in_place], ids=["quick_sort", "quick_sort_in_place"])
def test_quick_sort_passes_once_over_equal_items(sort: Sort) -> None:
    assert count_comparisons(INPUTS["equal"], sort).ordered <= 2 * SIZE + 3


@every_sort
def test_no_recursion_whatever_the_input(sort: Sort, monkeypatch: pytest.MonkeyPatch) -> None:
    depth = 0
    frame = sys._getframe()
    while frame.f_back:
        depth, frame = depth + 1, frame.f_back
    lists = [list(range(5000)), list(range(5000, 0, -1)), [5] * 5000]
    limit = sys.getrecursionlimit()

    sys.setrecursionlimit(depth + 30)
    try:
        for items in lists:
            sort(items)
    finally:
        sys.setrecursionlimit(limit)

    assert lists == [list(range(5000)), list(range(1, 5001)), [5] * 5000]


@every_sort
@settings(max_examples=25)
@given(numbers=st.lists(st.integers(-9, 9), max_size=60), reverse=st.booleans())
def test_key_and_reverse_order_as_those_of_list_sort(sort: Sort, numbers: list[int], reverse: bool) -> None:
    items = numbers.copy()

    sort(items, key=abs, reverse=reverse)

    assert [abs(item) for item in items] == sorted(map(abs, numbers), reverse=reverse)
    assert sorted(items) == sorted(numbers)


@stable_sorts
@settings(max_examples=25)
@given(letters=st.lists(st.sampled_from("abc"), max_size=80), reverse=st.booleans())
def test_stable_sorts_keep_equal_items_in_order(sort: Sort, letters: list[str], reverse: bool) -> None:
    rows = list(enumerate(letters))
    expected = sorted(rows, key=operator.itemgetter(1), reverse=reverse)

    sort(rows, key=operator.itemgetter(1), reverse=reverse)

    assert rows == expected


@stable_sorts
@every_input
def test_stable_sorts_are_stable_without_a_key_as_well(sort: Sort, numbers: list[int]) -> None:
    items = [(number // 100, place) for place, number in enumerate(numbers)]
    firsts = [_First(pair) for pair in items]

    sort(firsts)

    assert [first.pair for first in firsts] == sorted(items)


class _First:
    """A pair that is compared by its first part."""

    def __init__(self, pair: tuple[int, int]) -> None:
        self.pair = pair

    def __lt__(self, other: "_First") -> bool:
        return self.pair[0] < other.pair[0]


@pytest.mark.parametrize("sort", [quick_sort_in_place, heap_sort], ids=["quick_sort_in_place", "heap_sort"])
def test_sorts_that_jump_are_not_stable(sort: Sort) -> None:
    rows = [(place % 2, place) for place in range(100)]

    sort(rows, key=operator.itemgetter(0))

    assert [first for first, _ in rows] == [0] * 50 + [1] * 50
    assert rows != sorted(rows)


@every_sort
def test_the_key_is_called_once_an_item(sort: Sort) -> None:
    calls: list[int] = []

    def key(number: int) -> int:
        calls.append(number)
        return -number

    items = list(range(50))
    sort(items, key=key)

    assert items == list(range(49, -1, -1))
    assert sorted(calls) == list(range(50))


@every_sort
def test_a_key_that_raises_leaves_the_list_as_it_was(sort: Sort) -> None:
    items = [3, 0, 1]

    with pytest.raises(ZeroDivisionError):
        sort(items, key=lambda number: 1 / number)

    assert items == [3, 0, 1]


@every_sort
@settings(max_examples=25)
@given(numbers=st.lists(st.just(math.nan) | st.floats(0, 9), max_size=40))
def test_nan_spoils_the_order_and_loses_nothing(sort: Sort, numbers: list[float]) -> None:
    items = numbers.copy()

    sort(items)

    assert sorted(map(id, items)) == sorted(map(id, numbers))


@every_sort
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("key", [None, lambda item: item], ids=["no key", "key"])
def test_no_item_is_lost_wherever_a_comparison_raises(
    sort: Callable[..., None], reverse: bool, key: Callable[[Refusing], Refusing] | None
) -> None:
    numbers = [Refusing(number * 7 % 23) for number in range(23)]
    for allowed in range(0, 60, 3):
        items = numbers.copy()
        Refusing.left = allowed

        with pytest.raises(TypeError, match="not comparable today"):
            sort(items, key=key, reverse=reverse)

        assert sorted(items, key=id) == sorted(numbers, key=id)


@every_sort
def test_what_does_not_compare_raises_as_in_list_sort(sort: Callable[..., None]) -> None:
    items = [3, "two", 1, None]

    with pytest.raises(TypeError, match="'<' not supported between instances of"):
        sort(items)

    assert sorted(map(str, items)) == sorted(["3", "two", "1", "None"])


@every_sort
def test_only_less_than_is_asked_for(sort: Sort) -> None:
    items = [_First((number, 0)) for number in (3, 1, 2)]

    sort(items)

    assert [item.pair[0] for item in items] == [1, 2, 3]


def test_main_counts_and_tells_who_is_stable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["sorting.py"])

    main()

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["yes", "yes", "no", "no", "yes"]
    assert lines[1].split()[2:4] == ["999", "5431"]


def test_main_draws_the_named_sort(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["sorting.py", "--draw", "heap_sort"])
    monkeypatch.setattr(sys, "path", sys.path.copy())

    main()

    assert capsys.readouterr().out.startswith("heap_sort: ")
