"""Heap: against heapq and sorted, by counting comparisons, and with items that refuse to be compared."""

import copy
import heapq
import itertools
import math
import pickle
import random
import sys
from collections.abc import Callable, Collection
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from algorithms.complexity import Counted, count_comparisons
from structures.heap import Heap, main

small = st.integers(0, 9)


class HeapMachine(RuleBasedStateMachine):
    """Operations in any order, beside a list that heapq keeps."""

    def __init__(self) -> None:
        super().__init__()
        self.heap = Heap[int]()
        self.list: list[int] = []

    @rule(item=small)
    def push(self, item: int) -> None:
        self.heap.push(item)
        heapq.heappush(self.list, item)

    @rule(items=st.lists(small, max_size=8))
    def merge(self, items: list[int]) -> None:
        self.heap.merge(Heap(items))
        self.list += items
        heapq.heapify(self.list)

    @precondition(lambda self: self.list)
    @rule()
    def pop(self) -> None:
        assert self.heap.peek() == self.list[0]
        assert self.heap.pop() == heapq.heappop(self.list)

    @precondition(lambda self: self.list)
    @rule(item=small)
    def replace(self, item: int) -> None:
        assert self.heap.replace(item) == heapq.heapreplace(self.list, item)

    @rule(make=st.sampled_from([copy.copy, copy.deepcopy, Heap.copy, Heap]))
    def go_on_with_a_copy(self, make: Callable[[Heap[int]], Heap[int]]) -> None:
        before, self.heap = self.heap, make(self.heap)
        before.push(100)

    @rule(item=small)
    def look_for(self, item: int) -> None:
        assert (item in self.heap) == (item in self.list)

    @invariant()
    def holds_the_same(self) -> None:
        items = list(self.heap)
        assert sorted(items) == sorted(self.list)
        assert len(self.heap) == len(self.list)
        assert bool(self.heap) == bool(self.list)
        assert all(items[(place - 1) // 2] <= items[place] for place in range(1, len(items)))
        assert self.heap == Heap(self.list)


TestHeap = HeapMachine.TestCase
TestHeap.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("length", range(8))
def test_every_order_of_few_items_comes_out_sorted(length: int) -> None:
    for items in itertools.permutations(range(length)):
        pushed = Heap[int]()
        for item in items:
            pushed.push(item)
        assert list(Heap(items).drain()) == list(pushed.drain()) == list(range(length))


@settings(max_examples=50)
@given(st.lists(st.tuples(small, st.text(max_size=2))), st.booleans())
def test_key_and_reverse_order_as_sorted_does(pairs: list[tuple[int, str]], reverse: bool) -> None:
    half = len(pairs) // 2
    heap = Heap(pairs[:half], key=lambda pair: pair[0], reverse=reverse)
    for pair in pairs[half:]:
        heap.push(pair)
    again = heap.copy()

    popped = list(heap.drain())

    assert [pair[0] for pair in popped] == sorted((pair[0] for pair in pairs), reverse=reverse)
    assert sorted(popped) == sorted(pairs)
    assert list(again.drain()) == popped


@given(st.lists(small), st.lists(small, max_size=3))
def test_reverse_without_key_gives_the_largest_first(items: list[int], more: list[int]) -> None:
    heap = Heap(items, reverse=True)
    heap.merge(more)

    assert list(heap.drain()) == sorted(items + more, reverse=True)


def test_the_key_is_called_once_for_each_item() -> None:
    called: list[str] = []

    def length(word: str) -> int:
        called.append(word)
        return len(word)

    heap = Heap(["ccc", "bb"], key=length)
    heap.push("a")
    heap.replace("dddd")
    heap.merge(["eeeee"])
    list(heap.drain())

    assert called == ["ccc", "bb", "a", "dddd", "eeeee"]


def test_items_with_equal_keys_are_never_compared() -> None:
    heap = Heap([object(), object()], key=lambda _: 0)

    assert len(list(heap.drain())) == 2


@pytest.mark.parametrize("n", [1, 2, 1000, 1023, 1024])
@pytest.mark.parametrize("order", ["random", "ascending", "descending", "equal"])
def test_comparisons_stay_within_the_stated_cost(n: int, order: str) -> None:
    items = {
        "random": random.Random(n).sample(range(n), n),
        "ascending": list(range(n)),
        "descending": list(range(n))[::-1],
        "equal": [7] * n,
    }[order]
    levels = n.bit_length()

    assert count_comparisons(items, Heap).comparisons <= 2 * n
    counts: list[int] = []

    def use(keys: list[Counted[int]]) -> None:
        heap = Heap[Counted[int]]()
        seen = 0
        for key in [*keys, *[None] * n]:
            heap.pop() if key is None else heap.push(key)
            counts.append(keys[0].counts.comparisons - seen)
            seen = keys[0].counts.comparisons

    use_counts = count_comparisons(items, use)
    assert use_counts.equal == use_counts.hashed == 0
    assert max(counts[:n]) <= levels
    assert max(counts[n:]) <= 2 * levels
    if order == "random":
        assert sum(counts[:n]) <= 3 * n
        assert sum(counts[n:]) <= n * (levels + 2)


def test_empty_heaps_raise_index_error_and_can_be_used_afterwards() -> None:
    heap = Heap[int]()

    with pytest.raises(IndexError, match=r"^pop from an empty heap$"):
        heap.pop()
    with pytest.raises(IndexError, match=r"^peek at an empty heap$"):
        heap.peek()
    with pytest.raises(IndexError, match=r"^replace in an empty heap$"):
        heap.replace(1)

    assert list(heap) == list(heap.drain()) == []
    heap.push(3)
    assert heap.pop() == 3


class Moody:
    """A number that compares until it is told not to."""

    left = 10**9

    def __init__(self, number: int) -> None:
        self.number = number

    def __lt__(self, other: "Moody") -> bool:
        Moody.left -= 1
        if Moody.left < 0:
            raise TypeError("not now")
        return self.number < other.number


@pytest.mark.parametrize(
    "action",
    [
        Heap.pop,
        lambda heap: heap.push(Moody(0)),
        lambda heap: heap.replace(Moody(30)),
        lambda heap: heap.merge([Moody(5)]),
    ],
    ids=["pop", "push", "replace", "merge"],
)
def test_a_comparison_that_raises_leaves_the_heap_as_it_was(
    action: Callable[[Heap[Moody]], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = 0
    for allowed in range(100):
        monkeypatch.setattr(Moody, "left", 10**9)
        heap = Heap([Moody(number * 7 % 20) for number in range(20)])
        before = list(heap)
        monkeypatch.setattr(Moody, "left", allowed)
        try:
            action(heap)
        except TypeError:
            refused += 1
            assert list(heap) == before
        else:
            break

    assert refused >= 4


def test_items_of_other_types_are_refused() -> None:
    heap = Heap[Any]([3, 1, 2])

    with pytest.raises(TypeError, match="'<' not supported"):
        heap.push("4")
    with pytest.raises(TypeError, match="'<' not supported"):
        heap.merge(["4", None])
    with pytest.raises(TypeError, match="'<' not supported"):
        Heap[Any]([3, "4"])

    assert heap.copy() == heap == Heap([1, 2, 3])


@given(st.lists(st.sampled_from([math.nan, 1.0, 2.0, 3.0])))
def test_nan_is_not_lost(items: list[float]) -> None:
    popped = list(Heap(items).drain())

    assert sorted(map(repr, popped)) == sorted(map(repr, items))


@settings(max_examples=50)
@given(st.lists(st.lists(small, max_size=1), max_size=4), st.lists(st.lists(small, max_size=1), max_size=4))
def test_heaps_are_equal_when_they_hold_the_same(left: list[list[int]], right: list[list[int]]) -> None:
    same = sorted(left) == sorted(right)

    assert (Heap(left) == Heap(right, reverse=True)) is same  # no hash: lists
    assert (Heap(map(tuple, left)) == Heap(map(tuple, right))) is same


def test_a_heap_equals_no_list_and_has_no_hash() -> None:
    heap: object = Heap([1])

    assert heap != [1]
    with pytest.raises(TypeError, match="unhashable"):
        hash(heap)


def test_looping_sees_the_items_as_they_were() -> None:
    heap = Heap([1, 2, 3])
    seen = []

    for item in heap:
        seen.append(item)
        heap.push(0)
        heap.pop()
        heap.pop()

    assert sorted(seen) == [1, 2, 3]
    assert isinstance(heap, Collection)


def test_pickling_keeps_key_and_direction() -> None:
    heap = pickle.loads(pickle.dumps(Heap(["a", "ccc", "bb"], key=len, reverse=True).copy()))

    heap.push("dddd")

    assert list(heap.drain()) == ["dddd", "ccc", "bb", "a"]


def test_repr_shows_levels_and_survives_a_heap_in_itself() -> None:
    heap = Heap[Any]([3, 1, 2])
    nested = Heap[Any](key=id)
    nested.push(nested)

    assert repr(heap) == "Heap([1, 3, 2])"
    assert repr(Heap([1, 2], reverse=True)) == "Heap([2, 1], reverse=True)"
    assert repr(nested) == "Heap([Heap(...)])"


def test_main_fires_timers_in_order(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["heap.py"])

    main()

    out = capsys.readouterr().out
    assert out.index("retry order 7") < out.index("heartbeat") < out.index("refresh") < out.index("close idle")
    assert "[100002, 100001, 100000]" in out
    assert "Heap([1, 2, 3]) is as it was" in out
