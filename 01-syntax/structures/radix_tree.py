"""Radix tree: a trie whose edges are pieces of text, so that only where keys part is a node.

A trie spends a node on every character, most of which have one child. Here a chain of such is one edge with the whole
text. A new key may part from an edge in its middle: the edge is split there. A deletion may leave a node that is no key
and has one child: the two edges become one again. So there are at most twice as many nodes as keys, however long the
keys are. Which edge to follow is told by its first character alone, as no two edges of a node begin alike.

The trap: a prefix may end inside an edge. It is then a prefix of keys, and no key, though the walk did not fail.

Cost, for a key of m characters: insert, look up, delete O(m), the comparisons being slices in C; with_prefix O(m + the
keys below), longest_prefix O(m). Iterate, copy, pickle O(n) and the text. Memory: at most 2 n nodes, each a dict.
Use it for: routers of web frameworks (a path parts at few places), IP routing, what a trie does with long keys.
Not for: look-ups alone (``dict``), short keys, where trie.py is simpler, keys that seldom change (sort, ``bisect``).
Asked: compress a trie. What happens when "car" comes after "card"? How many nodes can there be?
Source: Morrison, PATRICIA: Practical Algorithm To Retrieve Information Coded in Alphanumeric, 1968
"""

from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping, ValuesView
from reprlib import recursive_repr
from typing import Any

_ABSENT: Any = object()  # None may be a value


class _Node[V]:
    """The edge that leads here from above, and what hangs below, each by the first character of its edge."""

    __slots__ = ("children", "edge", "value")

    def __init__(self, edge: str, value: V) -> None:
        self.edge = edge
        self.value = value
        self.children: dict[str, _Node[V]] = {}


class RadixTree[V](MutableMapping[str, V]):
    """A MutableMapping of strings in order of their code points, made from a mapping or pairs.

    The empty string is a key like others. What is not a string is never found (KeyError), and inserting it raises
    TypeError ``keys of a RadixTree are str, not int``.

    When a key is inserted or removed, the next step of each iteration begun before raises RuntimeError ``RadixTree
    changed during iteration``. Giving a key another value is allowed. ``popitem`` takes the first key.

    >>> tree = RadixTree({"card": 1, "care": 2, "dog": 3})
    >>> tree.edges(), "car" in tree
    (['car', 'd', 'e', 'dog'], False)
    """

    def __init__(self, items: Mapping[str, V] | Iterable[tuple[str, V]] = ()) -> None:
        self._changes = 0
        self.clear()
        self.update(items)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, key: str) -> V:
        """Return the value of a key, or raise KeyError with the key; O(m)."""
        path = self._path(key)
        if not path or path[-1].value is _ABSENT:
            raise KeyError(key)
        return path[-1].value

    def __setitem__(self, key: str, value: V) -> None:
        """Insert a key or give it another value; O(m). At most one edge is split, and one node added below."""
        if not isinstance(key, str):
            raise TypeError(f"keys of a RadixTree are str, not {type(key).__name__}")
        node, at = self._root, 0
        while at < len(key):
            child = node.children.get(key[at])
            if child is None:
                child = node.children[key[at]] = _Node(key[at:], _ABSENT)
            elif not key.startswith(child.edge, at):
                parting = 1
                while key[at + parting : at + parting + 1] == child.edge[parting]:
                    parting += 1
                upper = node.children[key[at]] = _Node(child.edge[:parting], _ABSENT)
                child.edge = child.edge[parting:]
                upper.children[child.edge[0]] = child
                child = upper
            node = child
            at += len(child.edge)
        if node.value is _ABSENT:
            self._size += 1
            self._changes += 1
        node.value = value

    def __delitem__(self, key: str) -> None:
        """Remove a key, or raise KeyError with the key; O(m). Edges that part nowhere any more become one."""
        path = self._path(key)
        if not path or path[-1].value is _ABSENT:
            raise KeyError(key)
        path[-1].value = _ABSENT
        if len(path) > 1 and not path[-1].children:
            del path[-2].children[path[-1].edge[0]]
            path.pop()
        node = path[-1]
        if len(path) > 1 and node.value is _ABSENT and len(node.children) == 1:
            (child,) = node.children.values()
            child.edge = node.edge + child.edge
            path[-2].children[child.edge[0]] = child
        self._size -= 1
        self._changes += 1

    def clear(self) -> None:
        """Let go of all nodes at once; O(n)."""
        self._root: _Node[V] = _Node("", _ABSENT)
        self._size = 0
        self._changes += 1

    def with_prefix(self, prefix: str = "") -> Iterator[tuple[str, V]]:
        """Return an iterator of the items whose keys begin with the prefix, in order, itself included if it is a key.

        >>> list(RadixTree({"card": 1, "care": 2}).with_prefix("ca"))
        [('card', 1), ('care', 2)]
        """
        return self._walk(prefix, self._changes)

    def longest_prefix(self, text: str) -> str:
        """Return the longest key that the text begins with, or raise KeyError with the text if there is none; O(m)."""
        node: _Node[V] | None = self._root
        longest, at = -1, 0
        while node is not None and text.startswith(node.edge, at):
            at += len(node.edge)
            longest = longest if node.value is _ABSENT else at
            node = node.children.get(text[at : at + 1])
        if longest < 0:
            raise KeyError(text)
        return text[:longest]

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._walk("", self._changes))

    def items(self) -> ItemsView[str, V]:
        """Return a view of the pairs, which walks the nodes and does not look up each key."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Return a view of the values in order of the keys, which walks the nodes."""
        return _Values(self)

    def edges(self) -> list[str]:
        """Return the texts of all edges: each above those below it, and sideways in order; to look at."""
        edges = []
        waiting = [self._root]
        while waiting:
            node = waiting.pop()
            edges.append(node.edge)
            waiting += (child for _, child in sorted(node.children.items(), reverse=True))
        return edges[1:]

    @recursive_repr("RadixTree(...)")
    def __repr__(self) -> str:
        return f"RadixTree({{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __reduce__(self) -> tuple[object, ...]:
        """Say how to copy and pickle: a new tree, then the items one by one."""
        return type(self), (), None, None, iter(self.items())

    def _path(self, key: object) -> list[_Node[V]]:
        """Return the nodes from the root to where the key ends, or none if it ends inside an edge or nowhere."""
        if not isinstance(key, str):
            return []
        path, at = [self._root], 0
        while at < len(key):
            child = path[-1].children.get(key[at])
            if child is None or not key.startswith(child.edge, at):
                return []
            path.append(child)
            at += len(child.edge)
        return path

    def _walk(self, prefix: str, changes: int) -> Iterator[tuple[str, V]]:
        node: _Node[V] | None = self._root
        above = ""  # the text of the way down to the node, its own edge left out
        while node is not None and len(above + node.edge) < len(prefix):
            above += node.edge
            node = node.children.get(prefix[len(above)])
        waiting = [(above, node)] if node is not None and (above + node.edge).startswith(prefix) else []
        while changes == self._changes:
            if not waiting:
                return
            above, node = waiting.pop()
            below = above + node.edge
            waiting += ((below, child) for _, child in sorted(node.children.items(), reverse=True))
            if node.value is not _ABSENT:
                yield below, node.value
        raise RuntimeError("RadixTree changed during iteration")


class _Items[V](ItemsView[str, V]):
    _mapping: RadixTree[V]  # MappingView sets it

    def __iter__(self) -> Iterator[tuple[str, V]]:
        return self._mapping.with_prefix()


class _Values[V](ValuesView[V]):
    _mapping: RadixTree[V]

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._mapping.with_prefix())


def main() -> None:
    """Watch edges being split and joined."""
    routes = RadixTree[str]()
    for path in ("/orders/pending", "/orders/paid", "/orders", "/users"):
        routes[path] = path.rpartition("/")[2]
        print(f"{path:<15} comes:", routes.edges())
    print(
        "Is '/orders/p' a route?", "/orders/p" in routes, "- are there routes below?", *routes.with_prefix("/orders/p")
    )
    print("Longest prefix of '/orders/7':", routes.longest_prefix("/orders/7"))
    for path in ("/orders/paid", "/orders"):
        del routes[path]
        print(f"{path:<15} goes: ", routes.edges())


if __name__ == "__main__":
    main()
