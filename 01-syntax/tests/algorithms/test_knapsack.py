import math
from collections.abc import Callable
from itertools import combinations, combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.knapsack import Item, Packing, knapsack, knapsack_value, main, subset_sum, unbounded_knapsack

type Pack = Callable[[list[Item], int], object]

every_pack = pytest.mark.parametrize(
    "pack", [knapsack_value, knapsack, unbounded_knapsack], ids=["value", "packing", "unbounded"]
)
all_items = st.lists(st.builds(Item, st.sampled_from("abc"), st.integers(0, 8), st.integers(0, 9)), max_size=7)


def best_value(items: list[Item], capacity: int) -> float:
    """The best value by brute force: every choice."""
    choices = (choice for size in range(len(items) + 1) for choice in combinations(items, size))
    return max(
        sum(item.value for item in choice) for choice in choices if sum(item.weight for item in choice) <= capacity
    )


def is_choice_in_order(chosen: list[Any], items: list[Any]) -> bool:
    rest = iter(items)
    return all(item in rest for item in chosen)


def test_every_small_knapsack_is_packed_as_well_as_brute_force_does() -> None:
    kinds = [Item("zero", 0, 1), Item("small", 1, 1), Item("dense", 2, 5), Item("heavy", 3, 6), Item("vain", 2, 0)]

    for items in (list(row) for size in range(4) for row in product(kinds, repeat=size)):
        for capacity in range(6):
            packing = knapsack(items, capacity)

            assert packing.value == knapsack_value(items, capacity) == best_value(items, capacity)
            assert packing.value == sum(item.value for item in packing.items)
            assert sum(item.weight for item in packing.items) <= capacity
            assert is_choice_in_order(packing.items, items)


@settings(max_examples=50)
@given(all_items, st.integers(0, 40))
def test_random_knapsacks_are_packed_as_well_as_brute_force_does(items: list[Item], capacity: int) -> None:
    before = items.copy()
    packing = knapsack(items, capacity)

    assert packing.value == knapsack_value(items, capacity) == best_value(items, capacity)
    assert packing.value == sum(item.value for item in packing.items)
    assert sum(item.weight for item in packing.items) <= capacity
    assert is_choice_in_order(packing.items, items)
    assert items == before


@settings(max_examples=50)
@given(all_items.map(lambda items: [item for item in items[:3] if item.weight]), st.integers(0, 7))
def test_unbounded_is_the_best_of_all_repetitions(items: list[Item], capacity: int) -> None:
    packing = unbounded_knapsack(items, capacity)
    repetitions = (row for size in range(capacity + 1) for row in combinations_with_replacement(items, size))

    assert packing.value == max(
        sum(item.value for item in row) for row in repetitions if sum(item.weight for item in row) <= capacity
    )
    assert packing.value == sum(item.value for item in packing.items)
    assert sum(item.weight for item in packing.items) <= capacity
    assert set(packing.items) <= set(items)


def test_each_item_is_taken_once_or_often() -> None:
    item = Item("lamp", 2, 3)

    assert knapsack([item], 9) == Packing(3, [item])
    assert unbounded_knapsack([item], 9) == Packing(12, [item] * 4)


@every_pack
def test_nothing_fits_into_nothing(pack: Pack) -> None:
    assert pack([Item("lamp", 1, 1)], 0) in (0, Packing(0, []))
    assert pack([], 5) in (0, Packing(0, []))


def test_values_may_be_fractions_and_a_wide_knapsack_takes_all() -> None:
    items = [Item("a", 1, 0.1), Item("b", 2, 0.25)]

    packing = knapsack(items, 10**15)

    assert packing.items == items
    assert packing.value == pytest.approx(0.35)
    assert knapsack_value(items, 2) == 0.25


@every_pack
@pytest.mark.parametrize(
    ("items", "capacity", "error", "message"),
    [
        ([], -1, ValueError, "capacity must be at least 0, not -1"),
        ([], 1.5, TypeError, "capacity must be a whole number, not 1.5"),
        ([Item("lamp", -1, 1)], 5, ValueError, "weight of 'lamp' must be at least 0, not -1"),
        ([Item("lamp", 0.5, 1)], 5, TypeError, "weight of 'lamp' must be a whole number, not 0.5"),  # type: ignore[arg-type]  # the error to be seen
        ([Item("lamp", 1, -2)], 5, ValueError, "value of 'lamp' must be at least 0, not -2"),
        ([Item("lamp", 1, math.nan)], 5, ValueError, "value of 'lamp' must be at least 0, not nan"),
    ],
)
def test_what_cannot_be_packed_is_refused(
    pack: Callable[[Any, Any], object], items: list[Item], capacity: float, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}$"):
        pack(items, capacity)


def test_what_weighs_nothing_fits_without_end() -> None:
    with pytest.raises(ValueError, match=r"^weight of 'air' must be above 0, not 0$"):
        unbounded_knapsack([Item("air", 0, 1)], 3)
    assert knapsack([Item("air", 0, 1)], 0).value == 1


@settings(max_examples=50)
@given(st.lists(st.integers(0, 12), max_size=6), st.integers(0, 30))
def test_subset_sums_are_those_of_brute_force(numbers: list[int], target: int) -> None:
    sums = {sum(row) for size in range(len(numbers) + 1) for row in combinations(numbers, size)}

    chosen = subset_sum(numbers, target)

    assert (chosen is not None) == (target in sums)
    if chosen is not None:
        assert sum(chosen) == target
        assert is_choice_in_order(chosen, numbers)


def test_subset_sums_on_the_edges() -> None:
    assert subset_sum([], 0) == []
    assert subset_sum([10**30], 5) is None
    assert subset_sum([10**30, 5], 5) == [5]
    with pytest.raises(ValueError, match=r"^numbers must be at least 0, not -3$"):
        subset_sum([1, -3], 4)
    with pytest.raises(ValueError, match=r"^target must be at least 0, not -1$"):
        subset_sum([1], -1)


@every_pack
def test_work_grows_with_the_capacity(pack: Pack) -> None:
    items = [Item(str(place), 50, place) for place in range(60)]

    small, large = count_steps(lambda: pack(items, 400)), count_steps(lambda: pack(items, 800))

    assert 1.3 < large / small < 2.3


def test_subset_sums_shift_all_at_once() -> None:
    assert count_steps(lambda: subset_sum(range(100), 4_900)) < 5_000


def test_main_beats_the_greedy_choice(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Best for 60 minutes: 75 ['vacuum', 'backup']" in out
    assert "Greedy by value per minute: 72" in out
    assert "The value alone: 75" in out
