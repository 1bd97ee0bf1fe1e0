"""Dynamic programming over one line: the answer for n from the answers for less than n.

Signal: "in how many ways", "the fewest", "the largest sum", where each choice leaves a smaller problem of the same
kind, and the brute force meets the same smaller problems again and again.
Template: say in one sentence what ``best[n]`` is. Look at the last choice only: which entries does it leave? Write
that down as a formula, give the smallest problems their answers, and fill the line from left to right. If the formula
looks back only k places, keep only k values.

Cost: places times choices per place; O(n) memory, or O(k) where only the last k entries are read.
Use it for: prices with packages, billing steps, cutting and filling, counting without listing.
Not for: listing all ways (there are exponentially many: backtracking), choices that depend on how one got here and not
only on what is left, amounts in the billions (the line is as long as the amount, not as its digits).
Asked: climbing stairs, coins, decoding digits, no two neighbours. Why does greedy fail for coins?
Source: Bellman, Dynamic Programming (1957); Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, chapter 14.
"""

from collections.abc import Collection, Sequence
from itertools import combinations, combinations_with_replacement, count, takewhile


def ways_to_climb(height: int, strides: Collection[int] = (1, 2)) -> int:
    """Return in how many ways a stair of ``height`` steps can be climbed with strides of the given lengths.

    The order of the strides counts: 1 + 2 and 2 + 1 are two ways. A height of 0 has one way, no stride at all. Up to
    10,000 steps, so the answer may have thousands of digits; equal strides count once.

    >>> ways_to_climb(4), ways_to_climb(4, [2, 3]), ways_to_climb(1, [2])
    (5, 1, 0)

    Raises ValueError ``height must be 0 or more, not -1`` and ``strides must be positive, not 0``.
    """
    # Aloud: I look at the last stride. Whoever stands at n came from n - 1 or n - 2, and those ways are all different,
    # so ways[n] = ways[n - 1] + ways[n - 2]: Fibonacci. With any strides it is the sum over them. The one thing to
    # settle is ways[0] = 1: there is one way to do nothing, and all else is built on it.
    # Brute force: try every stride from every step, O(1.6^n) for 1 and 2. Better: O(n s) time, O(n) memory.
    # Follow-ups: memory (only as many values as the longest stride); order does not matter (coins in the outer loop);
    # some steps are broken (their entry is 0); a height of 10^18, modulo a prime (powers of a matrix, O(log n)).
    _check_climb(height, strides)
    ways = [1] + [0] * height
    for step in range(1, height + 1):
        ways[step] = sum(ways[step - stride] for stride in set(strides) if stride <= step)
    return ways[height]


def ways_to_climb_brute_force(height: int, strides: Collection[int] = (1, 2)) -> int:
    """The same, and the same refusals, by walking every way: exponential time."""
    _check_climb(height, strides)
    finished = 0
    unfinished = [height]
    while unfinished:
        left = unfinished.pop()
        finished += left == 0
        unfinished += [left - stride for stride in set(strides) if stride <= left]
    return finished


def _check_climb(height: int, strides: Collection[int]) -> None:
    if height < 0:
        raise ValueError(f"height must be 0 or more, not {height}")
    if strides and min(strides) <= 0:
        raise ValueError(f"strides must be positive, not {min(strides)}")


def count_readings(digits: str) -> int:
    """Return how many texts of the letters A to Z give these digits when A is written 1, B 2, ... Z 26, without gaps.

    No letter begins with a 0, so "06" is no F. Digits that no text gives have 0 readings; no digits have one, the empty
    text. Up to 10,000 digits.

    >>> count_readings("226"), count_readings("10"), count_readings("30")
    (3, 1, 0)

    Raises ValueError ``not a row of digits: '1a'`` for anything but 0 to 9.
    """
    # Aloud: The last letter took one digit or two. One: it must not be 0, and the rest has the readings of the digits
    # before. Two: they must be 10 to 26. So the count for a prefix is the sum of at most two earlier counts, a stair
    # where some strides are forbidden. It looks back two places, so two variables do. Zeros are the trap: "30" is 0.
    # Brute force: the first letter, then all readings of the rest, O(2^n). Better: O(n) time, O(1) memory (but for
    # the size of the number itself).
    # Follow-ups: a * that may be any digit (multiply by how many fit); list the readings; read from a stream (works).
    _check_digits(digits)
    before_last, so_far = 0, 1
    previous = ""
    for digit in digits:
        single = so_far if digit != "0" else 0
        double = before_last if "10" <= previous + digit <= "26" else 0
        before_last, so_far = so_far, single + double
        previous = digit
    return so_far


def count_readings_brute_force(digits: str) -> int:
    """The same, and the same refusals, by trying both lengths of the first letter: O(2^n) time, O(n) depth."""
    _check_digits(digits)
    if not digits:
        return 1
    first_letters = [digits[:length] for length in (1, 2) if length <= len(digits)]
    valid = [letter for letter in first_letters if letter[0] != "0" and int(letter) <= 26]
    return sum(count_readings_brute_force(digits[len(letter) :]) for letter in valid)


def _check_digits(digits: str) -> None:
    if digits and not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"not a row of digits: {digits!r}")


def largest_sum_apart(amounts: Sequence[int]) -> int:
    """Return the largest sum of amounts of which no two are neighbours in the row.

    One may take none, so the sum is at least 0, also where all amounts are negative. Up to 100,000 amounts: there are
    far too many choices to try them all.

    >>> largest_sum_apart([2, 7, 9, 3, 1]), largest_sum_apart([2, 1, 1, 2]), largest_sum_apart([-5])
    (12, 4, 0)
    """
    # Aloud: I look at the last amount. Either I leave it, then the answer is the one for the row without it. Or I take
    # it, then its neighbour is out, and I add it to the answer for the row without the last two. The larger one wins.
    # Two variables: the best up to here, and the best up to the one before. Taking every other amount is the wrong
    # short cut: in [2, 1, 1, 2] one skips two.
    # Brute force: all subsets without neighbours, O(1.6^n n). Better: O(n) time, O(1) memory.
    # Follow-ups: which amounts (keep the line, walk back); a ring (the better of the row without its first and the row
    # without its last); at least k apart (look back k); a tree instead of a row (two values for each node).
    best_before = best = 0
    for amount in amounts:
        best_before, best = best, max(best, best_before + amount)
    return best


def largest_sum_apart_brute_force(amounts: Sequence[int]) -> int:
    """The same by trying all subsets: O(2^n n) time, O(n) memory."""
    places = range(len(amounts))
    chosen = (taken for size in range(len(amounts) + 1) for taken in combinations(places, size))
    apart = (taken for taken in chosen if all(place + 1 not in taken for place in taken))
    return max(sum(amounts[place] for place in taken) for taken in apart)


def fewest_coins(coins: Collection[int], target: int) -> list[int]:
    """Return the fewest coins that make the target, in ascending order; each coin may be used any number of times.

    Of several shortest lists it is the one that Python sorts first (``[1, 6, 6]`` before ``[3, 3, 7]``). A target of 0
    needs none. Up to 100 different coins in any order, targets up to 10,000; equal coins count once.

    >>> fewest_coins([1, 10, 11], 20), fewest_coins([4, 5], 27), fewest_coins([5], 0)
    ([10, 10], [4, 4, 4, 5, 5, 5], [])

    Raises ValueError ``target must be 0 or more, not -5``, ``coins must be positive, not 0``, and, where no coins make
    the target, ``cannot make 3 from coins [5, 10]``, with the coins in ascending order.
    """
    # Aloud: Taking the largest coin first is tempting and wrong: 1, 10, 11 and 20 give 11 and nine ones. So I want the
    # fewest coins for every amount up to the target: one more than the best of the amounts that one coin leaves. Then
    # I walk back: at each amount any coin will do that leaves one coin less; I take the smallest, as was asked.
    # Brute force: all lists of one coin, of two, ... exponential. Better: O(target * coins) time, O(target) memory.
    # Follow-ups: in how many ways (the coins in the outer loop, add); coins used once (the amounts from high to low);
    # why does greedy work for euros (there is a proof for each set of coins, not for all); a target of 10^12.
    _check_coins(coins, target)
    ordered = sorted(set(coins))
    unreachable = target + 1
    fewest = [0] + [unreachable] * target
    for coin in ordered:
        for amount in range(coin, target + 1):
            fewest[amount] = min(fewest[amount], fewest[amount - coin] + 1)
    if fewest[target] == unreachable:
        raise ValueError(f"cannot make {target} from coins {ordered}")
    chosen: list[int] = []
    left = target
    while left:
        chosen.append(next(coin for coin in ordered if coin <= left and fewest[left - coin] == fewest[left] - 1))
        left -= chosen[-1]
    return chosen


def fewest_coins_brute_force(coins: Collection[int], target: int) -> list[int]:
    """The same, and the same refusals, from all lists of one coin, then of two ...: exponential time."""
    _check_coins(coins, target)
    ordered = sorted(set(coins))
    sizes = takewhile(lambda size: size == 0 or (ordered and size * ordered[0] <= target), count())
    lists = (chosen for size in sizes for chosen in combinations_with_replacement(ordered, size))
    for chosen in lists:
        if sum(chosen) == target:
            return list(chosen)
    raise ValueError(f"cannot make {target} from coins {ordered}")


def _check_coins(coins: Collection[int], target: int) -> None:
    if target < 0:
        raise ValueError(f"target must be 0 or more, not {target}")
    if coins and min(coins) <= 0:
        raise ValueError(f"coins must be positive, not {min(coins)}")


def main() -> None:
    """Count, choose and pay, each time from the answers for less."""
    print("Ways up 10 steps:", ways_to_climb(10))
    print("Ways up 1,000 steps: a number of", len(str(ways_to_climb(1_000))), "digits")
    for digits in ["12", "2101", "30"]:
        print(f"Readings of {digits}:", count_readings(digits))

    print("Jobs that may not run next to each other are worth", largest_sum_apart([20, 70, 90, 30, 10]))
    print("In the row 2 1 1 2 every other one is worth 3, the best is", largest_sum_apart([2, 1, 1, 2]))

    print("20 from 1, 10 and 11:", fewest_coins([1, 10, 11], 20), "where the largest coin first needs ten")
    try:
        fewest_coins([5, 10], 94)
    except ValueError as error:
        print("Refused:", error)


if __name__ == "__main__":
    main()
