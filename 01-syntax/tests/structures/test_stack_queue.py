import collections
import copy
import pickle
import sys
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from algorithms.complexity import count_steps, fit_growth
from structures.stack_queue import Queue, Stack, main, unbalanced

VALUES = st.integers(0, 5)
EITHER = pytest.mark.parametrize("kind", [Stack, Queue])


class BesideDeque(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stack, self.list = Stack[int](), list[int]()
        self.queue, self.deque = Queue[int](), collections.deque[int]()

    @rule(value=VALUES)
    def put(self, value: int) -> None:
        self.stack.push(value)
        self.list.append(value)
        self.queue.enqueue(value)
        self.deque.append(value)

    @precondition(lambda self: self.list)
    @rule()
    def take_from_the_stack(self) -> None:
        assert self.stack.pop() == self.list.pop()

    @precondition(lambda self: self.deque)
    @rule()
    def take_from_the_queue(self) -> None:
        assert self.queue.dequeue() == self.deque.popleft()

    @precondition(lambda self: self.list and self.deque)
    @rule()
    def look(self) -> None:
        assert (self.stack.peek(), self.queue.front()) == (self.list[-1], self.deque[0])

    @rule(value=VALUES)
    def search(self, value: int) -> None:
        assert (value in self.stack, value in self.queue) == (value in self.list, value in self.deque)

    @invariant()
    def alike(self) -> None:
        assert (len(self.stack), list(self.stack)) == (len(self.list), self.list[::-1])
        assert (len(self.queue), list(self.queue)) == (len(self.deque), list(self.deque))
        assert self.stack == Stack(self.list)
        assert self.queue == Queue(self.deque)


BesideDeque.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestBesideDeque = BesideDeque.TestCase


def test_an_empty_one_has_nothing_to_give() -> None:
    stack, queue = Stack("a"), Queue("a")
    stack.pop()
    queue.dequeue()

    with pytest.raises(IndexError, match=r"^pop from an empty stack$"):
        stack.pop()
    with pytest.raises(IndexError, match=r"^peek into an empty stack$"):
        stack.peek()
    with pytest.raises(IndexError, match=r"^dequeue from an empty queue$"):
        queue.dequeue()
    with pytest.raises(IndexError, match=r"^front of an empty queue$"):
        queue.front()

    stack.push("b")
    queue.enqueue("b")
    assert (stack.pop(), queue.dequeue(), len(stack), len(queue)) == ("b", "b", 0, 0)


@pytest.mark.parametrize("change", ["put", "take"])
def test_a_loop_that_goes_on_after_a_change_raises(change: str) -> None:
    stack, queue = Stack("abc"), Queue("abc")
    loops = [iter(stack), iter(queue)]
    for loop in loops:
        next(loop)

    if change == "put":
        stack.push("x")
        queue.enqueue("x")
    else:
        stack.pop()
        queue.dequeue()

    for loop, name in zip(loops, ["stack", "queue"], strict=True):
        with pytest.raises(RuntimeError, match=rf"^{name} changed during iteration$"):
            next(loop)


def test_looking_at_the_front_does_not_disturb_a_loop() -> None:
    queue = Queue("abc")

    assert [(item, queue.front()) for item in queue] == [("a", "a"), ("b", "a"), ("c", "a")]


def test_queues_are_equal_however_their_items_lie() -> None:
    one, other = Queue("xab"), Queue("a")
    one.dequeue()
    other.enqueue("b")

    assert one == other
    assert one != Queue("ba")
    assert one != Queue("abc")


@EITHER
def test_equality_asks_for_the_type_and_knows_identity(kind: Callable[..., Any]) -> None:
    nan = float("nan")

    assert kind([nan]) == kind([nan])
    assert nan in kind([nan])
    assert kind([nan]) != kind([float("nan")])
    assert kind("ab") != kind("ba")
    assert kind("a") != ["a"]
    assert Stack("a") != Queue("a")
    with pytest.raises(TypeError):
        hash(kind())


@EITHER
def test_copies_are_equal_and_their_own(kind: Callable[..., Any]) -> None:
    ours = kind([["a"], ["b"]])

    twins = [copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))]
    for _ in range(2):
        (ours.pop if kind is Stack else ours.dequeue)().append("x")

    assert [list(twin) for twin in twins[1:]] == [list(kind([["a"], ["b"]]))] * 2
    assert list(twins[0]) == list(kind([["a", "x"], ["b", "x"]]))
    assert len(ours) == 0


@EITHER
def test_one_inside_itself_is_printed_copied_and_pickled(kind: Callable[..., Any]) -> None:
    ours = kind("a")
    (ours.push if kind is Stack else ours.enqueue)(ours)

    assert repr(ours) == f"{kind.__name__}(['a', {kind.__name__}([...])])"
    assert eval(repr(kind("abc"))) == kind("abc")
    for twin in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert any(item is twin for item in twin)


def test_five_thousand_nodes_need_no_recursion() -> None:
    long = Stack(range(5_000))

    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(400)
        twins = [copy.copy(long), copy.deepcopy(long), pickle.loads(pickle.dumps(long))]
        printed = repr(long)
    finally:
        sys.setrecursionlimit(limit)

    assert all(twin == long for twin in twins)
    assert printed.endswith("4999])")


def test_a_push_and_a_pop_cost_the_same_on_any_stack() -> None:
    stacks = [Stack(range(size)) for size in (0, 10, 1000)]

    assert len({count_steps(lambda: stack.push(1)) for stack in stacks}) == 1  # noqa: B023 - called at once
    assert len({count_steps(lambda: stack.pop()) for stack in stacks}) == 1  # noqa: B023


def test_one_dequeue_may_cost_n_and_all_together_do_not_cost_more() -> None:
    sizes = [100, 200, 400, 800]

    def first(size: int) -> int:
        return count_steps(Queue(range(size)).dequeue)

    def all_of(size: int) -> int:
        queue = Queue[int]()

        def run() -> None:
            for number in range(size):
                queue.enqueue(number)
                if number % 3:
                    queue.dequeue()
            while queue:
                queue.dequeue()

        return count_steps(run)

    assert fit_growth(sizes, [first(size) for size in sizes]) == "O(n)"
    assert fit_growth(sizes, [all_of(size) for size in sizes]) == "O(n)"


def by_removing_pairs(text: str) -> bool:
    before = None
    while before != text:
        before, text = text, text.replace("()", "").replace("[]", "").replace("{}", "")
    return not text


def test_brackets_of_every_short_text_fit_when_pairs_can_be_removed_until_nothing_is_left() -> None:
    for length in range(6):
        for text in map("".join, product("()[]", repeat=length)):
            assert (unbalanced(text) is None) == by_removing_pairs(text)


@pytest.mark.parametrize(
    ("text", "position"), [("", None), ("x{y}", None), ("}", 0), ("(]", 1), ("((", 1), ("a(b[c]", 1), ("()){", 2)]
)
def test_the_bracket_that_breaks_is_named(text: str, position: int | None) -> None:
    assert unbalanced(text) == position


def test_main_undoes_serves_and_matches(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Undo: bold - then: insert 'l'" in out
    assert "In order of arrival: ['resize image 2', 'send mail']" in out
    assert '{"ids": [1, 2)}        breaks at 13' in out
