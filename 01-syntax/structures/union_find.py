"""Union-find: which things belong together, while more and more of them are joined.

Each set is a tree whose nodes point up, and the root stands for the set. To join two sets one root is hung under the
other; two things belong together when walking up from both ends at one root. Two habits keep the trees flat: the
smaller tree goes under the larger one (union by size), so that no path is longer than log2 n; and each walk lets every
node it passes point to its grandparent (path halving), so that the next walk is half as long.

Cost: union, find and connected O(inverse Ackermann function of n) amortised: below 5 for any n there is.
One call alone O(log n). Sets O(n). Memory O(n).
Use it for: Kruskal's spanning tree, components while edges arrive, accounts that share an address, pixels of one area.
Not for: taking sets apart again (edges that go need other structures), the path between two things (BFS), or components
of a graph that is there as a whole (one BFS). ``scipy.cluster.hierarchy.DisjointSet`` and networkx have it ready.
Asked: count the networks after each new cable. Why by size? What goes wrong without either habit?
Source: Tarjan, van Leeuwen, Worst-case analysis of set union algorithms (1984); Cormen, Leiserson, Rivest, Stein,
Introduction to Algorithms, chapter 19
"""

from array import array
from collections.abc import Collection, Iterable, Iterator


class UnionFind[T](Collection[T]):
    """A collection of items in sets that have none in common; each item begins alone.

    Items are found as the keys of a dict are, and keep the order in which they came. An item that was not added raises
    KeyError with the item, an unhashable one TypeError. ``find`` changes the trees: two threads need a lock to read.

    >>> network = UnionFind(["a", "b", "c", "d"])
    >>> network.union("a", "b"), network.union("b", "a"), network.connected("a", "c")
    (True, False, False)
    >>> network, network.count
    (UnionFind([['a', 'b'], ['c'], ['d']]), 3)
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Put each item in a set of its own; an item that comes again changes nothing."""
        self._items = list(dict.fromkeys(items))
        self._places = dict(zip(self._items, range(len(self._items)), strict=True))
        # From here on places in lists stand for the items: an item is hashed once a call, however long the path.
        self._parents = list(range(len(self._items)))
        self._sizes = [1] * len(self._items)
        self._count = len(self._items)

    @property
    def count(self) -> int:
        """Number of sets."""
        return self._count

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        """Return an iterator over the items as they came; as with a list, items added meanwhile come too."""
        return iter(self._items)

    def __contains__(self, item: object) -> bool:
        return item in self._places

    def add(self, item: T) -> None:
        """Put an item in a set of its own, unless it is in one; O(1)."""
        if item not in self._places:
            self._places[item] = place = len(self._items)
            self._items.append(item)
            self._parents.append(place)
            self._sizes.append(1)
            self._count += 1

    def find(self, item: T) -> T:
        """Return the item that stands for the set: the same for all items of one set, until that is joined."""
        return self._items[self._root(self._places[item])]

    def union(self, one: T, other: T) -> bool:
        """Join the sets of two items, and return whether they were two. One that was there already counts once.

        The root of the larger set stands for both; of equal ones that of ``one``.
        """
        larger, smaller = self._root(self._places[one]), self._root(self._places[other])
        sizes = self._sizes
        if larger == smaller:
            return False
        if sizes[larger] < sizes[smaller]:
            larger, smaller = smaller, larger
        self._parents[smaller] = larger
        sizes[larger] += sizes[smaller]
        self._count -= 1
        return True

    def connected(self, one: T, other: T) -> bool:
        """Return whether two items are in one set."""
        return self._root(self._places[one]) == self._root(self._places[other])

    def size(self, item: T) -> int:
        """Return how many items are in the set of this one."""
        return self._sizes[self._root(self._places[item])]

    def sets(self) -> list[list[T]]:
        """Return all sets as lists; items and sets in the order in which the items, and their first items, came."""
        groups: dict[int, list[T]] = {}
        for place, item in enumerate(self._items):
            groups.setdefault(self._root(place), []).append(item)
        return list(groups.values())

    def depth(self, item: T) -> int:
        """Return the steps from an item up to its root, 0 for the root; to look at, so it leaves the tree as it is."""
        place, steps = self._places[item], 0
        while self._parents[place] != place:
            place = self._parents[place]
            steps += 1
        return steps

    def __eq__(self, other: object) -> bool:
        """Return whether the same items are together, whatever the order of items and unions."""
        if not isinstance(other, UnionFind):
            return NotImplemented
        return {frozenset(group) for group in self.sets()} == {frozenset(group) for group in other.sets()}

    __hash__ = None  # type: ignore[assignment]  # it changes, as a set does

    def __copy__(self) -> "UnionFind[T]":
        """Return one with trees of its own; the default copy would share them."""
        twin = UnionFind(self._items)
        twin._parents, twin._sizes, twin._count = self._parents.copy(), self._sizes.copy(), self._count
        return twin

    def __repr__(self) -> str:
        """Return ``UnionFind(...)`` with what ``sets`` returns."""
        return f"UnionFind({self.sets()!r})"

    def _root(self, place: int) -> int:
        parents = self._parents
        while (parent := parents[place]) != place:
            parents[place] = place = parents[parent]
        return place


class IndexUnionFind:
    """The same for the items 0 to ``size`` - 1, and fast.

    What buys the speed: nothing is hashed, no method calls another, and all is in one array of 4 bytes an item, so that
    little memory is touched. An item has its parent there, and a root, which needs none, minus the size of its set.

    An item outside raises IndexError, a negative one too, though an array would take it.

    >>> network = IndexUnionFind(3)
    >>> network.union(0, 2), network.union(2, 0), network.connected(0, 2), network.count
    (True, False, True, 2)
    """

    def __init__(self, size: int) -> None:
        """Put each item in a set of its own; ValueError ``size must be at least 0, not -1``."""
        if size < 0:
            raise ValueError(f"size must be at least 0, not {size}")
        self._parents = array("i", [-1]) * size
        self._count = size

    @property
    def count(self) -> int:
        """Number of sets."""
        return self._count

    def __copy__(self) -> "IndexUnionFind":
        twin = IndexUnionFind(0)
        twin._parents, twin._count = self._parents[:], self._count
        return twin

    def find(self, item: int) -> int:
        """Return the item that stands for the set; IndexError ``no item -1`` for a negative one."""
        if item < 0:
            raise IndexError(f"no item {item}")
        parents = self._parents
        while (parent := parents[item]) >= 0:
            if (grandparent := parents[parent]) < 0:
                return parent
            parents[item] = item = grandparent
        return item

    def connected(self, one: int, other: int) -> bool:
        """Return whether two items are in one set; raises as ``find`` does."""
        if one < 0 or other < 0:
            raise IndexError(f"no item {min(one, other)}")
        parents = self._parents
        up, over = parents[one], parents[other]
        if up == over >= 0:  # the same parent
            return True
        while up >= 0:
            if (top := parents[up]) < 0:
                one = up
                break
            parents[one] = one = top
            up = parents[one]
        while over >= 0:
            if (top := parents[over]) < 0:
                other = over
                break
            parents[other] = other = top
            over = parents[other]
        return one == other

    def union(self, one: int, other: int) -> bool:
        """Join the sets of two items, and return whether they were two; raises as ``find`` does.

        The root of the larger set stands for both; of equal ones that of ``one``.
        """
        if one < 0 or other < 0:
            raise IndexError(f"no item {min(one, other)}")
        parents = self._parents
        up, over = parents[one], parents[other]
        if up == over >= 0:  # the same parent
            return False
        while up >= 0:
            if (top := parents[up]) < 0:
                one, up = up, top
                break
            parents[one] = one = top
            up = parents[one]
        while over >= 0:
            if (top := parents[over]) < 0:
                other, over = over, top
                break
            parents[other] = other = top
            over = parents[other]
        if one == other:
            return False
        if over < up:  # both are negative sizes by now
            one, other = other, one
        parents[one] = up + over
        parents[other] = one
        self._count -= 1
        return True


def main() -> None:
    """Lay cables between towns, one after the other, and say when all are on one network."""
    towns = UnionFind(["Aden", "Bern", "Cork", "Dijon", "Essen", "Faro"])
    cables = ["Aden Bern", "Cork Dijon", "Bern Aden", "Dijon Bern", "Essen Faro", "Faro Aden"]
    for cable in cables:
        news = "joins two" if towns.union(*cable.split()) else "joins none"
        print(f"{cable:10} {news:10}, {towns.count} left:", *("+".join(group) for group in towns.sets()))

    pairs, step = UnionFind(range(4096)), 1
    while step < 4096:
        for item in range(0, 4096, 2 * step):
            pairs.union(item, item + step)
        step *= 2
    print(f"4096 items by equal halves, the worst case: {max(map(pairs.depth, pairs))} steps to the root; log2 n is 12")


if __name__ == "__main__":
    main()
