"""Knapsack: the most value that fits into a capacity.

Each item is taken or left (0/1), or taken any number of times (unbounded). Greedy by value per weight fails, as items
cannot be cut. The state is the capacity that is left: the best value for ``room`` is that without the item, or its
value plus the best for ``room - weight``. The direction of a loop tells the two problems apart: from large rooms to
small, an item meets rooms that do not hold it yet (0/1); from small to large, rooms that may hold it (unbounded).

Cost: 0/1 and unbounded O(items * capacity) time; memory O(capacity) for the value alone, and a row for each item more
for the choice. Subset sum is one shift and one ``|`` of a long int an item. All are pseudo-polynomial: the capacity
counts, not its digits, so grams are fine and nanograms are not.
Use it for: jobs in a maintenance window, attachments under a limit, projects under a budget, backups on a disk.
Not for: items that can be cut (greedy is right and fast), huge or fractional capacities (a MILP solver, branch and
bound), several bins (bin packing).
Asked: 0/1 knapsack in one row: why backwards? Which items were taken? Can this list be split into equal halves?
Source: Kellerer, Pferschy, Pisinger, Knapsack Problems, chapter 2; Bellman (1957), Dynamic Programming.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Item(NamedTuple):
    """Something with a weight, a whole number from 0, and a value from 0."""

    name: str
    weight: int
    value: float


class Packing(NamedTuple):
    """The total value of a packing, and what is in it."""

    value: float
    items: list[Item]


def knapsack_value(items: Sequence[Item], capacity: int) -> float:
    """Return the most value of a choice of items, each at most once, whose weights add up to at most ``capacity``.

    >>> knapsack_value([Item("lamp", 3, 4), Item("tent", 4, 5), Item("rope", 5, 8)], 7)
    9

    The plain form: one row, rooms from large to small. O(items * capacity) time, O(capacity) memory. Raises as
    ``knapsack``.
    """
    _check(items, capacity)
    best: list[float] = [0] * (capacity + 1)
    for _, weight, value in items:
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]


def knapsack(items: Sequence[Item], capacity: int) -> Packing:
    """Return the best packing itself, its items in the order given; of several best ones any.

    >>> [item.name for item in knapsack([Item("lamp", 3, 4), Item("tent", 4, 5), Item("rope", 5, 8)], 7).items]
    ['lamp', 'tent']

    A row for each item is kept; where two rows differ, the item between them was taken. What buys the speed: whole
    rows, in which the values without the item and those with it come side by side out of ``zip``; and no rooms that
    cannot matter, neither more than the items so far can fill (few, with the light items first), nor so few that the
    items to come could not fill the rest.

    Raises ValueError ``capacity must be at least 0, not N``, ``weight of 'lamp' must be at least 0, not N`` and
    ``value of 'lamp' must be at least 0, not X`` (also for NaN); TypeError ``capacity must be a whole number, not 0.5``
    and ``weight of 'lamp' must be a whole number, not 0.5``. More capacity than all items weigh costs nothing.
    """
    _check(items, capacity)
    order = sorted(range(len(items)), key=lambda place: items[place].weight)
    to_come = sum(item.weight for item in items)
    capacity = min(capacity, to_come)
    rows: list[list[float]] = [[0] * (capacity + 1)]
    most = 0  # what the items so far can fill
    for place in order:
        _, weight, value = items[place]
        to_come -= weight
        least, most = max(weight, capacity - to_come), min(capacity, most + weight)
        without = rows[-1]
        row = without.copy()
        row[least : most + 1] = [
            taken if (taken := rest + value) > left else left
            for left, rest in zip(without[least : most + 1], without[least - weight :], strict=False)
        ]
        row[most + 1 :] = [row[most]] * (capacity - most)
        rows.append(row)

    chosen: list[int] = []
    room = capacity
    for place in reversed(order):
        row = rows.pop()
        if row[room] != rows[-1][room]:
            chosen.append(place)
            room -= items[place].weight
    best = [items[place] for place in sorted(chosen)]
    return Packing(sum(item.value for item in best), best)


def unbounded_knapsack(items: Sequence[Item], capacity: int) -> Packing:
    """Return the best packing when each item may be taken any number of times: in any order, items often repeated.

    >>> packing = unbounded_knapsack([Item("lamp", 3, 4), Item("tent", 4, 6)], 10)
    >>> packing.value, sorted(item.name for item in packing.items)
    (14, ['lamp', 'lamp', 'tent'])

    Rooms from small to large, so that an item meets rooms that hold it already. O(items * capacity) time. Raises as
    ``knapsack``, and ValueError ``weight of 'lamp' must be above 0, not 0`` for an item that fits without end.
    """
    _check(items, capacity)
    best: list[float] = [0] * (capacity + 1)
    last: list[Item | None] = [None] * (capacity + 1)
    for item in items:
        if item.weight == 0:
            raise ValueError(f"weight of {item.name!r} must be above 0, not 0")
        for room in range(item.weight, capacity + 1):
            if best[room - item.weight] + item.value > best[room]:
                best[room] = best[room - item.weight] + item.value
                last[room] = item
    chosen: list[Item] = []
    room = capacity
    while taken := last[room]:
        chosen.append(taken)
        room -= taken.weight
    return Packing(best[capacity], chosen)


def subset_sum(numbers: Sequence[int], target: int) -> list[int] | None:
    """Return some of the numbers, in their order, each at most once, that add up to the target, or None.

    >>> subset_sum([3, 34, 4, 12], 16), subset_sum([3, 34, 4, 12], 17), subset_sum([], 0)
    ([4, 12], None, [])

    The sums that can be reached are the bits of an int: a further number shifts them all at once. O(numbers * target)
    bits of time and memory. Raises ValueError ``numbers must be at least 0, not N`` and ``target must be at least 0,
    not N``.
    """
    if target < 0:
        raise ValueError(f"target must be at least 0, not {target}")
    up_to_target = (1 << target + 1) - 1
    reachable = [1]  # only the sum 0 without any number
    for number in numbers:
        if number < 0:
            raise ValueError(f"numbers must be at least 0, not {number}")
        sums = reachable[-1]
        reachable.append(sums | sums << number & up_to_target if number <= target else sums)
    if not reachable[-1] >> target & 1:
        return None
    chosen: list[int] = []
    for place in range(len(numbers), 0, -1):
        if not reachable[place - 1] >> target & 1:  # not without this number
            chosen.append(numbers[place - 1])
            target -= numbers[place - 1]
    return chosen[::-1]


def _check(items: Iterable[Item], capacity: int) -> None:
    if not isinstance(capacity, int):
        raise TypeError(f"capacity must be a whole number, not {capacity!r}")
    if capacity < 0:
        raise ValueError(f"capacity must be at least 0, not {capacity}")
    for name, weight, value in items:
        if not isinstance(weight, int):
            raise TypeError(f"weight of {name!r} must be a whole number, not {weight!r}")
        if weight < 0:
            raise ValueError(f"weight of {name!r} must be at least 0, not {weight}")
        if not value >= 0:  # so written, it refuses NaN as well
            raise ValueError(f"value of {name!r} must be at least 0, not {value}")


def main() -> None:
    """Fill a maintenance window of 60 minutes, and split jobs over two workers."""
    jobs = [
        Item("reindex", 40, 60),
        Item("vacuum", 25, 35),
        Item("rotate keys", 10, 12),
        Item("backup", 35, 40),
        Item("resize disk", 15, 14),
    ]
    packing = knapsack(jobs, 60)
    print("Best for 60 minutes:", packing.value, [job.name for job in packing.items])
    by_density = sorted(jobs, key=lambda job: job.value / job.weight, reverse=True)
    greedy, left = list[Item](), 60
    for job in by_density:
        if job.weight <= left:
            greedy.append(job)
            left -= job.weight
    print("Greedy by value per minute:", sum(job.value for job in greedy), [job.name for job in greedy])
    print("The value alone:", knapsack_value(jobs, 60))

    repeated = unbounded_knapsack(jobs, 60)
    print("If a job may run more than once:", repeated.value, [job.name for job in repeated.items])

    minutes = [31, 10, 15, 23, 7, 24]
    half = subset_sum(minutes, sum(minutes) // 2)
    print(f"{minutes} on two workers, {sum(minutes) // 2} minutes each:", half)


if __name__ == "__main__":
    main()
