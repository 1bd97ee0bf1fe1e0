"""What every sorted mapping has to do: the tests and the state machine that the trees and the blocks share.

A test file of one of them inherits both, says which ``kind`` it is about, and adds what is special to it.
"""

import copy
import pickle
import re
from collections.abc import MutableMapping, Reversible
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from structures.balanced_tree import BalancedTree
from structures.binary_search_tree import BinarySearchTree
from structures.sorted_dict import SortedDict

KEYS = st.integers(-9, 9)
VALUES = st.integers(0, 3)

type Sorted[K, V] = BalancedTree[K, V] | BinarySearchTree[K, V] | SortedDict[K, V]
type Kind = type[BalancedTree[Any, Any]] | type[BinarySearchTree[Any, Any]] | type[SortedDict[Any, Any]]


class Key:
    """A number that has an order, and no hash; ``calls`` counts the comparisons of all."""

    calls = 0

    def __init__(self, number: int) -> None:
        self.number = number

    def __lt__(self, other: "Key") -> bool:
        Key.calls += 1
        return self.number < other.number


def no_place(nan: object) -> str:
    return f"^{re.escape(repr(nan))} cannot be a key: it equals nothing, not even itself, so it has no place$"


class SortedMappingMachine(RuleBasedStateMachine):
    """Random operations beside a dict that is sorted whenever it is looked at."""

    kind: ClassVar[Kind]

    def __init__(self) -> None:
        super().__init__()
        self.tree = self.kind()
        self.oracle: dict[int, int] = {}

    @rule(key=KEYS, value=VALUES)
    def put(self, key: int, value: int) -> None:
        self.tree[key] = value
        self.oracle[key] = value

    @rule(key=KEYS)
    def delete(self, key: int) -> None:
        if key in self.oracle:
            del self.tree[key]
            del self.oracle[key]
        else:
            with pytest.raises(KeyError) as caught:
                del self.tree[key]
            assert caught.value.args == (key,)

    @rule(key=KEYS, value=VALUES)
    def set_default(self, key: int, value: int) -> None:
        assert self.tree.setdefault(key, value) == self.oracle.setdefault(key, value)

    @rule(key=KEYS)
    def look_up(self, key: int) -> None:
        assert self.tree.get(key) == self.oracle.get(key)
        assert (key in self.tree) == (key in self.oracle)

    @rule()
    def pop_the_smallest(self) -> None:
        if self.oracle:
            assert self.tree.popitem() == (key := min(self.oracle), self.oracle.pop(key))
        else:
            with pytest.raises(KeyError):
                self.tree.popitem()

    @rule()
    def copy_it(self) -> None:
        self.tree = copy.copy(self.tree)

    @rule()
    def clear(self) -> None:
        self.tree.clear()
        self.oracle.clear()

    @invariant()
    def the_same(self) -> None:
        items = sorted(self.oracle.items())
        assert len(self.tree) == len(items)
        assert list(self.tree) == list(self.tree.keys()) == [key for key, _ in items]
        assert list(self.tree.items()) == items
        assert list(self.tree.values()) == [value for _, value in items]
        assert list(reversed(self.tree)) == [key for key, _ in reversed(items)]
        tree: MutableMapping[int, int] = self.tree
        assert tree == self.oracle


class SortedMappingSuite:
    """The behaviour that shows from outside."""

    kind: ClassVar[Kind]

    def test_it_is_what_a_sorted_dict_would_be(self) -> None:
        tree: MutableMapping[int, str] = self.kind({2: "b", 1: "a"})

        assert isinstance(tree, Reversible)
        assert list(reversed(tree)) == [2, 1]
        assert repr(tree) == self.kind.__name__ + "({1: 'a', 2: 'b'})"
        assert tree == {1: "a", 2: "b"}
        assert tree != {1: "a", 2: "c"}
        assert tree != {1: "a"}

    def test_it_can_hold_itself(self) -> None:
        tree = self.kind()
        tree[1] = tree

        twin = copy.deepcopy(tree)

        assert repr(tree) == "X({1: X(...)})".replace("X", self.kind.__name__)
        assert twin[1] is twin
        assert pickle.loads(pickle.dumps(tree)).keys() == {1}

    def test_views_follow_the_tree(self) -> None:
        tree = self.kind({1: "a"})
        keys, values, items = tree.keys(), tree.values(), tree.items()

        tree[0] = "z"

        assert (list(keys), list(values), list(items)) == ([0, 1], ["z", "a"], [(0, "z"), (1, "a")])
        assert (1, "a") in items
        assert (1, "z") not in items
        assert "z" in values
        assert "q" not in values
        assert keys & {1, 7} == {1}

    @pytest.mark.parametrize("size", [1, 2, 3, 7])
    @pytest.mark.parametrize("change", ["insert", "delete", "both", "clear"])
    @pytest.mark.parametrize("walk", ["keys", "items", "values", "reversed"])
    def test_a_change_ends_iteration(self, size: int, change: str, walk: str) -> None:
        tree = self.kind((key, "") for key in range(size))
        walks = {
            "keys": iter(tree),
            "items": iter(tree.items()),
            "values": iter(tree.values()),
            "reversed": reversed(tree),
        }
        iterator = walks[walk]
        next(iterator)

        if change in {"insert", "both"}:
            tree[9] = ""
        if change in {"delete", "both"}:
            del tree[0]
        if change == "clear":
            tree.clear()

        with pytest.raises(RuntimeError, match=rf"^{self.kind.__name__} changed during iteration$"):
            next(iterator)

    def test_another_value_does_not_end_iteration(self) -> None:
        tree = self.kind({1: "a", 2: "b"})

        for key in tree:
            tree[key] = "z"

        assert list(tree.values()) == ["z", "z"]

    def test_a_change_before_the_first_step_is_noticed_too(self) -> None:
        tree = self.kind({1: "a"})
        forwards, backwards = iter(tree), reversed(tree)

        tree[2] = "b"

        cleared = reversed(tree)
        tree.clear()
        for iterator in (forwards, backwards, cleared):
            with pytest.raises(RuntimeError, match=rf"^{self.kind.__name__} changed during iteration$"):
                next(iterator)

    @pytest.mark.parametrize("nan", [float("nan"), Decimal("nan")], ids=["float", "decimal"])
    def test_nan_has_no_place(self, nan: float | Decimal) -> None:
        tree = self.kind({1.0: "a"})
        empty = self.kind()

        for each in (tree, empty):
            with pytest.raises(ValueError, match=no_place(nan)):
                each[nan] = "b"
            with pytest.raises(KeyError):
                each[nan]
            with pytest.raises(KeyError):
                del each[nan]
            assert nan not in each
        assert list(tree.items()) == [(1.0, "a")]
        assert not empty

    def test_what_does_not_compare_changes_nothing(self) -> None:
        tree = self.kind({2: "b", 1: "a"})

        with pytest.raises(TypeError, match=r"^'<' not supported between instances of"):
            tree["x"] = "z"
        with pytest.raises(TypeError):
            tree["x"]
        with pytest.raises(TypeError):
            del tree["x"]

        assert list(tree.items()) == [(1, "a"), (2, "b")]

    def test_a_key_without_order_is_refused_at_once(self) -> None:
        tree = self.kind()

        with pytest.raises(TypeError, match=r"^'<' not supported between instances of 'object' and 'object'$"):
            tree[object()] = ""

        assert len(tree) == 0

    def test_equal_keys_are_one_and_the_first_stays(self) -> None:
        tree = self.kind([(1, "int"), (True, "bool")])

        tree[1.0] = "float"

        assert repr(tree) == self.kind.__name__ + "({1: 'float'})"

    def test_keys_need_an_order_and_no_hash(self) -> None:
        tree = self.kind([([2, 1], "b"), ([1, 9], "a")])

        assert list(tree) == [[1, 9], [2, 1]]
        assert tree[[2, 1]] == "b"

    @pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
    def test_copies_are_independent(self, protocol: int) -> None:
        tree = self.kind({2: ["b"], 1: ["a"]})

        shallow, deep, pickled = copy.copy(tree), copy.deepcopy(tree), pickle.loads(pickle.dumps(tree, protocol))
        tree[2].append("x")
        del tree[1]

        assert pickle.loads(pickle.dumps(self.kind(), protocol)) == {}
        assert type(shallow) is type(deep) is type(pickled) is self.kind
        assert dict(shallow) == {2: ["b", "x"], 1: ["a"]}
        assert dict(deep) == dict(pickled) == {2: ["b"], 1: ["a"]}
