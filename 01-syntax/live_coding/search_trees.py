"""Search trees: all that is less lies left, all that is greater lies right, and every question uses it.

Signal: "binary search tree", "k-th smallest", "is it valid", a common ancestor of two keys.
Template: walk down from the root and leave out one side at each step, O(height); or walk inorder with a stack, which
meets the values in ascending order, and stop as soon as the answer is known.
Cost: O(height) for one path: log2 n in a balanced tree, n in one that was filled in order. Inorder O(n).
Not for: production code. Python has no search tree in its library because a dict, or a sorted list with bisect, or
heapq answers most questions; where order and change go together, a database index is the tree you want.
Asked: is this a search tree (the trap: looking at parent and child only)? The k-th smallest? What if it is filled in
ascending order?
Source: Cormen et al., Introduction to Algorithms, chapter 12; Exercism, binary-search-tree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol


class Comparable(Protocol):
    """Whatever has an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the other."""
        ...


@dataclass
class Node[T]:
    """A node with its value and its subtrees; None is the empty tree. Comparing and printing are for small trees."""

    value: T
    left: "Node[T] | None" = None
    right: "Node[T] | None" = None


def search_tree[T: Comparable](values: Iterable[T]) -> Node[T] | None:
    """Return the search tree that grows when the values are put in one after the other, None for no values.

    A value that is not greater than a node goes to its left, a greater one to its right, as far down as there are
    nodes; there it becomes a new one. Nothing is rebalanced. 100,000 values in random order have to be quick;
    2,000 ascending ones have to work.

    >>> search_tree([2, 3, 2])
    Node(value=2, left=Node(value=2, left=None, right=None), right=Node(value=3, left=None, right=None))
    """
    # Aloud: Walk down, remember the last node, hang the new one there. A loop, since a chain may be as long as the
    # input.
    # Brute force: the first value is the root, the rest is split in two lists, and each makes a subtree: quicksort's
    # picture, copies on every level, and a call for each level.
    # Better: the same comparisons, O(n log n) for random order, O(n²) for sorted input, but no copies and no depth.
    # Follow-ups: delete (three cases); keep it balanced (AVL, red-black); many equal values (count them in the node).
    root: Node[T] | None = None
    for value in values:
        node = Node(value)
        if root is None:
            root = node
            continue
        parent = root
        below: Node[T] | None = root
        while below:
            parent = below
            below = parent.right if parent.value < value else parent.left
        if parent.value < value:
            parent.right = node
        else:
            parent.left = node
    return root


def search_tree_brute_force[T: Comparable](values: Iterable[T]) -> Node[T] | None:
    """Return the same by splitting the rest at the first value: O(n * height) time, and as many calls as levels."""
    rest = list(values)
    if not rest:
        return None
    root = rest.pop(0)
    left = [value for value in rest if not root < value]
    right = [value for value in rest if root < value]
    return Node(root, search_tree_brute_force(left), search_tree_brute_force(right))


def ascending[T](root: Node[T] | None) -> Iterator[T]:
    """Yield the values of a search tree in ascending order, one at a time.

    The tree may have any height. Whoever takes only the first few shall not pay for all: the first value is to come
    after O(height) steps.

    >>> list(ascending(search_tree("hash")))
    ['a', 'h', 'h', 's']
    """
    # Aloud: Go left as far as possible, stacking up the nodes; the last one is the least. Then its right subtree, in
    # the same way. Each node is pushed and popped once.
    # Brute force: collect all and sort. Better: O(n) in all, O(height) memory and start.
    # Follow-ups: descending (swap sides); two trees at once (merge the iterators); O(1) memory (Morris's threads).
    stack: list[Node[T]] = []
    node = root
    while stack or node:
        while node:
            stack.append(node)
            node = node.left
        top = stack.pop()
        yield top.value
        node = top.right


def ascending_brute_force[T: Comparable](root: Node[T] | None) -> Iterator[T]:
    """Yield the same after collecting and sorting all: O(n log n) time before the first, O(n) memory."""
    return iter(sorted(_values(root)))


def is_search_tree[T: Comparable](root: Node[T] | None) -> bool:
    """Return whether in every node all values to the left are not greater, and all values to the right are.

    An index was read from a file that may be damaged. Up to 100,000 nodes, any height. The empty tree is one.

    >>> is_search_tree(Node(5, Node(1), Node(9))), is_search_tree(Node(5, None, Node(9, Node(4))))
    (True, False)
    """
    # Aloud: Looking at a node and its children is not enough: the 4 below the 9 is right of the 5. Every node gets the
    # range that its ancestors leave: down to the left the upper end shrinks, to the right the lower one.
    # Brute force: for each node look through both its subtrees, O(n * height). Better: O(n) time, O(height) memory.
    # Follow-ups: values all different (inorder must ascend strictly, two lines); two nodes were swapped (inorder tells
    # which); why does "inorder does not descend" pass a wrong tree here (equal values on the right)?
    stack: list[tuple[Node[T], Node[T] | None, Node[T] | None]] = [(root, None, None)] if root else []
    while stack:
        node, low, high = stack.pop()
        if (low and not low.value < node.value) or (high and high.value < node.value):
            return False
        if node.left:
            stack.append((node.left, low, node))
        if node.right:
            stack.append((node.right, node, high))
    return True


def is_search_tree_brute_force[T: Comparable](root: Node[T] | None) -> bool:
    """Return the same by looking through both subtrees of every node: O(n * height) time, O(height) calls."""
    if root is None:
        return True
    if any(root.value < value for value in _values(root.left)):
        return False
    if any(not root.value < value for value in _values(root.right)):
        return False
    return is_search_tree_brute_force(root.left) and is_search_tree_brute_force(root.right)


def _values[T](root: Node[T] | None) -> list[T]:
    values, stack = [], [root]
    while stack:
        node = stack.pop()
        if node:
            values.append(node.value)
            stack += [node.left, node.right]
    return values


def common_ancestor[T: Comparable](root: Node[T] | None, one: T, other: T) -> T:
    """Return the value of the lowest node that has both values in its subtree, itself included.

    Categories of a shop in a search tree without equal values; any height. With ``one`` equal to ``other`` it is that
    value itself.

    >>> common_ancestor(search_tree([5, 2, 8, 1, 4]), 1, 4), common_ancestor(search_tree([5, 2, 8, 1, 4]), 2, 4)
    (2, 2)

    Raises ValueError ``7 is not in the tree``, with the repr of the value, ``one`` before ``other``.
    """
    # Aloud: As long as both are less, or both greater, go there. Where they part, or one is met, is the answer, if both
    # are there: so I check that on the paths that are left.
    # Brute force: both paths from the root, the last node that they share, O(n) without using the order.
    # Better: O(height) time, O(1) memory.
    # Follow-ups: no search tree (report from below which of the two was found); parent links (two paths that meet);
    # many questions on one tree (Euler tour and range minimum).
    low, high = (one, other) if one < other else (other, one)
    top = root
    while top and (top.value < low or high < top.value):
        top = top.right if top.value < low else top.left
    if top is None or not _holds(top, one):
        raise ValueError(f"{one!r} is not in the tree")
    if not _holds(top, other):
        raise ValueError(f"{other!r} is not in the tree")
    return top.value


def _holds[T: Comparable](root: Node[T], wanted: T) -> bool:
    node: Node[T] | None = root
    while node and (node.value < wanted or wanted < node.value):
        node = node.right if node.value < wanted else node.left
    return node is not None


def common_ancestor_brute_force[T: Comparable](root: Node[T] | None, one: T, other: T) -> T:
    """Return the same, and refuse the same, by the paths to both, found in the whole tree: O(n) time and memory."""
    paths = [_path(root, one), _path(root, other)]
    for wanted, path in zip((one, other), paths, strict=True):
        if not path:
            raise ValueError(f"{wanted!r} is not in the tree")
    return [mine.value for mine, yours in zip(paths[0], paths[1], strict=False) if mine is yours][-1]


def _path[T](root: Node[T] | None, wanted: T) -> list[Node[T]]:
    if root is None:
        return []
    below = _path(root.left, wanted) or _path(root.right, wanted)
    return [root, *below] if below or root.value == wanted else []


def kth_smallest[T](root: Node[T] | None, place: int) -> T:
    """Return the value at that place of the ascending order, counted from 1.

    >>> kth_smallest(search_tree([5, 2, 8]), 2)
    5

    Any height; small places in a large tree shall not cost a walk through all of it. Raises ValueError ``place must be
    at least 1, not 0``, and ``no place 4 among 3 values`` when there are fewer.
    """
    # Aloud: Inorder meets the values in order, so I count and stop.
    # Brute force: all values sorted, O(n log n). Better: O(height + place) time, O(height) memory.
    # Follow-ups: asked often (each node keeps the size of its subtree: O(height)); the median; a tree that changes.
    if place < 1:
        raise ValueError(f"place must be at least 1, not {place}")
    count = 0
    for count, value in enumerate(ascending(root), start=1):
        if count == place:
            return value
    raise ValueError(f"no place {place} among {count} values")


def kth_smallest_brute_force[T: Comparable](root: Node[T] | None, place: int) -> T:
    """Return the same, and refuse the same, by sorting all values: O(n log n) time, O(n) memory."""
    if place < 1:
        raise ValueError(f"place must be at least 1, not {place}")
    values = list(ascending_brute_force(root))
    if place > len(values):
        raise ValueError(f"no place {place} among {len(values)} values")
    return values[place - 1]


def main() -> None:
    """Fill a tree, read it in order, and ask it four questions."""
    tree = search_tree([50, 20, 80, 10, 30, 70, 90, 30])
    print("In order:", list(ascending(tree)))
    print("Third smallest:", kth_smallest(tree, 3), "- above 10 and 30:", common_ancestor(tree, 10, 30))
    damaged = Node(5, Node(1), Node(9, Node(4), None))
    print("Each child fits its parent, but a search tree?", is_search_tree(damaged))
    chain = search_tree(range(1_100))
    print("1,100 ascending values: first", next(ascending(chain)), "- still a search tree:", is_search_tree(chain))


if __name__ == "__main__":
    main()
