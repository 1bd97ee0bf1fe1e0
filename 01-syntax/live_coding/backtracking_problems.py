"""Backtracking: choose, go on, take the choice back, and turn round as soon as nothing can come of it.

Signal: "all combinations", "every way to", "generate all", small limits (n up to 8, 15, 30): the output itself is
exponential, so no clever order of steps makes it fast, only leaving out what leads nowhere does.
Template: a partial answer, one list that grows and shrinks; for each next choice: append, recurse, pop. Three
questions: when is it complete, which choices are open, and when can it no longer succeed (prune before you recurse,
not after). Copy an answer when it is kept, or all answers are one and the same list in the end.
Cost: what the output costs, plus the dead ends; O(depth) memory beside it. The depth is the length of an answer.
Not for: "how many" or "the best", where parts repeat: dynamic programming counts without listing.
Asked: all ways to pay, all bracketings, all texts of a phone number; and: what would you prune?
Source: Knuth, The Art of Computer Programming 4B, section 7.2.2; Skiena, The Algorithm Design Manual, chapter 9;
Exercism, killer-sudoku-helper.
"""

from collections.abc import Collection, Iterable
from itertools import combinations, product
from string import ascii_lowercase

KEYS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}


def cage_combinations(total: int, size: int, excluded: Collection[int] = ()) -> list[list[int]]:
    """Return every choice of ``size`` different digits from 1 to 9, none excluded, that add up to ``total``.

    The helper of a killer sudoku, where a cage of cells has a sum. Each choice ascends, and so do the choices; none
    fits: an empty list. The digits are few, but say what your way would cost with 40 of them.

    >>> cage_combinations(10, 2, excluded=[1])
    [[2, 8], [3, 7], [4, 6]]

    Raises ValueError ``a cage has 1 to 9 cells, not 0`` for such a size.
    """
    # Aloud: I take digits in ascending order, so no choice comes twice. I turn round when the digit times the cells
    # that are left is too much already: all later digits are larger still.
    # Brute force: all 512 subsets of nine digits, 2^n of n. Better: only ascending starts that can still fit.
    # Follow-ups: digits may repeat (combination_sums); only count them (a table over digits and sums).
    if not 1 <= size <= 9:
        raise ValueError(f"a cage has 1 to 9 cells, not {size}")
    found: list[list[int]] = []
    chosen: list[int] = []

    def choose(least: int, left: int) -> None:
        cells = size - len(chosen)
        if cells == 0:
            if left == 0:
                found.append(chosen.copy())
            return
        for digit in range(least, 10):
            if digit * cells > left:
                return
            if digit not in excluded:
                chosen.append(digit)
                choose(digit + 1, left - digit)
                chosen.pop()

    choose(1, total)
    return found


def cage_combinations_brute_force(total: int, size: int, excluded: Collection[int] = ()) -> list[list[int]]:
    """Return the same, and refuse the same, from all choices of that size: O(2^n) of n digits."""
    if not 1 <= size <= 9:
        raise ValueError(f"a cage has 1 to 9 cells, not {size}")
    digits = [digit for digit in range(1, 10) if digit not in excluded]
    return [list(each) for each in combinations(digits, size) if sum(each) == total]


def combination_sums(prices: Iterable[int], budget: int) -> list[list[int]]:
    """Return every way to spend exactly the budget, each price as often as you like.

    Prices are whole and positive, up to 30 of them; the budget up to 40, so that the ways can be listed. Each way
    ascends, and so do the ways. A price that is given twice counts once. A budget of 0 has one way, buying nothing.

    >>> combination_sums([3, 2, 5], 8)
    [[2, 2, 2, 2], [2, 3, 3], [3, 5]]

    Raises ValueError ``a price must be positive, not 0`` for a price below 1.
    """
    # Aloud: The same price may follow itself, a smaller one may not: that makes each way ascend, and come once. With
    # the prices sorted, the first that is too dear ends the loop.
    # Brute force: all counts of each price, product of (budget / price + 1). Better: only ways that still fit;
    # depth budget / smallest price.
    # Follow-ups: each price once (go on from the next one, skip equal neighbours); how many ways, or the fewest items
    # (dynamic programming, O(prices * budget)); why does a price of 0 have to be refused?
    sorted_prices = _checked(prices)
    found: list[list[int]] = []
    chosen: list[int] = []

    def choose(first: int, left: int) -> None:
        if left == 0:
            found.append(chosen.copy())
        for at in range(first, len(sorted_prices)):
            if sorted_prices[at] > left:
                return
            chosen.append(sorted_prices[at])
            choose(at, left - sorted_prices[at])
            chosen.pop()

    choose(0, budget)
    return found


def combination_sums_brute_force(prices: Iterable[int], budget: int) -> list[list[int]]:
    """Return the same, and refuse the same, from all counts of all prices: O((budget / price + 1) ^ prices)."""
    sorted_prices = _checked(prices)
    ways = []
    for counts in product(*(range(budget // price + 1) for price in sorted_prices)):
        way = [price for price, count in zip(sorted_prices, counts, strict=True) for _ in range(count)]
        if sum(way) == budget:
            ways.append(way)
    return sorted(ways)


def _checked(prices: Iterable[int]) -> list[int]:
    sorted_prices = sorted(set(prices))
    if sorted_prices and sorted_prices[0] < 1:
        raise ValueError(f"a price must be positive, not {sorted_prices[0]}")
    return sorted_prices


def parentheses(pairs: int) -> list[str]:
    """Return all texts of so many pairs of brackets in which each one closes an open one, in alphabetical order.

    Up to 12 pairs: 208,012 texts. 0 pairs make one text, the empty one.

    >>> parentheses(3)
    ['((()))', '(()())', '(())()', '()(())', '()()()']

    Raises ValueError ``pairs must not be negative, not -1``.
    """
    # Aloud: A start can always be completed if no more than `pairs` are open in all and none closes too many. So I
    # keep two numbers, and never meet a dead end: the work is just the output.
    # Brute force: all 2^2n texts, then check each. Better: the nth Catalan number, about 4^n / n^1.5, times 2n.
    # Follow-ups: how many (the Catalan numbers, by a table); three kinds of brackets (a stack of what is open);
    # the k-th text without the others (count the texts below each choice).
    if pairs < 0:
        raise ValueError(f"pairs must not be negative, not {pairs}")
    texts: list[str] = []

    def extend(text: str, to_open: int, to_close: int) -> None:
        if to_close == 0:
            texts.append(text)
        if to_open:
            extend(text + "(", to_open - 1, to_close)
        if to_close > to_open:
            extend(text + ")", to_open, to_close - 1)

    extend("", pairs, pairs)
    return texts


def parentheses_brute_force(pairs: int) -> list[str]:
    """Return the same, and refuse the same, from all texts of that length: O(4^n * n) time."""
    if pairs < 0:
        raise ValueError(f"pairs must not be negative, not {pairs}")
    return [text for text in map("".join, product("()", repeat=2 * pairs)) if _is_balanced(text)]


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += 1 if sign == "(" else -1
        if depth < 0:
            return False
    return depth == 0


def phone_texts(digits: str) -> list[str]:
    """Return all texts of small letters that the digits on a phone may stand for, in alphabetical order.

    The letters of each key stand in ``KEYS``. Up to 8 digits, so up to 4^8 = 65,536 texts. No digits, no text: an
    empty list, not a list of one empty text.

    >>> phone_texts("29")
    ['aw', 'ax', 'ay', 'az', 'bw', 'bx', 'by', 'bz', 'cw', 'cx', 'cy', 'cz']

    Raises ValueError ``no letters on key '1'`` for a key without letters.
    """
    # Aloud: Each digit extends every text so far by each of its letters. There are no dead ends, so a loop over the
    # digits will do, no recursion: all texts of one digit, of two, of three.
    # Brute force: all 26^n texts, keep those that type the digits. Better: 4^n texts, and no more can be saved.
    # Follow-ups: only words of a dictionary (walk down a trie instead, and turn round where it ends); one at a time
    # (a generator; itertools.product does it in one line).
    for digit in digits:
        if digit not in KEYS:
            raise ValueError(f"no letters on key {digit!r}")
    texts = [""] if digits else []
    for digit in digits:
        texts = [text + letter for text in texts for letter in KEYS[digit]]
    return texts


def phone_texts_brute_force(digits: str) -> list[str]:
    """Return the same, and refuse the same, from all texts of letters: O(26^n * n) time."""
    for digit in digits:
        if digit not in KEYS:
            raise ValueError(f"no letters on key {digit!r}")
    if not digits:
        return []
    texts = map("".join, product(ascii_lowercase, repeat=len(digits)))
    return [text for text in texts if all(letter in KEYS[key] for letter, key in zip(text, digits, strict=True))]


def main() -> None:
    """List what can be chosen, paid, bracketed and typed."""
    print("Two digits that make 10, without 1:", cage_combinations(10, 2, excluded=[1]))
    print("Ways to spend 8 on 2, 3 and 5:", combination_sums([2, 3, 5], 8))
    print("Three pairs of brackets:", parentheses(3))
    print("Texts of 6 pairs:", len(parentheses(6)), "out of", 2**12, "that brute force writes down")
    print("Key 2, then key 9:", phone_texts("29")[:5], "...")


if __name__ == "__main__":
    main()
