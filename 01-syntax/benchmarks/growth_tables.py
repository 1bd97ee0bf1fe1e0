"""The growth of dynamic programs, patterns over sequences, searches in text, numbers and samples."""

from collections.abc import Callable, Sequence
from typing import Any

from growth import (
    CUBES,
    FEW_CUBES,
    FEW_SQUARES,
    LINES,
    LOG_LINEAR,
    SQUARES,
    TOP,
    Number,
    Ready,
    Subject,
    chosen,
    each,
    keys,
    repeat,
    shuffled,
)

from algorithms import dynamic_programming, intervals, monotonic, numbers, patterns, sequence_alignment, strings
from algorithms.aho_corasick import AhoCorasick
from algorithms.answer_search import first_true, smallest_capacity, widest_spacing
from algorithms.bit_set import BitSet
from algorithms.bits import popcount, submasks, subsets
from algorithms.increasing_subsequence import longest_increasing, longest_increasing_table
from algorithms.knapsack import Item, knapsack, knapsack_value, unbounded_knapsack
from algorithms.matrix_chain import matrix_chain
from algorithms.palindromes import is_palindrome, lengths_by_growing, palindrome_lengths
from algorithms.random_sampling import AliasTable, reservoir_sample, sample_range, shuffle

COINS = (1, 5, 7)
TWO_POWERS = tuple(2**count for count in (4, 6, 8, 10, 12, 14))
THREES = tuple(3**count for count in range(4, 10))


def subjects() -> list[Subject[Any]]:
    """Return the subjects of this part."""
    return [
        *dynamic_programs(),
        *sequences(),
        *one_pass(),
        *with_intervals(),
        *texts(),
        *palindromes(),
        *about_numbers(),
        *samples(),
    ]


def number(size: int) -> int:
    """Return the size, for operations on a number alone."""
    return size


def dynamic_programs() -> list[Subject[Any]]:
    """Return the tables: of one number that grows, of two that grow together (a square), and of intervals."""
    file, of = "algorithms/dynamic_programming.py", dynamic_programming

    def pack(way: Callable[[Sequence[Item], int], object]) -> Callable[[int], object]:
        return lambda size: way([Item(str(n), weight=n, value=n % 7) for n in range(1, size + 1)], size)

    return [
        Subject(file, number, "", LINES).add("fibonacci_bottom_up", "O(n)", of.fibonacci_bottom_up),
        Subject(file, number, "as height or amount", LINES)
        .add("climbing_ways", "O(height * steps)", lambda height: of.climbing_ways(height, (1, 2)), fits="O(n)")
        .add("ways_to_change", "O(amount * coins)", lambda amount: of.ways_to_change(amount, COINS), fits="O(n)")
        .add("fewest_coins", "O(amount * coins)", lambda amount: of.fewest_coins(amount, COINS), fits="O(n)"),
        Subject("algorithms/knapsack.py", number, "items, and as capacity", SQUARES, FEW_SQUARES)
        .add("knapsack_value", "O(items * capacity)", pack(knapsack_value), fits="O(n²)")
        .add("knapsack", "O(items * capacity)", pack(knapsack), fits="O(n²)")
        .add("unbounded_knapsack", "O(items * capacity)", pack(unbounded_knapsack), fits="O(n²)"),
        Subject("algorithms/matrix_chain.py", lambda size: shuffled(size + 1), "matrices", CUBES, FEW_CUBES).add(
            "matrix_chain", "O(n³)", lambda sides: matrix_chain([side + 1 for side in sides])
        ),
    ]


def sequences() -> list[Subject[Any]]:
    """Return the increasing subsequence, and the alignment of two sequences that grow together."""
    file, of = "algorithms/sequence_alignment.py", sequence_alignment
    lis = "algorithms/increasing_subsequence.py"
    return [
        Subject(lis, lambda size: keys(shuffled(size)), full=SQUARES, quick=FEW_SQUARES).add(
            "longest_increasing_table", "O(n²)", longest_increasing_table, by="comparisons"
        ),
        Subject(lis, lambda size: keys(range(size)), "ascending items", LOG_LINEAR).add(
            "longest_increasing", "n * (log2(n) + 1)", longest_increasing, fits="O(n log n)", by="comparisons"
        ),
        Subject(file, lambda size: (shuffled(size), list(range(size))), "items of each, m = n", SQUARES, FEW_SQUARES)
        .add("longest_common_subsequence", "O(n * m)", lambda two: of.longest_common_subsequence(*two), fits="O(n²)")
        .add("common_length", "O(n * m)", lambda two: of.common_length(*two), fits="O(n²)")
        .add("edit_distance", "O(n * m)", lambda two: of.edit_distance(*two), fits="O(n²)")
        .add("edit_script", "O(n * m)", lambda two: of.edit_script(*two), fits="O(n²)"),
    ]


def one_pass() -> list[Subject[Any]]:
    """Return pointers, windows, prefix sums and monotonic stacks, all of which pass once."""
    file, stack, answer = "algorithms/patterns.py", "algorithms/monotonic.py", "algorithms/answer_search.py"

    def prefix_sums(size: int) -> Ready[patterns.PrefixSums, int]:
        return Ready(patterns.PrefixSums(range(size)), chosen(range(size)))

    return [
        Subject(file, shuffled, full=LINES)
        .add("pair_with_sum", "O(n)", lambda items: patterns.pair_with_sum(range(len(items)), -1))
        .add("drop_repeats", "O(n)", lambda items: patterns.drop_repeats(items[:]))
        .add("longest_without_repeat", "O(n)", patterns.longest_without_repeat)
        .add("shortest_reaching", "O(n)", lambda items: patterns.shortest_reaching(items, 5 * len(items)))
        .add("find_cycle", "O(n)", lambda items: patterns.find_cycle(0, lambda node: (node + 1) % len(items)))
        .add("count_ranges_with_sum", "O(n)", lambda items: patterns.count_ranges_with_sum(items, 7)),
        Subject(file, prefix_sums).add(
            "PrefixSums.total", "O(1)", lambda on: each(lambda stop: on.it.total(stop // 2, stop), on.some)
        ),
        Subject(stack, shuffled, full=LINES)
        .add("next_greater", "O(n)", monotonic.next_greater)
        .add("next_greater_in_circle", "O(n)", monotonic.next_greater_in_circle)
        .add("largest_rectangle", "O(n)", monotonic.largest_rectangle)
        .add("window_maximum, of 16", "O(n)", lambda items: list(monotonic.window_maximum(items, 16)))
        .add("window_maximum_fast, of 16", "O(n)", lambda items: monotonic.window_maximum_fast(items, 16)),
        Subject(answer, number, "as range of answers").add(
            "first_true", "log2(range of answers)", lambda high: first_true(0, high, lambda it: it > 5), fits="O(log n)"
        ),
        Subject(answer, shuffled, "weights or places", LINES)
        .add(
            "smallest_capacity",
            "O(n log(range))",
            lambda items: smallest_capacity([item + 1 for item in items], 10),
            fits="O(n log n)",
        )
        .add("widest_spacing", "O(n log(range))", lambda items: widest_spacing(items, 10), fits="O(n log n)"),
    ]


def with_intervals() -> list[Subject[Any]]:
    """Return what is done with intervals, apart and in no order; sorting is C, so comparisons count."""
    file = "algorithms/intervals.py"

    def apart(size: int) -> list[tuple[Number, Number]]:
        return [(Number(10 * start), Number(10 * start + 5)) for start in shuffled(size)]

    return [
        Subject(file, apart, "intervals", LOG_LINEAR)
        .add("merge", "O(n log n)", intervals.merge, by="comparisons")
        .add("busiest", "O(n log n)", intervals.busiest, by="comparisons"),
        Subject(file, lambda size: [(10 * start, 10 * start + 5) for start in range(size)], "intervals", LINES)
        .add("insert", "O(n)", lambda merged: intervals.insert(merged, (13, 42)), by="clock")
        .add("intersect", "O(n)", lambda merged: intervals.intersect(merged, merged)),
    ]


def texts() -> list[Subject[Any]]:
    """Return the searches in a text of one letter but for its end, for a pattern of half its length."""
    file, n_and_m = "algorithms/strings.py", "characters, m = n / 2"

    def bad(size: int) -> tuple[str, str]:
        return "a" * size, "a" * (size // 2 - 1) + "b"

    return [
        Subject(file, bad, n_and_m, SQUARES, FEW_SQUARES).add(
            "naive_search", "O(nm)", lambda two: list(strings.naive_search(*two)), fits="O(n²)"
        ),
        Subject(file, bad, n_and_m, LINES)
        .add("kmp_search", "O(n + m)", lambda two: list(strings.kmp_search(*two)), fits="O(n)")
        .add("rabin_karp_search", "O(n + m)", lambda two: list(strings.rabin_karp_search(*two)), fits="O(n)")
        .add("z_search", "O(n + m)", lambda two: list(strings.z_search(*two)), fits="O(n)")
        .add("failure_function", "O(n + m)", lambda two: strings.failure_function(two[1]), fits="O(n)")
        .add("z_function", "O(n + m)", lambda two: strings.z_function(two[0]), fits="O(n)"),
        Subject(
            "algorithms/aho_corasick.py", lambda size: Ready(AhoCorasick(["ab", "ba", "bab"]), ["ab" * size]), "", LINES
        ).add("find_all", "O(n + z)", lambda on: list(on.it.find_all(on.some[0])), fits="O(n)"),
        Subject(
            "algorithms/aho_corasick.py", lambda size: [f"{word:06}" for word in range(size)], "words of 6", LINES
        ).add("building", "O(m)", AhoCorasick, fits="O(n)"),
    ]


def palindromes() -> list[Subject[Any]]:
    """Return the palindromes in a text of one letter, which is one from end to end."""
    file = "algorithms/palindromes.py"
    return [
        Subject(file, lambda size: "a" * size, "characters", SQUARES, FEW_SQUARES).add(
            "lengths_by_growing", "O(n²)", lengths_by_growing
        ),
        Subject(file, lambda size: "a" * size, "characters", LINES)
        .add("is_palindrome", "O(n)", is_palindrome)
        .add("palindrome_lengths", "O(n)", palindrome_lengths),
    ]


def about_numbers() -> list[Subject[Any]]:
    """Return the numbers; neighbours of Fibonacci are the worst case of Euclid."""
    file, large = "algorithms/numbers.py", tuple(2**bits for bits in (10, 20, 40, 80))

    def neighbours(size: int) -> tuple[int, int]:
        small, next_one = 1, 1
        while next_one < size:
            small, next_one = next_one, small + next_one
        return small, next_one

    return [
        Subject(file, neighbours, "as the larger number", large, large)
        .add("gcd", "O(log n)", lambda two: numbers.gcd(*two))
        .add("extended_gcd", "O(log n)", lambda two: numbers.extended_gcd(*two))
        .add("inverse_mod", "O(log n)", lambda two: numbers.inverse_mod(*two)),
        Subject(file, number, "as exponent", large, large).add(
            "power_mod", "O(log e)", lambda exponent: numbers.power_mod(3, exponent, 10**9 + 7), fits="O(log n)"
        ),
        Subject(file, number).add("primes_below", "O(n log log n)", numbers.primes_below, fits="O(n)", by="clock"),
        Subject("algorithms/bits.py", lambda size: 2**size - 1, "bits, all set", SQUARES, FEW_SQUARES).add(
            "popcount", "one step a set bit", popcount, fits="O(n)"
        ),
        Subject("algorithms/bit_set.py", lambda size: Ready(BitSet(range(size)), [BitSet([1, size])]), "as M")
        .add("union of two", "O(M) bits", lambda on: each(on.it.__or__, on.some * 100), fits="O(n)", by="clock")
        .add("iteration", "O(M) all together", lambda on: list(on.it), fits="O(n)", top=TOP),
        Subject("algorithms/bits.py", lambda size: size.bit_length() - 1, "as 2^items", TWO_POWERS, TWO_POWERS[:4]).add(
            "subsets", "O(n 2^n)", lambda n: sum(map(len, subsets(range(n)))), fits="O(n log n)", by="items"
        ),
        Subject(
            "algorithms/bits.py", {3**n: n for n in range(4, 10)}.__getitem__, "as 3^items", THREES, THREES[:4]
        ).add("submasks of all masks", "3^n together", all_submasks, fits="O(n)"),
    ]


def all_submasks(items: int) -> list[list[int]]:
    """Return the submasks of each mask."""
    return [list(submasks(mask)) for mask in range(2**items)]


def samples() -> list[Subject[Any]]:
    """Return what is drawn by chance."""
    file = "algorithms/random_sampling.py"

    def weights(size: int) -> list[int]:
        return [weight % 9 + 1 for weight in range(size)]

    return [
        Subject(file, shuffled, full=LINES, quick=(128, 512, 2_048, 4_096))
        .add("shuffle", "O(n)", lambda items: shuffle(items))
        .add("reservoir_sample of 10", "O(n)", lambda items: reservoir_sample(items, 10))
        .add("sample_range of 10", "O(k)", lambda items: sample_range(len(items), 10), fits="O(1)"),
        Subject(file, lambda size: Ready(AliasTable(weights(size)), weights(size)), "weights", LINES)
        .add("AliasTable, building", "O(n)", lambda on: AliasTable(on.some))
        .add("AliasTable.choose", "O(1)", lambda on: repeat(on.it.choose)),
    ]
