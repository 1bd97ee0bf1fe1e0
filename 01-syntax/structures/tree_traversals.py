"""Tree traversals: four orders in which to visit all nodes, each by recursion and by a stack of one's own.

Pre-order visits a node before its children (copy, print, serialise), in-order between them (ascending in a search
tree), post-order after them (sizes, deletion, evaluation), level-order row by row (shortest path from the root).

Recursion reads as the definition does, but each level is a call, and Python stops after about a thousand: a comment
thread, a folder or an organisation that somebody made deep enough is a RecursionError. The stack of calls can be a
list instead, which has no limit. Level-order needs no stack but a queue. Post-order is the hard one: a node must be met
twice, and the second time is told by where the walk comes from.

Cost: each visits n nodes in O(n). Memory is the height of the tree, O(log n) to O(n), and for levels the widest row.
Use it for: whatever is a tree, HTML and JSON, comments, menus, expressions, folders; for questions in interviews.
Not for: graphs, where a node can be met again and a set of those seen is needed; ``yield from`` in recursion, as each
item then climbs through all generators above it: O(n * height).
Asked: write in-order without recursion. And post-order? Return the rows. Which order frees a tree?
Source: Knuth, The Art of Computer Programming 1, section 2.3.1
"""

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Node[T]:
    """A value with a left and a right subtree. Its repr and ``==`` do not look below, so they cannot recurse.

    >>> Node(1, left=Node(2))
    Node(value=1)
    """

    value: T
    left: "Node[T] | None" = field(default=None, repr=False)
    right: "Node[T] | None" = field(default=None, repr=False)


def preorder_recursive[T](root: Node[T] | None) -> list[T]:
    """Return the values, each before those of its left and then its right subtree; RecursionError when too deep."""
    values: list[T] = []

    def visit(node: Node[T] | None) -> None:
        if node is not None:
            values.append(node.value)
            visit(node.left)
            visit(node.right)

    visit(root)
    return values


def preorder[T](root: Node[T] | None) -> list[T]:
    """Return the same without recursion, at any depth.

    >>> preorder(Node(2, Node(1), Node(3)))
    [2, 1, 3]
    """
    values = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node is not None:
            values.append(node.value)
            waiting += (node.right, node.left)  # the last in is the first out
    return values


def inorder_recursive[T](root: Node[T] | None) -> list[T]:
    """Return the values, each between those of its two subtrees; RecursionError when too deep."""
    values: list[T] = []

    def visit(node: Node[T] | None) -> None:
        if node is not None:
            visit(node.left)
            values.append(node.value)
            visit(node.right)

    visit(root)
    return values


def inorder[T](root: Node[T] | None) -> list[T]:
    """Return the same without recursion, at any depth.

    >>> inorder(Node(2, Node(1), Node(3)))
    [1, 2, 3]
    """
    values = []
    path: list[Node[T]] = []  # those whose left side is being visited
    node = root
    while node is not None or path:
        while node is not None:
            path.append(node)
            node = node.left
        node = path.pop()
        values.append(node.value)
        node = node.right
    return values


def postorder_recursive[T](root: Node[T] | None) -> list[T]:
    """Return the values, each after those of its left and then its right subtree; RecursionError when too deep."""
    values: list[T] = []

    def visit(node: Node[T] | None) -> None:
        if node is not None:
            visit(node.left)
            visit(node.right)
            values.append(node.value)

    visit(root)
    return values


def postorder[T](root: Node[T] | None) -> list[T]:
    """Return the same without recursion, at any depth.

    >>> postorder(Node(2, Node(1), Node(3)))
    [1, 3, 2]
    """
    values = []
    path: list[Node[T]] = []
    node, last = root, None
    while node is not None or path:
        while node is not None:
            path.append(node)
            node = node.left
        right = path[-1].right
        if right is not None and right is not last:
            node = right
        else:  # no right side, or just back from it
            last = path.pop()
            values.append(last.value)
    return values


def levels_recursive[T](root: Node[T] | None) -> list[list[T]]:
    """Return the rows from the root down, each from left to right; RecursionError when too deep.

    Visited in pre-order, and each value put into the row of its depth.
    """
    rows: list[list[T]] = []

    def visit(node: Node[T] | None, depth: int) -> None:
        if node is not None:
            if depth == len(rows):
                rows.append([])
            rows[depth].append(node.value)
            visit(node.left, depth + 1)
            visit(node.right, depth + 1)

    visit(root, 0)
    return rows


def levels[T](root: Node[T] | None) -> list[list[T]]:
    """Return the same without recursion, at any depth: a row is what its parents, from left to right, put in a queue.

    >>> levels(Node(2, Node(1), Node(3)))
    [[2], [1, 3]]
    """
    rows = []
    waiting = deque([root] if root else [])
    while waiting:
        row = []
        for _ in range(len(waiting)):
            node = waiting.popleft()
            row.append(node.value)
            waiting.extend(child for child in (node.left, node.right) if child)
        rows.append(row)
    return rows


def level_order[T](root: Node[T] | None) -> list[T]:
    """Return the values of all rows in one list.

    >>> level_order(Node(2, Node(1), Node(3)))
    [2, 1, 3]
    """
    return [value for row in levels(root) for value in row]


def rebuild[T](before: list[T], between: list[T]) -> Node[T] | None:
    """Return the tree whose pre-order and in-order these are; O(n), at any depth. One order alone fits many trees.

    The values must be hashable and differ, and both lists hold the same: ValueError ``not the orders of one tree`` when
    they cannot be of one tree.

    >>> levels(rebuild([2, 1, 3], [1, 2, 3]))
    [[2], [1, 3]]
    """
    place = {value: number for number, value in enumerate(between)}
    if not len(before) == len(between) == len(place) or not place.keys() == set(before):
        raise ValueError("not the orders of one tree")
    root: Node[T] | None = None
    path: list[Node[T]] = []
    for value in before:
        node = Node(value)
        parent = None
        while path and place[path[-1].value] < place[value]:
            parent = path.pop()
        if parent is not None:
            parent.right = node
        elif path:
            path[-1].left = node
        else:
            root = node
        path.append(node)
    if inorder(root) != between:
        raise ValueError("not the orders of one tree")
    return root


def main() -> None:
    """Visit one expression in all orders, and a thread of comments that is too deep for recursion."""
    expression = Node("-", Node("*", Node("2"), Node("3")), Node("4"))
    print("Pre-order, as in Lisp:          ", *preorder(expression))
    print("In-order, as written:           ", *inorder(expression))
    print("Post-order, as a machine works: ", *postorder(expression))
    print("Level by level:                 ", levels(expression))
    print("From pre-order and in-order:    ", levels(rebuild(["-", "*", "2", "3", "4"], ["2", "*", "3", "-", "4"])))

    thread = Node(0)
    for number in range(1, 20_000):
        thread = Node(number, right=thread)
    try:
        postorder_recursive(thread)
    except RecursionError as error:
        print("20,000 replies, each to the last, by recursion:", error)
    print("And by a stack of one's own:", len(postorder(thread)), "visited, the first", postorder(thread)[0])


if __name__ == "__main__":
    main()
