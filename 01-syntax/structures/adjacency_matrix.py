"""Adjacency matrix: a graph as a table, one row and one column for each node.

The weight of the edge from node i to node j stands at row i, column j; infinity says that there is none. The table is
one block of 8-byte floats, which has room for every edge there could be: whether there are ten or all of them changes
nothing. A dict of dicts (graph.py) pays for each edge there is, and many times as much.

Cost, for V nodes: weight, ``in`` on a row, set and remove an edge O(1); neighbours of a node O(V), however few; all
edges O(V²); a new node O(V²); memory 8 V² bytes and a dict of the nodes.
Use it for: dense graphs, from a tenth to a quarter of all edges on (``bytes_used`` beside ``bytes_of_dicts`` shows
where the scales tip); all-pairs algorithms, which fill a table anyway; distances measured between all pairs.
Not for: sparse graphs: 20,000 nodes take 3.2 GB, be there one edge or all. Nor for nodes that come and go. At work:
numpy and ``scipy.sparse``, or one Python int of V bits a row where edges weigh nothing.
Asked: a million users with 200 friends each: matrix or lists? What does each cost?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, section 20.1
"""

import math
import sys
from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping


class _Row[Node: Hashable](Mapping[Node, float]):
    """The neighbours of one node: a view of its row."""

    def __init__(self, matrix: "AdjacencyMatrix[Node]", node: Node) -> None:
        self._matrix = matrix
        self._node = node

    def __getitem__(self, end: Node) -> float:
        weight = self._matrix.weight(self._node, end)
        if weight == math.inf:
            raise KeyError(end)
        return weight

    def __iter__(self) -> Iterator[Node]:
        return (end for end, weight in self._matrix.row(self._node) if weight != math.inf)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr(dict(self))


class AdjacencyMatrix[Node: Hashable](Mapping[Node, Mapping[Node, float]]):
    """A mapping from each node to a mapping from its neighbours to weights, kept in one table.

    >>> roads = AdjacencyMatrix(["Rome", "Pisa", "Bari"], [("Rome", "Pisa", 355)])
    >>> roads["Pisa"]["Rome"], dict(roads["Bari"]), roads.weight("Rome", "Bari")
    (355.0, {}, inf)

    Weights become floats. ``directed=False``, the default, enters each edge both ways. ``matrix[node]`` follows later
    changes and cannot make any. Nodes and neighbours are given in order of insertion of the nodes; equality is that of
    mappings, so that a matrix equals the ``Graph`` or dict of dicts with the same edges.

    All methods raise KeyError with the node for one that is not here, and leave the matrix as it was when they raise.
    """

    def __init__(
        self, nodes: Iterable[Node], edges: Iterable[tuple[Node, Node, float]] = (), *, directed: bool = False
    ) -> None:
        """Take the nodes, each of which counts once, then edges as (from, to, weight) between them."""
        self._directed = directed
        self._numbers: dict[Node, int] = {}
        for node in nodes:
            self._numbers.setdefault(node, len(self._numbers))
        self._weights = array("d", [math.inf]) * len(self._numbers) ** 2
        for start, end, weight in edges:
            self.add_edge(start, end, weight)

    def add_node(self, node: Node) -> None:
        """Add a node without edges, or do nothing when it is there: O(V²), as every row moves to make room."""
        if node in self._numbers:
            return
        size = len(self._numbers)
        wider = array("d")
        for number in range(size):
            wider.extend(self._weights[number * size : (number + 1) * size])
            wider.append(math.inf)
        wider.extend(array("d", [math.inf]) * (size + 1))
        self._weights = wider
        self._numbers[node] = size

    def add_edge(self, start: Node, end: Node, weight: float = 1.0) -> None:
        """Add an edge between nodes that are here, or give it a new weight: O(1).

        Raises ValueError ``weight of the edge 'a' -> 'b' must be a finite number, not inf`` for nan and the infinities.
        """
        if not math.isfinite(weight):
            raise ValueError(f"weight of the edge {start!r} -> {end!r} must be a finite number, not {weight}")
        self._set(start, end, weight)

    def remove_edge(self, start: Node, end: Node) -> None:
        """Remove an edge: O(1). KeyError with ``(start, end)`` when both nodes are here, but no edge."""
        if self.weight(start, end) == math.inf:
            raise KeyError((start, end))
        self._set(start, end, math.inf)

    def weight(self, start: Node, end: Node) -> float:
        """Return the weight of an edge, and infinity where there is none: O(1)."""
        return self._weights[self._numbers[start] * len(self._numbers) + self._numbers[end]]

    def row(self, node: Node) -> Iterator[tuple[Node, float]]:
        """Return an iterator over all nodes, each with the weight of the edge to it or infinity: O(V)."""
        first = self._numbers[node] * len(self._numbers)
        return zip(self._numbers, self._weights[first : first + len(self._numbers)], strict=True)

    def bytes_used(self) -> int:
        """Return the bytes of the table and of the dict of node numbers, without the nodes: O(1)."""
        return sys.getsizeof(self._weights) + sys.getsizeof(self._numbers)

    def __getitem__(self, node: Node) -> Mapping[Node, float]:
        """Return the neighbours of a node: O(1), and O(V) to loop over them or to count them."""
        if node not in self._numbers:
            raise KeyError(node)
        return _Row(self, node)

    def __iter__(self) -> Iterator[Node]:
        """Loop over the nodes in order of insertion; RuntimeError when one is added meanwhile, as in a dict."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """Return how many nodes there are: O(1)."""
        return len(self._numbers)

    def copy(self) -> "AdjacencyMatrix[Node]":
        """Return a matrix with the same nodes and edges, which can be changed alone: O(V²)."""
        matrix: AdjacencyMatrix[Node] = AdjacencyMatrix((), directed=self._directed)
        matrix._numbers = self._numbers.copy()
        matrix._weights = self._weights[:]
        return matrix

    __copy__ = copy

    def __repr__(self) -> str:
        """Return the nodes with their neighbours: ``AdjacencyMatrix({'a': {'b': 1.0}, 'b': {'a': 1.0}})``."""
        return f"AdjacencyMatrix({dict(self)!r})"

    def _set(self, start: Node, end: Node, weight: float) -> None:
        size, row, column = len(self._numbers), self._numbers[start], self._numbers[end]
        self._weights[row * size + column] = weight
        if not self._directed:
            self._weights[column * size + row] = weight


def bytes_of_dicts[Node: Hashable](graph: Mapping[Node, Mapping[Node, float]]) -> int:
    """Return the bytes that the same edges take as a dict of dicts: all dicts, and a float of its own for each edge.

    That is, as ``sys.getsizeof`` says, of dicts that have grown edge by edge and node by node.

    The nodes are not counted, nor are those of ``AdjacencyMatrix.bytes_used``: there is one object of each either way.
    """
    # From an iterator a dict grows; from a mapping it would be made at once, at another size.
    dicts = {node: dict.fromkeys(iter(neighbours)) for node, neighbours in graph.items()}
    floats = sum(len(neighbours) for neighbours in dicts.values()) * sys.getsizeof(0.0)
    return sys.getsizeof(dicts) + sum(map(sys.getsizeof, dicts.values())) + floats


def main() -> None:
    """Fill a graph of 200 nodes with more and more edges, and weigh both ways to keep it."""
    prices = AdjacencyMatrix(["Rome", "Pisa", "Bari"], [("Rome", "Pisa", 40), ("Pisa", "Bari", 95)])
    print("from Pisa:", dict(prices["Pisa"]), "- Rome to Bari:", prices.weight("Rome", "Bari"))
    prices.add_node("Lecce")
    prices.add_edge("Bari", "Lecce", 15)
    print("from Bari:", dict(prices["Bari"]))

    nodes = range(200)
    print(f"\n{len(nodes)} nodes, bytes for the edges:\n{'edges at a node':>15} {'matrix':>9} {'dicts':>9}")
    for degree in (1, 5, 20, 50, 199):
        edges = [(node, (node + step) % 200, 1.0) for node in nodes for step in range(1, degree + 1)]
        matrix = AdjacencyMatrix(nodes, edges, directed=True)
        print(f"{degree:>15} {matrix.bytes_used():>9,} {bytes_of_dicts(matrix):>9,}")


if __name__ == "__main__":
    main()
