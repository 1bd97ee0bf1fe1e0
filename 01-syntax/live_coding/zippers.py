"""Zippers: a place in a tree, with the way back to the root turned inside out.

Signal: a cursor that moves through a tree and edits where it is; nodes without a link to their parent; old versions
have to stay valid.
Template: do not store the whole and a position. Store the node that is here, and a chain of crumbs: for each step
down, the side and what else the parent had. Going up puts a node together from the last crumb.
Cost: O(1) a step or edit, O(depth) to put the whole together again. As nothing is ever changed, old and new share all
but the path: an undo is to keep the old zipper.
Not for: edits that jump about at random (persistent_documents.py copies one path an edit), or a tree with one owner,
where a parent link and a change in place do.
Asked: how do you walk up without parent links? What does an edit copy, and when? Why must nodes be frozen?
Source: Huet, The Zipper (Journal of Functional Programming 7, 1997); Exercism, zipper.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Node:
    """A binary tree that never changes; None is the empty tree. Comparing and printing are for small trees."""

    value: int
    left: "Node | None" = None
    right: "Node | None" = None


class _Crumb(NamedTuple):
    """What going down left behind: the side, and the rest of the parent."""

    went_left: bool
    value: int
    sibling: Node | None
    above: "_Crumb | None"


class Zipper:
    """A tree and a place in it; at first its root. Moving and editing return a new zipper and change nothing.

    Up to 100,000 nodes in a tree of any height: a move or an edit must not cost more far down or in a large tree. Two
    zippers are equal when their trees and their places in them are; comparing and hashing are for small trees.

    >>> place = Zipper(Node(1, Node(2), Node(3))).left()
    >>> place.value, place.set_value(7).to_tree()
    (2, Node(value=1, left=Node(value=7, left=None, right=None), right=Node(value=3, left=None, right=None)))
    """

    def __init__(self, tree: Node) -> None:
        """Stand at the root of a tree."""
        # Aloud: I keep the node where I am, and the way back as a chain of crumbs: from which side I came, and what
        # else the parent had. Going up puts a node together from that; an edit replaces the focus and nothing else.
        # Brute force: the root and a path of sides; each step walks down again, each edit copies the path, O(depth).
        # Better: O(1) a move or edit, O(depth) for the whole tree; old zippers stay valid, so undo is keeping them.
        # Follow-ups: any number of children (a crumb holds the siblings on both sides); a text editor's cursor (two
        # stacks); why may nobody change a Node (it is in many trees at once)?
        self._focus = tree
        self._crumb: _Crumb | None = None

    @property
    def value(self) -> int:
        """The value at this place."""
        return self._focus.value

    def left(self) -> "Zipper | None":
        """Return the place of the left child, None when there is none."""
        node = self._focus
        if node.left is None:
            return None
        return self._at(node.left, _Crumb(True, node.value, node.right, self._crumb))

    def right(self) -> "Zipper | None":
        """Return the place of the right child, None when there is none."""
        node = self._focus
        if node.right is None:
            return None
        return self._at(node.right, _Crumb(False, node.value, node.left, self._crumb))

    def up(self) -> "Zipper | None":
        """Return the place of the parent, None at the root."""
        if self._crumb is None:
            return None
        went_left, value, sibling, above = self._crumb
        children = (self._focus, sibling) if went_left else (sibling, self._focus)
        return self._at(Node(value, *children), above)

    def set_value(self, value: int) -> "Zipper":
        """Return the same place in a tree that has this value there."""
        return self._at(replace(self._focus, value=value), self._crumb)

    def set_left(self, tree: Node | None) -> "Zipper":
        """Return the same place in a tree that has this left subtree there."""
        return self._at(replace(self._focus, left=tree), self._crumb)

    def set_right(self, tree: Node | None) -> "Zipper":
        """Return the same place in a tree that has this right subtree there."""
        return self._at(replace(self._focus, right=tree), self._crumb)

    def to_tree(self) -> Node:
        """Return the whole tree, from the root, in time proportional to the depth of the place."""
        place = self
        while (above := place.up()) is not None:
            place = above
        return place._focus

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a zipper with the same tree and place."""
        if not isinstance(other, Zipper):
            return NotImplemented
        return (self._focus, self._crumb) == (other._focus, other._crumb)

    def __hash__(self) -> int:
        """Return equal numbers for equal zippers."""
        return hash((self._focus, self._crumb))

    @staticmethod
    def _at(focus: Node, crumb: _Crumb | None) -> "Zipper":
        place = Zipper(focus)
        place._crumb = crumb
        return place


@dataclass(frozen=True)
class ZipperBruteForce:
    """The same by a whole tree and the sides on the path from its root: O(depth) for every step and edit."""

    tree: Node
    path: tuple[str, ...] = ()

    @property
    def value(self) -> int:
        """The value at this place."""
        return self._way()[-1].value

    def left(self) -> "ZipperBruteForce | None":
        """Return the place of the left child, None when there is none."""
        return ZipperBruteForce(self.tree, (*self.path, "left")) if self._way()[-1].left else None

    def right(self) -> "ZipperBruteForce | None":
        """Return the place of the right child, None when there is none."""
        return ZipperBruteForce(self.tree, (*self.path, "right")) if self._way()[-1].right else None

    def up(self) -> "ZipperBruteForce | None":
        """Return the place of the parent, None at the root."""
        return ZipperBruteForce(self.tree, self.path[:-1]) if self.path else None

    def set_value(self, value: int) -> "ZipperBruteForce":
        """Return the same place in a tree with this value there."""
        return self._edited({"value": value})

    def set_left(self, tree: Node | None) -> "ZipperBruteForce":
        """Return the same place in a tree with this left subtree there."""
        return self._edited({"left": tree})

    def set_right(self, tree: Node | None) -> "ZipperBruteForce":
        """Return the same place in a tree with this right subtree there."""
        return self._edited({"right": tree})

    def to_tree(self) -> Node:
        """Return the whole tree."""
        return self.tree

    def _way(self) -> list[Node]:
        nodes = [self.tree]
        for side in self.path:
            nodes.append(getattr(nodes[-1], side))
        return nodes

    def _edited(self, change: dict[str, Any]) -> "ZipperBruteForce":
        *above, node = self._way()
        node = replace(node, **change)
        for parent, side in zip(reversed(above), reversed(self.path), strict=True):
            change = {side: node}
            node = replace(parent, **change)
        return ZipperBruteForce(node, self.path)


def main() -> None:
    """Edit a tree at a place far down, and see that the old one is still there."""
    tree = Node(1, Node(2, None, Node(3)), Node(4))
    place = Zipper(tree)
    for step in (Zipper.left, Zipper.right):
        place = step(place) or place
    edited = place.set_value(30)
    print("Before the edit:", tree)
    print("After it:       ", edited.to_tree())
    print("The right half is shared:", edited.to_tree().right is tree.right)
    above = edited.up()
    print("One up from there:", above and above.value, "- up from the root:", Zipper(tree).up())


if __name__ == "__main__":
    main()
