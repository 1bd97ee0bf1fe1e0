"""Two pointers: two places in a sequence that only move towards, or after, one another.

Signal: sorted input, or input that may be sorted; pairs or triples that meet a condition; "in place, O(1) memory"; two
sequences to be walked at once.
Template, from both ends: look at the pair, and say which of the two can never be part of a better answer; move that
one. Template, reader and writer: the reader visits everything, the writer marks where what is kept ends.

Cost: O(n) moves after an O(n log n) sort, O(1) memory beside the sort's.
Use it for: merging sorted pages, intersecting sorted id lists, compacting a buffer in place.
Not for: unsorted input whose places are asked for (a dict, as in hashing.py), or where neither pointer can be given up
for good: then the argument fails, and so does the code.
Asked: three sum, most water, remove duplicates in place. Then: why may you move that pointer?
Source: Aziz, Lee, Prakash, Elements of Programming Interviews in Python, chapter 17 (invariants); Knuth, Morris, Pratt,
Fast Pattern Matching in Strings, 1977 (for ``relation``).
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal


def three_sum(numbers: Sequence[int], target: int = 0) -> list[tuple[int, int, int]]:
    """Return all distinct triples of values that add up to ``target``, each ascending, the list ascending too.

    A number may be used as often as it occurs. Up to 3,000 numbers with repeats: the 4.5 * 10^9 triples are too many,
    n² will do. Fewer than three numbers give no triple. The numbers are not changed.

    >>> three_sum([-1, 0, 1, 2, -1, -4]), three_sum([0, 0]), three_sum([1, 1, 1, 1], 3)
    ([(-1, -1, 2), (-1, 0, 1)], [], [(1, 1, 1)])
    """
    # Aloud: Sorted, I fix the smallest of the three and look for a pair in the rest, from both ends. A sum too small:
    # the left number is too small for every partner that is left, so it goes; too large: the right one goes. Distinct
    # is the part where people fail: I skip a first number that I had before, and after a hit its equals on the left.
    # Brute force: all triples into a set, O(n³) time. Better: O(n²) time, O(n) memory for the sorted copy.
    # Follow-ups: count triples only; the sum closest to the target; four numbers (a dict of pair sums, or one more
    # loop); can it be faster (not by much, as far as anyone knows: 3SUM).
    ordered = sorted(numbers)
    triples = []
    for place, smallest in enumerate(ordered):
        if place and smallest == ordered[place - 1]:
            continue
        left, right = place + 1, len(ordered) - 1
        while left < right:
            total = smallest + ordered[left] + ordered[right]
            if total > target:
                right -= 1
                continue
            if total == target:
                triples.append((smallest, ordered[left], ordered[right]))
            left += 1
            while total == target and left < right and ordered[left] == ordered[left - 1]:
                left += 1
    return triples


def three_sum_brute_force(numbers: Sequence[int], target: int = 0) -> list[tuple[int, int, int]]:
    """The same by trying all triples: O(n³) time, O(n) memory and that of the answer."""
    return sorted({(a, b, c) for a, b, c in combinations(sorted(numbers), 3) if a + b + c == target})


def most_water(heights: Sequence[int]) -> int:
    """Return how much the best tank holds: two of the walls, their distance times the height of the lower one.

    Walls stand at places 0, 1, 2 ...; those between do not matter. 0 for fewer than two walls. Up to 100,000 walls:
    n² is 10^10, too slow.

    >>> most_water([1, 8, 6, 2, 5, 4, 8, 3, 7]), most_water([4])
    (49, 0)

    Raises ValueError ``heights must not be negative, not -1`` for the first negative one.
    """
    # Aloud: I begin with the widest tank, first and last wall. Every other tank is narrower. With the lower wall all
    # those hold less, as it also bounds their height, so that wall is done and I move inwards from it. Each step
    # gives up one wall for good, so n - 1 steps are all. If both are equal either may go.
    # Brute force: all pairs, O(n²) time, O(1) memory. Better: O(n) time, O(1) memory.
    # Follow-ups: return the walls; walls at uneven places (the same argument holds); water over all the ground between
    # walls (another problem: trapped rain, monotonic_stacks.py).
    for height in heights:
        if height < 0:
            raise ValueError(f"heights must not be negative, not {height}")
    best = 0
    left, right = 0, len(heights) - 1
    while left < right:
        best = max(best, (right - left) * min(heights[left], heights[right]))
        if heights[left] < heights[right]:
            left += 1
        else:
            right -= 1
    return best


def most_water_brute_force(heights: Sequence[int]) -> int:
    """The same by trying all pairs of walls: O(n²) time, O(1) memory."""
    for height in heights:
        if height < 0:
            raise ValueError(f"heights must not be negative, not {height}")
    pairs = combinations(range(len(heights)), 2)
    return max(((right - left) * min(heights[left], heights[right]) for left, right in pairs), default=0)


def remove_repeats[T](items: list[T]) -> int:
    """Remove all but the first of each run of equal items, from the list itself, and return how many went.

    In a sorted list that leaves each value once; an unsorted one keeps repeats that do not stand side by side. Up to a
    million items, and no second list.

    >>> ids = [3, 3, 5, 7, 7, 7, 3]
    >>> remove_repeats(ids), ids
    (3, [3, 5, 7, 3])
    """
    # Aloud: Equal ones are neighbours, so I compare each item with the last one kept. A reader walks over all, a
    # writer stays behind it and marks the end of what is kept; it never overtakes, so nothing unread is overwritten.
    # At the end one del cuts off the tail. Deleting inside the loop would move the rest each time, and skip items.
    # Brute force: del for each repeat, O(n²) time, O(1) memory. Better: O(n) time, O(1) memory.
    # Follow-ups: allow each value twice (compare with the last but one kept); unsorted (a set, O(n) memory, or
    # dict.fromkeys); a stream (itertools.groupby).
    kept = 0
    for item in items:
        if kept == 0 or item != items[kept - 1]:
            items[kept] = item
            kept += 1
    removed = len(items) - kept
    del items[kept:]
    return removed


def remove_repeats_brute_force[T](items: list[T]) -> int:
    """The same by one ``del`` for each repeat, from the end: O(n²) time, O(1) memory."""
    removed = 0
    for place in range(len(items) - 1, 0, -1):
        if items[place] == items[place - 1]:
            del items[place]
            removed += 1
    return removed


type Relation = Literal["equal", "sublist", "superlist", "unequal"]


def relation(one: Sequence[int], two: Sequence[int]) -> Relation:
    """Return what list ``one`` is to list ``two``.

    "equal": the same items in the same order. "sublist": ``one`` stands in ``two``, without gaps. "superlist": ``two``
    stands in ``one``. Otherwise "unequal". The empty list stands in every list. Up to 100,000 items each, also all but
    equal ones such as ``[0] * 50_000 + [1]`` in ``[0] * 100_000``.

    >>> relation([1, 1, 2], [0, 1, 1, 1, 2]), relation([1, 3], [1, 2, 3])
    ('sublist', 'unequal')
    """
    # Aloud: Lengths tell which one can be inside the other, so one search is left. One pointer in each list. The plain
    # way moves the long list's pointer back after a partial match; on repeats that is n times m. But what matched I
    # know already: it is the short list's own beginning. So I work out beforehand, for each beginning, the longest
    # border, which both begins and ends it, and fall back to that. The long list's pointer then never goes back.
    # Brute force: compare a slice at every place, O(n m) time. Better (Knuth, Morris, Pratt): O(n + m) time, O(m).
    # Follow-ups: all places; texts (str.find, in C); with gaps allowed (a subsequence: two pointers, no table).
    if len(one) == len(two):
        return "equal" if all(a == b for a, b in zip(one, two, strict=True)) else "unequal"
    if len(one) < len(two):
        return "sublist" if _contains(two, one) else "unequal"
    return "superlist" if _contains(one, two) else "unequal"


def _contains(longer: Sequence[int], shorter: Sequence[int]) -> bool:
    if not shorter:
        return True
    borders = [0] * len(shorter)
    matched = 0
    for place in range(1, len(shorter)):
        while matched and shorter[place] != shorter[matched]:
            matched = borders[matched - 1]
        matched += shorter[place] == shorter[matched]
        borders[place] = matched
    matched = 0
    for item in longer:
        while matched and item != shorter[matched]:
            matched = borders[matched - 1]
        matched += item == shorter[matched]
        if matched == len(shorter):
            return True
    return False


def relation_brute_force(one: Sequence[int], two: Sequence[int]) -> Relation:
    """The same by comparing a slice at every place: O(n m) time, O(m) memory."""
    in_two = any(list(one) == list(two[place : place + len(one)]) for place in range(len(two) + 1))
    in_one = any(list(two) == list(one[place : place + len(two)]) for place in range(len(one) + 1))
    if in_two:
        return "equal" if in_one else "sublist"
    return "superlist" if in_one else "unequal"


def main() -> None:
    """Show pointers from both ends, a reader with a writer, and one in each list."""
    print("Triples that cancel out:", three_sum([-1, 0, 1, 2, -1, -4]))
    print("The largest tank holds", most_water([1, 8, 6, 2, 5, 4, 8, 3, 7]))
    ids = [3, 3, 5, 7, 7, 7, 9]
    print("Removed in place:", remove_repeats(ids), "- left:", ids)
    for one, two in [([1, 1, 2], [0, 1, 1, 1, 2]), ([1, 3], [1, 2, 3]), ([1, 2], [2])]:
        print(f"{one} to {two}: {relation(one, two)}")


if __name__ == "__main__":
    main()
