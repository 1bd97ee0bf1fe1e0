"""Disjoint sets: groups that only ever grow together.

Signal: "are these connected", links that arrive one after the other, "which link was one too many", records of one
person under several names: questions between joins, and nothing is ever taken apart.
Template: each element points to a parent, the root stands for the group. find walks to the root and shortens the way
behind it; union hangs the smaller group under the larger one. Count groups down at each join that really joins two.
Cost: near O(1) a step, amortised (the inverse Ackermann function), O(n) memory.
Not for: links that are removed (rebuild, or go backwards in time), or the way between two elements (breadth first).
All links known and one question: a plain flood is as fast and simpler.
Asked: merge accounts, the redundant connection, number of provinces, when was everybody connected? Why union by size?
Source: Cormen et al., Introduction to Algorithms, chapter 19.
"""

from collections.abc import Iterable, Sequence


class _Groups:
    """The numbers below ``count`` in groups, at first one each."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))
        self._sizes = [1] * count

    def find(self, number: int) -> int:
        """Return the number that stands for the whole group."""
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def union(self, one: int, other: int) -> bool:
        """Join two groups, and return whether they were two."""
        large, small = self.find(one), self.find(other)
        if large == small:
            return False
        if self._sizes[large] < self._sizes[small]:
            large, small = small, large
        self._parents[small] = large
        self._sizes[large] += self._sizes[small]
        return True


def merged_accounts(accounts: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str, list[str]]]:
    """Return one account for each person, with all their addresses in ascending order.

    Each account has a name and addresses. Accounts that share an address belong to one person, also by way of further
    accounts; equal names alone mean nothing. The name is that of the person's first account. The order is that of the
    first accounts; an account without addresses stays alone. Up to 10,000 accounts with 100,000 addresses in all:
    comparing each with each is 5 * 10^7 pairs of sets.

    >>> merged_accounts([("ada", ["a@x", "b@x"]), ("bob", ["c@x"]), ("ada l.", ["d@x", "b@x"])])
    [('ada', ['a@x', 'b@x', 'd@x']), ('bob', ['c@x'])]
    """
    # Aloud: Each address remembers the first account that had it; a later account with it joins that one. In the end
    # all accounts of a group pour their addresses together.
    # Brute force: as long as any two share an address, merge them, O(n³) pairs of sets at worst.
    # Better: O(A) near-constant steps for A addresses, O(A log A) for sorting them.
    # Follow-ups: accounts arrive one by one (keep the structure); a wrong merge has to be undone (keep the reasons: the
    # links, and rebuild); addresses that many share, such as info@ (a stop list).
    groups = _Groups(len(accounts))
    first_with: dict[str, int] = {}
    for number, (_, addresses) in enumerate(accounts):
        for address in addresses:
            groups.union(first_with.setdefault(address, number), number)
    merged: dict[int, tuple[str, set[str]]] = {}
    for number, (name, addresses) in enumerate(accounts):
        merged.setdefault(groups.find(number), (name, set()))[1].update(addresses)
    return [(name, sorted(addresses)) for name, addresses in merged.values()]


def merged_accounts_brute_force(accounts: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str, list[str]]]:
    """Return the same by merging any two that share an address until none do: O(n³) comparisons at worst."""
    merged = [(name, set(addresses)) for name, addresses in accounts]
    again = True
    while again:
        again = False
        for at, (_, mine) in enumerate(merged):
            for other in range(len(merged) - 1, at, -1):
                if mine & merged[other][1]:
                    mine |= merged.pop(other)[1]
                    again = True
    return [(name, sorted(addresses)) for name, addresses in merged]


def redundant_link(links: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the first link that joins two machines which the links before it join already, or None.

    A link from a machine to itself is such a link. Up to 100,000 links, which come as a stream: each is to be judged
    when it comes, and nothing is read after the answer.

    >>> redundant_link([("a", "b"), ("c", "d"), ("b", "c"), ("d", "a"), ("a", "c")])
    ('d', 'a')
    """
    # Aloud: Two machines are joined already exactly when they are in one group. If so, this is the link; else join the
    # groups. As names come as a stream, the parents are a dict that grows; I leave the sizes out and say so: shortened
    # ways alone make it O(log n) a link, amortised.
    # Brute force: before each link search from one end for the other, O(n²). Better: O(n log n).
    # Follow-ups: all redundant links (what is left is a spanning tree; with costs, sorted, it is Kruskal's); links with
    # a direction (two cases: two parents, or a circle).
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        parents.setdefault(name, name)
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for one, other in links:
        if root(one) == root(other):
            return one, other
        parents[root(one)] = root(other)
    return None


def redundant_link_brute_force(links: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the same by searching from one end of each link for the other: O(n²) time."""
    neighbours: dict[str, set[str]] = {}
    for one, other in links:
        reached, stack = {one}, [one]
        while stack:
            for each in neighbours.get(stack.pop(), set()) - reached:
                reached.add(each)
                stack.append(each)
        if other in reached:
            return one, other
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    return None


def count_provinces(connected: Sequence[Sequence[int]]) -> int:
    """Return how many groups of towns there are that are connected, directly or by way of others.

    ``connected[a][b]`` is 1 when towns a and b are joined directly, else 0; the same as ``connected[b][a]``. The
    diagonal does not matter. Up to 1,000 towns. No towns, no groups.

    >>> count_provinces([[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    2

    Raises ValueError ``row 1 has 2 entries, not 3``, with rows counted from 0, and ``0 and 1 are joined one way only``,
    with the smallest such pair.
    """
    # Aloud: As many groups as towns at first, one less for every road that really joins two groups.
    # Brute force: from each town flood its group, and count the different groups: O(n³). Better: O(n²), the input.
    # Follow-ups: a flood with a set of seen towns costs the same, which would you write? Adjacency lists; roads that
    # are built one by one.
    _check_square(connected)
    groups = _Groups(len(connected))
    joins = sum(groups.union(a, b) for a, row in enumerate(connected) for b in range(a) if row[b])
    return len(connected) - joins


def count_provinces_brute_force(connected: Sequence[Sequence[int]]) -> int:
    """Return the same, and refuse the same, by flooding from every town: O(n³) time."""
    _check_square(connected)
    groups = set()
    for town in range(len(connected)):
        group = {town}
        while more := {b for a in group for b, joined in enumerate(connected[a]) if joined} - group:
            group |= more
        groups.add(frozenset(group))
    return len(groups)


def _check_square(connected: Sequence[Sequence[int]]) -> None:
    for number, row in enumerate(connected):
        if len(row) != len(connected):
            raise ValueError(f"row {number} has {len(row)} entries, not {len(connected)}")
    for a, row in enumerate(connected):
        for b in range(a + 1, len(connected)):
            if row[b] != connected[b][a]:
                raise ValueError(f"{a} and {b} are joined one way only")


def when_connected(count: int, links: Iterable[tuple[int, int, int]]) -> int | None:
    """Return the time at which all machines, numbered from 0 to ``count - 1``, are connected for the first time.

    A link is (time, one, other), and stays from that time on; the links come in any order. Up to 100,000 machines and
    links. None when it never happens; a single machine, or none, is connected from time 0; all times are at least 0.

    >>> when_connected(3, [(30, 0, 1), (10, 1, 2), (20, 2, 1)])
    30

    Raises ValueError ``no machine 3 among 3`` for the first number, in the order of the links given, that is none.
    """
    # Aloud: In the order of time, each link either joins two groups or changes nothing. After count - 1 real joins one
    # group is left.
    # Brute force: after each link flood from machine 0, O(n²). Better: O(n log n) for sorting by time.
    # Follow-ups: links also break (offline: go backwards); when did these two become connected (keep the time at each
    # join, and look at the largest on the way to the common root).
    ordered = sorted(_checked(count, links))
    groups = _Groups(count)
    left = count - 1
    if left <= 0:
        return 0
    for time, one, other in ordered:
        left -= groups.union(one, other)
        if left == 0:
            return time
    return None


def when_connected_brute_force(count: int, links: Iterable[tuple[int, int, int]]) -> int | None:
    """Return the same, and refuse the same, by flooding from machine 0 after each link: O(n²) time."""
    ordered = sorted(_checked(count, links))
    if count <= 1:
        return 0
    for number, (time, _, _) in enumerate(ordered, start=1):
        reached, size = {0}, 0
        while size < len(reached):
            size = len(reached)
            for _, one, other in ordered[:number]:
                if one in reached or other in reached:
                    reached |= {one, other}
        if len(reached) == count:
            return time
    return None


def _checked(count: int, links: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    checked = list(links)
    for _, *ends in checked:
        for end in ends:
            if not 0 <= end < count:
                raise ValueError(f"no machine {end} among {count}")
    return checked


def main() -> None:
    """Merge accounts, find a redundant link, and see a network come together."""
    accounts = [("ada", ["a@x", "b@x"]), ("bob", ["c@x"]), ("ada l.", ["d@x", "b@x"]), ("ada", ["e@x"])]
    for name, addresses in merged_accounts(accounts):
        print(f"{name:>4}: {', '.join(addresses)}")
    print("One link too many:", redundant_link([("a", "b"), ("c", "d"), ("b", "c"), ("d", "a")]))
    print("Provinces:", count_provinces([[1, 1, 0], [1, 1, 0], [0, 0, 1]]))
    print("Connected at:", when_connected(4, [(30, 0, 1), (10, 1, 2), (20, 2, 1), (25, 3, 0)]))


if __name__ == "__main__":
    main()
