import copy
import pickle
import sys
import weakref
from collections import deque
from collections.abc import Callable, MutableSequence
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from algorithms.complexity import count_steps
from structures.doubly_linked_list import DoublyLinkedList, Node, main

VALUES = st.integers(0, 5)
INDEXES = st.integers(-8, 8)
ENDS = st.none() | INDEXES
SLICES = st.builds(slice, ENDS, ENDS, st.sampled_from([None, 1, 2, -1, -3]))


def outcome(action: Callable[[], object]) -> object:
    """Return what an action gives, or the type of the error that it raises."""
    try:
        result = action()
    except (IndexError, ValueError, TypeError) as error:
        return type(error)
    return list(result) if isinstance(result, DoublyLinkedList) else result


class BesideList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ours = DoublyLinkedList[int]()
        self.list: list[int] = []

    def both(self, action: Callable[[MutableSequence[int]], object]) -> None:
        assert outcome(lambda: action(self.ours)) == outcome(lambda: action(self.list))

    @rule(name=st.sampled_from(["append", "append", "remove", "count", "__contains__"]), value=VALUES)
    def by_value(self, name: str, value: int) -> None:
        self.both(lambda items: getattr(items, name)(value))

    @rule(name=st.sampled_from(["insert", "__setitem__"]), index=INDEXES, value=VALUES)
    def at_an_index(self, name: str, index: int, value: int) -> None:
        self.both(lambda items: getattr(items, name)(index, value))

    @rule(name=st.sampled_from(["__getitem__", "__delitem__"]), index=INDEXES | SLICES)
    def get_or_delete(self, name: str, index: int | slice) -> None:
        self.both(lambda items: getattr(items, name)(index))

    @rule(index=SLICES, values=st.lists(VALUES, max_size=9))
    def assign_slice(self, index: slice, values: list[int]) -> None:
        self.both(lambda items: items.__setitem__(index, values))

    @rule(value=VALUES, start=INDEXES, stop=INDEXES)
    def index(self, value: int, start: int, stop: int) -> None:
        self.both(lambda items: items.index(value, start, stop))

    @rule(name=st.sampled_from(["reverse", "reverse", "clear"]))
    def whole(self, name: str) -> None:
        self.both(lambda items: getattr(items, name)())

    @rule(index=INDEXES, value=VALUES, after=st.booleans())
    def insert_beside(self, index: int, value: int, after: bool) -> None:
        if -len(self.list) <= index < len(self.list):
            insert = self.ours.insert_after if after else self.ours.insert_before
            insert(self.ours.node(index), value)
            self.list.insert(index % len(self.list) + after, value)

    @rule(index=INDEXES)
    def move_to_front(self, index: int) -> None:
        if -len(self.list) <= index < len(self.list):
            self.ours.move_to_front(self.ours.node(index))
            self.list.insert(0, self.list.pop(index))

    @rule(steps=INDEXES)
    def rotate(self, steps: int) -> None:
        turned = deque(self.list)
        turned.rotate(steps)
        self.list[:] = turned
        self.ours.rotate(steps)

    @rule(index=INDEXES, values=st.lists(VALUES, max_size=4))
    def splice(self, index: int, values: list[int]) -> None:
        other = DoublyLinkedList(values)
        self.ours.splice(index, other)
        self.list[index:index] = values
        assert other == DoublyLinkedList()

    @invariant()
    def alike(self) -> None:
        assert list(self.ours) == self.list
        assert list(reversed(self.ours)) == self.list[::-1]
        assert len(self.ours) == len(self.list)


BesideList.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestBesideList = BesideList.TestCase


OPERATIONS: list[Callable[[MutableSequence[int]], object]] = [
    lambda items: items.append(7),
    lambda items: items.insert(0, 8),
    lambda items: items.insert(1, 9),
    lambda items: items.pop(),
    lambda items: items.pop(0),
    lambda items: items.reverse(),
    lambda items: items.__setitem__(slice(1, 2), [5, 6]),
    lambda items: items.__delitem__(slice(None, None, 2)),
]


def test_every_short_run_of_operations_is_as_with_a_list() -> None:
    def after(run: tuple[Callable[[Any], object], ...], items: MutableSequence[int]) -> object:
        results = [outcome(partial(operation, items)) for operation in run]
        return results, list(items), list(reversed(items)), len(items)

    for run in product(OPERATIONS, repeat=4):
        assert after(run, DoublyLinkedList([1, 2])) == after(run, [1, 2])


@pytest.mark.parametrize("index", [3, -4])
def test_an_index_outside_is_an_error_that_names_it(index: int) -> None:
    ours = DoublyLinkedList("abc")

    for action in (lambda: ours[index], lambda: ours.__setitem__(index, "x"), lambda: ours.pop(index)):
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            action()

    assert list(ours) == ["a", "b", "c"]


def test_bad_input_leaves_the_items_as_they_were() -> None:
    ours: Any = DoublyLinkedList("abc")

    with pytest.raises(IndexError, match=r"^index -1 is out of range for 0 items$"):
        DoublyLinkedList[int]().pop()
    spoilt = (lambda: ours["a"], lambda: ours.insert(None, "x"), lambda: ours.splice(None, []), lambda: hash(ours))
    for wrong in (*spoilt, lambda: ours.__setitem__(slice(1, None), 3)):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(ZeroDivisionError):
        ours[1:] = (1 // number for number in (1, 0))
    with pytest.raises(ValueError, match=r"^attempt to assign sequence of size 1 to extended slice of size 2$"):
        ours[::2] = "x"
    with pytest.raises(ValueError, match=r"^'x' is not in the linked list$"):
        ours.remove("x")

    assert list(ours) == ["a", "b", "c"]


@pytest.mark.parametrize("direction", [iter, reversed])
@pytest.mark.parametrize("change", ["append", "delete", "reverse", "rotate", "move", "splice"])
def test_a_loop_that_goes_on_after_a_change_raises(direction: Callable[..., Any], change: str) -> None:
    ours = DoublyLinkedList([1, 2, 3])
    changes: dict[str, Callable[[], object]] = {
        "append": lambda: ours.append(4),
        "delete": lambda: ours.pop(0),
        "reverse": ours.reverse,
        "rotate": ours.rotate,
        "move": lambda: ours.move_to_front(ours.node(1)),
        "splice": lambda: DoublyLinkedList[int]().splice(0, ours),
    }
    loop = direction(ours)
    next(loop)
    ours[1] = 9  # an item replaced is no change of the order
    next(loop)
    changes[change]()

    with pytest.raises(RuntimeError, match=r"^linked list changed during iteration$"):
        next(loop)


def test_equality_is_that_of_the_items() -> None:
    nan = float("nan")

    assert DoublyLinkedList([0, 1]) == DoublyLinkedList(range(2))
    assert DoublyLinkedList([nan]) == DoublyLinkedList([nan])
    assert DoublyLinkedList([nan]).index(nan) == 0
    assert DoublyLinkedList([nan]) != DoublyLinkedList([float("nan")])
    assert DoublyLinkedList([1]) != DoublyLinkedList([1, 1])
    assert DoublyLinkedList([1]) != [1]


def test_copies_are_equal_and_their_own() -> None:
    ours = DoublyLinkedList([["a"], ["b"]])

    shallow, deep, stored = copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))
    ours[0].append("x")
    ours.append(["c"])

    assert list(shallow) == [["a", "x"], ["b"]]
    assert list(deep) == list(stored) == [["a"], ["b"]]


def test_one_inside_itself_is_printed_copied_and_pickled() -> None:
    ours = DoublyLinkedList[Any]("a")
    ours.append(ours)

    assert eval(repr(ours[:1])) == ours[:1]
    assert repr(ours) == "DoublyLinkedList(['a', DoublyLinkedList([...])])"
    for twin in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert twin[1] is twin


def test_a_node_that_is_not_in_the_list_is_refused() -> None:
    ours, other = DoublyLinkedList("abcd"), DoublyLinkedList("x")
    removed, sliced, popped, foreign = ours.node(0), ours.node(1), ours.node(-1), other.node(0)
    ours.remove_node(removed)
    del ours[:1]
    ours.pop()

    for stranger in (removed, sliced, popped, foreign):
        inserts = [partial(insert, item="y") for insert in (ours.insert_after, ours.insert_before)]
        actions: list[Callable[[Node[str]], object]] = [ours.remove_node, ours.move_to_front, *inserts]
        for action in actions:
            with pytest.raises(ValueError, match=rf"^the node of '{stranger.item}' is not in this list$"):
                action(stranger)
    with pytest.raises(ValueError, match=r"^cannot splice a list into itself$"):
        ours.splice(0, ours)

    assert (list(ours), list(other)) == (["c"], ["x"])


def test_a_removed_item_is_let_go_at_once() -> None:
    ours = DoublyLinkedList({number} for number in range(4))
    references = [weakref.ref(item) for item in ours]

    ours.remove_node(ours.node(1))
    del ours[::2]

    assert [reference() is None for reference in references] == [True, True, False, True]


def test_handles_stay_good_whatever_happens_beside_them() -> None:
    ours, other = DoublyLinkedList("abc"), DoublyLinkedList("xy")
    b, y = ours.node(1), other.node(1)

    ours.reverse()
    ours.rotate()
    ours[:1] = "AAA"
    ours.splice(1, other)
    b.item = "B"

    assert list(ours) == ["A", "x", "y", "A", "A", "c", "B"]
    assert (ours.remove_node(b), ours.remove_node(y)) == ("B", "y")
    with pytest.raises(ValueError, match="not in this"):
        other.remove_node(y)


def test_five_thousand_nodes_need_no_recursion() -> None:
    long = DoublyLinkedList(range(5_000))
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(400)
        twins = [copy.copy(long), copy.deepcopy(long), pickle.loads(pickle.dumps(long))]
        assert repr(long).endswith("4999])")
    finally:
        sys.setrecursionlimit(limit)

    assert [list(twin) for twin in twins] == [list(range(5_000))] * 3


def test_handles_and_ends_cost_the_same_however_long_the_list() -> None:
    constant: list[Callable[[DoublyLinkedList[int], Node[int]], object]] = [
        lambda items, node: items.append(1),
        lambda items, node: items.insert(0, 1),
        lambda items, node: items.pop(),
        lambda items, node: items.pop(0),
        lambda items, node: items.insert_after(node, 1),
        lambda items, node: items.insert_before(node, 1),
        lambda items, node: items.move_to_front(node),
        lambda items, node: items.rotate(-1),
        lambda items, node: items.remove_node(node),
    ]
    lists = [DoublyLinkedList(range(size)) for size in (100, 200, 400, 800)]
    nodes = [items.node(len(items) // 2) for items in lists]
    for change in constant:
        steps = [count_steps(lambda: change(*pair)) for pair in zip(lists, nodes, strict=True)]  # noqa: B023
        assert len(set(steps)) == 1


def test_an_index_is_walked_to_from_the_nearer_end() -> None:
    items = DoublyLinkedList(range(401))
    steps = [count_steps(lambda: items[position]) for position in range(401)]  # noqa: B023 - called at once

    assert 10 * max(steps[:5] + steps[-5:]) < max(steps) == max(steps[199:202])


def test_a_node_takes_64_bytes_as_the_lesson_says() -> None:
    assert sys.getsizeof(DoublyLinkedList([1]).node(0)) == 64


def test_main_tells_of_recency(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert "Unused for longest: bob" in capsys.readouterr().out
