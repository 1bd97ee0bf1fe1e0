"""Which container when: pick by the operation that you do most, and count what it costs.

A list answers "what is at place 5?" at once and "is it in there?" by looking at every item. A set and a dict
answer the second at once, by hash. A deque takes from both ends, a heap knows its smallest, a sorted list
finds by halving. Picking wrongly is invisible with the ten rows of a test and takes the service down with
the hundred thousand of production: an ``in`` on a list inside a loop is quadratic. Nothing here is timed;
the comparisons are counted, so the growth is exact on any machine.

The containers one by one: ``lists.py``, ``dicts_and_sets.py``, ``tuples.py``.

Cost, for n items:

==================  =========  ==========  =============  ==========
operation           list       deque       dict, set      heapq
==================  =========  ==========  =============  ==========
x in c              O(n)       O(n)        O(1)           O(n)
c[i]                O(1)       O(n)        by key O(1)    smallest O(1)
add at the end      O(1)*      O(1)        O(1)*          O(log n)
add, take in front  O(n)       O(1)        no             take O(log n)
bytes a reference   8          about 8     30 to 100      8
==================  =========  ==========  =============  ==========

(* on average over many; a single one may move everything. Dicts and sets are O(n) on colliding hashes.)

Not for: a handful of items that stays one: there a list is simplest, and no growth hurts.
Asked: how do you remove duplicates and keep the order? Why is a membership test on a list slow? When a deque?
Source: https://wiki.python.org/moin/TimeComplexity, https://docs.python.org/3/library/heapq.html
"""

import heapq
import sys
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial, total_ordering


@total_ordering
class Counted:
    """An order number that counts, over all its kind, how often two are compared and one is hashed."""

    comparisons = 0
    hashes = 0

    def __init__(self, number: int) -> None:
        """Keep the number."""
        self.number = number

    def __eq__(self, other: object) -> bool:
        """Count one comparison; say whether the other is a Counted, too, with the same number."""
        Counted.comparisons += 1
        return isinstance(other, Counted) and self.number == other.number

    def __lt__(self, other: "Counted") -> bool:
        """Count one comparison; say whether this number is the smaller one."""
        Counted.comparisons += 1
        return self.number < other.number

    def __hash__(self) -> int:
        """Count one hash, and return that of the number."""
        Counted.hashes += 1
        return hash(self.number)


def comparisons_of(action: Callable[[], object]) -> int:
    """Run the action and return how many comparisons of ``Counted`` it made.

    >>> comparisons_of(lambda: Counted(1) == Counted(2))
    1
    """
    before = Counted.comparisons
    action()
    return Counted.comparisons - before


def is_known(sorted_orders: Sequence[Counted], order: Counted) -> bool:
    """Say whether the order is in a sorted sequence, by halving: at most log2(n) + 2 comparisons."""
    place = bisect_left(sorted_orders, order)
    return place < len(sorted_orders) and sorted_orders[place] == order


def search_costs(count: int) -> dict[str, int]:
    """Return how many comparisons it takes to learn that an order is not among ``count`` others.

    The keys are "list", "sorted list" (by halving) and "set".

    >>> search_costs(1000)["list"]
    1000
    """
    orders = [Counted(number) for number in range(count)]
    as_set, missing = set(orders), Counted(count)
    return {
        "list": comparisons_of(lambda: missing in orders),
        "sorted list": comparisons_of(lambda: is_known(orders, missing)),
        "set": comparisons_of(lambda: missing in as_set),
    }


def unique_wrong[T](items: Iterable[T]) -> list[T]:
    """Return each different item once, in order of first appearance, looking each up in a list: O(n * n)."""
    seen: list[T] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def unique[T](items: Iterable[T]) -> list[T]:
    """Return the same for hashable items in O(n): the keys of a dict are unique and keep their order.

    >>> unique(["b", "a", "b"])
    ['b', 'a']
    """
    return list(dict.fromkeys(items))


def names_of_orders_wrong(orders: Sequence[tuple[int, int]], users: Sequence[tuple[int, str]]) -> tuple[list[str], int]:
    """Return the user's name of each (order, user id), "" if unknown, and how many users were looked at.

    For each order it searches the users from the start up to the first with that id: orders * users steps at worst.
    """
    names, steps = [], 0
    for _, user_id in orders:
        found = ""
        for known_id, name in users:
            steps += 1
            if known_id == user_id:
                found = name
                break
        names.append(found)
    return names, steps


def names_of_orders(orders: Sequence[tuple[int, int]], users: Sequence[tuple[int, str]]) -> tuple[list[str], int]:
    """Return the same names and steps with a dict made first: each user is looked at once, O(orders + users).

    Of users with the same id the first one counts, as above.

    >>> names_of_orders([(100, 1), (101, 7)], [(1, "ada"), (2, "bob")])
    (['ada', ''], 2)
    """
    by_id: dict[int, str] = {}
    for known_id, name in users:
        by_id.setdefault(known_id, name)
    return [by_id.get(user_id, "") for _, user_id in orders], len(users)


def last_lines(lines: Iterable[str], count: int) -> list[str]:
    """Return the last lines in memory for ``count`` of them: a full deque drops its first for each new one.

    >>> last_lines(["a", "b", "c"], 2)
    ['b', 'c']
    """
    return list(deque(lines, maxlen=count))


def most_expensive[T: (int, Counted)](prices: Iterable[T], count: int) -> list[T]:
    """Return the ``count`` largest, largest first, with a heap of that many: O(n log count) at worst.

    Once the heap is full, most items lose one comparison against its smallest, and that is all.

    >>> most_expensive([5, 9, 2, 7], 2)
    [9, 7]
    """
    return heapq.nlargest(count, prices)


def list_growths(count: int) -> int:
    """Return how often ``sys.getsizeof`` of a list changes while that many items are appended, one by one.

    It takes more than it needs, in proportion to its length, so growing is rare: O(log n) times for n items,
    and an append moves O(1) items on average.
    """
    items: list[None] = []
    growths, size = 0, sys.getsizeof(items)
    for _ in range(count):
        items.append(None)
        growths += sys.getsizeof(items) != size
        size = sys.getsizeof(items)
    return growths


def bytes_an_item(make: Callable[[range], object], count: int) -> float:
    """Return how many bytes the container alone takes for each of ``count`` ints, without the ints.

    >>> round(bytes_an_item(tuple, 1000), 1)
    8.0
    """
    return sys.getsizeof(make(range(count))) / count


def main() -> None:
    """Print what the same question costs in different containers."""
    print("Comparisons to learn that an order is not there:")
    for count in (100, 10_000):
        print(f"  among {count:6}: {search_costs(count)}")

    print("Comparisons to remove duplicates when there are none:")
    for count in (100, 1_000):
        orders = [Counted(number) for number in range(count)]
        quadratic = comparisons_of(partial(unique_wrong, orders))
        print(f"  of {count:6}: with a list {quadratic:7}, with a dict {comparisons_of(partial(unique, orders))}")

    users = [(number, f"user{number}") for number in range(300)]
    wanted = [(order, order % 300) for order in range(600)]
    slow, fast = names_of_orders_wrong(wanted, users), names_of_orders(wanted, users)
    print(f"Joining 600 orders to 300 users: nested loops {slow[1]} steps, a dict {fast[1]};", end=" ")
    print("same names:", slow[0] == fast[0])

    prices = [Counted(number * 7919 % 10_007) for number in range(10_000)]
    by_heap, by_sort = comparisons_of(partial(most_expensive, prices, 10)), comparisons_of(partial(sorted, prices))
    print(f"Ten largest of 10000: heap {by_heap} comparisons, sorting {by_sort}")

    print("Last two of 100000 lines:", last_lines((f"line {number}" for number in range(100_000)), 2))
    print("A list of a million took new memory", list_growths(1_000_000), "times while it grew")
    makers: list[Callable[[range], object]] = [list, tuple, deque, set, dict.fromkeys]
    sizes = {maker.__name__: round(bytes_an_item(maker, 10_000), 1) for maker in makers}
    print("Bytes an item, the items themselves not counted:", sizes)


if __name__ == "__main__":
    main()
