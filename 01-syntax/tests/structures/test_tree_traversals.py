"""Tree traversals: the loop against the recursive definition, on all small trees, and deeper than recursion goes."""

import sys
from collections.abc import Callable, Iterator
from itertools import permutations

import networkx as nx
import pytest

from structures.tree_traversals import (
    Node,
    inorder,
    inorder_recursive,
    level_order,
    levels,
    levels_recursive,
    main,
    postorder,
    postorder_recursive,
    preorder,
    preorder_recursive,
    rebuild,
)

type Visit = Callable[[Node[int] | None], list[int]]
PAIRS = [(preorder, preorder_recursive), (inorder, inorder_recursive), (postorder, postorder_recursive)]
FLAT: dict[str, Visit] = {
    "preorder": preorder,
    "inorder": inorder,
    "postorder": postorder,
    "level_order": level_order,
}
DEEP = 5_000


def trees(size: int, first: int = 0) -> Iterator[Node[int] | None]:
    """Yield all trees of that size, their values in-order counting up from ``first``."""
    if size == 0:
        yield None
        return
    for left_size in range(size):
        for left in trees(left_size, first):
            for right in trees(size - 1 - left_size, first + left_size + 1):
                yield Node(first + left_size, left, right)


SMALL = [tree for size in range(6) for tree in trees(size)]


def chain(side: str) -> Node[int]:
    """Return a tree of 20,000 nodes one below the other, its values counting up from the root."""
    node = Node(DEEP - 1)
    for value in range(DEEP - 2, -1, -1):
        to_the_left = side == "left" or (side == "zigzag" and value % 2)
        node = Node(value, left=node) if to_the_left else Node(value, right=node)
    return node


def as_graph(root: Node[int]) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_node(root.value)
    waiting = [root]
    for node in waiting:
        for child in (node.left, node.right):
            if child:
                graph.add_edge(node.value, child.value)
                waiting.append(child)
    return graph


def test_there_are_as_many_small_trees_as_catalan_counted() -> None:
    assert len(SMALL) == 1 + 1 + 2 + 5 + 14 + 42


@pytest.mark.parametrize(("loop", "recursive"), PAIRS, ids=["preorder", "inorder", "postorder"])
def test_the_loop_visits_as_recursion_does(loop: Visit, recursive: Visit) -> None:
    for tree in SMALL:
        assert loop(tree) == recursive(tree)


def test_in_order_is_from_left_to_right() -> None:
    for tree in SMALL:
        assert inorder(tree) == list(range(len(inorder(tree))))


def test_networkx_agrees_on_the_other_orders() -> None:
    for tree in filter(None, SMALL):
        graph = as_graph(tree)
        assert preorder(tree) == list(nx.dfs_preorder_nodes(graph, tree.value))
        assert postorder(tree) == list(nx.dfs_postorder_nodes(graph, tree.value))
        assert levels(tree) == list(nx.bfs_layers(graph, tree.value))


def test_rows_joined_are_the_level_order() -> None:
    for tree in SMALL:
        assert levels(tree) == levels_recursive(tree)
        assert level_order(tree) == [value for row in levels_recursive(tree) for value in row]


def test_rows_hold_the_same_value_as_often_as_it_occurs() -> None:
    tree = Node(1, Node(1), Node(1, Node(1)))

    assert levels(tree) == [[1], [1, 1], [1]]
    assert preorder(tree) == inorder(tree) == postorder(tree) == [1] * 4


@pytest.mark.parametrize("side", ["left", "right", "zigzag"])
@pytest.mark.parametrize("order", FLAT)
def test_the_loops_go_deeper_than_recursion(side: str, order: str) -> None:
    values = FLAT[order](chain(side))

    assert sorted(values) == list(range(DEEP))
    assert len(levels(chain(side))) == DEEP


@pytest.mark.parametrize(
    "visit",
    [preorder_recursive, inorder_recursive, postorder_recursive, levels_recursive],
    ids=["preorder", "inorder", "postorder", "levels"],
)
def test_recursion_ends_at_the_limit(visit: Callable[[Node[int]], object]) -> None:
    before = sys.getrecursionlimit()
    deep = chain("left")

    sys.setrecursionlimit(500)
    try:
        with pytest.raises(RecursionError):
            visit(deep)
    finally:
        sys.setrecursionlimit(before)


def test_two_orders_give_the_tree_back() -> None:
    for tree in SMALL:
        twin = rebuild(preorder(tree), inorder(tree))
        assert (preorder(twin), inorder(twin)) == (preorder(tree), inorder(tree))
        assert levels(twin) == levels(tree)


def test_rebuilding_goes_as_deep() -> None:
    deep = chain("zigzag")

    assert postorder(rebuild(preorder(deep), inorder(deep))) == postorder(deep)


def test_orders_that_fit_no_tree_are_refused() -> None:
    possible = {tuple(preorder(tree)) for tree in trees(4)}
    for before in permutations(range(4)):
        if before in possible:
            assert preorder(rebuild(list(before), [0, 1, 2, 3])) == list(before)
        else:
            with pytest.raises(ValueError, match=r"^not the orders of one tree$"):
                rebuild(list(before), [0, 1, 2, 3])


@pytest.mark.parametrize(
    ("before", "between"), [([1], []), ([1, 1], [1, 1]), ([1], [2]), ([1, 2, 2], [1, 2, 3])], ids=str
)
def test_values_must_be_the_same_and_differ(before: list[int], between: list[int]) -> None:
    with pytest.raises(ValueError, match=r"^not the orders of one tree$"):
        rebuild(before, between)


def test_main_reaches_the_limit_and_goes_beyond(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "as a machine works:  2 3 * 4 -" in out
    assert "by recursion: maximum recursion depth exceeded" in out
    assert "20000 visited, the first 0" in out
