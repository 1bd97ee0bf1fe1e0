"""Sorted dict in blocks: compared with a dict and its sorted keys."""

import copy
import math
import pickle
import random
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from structures.sorted_dict import SortedDict, main
from tests.structures.sorted_mapping_suite import KEYS, Key, SortedMappingMachine, SortedMappingSuite, no_place


class SortedDictMachine(SortedMappingMachine):
    kind = SortedDict
    tree: SortedDict[int, int]

    def __init__(self) -> None:
        super().__init__()
        self.tree = SortedDict(block=2)

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


TestSortedDictMachine = SortedDictMachine.TestCase
TestSortedDictMachine.settings = settings(max_examples=30, stateful_step_count=30)


class TestSortedDict(SortedMappingSuite):
    kind = SortedDict


@pytest.fixture
def low_recursion_limit() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.parametrize("size", [0, 1])
def test_nan_is_no_bound_either(size: int) -> None:
    nan = float("nan")
    tree = SortedDict((float(key), "") for key in range(size))

    for ask in (tree.floor, tree.ceiling):
        with pytest.raises(ValueError, match=no_place(nan)):
            ask(nan)
    for start, stop in ((nan, None), (None, nan)):
        with pytest.raises(ValueError, match=no_place(nan)):
            list(tree.between(start, stop))


def test_a_change_ends_a_range() -> None:
    tree = SortedDict((key, "") for key in range(9))
    iterator = tree.between(3, 7)
    next(iterator)

    tree.popitem()

    with pytest.raises(RuntimeError, match=r"^SortedDict changed during iteration$"):
        next(iterator)


@pytest.mark.parametrize("block", [1, 0, -5])
def test_a_block_holds_at_least_two(block: int) -> None:
    with pytest.raises(ValueError, match=f"^block must be at least 2, not {block}$"):
        SortedDict(block=block)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 99)), st.integers(2, 5), st.sets(st.integers(0, 99)))
def test_blocks_are_never_empty_or_too_large(keys: list[int], block: int, gone: set[int]) -> None:
    tree = SortedDict(((key, "") for key in keys), block=block)
    for key in gone & set(keys):
        del tree[key]

    assert [key for each in tree.blocks() for key in each] == sorted(set(keys) - gone)
    assert all(1 <= len(each) <= block for each in tree.blocks())
    assert all(1 <= len(each) <= block for each in copy.copy(tree).blocks())


class Schedule(SortedDict[int, str]):
    """A subclass whose constructor takes something else."""

    def __init__(self, day: str) -> None:
        super().__init__(block=2)
        self.day = day


def test_a_copy_of_a_subclass_keeps_its_class_and_attributes() -> None:
    schedule = Schedule("Monday")
    schedule[900] = "mail"

    twin = copy.copy(schedule)
    twin[1000] = "call"

    assert (type(twin), twin.day, list(twin)) == (Schedule, "Monday", [900, 1000])
    assert (list(schedule), schedule.get(1000)) == ([900], None)


def test_blocks_are_copies() -> None:
    tree = SortedDict({1: "a"})

    tree.blocks()[0].clear()

    assert list(tree) == [1]


@pytest.mark.usefixtures("low_recursion_limit")
def test_ascending_keys_leave_blocks_half_full() -> None:
    tree = SortedDict((key, "") for key in range(5000))

    assert {len(block) for block in tree.blocks()[:-1]} == {256}
    assert pickle.loads(pickle.dumps(tree)) == tree


def test_looking_up_compares_as_often_as_a_binary_search() -> None:
    keys = [Key(number) for number in random.Random(3).sample(range(5000), 5000)]
    tree = SortedDict((key, key.number) for key in keys)
    most = 0
    for key in keys[:500]:
        Key.calls = 0
        assert tree[key] == key.number
        most = max(most, Key.calls)

    assert most <= math.log2(5000) + 4


def test_main_splits_a_block(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    assert "Two more, and a block is split: [[900], [930, 1000], [1015, 1300]]" in capsys.readouterr().out
