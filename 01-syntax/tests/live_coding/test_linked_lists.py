"""Linked lists: brute force on all small inputs, nodes that stay the same ones, and lengths recursion cannot take."""

from collections.abc import Callable
from contextlib import nullcontext
from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.linked_lists import (
    Node,
    chain,
    cycle_start,
    cycle_start_brute_force,
    main,
    merged,
    merged_brute_force,
    reads_the_same_backwards,
    reads_the_same_backwards_brute_force,
    reversed_in_groups,
    reversed_in_groups_brute_force,
    values,
)

type Head[T] = Node[T] | None

IDS = ["better", "brute_force"]
SORTED = st.lists(st.integers(0, 9), max_size=12).map(sorted)


def nodes(head: Head[int]) -> list[Node[int]]:
    found = []
    while head:
        found.append(head)
        head = head.next
    return found


def with_cycle(tail: int, length: int) -> tuple[Head[int], Head[int]]:
    """Return the head of ``tail`` nodes that lead into a loop of ``length``, and the loop's first node (None for 0)."""
    head = chain(range(tail + length))
    every = nodes(head)
    if not length:
        return head, None
    every[-1].next = every[tail]
    return head, every[tail]


class Card:
    """Compares by rank alone, so that equal ones can be told apart."""

    def __init__(self, rank: int, owner: str) -> None:
        self.rank, self.owner = rank, owner

    def __lt__(self, other: "Card") -> bool:
        return self.rank < other.rank


@given(st.lists(st.integers()))
@settings(max_examples=20)
def test_a_chain_holds_its_values_in_order(items: list[int]) -> None:
    head = chain(iter(items))

    assert list(values(head)) == items
    assert len(nodes(head)) == len(items)


def test_values_are_read_one_by_one_also_from_a_loop() -> None:
    head, _ = with_cycle(1, 2)

    assert list(islice(values(head), 6)) == [0, 1, 2, 1, 2, 1]


def test_a_node_shows_its_value_and_equals_itself_only() -> None:
    head = chain([1, 1])

    assert repr(head) == "Node(value=1)"
    assert head is not None
    assert head != head.next


@pytest.mark.parametrize("solve", [cycle_start, cycle_start_brute_force], ids=IDS)
def test_the_start_of_every_small_loop_is_found(solve: Callable[[Head[int]], Head[int]]) -> None:
    for tail, length in product(range(8), repeat=2):
        head, start = with_cycle(tail, length)
        before = list(islice(values(head), 20))

        assert solve(head) is start
        assert list(islice(values(head), 20)) == before


@pytest.mark.parametrize("solve", [merged, merged_brute_force], ids=IDS)
@given(one=SORTED, two=SORTED)
@settings(max_examples=40)
def test_merged_is_sorted_and_equal_ones_keep_their_order(
    solve: Callable[[Head[Card], Head[Card]], Head[Card]], one: list[int], two: list[int]
) -> None:
    first = [Card(rank, "one") for rank in one]
    second = [Card(rank, "two") for rank in two]

    cards = list(values(solve(chain(first), chain(second))))

    assert cards == sorted(first + second, key=lambda card: card.rank)


def test_long_lists_are_merged_without_recursion() -> None:
    head = merged(chain(range(0, 20_000, 2)), chain(range(1, 20_000, 2)))

    assert list(values(head)) == list(range(20_000))


@pytest.mark.parametrize("solve", [reversed_in_groups, reversed_in_groups_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [
        (0, 3, []),
        (1, 1, [0]),
        (3, 1, [0, 1, 2]),
        (3, 4, [0, 1, 2]),
        (3, 3, [2, 1, 0]),
        (4, 2, [1, 0, 3, 2]),
        (5, 2, [1, 0, 3, 2, 4]),
        (5, 3, [2, 1, 0, 3, 4]),
    ],
)
def test_groups_on_the_edges(
    solve: Callable[[Head[int], int], Head[int]], count: int, size: int, expected: list[int]
) -> None:
    assert list(values(solve(chain(range(count)), size))) == expected


def test_groups_agree_for_all_small_lengths_and_sizes_and_nodes_stay() -> None:
    for count, size in product(range(10), range(1, 11)):
        head = chain(range(count))
        before = {node.value: node for node in nodes(head)}

        result = reversed_in_groups(head, size)

        assert list(values(result)) == list(values(reversed_in_groups_brute_force(chain(range(count)), size)))
        assert all(before[node.value] is node for node in nodes(result))


@pytest.mark.parametrize("solve", [reversed_in_groups, reversed_in_groups_brute_force], ids=IDS)
def test_groups_of_nothing_are_refused_and_the_list_stays(solve: Callable[[Head[int], int], Head[int]]) -> None:
    head = chain([1, 2, 3])

    for size in (0, -1):
        with pytest.raises(ValueError, match=rf"^size must be at least 1, not {size}$"):
            solve(head, size)

    assert list(values(head)) == [1, 2, 3]


@pytest.mark.parametrize("solve", [reads_the_same_backwards, reads_the_same_backwards_brute_force], ids=IDS)
def test_backwards_on_all_small_texts_and_the_list_stays(solve: Callable[[Head[str]], bool]) -> None:
    for length in range(7):
        for text in map("".join, product("ab", repeat=length)):
            head = chain(text)

            assert solve(head) is (text == text[::-1])
            assert "".join(values(head)) == text


class Touchy:
    """Refuses to be compared."""

    __hash__ = None  # type: ignore[assignment]  # as for every class that defines == alone

    def __eq__(self, other: object) -> bool:
        raise ZeroDivisionError


@pytest.mark.parametrize("solve", [reads_the_same_backwards, reads_the_same_backwards_brute_force], ids=IDS)
@pytest.mark.parametrize("place", range(5))
def test_the_list_is_whole_after_a_comparison_that_raises(solve: Callable[[Head[object]], bool], place: int) -> None:
    items: list[object] = [1, 2, 3, 2, 1]
    items[place] = Touchy()
    head = chain(items)

    with pytest.raises(ZeroDivisionError) if place != 2 else nullcontext():  # what is in the middle is itself
        assert solve(head)

    assert all(one is other for one, other in zip(values(head), items, strict=True))


@pytest.mark.parametrize("solve", [reads_the_same_backwards, reads_the_same_backwards_brute_force], ids=IDS)
def test_a_value_that_does_not_equal_itself_is_the_same_all_the_same(solve: Callable[[Head[float]], bool]) -> None:
    nan = float("nan")

    assert solve(chain([1, nan, 1]))
    assert solve(chain([nan, 1, nan]))
    assert not solve(chain([nan, 1, float("nan")]))


@given(st.lists(st.integers(0, 1), max_size=12), st.booleans())
@settings(max_examples=40)
def test_a_mirrored_list_reads_the_same_backwards(half: list[int], odd: bool) -> None:
    items = half + [5] * odd + half[::-1]

    assert reads_the_same_backwards(chain(items))
    assert reads_the_same_backwards(chain([*items, 7])) is reads_the_same_backwards_brute_force(chain([*items, 7]))


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: cycle_start(with_cycle(n, n)[0]), id="cycle_start"),
        pytest.param(lambda n: merged(chain(range(n)), chain(range(n))), id="merged"),
        pytest.param(lambda n: reversed_in_groups(chain(range(n)), n), id="reversed_in_one_group"),
        pytest.param(lambda n: reads_the_same_backwards(chain([1] * n)), id="reads_the_same_backwards"),
    ],
)
def test_twice_the_length_takes_no_more_than_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(300))
    twice = count_steps(lambda: use(600))

    assert twice <= 2.2 * once + 50


def test_main_finds_the_loop(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Merged: [1, 2, 4, 4, 5, 9]" in out
    assert "In groups of 3: 3 2 1 6 5 4 7" in out
    assert "A list with an end: None\nAfter c was linked back to b: Node(value='b')" in out
