"""The growth of searching and sorting."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from growth import (
    COUNTS,
    FEW_SQUARES,
    LINES,
    LOG_LINEAR,
    SQUARES,
    Subject,
    chosen,
    each,
    keys,
    shuffled,
)

from algorithms import elementary_sorts, sorting
from algorithms.complexity import Counted, has_duplicates_by_hashing, has_duplicates_by_pairs, has_duplicates_by_sorting
from algorithms.external_sort import external_sort
from algorithms.linear_sorts import bucket_sort, counting_sort, radix_sort
from algorithms.searching import (
    binary_search,
    exponential_search,
    find_peak,
    first_true,
    interpolation_search,
    linear_search,
    lower_bound,
    rotated_search,
    upper_bound,
)
from algorithms.timsort import timsort


def subjects() -> list[Subject[Any]]:
    """Return the subjects of this part."""
    return [*duplicates(), *searching(), *quadratic_sorts(), *sorts(), *linear_sorts()]


def duplicates() -> list[Subject[Any]]:
    """Return the three ways to find one, where there is none."""
    file = "algorithms/complexity.py"
    return [
        Subject(file, lambda size: keys(shuffled(size)), full=SQUARES, quick=FEW_SQUARES).add(
            "has_duplicates_by_pairs", "O(n²)", has_duplicates_by_pairs, by="comparisons"
        ),
        Subject(file, lambda size: keys(shuffled(size)), full=LOG_LINEAR).add(
            "has_duplicates_by_sorting", "O(n log n)", has_duplicates_by_sorting, by="comparisons"
        ),
        Subject(file, lambda size: keys(shuffled(size)), full=LINES).add(
            "has_duplicates_by_hashing", "O(n)", has_duplicates_by_hashing
        ),
    ]


def searching() -> list[Subject[Any]]:
    """Return the searches, in ranges: they are sorted sequences that take no memory."""
    file = "algorithms/searching.py"
    even = lambda size: range(0, 2 * size, 2)  # noqa: E731
    return [
        Subject(file, even)
        .add("linear_search", "O(n)", lambda items: linear_search(items, -1))
        .add(
            "binary_search", "O(log n)", lambda items: each(lambda target: binary_search(items, target), chosen(items))
        )
        .add("lower_bound", "O(log n)", lambda items: each(lambda target: lower_bound(items, target), chosen(items)))
        .add("upper_bound", "O(log n)", lambda items: each(lambda target: upper_bound(items, target), chosen(items)))
        .add("first_true", "O(log n)", lambda items: first_true(lambda place: place > 5, 0, len(items)))
        .add("find_peak", "O(log n)", find_peak)
        .add(
            "exponential_search, to i", "O(log i)", lambda items: exponential_search(items, items[-1]), fits="O(log n)"
        )
        .add("exponential_search, to 9", "O(log i)", lambda items: exponential_search(items, 18), fits="O(1)")
        .add("interpolation_search, even", "O(log log n)", lambda items: interpolation_search(items, 18), fits="O(1)"),
        Subject(file, lambda size: [*range(size // 3, size), *range(size // 3)]).add(
            "rotated_search",
            "O(log n)",
            lambda items: each(lambda target: rotated_search(items, target), chosen(items)),
        ),
        Subject(file, lambda size: [1] * (size - 1) + [0]).add(
            "rotated_search, many equal", "O(n)", lambda items: rotated_search(items, 2)
        ),
        Subject(file, lambda size: [*range(size - 1), 10**15]).add(
            "interpolation_search, one far away", "O(n)", lambda items: interpolation_search(items, items[-2])
        ),
    ]


def of_keys(sort: Callable[[list[Counted[int]]], None]) -> Callable[[Sequence[int]], None]:
    """Return what sorts keys of the numbers, and leaves the numbers as they are."""
    return lambda numbers: sort(keys(numbers))


def quadratic_sorts() -> list[Subject[Any]]:
    """Return the elementary sorts; Shell sort states no growth."""
    file = "algorithms/elementary_sorts.py"
    mixed = Subject(file, shuffled, "random items", SQUARES, FEW_SQUARES)
    mixed.add("bubble_sort", "O(n²)", of_keys(elementary_sorts.bubble_sort), by="comparisons")
    mixed.add("selection_sort", "O(n²)", of_keys(elementary_sorts.selection_sort), by="comparisons")
    mixed.add("insertion_sort", "O(n²)", of_keys(elementary_sorts.insertion_sort), by="comparisons")
    ordered = Subject(file, lambda size: keys(range(size)), "sorted items")
    ordered.add("bubble_sort", "O(n)", elementary_sorts.bubble_sort, by="comparisons")
    ordered.add("insertion_sort", "O(n)", elementary_sorts.insertion_sort, by="comparisons")
    return [mixed, ordered]


def sorts() -> list[Subject[Any]]:
    """Return the sorts of n log n."""
    file = "algorithms/sorting.py"
    mixed = Subject(file, shuffled, "random items", LOG_LINEAR)
    ordered = Subject(file, range, "sorted items", LOG_LINEAR)
    for subject in (mixed, ordered):
        merged = "O(n log n)" if subject is mixed else "O(n)"
        subject.add("merge_sort", merged, of_keys(sorting.merge_sort), by="comparisons")
        subject.add("quick_sort", "O(n log n)", of_keys(sorting.quick_sort), by="comparisons")
        subject.add("quick_sort_in_place", "O(n log n)", of_keys(sorting.quick_sort_in_place), by="comparisons")
        subject.add("heap_sort", "O(n log n)", of_keys(sorting.heap_sort), by="comparisons")

    def by_files(items: list[int]) -> int:
        COUNTS.ordered = 0
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder, "source"), Path(folder, "target")
            source.write_text("".join(f"{item}\n" for item in items), encoding="utf-8")
            external_sort(source, target, run_lines=len(items) // 8, key=lambda line: keys([int(line)])[0])
        return COUNTS.ordered

    return [
        mixed,
        ordered,
        Subject("algorithms/timsort.py", shuffled, "random items", LOG_LINEAR).add(
            "timsort", "O(n log n)", lambda items: timsort(keys(items)), by="comparisons"
        ),
        Subject("algorithms/timsort.py", lambda size: keys(range(size)), "sorted items").add(
            "timsort", "O(n + n log r)", timsort, fits="O(n)", by="comparisons"
        ),
        Subject("algorithms/external_sort.py", shuffled, "lines in 8 runs", LOG_LINEAR).add(
            "external_sort", "O(n log n)", by_files, by="comparisons"
        ),
    ]


def linear_sorts() -> list[Subject[Any]]:
    """Return the sorts that look into the keys."""
    return [
        Subject("algorithms/linear_sorts.py", shuffled, full=LINES)
        .add("counting_sort, k = n", "O(n + k)", lambda items: counting_sort(items[:]), fits="O(n)")
        .add("radix_sort, 4 bytes", "O(n · b)", lambda items: radix_sort([item - 2**30 for item in items]), fits="O(n)")
        .add("bucket_sort, even", "O(n)", lambda items: bucket_sort([float(item) for item in items])),
    ]
