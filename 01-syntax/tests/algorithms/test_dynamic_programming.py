from collections.abc import Callable, Iterable
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.dynamic_programming import (
    climbing_ways,
    climbing_ways_top_down,
    fewest_coins,
    fewest_coins_top_down,
    fibonacci_bottom_up,
    fibonacci_top_down,
    main,
    ways_to_change,
)

type Climb = Callable[[int, Iterable[int]], int]
type Fewest = Callable[[int, Iterable[int]], list[int] | None]

both_climbs = pytest.mark.parametrize("climb", [climbing_ways_top_down, climbing_ways], ids=["top_down", "bottom_up"])
both_fewest = pytest.mark.parametrize("fewest", [fewest_coins_top_down, fewest_coins], ids=["top_down", "bottom_up"])
coin_sets = st.lists(st.integers(1, 9), max_size=4)


def all_sums(total: int, parts: Iterable[int]) -> list[tuple[int, ...]]:
    """Every sequence of parts with that sum, by brute force."""
    distinct = sorted(set(parts))
    return [row for length in range(total + 1) for row in product(distinct, repeat=length) if sum(row) == total]


@pytest.mark.parametrize("fibonacci", [fibonacci_top_down, fibonacci_bottom_up], ids=["top_down", "bottom_up"])
def test_each_fibonacci_number_is_the_sum_of_the_two_before(fibonacci: Callable[[int], int]) -> None:
    numbers = [fibonacci(n) for n in range(90)]

    assert numbers[:2] == [0, 1]
    assert all(numbers[n] == numbers[n - 1] + numbers[n - 2] for n in range(2, 90))
    assert fibonacci(200) == fibonacci_bottom_up(199) + fibonacci_bottom_up(198)


def test_bottom_up_has_no_limit_and_top_down_names_its_own() -> None:
    assert fibonacci_bottom_up(5_000) == fibonacci_bottom_up(4_999) + fibonacci_bottom_up(4_998)
    for n in (-1, 201):
        with pytest.raises(ValueError, match=rf"^n must be 0 to 200, not {n}$"):
            fibonacci_top_down(n)
        with pytest.raises(ValueError, match=rf"^height must be 0 to 200, not {n}$"):
            climbing_ways_top_down(n)
    with pytest.raises(ValueError, match=r"^n must be at least 0, not -1$"):
        fibonacci_bottom_up(-1)
    with pytest.raises(ValueError, match=r"^height must be at least 0, not -1$"):
        climbing_ways(-1)


@both_climbs
@pytest.mark.parametrize("steps", [[], [1], [2], [1, 2], [2, 1, 2], [2, 3], [1, 3, 4]], ids=str)
def test_ways_to_climb_are_all_sequences_of_steps(climb: Climb, steps: list[int]) -> None:
    assert [climb(height, iter(steps)) for height in range(8)] == [len(all_sums(height, steps)) for height in range(8)]


@both_climbs
def test_steps_of_one_and_two_give_fibonacci_numbers(climb: Callable[[int], int]) -> None:
    assert climb(200) == fibonacci_bottom_up(201)
    assert [climb(height) for height in range(5)] == [1, 1, 2, 3, 5]


@settings(max_examples=50)
@given(st.integers(0, 12), coin_sets)
def test_ways_to_change_are_all_sets_of_coins(amount: int, coins: list[int]) -> None:
    distinct = sorted(set(coins))
    sets = [
        chosen
        for length in range(amount + 1)
        for chosen in combinations_with_replacement(distinct, length)
        if sum(chosen) == amount
    ]

    assert ways_to_change(amount, iter(coins)) == len(sets)


@both_fewest
@pytest.mark.parametrize("coins", [[], [1], [3], [1, 4, 5], [4, 3, 4], [2, 5, 7], [9, 6, 1]], ids=str)
def test_fewest_coins_are_the_shortest_of_all_sums(fewest: Fewest, coins: list[int]) -> None:
    for amount in range(9):
        chosen = fewest(amount, iter(coins))
        shortest = min(map(len, all_sums(amount, coins)), default=None)

        assert (None if chosen is None else len(chosen)) == shortest
        if chosen is not None:
            assert sum(chosen) == amount
            assert set(chosen) <= set(coins)
            assert chosen == sorted(chosen, reverse=True)


@settings(max_examples=50)
@given(st.integers(0, 300), coin_sets)
def test_both_directions_need_equally_many_coins(amount: int, coins: list[int]) -> None:
    down, up = fewest_coins_top_down(amount, coins), fewest_coins(amount, coins)

    assert (None if down is None else (len(down), sum(down))) == (None if up is None else (len(up), sum(up)))


@both_fewest
def test_a_long_way_to_the_base_case_is_no_matter(fewest: Fewest) -> None:
    assert fewest(5_000, [1]) == [1] * 5_000
    assert fewest(5_001, [2]) is None


def test_top_down_visits_reachable_states_only() -> None:
    assert fewest_coins_top_down(10**12, [10**11, 4 * 10**11]) == [4 * 10**11, 4 * 10**11, 10**11, 10**11]

    top_down = count_steps(lambda: fewest_coins_top_down(2_000, [500, 1_000]))
    bottom_up = count_steps(lambda: fewest_coins(2_000, [500, 1_000]))

    assert top_down * 10 < bottom_up


@pytest.mark.parametrize("count", [climbing_ways, climbing_ways_top_down], ids=["bottom_up", "top_down"])
def test_a_step_goes_up(count: Climb) -> None:
    for step in (0, -2):
        with pytest.raises(ValueError, match=f"^step must be above 0, not {step}$"):
            count(5, [1, step])


@pytest.mark.parametrize(
    "change", [ways_to_change, fewest_coins, fewest_coins_top_down], ids=["ways", "fewest", "fewest_top_down"]
)
def test_coins_without_value_and_negative_amounts_are_refused(change: Callable[[int, list[int]], object]) -> None:
    for coin in (0, -2):
        with pytest.raises(ValueError, match=f"^coin must be above 0, not {coin}$"):
            change(5, [1, coin])
    with pytest.raises(ValueError, match=r"^amount must be at least 0, not -1$"):
        change(-1, [1])


def test_the_loops_of_the_table_run_once_a_state_and_coin() -> None:
    small = count_steps(lambda: ways_to_change(500, [1, 2, 5]))
    large = count_steps(lambda: ways_to_change(1_000, [1, 2, 5]))

    assert 1.8 < large / small < 2.2


def test_main_shows_both_directions(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Fibonacci 90: 2880067194370816120 2880067194370816120" in out
    assert "20 stairs by 1 or 2: 10946 10946" in out
    assert "8 in coins of 1, 4, 5: [4, 4]" in out
