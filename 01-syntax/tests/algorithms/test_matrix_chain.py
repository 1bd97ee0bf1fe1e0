from collections.abc import Iterator, Sequence
from functools import cache, reduce
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.matrix_chain import (
    Matrix,
    Step,
    bracketed,
    left_to_right_cost,
    main,
    matrix_chain,
    multiply,
    multiply_chain,
)


@cache
def all_costs(dimensions: tuple[int, ...]) -> frozenset[int]:
    """The costs of every bracketing, by brute force."""
    if len(dimensions) == 2:
        return frozenset([0])
    return frozenset(
        left + right + dimensions[0] * dimensions[middle] * dimensions[-1]
        for middle in range(1, len(dimensions) - 1)
        for left in all_costs(dimensions[: middle + 1])
        for right in all_costs(dimensions[middle:])
    )


def cost_of(dimensions: Sequence[int], steps: Sequence[Step]) -> int:
    """The cost of doing these steps one after another, each on what is there by then."""
    parts = {(place, place + 1) for place in range(len(dimensions) - 1)}
    cost = 0
    for first, middle, last in steps:
        parts.remove((first, middle))
        parts.remove((middle, last))
        parts.add((first, last))
        cost += dimensions[first] * dimensions[middle] * dimensions[last]
    assert parts == {(0, len(dimensions) - 1)}
    return cost


def small_chains() -> Iterator[tuple[int, ...]]:
    for length in range(2, 6):
        yield from product((1, 2, 5), repeat=length)


def test_every_small_chain_is_planned_at_the_least_cost_of_all_bracketings() -> None:
    for dimensions in small_chains():
        plan = matrix_chain(dimensions)

        assert plan.cost == min(all_costs(dimensions)) == cost_of(dimensions, plan.steps)


@settings(max_examples=50)
@given(st.lists(st.integers(1, 50), min_size=2, max_size=7))
def test_random_chains_are_planned_at_the_least_cost(dimensions: list[int]) -> None:
    plan = matrix_chain(dimensions)

    assert plan.cost == min(all_costs(tuple(dimensions))) == cost_of(dimensions, plan.steps)
    assert left_to_right_cost(dimensions) in all_costs(tuple(dimensions))


def test_the_published_chain() -> None:
    plan = matrix_chain([30, 35, 15, 5, 10, 20, 25])  # Cormen et al., section 14.2

    assert plan.cost == 15_125
    assert bracketed("ABCDEF", plan.steps) == "((A (B C)) ((D E) F))"


def test_from_the_left_each_product_meets_the_next_matrix() -> None:
    for dimensions in small_chains():
        steps = [Step(0, place, place + 1) for place in range(1, len(dimensions) - 1)]

        assert left_to_right_cost(dimensions) == cost_of(dimensions, steps)


def test_a_single_matrix_needs_no_step() -> None:
    assert matrix_chain([3, 4]) == (0, [])
    assert bracketed(["A"], []) == "A"
    assert multiply_chain([[[1, 2]]]) == [[1, 2]]


def test_deep_bracketings_are_written_without_recursion() -> None:
    steps = [Step(0, place, place + 1) for place in range(1, 5_000)]

    text = bracketed(["A"] * 5_000, steps)

    assert text == "(" * 4_999 + "A" + " A)" * 4_999


@pytest.mark.parametrize(
    ("dimensions", "message"),
    [
        ([], "expected at least 2 dimensions, not 0"),
        ([3], "expected at least 2 dimensions, not 1"),
        ([3, 0, 2], "dimensions must be above 0, not 0"),
        ([3, 2, -1], "dimensions must be above 0, not -1"),
    ],
)
def test_a_chain_that_is_none_is_refused(dimensions: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        matrix_chain(dimensions)


def test_steps_for_another_chain_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^1 steps cannot bracket 3 names$"):
        bracketed("ABC", [Step(0, 1, 2)])


@settings(max_examples=50)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=6))
def test_the_cheapest_order_gives_the_product_from_the_left(dimensions: list[int]) -> None:
    matrices: list[Matrix] = [
        [[(row * 3 + column * 5 + place) % 7 - 3 for column in range(columns)] for row in range(rows)]
        for place, (rows, columns) in enumerate(pairwise(dimensions))
    ]

    assert multiply_chain(matrices) == reduce(multiply, matrices[1:], [list(row) for row in matrices[0]])


def test_multiplying_by_hand() -> None:
    assert multiply([[1, 2, 3]], [[1, 0], [0, 1], [2, 2]]) == [[7, 8]]
    with pytest.raises(ValueError, match=r"^2 columns cannot meet 3 rows$"):
        multiply([[1, 2]], [[1], [2], [3]])
    with pytest.raises(ValueError, match=r"^2 columns cannot meet 1 rows$"):
        multiply_chain([[[1, 2]], [[1]]])
    with pytest.raises(ValueError, match=r"^expected at least one matrix$"):
        multiply_chain([])


def test_the_table_takes_cubic_time() -> None:
    small, large = count_steps(lambda: matrix_chain([2] * 21)), count_steps(lambda: matrix_chain([2] * 41))

    assert 5 < large / small < 9


def test_main_shows_both_costs(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "15,125 multiplications; from the left 40,500" in out
    assert "(A (B (C v)))\n3,000,000 multiplications; from the left 2,001,000,000" in out
