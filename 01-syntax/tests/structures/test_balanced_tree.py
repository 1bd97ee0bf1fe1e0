"""AVL tree: compared with a dict and its sorted keys."""

import copy
import math
import pickle
import random
import sys
from collections.abc import Callable, Iterator
from itertools import permutations

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from structures.balanced_tree import BalancedTree, Node, main, rebalance, rotate_left, rotate_right
from tests.structures.sorted_mapping_suite import Key, SortedMappingMachine, SortedMappingSuite


class BalancedTreeMachine(SortedMappingMachine):
    kind = BalancedTree
    tree: BalancedTree[int, int]

    @invariant()
    def balanced(self) -> None:
        self.tree.check()


TestBalancedTreeMachine = BalancedTreeMachine.TestCase
TestBalancedTreeMachine.settings = settings(max_examples=30, stateful_step_count=30)


class TestBalancedTree(SortedMappingSuite):
    kind = BalancedTree


@pytest.fixture
def low_recursion_limit() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    yield
    sys.setrecursionlimit(before)


def shape(node: Node[int, str] | None) -> object:
    return node and (node.key, node.height, shape(node.left), shape(node.right))


def test_a_rotation_lifts_a_child_and_the_other_takes_it_back() -> None:
    root = Node(4, "", Node(2, "", Node(1, ""), Node(3, ""), 2), Node(5, ""), 3)
    before = shape(root)

    top = rotate_right(root)

    assert shape(top) == (2, 3, (1, 1, None, None), (4, 2, (3, 1, None, None), (5, 1, None, None)))
    assert shape(rotate_left(top)) == before


@pytest.mark.parametrize(("rotate", "side"), [(rotate_left, "right"), (rotate_right, "left")], ids=["left", "right"])
def test_a_rotation_needs_a_child_to_lift(rotate: Callable[[Node[int, str]], Node[int, str]], side: str) -> None:
    leaf = Node(8, "")

    with pytest.raises(ValueError, match=f"^8 has no {side} child to lift$"):
        rotate(leaf)

    assert shape(leaf) == (8, 1, None, None)


@pytest.mark.parametrize("order", [(3, 2, 1), (3, 1, 2), (1, 3, 2), (1, 2, 3)], ids=["LL", "LR", "RL", "RR"])
def test_each_of_the_four_cases_ends_with_the_middle_on_top(order: tuple[int, ...]) -> None:
    lowest = Node(order[2], "")
    middle = Node(order[1], "", height=2)
    root = Node(order[0], "", height=3)
    for child, parent in ((lowest, middle), (middle, root)):
        if child.key < parent.key:
            parent.left = child
        else:
            parent.right = child

    assert shape(rebalance(root)) == (2, 2, (1, 1, None, None), (3, 1, None, None))


def test_what_is_balanced_is_not_turned() -> None:
    root = Node(1, "", None, Node(2, ""))

    assert rebalance(root) is root
    assert root.height == 2


def test_all_trees_of_up_to_six_keys_lose_any_key_in_balance() -> None:
    for size in range(1, 7):
        for order in permutations(range(size)):
            tree = BalancedTree((key, "") for key in order)
            tree.check()
            for gone in (order[0], order[-1]):
                tree.pop(gone, None)
                tree.check()
            assert sorted({*range(size)} - {order[0], order[-1]}) == list(tree)


@pytest.mark.usefixtures("low_recursion_limit")
@pytest.mark.parametrize("step", [1, -1], ids=["ascending", "descending"])
def test_sorted_keys_make_the_lowest_tree(step: int) -> None:
    tree = BalancedTree((key, "") for key in range(2047)[::step])

    assert tree.root is not None
    assert tree.root.height == 11
    assert list(tree) == list(range(2047))
    assert pickle.loads(pickle.dumps(tree)) == copy.deepcopy(tree) == tree


def test_looking_up_compares_at_most_twice_a_level_of_the_lowest_and_a_half() -> None:
    keys = [Key(number) for number in random.Random(3).sample(range(1000), 1000)]
    tree = BalancedTree((key, key.number) for key in keys)
    most = 0
    for key in keys:
        Key.calls = 0
        assert tree[key] == key.number
        most = max(most, Key.calls)

    assert most <= 2 * 1.45 * math.log2(1002)


def broken(what: str) -> BalancedTree[list[int], str]:
    tree = BalancedTree(([key], "") for key in range(1, 8))
    root = tree.root
    assert root is not None
    assert root.left is not None
    assert root.right is not None
    if what == "height":
        root.height = 9
    elif what == "sides":
        root.left, root.height = None, 3
    elif what == "number":
        root.left.left = None
    else:
        root.right.key[0] = 0
    return tree


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("height", r"height of \[4\] is 9, not 3"),
        ("sides", r"sides of \[4\] differ by 2"),
        ("number", "6 nodes for 7 keys"),
        ("order", r"\[0\] follows \[5\]"),
    ],
)
def test_check_tells_what_is_broken(what: str, message: str) -> None:
    tree = broken(what)

    with pytest.raises(ValueError, match=f"^{message}$"):
        tree.check()


def test_main_shows_the_height_of_ascending_keys(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    assert "1023 ascending keys: 10 levels with 512 on top" in capsys.readouterr().out


def test_main_draws_on_demand(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["balanced_tree.py", "--draw"])
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr("drawings.trees.draw", lambda: print("drawn"))

    main()

    assert capsys.readouterr().out == "drawn\n"
