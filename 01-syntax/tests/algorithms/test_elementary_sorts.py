"""The elementary sorts: as list.sort on every small input, with exactly the comparisons that they promise."""

import math
import operator
import random
import sys
from collections.abc import Callable
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons
from algorithms.elementary_sorts import GAPS, Sort, bubble_sort, insertion_sort, main, selection_sort, shell_sort

SORTS = {
    "bubble_sort": bubble_sort,
    "selection_sort": selection_sort,
    "insertion_sort": insertion_sort,
    "shell_sort": shell_sort,
}
SIZE = 100
SORTED = list(range(SIZE))
REVERSED = SORTED[::-1]
PAIRS = SIZE * (SIZE - 1) // 2

every_sort = pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
stable_sorts = pytest.mark.parametrize("sort", [bubble_sort, insertion_sort], ids=["bubble_sort", "insertion_sort"])


class Writes(list[int]):
    """A list that counts writes by index."""

    written = 0

    def __setitem__(self, index: object, value: object) -> None:
        self.written += 1
        super().__setitem__(index, value)  # type: ignore[call-overload]  # handed on as it came


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


def in_wrong_order(numbers: list[int]) -> int:
    return sum(two < one for one, two in combinations(numbers, 2))


@every_sort
def test_every_short_list_is_sorted(sort: Sort) -> None:
    for length in range(6):
        for numbers in product(range(4), repeat=length):
            items = list(numbers)
            sort(items)
            assert items == sorted(numbers)


@every_sort
@settings(max_examples=25)
@given(numbers=st.lists(st.integers(0, 50), max_size=80))
def test_longer_lists_are_sorted_in_place(sort: Sort, numbers: list[int]) -> None:
    items = alias = numbers.copy()

    sort(items)

    assert items is alias
    assert items == sorted(numbers)


@pytest.mark.parametrize("sort", [bubble_sort, insertion_sort], ids=["bubble_sort", "insertion_sort"])
def test_sorted_input_costs_one_comparison_a_neighbour(sort: Sort) -> None:
    assert count_comparisons(SORTED, sort).ordered == SIZE - 1
    assert count_comparisons([5] * SIZE, sort).ordered == SIZE - 1


@pytest.mark.parametrize("sort", [bubble_sort, insertion_sort], ids=["bubble_sort", "insertion_sort"])
def test_reversed_input_costs_every_pair(sort: Sort) -> None:
    assert count_comparisons(REVERSED, sort).ordered == PAIRS


def test_insertion_sort_compares_pairs_in_wrong_order_and_once_more_an_item() -> None:
    for numbers in permutations(range(6)):
        wrong = in_wrong_order(list(numbers))
        assert wrong <= count_comparisons(numbers, insertion_sort).ordered <= wrong + 5


def test_bubble_sort_never_exceeds_all_pairs_and_swaps_pairs_in_wrong_order() -> None:
    for numbers in permutations(range(6)):
        items = Writes(numbers)
        bubble_sort(items)
        assert items.written == 2 * in_wrong_order(list(numbers))
        assert count_comparisons(numbers, bubble_sort).ordered <= 15


def test_bubble_sort_looks_no_further_than_the_last_swap() -> None:
    assert count_comparisons([2, 1, *range(3, SIZE + 1)], bubble_sort).ordered == SIZE - 1


def test_selection_sort_compares_all_pairs_and_swaps_at_most_once_an_item() -> None:
    for numbers in (SORTED, REVERSED):
        assert count_comparisons(numbers, selection_sort).ordered == PAIRS
    for permutation in permutations(range(6)):
        items = Writes(permutation)
        selection_sort(items)
        assert items.written <= 2 * 5
    untouched = Writes(SORTED)
    selection_sort(untouched)
    assert untouched.written == 0


@pytest.mark.parametrize("order", ["sorted", "reversed", "shuffled"])
def test_shell_sort_stays_far_below_the_square(order: str) -> None:
    numbers = {
        "sorted": list(range(1000)),
        "reversed": list(range(1000, 0, -1)),
        "shuffled": random.sample(range(1000), 1000),
    }[order]

    assert count_comparisons(numbers, shell_sort).ordered < 2 * 1000 * math.log2(1000)


def test_the_gaps_descend_to_one() -> None:
    assert list(GAPS) == sorted(GAPS, reverse=True)
    assert GAPS[-1] == 1


@every_sort
@settings(max_examples=25)
@given(numbers=st.lists(st.integers(-9, 9), max_size=40), reverse=st.booleans())
def test_key_and_reverse_order_as_those_of_list_sort(sort: Sort, numbers: list[int], reverse: bool) -> None:
    items = numbers.copy()

    sort(items, key=abs, reverse=reverse)

    assert [abs(item) for item in items] == sorted(map(abs, numbers), reverse=reverse)
    assert sorted(items) == sorted(numbers)


@stable_sorts
@settings(max_examples=25)
@given(letters=st.lists(st.sampled_from("abc"), max_size=40), reverse=st.booleans())
def test_stable_sorts_keep_equal_items_in_order(sort: Sort, letters: list[str], reverse: bool) -> None:
    rows = list(enumerate(letters))
    expected = sorted(rows, key=operator.itemgetter(1), reverse=reverse)

    sort(rows, key=operator.itemgetter(1), reverse=reverse)

    assert rows == expected


@pytest.mark.parametrize("sort", [selection_sort, shell_sort], ids=["selection_sort", "shell_sort"])
def test_sorts_that_jump_are_not_stable(sort: Sort) -> None:
    rows = [(1, "first"), (1, "second"), (0, "a"), (0, "b"), (0, "c")]

    sort(rows, key=operator.itemgetter(0))

    assert [number for number, _ in rows] == [0, 0, 0, 1, 1]
    assert rows != sorted(rows)


@every_sort
@settings(max_examples=25)
@given(numbers=st.lists(st.just(math.nan) | st.floats(0, 9), max_size=20))
def test_nan_spoils_the_order_and_loses_nothing(sort: Sort, numbers: list[float]) -> None:
    items = numbers.copy()

    sort(items)

    assert sorted(map(id, items)) == sorted(map(id, numbers))


@every_sort
@pytest.mark.parametrize("reverse", [False, True])
def test_no_item_is_lost_wherever_a_comparison_raises(sort: Sort, reverse: bool) -> None:
    numbers = [Refusing(number * 7 % 12) for number in range(12)]
    for allowed in range(25):
        items = numbers.copy()
        Refusing.left = allowed

        with pytest.raises(TypeError, match="not comparable today"):
            sort(items, reverse=reverse)

        assert sorted(items, key=id) == sorted(numbers, key=id)


@every_sort
def test_what_does_not_compare_raises_as_in_list_sort(sort: Callable[..., None]) -> None:
    items = [3, "two", 1, None]

    with pytest.raises(TypeError, match="'<' not supported between instances of"):
        sort(items)

    assert sorted(map(str, items)) == sorted(["3", "two", "1", "None"])


def test_main_counts_comparisons(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["elementary_sorts.py"])

    main()

    counts = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    assert counts["selection_sort"] == ["19900"] * 4
    assert counts["insertion_sort"] == ["9835", "199", "1173", "19900"]


def test_main_draws_its_own_sorts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["elementary_sorts.py", "--draw", "insertion_sort"])
    monkeypatch.setattr(sys, "path", sys.path.copy())

    main()

    assert capsys.readouterr().out.startswith("insertion_sort: ")
