"""Trie: a mapping of words that shares their beginnings.

Each edge is a character, and a word is the way down to a node that is marked as its end. The mark is what matters:
after "card" the nodes of "car" exist, but nobody inserted "car". Finding a word takes as many steps as it has
characters, however many words there are; all words with one beginning hang below one node, which makes completion; and
the marks on the way are the words that another begins with, which makes routing: the longest prefix wins.

Cost, for a key of m characters: insert, look up, delete O(m), on average, as each step is a look-up in a dict;
with_prefix O(m + the nodes below), sorted within each node; longest_prefix O(m). Iterate, copy, pickle, clear O(nodes).
Memory: a node and a dict for each character that no other word shares. In Python that is many times what a dict or a
sorted list of the words takes; radix_tree.py needs fewer nodes.
Use it for: completion, routing tables of paths and IP addresses, spell checkers, searching many words at once.
Not for: look-ups alone (``dict``, by far), prefixes of a list that seldom changes (sort it, and ``bisect`` both ends),
search by prefix at work (the index of a database serves LIKE 'abc%'; Redis, Elasticsearch).
Asked: implement insert, search and startsWith. Delete a word. Why does "car" not follow from "card"?
Source: Fredkin, Trie Memory, 1960; Sedgewick and Wayne, Algorithms, section 5.2
"""

from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping, ValuesView
from operator import itemgetter
from reprlib import recursive_repr


class _Node[V](dict[str, "_Node[V]"]):
    """The nodes below, by character; it has a ``value`` only where a key ends. One object a node is half of two."""

    __slots__ = ("value",)
    value: V


class Trie[V](MutableMapping[str, V]):
    """A MutableMapping of strings in order of their code points, made from a mapping or pairs.

    The empty string is a key like others. What is not a string is never found (KeyError), and inserting it raises
    TypeError ``keys of a Trie are str, not int``. Code points are compared, so texts are normalised before, if at all.

    When a key is inserted or removed, the next step of each iteration begun before raises RuntimeError ``Trie changed
    during iteration``. Giving a key another value is allowed. ``popitem`` takes the first key.

    >>> trie = Trie({"card": 1, "care": 2, "dog": 3})
    >>> "car" in trie, list(trie.with_prefix("car")), trie.longest_prefix("careful")
    (False, [('card', 1), ('care', 2)], 'care')
    """

    def __init__(self, items: Mapping[str, V] | Iterable[tuple[str, V]] = ()) -> None:
        self._changes = 0
        self.clear()
        self.update(items)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, key: str) -> V:
        """Return the value of a key, or raise KeyError with the key; O(m)."""
        node = self._below(key)
        if node is None or not hasattr(node, "value"):
            raise KeyError(key)
        return node.value

    def __setitem__(self, key: str, value: V) -> None:
        """Insert a key or give it another value; O(m)."""
        if not isinstance(key, str):
            raise TypeError(f"keys of a Trie are str, not {type(key).__name__}")
        node = self._root
        for character in key:
            child = node.get(character)
            if child is None:
                child = node[character] = _Node()
            node = child
        if not hasattr(node, "value"):
            self._size += 1
            self._changes += 1
        node.value = value

    def __delitem__(self, key: str) -> None:
        """Remove a key, or raise KeyError with the key; O(m). Nodes that lead to no other key go too."""
        node = self._below(key)
        if node is None or not hasattr(node, "value"):
            raise KeyError(key)
        path = [self._root]
        for character in key:
            path.append(path[-1][character])
        del node.value
        for parent, character in zip(path[-2::-1], reversed(key), strict=True):
            if parent[character] or hasattr(parent[character], "value"):
                break
            del parent[character]
        self._size -= 1
        self._changes += 1

    def clear(self) -> None:
        """Let go of all nodes at once; O(nodes)."""
        self._root: _Node[V] = _Node()
        self._size = 0
        self._changes += 1

    def has_prefix(self, prefix: str) -> bool:
        """Return whether any key begins with the prefix, or is it; O(m). The empty prefix is that of every key."""
        return len(self) > 0 and self._below(prefix) is not None

    def with_prefix(self, prefix: str = "") -> Iterator[tuple[str, V]]:
        """Return an iterator of the items whose keys begin with the prefix, in order, itself included if it is a key.

        >>> list(Trie({"b": 1, "a": 2, "": 3}).with_prefix())
        [('', 3), ('a', 2), ('b', 1)]
        """
        return self._walk(prefix, self._changes)

    def prefixes_of(self, text: str) -> Iterator[str]:
        """Return an iterator of the keys that the text begins with, the shortest first; O(m)."""
        return (text[:length] for length in self._ends(text, self._changes))

    def longest_prefix(self, text: str) -> str:
        """Return the longest key that the text begins with, or raise KeyError with the text if there is none; O(m)."""
        longest = -1
        for length in self._ends(text, self._changes):
            longest = length
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

    def nodes(self) -> int:
        """Return the number of nodes, the root included: what the shared beginnings save, and deletion gives back.

        >>> Trie({"card": 1, "care": 2}).nodes()
        6
        """
        waiting = [self._root]
        for node in waiting:  # grows as it is walked
            waiting += node.values()
        return len(waiting)

    @recursive_repr("Trie(...)")
    def __repr__(self) -> str:
        return f"Trie({{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __reduce__(self) -> tuple[object, ...]:
        """Say how to copy and pickle: a new trie, then the items one by one; nodes in nodes would recurse too deep."""
        return type(self), (), None, None, iter(self.items())

    def _below(self, prefix: object) -> _Node[V] | None:
        if not isinstance(prefix, str):
            return None  # a tuple of characters would lead somewhere
        node = self._root
        for character in prefix:
            child = node.get(character)
            if child is None:
                return None
            node = child
        return node

    def _ends(self, text: str, changes: int) -> Iterator[int]:
        """Yield the lengths of the keys that the text begins with."""
        node: _Node[V] | None = self._root
        length = 0
        while changes == self._changes:
            if node is None:
                return
            if hasattr(node, "value"):
                yield length
            node = node.get(text[length]) if length < len(text) else None
            length += 1
        raise RuntimeError("Trie changed during iteration")

    def _walk(self, prefix: str, changes: int) -> Iterator[tuple[str, V]]:
        start = self._below(prefix)
        characters = list(prefix)  # of the way down to the node; joined for keys only, or deep tries would cost O(m²)
        waiting = [iter([("", start)])] if start is not None else []
        while changes == self._changes:
            if not waiting:
                return
            character, node = next(waiting[-1], ("", None))
            if node is None:
                waiting.pop()
                del characters[-1:]
                continue
            characters.append(character)
            waiting.append(iter(sorted(node.items(), key=itemgetter(0))))
            if hasattr(node, "value"):
                yield "".join(characters), node.value
        raise RuntimeError("Trie changed during iteration")


class _Items[V](ItemsView[str, V]):
    _mapping: Trie[V]  # MappingView sets it

    def __iter__(self) -> Iterator[tuple[str, V]]:
        return self._mapping.with_prefix()


class _Values[V](ValuesView[V]):
    _mapping: Trie[V]

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._mapping.with_prefix())


def main() -> None:
    """Complete what somebody types, and route a path to a service."""
    searched = Trie({"card": 40, "care": 7, "careful": 3, "cat": 25, "dog": 31})
    print("Is 'car' a word?", "car" in searched, "- does a word begin so?", searched.has_prefix("car"))
    print("Completions of 'car':", dict(searched.with_prefix("car")))
    before = searched.nodes()
    del searched["careful"]
    print(f"Nodes before and after 'careful' went: {before}, {searched.nodes()}; 'care' is left: {'care' in searched}")

    routes = Trie({"/": "website", "/api/": "api", "/api/orders/": "orders", "/static/": "files"})
    for path in ("/api/orders/7", "/api/users", "/about"):
        prefix = routes.longest_prefix(path)
        print(f"{path:<14} -> {routes[prefix]:<8} of", list(routes.prefixes_of(path)))


if __name__ == "__main__":
    main()
