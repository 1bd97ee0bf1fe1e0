"""Breadth first: the fewest steps, when every step costs the same.

Signal: "fewest moves", "shortest transformation", "minimum number of rides"; states instead of places: what fills two
buckets, which word you hold, which line you sit in.
Template: a queue of states with the start in it; take one, try every move, put in what was never seen. Mark as seen
when you put it in, not when you take it out. The first time the goal comes up is the answer.
Cost: O(states + moves). The work lies in naming the state as small as possible, and in listing its moves quickly.
Not for: steps of different cost (Dijkstra), any path at all (depth first needs less memory), state spaces that grow
tenfold each step without an end in sight (search from both ends, or A*).
Asked: two buckets, word ladder, changing buses; when do you mark a state as seen, and what happens if you do it later?
Source: Cormen et al., Introduction to Algorithms, chapter 20.2; Exercism, two-bucket.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

type Bucket = Literal["one", "two"]


class Measured(NamedTuple):
    """How many moves it took, which bucket then holds the goal, and how much is in the other one."""

    moves: int
    bucket: Bucket
    other: int


def measured(one: int, two: int, goal: int, start: Bucket) -> Measured:
    """Return how to measure ``goal`` litres in the fewest moves with buckets of ``one`` and ``two`` litres.

    A move fills a bucket, empties one, or pours one into the other until one is empty or the other full. The first
    move fills the bucket ``start``. Never again may that bucket be empty while the other is full. Sizes are whole, at
    least 1, up to 10,000. If both buckets hold the goal, bucket one counts; of several ends after as few moves, any.

    >>> measured(3, 5, 1, "one")
    Measured(moves=4, bucket='one', other=5)

    Raises ValueError ``impossible to measure 5 with buckets of 6 and 15`` when no moves lead there (also for a goal
    below 1), and ``a bucket must hold at least 1, not 0``.
    """
    # Aloud: The state is what is in both buckets. Six moves lead from each, so the fewest moves are a breadth-first
    # search. At least one bucket is always full or empty, so there are about 2 * (one + two) states, not one * two.
    # Brute force: all sequences of k moves, 6^k; or, without sequences, all states of a round again and again, O(n²).
    # Better: O(n) time and memory for n states.
    # Follow-ups: which moves (keep where each state came from); three buckets; when is it possible at all (the greatest
    # common divisor must divide the goal); why does pouring always the same way round also get there?
    _check_buckets(one, two)
    first = (one, 0) if start == "one" else (0, two)
    forbidden = (0, two) if start == "one" else (one, 0)
    queue = deque([(first, 1)])
    seen = {first, forbidden}
    while queue:
        state, moves = queue.popleft()
        if goal > 0 and goal in state:
            return Measured(moves, "one", state[1]) if state[0] == goal else Measured(moves, "two", state[0])
        for after in _after_a_move(*state, one, two):
            if after not in seen:
                seen.add(after)
                queue.append((after, moves + 1))
    raise ValueError(f"impossible to measure {goal} with buckets of {one} and {two}")


def measured_brute_force(one: int, two: int, goal: int, start: Bucket) -> Measured:
    """Return the same, or another end after as few moves, by all states of each round again and again: O(states²)."""
    _check_buckets(one, two)
    forbidden = (0, two) if start == "one" else (one, 0)
    states = {(one, 0) if start == "one" else (0, two)}
    for moves in range(1, 2 * (one + two) + 2):
        found = sorted(state for state in states if goal > 0 and goal in state)
        for state in found:
            if state[0] == goal:
                return Measured(moves, "one", state[1])
        if found:
            return Measured(moves, "two", found[0][0])
        states |= {after for state in states for after in _after_a_move(*state, one, two)} - {forbidden}
    raise ValueError(f"impossible to measure {goal} with buckets of {one} and {two}")


def _check_buckets(one: int, two: int) -> None:
    if min(one, two) < 1:
        raise ValueError(f"a bucket must hold at least 1, not {min(one, two)}")


def _after_a_move(in_one: int, in_two: int, one: int, two: int) -> list[tuple[int, int]]:
    to_two, to_one = min(in_one, two - in_two), min(in_two, one - in_one)
    poured = [(in_one - to_two, in_two + to_two), (in_one + to_one, in_two - to_one)]
    return [(one, in_two), (in_one, two), (0, in_two), (in_one, 0), *poured]


def word_ladder(first: str, last: str, words: Iterable[str]) -> list[str]:
    """Return a shortest row of words from first to last, each differing from the one before in a single letter.

    All but the first must be among ``words``: up to 5,000 words of up to 10 letters; comparing each with each is 25
    million pairs. Only words as long as the first can take part. Any shortest row will do. First and last alike: a row
    of that one word, which need not be among the words.

    >>> word_ladder("cold", "warm", ["cord", "card", "ward", "warm"])
    ['cold', 'cord', 'card', 'ward', 'warm']

    There may be several as short. Without any, an empty list.
    """
    # Aloud: Words are places, and two are joined when one letter differs. I do not build all joins: c?ld stands for
    # all words that differ from "cold" in the second letter. A dict from such patterns to words gives the neighbours.
    # Brute force: compare the word in hand with all others, O(n² * L). Better: O(n * L²), as making L patterns of
    # length L costs L².
    # Follow-ups: both ends at once (two small balls instead of a large one); all shortest rows (keep all parents);
    # letters of different cost (Dijkstra).
    same_length = dict.fromkeys(word for word in words if len(word) == len(first))
    by_pattern: dict[tuple[int, str], list[str]] = {}
    for word in same_length:
        for pattern in _patterns(word):
            by_pattern.setdefault(pattern, []).append(word)
    came_from = {first: first}
    queue = deque([first])
    while queue and last not in came_from:
        word = queue.popleft()
        for pattern in _patterns(word):
            for other in by_pattern.pop(pattern, []):  # whoever comes later by this pattern would find them all seen
                if other not in came_from:
                    came_from[other] = word
                    queue.append(other)
    return _way_back(came_from, first, last)


def _patterns(word: str) -> Iterator[tuple[int, str]]:
    return ((place, word[:place] + word[place + 1 :]) for place in range(len(word)))


def word_ladder_brute_force(first: str, last: str, words: Iterable[str]) -> list[str]:
    """Return the same, or one as short, comparing the word in hand with all others: O(n² * L) time."""
    unseen = dict.fromkeys(word for word in words if len(word) == len(first) and word != first)
    came_from = {first: first}
    queue = deque([first])
    while queue and last not in came_from:
        word = queue.popleft()
        for other in [each for each in unseen if sum(a != b for a, b in zip(word, each, strict=True)) == 1]:
            del unseen[other]
            came_from[other] = word
            queue.append(other)
    return _way_back(came_from, first, last)


def _way_back(came_from: dict[str, str], first: str, last: str) -> list[str]:
    if last not in came_from:
        return []
    row = [last]
    while row[-1] != first:
        row.append(came_from[row[-1]])
    return row[::-1]


def fewest_rides(lines: Sequence[Sequence[str]], start: str, goal: str) -> int | None:
    """Return how many lines one has to ride from stop to stop, or None when the goal cannot be reached.

    Each line stops at the given stops and goes both ways. Up to 500 lines with 100,000 stops in all. No ride is needed
    to be where one is. A line may stop twice at the same place.

    >>> fewest_rides([["a", "b", "c"], ["c", "d"], ["x", "y"]], "a", "d")
    2
    """
    # Aloud: What counts is rides, so a step is a ride, from any stop of a line to any other of it. Joining all pairs of
    # stops would be quadratic in the longest line; instead each line is ridden once: then all its stops are reached.
    # Brute force: round by round, ride every line that touches a reached stop, O(lines * stops).
    # Better: O(all stops of all lines) time and memory.
    # Follow-ups: which lines; fewest stops passed instead (other edges); waiting times (Dijkstra).
    lines_at: dict[str, list[int]] = {}
    for number, stops in enumerate(lines):
        for stop in stops:
            lines_at.setdefault(stop, []).append(number)
    rides = {start: 0}
    ridden: set[int] = set()
    queue = deque([start])
    while queue and goal not in rides:
        stop = queue.popleft()
        for number in lines_at.get(stop, []):
            if number not in ridden:
                ridden.add(number)
                for other in lines[number]:
                    if other not in rides:
                        rides[other] = rides[stop] + 1
                        queue.append(other)
    return rides.get(goal)


def fewest_rides_brute_force(lines: Sequence[Sequence[str]], start: str, goal: str) -> int | None:
    """Return the same by riding, round by round, every line that touches a reached stop: O(lines * stops)."""
    reached = {start}
    for rides in range(len(lines) + 1):
        if goal in reached:
            return rides
        reached |= {stop for stops in lines if reached.intersection(stops) for stop in stops}
    return None


def main() -> None:
    """Measure a litre, turn cold into warm, and change buses."""
    print("1 litre with 3 and 5:", measured(3, 5, 1, "one"))
    try:
        measured(6, 15, 5, "one")
    except ValueError as error:
        print("5 litres with 6 and 15:", error)
    print("Ladder:", " ".join(word_ladder("cold", "warm", ["cord", "card", "ward", "warm", "corm", "worm"])))
    print("Rides from a to f:", fewest_rides([["a", "b", "c"], ["c", "d", "e"], ["b", "e", "f"]], "a", "f"))


if __name__ == "__main__":
    main()
