"""Constraint puzzles: variables, the values they may take, and rules that rule out early.

Signal: "assign each ... so that all conditions hold", few variables with few values, conditions that name two or
three of them: seating plans, timetables, cryptarithms, jobs on machines.
Template: backtracking with a plan. Put the variable that is tied down most first; check each rule as soon as all it
speaks of is known; keep a bound for what is still open, and turn round when even the best case misses.
Cost: exponential at worst, whatever you do; how much, the order of the variables decides.
Not for: hundreds of variables at work: a solver (OR-Tools, a SAT solver) learns from its dead ends. Two-valued
choices with sums are subset-sum tables where the sums are small.
Asked: SEND + MORE = MONEY; who owns the zebra? Can these jobs be shared out evenly among k workers?
Source: Russell and Norvig, Artificial Intelligence: A Modern Approach, chapter on constraint satisfaction; Exercism,
alphametics and zebra-puzzle.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import permutations, product
from typing import NamedTuple


def alphametic_solution(puzzle: str) -> dict[str, int] | None:
    """Return a digit for each letter that makes the sum true, or None when there is none.

    The puzzle is one sum of words of capital letters, such as "SEND + MORE == MONEY". Different letters have different
    digits; a number of two or more digits does not begin with 0. Up to ten letters, which is 3,628,800 assignments,
    each a sum of up to 200 words: too many to try. With several solutions any one may be returned; more than ten
    letters have none.

    >>> alphametic_solution("AS + A == MOM") == {"A": 9, "S": 2, "M": 1, "O": 0}
    True

    Raises ValueError ``no sum of words: 'A + 1 == B'`` for anything but ``WORD + WORD == WORD`` of A to Z.
    """
    # Aloud: All words collapse into one equation: each letter has a weight, powers of ten on the left, minus on the
    # right, and the weights times the digits must be 0. 200 words become ten numbers. I give the heaviest letter its
    # digit first, and turn round when the rest, even with all nines, can no longer bring the sum back to 0.
    # Brute force: all choices of digits, 10! for ten letters. Better: the same at worst, but the bound ends most
    # branches after two or three letters, as each weighs about a tenth of the one before.
    # Follow-ups: all solutions; other bases; work column by column with a carry (the bound by hand).
    weights, leading = _equation(puzzle)
    letters = sorted(weights, key=lambda letter: -abs(weights[letter]))
    if len(letters) > 10:
        return None
    lowest, highest = [0], [0]
    for letter in reversed(letters):
        lowest.append(lowest[-1] + min(9 * weights[letter], 0))
        highest.append(highest[-1] + max(9 * weights[letter], 0))
    solution: dict[str, int] = {}
    free = set(range(10))

    def assign(at: int, total: int) -> bool:
        left = len(letters) - at
        if not lowest[left] <= -total <= highest[left]:
            return False
        if left == 0:
            return True
        letter = letters[at]
        for digit in sorted(free):
            if digit or letter not in leading:
                free.remove(digit)
                solution[letter] = digit
                if assign(at + 1, total + digit * weights[letter]):
                    return True
                free.add(digit)
        return False

    return solution if assign(0, 0) else None


def alphametic_solution_brute_force(puzzle: str) -> dict[str, int] | None:
    """Return the same, or another solution, and refuse the same, from all choices of digits: O(10! / (10 - n)!)."""
    weights, leading = _equation(puzzle)
    for digits in permutations(range(10), len(weights)):
        solution = dict(zip(weights, digits, strict=True))
        if sum(weights[letter] * digit for letter, digit in solution.items()) == 0 and all(map(solution.get, leading)):
            return solution
    return None


def _equation(puzzle: str) -> tuple[dict[str, int], set[str]]:
    """Return the weight of each letter, left side minus right side, and the letters that must not be 0."""
    left, equals, right = puzzle.partition("==")
    addends, result = [word.strip() for word in left.split("+")], right.strip()
    if not equals or not all(word.isascii() and word.isalpha() and word.isupper() for word in [*addends, result]):
        raise ValueError(f"no sum of words: {puzzle!r}")
    weights: dict[str, int] = {}
    for word, sign in [*((word, 1) for word in addends), (result, -1)]:
        for power, letter in enumerate(reversed(word)):
            weights[letter] = weights.get(letter, 0) + sign * 10**power
    return weights, {word[0] for word in [*addends, result] if len(word) > 1}


# Exercism's version of the puzzle; house 0 is the leftmost.
ZEBRA_GROUPS = (
    ("red", "green", "ivory", "yellow", "blue"),
    ("Englishman", "Spaniard", "Ukrainian", "Norwegian", "Japanese"),
    ("dog", "snails", "fox", "horse", "zebra"),
    ("coffee", "tea", "milk", "orange juice", "water"),
    ("dancing", "painting", "reading", "football", "chess"),
)


class Clue(NamedTuple):
    """The place of ``other`` minus the place of ``one`` is one of ``gaps``: {0} same, {1} next to the right."""

    one: str
    other: str
    gaps: Collection[int]


def arrangement(groups: Sequence[Sequence[str]], clues: Sequence[Clue], fixed: Mapping[str, int]) -> dict[str, int]:
    """Return for each value its house, from 0, so that all clues hold.

    There are as many houses in a row as a group has values, and in each house lives exactly one value of each group
    (one nationality, one pet, one drink ...). ``fixed`` gives some values their house. No value is in two groups.
    Five groups of five are 120^5 = 2.5 * 10^10 arrangements. With several that fit, any one is returned. No groups,
    and nothing else, have the empty arrangement.

    >>> houses = arrangement([["cat", "dog"], ["tea", "milk"]], [Clue("cat", "tea", {-1, 1})], {"dog": 0})
    >>> sorted(houses.items())
    [('cat', 1), ('dog', 0), ('milk', 1), ('tea', 0)]

    Raises ValueError ``no arrangement fits all clues``, ``groups must have the same size``, ``'tea' stands twice in
    the groups``, and ``'mice' is in no group`` for a name in a clue or in ``fixed`` that no group has.
    """
    # Aloud: One value at a time, in a house that none of its group has. As soon as both ends of a clue have a house, it
    # must hold, so a wrong start dies at once. What is fixed goes first; then always the value that clues tie to most
    # of those already placed: it has the fewest houses left.
    # Brute force: all orders of all groups, (n!)^groups; for the zebra 10^10. Better: the same at worst, but the clues
    # chain the values together, and a wrong house is found out within a few steps.
    # Follow-ups: is the solution unique (go on after the first)? Which clue is superfluous? Places in a circle.
    group_of = _checked_groups(groups, clues, fixed)
    around: dict[str, list[tuple[str, list[int]]]] = {value: [] for value in group_of}
    for one, other, gaps in clues:
        around[one].append((other, list(gaps)))
        around[other].append((one, [-gap for gap in gaps]))
    order = list(fixed)
    while len(order) < len(group_of):
        rest = [value for value in group_of if value not in order]
        order.append(max(rest, key=lambda value: sum(other in order for other, _ in around[value])))
    houses: dict[str, int] = {}

    def fits(value: str) -> bool:
        mates = sum(houses.get(mate) == houses[value] for mate in groups[group_of[value]])
        return mates == 1 and all(
            houses[other] - houses[value] in gaps for other, gaps in around[value] if other in houses
        )

    def settle(at: int) -> bool:
        if at == len(order):
            return True
        value = order[at]
        for house in range(len(groups[0])):
            houses[value] = house
            if fixed.get(value, house) == house and fits(value) and settle(at + 1):
                return True
        del houses[value]
        return False

    if not settle(0):
        raise ValueError("no arrangement fits all clues")
    return houses


def arrangement_brute_force(
    groups: Sequence[Sequence[str]], clues: Sequence[Clue], fixed: Mapping[str, int]
) -> dict[str, int]:
    """Return the same, or another that fits, and refuse the same, from all orders of all groups: O((n!)^groups)."""
    _checked_groups(groups, clues, fixed)
    for orders in product(*map(permutations, groups)):
        houses = {value: house for order in orders for house, value in enumerate(order)}
        if fixed.items() <= houses.items() and all(houses[two] - houses[one] in gaps for one, two, gaps in clues):
            return houses
    raise ValueError("no arrangement fits all clues")


def _checked_groups(groups: Sequence[Sequence[str]], clues: Sequence[Clue], fixed: Mapping[str, int]) -> dict[str, int]:
    """Return the number of each value's group, or raise ValueError."""
    if len(set(map(len, groups))) > 1:
        raise ValueError("groups must have the same size")
    group_of: dict[str, int] = {}
    for number, group in enumerate(groups):
        for value in group:
            if value in group_of:
                raise ValueError(f"{value!r} stands twice in the groups")
            group_of[value] = number
    for value in [*fixed, *(value for clue in clues for value in clue[:2])]:
        if value not in group_of:
            raise ValueError(f"{value!r} is in no group")
    return group_of


SAME, NEXT_TO, RIGHT_OF = (0,), (-1, 1), (1,)
ZEBRA_CLUES = (
    Clue("Englishman", "red", SAME),
    Clue("Spaniard", "dog", SAME),
    Clue("green", "coffee", SAME),
    Clue("Ukrainian", "tea", SAME),
    Clue("ivory", "green", RIGHT_OF),
    Clue("snails", "dancing", SAME),
    Clue("yellow", "painting", SAME),
    Clue("reading", "fox", NEXT_TO),
    Clue("painting", "horse", NEXT_TO),
    Clue("football", "orange juice", SAME),
    Clue("Japanese", "chess", SAME),
    Clue("Norwegian", "blue", NEXT_TO),
)
ZEBRA_FIXED = {"milk": 2, "Norwegian": 0}


def main() -> None:
    """Find out what SEND + MORE is, who drinks water, and who owns the zebra."""
    solution = alphametic_solution("SEND + MORE == MONEY") or {}
    for word in ("SEND", "MORE", "MONEY"):
        print(f"{word:>6} {''.join(str(solution[letter]) for letter in word):>6}")
    print("A == B:", alphametic_solution("A == B"))

    houses = arrangement(ZEBRA_GROUPS, ZEBRA_CLUES, ZEBRA_FIXED)
    for number in range(5):
        print(
            f"House {number}:", ", ".join(value for group in ZEBRA_GROUPS for value in group if houses[value] == number)
        )


if __name__ == "__main__":
    main()
