"""Graph: nodes, and edges with a weight between them, as a dict of dicts.

``graph[a]`` is a mapping from each neighbour of a to the weight of the edge. A set of neighbours would do where edges
weigh nothing; a list would make every question for one edge a search. Whatever else maps nodes to such mappings is a
graph to the algorithms: a plain dict of dicts, an adjacency matrix, a grid that makes its neighbours when asked.

Cost, for V nodes and E edges: add a node or edge, ask for an edge or a degree O(1); neighbours O(degree); remove a node
O(its degree), O(V) if directed; all edges, copy, transpose O(V + E); memory O(V + E), each edge twice when undirected.
Use it for: routes, dependencies, who follows whom; sparse graphs, which nearly all are.
Not for: dense graphs of known nodes (adjacency_matrix.py), edges that outlive the process (two columns of a table and a
recursive query), several edges between two nodes (keep them in a list beside). At work: networkx, rustworkx.
Asked: adjacency list or matrix? How do you store an undirected edge, and what is forgotten when it is removed?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, section 20.1
"""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from types import MappingProxyType


class Graph[Node: Hashable](Mapping[Node, Mapping[Node, float]]):
    """A mapping from each node to a read-only mapping from its neighbours to the weights of the edges.

    >>> roads = Graph([("Rome", "Pisa", 355), ("Pisa", "Genoa", 164)])
    >>> roads["Pisa"]["Rome"], sorted(roads["Pisa"]), "Genoa" in roads["Rome"]
    (355, ['Genoa', 'Rome'], False)

    ``directed=False``, the default, enters each edge at both its ends. Between two nodes there is one edge (one each
    way if directed): adding it again replaces its weight. An edge from a node to itself is allowed, and stands once.

    Looping gives the nodes in order of insertion, and raises RuntimeError as a dict does when nodes come or go
    meanwhile; so do a node's neighbours. Equality is that of mappings: a graph equals a dict of dicts, and a directed
    graph equals an undirected one, when the neighbours are the same.

    A node is one object, the first that was added, wherever the graph gives it: a million edges to the node 7000 hold
    one int, and a walk, which asks dicts and sets for nodes all the time, finds it by identity, without comparing.

    All methods raise KeyError with the node for one that is not in the graph, unless they add it, and leave the graph
    as it was whenever they raise.
    """

    def __init__(
        self,
        source: Mapping[Node, Mapping[Node, float]] | Iterable[tuple[Node, Node, float]] = (),
        *,
        directed: bool = False,
    ) -> None:
        """Take edges as (from, to, weight), or all nodes and edges of another graph or dict of dicts.

        The edges are added one by one, as ``add_edge`` does.
        """
        self._directed = directed
        self._neighbours: dict[Node, dict[Node, float]] = {}
        self._nodes: dict[Node, Node] = {}  # to find the object under which a node is kept
        if isinstance(source, Mapping):
            for node in source:
                self.add_node(node)
            source = ((start, end, weight) for start, ends in source.items() for end, weight in ends.items())
        for start, end, weight in source:
            self.add_edge(start, end, weight)

    @property
    def directed(self) -> bool:
        """Whether edges lead one way only."""
        return self._directed

    def add_node(self, node: Node) -> None:
        """Add a node without edges, or do nothing when it is there: O(1). TypeError for one without a hash."""
        if node not in self._nodes:
            self._nodes[node] = node
            self._neighbours[node] = {}

    def add_edge(self, start: Node, end: Node, weight: float = 1.0) -> None:
        """Add an edge, and its nodes where they are missing: O(1). If it is there already, it gets the new weight.

        Raises ValueError ``weight of the edge 'a' -> 'b' must be a finite number, not nan`` for nan and the infinities,
        TypeError for a node without a hash.
        """
        if not math.isfinite(weight):
            raise ValueError(f"weight of the edge {start!r} -> {end!r} must be a finite number, not {weight}")
        hash(end)  # raises before the first node is added
        self.add_node(start)
        self.add_node(end)
        start, end = self._nodes[start], self._nodes[end]
        self._neighbours[start][end] = weight
        if not self._directed:
            self._neighbours[end][start] = weight

    def remove_edge(self, start: Node, end: Node) -> None:
        """Remove an edge, and leave its nodes: O(1). KeyError with ``(start, end)`` when both are here, but no edge."""
        if end not in self[start]:
            raise KeyError((start, end) if end in self else end)
        del self._neighbours[start][end]
        if not self._directed and start != end:
            del self._neighbours[end][start]

    def remove_node(self, node: Node) -> None:
        """Remove a node with all edges from and to it: O(its degree) if undirected, else O(V)."""
        sources = self._neighbours if self._directed else self[node]
        for source in list(sources):
            self._neighbours[source].pop(node, None)
        del self._neighbours[node], self._nodes[node]

    def edges(self) -> Iterator[tuple[Node, Node, float]]:
        """Return an iterator over all edges as (from, to, weight), each once, in order of insertion of their nodes.

        An undirected edge is given from the end that was inserted first: O(V + E).
        """
        seen: set[Node] = set()
        for start, neighbours in self._neighbours.items():
            for end, weight in neighbours.items():
                if end not in seen:
                    yield start, end, weight
            if not self._directed:
                seen.add(start)

    def edge_count(self) -> int:
        """Return how many edges there are: O(V)."""
        ends = sum(len(neighbours) for neighbours in self._neighbours.values())
        loops = sum(node in neighbours for node, neighbours in self._neighbours.items())
        return ends if self._directed else (ends + loops) // 2

    def degree(self, node: Node) -> int:
        """Return how many edges begin at a node, a loop counting twice when undirected: O(1)."""
        neighbours = self[node]
        return len(neighbours) + (not self._directed and node in neighbours)

    def in_degrees(self) -> dict[Node, int]:
        """Return for each node how many edges end there, a loop counting as in ``degree``: O(V + E)."""
        if not self._directed:
            return {node: self.degree(node) for node in self}
        counts = dict.fromkeys(self._neighbours, 0)
        for neighbours in self._neighbours.values():
            for end in neighbours:
                counts[end] += 1
        return counts

    def transposed(self) -> "Graph[Node]":
        """Return a graph with every edge turned round, nodes in the same order: O(V + E)."""
        graph: Graph[Node] = Graph(directed=self._directed)
        for node in self._neighbours:
            graph.add_node(node)
        for start, end, weight in self.edges():
            graph.add_edge(end, start, weight)
        return graph

    def subgraph(self, nodes: Iterable[Node]) -> "Graph[Node]":
        """Return a graph of these nodes, in their order, with the edges between them: O(all edges at them)."""
        kept = {self._nodes[node]: self._nodes[node] for node in nodes}
        graph: Graph[Node] = Graph(directed=self._directed)
        graph._nodes = kept
        graph._neighbours = {node: {end: weight for end, weight in self[node].items() if end in kept} for node in kept}
        return graph

    def copy(self) -> "Graph[Node]":
        """Return a graph with the same nodes and edges, which can be changed alone: O(V + E)."""
        return self.subgraph(self)

    __copy__ = copy

    def __getitem__(self, node: Node) -> Mapping[Node, float]:
        """Return the neighbours of a node with the weights: O(1). A view, that follows changes and cannot make any."""
        return MappingProxyType(self._neighbours[node])

    def __iter__(self) -> Iterator[Node]:
        """Loop over the nodes in order of insertion."""
        return iter(self._neighbours)

    def __len__(self) -> int:
        """Return how many nodes there are: O(1)."""
        return len(self._neighbours)

    def __contains__(self, node: object) -> bool:
        """Return whether the node is here: O(1). TypeError for one without a hash."""
        return node in self._neighbours

    def __repr__(self) -> str:
        """Return ``Graph({'a': {'b': 1.0}, 'b': {'a': 1.0}})``, with ``, directed=True`` after the dict if so."""
        return f"Graph({self._neighbours!r}{', directed=True' if self._directed else ''})"


def main() -> None:
    """Ask a small network of services what depends on what."""
    calls = Graph(
        [("shop", "orders", 120), ("orders", "stock", 80), ("orders", "payment", 40), ("shop", "search", 300)],
        directed=True,
    )
    calls.add_node("admin")
    print(f"{len(calls)} services, {calls.edge_count()} kinds of call")
    print("orders calls:", dict(calls["orders"]))
    print("stock is called by:", list(calls.transposed()["stock"]))
    print("nobody calls:", [service for service, count in calls.in_degrees().items() if count == 0])

    calls.remove_node("orders")
    print("without orders:", list(calls.edges()))
    links = Graph([("a", "b", 1.0), ("b", "c", 1.0)])
    links.remove_edge("c", "b")
    print("an undirected edge is gone from both ends:", {node: list(links[node]) for node in links})
    try:
        links.add_edge("a", "c", float("nan"))
    except ValueError as error:
        print("ValueError:", error)


if __name__ == "__main__":
    main()
