import copy
import pickle
import sys
from collections.abc import Callable, MutableSequence
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from algorithms.complexity import count_steps, fit_growth
from structures.linked_list import Node, SinglyLinkedList, main

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
    return list(result) if isinstance(result, SinglyLinkedList) else result


def node[T](items: SinglyLinkedList[T], position: int) -> Node[T]:
    found = items.head
    for _ in range(position):
        found = found and found.next
    assert found is not None
    return found


class BesideList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ours = SinglyLinkedList[int]()
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

    @rule(value=VALUES)
    def appendleft(self, value: int) -> None:
        self.ours.appendleft(value)
        self.list.insert(0, value)

    @rule()
    def popleft(self) -> None:
        assert outcome(self.ours.popleft) == outcome(lambda: self.list.pop(0))

    @rule(index=INDEXES, value=VALUES)
    def insert_after(self, index: int, value: int) -> None:
        if 0 <= index < len(self.list):
            self.ours.insert_after(node(self.ours, index), value)
            self.list.insert(index + 1, value)

    @rule(index=INDEXES)
    def delete_after(self, index: int) -> None:
        if 0 <= index < len(self.list) - 1:
            assert self.ours.delete_after(node(self.ours, index)) == self.list.pop(index + 1)

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
        assert after(run, SinglyLinkedList([1, 2])) == after(run, [1, 2])


@pytest.mark.parametrize("index", [3, -4])
def test_an_index_outside_is_an_error_that_names_it(index: int) -> None:
    ours = SinglyLinkedList("abc")

    for action in (lambda: ours[index], lambda: ours.__setitem__(index, "x"), lambda: ours.pop(index)):
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            action()

    assert list(ours) == ["a", "b", "c"]


def test_bad_input_leaves_the_items_as_they_were() -> None:
    ours: Any = SinglyLinkedList("abc")

    with pytest.raises(IndexError, match=r"^index -1 is out of range for 0 items$"):
        SinglyLinkedList[int]().pop()
    for wrong in (lambda: ours["a"], lambda: ours.insert(None, "x"), lambda: hash(ours)):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(TypeError):
        ours[1:] = 3
    with pytest.raises(ZeroDivisionError):
        ours[1:] = (1 // number for number in (1, 0))
    with pytest.raises(ValueError, match=r"^attempt to assign sequence of size 1 to extended slice of size 2$"):
        ours[::2] = "x"
    with pytest.raises(ValueError, match=r"^'x' is not in the linked list$"):
        ours.remove("x")

    assert list(ours) == ["a", "b", "c"]


@pytest.mark.parametrize("change", ["append", "delete", "reverse"])
def test_a_loop_that_goes_on_after_a_change_raises(change: str) -> None:
    ours = SinglyLinkedList([1, 2, 3])
    changes: dict[str, Callable[[], object]] = {
        "append": lambda: ours.append(4),
        "delete": lambda: ours.pop(0),
        "reverse": ours.reverse,
    }

    loop = iter(ours)
    next(loop)
    ours[1] = 9  # an item replaced is no change of the order
    next(loop)
    changes[change]()

    with pytest.raises(RuntimeError, match=r"^linked list changed during iteration$"):
        next(loop)


def test_equality_is_that_of_the_items() -> None:
    nan = float("nan")

    assert SinglyLinkedList([0, 1]) == SinglyLinkedList(range(2))
    assert SinglyLinkedList([nan]) == SinglyLinkedList([nan])
    assert SinglyLinkedList([nan]).index(nan) == 0
    assert SinglyLinkedList([nan]) != SinglyLinkedList([float("nan")])
    assert SinglyLinkedList([1]) != SinglyLinkedList([1, 1])
    assert SinglyLinkedList([1]) != [1]


def test_copies_are_equal_and_their_own() -> None:
    ours = SinglyLinkedList([["a"], ["b"]])

    shallow, deep, stored = copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))
    ours[0].append("x")
    ours.append(["c"])

    assert list(shallow) == [["a", "x"], ["b"]]
    assert list(deep) == list(stored) == [["a"], ["b"]]


def test_one_inside_itself_is_printed_copied_and_pickled() -> None:
    ours = SinglyLinkedList[Any]("a")
    ours.append(ours)

    assert eval(repr(ours[:1])) == ours[:1]
    assert repr(ours) == "SinglyLinkedList(['a', SinglyLinkedList([...])])"
    for twin in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert twin[1] is twin


def test_an_empty_list_has_no_head_and_nothing_to_pop() -> None:
    empty = SinglyLinkedList[int]()

    assert empty.head is None
    with pytest.raises(IndexError, match=r"^pop from an empty linked list$"):
        empty.popleft()


def test_a_node_that_is_not_in_the_list_is_refused() -> None:
    ours, other = SinglyLinkedList("abcde"), SinglyLinkedList("x")
    deleted, popped, sliced = node(ours, 1), node(ours, 0), node(ours, 3)
    ours.delete_after(popped)
    ours.popleft()
    del ours[1:2]

    for stranger in (deleted, popped, sliced, node(other, 0)):
        with pytest.raises(ValueError, match=rf"^the node of '{stranger.item}' is not in this list$"):
            ours.insert_after(stranger, "y")
        with pytest.raises(ValueError, match=rf"^the node of '{stranger.item}' is not in this list$"):
            ours.delete_after(stranger)
    with pytest.raises(ValueError, match=r"^the node of 'e' is the last$"):
        ours.delete_after(node(ours, 1))

    assert (list(ours), list(other)) == (["c", "e"], ["x"])
    assert [deleted.next, popped.next, sliced.next] == [None] * 3


def test_nodes_stay_in_their_list_when_it_is_reversed_or_a_slice_beside_them_changes() -> None:
    ours = SinglyLinkedList("abc")
    last = node(ours, 2)

    ours.reverse()
    ours[1:] = "xyz"
    new = ours.insert_after(last, "d")
    new.item = "e"

    assert ours.head is last
    assert last.next is new
    assert list(ours) == ["c", "e", "x", "y", "z"]
    assert ours[-1] == "z"


def test_five_thousand_nodes_need_no_recursion() -> None:
    long = SinglyLinkedList(range(5_000))

    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(400)
        twins = [copy.copy(long), copy.deepcopy(long), pickle.loads(pickle.dumps(long))]
        long.reverse()
        printed = repr(long)
    finally:
        sys.setrecursionlimit(limit)

    assert [list(twin) for twin in twins] == [list(range(5_000))] * 3
    assert printed.startswith("SinglyLinkedList([4999, ")


def test_the_ends_cost_the_same_however_long_the_list_and_the_last_to_delete_does_not() -> None:
    sizes = [100, 200, 400, 800]
    lists = [SinglyLinkedList(range(size)) for size in sizes]

    constant: list[Callable[[SinglyLinkedList[int]], object]] = [
        lambda items: items.append(1),
        lambda items: items.appendleft(1),
        lambda items: items.popleft(),
        lambda items: items[-1],
        lambda items: items.insert(len(items), 1),
        lambda items: items.insert_after(node(items, 0), 1),
        lambda items: items.delete_after(node(items, 0)),
    ]
    for change in constant:
        assert len({count_steps(lambda: change(items)) for items in lists}) == 1  # noqa: B023 - called at once
    growing: list[Callable[[SinglyLinkedList[int]], object]] = [
        lambda items: items.pop(),
        lambda items: items[len(items) // 2],
        lambda items: items.reverse(),
    ]
    for grows in growing:
        assert fit_growth(sizes, [count_steps(lambda: grows(items)) for items in lists]) == "O(n)"  # noqa: B023


def test_a_node_takes_56_bytes_as_the_lesson_says() -> None:
    assert sys.getsizeof(node(SinglyLinkedList([1]), 0)) == 56


def test_main_tells_of_links_and_loops(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Reversed in place: ['Airport', 'Harbour', 'Depot']" in out
    assert "Appending in a loop over it: linked list changed during iteration" in out
