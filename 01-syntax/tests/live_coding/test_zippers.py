"""Zippers: the published cases, and the plain ways under the same random steps."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from live_coding.zippers import Node, Zipper, ZipperBruteForce, main
from tests.live_coding.canonical import cases

zippers = pytest.mark.parametrize("start", [Zipper, ZipperBruteForce], ids=["better", "brute_force"])


def tree_of(given: dict[str, Any] | None) -> Node | None:
    return Node(given["value"], tree_of(given["left"]), tree_of(given["right"])) if given else None


def done(place: Any, operations: list[dict[str, Any]]) -> Any:
    for each in operations:
        match each:
            case {"operation": "value"}:
                place = place.value
            case {"operation": "set_value", "item": item}:
                place = place.set_value(item)
            case {"operation": name, "item": item}:
                place = getattr(place, name)(tree_of(item))
            case {"operation": name}:
                place = getattr(place, name)()
    return place


@zippers
@pytest.mark.parametrize(("given", "expected"), cases("zipper", "expectedValue"))
def test_published_zipper_values(start: Callable[..., Any], given: dict[str, Any], expected: dict[str, Any]) -> None:
    tree = tree_of(given["initialTree"])

    result = done(start(tree), given["operations"])

    assert result == (tree_of(expected["value"]) if expected["type"] == "tree" else expected["value"])
    assert tree == tree_of(given["initialTree"])


@zippers
@pytest.mark.parametrize(("given", "expected"), cases("zipper", "sameResultFromOperations"))
def test_published_zipper_paths(start: Callable[..., Any], given: dict[str, Any], expected: dict[str, Any]) -> None:
    one = done(start(tree_of(given["initialTree"])), given["operations"])
    other = done(start(tree_of(expected["initialTree"])), expected["operations"])

    assert one == other
    assert hash(one) == hash(other)
    assert one != one.up()


def test_random_walks_with_edits_agree() -> None:
    rng = Random(3)
    for _ in range(20):
        tree = Node(1, Node(2, None, Node(3)), Node(4, Node(5)))
        one: Any = Zipper(tree)
        other: Any = ZipperBruteForce(tree)
        for _ in range(30):
            name = rng.choice(["left", "right", "left", "right", "up", "set_value", "set_left", "set_right"])
            value, subtree = rng.randrange(9), rng.choice([None, Node(6)])
            arguments: list[Any] = [] if "set" not in name else [value] if name == "set_value" else [subtree]
            next_one, next_other = getattr(one, name)(*arguments), getattr(other, name)(*arguments)
            assert (next_one is None) == (next_other is None)
            one, other = (next_one, next_other) if next_one else (one, other)
            assert one.value == other.value
            assert one.to_tree() == other.to_tree()


def test_places_are_equal_by_tree_and_place_alone() -> None:
    tree = Node(1, Node(2), Node(2))
    left, right = Zipper(tree).left(), Zipper(tree).right()
    assert left is not None
    assert right is not None

    assert left != right
    assert left.set_value(5) != left
    assert left.set_value(5).set_value(2) == left
    assert left != tree
    edited = left.set_value(5).up()
    assert edited == Zipper(Node(1, Node(5), Node(2)))
    assert hash(edited) == hash(Zipper(Node(1, Node(5), Node(2))))


def test_an_edit_shares_what_lies_beside_the_path_and_old_places_stay() -> None:
    tree = Node(1, Node(2), Node(4))
    place = Zipper(tree).left()
    assert place is not None

    edited = place.set_value(9).to_tree()

    assert edited == Node(1, Node(9), Node(4))
    assert edited.right is tree.right
    assert place.value == 2
    assert place.to_tree() == tree


def test_a_tree_of_any_height_is_walked_down_edited_and_put_together() -> None:
    tree = Node(0)
    for value in range(1, 5_000):
        tree = Node(value, None, tree)
    place: Zipper | None = Zipper(tree)
    bottom = Zipper(tree)
    while place is not None:
        bottom, place = place, place.right()

    node: Node | None = bottom.set_value(-1).to_tree()
    values = []
    while node is not None:
        values.append(node.value)
        node = node.right
    assert values == [*range(4_999, 0, -1), -1]


def test_main_shows_what_is_shared(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Before the edit: Node(value=1, left=Node(value=2, left=None, right=Node(value=3" in out
    assert "The right half is shared: True" in out
    assert "One up from there: 2 - up from the root: None" in out
