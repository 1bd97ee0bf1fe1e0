"""Linked designs: the published operations, and state machines beside ``deque`` and ``list``."""

from collections import deque
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from algorithms.complexity import count_steps
from live_coding.linked_designs import LinkedDeque, LinkedStack, main
from tests.live_coding.canonical import cases

ITEMS = st.integers(0, 3)


@pytest.mark.parametrize(("asked", "expected"), cases("linked-list", "list"))
def test_published_operations_of_a_linked_list(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    queue = LinkedDeque[int]()
    checked = 0

    for step in asked["operations"]:
        match step["operation"]:
            case "push":
                queue.append(step["value"])
            case "unshift":
                queue.appendleft(step["value"])
            case "delete":
                queue.discard(step["value"])
            case "pop" | "shift" | "count" as name:
                found = {"pop": queue.pop, "shift": queue.popleft, "count": queue.__len__}[name]()
                assert found == step.get("expected", found)
                checked += "expected" in step
            case other:
                pytest.fail(f"unknown operation {other}")

    assert checked
    assert expected == {}


@pytest.mark.parametrize(("asked", "expected"), cases("simple-linked-list", "list"))
def test_published_operations_of_a_simple_linked_list(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    stack = LinkedStack[int](asked["initialValues"])
    length = len(asked["initialValues"])

    for step in asked["operations"]:
        match step["operation"], step.get("expected"):
            case "push", None:
                stack.push(step["value"])
                length += 1
            case "reverse", None:
                stack.reverse()
            case "pop" | "peek" as name, {"error": "list is empty"}:
                with pytest.raises(IndexError, match=r" an empty LinkedStack$"):
                    {"pop": stack.pop, "peek": stack.peek}[name]()
            case "pop", value:
                assert stack.pop() == value
                length -= 1
            case "peek", value:
                assert stack.peek() == value
            case "count", value:
                assert len(stack) == value
            case "toList", value:
                # The file holds these cases in both orders; ours, from the top, is tested below.
                assert value in (list(stack), list(stack)[::-1])
            case other:
                pytest.fail(f"unknown operation {other}")

    assert len(stack) == length
    assert expected == {}


class DequeMachine(RuleBasedStateMachine):
    """Does the same to a LinkedDeque and to collections.deque."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = LinkedDeque[int]()
        self.oracle = deque[int]()

    @rule(item=ITEMS)
    def append(self, item: int) -> None:
        self.queue.append(item)
        self.oracle.append(item)

    @rule(item=ITEMS)
    def appendleft(self, item: int) -> None:
        self.queue.appendleft(item)
        self.oracle.appendleft(item)

    @precondition(lambda self: self.oracle)
    @rule()
    def pop(self) -> None:
        assert self.queue.pop() == self.oracle.pop()

    @precondition(lambda self: self.oracle)
    @rule()
    def popleft(self) -> None:
        assert self.queue.popleft() == self.oracle.popleft()

    @rule(item=ITEMS)
    def discard(self, item: int) -> None:
        self.queue.discard(item)
        if item in self.oracle:
            self.oracle.remove(item)

    @precondition(lambda self: not self.oracle)
    @rule()
    def refuse(self) -> None:
        for pop in (self.queue.pop, self.queue.popleft):
            with pytest.raises(IndexError, match=r"^pop from an empty LinkedDeque$"):
                pop()

    @invariant()
    def both_hold_the_same(self) -> None:
        assert list(self.queue) == list(self.oracle)
        assert list(reversed(self.queue)) == list(reversed(self.oracle))
        assert len(self.queue) == len(self.oracle)


class StackMachine(RuleBasedStateMachine):
    """Does the same to a LinkedStack and to a list, whose end is the top."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = LinkedStack([1, 2])
        self.oracle = [1, 2]

    @rule(item=ITEMS)
    def push(self, item: int) -> None:
        self.stack.push(item)
        self.oracle.append(item)

    @precondition(lambda self: self.oracle)
    @rule()
    def pop(self) -> None:
        assert self.stack.peek() == self.oracle[-1]
        assert self.stack.pop() == self.oracle.pop()

    @rule()
    def reverse(self) -> None:
        self.stack.reverse()
        self.oracle.reverse()

    @precondition(lambda self: not self.oracle)
    @rule()
    def refuse(self) -> None:
        with pytest.raises(IndexError, match=r"^pop from an empty LinkedStack$"):
            self.stack.pop()
        with pytest.raises(IndexError, match=r"^peek at an empty LinkedStack$"):
            self.stack.peek()

    @invariant()
    def both_hold_the_same(self) -> None:
        assert list(self.stack) == self.oracle[::-1]
        assert len(self.stack) == len(self.oracle)


few = settings(max_examples=30, stateful_step_count=20)
DequeMachine.TestCase.settings = few
StackMachine.TestCase.settings = few
TestLinkedDeque = DequeMachine.TestCase
TestLinkedStack = StackMachine.TestCase


def test_operations_cost_the_same_whatever_the_length() -> None:
    def at_the_ends(length: int) -> int:
        queue, stack = LinkedDeque[int](), LinkedStack(range(length))
        for item in range(length):
            queue.append(item)

        def use() -> None:
            queue.appendleft(queue.pop())
            queue.append(queue.popleft())
            stack.push(stack.pop() + stack.peek() + len(queue) + len(stack))

        return count_steps(use)

    assert at_the_ends(10) == at_the_ends(1_000)


def test_a_long_stack_is_reversed_without_recursion() -> None:
    stack = LinkedStack(range(20_000))

    stack.reverse()

    assert list(stack) == list(range(20_000))


def test_main_shows_the_queue_and_the_undo(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "The first mail was cancelled: payment report mail backup" in out
    assert "Replay from the oldest: insert bold" in out
    assert "Nothing to undo: pop from an empty LinkedStack" in out
