"""Greedy choices: the right ones against brute force, the wrong ones caught being wrong."""

import math
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.greedy import (
    Activity,
    Good,
    best_value_of_parts,
    decode,
    fewest_coins,
    greed_fails_at,
    greedy_change,
    greedy_value_of_wholes,
    huffman_codes,
    main,
    most_activities,
)

spans = st.tuples(st.integers(0, 9), st.integers(1, 5)).map(lambda span: Activity(span[0], span[0] + span[1]))
goods_lists = st.lists(st.builds(Good, st.integers(0, 20), st.integers(1, 9)), max_size=6)


def take_place(activities: Iterable[Activity]) -> bool:
    return all(one.end <= two.start for one, two in pairwise(sorted(activities)))


@settings(max_examples=25)
@given(st.lists(spans, max_size=7))
def test_no_choice_of_activities_is_larger(activities: list[Activity]) -> None:
    chosen = most_activities(iter(activities))

    best = max(
        size for size in range(len(activities) + 1) for some in combinations(activities, size) if take_place(some)
    )
    assert len(chosen) == best
    assert take_place(chosen)
    assert chosen == sorted(chosen)
    assert all(chosen.count(each) <= activities.count(each) for each in chosen)


def test_one_activity_may_start_when_another_ends() -> None:
    assert most_activities([Activity(2, 3), Activity(1, 2)]) == [Activity(1, 2), Activity(2, 3)]
    assert most_activities([]) == []


@pytest.mark.parametrize(("start", "end"), [(3, 3), (3, 2), (3, math.nan), (math.nan, 3)])
def test_an_activity_that_does_not_end_is_refused(start: float, end: float) -> None:
    with pytest.raises(
        ValueError, match=rf"^Activity\(start={start}, end={end}, name=''\) does not end after its start$"
    ):
        most_activities([Activity(1, 2), Activity(start, end)])


@cache
def cheapest(weights: tuple[int, ...]) -> int:
    """The cost of the best tree, by trying every split into two parts at every node."""
    if len(weights) == 1:
        return 0
    best = min(
        cheapest(tuple(w for w, side in zip(weights, sides, strict=True) if side))
        + cheapest(tuple(w for w, side in zip(weights, sides, strict=True) if not side))
        for sides in product((False, True), repeat=len(weights))
        if 0 < sum(sides) < len(weights)
    )
    return best + sum(weights)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=5))
def test_no_code_is_shorter_and_none_begins_another(weights: list[int]) -> None:
    codes = huffman_codes(dict(enumerate(weights)))

    assert sum(weights[symbol] * len(code) for symbol, code in codes.items()) == cheapest(tuple(sorted(weights)))
    assert not any(two.startswith(one) for one, two in permutations(codes.values(), 2))
    assert sum(2.0 ** -len(code) for code in codes.values()) == 1


@settings(max_examples=40)
@given(st.text(min_size=1))
def test_what_is_encoded_can_be_decoded(text: str) -> None:
    codes = huffman_codes({letter: text.count(letter) for letter in text})

    bits = "".join(codes[letter] for letter in text)

    assert "".join(decode(bits, codes)) == text


def test_a_thousand_symbols_deep_needs_no_recursion() -> None:
    codes = huffman_codes({symbol: 2.0**symbol for symbol in range(1000)})

    assert max(map(len, codes.values())) == 999
    assert codes[999] in {"0", "1"}


def test_one_symbol_gets_one_bit_and_none_none() -> None:
    assert huffman_codes({"a": 5}) == {"a": "0"}
    assert huffman_codes({}) == {}
    assert decode("000", {"a": "0"}) == ["a", "a", "a"]
    assert decode("", {}) == []


def test_symbols_that_do_not_compare_and_weigh_the_same_are_no_problem() -> None:
    assert {len(code) for code in huffman_codes({None: 1, "a": 1, 3: 1, (): 1}).values()} == {2}


@pytest.mark.parametrize("weight", [-1, math.nan], ids=repr)
@pytest.mark.parametrize("others", [{}, {"b": 1}], ids=["alone", "with others"])
def test_a_weight_below_zero_is_refused(weight: float, others: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"^weight of 'a' must not be negative, got {weight}$"):
        huffman_codes({"a": weight} | others)


def test_bits_that_are_no_codes_are_refused() -> None:
    codes = {"a": "0", "b": "101"}

    with pytest.raises(ValueError, match=r"^bits end within a code: '10'$"):
        decode("010", codes)
    with pytest.raises(ValueError, match=r"^no code begins with '11'$"):
        decode("0110", codes)


def test_huffman_alone_is_beaten_by_a_real_compressor_on_repetition() -> None:
    text = "abcd" * 1000

    bits = sum(len(code) for code in huffman_codes(dict.fromkeys("abcd", 1)).values()) * 1000

    assert bits == 8000 > 8 * len(zlib.compress(text.encode()))


def best_wholes(goods: list[Good], capacity: float) -> float:
    choices = (some for size in range(len(goods) + 1) for some in combinations(goods, size))
    return max(sum(g.value for g in some) for some in choices if sum(g.weight for g in some) <= capacity)


def fill(goods: Iterable[Good], capacity: float) -> float:
    total = 0.0
    for good in goods:
        taken = min(good.weight, capacity)
        total += good.value * taken / good.weight
        capacity -= taken
    return total


@settings(max_examples=25)
@given(goods_lists.filter(lambda goods: len(goods) < 6), st.integers(0, 25))
def test_no_order_of_cutting_is_worth_more(goods: list[Good], capacity: int) -> None:
    best = max(fill(order, capacity) for order in permutations(goods))

    assert math.isclose(best_value_of_parts(iter(goods), capacity), best, abs_tol=1e-9)


@settings(max_examples=25)
@given(goods_lists, st.integers(0, 25))
def test_whole_goods_greedily_are_worth_no_more_and_with_the_best_single_at_least_half(
    goods: list[Good], capacity: int
) -> None:
    packed = greedy_value_of_wholes(iter(goods), capacity)
    best = best_wholes(goods, capacity)

    single = max((good.value for good in goods if good.weight <= capacity), default=0)
    assert packed <= best <= best_value_of_parts(goods, capacity) + 1e-9
    assert max(packed, single) >= best / 2


def test_where_greed_is_wrong_for_whole_goods() -> None:
    goods = [Good(60, 10), Good(100, 20), Good(120, 30)]

    assert greedy_value_of_wholes(goods, 50) == 160
    assert best_wholes(goods, 50) == 220
    assert greedy_value_of_wholes([Good(2, 1), Good(99, 100)], 100) == 2
    assert greedy_value_of_wholes([*goods, Good(1, 20)], 50) == 161  # what does not fit is skipped, not the end


@pytest.mark.parametrize("pack", [best_value_of_parts, greedy_value_of_wholes], ids=["parts", "wholes"])
def test_goods_and_capacities_that_make_no_sense_are_refused(pack: Callable[[list[Good], float], float]) -> None:
    for capacity in (-1, math.nan):
        with pytest.raises(ValueError, match=f"^capacity must not be negative, got {capacity}$"):
            pack([], capacity)
    for value, weight in ((1, 0), (1, -1), (-1, 1), (math.nan, 1), (1, math.nan)):
        message = rf"^Good\(value={value}, weight={weight}\) must have a positive weight and a value not below 0$"
        with pytest.raises(ValueError, match=message):
            pack([Good(value, weight)], 5)
    assert pack([], 5) == pack([Good(3, 2)], 0) == 0


@cache
def fewest_by_trying(amount: int, coins: tuple[int, ...]) -> float:
    if amount == 0:
        return 0
    return min((1 + fewest_by_trying(amount - coin, coins) for coin in coins if coin <= amount), default=math.inf)


COINS = [coins for size in range(1, 4) for coins in combinations(range(1, 8), size)]


def test_the_fewest_coins_are_fewest_for_all_small_coins() -> None:
    for coins in COINS:
        for amount in range(20):
            change, few = fewest_coins(amount, coins), fewest_by_trying(amount, coins)
            if change is None:
                assert few == math.inf
            else:
                assert (sum(change), len(change)) == (amount, few)
                assert change == sorted(change, reverse=True)


def test_greedy_change_is_a_change_and_never_shorter_than_the_best() -> None:
    for coins in COINS:
        for amount in range(20):
            change = greedy_change(amount, coins)
            if change is not None:
                assert sum(change) == amount
                assert len(change) >= fewest_by_trying(amount, coins)
                assert change == sorted(change, reverse=True)
            elif 1 in coins:
                raise AssertionError("with a coin of 1 every amount has a change")


def test_where_greed_is_wrong_for_coins() -> None:
    assert greedy_change(6, [4, 1, 3]) == [4, 1, 1]
    assert greedy_change(6, [3, 4]) is None
    assert fewest_coins(6, [3, 4]) == [3, 3]
    assert greedy_change(0, []) == fewest_coins(0, []) == []


def test_greed_fails_first_where_trying_says() -> None:
    for coins in (each for each in COINS if 1 in each):
        failures = (
            amount for amount in range(40) if len(greedy_change(amount, coins) or ()) > fewest_by_trying(amount, coins)
        )
        assert greed_fails_at(coins) == next(failures, None)


def test_the_cost_of_greed_does_not_grow_with_the_amount() -> None:
    coins = [1, 7, 10]

    def steps(change: Callable[[int, list[int]], object], amount: int) -> int:
        return count_steps(lambda: change(amount, coins))

    assert steps(greedy_change, 1000) <= steps(greedy_change, 10) + 5
    assert steps(fewest_coins, 1000) > 50 * steps(fewest_coins, 10)


@pytest.mark.parametrize("change", [greedy_change, fewest_coins], ids=["greedy", "fewest"])
def test_amounts_and_coins_that_make_no_sense_are_refused(change: Callable[[int, list[int]], object]) -> None:
    with pytest.raises(ValueError, match=r"^amount must not be negative, got -1$"):
        change(-1, [1])
    with pytest.raises(ValueError, match=r"^coins must be positive, got 0$"):
        change(5, [1, 0])
    with pytest.raises(ValueError, match=r"^coins must be positive, got -2$"):
        greed_fails_at([1, -2])
    with pytest.raises(ValueError, match=r"^coins must include 1, got \[4, 3\]$"):
        greed_fails_at([3, 4])


def test_main_is_right_and_then_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "In one room: standup demo" in out
    assert "and back: abracadabra" in out
    assert "at 15: [12, 1, 1, 1], best is [10, 5]" in out
