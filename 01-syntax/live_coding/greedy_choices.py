"""Greedy: take what is best now, never take it back, and be able to say why that is enough.

Signal: "the fewest", "the most", "the cheapest", with choices that can be put in an order (largest, smallest, earliest
first) after which the first one is never wrong.
Template: find the order. Then argue by exchange: take any best solution, put the greedy choice in place of one of its
own, and show that it is no worse. If no argument comes within a minute, look for a counterexample with three or four
items by hand; it is found quickly, or there is none.

Cost: mostly the sort, O(n log n), or one walk, O(n); compare dynamic programming, which keeps all choices open.
Use it for: meetings in one room, compression codes, spanning trees, matching by size.
Not for: coins in general, whole items in a knapsack, and sets of books with discounts, where the largest set first is
wrong. A rule that passes ten examples is not proved: compare with a brute force on all small inputs.
Asked: jump game, gas station, Roman numerals, jobs and machines. Always: why may you never regret a choice?
Source: Kleinberg and Tardos, Algorithm Design, chapter 4; Cormen and others, Introduction to Algorithms, chapter 15.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, combinations, islice, permutations
from math import inf

VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
SYMBOLS = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
LONG = "IIIII VV XXXXX LL CCCCC DD DCCCC CCCC LXXXX XXXX VIIII IIII"
SHORT = "V X L C D M CM CD XC XL IX IV"
SET_PRICES = (0, 800, 1520, 2160, 2560, 3000)


def fewest_jumps(reaches: Sequence[int]) -> int | None:
    """Return the fewest jumps from the first place to the last, or None if it cannot be reached.

    From place i one may jump 1 to ``reaches[i]`` places on, never back. A single place needs no jump. Up to 100,000
    places, and a reach may be longer than the row.

    >>> fewest_jumps([2, 3, 1, 1, 4]), fewest_jumps([1, 0, 5]), fewest_jumps([0])
    (2, None, 0)

    Raises ValueError ``no places`` for an empty row and ``reaches must be 0 or more, not -1``.
    """
    # Aloud: With j jumps I reach all places up to some border, without gaps, since shorter jumps are allowed. So the
    # borders are all I need: I walk on, keep the farthest place that anything so far reaches, and when I come to the
    # border I must jump once more, to that farthest place. If I stand on it already, I am stuck.
    # Brute force: for each place the best of all it reaches, O(n²) time, O(n) memory. Better: O(n) time, O(1) memory.
    # Follow-ups: only whether (the farthest place alone); the way itself (remember who reached farthest); jumps that
    # cost something (shortest path); back as well (breadth first).
    _check_reaches(reaches)
    jumps = border = farthest = 0
    for place, reach in enumerate(islice(reaches, len(reaches) - 1)):
        farthest = max(farthest, place + reach)
        if place == border:
            if farthest == place:
                return None
            jumps += 1
            border = farthest
    return jumps


def fewest_jumps_brute_force(reaches: Sequence[int]) -> int | None:
    """The same, and the same refusals, from the back, for each place the best it reaches: O(n²) time, O(n) memory."""
    _check_reaches(reaches)
    jumps = [inf] * len(reaches)
    jumps[-1] = 0
    for place in range(len(reaches) - 2, -1, -1):
        within_reach = jumps[place + 1 : place + 1 + reaches[place]]
        jumps[place] = 1 + min(within_reach, default=inf)
    return None if jumps[0] == inf else int(jumps[0])


def _check_reaches(reaches: Sequence[int]) -> None:
    if not reaches:
        raise ValueError("no places")
    if min(reaches) < 0:
        raise ValueError(f"reaches must be 0 or more, not {min(reaches)}")


def first_start(gains: Sequence[int], costs: Sequence[int]) -> int | None:
    """Return the first place from which one gets once around a ring with a tank that is empty at the start, or None.

    At place i one takes in ``gains[i]``, then pays ``costs[i]`` for the way to the next place; the tank has no upper
    limit and must not fall below 0. A ring without places has no start. Up to 100,000 places.

    >>> first_start([1, 2, 3, 4, 5], [3, 4, 5, 1, 2]), first_start([2, 3], [3, 3]), first_start([1], [1])
    (3, None, 0)

    Raises ValueError ``gains and costs must be equally many, not 2 and 1``.
    """
    # Aloud: If all gains together are less than all costs, no start works. Otherwise one does. Say I start at a and run
    # dry before b: then no place between can be the start, as I came to it with a tank of at least 0, and still failed.
    # So I go on with b. One walk finds the only candidate left, and the total says whether it holds.
    # Brute force: drive from every place, O(n²) time. Better: O(n) time, O(1) memory.
    # Follow-ups: all starts (from the back, twice round, what a place needs); a tank with a limit (the argument breaks:
    # a full tank wastes what it gains); both directions (the same walk backwards).
    _check_ring(gains, costs)
    start = tank = total = 0
    for place, (gain, cost) in enumerate(zip(gains, costs, strict=True)):
        tank += gain - cost
        total += gain - cost
        if tank < 0:
            start, tank = place + 1, 0
    return start if gains and total >= 0 else None


def first_start_brute_force(gains: Sequence[int], costs: Sequence[int]) -> int | None:
    """The same, and the same refusals, by driving from every place: O(n²) time, O(n) memory."""
    _check_ring(gains, costs)
    changes = [gain - cost for gain, cost in zip(gains, costs, strict=True)]
    for start in range(len(changes)):
        if min(accumulate(changes[start:] + changes[:start])) >= 0:
            return start
    return None


def _check_ring(gains: Sequence[int], costs: Sequence[int]) -> None:
    if len(gains) != len(costs):
        raise ValueError(f"gains and costs must be equally many, not {len(gains)} and {len(costs)}")


def most_assigned(needs: Sequence[int], capacities: Sequence[int]) -> int:
    """Return how many jobs can run at once when each machine takes at most one job, of a need within its capacity.

    Up to 100,000 jobs and as many machines, in any order; nothing else is said about the numbers.

    >>> most_assigned([4, 1, 3], [3, 2]), most_assigned([5], [4]), most_assigned([], [1])
    (2, 0, 0)
    """
    # Aloud: The smallest job is the easiest to place, so if any job runs, it may be this one; and it should get the
    # smallest machine that holds it, since a larger one can do all that and more. Exchange: a best plan that uses
    # another machine for it can swap without loss. Sort both, walk over the machines, move on in the jobs on each fit.
    # Brute force: all orders of the machines, O(m! n). Better: O(n log n + m log m) time, O(n + m) memory.
    # Follow-ups: jobs have values (the largest value first, a heap); several jobs on one machine (bin packing, NP-hard:
    # a heuristic); needs in two dimensions, say memory and CPU (bipartite matching).
    waiting = sorted(needs)
    placed = 0
    for capacity in sorted(capacities):
        if placed < len(waiting) and waiting[placed] <= capacity:
            placed += 1
    return placed


def most_assigned_brute_force(needs: Sequence[int], capacities: Sequence[int]) -> int:
    """The same by trying all orders of the machines, some of them idle: factorial time."""
    idle = [-inf] * len(needs)
    orders = permutations([*capacities, *idle], len(needs))
    return max(sum(need <= capacity for need, capacity in zip(needs, order, strict=True)) for order in orders)


def roman(number: int) -> str:
    """Return a number from 1 to 3999 in Roman numerals, with IV, IX, XL, XC, CD and CM as the only subtractions.

    >>> roman(1994), roman(3999)
    ('MCMXCIV', 'MMMCMXCIX')

    Raises ValueError ``expected a number from 1 to 3999, not 0``.
    """
    # Aloud: Largest first: as often as 1000 fits I write M. The subtractions are no special case once I treat CM, CD,
    # XC and so on as symbols of their own, 900, 400, 90. Then greedy is right: what is left after a symbol is less than
    # the symbol, so nothing larger ever stands to the right.
    # Brute force: write ones, then replace five by V, and so on, O(number). Better: 13 divisions, whatever the number.
    # Follow-ups: the way back (subtract a symbol that stands before a larger one); refuse IIX; larger numbers.
    _check_roman(number)
    written = []
    for value, symbol in zip(VALUES, SYMBOLS, strict=True):
        times, number = divmod(number, value)
        written.append(symbol * times)
    return "".join(written)


def roman_brute_force(number: int) -> str:
    """The same, and the same refusals, by writing ones and shortening them: O(number) time and memory."""
    _check_roman(number)
    written = "I" * number
    for long, short in zip(LONG.split(), SHORT.split(), strict=True):
        written = written.replace(long, short)
    return written


def _check_roman(number: int) -> None:
    if not 1 <= number <= 3999:
        raise ValueError(f"expected a number from 1 to 3999, not {number}")


def basket_price(basket: Sequence[int]) -> int:
    """Return the lowest price, in cents, of the books of a series of five volumes, sold in sets; items are 1 to 5.

    A set holds different volumes and costs 800 for one book, 1520 for two, 2160 for three, 2560 for four and 3000 for
    five. Every book is in one set; the shop groups them as is cheapest. An empty basket costs 0. Up to 100,000 books.

    >>> basket_price([1, 2, 3]), basket_price([1, 1, 2, 2, 3, 3, 4, 5]), basket_price([])
    (2160, 5120, 0)

    Raises ValueError ``no such volume: 6``, naming the first one that is not 1 to 5.
    """
    # Aloud: The largest set first looks right, and fails: 5 and 3 books cost 5160, 4 and 4 cost 5120, because
    # the fourth book of a set adds only 400, and the fifth 440. So greedy with a repair: make the largest sets, then
    # turn each pair of a five and a three into two fours. I would not trust that without the brute force beside it.
    # Brute force: any set next, each basket that is left once, O(n^5) baskets. Better: O(n) time, O(1) memory.
    # Follow-ups: other prices (the repair is tied to these; then a table over the counts); more volumes (the table
    # grows as n^volumes); show the sets.
    _check_basket(basket)
    counts = Counter(basket)
    layers = range(1, max(counts.values(), default=0) + 1)
    sizes = Counter(sum(count >= layer for count in counts.values()) for layer in layers)
    repaired = min(sizes[5], sizes[3])
    plain = sum(SET_PRICES[size] * times for size, times in sizes.items())
    return plain - repaired * (SET_PRICES[5] + SET_PRICES[3] - 2 * SET_PRICES[4])


def basket_price_brute_force(basket: Sequence[int]) -> int:
    """The same, and the same refusals, by trying every next set, each remaining basket once: O(n^5) baskets."""
    _check_basket(basket)

    @cache
    def cheapest(counts: tuple[int, ...]) -> int:
        choices = [chosen for size in range(1, len(counts) + 1) for chosen in combinations(range(len(counts)), size)]
        rests = [(len(chosen), [n - (i in chosen) for i, n in enumerate(counts)]) for chosen in choices]
        prices = (SET_PRICES[size] + cheapest(tuple(sorted(filter(None, rest)))) for size, rest in rests)
        return min(prices, default=0)

    return cheapest(tuple(sorted(Counter(basket).values())))


def _check_basket(basket: Sequence[int]) -> None:
    for volume in basket:
        if volume not in range(1, 6):
            raise ValueError(f"no such volume: {volume!r}")


def main() -> None:
    """Jump, drive, place and price, and show where the first idea of greedy fails."""
    print("Jumps over reaches 2 3 1 1 4:", fewest_jumps([2, 3, 1, 1, 4]))
    print("Around the ring from place", first_start([1, 2, 3, 4, 5], [3, 4, 5, 1, 2]))
    print("Jobs of 4, 1, 3 on machines of 3 and 2:", most_assigned([4, 1, 3], [3, 2]), "run")
    print("The year 1994:", roman(1994))
    print("A set of five and one of three cost", basket_price([1, 2, 3, 4, 5]) + basket_price([1, 2, 3]))
    print("The same eight books in two sets of four:", basket_price([1, 2, 3, 4, 5, 1, 2, 3]))


if __name__ == "__main__":
    main()
