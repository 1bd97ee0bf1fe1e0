"""Matrix chain: interval dynamic programming, where a problem falls into two at some place in its middle.

The product of matrices is the same however it is bracketed, its cost is not: p x q times q x r takes p * q * r scalar
multiplications. The state is an interval of the chain; the last multiplication splits it at some place into two smaller
intervals, and the best split is found by trying all. Short intervals come first, so that both parts are known.
The same shape fits the order of joins in a query, merging neighbouring files, the best search tree and triangulations.

Cost: O(n³) time and O(n²) memory for n matrices. A greedy choice, the cheapest product first, is not optimal.
Use it for: problems on intervals of a sequence whose parts are independent once the split is known.
Not for: products as such (``numpy.linalg.multi_dot`` does this), or long chains (Hu and Shing: O(n log n)).
Asked: what is the state of an interval problem, and in which order is the table filled? How is the bracketing found?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, section 14.2; Godbole (1973).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

type Matrix = Sequence[Sequence[float]]


class Step(NamedTuple):
    """One multiplication: the product of the matrices first to middle - 1, times that of middle to last - 1."""

    first: int
    middle: int
    last: int


class Plan(NamedTuple):
    """The fewest scalar multiplications for a chain, and its steps in the order in which they can be done."""

    cost: int
    steps: list[Step]


def matrix_chain(dimensions: Sequence[int]) -> Plan:
    """Return the cheapest plan for a chain of matrices; the k-th has dimensions[k] rows and dimensions[k + 1] columns.

    >>> matrix_chain([10, 30, 5, 60])
    Plan(cost=4500, steps=[Step(first=0, middle=1, last=2), Step(first=0, middle=2, last=3)])

    Both parts of a step have been made by earlier steps, or are single matrices; one matrix needs no step, and the
    last step makes the whole. Of several cheapest plans any is returned.
    Raises ValueError ``expected at least 2 dimensions, not N`` and ``dimensions must be above 0, not N``.
    """
    count = len(dimensions) - 1
    if count < 1:
        raise ValueError(f"expected at least 2 dimensions, not {len(dimensions)}")
    for dimension in dimensions:
        if dimension <= 0:
            raise ValueError(f"dimensions must be above 0, not {dimension}")
    cost = [[0] * (count + 1) for _ in range(count + 1)]
    split = [[0] * (count + 1) for _ in range(count + 1)]
    for length in range(2, count + 1):
        for first in range(count - length + 1):
            last = first + length
            ends = dimensions[first] * dimensions[last]
            cost[first][last], split[first][last] = min(
                (cost[first][middle] + cost[middle][last] + ends * dimensions[middle], middle)
                for middle in range(first + 1, last)
            )

    steps: list[Step] = []
    intervals = [(0, count)]  # a stack of our own: the nesting can be as deep as the chain is long
    while intervals:
        first, last = intervals.pop()
        if last - first > 1:
            middle = split[first][last]
            steps.append(Step(first, middle, last))
            intervals += [(first, middle), (middle, last)]
    return Plan(cost[0][count], steps[::-1])  # a whole was found before its parts, and is made after them


def bracketed(names: Sequence[str], steps: Sequence[Step]) -> str:
    """Return the product written out, with brackets around each multiplication.

    >>> bracketed("ABC", [Step(0, 1, 2), Step(0, 2, 3)])
    '((A B) C)'

    A single name comes back as it is. The steps must be those of a plan for as many matrices as there are names; only
    their number is checked: ValueError ``N steps cannot bracket M names``. O(n), as each step adds two brackets.
    """
    if len(steps) != len(names) - 1:
        raise ValueError(f"{len(steps)} steps cannot bracket {len(names)} names")
    opening, closing = [0] * len(names), [0] * len(names)
    for first, _, last in steps:
        opening[first] += 1
        closing[last - 1] += 1
    return " ".join(
        "(" * opens + name + ")" * closes for opens, name, closes in zip(opening, names, closing, strict=True)
    )


def multiply(left: Matrix, right: Matrix) -> list[list[float]]:
    """Return the product of two matrices, given by rows: len(left) * len(right) * columns multiplications.

    >>> multiply([[1, 2], [3, 4]], [[5], [6]])
    [[17], [39]]

    Raises ValueError ``2 columns cannot meet 3 rows`` when the inner dimensions differ.
    """
    for row in left:
        if len(row) != len(right):
            raise ValueError(f"{len(row)} columns cannot meet {len(right)} rows")
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left]


def multiply_chain(matrices: Sequence[Matrix]) -> list[list[float]]:
    """Return the product of all matrices, at least one, none empty, computed in the cheapest order.

    Raises ValueError ``expected at least one matrix``, and ``2 columns cannot meet 3 rows`` where two neighbours do not
    fit.
    """
    if not matrices:
        raise ValueError("expected at least one matrix")
    for left, right in pairwise(matrices):
        if len(left[0]) != len(right):
            raise ValueError(f"{len(left[0])} columns cannot meet {len(right)} rows")
    products = {(place, place + 1): [list(row) for row in matrix] for place, matrix in enumerate(matrices)}
    dimensions = [len(matrix) for matrix in matrices] + [len(matrices[-1][0])]
    for first, middle, last in matrix_chain(dimensions).steps:
        products[first, last] = multiply(products.pop((first, middle)), products.pop((middle, last)))
    return products[0, len(matrices)]


def left_to_right_cost(dimensions: Sequence[int]) -> int:
    """Return the scalar multiplications of the chain multiplied from the left, as ``a @ b @ c`` does. O(n) time.

    >>> left_to_right_cost([10, 30, 5, 60]), left_to_right_cost([10, 30])
    (4500, 0)
    """
    return sum(dimensions[0] * inner * outer for inner, outer in pairwise(dimensions[1:]))


def main() -> None:
    """Plan the textbook's chain, and a chain that ends in a vector."""
    dimensions = [30, 35, 15, 5, 10, 20, 25]
    plan = matrix_chain(dimensions)
    print("Six matrices of the textbook:", bracketed("ABCDEF", plan.steps))
    print(f"{plan.cost:,} multiplications; from the left {left_to_right_cost(dimensions):,}")

    dimensions = [1000, 1000, 1000, 1000, 1]
    plan = matrix_chain(dimensions)
    print("\nThree large matrices and a vector:", bracketed("ABCv", plan.steps))
    print(f"{plan.cost:,} multiplications; from the left {left_to_right_cost(dimensions):,}")

    matrices = [[[1, 2], [3, 4]], [[0, 1], [1, 0]], [[5], [6]]]
    print("\nComputed in the cheapest order:", multiply_chain(matrices))


if __name__ == "__main__":
    main()
