"""BitSet: a state machine beside a built-in set, and every operator for all small sets."""

import copy
import operator
import pickle
import sys
from collections.abc import Callable, Hashable, MutableSet
from itertools import combinations
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.bit_set import BitSet, main
from algorithms.complexity import count_steps

NUMBERS = st.integers(0, 70)
ALGEBRA: list[Callable[..., Any]] = [operator.and_, operator.or_, operator.sub, operator.xor]
IN_PLACE: list[Callable[..., Any]] = [operator.iand, operator.ior, operator.isub, operator.ixor]
ORDER: list[Callable[..., Any]] = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]
SMALL = [set(members) for length in range(4) for members in combinations([0, 1, 7, 8, 64], length)]


class BesideASet(RuleBasedStateMachine):
    """Does the same to both, and looks at both."""

    @initialize(numbers=st.lists(NUMBERS))
    def build(self, numbers: list[int]) -> None:
        self.bits = BitSet(iter(numbers))
        self.oracle = set(numbers)

    @rule(number=NUMBERS)
    def add(self, number: int) -> None:
        self.bits.add(number)
        self.oracle.add(number)

    @rule(number=NUMBERS)
    def discard(self, number: int) -> None:
        self.bits.discard(number)
        self.oracle.discard(number)

    @rule(number=NUMBERS)
    def remove(self, number: int) -> None:
        if number in self.oracle:
            self.oracle.remove(number)
            self.bits.remove(number)
        else:
            with pytest.raises(KeyError, match=f"^{number}$"):
                self.bits.remove(number)

    @rule()
    def pop(self) -> None:
        if self.oracle:
            self.oracle.remove(self.bits.pop())
        else:
            with pytest.raises(KeyError):
                self.bits.pop()

    @rule()
    def clear(self) -> None:
        self.bits.clear()
        self.oracle.clear()

    @rule(numbers=st.sets(NUMBERS), function=st.sampled_from(IN_PLACE), as_bits=st.booleans())
    def change_in_place(self, numbers: set[int], function: Callable[..., Any], as_bits: bool) -> None:
        before = self.bits
        self.bits = function(self.bits, BitSet(numbers) if as_bits else numbers)
        self.oracle = function(self.oracle, numbers)
        assert self.bits is before

    @invariant()
    def same(self) -> None:
        assert list(self.bits) == sorted(self.oracle)
        assert len(self.bits) == len(self.oracle)
        assert self.bits.mask == sum(1 << number for number in self.oracle)
        assert all((number in self.bits) == (number in self.oracle) for number in range(72))


TestBesideASet = BesideASet.TestCase
TestBesideASet.settings = settings(max_examples=30, stateful_step_count=20)


@pytest.mark.parametrize("function", [*ALGEBRA, *ORDER], ids=operator.attrgetter("__name__"))
def test_operators_are_those_of_sets(function: Callable[..., Any]) -> None:
    for left in SMALL:
        for right in SMALL:
            expected = function(left, right)
            assert function(BitSet(left), BitSet(right)) == expected
            assert function(BitSet(left), right) == expected
            assert function(left, BitSet(right)) == expected


@pytest.mark.parametrize("function", ALGEBRA, ids=operator.attrgetter("__name__"))
def test_results_are_bit_sets_and_operands_stay(function: Callable[..., Any]) -> None:
    left, right = BitSet([1, 5]), BitSet([5, 6])

    for other in (right, {5, 6}):
        assert type(function(left, other)) is BitSet
    assert (list(left), list(right)) == ([1, 5], [5, 6])


@pytest.mark.parametrize("function", IN_PLACE, ids=operator.attrgetter("__name__"))
def test_a_set_meets_itself(function: Callable[..., Any]) -> None:
    numbers, oracle = BitSet([1, 5]), {1, 5}

    assert function(numbers, numbers) == function(oracle, oracle)


def test_what_cannot_be_a_member_is_in_no_set_and_matters_to_no_intersection() -> None:
    numbers = BitSet([0, 1])
    strange: set[object] = {"a", -1, 1.5, None, 1}

    assert not any(item in numbers for item in ("a", -1, 1.5, 1.0, None))
    assert list(numbers & strange) == [1]
    assert list(numbers - strange) == [0]
    assert numbers.isdisjoint(["a", -1])
    numbers.discard(-1)
    assert list(numbers) == [0, 1]


@pytest.mark.parametrize(
    ("item", "error", "message"),
    [
        (-1, ValueError, "members must not be negative, got -1"),
        (1.5, TypeError, "members must be integers, got 1.5"),
        ("7", TypeError, "members must be integers, got '7'"),
    ],
)
def test_what_cannot_be_a_member_is_refused_and_nothing_changes(
    item: Any, error: type[Exception], message: str
) -> None:
    numbers = BitSet([3])
    joins: list[Callable[..., Any]] = [operator.or_, operator.xor, operator.ior, operator.ixor]

    with pytest.raises(error, match=f"^{message}$"):
        numbers.add(item)
    with pytest.raises(error, match=f"^{message}$"):
        BitSet([1, item])
    for join in joins:
        with pytest.raises(error, match=f"^{message}$"):
            join(numbers, [1, item])
    assert list(numbers) == [3]


def test_masks_go_in_and_out() -> None:
    assert list(BitSet.from_mask(0b1001)) == [0, 3]
    assert [BitSet.from_mask(mask).mask for mask in range(20)] == list(range(20))
    with pytest.raises(ValueError, match=r"^mask must not be negative, got -1$"):
        BitSet.from_mask(-1)


def test_a_change_during_a_walk_is_not_seen() -> None:
    numbers = BitSet([1, 2, 3])
    seen = []

    for number in numbers:
        seen.append(number)
        numbers.discard(number + 1)
        numbers.add(number + 10)

    assert seen == [1, 2, 3]
    assert list(numbers) == [1, 11, 12, 13]


def test_copies_are_equal_and_apart() -> None:
    numbers = BitSet([1, 100])

    for other in (copy.copy(numbers), copy.deepcopy(numbers), pickle.loads(pickle.dumps(numbers)), BitSet(numbers)):
        assert other == numbers
        other.add(2)
    assert list(numbers) == [1, 100]


def test_it_reads_as_what_makes_it_and_has_no_hash() -> None:
    numbers = BitSet([9, 4])

    assert repr(numbers) == "BitSet([4, 9])"
    assert repr(BitSet()) == "BitSet([])"
    assert isinstance(numbers, MutableSet)
    assert not isinstance(numbers, Hashable)


def test_operators_of_two_bit_sets_are_one_step_for_all_members() -> None:
    left, right = BitSet(range(100_000)), BitSet(range(50_000, 150_000))

    def steps(function: Callable[..., Any]) -> int:
        return count_steps(lambda: function(left, right))

    assert all(steps(function) <= 30 for function in (*ALGEBRA, *IN_PLACE))
    left, right = BitSet(range(1000)), BitSet(range(1000))  # equal, so that no comparison ends early
    assert all(steps(function) <= 30 for function in ORDER)


def test_memory_is_by_the_largest_member_not_by_their_number() -> None:
    full, single = BitSet(range(100_000)), BitSet([99_999])

    assert sys.getsizeof(full.mask) == sys.getsizeof(single.mask) <= 100_000 / 7.5 + 100
    assert sys.getsizeof(full.mask) * 100 < sys.getsizeof(set(full))


def test_main_answers_by_bitmaps(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "open and in DE: [9, 21, 33] count 3" in out
    assert "after closing them: [0, 3, 6, 12, 15, 18, 24, 27, 30, 36, 39]" in out
