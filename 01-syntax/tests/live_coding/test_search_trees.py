"""Search trees: the published ones, all small ones, and chains that no recursion survives."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_coding.search_trees import (
    Node,
    ascending,
    ascending_brute_force,
    common_ancestor,
    common_ancestor_brute_force,
    is_search_tree,
    is_search_tree_brute_force,
    kth_smallest,
    kth_smallest_brute_force,
    main,
    search_tree,
    search_tree_brute_force,
)
from tests.live_coding.canonical import cases

IDS = ["better", "brute_force"]
builds = pytest.mark.parametrize("solve", [search_tree, search_tree_brute_force], ids=IDS)
reads = pytest.mark.parametrize("solve", [ascending, ascending_brute_force], ids=IDS)
judges = pytest.mark.parametrize("solve", [is_search_tree, is_search_tree_brute_force], ids=IDS)
ancestors = pytest.mark.parametrize("solve", [common_ancestor, common_ancestor_brute_force], ids=IDS)
places = pytest.mark.parametrize("solve", [kth_smallest, kth_smallest_brute_force], ids=IDS)


def as_published(tree: Node[str] | None) -> dict[str, Any] | None:
    return {"data": tree.value, "left": as_published(tree.left), "right": as_published(tree.right)} if tree else None


def descending_chain(length: int) -> Node[int]:
    root = Node(0)
    for value in range(1, length):
        root = Node(value, root)
    return root


@builds
@pytest.mark.parametrize(("given", "expected"), cases("binary-search-tree", "data"))
def test_published_tree(
    solve: Callable[[list[str]], Node[str] | None], given: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert as_published(solve(given["treeData"])) == expected


@reads
@pytest.mark.parametrize(("given", "expected"), cases("binary-search-tree", "sortedData"))
def test_published_order(
    solve: Callable[[Node[str] | None], Iterator[str]], given: dict[str, Any], expected: list[str]
) -> None:
    assert list(solve(search_tree(given["treeData"]))) == expected


@given(st.lists(st.integers(0, 6), max_size=12))
@settings(max_examples=30)
def test_growing_agrees_and_reading_sorts(values: list[int]) -> None:
    tree = search_tree(iter(values))

    assert tree == search_tree_brute_force(values)
    assert list(ascending(tree)) == list(ascending_brute_force(tree)) == sorted(values)
    assert is_search_tree(tree)
    assert is_search_tree_brute_force(tree)


def test_ascending_values_grow_a_chain_without_recursion() -> None:
    assert list(ascending(search_tree(range(1_100)))) == list(range(1_100))
    with pytest.raises(RecursionError):
        search_tree_brute_force(range(1_100))


@builds
def test_values_that_do_not_compare_are_refused_by_their_own_order(
    solve: Callable[[Iterable[Any]], Node[Any] | None],
) -> None:
    with pytest.raises(TypeError, match="'<' not supported"):
        solve([1, "a"])


@reads
def test_nothing_to_read(solve: Callable[[Node[int] | None], Iterator[int]]) -> None:
    assert list(solve(None)) == []


class Watched(Node[int]):
    """A node that notes when its left child is asked for."""

    seen = 0

    def __getattribute__(self, name: str) -> Any:
        Watched.seen += name == "left"
        return super().__getattribute__(name)


def test_reading_the_first_walks_down_one_path_only() -> None:
    Watched.seen = 0
    tree = Watched(4, Watched(2, Watched(1), Watched(3)), Watched(6, Watched(5), Watched(7)))

    assert list(islice(ascending(tree), 1)) == [1]
    assert Watched.seen <= 2 * 3
    assert kth_smallest(tree, 2) == 2
    assert Watched.seen <= 2 * (3 + 4)


def all_trees(values: tuple[int, ...]) -> Iterator[Node[int] | None]:
    """Yield every tree that reads these values inorder."""
    if not values:
        yield None
    for at, value in enumerate(values):
        for left, right in product(all_trees(values[:at]), all_trees(values[at + 1 :])):
            yield Node(value, left, right)


def test_judging_agrees_on_all_small_trees() -> None:
    verdicts = set()
    for values in chain.from_iterable(product([0, 1, 2], repeat=length) for length in range(5)):
        for tree in all_trees(values):
            verdict = is_search_tree(tree)
            assert verdict == is_search_tree_brute_force(tree)
            verdicts.add((verdict, list(values) == sorted(values)))
    assert verdicts == {(True, True), (False, True), (False, False)}  # ascending alone does not make one


@judges
def test_judging_looks_past_parent_and_child(solve: Callable[[Node[int] | None], bool]) -> None:
    assert not solve(Node(5, None, Node(9, Node(4))))
    assert solve(Node(5, Node(5)))
    assert not solve(Node(5, None, Node(5)))
    assert solve(None)


def test_judging_goes_deep() -> None:
    assert is_search_tree(descending_chain(20_000))


@ancestors
def test_common_ancestors_of_all_pairs_in_all_small_trees(
    solve: Callable[[Node[int] | None, int, int], int],
) -> None:
    for order in permutations(range(4)):
        tree = search_tree(order)
        for one, other in product(range(4), repeat=2):
            found = solve(tree, one, other)
            assert found == next(value for value in order if min(one, other) <= value <= max(one, other))


@ancestors
def test_missing_values_have_no_ancestor(solve: Callable[[Node[int] | None, int, int], int]) -> None:
    tree = search_tree([5, 2, 8])
    for one, other, missing in [(7, 5, 7), (5, 7, 7), (1, 9, 1), (2, 3, 3), (6, 7, 6), (3, 2, 3)]:
        with pytest.raises(ValueError, match=f"^{missing} is not in the tree$"):
            solve(tree, one, other)
    with pytest.raises(ValueError, match=r"^1 is not in the tree$"):
        solve(None, 1, 2)


def test_common_ancestors_are_found_deep_down() -> None:
    assert common_ancestor(descending_chain(20_000), 0, 3) == 3


@places
def test_places_in_the_order(solve: Callable[[Node[int] | None, int], int]) -> None:
    tree = search_tree([3, 1, 3, 2, 5])

    assert [solve(tree, place) for place in range(1, 6)] == [1, 2, 3, 3, 5]
    for place in (0, -1):
        with pytest.raises(ValueError, match=f"^place must be at least 1, not {place}$"):
            solve(tree, place)
    with pytest.raises(ValueError, match=r"^no place 6 among 5 values$"):
        solve(tree, 6)
    with pytest.raises(ValueError, match=r"^no place 1 among 0 values$"):
        solve(None, 1)


def test_places_are_found_in_a_chain() -> None:
    assert kth_smallest(descending_chain(20_000), 9) == 8


def test_main_asks_the_tree(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "In order: [10, 20, 30, 30, 50, 70, 80, 90]" in out
    assert "but a search tree? False" in out
    assert "1,100 ascending values: first 0 - still a search tree: True" in out
