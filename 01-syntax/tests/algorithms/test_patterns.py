from collections.abc import Sequence
from itertools import combinations, groupby, product
from math import isqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons, count_steps
from algorithms.patterns import (
    Cycle,
    PrefixSums,
    count_ranges_with_sum,
    drop_repeats,
    find_cycle,
    longest_without_repeat,
    main,
    pair_with_sum,
    shortest_reaching,
)

numbers = st.lists(st.integers(-5, 5), max_size=25)


def all_ranges(items: Sequence[object]) -> list[range]:
    """All ranges that are not empty, by start, then by stop."""
    return [range(start, stop) for start in range(len(items)) for stop in range(start + 1, len(items) + 1)]


def test_a_pair_is_found_exactly_where_all_pairs_have_one() -> None:
    for ascending in (sorted(row) for length in range(6) for row in product(range(-1, 3), repeat=length)):
        for target in range(-3, 6):
            places = combinations(range(len(ascending)), 2)
            pairs = [pair for pair in places if sum(ascending[place] for place in pair) == target]

            assert pair_with_sum(ascending, target) == max(pairs, key=lambda pair: pair[1] - pair[0], default=None)


def test_a_pair_among_many() -> None:
    assert pair_with_sum(range(50_000), 3) == (0, 3)
    assert pair_with_sum([7], 14) is None


@settings(max_examples=50)
@given(st.lists(st.integers(0, 2)))
def test_of_equal_neighbours_one_stays(items: list[int]) -> None:
    expected = [item for item, _ in groupby(items)]
    before = items

    drop_repeats(items)

    assert items == expected
    assert before is items


def test_dropping_repeats_moves_nothing_twice() -> None:
    small, large = list(range(500)) * 2, list(range(1_000)) * 2

    assert 1.5 < count_steps(lambda: drop_repeats(large)) / count_steps(lambda: drop_repeats(small)) < 2.5


@settings(max_examples=50)
@given(st.text("abc", max_size=12) | st.text("abcdef", max_size=40))
def test_the_longest_run_without_repeat_is_the_first_longest_of_all_ranges(text: str) -> None:
    runs = [each for each in all_ranges(text) if len(set(text[each.start : each.stop])) == len(each)]

    assert longest_without_repeat(iter(text)) == max(runs, key=len, default=range(0))


def test_a_repeat_before_the_window_does_not_count() -> None:
    assert longest_without_repeat("abba") == range(2)
    assert longest_without_repeat("abcbadea") == range(2, 7)
    assert longest_without_repeat([7] * 1_000) == range(1)
    assert longest_without_repeat(range(100_000)) == range(100_000)


def test_items_are_hashed_and_not_ordered() -> None:
    counts = count_comparisons([place % 50 for place in range(1_000)], longest_without_repeat)

    assert counts.ordered == 0
    assert counts.hashed <= 2 * 1_000
    unhashable: list[Any] = [[1]]
    with pytest.raises(TypeError, match="unhashable"):
        longest_without_repeat(unhashable)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 6), max_size=20), st.integers(1, 30))
def test_the_shortest_range_that_reaches_a_sum_is_the_first_of_all(figures: list[int], least: int) -> None:
    reaching = [each for each in all_ranges(figures) if sum(figures[each.start : each.stop]) >= least]

    assert shortest_reaching(figures, least) == min(reaching, key=len, default=None)


def test_the_window_never_goes_back() -> None:
    small, large = [1] * 500, [1] * 1_000

    assert count_steps(lambda: shortest_reaching(large, 400)) < 3 * count_steps(lambda: shortest_reaching(small, 200))


def test_what_would_break_the_window_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^numbers must be at least 0, not -2$"):
        shortest_reaching([3, -2, 4], 5)
    for least in (0, -1):
        with pytest.raises(ValueError, match=rf"^least must be above 0, not {least}$"):
            shortest_reaching([1], least)


def walked(links: Sequence[int | None]) -> Cycle | None:
    """Where a walk from 0 comes to a place that it remembers."""
    seen: list[int] = []
    place: int | None = 0
    while place is not None and place not in seen:
        seen.append(place)
        place = links[place]
    return None if place is None else Cycle(seen.index(place), len(seen) - seen.index(place))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_cycles_are_found_in_every_small_chain(size: int) -> None:
    for links in product([None, *range(size)], repeat=size):
        assert find_cycle(0, links.__getitem__) == walked(links)


@pytest.mark.parametrize(("tail", "length"), [(0, 1), (0, 400), (400, 1), (300, 7), (7, 300)])
def test_few_links_are_followed(tail: int, length: int) -> None:
    followed = 0

    def following(node: int) -> int:
        nonlocal followed
        followed += 1
        return node + 1 if node + 1 < tail + length else tail

    assert find_cycle(0, following) == Cycle(tail, length)
    assert followed <= 5 * (tail + length)


def test_a_long_chain_without_cycle_ends() -> None:
    assert find_cycle(0, lambda node: node + 1 if node < 20_000 else None) is None
    assert find_cycle(2, isqrt) == Cycle(1, 1)  # 2, 1, 1, 1 ...


@settings(max_examples=50)
@given(numbers)
def test_every_range_has_the_sum_of_its_slice(figures: list[int]) -> None:
    sums = PrefixSums(iter(figures))

    assert len(sums) == len(figures)
    assert sums.total(0, 0) == 0
    for each in all_ranges(figures):
        assert sums.total(each.start, each.stop) == sum(figures[each.start : each.stop])


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (0, 4), (3, 2), (4, 4)])
def test_ranges_outside_are_refused(start: int, stop: int) -> None:
    with pytest.raises(IndexError, match=rf"^no range {start} to {stop} in 3 numbers$"):
        PrefixSums([1, 2, 3]).total(start, stop)


def test_a_range_sum_takes_the_same_work_for_any_range() -> None:
    sums = PrefixSums(range(10_000))

    assert count_steps(lambda: sums.total(0, 10_000)) == count_steps(lambda: sums.total(5, 6)) <= 10


@settings(max_examples=50)
@given(numbers, st.integers(-6, 6))
def test_ranges_with_a_sum_are_as_many_as_among_all(figures: list[int], target: int) -> None:
    expected = sum(sum(figures[each.start : each.stop]) == target for each in all_ranges(figures))

    assert count_ranges_with_sum(iter(figures), target) == expected


def test_ranges_are_counted_in_one_pass() -> None:
    assert count_ranges_with_sum([0] * 2_000, 0) == 2_000 * 2_001 // 2
    assert count_steps(lambda: count_ranges_with_sum([0] * 2_000, 0)) < 20_000


def test_main_shows_what_each_pattern_finds(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Longest visit without a page twice: ['home', 'search', 'item', 'cart', 'pay']" in out
    assert "Redirects from /: Cycle(tail=1, length=3)" in out
    assert "Requests in the seconds 3 to 6: 26" in out
