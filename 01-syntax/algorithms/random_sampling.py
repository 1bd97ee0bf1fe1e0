"""Random sampling: shuffles, samples of streams, and weighted choice, all exactly fair.

A random algorithm is right when each outcome has its probability, and that can be counted: run it with every answer its
random source could give, and count the outcomes. So the source is a parameter here: ``below(n)`` gives a number from 0
to n - 1, each as likely. ``random.randrange`` is the default; ``secrets.randbelow`` makes a draw that nobody foresees;
``random.Random(7).randrange`` one that a test repeats; and a list of prepared answers a proof.

Cost: n items, k drawn. Shuffle O(n) and in place; Floyd's sample O(k) time and memory whatever n; reservoir O(n) time,
O(k) memory, one pass; weighted choice by prefix sums O(n) to build and O(log n) a draw, by alias O(n) and O(1).
Use it for: a sample of log lines that fits in memory, test data, load shared by weights, A/B groups.
Not for: work, where ``random.shuffle``, ``sample`` and ``choices`` do it; prizes and tokens with ``random``, whose next
numbers follow from those before (``secrets``, ``random.SystemRandom``).
Asked: a random line of a file of unknown length; prove that the shuffle is fair; pick a server by weight in O(1).
Source: Knuth, The Art of Computer Programming 2, section 3.4.2; Vitter, Random Sampling with a Reservoir (1985);
Bentley, Floyd, Programming Pearls: A Sample of Brilliance (1987); Vose, A Linear Algorithm for Generating Random
Numbers with a Given Distribution (1991)
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, MutableSequence, Sequence
from itertools import accumulate, product
from random import Random, randrange


def below_from_bits(limit: int, bits: Callable[[int], int]) -> int:
    """Return a number from 0 to ``limit - 1``, each as likely, from a source of so many random bits.

    >>> answers = iter([7, 6, 2])
    >>> below_from_bits(6, lambda count: next(answers))
    2

    It asks for as many bits as ``limit - 1`` has, and again while the answer is not below the limit: fewer than two
    times on average. ``bits(3) % 6`` would give 0 and 1 twice as often as the rest. Raises ValueError ``limit must be
    at least 1, got 0``.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit}")
    count = (limit - 1).bit_length()
    while (number := bits(count)) >= limit:
        pass
    return number


def shuffle[T](items: MutableSequence[T], *, below: Callable[[int], int] = randrange) -> None:
    """Put the items in a random order, in place, each order as likely: Fisher and Yates.

    From the last place down to the second, each gets one of the items up to there, ``below(place + 1)``, which may be
    the one it has. So there are n! ways through, one for each order.
    """
    for place in range(len(items) - 1, 0, -1):
        other = below(place + 1)
        items[place], items[other] = items[other], items[place]


def shuffle_wrong[T](items: MutableSequence[T], *, below: Callable[[int], int] = randrange) -> None:
    """Swap each place, from the first on, with any, ``below(n)``: it looks as random, and some orders come more often.

    There are n to the power of n ways through, which cannot be shared equally among n! orders, for any n above 2.
    """
    for place in range(len(items)):
        other = below(len(items))
        items[place], items[other] = items[other], items[place]


def sample_range(size: int, count: int, *, below: Callable[[int], int] = randrange) -> set[int]:
    """Return ``count`` different numbers below ``size``, each such set as likely, in ``count`` draws: Floyd.

    For each last number from ``size - count`` to ``size - 1`` draw ``below(last + 1)``, and take the last itself when
    the drawn one is in the set. Raises ValueError ``count must be from 0 to 5, got 6`` for a size of 5.
    """
    if not 0 <= count <= size:
        raise ValueError(f"count must be from 0 to {size}, got {count}")
    chosen: set[int] = set()
    for last in range(size - count, size):
        drawn = below(last + 1)
        chosen.add(last if drawn in chosen else drawn)
    return chosen


def reservoir_sample[T](stream: Iterable[T], count: int, *, below: Callable[[int], int] = randrange) -> list[T]:
    """Return ``count`` items of a stream of unknown length, each such set as likely; all of them if there are fewer.

    The first ones are kept. The item at place n, counted from 0, is kept with probability count / (n + 1), in place of
    one of the kept: that is when ``below(n + 1)`` is below the count, and which. The order of the result is not random.
    Raises ValueError ``count must not be negative, got -1``, before anything is read.
    """
    if count < 0:
        raise ValueError(f"count must not be negative, got {count}")
    kept: list[T] = []
    for place, item in enumerate(stream):
        if place < count:
            kept.append(item)
        elif count and (slot := below(place + 1)) < count:
            kept[slot] = item
    return kept


class PrefixSumChooser:
    """Draw places by weight: a random number below the sum of all falls into one of the sums up to each place.

    >>> chooser = PrefixSumChooser([5, 0, 1])
    >>> [chooser.choose(below=lambda total: drawn) for drawn in range(6)]
    [0, 0, 0, 0, 0, 2]
    """

    def __init__(self, weights: Sequence[int]) -> None:
        """Sum up, O(n). Weights are whole numbers, so that chances are exact; floats can be scaled first.

        Raises TypeError ``weights must be integers, got 0.5``, and ValueError ``weights must not be negative, got -1``
        or ``at least one weight must be above 0``.
        """
        self._sums = list(accumulate(_checked(weights)))

    def choose(self, *, below: Callable[[int], int] = randrange) -> int:
        """Return a place, with the probability of its weight: one draw below the total, and a binary search."""
        return bisect_right(self._sums, below(self._sums[-1]))


class AliasTable:
    """Draw places by weight in O(1): n columns of equal height, each filled by one place and topped up by another.

    >>> table = AliasTable([5, 0, 1])
    >>> answers = iter([1, 3])  # the second column holds nothing of its own
    >>> table.choose(below=lambda limit: next(answers))
    0
    """

    def __init__(self, weights: Sequence[int]) -> None:
        """Fill the columns, O(n). Errors as of ``PrefixSumChooser``.

        All is multiplied by n, so that the average is the sum of the weights: a whole number, and nothing is rounded.
        """
        left = [weight * len(weights) for weight in _checked(weights)]
        self._height = sum(weights)
        self._own = [self._height] * len(weights)
        self._alias = list(range(len(weights)))
        small = [place for place, amount in enumerate(left) if amount < self._height]
        large = [place for place, amount in enumerate(left) if amount > self._height]
        while small:
            column, donor = small.pop(), large[-1]
            self._own[column], self._alias[column] = left[column], donor
            left[donor] -= self._height - left[column]
            if left[donor] <= self._height:
                large.pop()
                if left[donor] < self._height:
                    small.append(donor)

    def choose(self, *, below: Callable[[int], int] = randrange) -> int:
        """Return a place, with the probability of its weight: draw a column, then a height below the sum of weights."""
        column = below(len(self._own))
        return column if below(self._height) < self._own[column] else self._alias[column]


def _checked(weights: Sequence[int]) -> Sequence[int]:
    for weight in weights:
        if not isinstance(weight, int):
            raise TypeError(f"weights must be integers, got {weight!r}")
        if weight < 0:
            raise ValueError(f"weights must not be negative, got {weight}")
    if not any(weights):
        raise ValueError("at least one weight must be above 0")
    return weights


def main() -> None:
    """Count all outcomes of both shuffles, and draw from a log and among servers."""

    def prepared(answers: Iterable[int]) -> Callable[[int], int]:
        source = iter(answers)
        return lambda limit: next(source)

    for function, limits in ((shuffle, [3, 2]), (shuffle_wrong, [3, 3, 3])):
        outcomes: Counter[str] = Counter()
        for answers in product(*map(range, limits)):
            cards = list("abc")
            function(cards, below=prepared(answers))
            outcomes["".join(cards)] += 1
        print(f"{function.__name__:14}", dict(sorted(outcomes.items())))

    seeded = Random(7).randrange  # noqa: S311 - nothing here is a secret
    print("three of a stream:", reservoir_sample((f"line {number}" for number in range(10_000)), 3, below=seeded))
    print("five below a million:", sorted(sample_range(1_000_000, 5, below=seeded)))
    for chooser in (PrefixSumChooser([5, 3, 2]), AliasTable([5, 3, 2])):
        drawn = Counter(chooser.choose(below=seeded) for _ in range(10_000))
        print(f"{type(chooser).__name__:17} of 10,000 requests:", [drawn[server] for server in range(3)])


if __name__ == "__main__":
    main()
