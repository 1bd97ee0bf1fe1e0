import math
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.recursion import (
    Counted,
    Nested,
    Scalar,
    factorial_trace,
    fibonacci_cached,
    fibonacci_memo,
    fibonacci_plain,
    flatten,
    flatten_recursive,
    hanoi,
    hanoi_recursive,
    main,
    overflows,
    power,
)

FIBONACCI = [0, 1]
while len(FIBONACCI) < 210:
    FIBONACCI.append(FIBONACCI[-1] + FIBONACCI[-2])

scalars: st.SearchStrategy[Scalar] = st.integers(-3, 3) | st.text(max_size=2) | st.none()
nested_lists: st.SearchStrategy[list[Nested]] = st.lists(
    st.recursive(scalars, lambda parts: st.lists(parts, max_size=3), max_leaves=20)
)
both_towers = pytest.mark.parametrize("towers", [hanoi, hanoi_recursive], ids=["loop", "recursive"])
both_flatten = pytest.mark.parametrize("flat", [flatten, flatten_recursive], ids=["loop", "recursive"])


def test_an_endless_recursion_overflows_and_other_errors_pass() -> None:
    def endless() -> object:
        return endless()

    assert overflows(endless)
    assert not overflows(lambda: 1)
    with pytest.raises(ZeroDivisionError):
        overflows(lambda: 1 // 0)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 20])
def test_each_call_waits_for_the_one_below(n: int) -> None:
    trace = factorial_trace(n)

    assert trace[: n + 1] == ["  " * level + f"factorial({n - level})" for level in range(n + 1)]
    assert trace[n + 1 :] == ["  " * (n - k) + f"= {math.factorial(k)}" for k in range(n + 1)]


def test_power_is_that_of_python_for_all_small_numbers() -> None:
    for base in range(-5, 6):
        for exponent in range(12):
            assert power(base, exponent) == base**exponent


@settings(max_examples=50)
@given(st.integers(), st.integers(0, 300))
def test_power_is_that_of_python(base: int, exponent: int) -> None:
    assert power(base, exponent) == base**exponent


def test_power_takes_two_multiplications_a_bit() -> None:
    class Counting(int):
        multiplications = 0

        def __mul__(self, other: int) -> "Counting":
            Counting.multiplications += 1
            return Counting(int(self) * int(other))

        __rmul__ = __mul__

    assert power(Counting(3), 1000) == 3**1000
    assert Counting.multiplications <= 2 * (1000).bit_length()


def test_power_refuses_what_is_negative_or_too_deep() -> None:
    with pytest.raises(ValueError, match=r"^exponent must be at least 0, not -1$"):
        power(2, -1)
    assert power(-1, 2**200 - 1) == -1
    with pytest.raises(ValueError, match=r"^exponent must have at most 200 bits, not 201$"):
        power(1, 2**200)


@pytest.mark.parametrize("n", [*range(16), 20])
def test_the_definition_calls_exponentially_often_and_a_memo_twice_a_number(n: int) -> None:
    plain, memo, cached = fibonacci_plain(n), fibonacci_memo(n), fibonacci_cached(n)

    assert plain == Counted(FIBONACCI[n], 2 * FIBONACCI[n + 1] - 1)
    assert memo.value == cached.value == FIBONACCI[n]
    assert 1 <= memo.calls <= max(1, 2 * n)
    assert 1 <= cached.calls <= n + 1


@pytest.mark.parametrize("fibonacci", [fibonacci_memo, fibonacci_cached], ids=["memo", "cached"])
def test_a_memo_reaches_far(fibonacci: Callable[[int], Counted]) -> None:
    assert fibonacci(200).value == FIBONACCI[200]


@pytest.mark.parametrize(
    ("function", "name", "limit"),
    [
        (factorial_trace, "n", 200),
        (fibonacci_plain, "n", 30),
        (fibonacci_memo, "n", 200),
        (fibonacci_cached, "n", 200),
        (lambda disks: next(hanoi_recursive(disks)), "disks", 200),
    ],
    ids=["factorial_trace", "plain", "memo", "cached", "hanoi_recursive"],
)
def test_what_would_go_too_deep_is_refused_with_the_limit(
    function: Callable[[int], object], name: str, limit: int
) -> None:
    for number in (-1, limit + 1):
        with pytest.raises(ValueError, match=rf"^{name} must be 0 to {limit}, not {number}$"):
            function(number)


type Towers = Callable[..., Iterator[tuple[str, str]]]


@both_towers
@pytest.mark.parametrize("disks", range(9))
def test_every_move_is_legal_and_the_tower_arrives(towers: Towers, disks: int) -> None:
    whole = list(range(disks, 0, -1))
    pegs: dict[str, list[int]] = {"left": whole.copy(), "middle": [], "right": []}
    moves = list(towers(disks, "left", "middle", "right"))

    for source, target in moves:
        disk = pegs[source].pop()
        assert not pegs[target] or pegs[target][-1] > disk
        pegs[target].append(disk)

    assert pegs == {"left": [], "middle": [], "right": whole}
    assert len(moves) == 2**disks - 1


def test_loop_and_recursion_move_alike() -> None:
    assert list(hanoi(7)) == list(hanoi_recursive(7))


def test_the_loop_starts_on_a_tower_that_no_call_stack_holds() -> None:
    assert list(islice(hanoi(5_000), 3)) == [("A", "B"), ("A", "C"), ("B", "C")]
    with pytest.raises(ValueError, match=r"^disks must be at least 0, not -1$"):
        next(hanoi(-1))


@both_flatten
@settings(max_examples=50)
@given(nested=nested_lists)
def test_flattening_leaves_what_repr_shows_without_inner_brackets(
    flat: Callable[[list[Nested]], list[Scalar]], nested: list[Nested]
) -> None:
    def leaves(part: Nested) -> Iterator[Scalar]:
        if isinstance(part, list):
            for inner in part:
                yield from leaves(inner)
        else:
            yield part

    before = repr(nested)

    assert flat(nested) == list(leaves(nested))
    assert repr(nested) == before


@both_flatten
def test_tuples_and_texts_are_items_and_a_list_may_come_twice(flat: Callable[[list[Nested]], list[Scalar]]) -> None:
    shared: list[Nested] = [1, "ab"]

    assert flat([shared, [shared], []]) == [1, "ab", 1, "ab"]


def test_depth_is_no_matter_for_the_loop() -> None:
    deep: list[Nested] = [0]
    for number in range(1, 5_000):
        deep = [deep, number]

    assert flatten(deep) == list(range(5_000))
    assert overflows(lambda: flatten_recursive(deep))


def test_a_list_that_contains_itself_is_an_error() -> None:
    inner: list[Nested] = [1]
    outer: list[Nested] = [0, inner]
    inner.append(outer)

    with pytest.raises(ValueError, match=r"^the list contains itself$"):
        flatten(outer)
    assert len(outer) == len(inner) == 2


def test_main_shows_the_stack_and_what_a_loop_survives(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert out.startswith("factorial(3)\n  factorial(2)\n")
    assert "20        21891          39            21" in out
    assert "flatten_recursive overflows: True\nflatten finds the numbers: 50000" in out
