"""Binary search tree: compared with a dict and its sorted keys."""

import copy
import math
import pickle
import random
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from structures.binary_search_tree import BinarySearchTree, main
from tests.structures.sorted_mapping_suite import KEYS, Key, SortedMappingMachine, SortedMappingSuite, no_place


class BinarySearchTreeMachine(SortedMappingMachine):
    kind = BinarySearchTree
    tree: BinarySearchTree[int, int]

    @rule(key=KEYS)
    def neighbours(self, key: int) -> None:
        keys = sorted(self.oracle)
        for ask, place in (
            (self.tree.floor, bisect_right(keys, key) - 1),
            (self.tree.ceiling, bisect_left(keys, key)),
        ):
            if 0 <= place < len(keys):
                assert ask(key) == keys[place]
            else:
                with pytest.raises(KeyError) as caught:
                    ask(key)
                assert caught.value.args == (key,)

    @rule(start=st.none() | KEYS, stop=st.none() | KEYS)
    def between(self, start: int | None, stop: int | None) -> None:
        expected = [
            (key, value)
            for key, value in sorted(self.oracle.items())
            if (start is None or start <= key) and (stop is None or key < stop)
        ]
        assert list(self.tree.between(start, stop)) == expected


TestBinarySearchTreeMachine = BinarySearchTreeMachine.TestCase
TestBinarySearchTreeMachine.settings = settings(max_examples=30, stateful_step_count=30)


class TestBinarySearchTree(SortedMappingSuite):
    kind = BinarySearchTree


@pytest.fixture
def low_recursion_limit() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.parametrize("size", [0, 1])
def test_nan_is_no_bound_either(size: int) -> None:
    nan = float("nan")
    tree = BinarySearchTree((float(key), "") for key in range(size))

    for ask in (tree.floor, tree.ceiling):
        with pytest.raises(ValueError, match=no_place(nan)):
            ask(nan)
    for start, stop in ((nan, None), (None, nan)):
        with pytest.raises(ValueError, match=no_place(nan)):
            list(tree.between(start, stop))


def test_a_change_ends_a_range() -> None:
    tree = BinarySearchTree((key, "") for key in range(9))
    iterator = tree.between(3, 7)
    next(iterator)

    tree.popitem()

    with pytest.raises(RuntimeError, match=r"^BinarySearchTree changed during iteration$"):
        next(iterator)


@pytest.mark.usefixtures("low_recursion_limit")
@pytest.mark.parametrize("step", [1, -1], ids=["ascending", "descending"])
def test_a_chain_is_slow_and_not_a_recursion_error(step: int) -> None:
    tree = BinarySearchTree((key, "") for key in range(1000)[::step])

    assert tree.height() == 1000
    assert list(tree) == list(range(1000))
    for twin in (copy.copy(tree), copy.deepcopy(tree), pickle.loads(pickle.dumps(tree))):
        assert list(twin.items()) == list(tree.items())
        assert twin.height() == (1000).bit_length()
    for key in range(0, 1000, 100):
        del tree[key]
    assert (tree.floor(500), tree.ceiling(500), len(tree), tree.height()) == (499, 501, 990, 990)


@pytest.mark.parametrize("size", range(20))
def test_a_copy_has_the_least_height(size: int) -> None:
    tree = BinarySearchTree((key, "") for key in range(size))

    assert (tree.height(), copy.copy(tree).height()) == (size, size.bit_length())


def test_all_trees_of_up_to_five_keys_lose_any_key() -> None:
    for size in range(1, 6):
        for order in permutations(range(size)):
            for gone in range(size):
                tree = BinarySearchTree((key, str(key)) for key in order)
                del tree[gone]
                assert list(tree.items()) == [(key, str(key)) for key in range(size) if key != gone]


def test_looking_up_compares_at_most_twice_a_level() -> None:
    numbers = random.Random(3).sample(range(1000), 1000)
    keys = [Key(number) for number in numbers]
    tree = BinarySearchTree((key, key.number) for key in keys)
    height = tree.height()
    most = 0
    for key in keys:
        Key.calls = 0
        assert tree[key] == key.number
        most = max(most, Key.calls)

    assert height <= 4.4 * math.log(1000)
    assert height < most <= 2 * height


def test_a_range_is_found_without_walking_over_the_rest() -> None:
    tree = copy.copy(BinarySearchTree((Key(number), number) for number in random.Random(3).sample(range(1000), 1000)))
    Key.calls = 0

    found = [value for _, value in tree.between(Key(500), Key(510))]

    assert found == list(range(500, 510))
    assert Key.calls <= 2 * (tree.height() + 10)


def test_a_copy_compares_nothing() -> None:
    tree = BinarySearchTree((Key(number), number) for number in range(100))
    Key.calls = 0

    assert list(copy.copy(tree).values()) == list(range(100))
    assert Key.calls == 0


def test_main_shows_a_chain_and_what_shuffling_does(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Levels for ascending keys: 720" in out
    assert "Newest at 12:01, when that of 12:00 is gone: 88 of minute 718" in out
