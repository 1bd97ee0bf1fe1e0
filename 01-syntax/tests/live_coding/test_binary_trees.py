"""Binary trees: rebuilt, read by levels, judged and sent, against the plain ways on all small shapes."""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_coding.binary_trees import (
    Node,
    deserialised,
    is_balanced,
    is_balanced_brute_force,
    levels,
    levels_brute_force,
    main,
    serialised,
    tree_from_traversals,
    tree_from_traversals_brute_force,
)
from tests.live_coding.canonical import cases, refusals

type Rebuild = Callable[[Sequence[str], Sequence[str]], Node[str] | None]

IDS = ["better", "brute_force"]
rebuilds = pytest.mark.parametrize("solve", [tree_from_traversals, tree_from_traversals_brute_force], ids=IDS)


def shapes(count: int) -> Iterator[Node[int] | None]:
    """Yield every tree of so many nodes, with values that repeat."""
    if count == 0:
        yield None
    for left in range(count):
        for one in shapes(left):
            for other in shapes(count - 1 - left):
                yield Node(count % 3, one, other)


SHAPES = [tree for count in range(6) for tree in shapes(count)]


def chain(length: int) -> Node[int]:
    root = Node(0)
    for value in range(1, length):
        root = Node(value, root) if value % 2 else Node(value, None, root)
    return root


def as_published(tree: Node[str] | None) -> dict[str, Any]:
    return {"v": tree.value, "l": as_published(tree.left), "r": as_published(tree.right)} if tree else {}


@rebuilds
@pytest.mark.parametrize(("given", "expected"), cases("satellite", "treeFromTraversals"))
def test_published_satellite(solve: Rebuild, given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert as_published(solve(given["preorder"], given["inorder"])) == expected


@rebuilds
@pytest.mark.parametrize(("given", "message"), refusals("satellite", "treeFromTraversals"))
def test_published_satellite_refusals(solve: Rebuild, given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        solve(given["preorder"], given["inorder"])


def test_rebuilding_agrees_on_all_small_pairs_also_in_what_it_refuses() -> None:
    refused = 0
    for size in range(5):
        letters = "abcd"[:size]
        for preorder in permutations(letters):
            try:
                expected = tree_from_traversals_brute_force(preorder, letters)
            except ValueError:
                refused += 1
                with pytest.raises(ValueError, match=r"^no tree has both traversals$"):
                    tree_from_traversals(preorder, letters)
            else:
                assert tree_from_traversals(preorder, letters) == expected
    assert refused == 24 - 14 + 6 - 5  # the other ones are counted by Catalan


def test_a_chain_is_rebuilt_without_recursion() -> None:
    tree = tree_from_traversals(range(6_000), range(6_000))

    assert levels(tree) == [[value] for value in range(6_000)]
    with pytest.raises(RecursionError):
        tree_from_traversals_brute_force(range(1_100), range(1_100))


@pytest.mark.parametrize("solve", [levels, levels_brute_force], ids=IDS)
def test_levels_read_from_the_root_down_and_from_left_to_right(
    solve: Callable[[Node[int] | None], list[list[int]]],
) -> None:
    assert solve(None) == []
    assert solve(Node(1, Node(2, None, Node(3)), Node(4, Node(5)))) == [[1], [2, 4], [3, 5]]


def test_levels_agree_on_all_small_shapes() -> None:
    for tree in SHAPES:
        assert levels(tree) == levels_brute_force(tree)


@pytest.mark.parametrize("solve", [is_balanced, is_balanced_brute_force], ids=IDS)
def test_balance_is_judged_in_every_node(solve: Callable[[Node[int] | None], bool]) -> None:
    assert solve(None)
    assert solve(Node(1, Node(2)))
    assert not solve(Node(1, Node(2, Node(3)), Node(4, None, Node(5, None, Node(6)))))


def test_balance_agrees_on_all_small_shapes_and_goes_deep() -> None:
    for tree in SHAPES:
        assert is_balanced(tree) == is_balanced_brute_force(tree)

    assert not is_balanced(chain(6_000))


def test_all_small_shapes_come_back_from_their_text() -> None:
    for tree in SHAPES:
        assert deserialised(serialised(tree)) == tree


def test_texts_differ_where_trees_do() -> None:
    assert len(set(map(serialised, SHAPES))) == len(SHAPES)


def test_a_chain_comes_back_from_a_short_text() -> None:
    text = serialised(chain(6_000))

    assert serialised(deserialised(text)) == text
    assert len(text) < 10 * 6_000


@given(st.recursive(st.none(), lambda below: st.builds(Node, st.integers(), below, below), max_leaves=6))
@settings(max_examples=15)
def test_any_whole_numbers_come_back(tree: Node[int] | None) -> None:
    assert "\n" not in serialised(tree)
    assert deserialised(serialised(tree)) == tree


@pytest.mark.parametrize(
    "text", ["", "1", "1 #", "# #", "1 # # #", "1 # # 2 # #", "# 1 #", "1 2 # #", "x", "1.5 # #", "01 # #", "1  # #"]
)
def test_what_is_no_tree_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^not a tree: '{text}'$"):
        deserialised(text)


def test_main_sends_a_tree(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Levels: [[4], [2, 6], [1, 3, 5]] - balanced: True" in out
    assert "and back the same: True" in out
    assert "A chain of 5000 nodes - balanced: False\nThe same by recursion: RecursionError" in out
