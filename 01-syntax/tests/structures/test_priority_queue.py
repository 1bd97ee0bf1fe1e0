"""Priority queue: against a dict whose lowest value is searched for, and by counting comparisons."""

import copy
import itertools
import math
import pickle
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from algorithms.complexity import Counted, Counts
from structures.priority_queue import PriorityQueue, main

items = st.sampled_from("abcdefgh")
priorities = st.integers(0, 5)


class PriorityQueueMachine(RuleBasedStateMachine):
    """Operations in any order, beside a dict."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = PriorityQueue[str, int]()
        self.dict: dict[str, int] = {}

    @rule(item=items, priority=priorities)
    def put(self, item: str, priority: int) -> None:
        self.queue[item] = priority
        self.dict[item] = priority

    @rule(item=items)
    def delete(self, item: str) -> None:
        if item in self.dict:
            del self.queue[item], self.dict[item]
        else:
            with pytest.raises(KeyError) as caught:
                del self.queue[item]
            assert caught.value.args == (item,)

    @rule(item=items, priority=priorities)
    def decrease(self, item: str, priority: int) -> None:
        if item not in self.dict:
            with pytest.raises(KeyError) as caught:
                self.queue.decrease_key(item, priority)
            assert caught.value.args == (item,)
        elif self.dict[item] < priority:
            message = f"^priority of '{item}' is {self.dict[item]}, so {priority} is no decrease$"
            with pytest.raises(ValueError, match=message):
                self.queue.decrease_key(item, priority)
        else:
            self.queue.decrease_key(item, priority)
            self.dict[item] = priority

    @precondition(lambda self: self.dict)
    @rule()
    def pop_lowest(self) -> None:
        first = self.queue.peekitem()
        assert self.queue.popitem() == first
        assert first[1] == min(self.dict.values()) == self.dict.pop(first[0])

    @rule(item=items)
    def pop_any(self, item: str) -> None:
        assert self.queue.pop(item, None) == self.dict.pop(item, None)

    @rule(pairs=st.dictionaries(items, priorities))
    def start_again(self, pairs: dict[str, int]) -> None:
        self.queue = PriorityQueue(pairs.items())
        self.dict = dict(pairs)

    @rule(way=st.sampled_from(["copy", "copy.copy", "deepcopy", "pickle"]))
    def go_on_with_a_copy(self, way: str) -> None:
        before = self.queue
        ways: dict[str, Callable[[PriorityQueue[str, int]], PriorityQueue[str, int]]] = {
            "copy": PriorityQueue.copy,
            "copy.copy": copy.copy,
            "deepcopy": copy.deepcopy,
            "pickle": lambda queue: pickle.loads(pickle.dumps(queue)),
        }
        self.queue = ways[way](before)
        before["z"] = -1

    @invariant()
    def holds_the_same(self) -> None:
        assert self.queue == self.dict
        assert list(self.queue.items()) == list(self.dict.items())
        assert len(self.queue) == len(self.dict)
        assert all((item in self.queue) == (item in self.dict) for item in "abcxyz")
        if self.dict:
            assert self.queue.peekitem()[1] == min(self.dict.values())


TestPriorityQueue = PriorityQueueMachine.TestCase
TestPriorityQueue.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)


def drained[K, P](queue: MutableMapping[K, P]) -> list[P]:
    return [queue.popitem()[1] for _ in range(len(queue))]


@pytest.mark.parametrize("length", range(6))
def test_every_change_of_every_small_queue_keeps_the_order(length: int) -> None:
    for before in itertools.permutations(range(0, 2 * length, 2)):
        for item, priority in itertools.product(range(length), range(-1, 2 * length, 2)):
            queue = PriorityQueue(enumerate(before))
            queue[item] = priority
            assert drained(queue) == sorted([*before[:item], priority, *before[item + 1 :]])
        for item in range(length):
            queue = PriorityQueue(enumerate(before))
            del queue[item]
            assert drained(queue) == sorted([*before[:item], *before[item + 1 :]])


@given(st.lists(st.integers()))
def test_items_come_out_by_priority(numbers: list[int]) -> None:
    assert drained(PriorityQueue(enumerate(numbers))) == sorted(numbers)


@pytest.mark.parametrize("n", [1, 2, 1000, 1024])
def test_comparisons_stay_within_the_stated_cost(n: int) -> None:
    counts = Counts()
    levels = n.bit_length()

    def key(number: int) -> Counted[int]:
        return Counted(number * 7919 % 10007, counts)

    def ordered() -> int:
        seen, counts.ordered = counts.ordered, 0
        return seen

    queue = PriorityQueue((number, key(number)) for number in range(n))
    assert ordered() <= 2 * n
    for number in range(0, n, 10):
        queue[number] = key(number + 3)
        assert ordered() <= 2 * levels + 1
        queue.peekitem(), queue[number], number in queue
        assert ordered() == 0
        del queue[number]
        assert ordered() <= 2 * levels + 1
        queue[number] = key(number + 9)
        assert ordered() <= levels
    while queue:
        queue.popitem()
        assert ordered() <= 2 * levels


def test_empty_queues_raise_key_error() -> None:
    queue = PriorityQueue[str, int]()

    with pytest.raises(KeyError, match=r"popitem\(\): queue is empty"):
        queue.popitem()
    with pytest.raises(KeyError, match=r"peekitem\(\): queue is empty"):
        queue.peekitem()
    with pytest.raises(KeyError, match="'a'"):
        queue["a"]

    assert not queue
    assert list(queue) == []


@pytest.mark.parametrize("start", [{}, {"a": 3, "b": 1, "c": 2}], ids=["empty", "filled"])
def test_bad_items_and_priorities_leave_the_queue_as_it_was(start: dict[str, int]) -> None:
    queue = PriorityQueue[Any, Any](start)

    with pytest.raises(TypeError, match="unhashable"):
        queue[["a"]] = 1
    with pytest.raises(ValueError, match=r"^priority of 'd' must equal itself, not nan$"):
        queue["d"] = math.nan
    with pytest.raises(ValueError, match=r"^priority of 'a' must equal itself, not nan$"):
        queue["a"] = math.nan
    with pytest.raises(ValueError, match=r"^priority of 'x' must equal itself, not nan$"):
        PriorityQueue({"w": 1.0, "x": math.nan})

    if start:
        for item in ("a", "b", "d"):
            with pytest.raises(TypeError, match="'<' not supported"):
                queue[item] = "high"
    assert queue == start
    assert drained(queue) == sorted(start.values())


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
        lambda queue: queue.popitem(),
        lambda queue: queue.pop(3),
        lambda queue: queue.update({17: Moody(-1)}),
        lambda queue: queue.update({0: Moody(99)}),
        lambda queue: queue.update({20: Moody(-1)}),
    ],
    ids=["popitem", "delete", "lower", "raise", "add"],
)
def test_a_comparison_that_raises_leaves_the_queue_as_it_was(
    action: Callable[[PriorityQueue[int, Moody]], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = 0
    for allowed in range(100):
        monkeypatch.setattr(Moody, "left", 10**9)
        queue = PriorityQueue((number, Moody(number * 7 % 20)) for number in range(20))
        before = dict(queue)
        monkeypatch.setattr(Moody, "left", allowed)
        try:
            action(queue)
        except TypeError:
            refused += 1
            monkeypatch.setattr(Moody, "left", 10**9)
            assert queue == before
            assert [priority.number for priority in drained(queue)] == list(range(20))
        else:
            break

    assert refused >= 3


def test_looping_refuses_a_change_of_size_only() -> None:
    queue = PriorityQueue({"a": 1, "b": 2})

    for item in queue:
        queue[item] = 0
    assert dict(queue) == {"a": 0, "b": 0}

    loop = iter(queue)
    next(loop)
    queue["c"] = 3
    with pytest.raises(RuntimeError, match=r"^dictionary changed size during iteration$"):
        next(loop)


def test_the_last_of_two_pairs_counts() -> None:
    assert PriorityQueue([("a", 5), ("b", 1), ("a", 0)]) == {"a": 0, "b": 1}


def test_repr_shows_a_dict_and_survives_a_queue_in_itself() -> None:
    class Same(PriorityQueue[Any, Any]):
        __hash__ = object.__hash__

    queue = Same()
    queue[queue] = 1

    assert repr(PriorityQueue({"a": 2, "b": 1})) == "PriorityQueue({'a': 2, 'b': 1})"
    assert repr(queue) == "PriorityQueue({PriorityQueue(...): 1})"


def test_main_promotes_and_cancels(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "promoted: ('nightly report', 1)" in out
    assert out.index("runs: nightly report 1") < out.index("runs: send invoice 3")
    assert "10 entries here, 10,000 in a heap" in out
