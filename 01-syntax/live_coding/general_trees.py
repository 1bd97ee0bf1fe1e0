"""General trees: any number of children, given as parents, as links, or as managers.

Signal: folders, comments, categories, an organisation: each has one parent (or none), and the question adds up, joins
or measures along branches.
Template: first turn what is given (a parent each) into what is needed (children each, or neighbours), in one pass with
a dict or list of lists. Then decide the direction: downwards is a stack or queue from the root; upwards is leaves
first, each handing its answer to its parent when all its children have done so.
Cost: O(n) time and memory; the depth may be n, so loops instead of calls.
Not for: links that may meet again (a graph): keep the set of those visited. In a database: recursive common table
expressions, or the path stored with each row.
Asked: build the tree from parent ids, sum up each department, the longest way between two nodes; and what if the data
holds a circle?
Source: Cormen et al., Introduction to Algorithms, appendix B.5 and exercise 20.2-8 (the longest route); Exercism,
tree-building.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Record(NamedTuple):
    """A row of a forum's table: the id of a post, and the id of the post that it answers."""

    id: int
    parent: int


@dataclass
class Post:
    """A post and the posts that answer it, by ascending id. Comparing and printing are for small trees."""

    id: int
    answers: "list[Post]" = field(default_factory=list)


def post_tree(records: Iterable[Record]) -> Post | None:
    """Return the first post with all answers below it, and the answers to those; None without records.

    The records come in any order, up to 100,000 of them, and answers may go as deep. Ids run from 0 without gaps.
    Post 0 names itself as its parent; any other names a post with a smaller id.

    >>> post_tree([Record(2, 0), Record(0, 0), Record(1, 0), Record(3, 2)])
    Post(id=0, answers=[Post(id=1, answers=[]), Post(id=2, answers=[Post(id=3, answers=[])])])

    Raises ValueError ``ids must be 0 to 2, each once: 1 is missing``, the smallest that is; when the ids are right,
    ``the parent of post 1 must be smaller, not 4``, or ``the parent of post 0 must be 0, not 4``, for the smallest such
    id.
    """
    # Aloud: Ids without gaps are indexes. I sort by id and check; a list of posts by id gives me each parent at once,
    # and as I append in ascending order the answers are sorted too. Since parents are smaller, there is no circle.
    # Brute force: for each post look through all records for its answers, O(n²), by recursion.
    # Better: O(n log n) for sorting (O(n) with buckets), O(n) memory.
    # Follow-ups: ids with gaps (a dict); parents after their children (two passes); several first posts (a forest).
    rows = _checked(records)
    posts = [Post(row.id) for row in rows]
    for row in rows[1:]:
        posts[row.parent].answers.append(posts[row.id])
    return posts[0] if posts else None


def post_tree_brute_force(records: Iterable[Record]) -> Post | None:
    """Return the same, and refuse the same, by looking through all records for each post: O(n²), limited depth."""
    rows = _checked(records)
    return _with_answers(0, rows) if rows else None


def _with_answers(number: int, rows: Sequence[Record]) -> Post:
    return Post(number, [_with_answers(row.id, rows) for row in rows if row.parent == number != row.id])


def _checked(records: Iterable[Record]) -> list[Record]:
    rows = sorted(records)
    missing = set(range(len(rows))).difference(row.id for row in rows)
    if missing:
        raise ValueError(f"ids must be 0 to {len(rows) - 1}, each once: {min(missing)} is missing")
    for number, parent in rows:
        if number == 0 and parent != 0:
            raise ValueError(f"the parent of post 0 must be 0, not {parent}")
        if number > 0 and not 0 <= parent < number:
            raise ValueError(f"the parent of post {number} must be smaller, not {parent}")
    return rows


def team_sizes(managers: Mapping[str, str | None]) -> dict[str, int]:
    """Return for each person how many report to them, directly or by way of others.

    ``managers`` names for each person their manager, or None at the top; there may be several at the top. Up to
    100,000 people, chains of command of any length. The result has the order of ``managers``.

    >>> team_sizes({"eve": "bob", "ada": None, "bob": "ada", "joe": "bob"})
    {'eve': 0, 'ada': 3, 'bob': 2, 'joe': 0}

    Raises ValueError ``'zoe' manages 'joe' but is nobody`` for a manager who is no key, with the first such person;
    then ``they report in a circle: 'ada', 'bob'``, all who are on one, in the order of ``managers``.
    """
    # Aloud: Nobody can be counted before all their reports are. So I start with those whom nobody reports to; each adds
    # itself and its team to its manager; who has heard from all reports comes next. Whoever never comes is on a circle.
    # Brute force: from each person climb to the top and add 1 on the way, O(n * depth), n² for one long chain.
    # Better: O(n) time and memory: this is a topological order, leaves first.
    # Follow-ups: salaries instead of heads; one person moves (only the chains above the old and the new place change).
    sizes = dict.fromkeys(managers, 0)
    waiting_for = dict.fromkeys(managers, 0)
    for person, manager in managers.items():
        if manager is not None:
            if manager not in managers:
                raise ValueError(f"{manager!r} manages {person!r} but is nobody")
            waiting_for[manager] += 1
    ready = [person for person, count in waiting_for.items() if count == 0]
    for person in ready:
        manager = managers[person]
        if manager is not None:
            sizes[manager] += 1 + sizes[person]
            waiting_for[manager] -= 1
            if waiting_for[manager] == 0:
                ready.append(manager)
    if len(ready) < len(managers):
        raise ValueError(f"they report in a circle: {', '.join(repr(each) for each in managers if waiting_for[each])}")
    return sizes


def team_sizes_brute_force(managers: Mapping[str, str | None]) -> dict[str, int]:
    """Return the same, and refuse the same, by climbing from each person to the top: O(n * depth) time."""
    for person, manager in managers.items():
        if manager is not None and manager not in managers:
            raise ValueError(f"{manager!r} manages {person!r} but is nobody")
    sizes = dict.fromkeys(managers, 0)
    circling = []
    for person, manager in managers.items():
        above: set[str] = set()
        while manager is not None and manager not in above:
            above.add(manager)
            manager = managers[manager]
        if person in above:
            circling.append(repr(person))
        for each in above:
            sizes[each] += 1
    if circling:
        raise ValueError(f"they report in a circle: {', '.join(circling)}")
    return sizes


def longest_route(cables: Sequence[tuple[str, str, int]]) -> int:
    """Return the length of the longest route between any two places, without using a cable twice; 0 for no cables.

    Each cable joins two places and has a length of at least 0. The cables form a tree: between two places there is just
    one route. Up to 100,000 cables, so all pairs of places are too many.

    >>> longest_route([("a", "b", 3), ("b", "c", 4), ("b", "d", 5)])  # from c to d
    9

    Raises ValueError ``the cables form no tree`` when there is a circle, a place that cannot be reached, or a cable
    from a place to itself; ``a cable cannot have length -1``.
    """
    # Aloud: In a tree, the place farthest from anywhere is an end of a longest route. So: the farthest from any place,
    # then the farthest from there. Two walks.
    # Brute force: a walk from every place, O(n²). Better: O(n) time and memory.
    # Follow-ups: which route (keep where you came from); the middle of the network (the middle of that route); negative
    # lengths (the trick fails: keep the two deepest branches of every node instead).
    neighbours = _neighbours(cables)
    if not neighbours:
        return 0
    distances = _distances(neighbours, next(iter(neighbours)))
    end = max(distances, key=distances.__getitem__)
    return max(_distances(neighbours, end).values())


def longest_route_brute_force(cables: Sequence[tuple[str, str, int]]) -> int:
    """Return the same, and refuse the same, by a walk from every place: O(n²) time."""
    neighbours = _neighbours(cables)
    return max((max(_distances(neighbours, place).values()) for place in neighbours), default=0)


def _neighbours(cables: Sequence[tuple[str, str, int]]) -> dict[str, list[tuple[str, int]]]:
    neighbours: dict[str, list[tuple[str, int]]] = {}
    for one, other, length in cables:
        if length < 0:
            raise ValueError(f"a cable cannot have length {length}")
        neighbours.setdefault(one, []).append((other, length))
        neighbours.setdefault(other, []).append((one, length))
    # A connected graph of n places is a tree exactly when it has n - 1 links.
    if neighbours and (
        len(cables) != len(neighbours) - 1 or len(_distances(neighbours, next(iter(neighbours)))) != len(neighbours)
    ):
        raise ValueError("the cables form no tree")
    return neighbours


def _distances(neighbours: Mapping[str, Sequence[tuple[str, int]]], start: str) -> dict[str, int]:
    distances = {start: 0}
    queue = deque([start])
    while queue:
        place = queue.popleft()
        for other, length in neighbours[place]:
            if other not in distances:
                distances[other] = distances[place] + length
                queue.append(other)
    return distances


def main() -> None:
    """Put a discussion together, count teams, and measure a network."""
    print("Discussion:", post_tree([Record(2, 0), Record(0, 0), Record(1, 0), Record(3, 2)]))
    managers = {"ada": None, "bob": "ada", "cleo": "ada", "dan": "bob", "eve": "bob"}
    print("Teams:", team_sizes(managers))
    try:
        team_sizes(managers | {"ada": "eve"})
    except ValueError as error:
        print("With ada below eve:", error)
    print(
        "Longest route:", longest_route([("lyon", "paris", 465), ("paris", "lille", 225), ("lyon", "nice", 470)]), "km"
    )


if __name__ == "__main__":
    main()
