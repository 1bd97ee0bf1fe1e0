"""Draw an AVL tree that grows: each key hangs in as a leaf, and rotations lift what became too deep.

The drawing goes down and back up as the insertion of structures/balanced_tree.py does, and turns nodes with its
``rotate_left`` and ``rotate_right``; between the turns it draws. Watch the columns: a rotation moves keys up and down,
never sideways, which is why the order stays.

Cost: a picture takes O(n * height) characters.
Not for: trees that are wider than the terminal.
Asked: draw the double rotation, and say why one is not enough.
Source: https://rich.readthedocs.io/en/stable/text.html
"""

from collections.abc import Callable, Iterable, Iterator

try:
    from rich.text import Text
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "drawings need rich, and `nox -s run -- PATH --draw` brings it: rich is not installed here", name=missing.name
    ) from missing

from drawings.screen import play
from structures.balanced_tree import Node, rotate_left, rotate_right

KEYS = (10, 20, 30, 40, 50, 25, 5, 7, 3, 35, 60, 37, 36)
NEW, TURNING = "bold green", "bold red"

type Tree = Node[int, None]


def placed(root: Tree | None) -> list[tuple[Tree, int]]:
    """Return the nodes in the order of their keys, each with its depth, 0 for the root."""
    nodes: list[tuple[Tree, int]] = []
    path: list[tuple[Tree, int]] = []
    node, depth = root, 0
    while node is not None or path:
        while node is not None:
            path.append((node, depth))
            node, depth = node.left, depth + 1
        node, depth = path.pop()
        nodes.append((node, depth))
        node, depth = node.right, depth + 1
    return nodes


def picture(root: Tree | None, title: str, colours: dict[int, str] | None = None) -> Text:
    """Return a tree as text: the title, then each level in two lines, its keys and the branches to the next.

    A key stands in the column of its place in the order, so that the picture read from left to right is sorted.
    ``colours`` gives keys a style of rich.

    >>> root = Node(2, None, Node(1, None), Node(3, None), 2)
    >>> print(picture(root, "three").plain)
    three
          2
      ┌───┴───┐
      1       3
    """
    nodes = placed(root)
    columns = {node.key: 2 + 4 * place for place, (node, _) in enumerate(nodes)}
    text = Text(title, no_wrap=True)
    for level in range(1 + max((depth for _, depth in nodes), default=-1)):
        keys, branches = Text("\n"), "\n"
        for node, depth in nodes:
            if depth != level:
                continue
            keys.append(" " * (columns[node.key] + 1 - len(keys.plain)))
            keys.append(str(node.key), (colours or {}).get(node.key, ""))
            left = columns[node.left.key if node.left else node.key]
            right = columns[node.right.key if node.right else node.key]
            line = {columns[node.key]: "┴" if node.left and node.right else "┘" if node.left else "└"}
            line |= {left: "┌"} if node.left else {}
            line |= {right: "┐"} if node.right else {}
            if node.left or node.right:
                branches = branches.ljust(left + 1)
                branches += "".join(line.get(column, "─") for column in range(left, right + 1))
        text.append_text(keys)
        text.append(branches.rstrip(" ") if branches.strip() else "")
    return text


def insertions(keys: Iterable[int]) -> Iterator[Text]:
    """Yield the pictures of inserting the keys one by one: each new leaf, each lean of two levels, each rotation.

    The titles say what happens, and the last one ``13 keys, 4 levels``. A key that is there already changes nothing.
    """
    root: Tree | None = None
    for key in keys:
        path: list[Tree] = []
        node = root
        while node is not None and node.key != key:
            path.append(node)
            node = node.left if key < node.key else node.right
        if node is not None:
            continue
        root = _hung(root, path, None, Node(key, None))
        yield picture(root, f"{key} hangs in as a leaf", {key: NEW})
        while path:
            node = path.pop()
            left, right = _height(node.left), _height(node.right)
            node.height = 1 + max(left, right)
            if abs(left - right) < 2:
                continue
            yield picture(root, f"The sides of {node.key} differ by two levels", {key: NEW, node.key: TURNING})
            for turned, above, turn, what in _turns(node):
                root = _hung(root, [*path, *above], turned, turn(turned))
                yield picture(root, f"Rotated {what} at {turned.key}", {key: NEW, turned.key: TURNING})
    nodes = placed(root)
    yield picture(root, f"{len(nodes)} keys, {_height(root)} levels")


type _Turn = tuple[Tree, list[Tree], Callable[[Tree], Tree], str]


def _turns(node: Tree) -> Iterator[_Turn]:
    """Yield the rotations for a node that leans by two, each with the nodes from it down to the one that turns."""
    left, right = node.left, node.right
    if left is not None and _height(left) > _height(right):
        if _height(left.left) < _height(left.right):
            yield left, [node], rotate_left, "left"
        yield node, [], rotate_right, "right"
    elif right is not None:
        if _height(right.right) < _height(right.left):
            yield right, [node], rotate_right, "right"
        yield node, [], rotate_left, "left"


def _hung(root: Tree | None, path: list[Tree], old: Tree | None, new: Tree) -> Tree:
    """Put a node where another hung, or in its own place as a leaf; return the root."""
    if not path or root is None:
        return new
    if path[-1].left is old if old else new.key < path[-1].key:
        path[-1].left = new
    else:
        path[-1].right = new
    return root


def _height(node: Tree | None) -> int:
    return 0 if node is None else node.height


def draw(pause: float = 0.7) -> None:
    """Play the insertions of ``KEYS``, in which each of the four cases comes up."""
    play(insertions(KEYS), pause)


def main() -> None:
    """Play them."""
    draw()


if __name__ == "__main__":
    main()
