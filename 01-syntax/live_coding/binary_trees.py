"""Binary trees: which order of visiting hands you the answer.

Signal: a tree with two children, and a question about levels, heights, or its shape as text.
Template: ask when a node can be answered. Before its children: preorder, a stack. After its children: postorder, the
stack a second time. Level by level: a queue. Left, node, right: inorder, which sorts a search tree.
Cost: O(n) time, each node once; O(height) memory for a stack, O(width) for a queue. A tree built from sorted data may
be as high as it has nodes: recursion then ends at about 1,000, so the loops here keep their own stack.
Not for: looking things up by key in memory; that is what dict is for.
Asked: rebuild a tree from two traversals, level order, is it balanced, write it down and read it back.
Source: Knuth, The Art of Computer Programming 1, section 2.3.1; Exercism, satellite.
"""

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass
class Node[T]:
    """A node with its value and its subtrees; None is the empty tree. Comparing and printing are for small trees."""

    value: T
    left: "Node[T] | None" = None
    right: "Node[T] | None" = None


def tree_from_traversals[T: Hashable](preorder: Sequence[T], inorder: Sequence[T]) -> Node[T] | None:
    """Return the tree whose values, in preorder and in inorder, are these; None for two empty ones.

    Preorder: a node before its left subtree, then its right one. Inorder: left subtree, node, right subtree. All
    values differ. Up to 100,000 of them, and the tree may be as high as it has nodes.

    >>> tree_from_traversals("bac", "abc")
    Node(value='b', left=Node(value='a', left=None, right=None), right=Node(value='c', left=None, right=None))

    Raises ValueError ``traversals must have the same length``, ``traversals must have the same elements``,
    ``traversals must contain unique items``, in this order of checks, and ``no tree has both traversals``.
    """
    # Aloud: Preorder tells who comes next, inorder tells when a left side is finished. I keep the nodes whose right
    # side is still open on a stack. The next value goes left of the top, until the top is the next one in inorder:
    # then it and all that follow in inorder are done on the left, and the value goes right of the last of those.
    # Brute force: split both lists at the root and recurse: O(n²) for searching and slicing, and O(height) calls.
    # Better: O(n) time, O(height) memory.
    # Follow-ups: postorder instead of preorder (mirrored, from the end); why are preorder and postorder not enough
    # (one child: left or right?); values twice (the shape is no longer decided).
    _check_traversals(preorder, inorder)
    if not preorder:
        return None
    root = Node(preorder[0])
    open_nodes, finished = [root], 0
    for value in preorder[1:]:
        last: Node[T] | None = None
        while open_nodes and open_nodes[-1].value == inorder[finished]:
            last = open_nodes.pop()
            finished += 1
        node = Node(value)
        if last is None:
            open_nodes[-1].left = node
        else:
            last.right = node
        open_nodes.append(node)
    if [node.value for node in reversed(open_nodes)] != list(inorder[finished:]):
        raise ValueError("no tree has both traversals")
    return root


def tree_from_traversals_brute_force[T: Hashable](preorder: Sequence[T], inorder: Sequence[T]) -> Node[T] | None:
    """Return the same, and refuse the same, by splitting both at the root: O(n²) time, a call for each level."""
    _check_traversals(preorder, inorder)
    if not preorder:
        return None
    middle = inorder.index(preorder[0])
    if set(preorder[1 : middle + 1]) != set(inorder[:middle]):
        raise ValueError("no tree has both traversals")
    return Node(
        preorder[0],
        tree_from_traversals_brute_force(preorder[1 : middle + 1], inorder[:middle]),
        tree_from_traversals_brute_force(preorder[middle + 1 :], inorder[middle + 1 :]),
    )


def _check_traversals[T: Hashable](preorder: Sequence[T], inorder: Sequence[T]) -> None:
    if len(preorder) != len(inorder):
        raise ValueError("traversals must have the same length")
    if set(preorder) != set(inorder):
        raise ValueError("traversals must have the same elements")
    if len(set(preorder)) != len(preorder):
        raise ValueError("traversals must contain unique items")


def levels[T](root: Node[T] | None) -> list[list[T]]:
    """Return the values of each level, from the root down, each from left to right; an empty tree has no levels.

    Up to 100,000 nodes in a tree of any height.

    >>> levels(Node(1, Node(2), Node(3, Node(4))))
    [[1], [2, 3], [4]]
    """
    # Aloud: I hold one level at a time; its children, in order, are the next.
    # Brute force: for each depth, walk the whole tree again: O(n * height), n² for a chain.
    # Better: O(n) time, O(width) memory.
    # Follow-ups: zigzag (turn every second one); seen from the right (the last of each); with one queue.
    result: list[list[T]] = []
    level = [root] if root else []
    while level:
        result.append([node.value for node in level])
        level = [child for node in level for child in (node.left, node.right) if child]
    return result


def levels_brute_force[T](root: Node[T] | None) -> list[list[T]]:
    """Return the same by walking the whole tree once for each depth: O(n * height) time."""
    result: list[list[T]] = []
    while True:
        level: list[T] = []
        stack = [(root, 0)]
        while stack:
            node, depth = stack.pop()
            if node:
                if depth == len(result):
                    level.append(node.value)
                stack += [(node.right, depth + 1), (node.left, depth + 1)]
        if not level:
            return result
        result.append(level)


def is_balanced[T](root: Node[T] | None) -> bool:
    """Return whether in every node the heights of both subtrees differ by at most 1; an empty tree is balanced.

    The height of a tree is its number of levels. Up to 100,000 nodes, and a tree that is not balanced may be as high
    as it has nodes.

    >>> is_balanced(Node(1, Node(2))), is_balanced(Node(1, Node(2, Node(3))))
    (True, False)
    """
    # Aloud: A node can be judged when the heights of its children are known, so children first. A list in which every
    # node stands before its children, read backwards, is such an order; no recursion is needed.
    # Brute force: measure both subtrees anew at every node, O(n * height). Better: O(n) time and memory.
    # Follow-ups: stop at the first node that fails (return -1 for "not balanced" instead of a height); O(height)
    # memory (postorder with a stack); how would you repair it (rotations)?
    order = [root] if root else []
    for node in order:
        order += [child for child in (node.left, node.right) if child]
    heights: dict[int, int] = {id(None): 0}
    for node in reversed(order):
        left, right = heights[id(node.left)], heights[id(node.right)]
        if abs(left - right) > 1:
            return False
        heights[id(node)] = 1 + max(left, right)
    return True


def is_balanced_brute_force[T](root: Node[T] | None) -> bool:
    """Return the same by measuring both subtrees of every node: O(n * height) time, O(height) calls."""
    if root is None:
        return True
    near = abs(_height(root.left) - _height(root.right)) <= 1
    return near and is_balanced_brute_force(root.left) and is_balanced_brute_force(root.right)


def _height[T](root: Node[T] | None) -> int:
    return 1 + max(_height(root.left), _height(root.right)) if root else 0


def serialised(root: Node[int] | None) -> str:
    """Return a text of one line from which ``deserialised`` makes the same tree.

    For a cache or a message to another service. Values are whole numbers, also negative and repeated ones. Up to
    100,000 nodes in a tree of any height; the text grows in proportion to the nodes, whatever the shape.
    """
    # Aloud: Values alone do not tell the shape, so I also write down where nothing is. Level by level, with a sign for
    # each missing child, each node is followed later by exactly its two children. A queue on both sides; no recursion.
    # Brute force: number the places as in a heap, children of i at 2i + 1 and 2i + 2: a chain of 30 needs 10^9 places.
    # Better: O(n) time and text, always 2n + 1 entries.
    # Follow-ups: any values (JSON with null); a search tree needs no signs (preorder alone decides it); untrusted text.
    words: list[str] = []
    queue = deque([root])
    while queue:
        node = queue.popleft()
        if node is None:
            words.append("#")
        else:
            words.append(str(node.value))
            queue += (node.left, node.right)
    return " ".join(words)


def deserialised(text: str) -> Node[int] | None:
    """Return the tree of which ``serialised`` made this text.

    >>> deserialised(serialised(Node(1, None, Node(-2)))), deserialised(serialised(None))
    (Node(value=1, left=None, right=Node(value=-2, left=None, right=None)), None)

    Raises ValueError ``not a tree: ...``, with the text's repr, for any text that ``serialised`` never makes.
    """
    # Aloud: The first entry is the root. Then every two entries are the children of the next node in the queue.
    nodes = [None if word == "#" else Node(_number(word, text)) for word in text.split(" ")]
    children = iter(nodes[1:])
    for parent in nodes:
        if parent:
            parent.left, parent.right = next(children, None), next(children, None)
    if serialised(nodes[0]) != text:
        raise ValueError(f"not a tree: {text!r}")
    return nodes[0]


def _number(word: str, text: str) -> int:
    try:
        return int(word)
    except ValueError:
        raise ValueError(f"not a tree: {text!r}") from None


def main() -> None:
    """Rebuild a tree, look at its levels, and send it as a text."""
    tree = tree_from_traversals([4, 2, 1, 3, 6, 5], [1, 2, 3, 4, 5, 6])
    print("Levels:", levels(tree), "- balanced:", is_balanced(tree))
    text = serialised(tree)
    print("As text:", text, "- and back the same:", deserialised(text) == tree)
    chain = tree_from_traversals(range(5_000), range(5_000))
    print("A chain of", len(levels(chain)), "nodes - balanced:", is_balanced(chain))
    try:
        is_balanced_brute_force(chain)
    except RecursionError:
        print("The same by recursion: RecursionError")


if __name__ == "__main__":
    main()
