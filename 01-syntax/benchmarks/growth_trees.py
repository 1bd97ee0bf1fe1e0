"""The growth of search trees, tries and graphs as they are kept."""

import random
from typing import Any

from growth import FEW_SQUARES, LINES, SQUARES, TREES, Ready, Subject, chosen, each, keys, shuffled

from structures.adjacency_matrix import AdjacencyMatrix
from structures.balanced_tree import BalancedTree
from structures.binary_search_tree import BinarySearchTree
from structures.graph import Graph
from structures.radix_tree import RadixTree
from structures.sorted_dict import SortedDict
from structures.tree_traversals import Node, inorder, level_order, levels, postorder, preorder, rebuild
from structures.trie import Trie

LENGTHS = (100, 1_000, 10_000, 100_000)
NODES = (64, 256, 1_024, 4_096)


def subjects() -> list[Subject[Any]]:
    """Return the subjects of this part."""
    return [*search_trees(), *sorted_dict(), traversals(), *tries(), *graphs()]


def even(size: int) -> list[tuple[int, None]]:
    """Return items whose keys are the even numbers below twice the size, in an order without a pattern."""
    return [(2 * key, None) for key in shuffled(size)]


def odd(size: int) -> list[int]:
    """Return some keys between those."""
    return [key | 1 for key in chosen(range(2, 2 * size - 2), 200)]


def search_trees() -> list[Subject[Any]]:
    """Return the plain tree, for random keys and for ascending ones, and the balanced tree for ascending ones."""

    def plain(size: int) -> Ready[BinarySearchTree[int, None], int]:
        return Ready(BinarySearchTree(even(size)), odd(size))

    def chain(size: int) -> Ready[BinarySearchTree[int, None], int]:
        return Ready(BinarySearchTree((key, None) for key in range(size)), chosen(range(size)))

    def avl(size: int) -> Ready[BalancedTree[int, None], int]:
        return Ready(BalancedTree((2 * key, None) for key in range(size)), odd(size))

    return [
        Subject("structures/binary_search_tree.py", plain, "random keys", TREES, NODES)
        .add("look up", "O(h)", lambda on: each(on.it.get, on.some), fits="O(log n)")
        .add("floor", "O(h)", lambda on: each(on.it.floor, on.some), fits="O(log n)")
        .add("ceiling", "O(h)", lambda on: each(on.it.ceiling, on.some), fits="O(log n)")
        .add(
            "between, 3 found",
            "O(h + found)",
            lambda on: each(lambda low: list(on.it.between(low, low + 6)), on.some),
            fits="O(log n)",
        )
        .add("insert", "O(h)", lambda on: each(lambda key: on.it.__setitem__(key, None), set(on.some)), fits="O(log n)")
        .add("delete", "O(h)", lambda on: each(on.it.__delitem__, set(on.some)), fits="O(log n)")
        .add("iterate", "O(n)", lambda on: list(on.it))
        .add("height", "O(n)", lambda on: on.it.height()),
        Subject("structures/binary_search_tree.py", chain, "ascending keys", SQUARES, FEW_SQUARES).add(
            "look up", "at worst n", lambda on: each(on.it.__getitem__, on.some), fits="O(n)"
        ),
        Subject("structures/balanced_tree.py", avl, "ascending keys", TREES, NODES)
        .add("look up", "O(log n)", lambda on: each(on.it.get, on.some))
        .add("insert", "O(log n)", lambda on: each(lambda key: on.it.__setitem__(key, None), set(on.some)))
        .add("delete", "O(log n)", lambda on: each(on.it.__delitem__, set(on.some)))
        .add("iterate", "O(n)", lambda on: list(on.it))
        .add("items", "O(n log n)", lambda on: list(on.it.items())),
    ]


def sorted_dict() -> list[Subject[Any]]:
    """Return the tree of two levels: bisect compares in C, so comparisons are counted, and moves are timed."""

    def compared(size: int) -> Ready[SortedDict[Any, None], Any]:
        made = keys(range(size))
        return Ready(SortedDict((key, None) for key in made), chosen(made))

    return [
        Subject("structures/sorted_dict.py", compared, full=LINES, quick=NODES)
        .add("look up", "O(log n)", lambda on: each(on.it.__getitem__, on.some), by="comparisons")
        .add("floor", "O(log n)", lambda on: each(on.it.floor, on.some), by="comparisons")
        .add("ceiling", "O(log n)", lambda on: each(on.it.ceiling, on.some), by="comparisons")
        .add(
            "delete",
            "O(log n + b + n/b)",
            lambda on: each(on.it.__delitem__, set(on.some)),
            fits="O(log n)",
            by="comparisons",
        )
        .add(
            "insert",
            "O(log n + b + n/b)",
            lambda on: each(lambda key: on.it.__setitem__(key, None), on.some),
            fits="O(log n)",
            by="comparisons",
        )
        .add("iterate", "O(n)", lambda on: list(on.it)),
    ]


def traversals() -> Subject[Any]:
    """Return the walks through a tree that is a chain to the left: as deep as can be."""

    def chain(size: int) -> Node[int]:
        root = Node(0)
        for value in range(1, size):
            root = Node(value, root)
        return root

    return (
        Subject("structures/tree_traversals.py", chain, "nodes, each below the other", LINES)
        .add("preorder", "O(n)", preorder)
        .add("inorder", "O(n)", inorder)
        .add("postorder", "O(n)", postorder)
        .add("levels", "O(n)", levels)
        .add("level_order", "O(n)", level_order)
        .add("rebuild", "O(n)", lambda root: rebuild(preorder(root), inorder(root)))
    )


def tries() -> list[Subject[Any]]:
    """Return the trie and the radix tree, for longer keys and for more of them."""

    def long(size: int) -> Ready[Trie[int], str]:
        return Ready(Trie({"a" * size: 1}), ["a" * size, "b" * size])

    def many(size: int) -> Ready[Trie[int], str]:
        return Ready(Trie((f"{number:07}", number) for number in range(size)), [f"{size // 2:07}", f"{size:07}"])

    def routes(size: int) -> Ready[RadixTree[int], str]:
        parts = "a/b/" * (size // 2)
        made = RadixTree((parts[:end], end) for end in range(2, 2 * size + 1, 2))
        return Ready(made, [parts])

    def compressed(size: int) -> Ready[RadixTree[int], str]:
        return Ready(RadixTree((f"{number:07}", number) for number in range(size)), [f"{size // 2:07}", f"{size:07}"])

    return [
        Subject("structures/trie.py", long, "characters of a key", LENGTHS)
        .add("look up", "O(m)", lambda on: on.it[on.some[0]], fits="O(n)")
        .add("longest_prefix", "O(m)", lambda on: on.it.longest_prefix(on.some[0]), fits="O(n)")
        .add("insert", "O(m)", lambda on: on.it.__setitem__(on.some[1], 1), fits="O(n)")
        .add("delete", "O(m)", lambda on: on.it.__delitem__(on.some[1]), fits="O(n)"),
        Subject("structures/trie.py", many, "keys of 7 characters", LINES)
        .add("look up", "O(m)", lambda on: each(on.it.get, on.some), fits="O(1)")
        .add("insert", "O(m)", lambda on: on.it.__setitem__(on.some[1], 1), fits="O(1)")
        .add("delete", "O(m)", lambda on: on.it.__delitem__(on.some[1]), fits="O(1)")
        .add("with_prefix, of all", "O(m + the nodes below)", lambda on: list(on.it.with_prefix("0")), fits="O(n)"),
        Subject("structures/radix_tree.py", routes, "parts of a key, each a key too", SQUARES, FEW_SQUARES)
        .add("look up", "O(m)", lambda on: on.it[on.some[0]], fits="O(n)")
        .add("longest_prefix", "O(m)", lambda on: on.it.longest_prefix(on.some[0]), fits="O(n)")
        .add("delete", "O(m)", lambda on: on.it.__delitem__(on.some[0]), fits="O(n)")
        .add("insert", "O(m)", lambda on: on.it.__setitem__(on.some[0], 1), fits="O(n)"),
        Subject("structures/radix_tree.py", compressed, "keys of 7 characters", LINES).add(
            "with_prefix, of all", "O(m + the keys below)", lambda on: list(on.it.with_prefix("0")), fits="O(n)"
        ),
    ]


def graphs() -> list[Subject[Any]]:
    """Return the two ways to keep a graph."""

    def ring(size: int) -> list[tuple[int, int, float]]:
        return [(node, (node + step) % size, 1.0) for node in range(size) for step in range(1, 6)]

    def sparse(size: int) -> Ready[Graph[int], int]:
        return Ready(Graph(ring(size)), random.Random(size).sample(range(0, size, 2), 15))

    def star(size: int) -> Graph[int]:
        return Graph((0, leaf, 1.0) for leaf in range(1, size))

    def matrix(size: int) -> Ready[AdjacencyMatrix[int], int]:
        return Ready(AdjacencyMatrix(range(size), ring(size)), random.Random(size).sample(range(size - 9), 7))

    return [
        Subject("structures/graph.py", sparse, "nodes V, and 5 edges each", LINES)
        .add("ask for an edge", "O(1)", lambda on: each(lambda node: node in on.it[node], on.some))
        .add("degree", "O(1)", lambda on: each(on.it.degree, on.some))
        .add("add_edge", "O(1)", lambda on: each(lambda node: on.it.add_edge(node, node + 1), on.some))
        .add("add_node", "O(1)", lambda on: each(lambda node: on.it.add_node(-node), on.some))
        .add("edge_count", "O(V)", lambda on: on.it.edge_count(), fits="O(n)")
        .add("edges", "O(V + E)", lambda on: list(on.it.edges()), fits="O(n)")
        .add("copy", "O(V + E)", lambda on: on.it.copy(), fits="O(n)")
        .add("remove_node", "O(its degree)", lambda on: each(on.it.remove_node, set(on.some)), fits="O(1)"),
        Subject("structures/graph.py", star, "edges of a node", LINES)
        .add("neighbours", "O(degree)", lambda on: sum(1 for _ in on[0]), fits="O(n)")
        .add("remove_node", "O(its degree)", lambda on: on.remove_node(0), fits="O(n)"),
        Subject("structures/adjacency_matrix.py", matrix, "nodes V", SQUARES, FEW_SQUARES)
        .add("weight", "O(1)", lambda on: each(lambda node: on.it.weight(node, node + 1), on.some))
        .add("set an edge", "O(1)", lambda on: each(lambda node: on.it.add_edge(node, node + 7), on.some))
        .add("remove an edge", "O(1)", lambda on: each(lambda node: on.it.remove_edge(node, node + 7), on.some))
        .add("neighbours", "O(V)", lambda on: list(on.it[0]), fits="O(n)")
        .add("all edges", "O(V²)", lambda on: [list(row) for row in on.it.values()], fits="O(n²)"),
    ]
