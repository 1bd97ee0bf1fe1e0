"""Prefix sums: add up once, then every stretch is a difference of two sums.

Signal: many sums over stretches of data that does not change; "how many subarrays add up to"; sums left and right of a
place; a sliding window that fails because numbers may be negative.
Template: sums[0] = 0, sums[i + 1] = sums[i] + numbers[i]; then numbers[i:j] adds up to sums[j] - sums[i]. To count
stretches, walk once and ask a dict which earlier sums would make the difference right. The leading zero, for the
stretch that begins at the front, is what is forgotten most.

Cost: O(n) time and memory once, O(1) a query; in two dimensions O(rows * columns) once.
Use it for: reports over date ranges, image filters, equal parts. It works for what can be undone: sums, xor, counts.
Not for: data that changes between queries (a Fenwick tree, O(log n) for both), minimum and maximum (a sparse table or
segment tree, as a minimum cannot be taken off again), floats of very different size (differences lose digits).
Asked: subarrays with sum k, product except self, range sum. Then: why does a window not do when numbers are negative?
Source: Crow, Summed-area Tables for Texture Mapping, SIGGRAPH 1984; Bentley, Programming Pearls, column 8.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import prod


def subarrays_with_sum(numbers: Sequence[int], target: int) -> int:
    """Return how many stretches of one or more neighbouring numbers add up to ``target``.

    Stretches that overlap, or hold equal numbers at other places, count each. Up to 100,000 numbers, which may be
    negative or 0: n² is 10^10, too slow.

    >>> subarrays_with_sum([1, 1, 1], 2), subarrays_with_sum([3, -3, 0], 0), subarrays_with_sum([], 0)
    (2, 3, 0)
    """
    # Aloud: A window does not work: with negatives in it, making it longer may make the sum smaller. But each stretch
    # is the difference of two running sums. So I walk, and at each place ask how many earlier running sums were
    # smaller by exactly the target. The sum before the first number, 0, was there once; without it I would miss the
    # stretches that begin at the front. I ask before I count the sum in, as a stretch must not be empty.
    # Brute force: all pairs of ends with a running sum, O(n²) time, O(1) memory. Better: O(n) time, O(n) memory.
    # Follow-ups: the longest one (first place of each sum instead of counts); sums divisible by k (running sums modulo
    # k); only positive numbers (then the window works, in O(1) memory).
    earlier = Counter({0: 1})
    count = running = 0
    for number in numbers:
        running += number
        count += earlier[running - target]
        earlier[running] += 1
    return count


def subarrays_with_sum_brute_force(numbers: Sequence[int], target: int) -> int:
    """The same by trying all pairs of ends: O(n²) time, O(1) memory."""
    count = 0
    for start in range(len(numbers)):
        total = 0
        for end in range(start, len(numbers)):
            total += numbers[end]
            count += total == target
    return count


def products_of_others(numbers: Sequence[int]) -> list[int]:
    """Return for each place the product of the numbers at all other places, without dividing.

    The product of no numbers is 1, so one number gives ``[1]``; no numbers give ``[]``. Zeros may occur. Up to 100,000
    numbers, no product beyond 64 bits.

    >>> products_of_others([1, 2, 3, 4]), products_of_others([5, 0, 2]), products_of_others([7])
    ([24, 12, 8, 6], [0, 10, 0], [1])
    """
    # Aloud: All others are those on the left and those on the right. One walk to the right notes the product of all
    # before each place, one walk to the left multiplies with that of all behind. Dividing the whole product looks
    # shorter, and then zeros come: one zero, two zeros, each a case of its own. Here they are nothing special.
    # Brute force: multiply all others anew, O(n²) time. Better: O(n) multiplications, O(1) memory beside the answer.
    # Follow-ups: sums instead (the whole minus one's own, as adding can be undone); maxima of the others (the same two
    # walks, as a maximum cannot); floats (overflow to inf: add logarithms).
    products = [1] * len(numbers)
    before = 1
    for place, number in enumerate(numbers):
        products[place] = before
        before *= number
    behind = 1
    for place in range(len(numbers) - 1, -1, -1):
        products[place] *= behind
        behind *= numbers[place]
    return products


def products_of_others_brute_force(numbers: Sequence[int]) -> list[int]:
    """The same by multiplying all others for each place: O(n²) time, O(n) memory for their copies."""
    return [prod([*numbers[:place], *numbers[place + 1 :]]) for place in range(len(numbers))]


def pivot_index(numbers: Sequence[int]) -> int | None:
    """Return the first place with equal sums on its left and on its right, itself in neither, or None.

    The sum of no numbers is 0, so the first and the last place may be pivots. Up to 100,000 numbers, also negative.

    >>> pivot_index([1, 7, 3, 6, 5, 6]), pivot_index([1, 2]), pivot_index([9]), pivot_index([2, 1, -1])
    (3, None, 0, 0)
    """
    # Aloud: If I know the total and the sum on the left, the sum on the right is what is left over: total - left -
    # number. So one sum beforehand and one walk; I do not even have to keep the prefix sums.
    # Brute force: add up both sides at every place, O(n²) time. Better: O(n) time, O(1) memory.
    # Follow-ups: cut into two equal parts (the number belongs to one side); three equal parts; the place where the
    # difference is smallest; one walk only (a dict from 2 * left + number to its first place, asked for the total at
    # the end: O(n) memory).
    total = sum(numbers)
    left = 0
    for place, number in enumerate(numbers):
        if left == total - left - number:
            return place
        left += number
    return None


def pivot_index_brute_force(numbers: Sequence[int]) -> int | None:
    """The same by adding up both sides at every place: O(n²) time, O(n) memory for the slices."""
    for place in range(len(numbers)):
        if sum(numbers[:place]) == sum(numbers[place + 1 :]):
            return place
    return None


class RangeSums:
    """Sums over rectangles of a table that does not change: up to 1,000 by 1,000 numbers, and 100,000 queries.

    >>> sums = RangeSums([[1, 2, 3], [4, 5, 6]])
    >>> sums.total(0, 1, 2, 3), sums.total(1, 0, 2, 1), sums.total(1, 1, 1, 3)
    (16, 4, 0)
    """

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        """Read the rows once; later changes to them do not matter. There may be none, and rows may be empty.

        Raises ValueError ``row 1 has 2 numbers, not 3 as the first`` for the first row of another length.
        """
        # Aloud: For each corner I note the sum of everything above and left of it, with a border of zeros, so that no
        # query is a special case. A rectangle is then: all up to its lower right corner, minus what is above, minus
        # what is left; and what is above and left was taken off twice, so it comes back once.
        # Brute force: add up the cells for each query, O(area) time. Better: O(rows * columns) once, O(1) a query.
        # Follow-ups: single cells change (Fenwick tree in two dimensions); three dimensions (eight corners); a table
        # that is mostly empty; sums that must not overflow in C (64 bits).
        columns = len(rows[0]) if rows else 0
        self._size = (len(rows), columns)
        self._sums = [[0] * (columns + 1)]
        for number, row in enumerate(rows):
            if len(row) != columns:
                raise ValueError(f"row {number} has {len(row)} numbers, not {columns} as the first")
            running = accumulate(row, initial=0)
            self._sums.append([above + left for above, left in zip(self._sums[-1], running, strict=True)])

    def total(self, top: int, left: int, bottom: int, right: int) -> int:
        """Return the sum of rows ``top`` up to but without ``bottom``, columns ``left`` up to but without ``right``.

        O(1) time. 0 for an empty rectangle. Raises IndexError ``no rows 0:3 and columns 0:1 in a table of 2 by 3`` when
        it is not inside the table, or its ends are in the wrong order; negative places do not count from the end.
        """
        height, width = self._size
        if not (0 <= top <= bottom <= height and 0 <= left <= right <= width):
            raise IndexError(f"no rows {top}:{bottom} and columns {left}:{right} in a table of {height} by {width}")
        upper, lower = self._sums[top], self._sums[bottom]
        return lower[right] - lower[left] - upper[right] + upper[left]


def range_sum_brute_force(rows: Sequence[Sequence[int]], top: int, left: int, bottom: int, right: int) -> int:
    """Return the same for one rectangle by adding up its cells: O(area) time; it does not check the places."""
    return sum(sum(row[left:right]) for row in rows[top:bottom])


def main() -> None:
    """Answer questions about a week of orders, and about a heat map."""
    changes = [3, -1, 4, -3, 1, 5, -2]
    print("Stretches of days that add up to 5:", subarrays_with_sum(changes, 5))
    print("Stretches that change nothing:", subarrays_with_sum([1, -1, 2, -2], 0))
    print("Products of the others:", products_of_others([5, 0, 2]), products_of_others([1, 2, 3, 4]))
    print("Equal on both sides of place", pivot_index([1, 7, 3, 6, 5, 6]))

    requests = RangeSums([[5, 1, 0, 2], [3, 8, 4, 1], [2, 2, 9, 7]])
    print("Requests in rows 1 and 2, columns 1 and 2:", requests.total(1, 1, 3, 3))
    print("All requests:", requests.total(0, 0, 3, 4))


if __name__ == "__main__":
    main()
