"""itertools: each tool against the loop that it stands for, and the traps of what is read once."""

import itertools
import json
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.itertools_tour import (
    backoff,
    balances,
    batches_by_hand,
    bulk_bodies,
    explain,
    gaps,
    groups_kept_too_long,
    main,
    matched,
    merge_logs,
    page,
    split_header,
    split_header_wrongly,
    totals,
    totals_of_neighbours,
)

NUMBERS = st.lists(st.integers())
ORDERS = st.lists(st.tuples(st.sampled_from(["ada", "bob", "eve"]), st.integers(1, 999)))
LINES = st.lists(st.sampled_from(["# a", "# b", "1,300", "2,450"]))


@given(NUMBERS, st.integers(1, 5))
def test_batches_by_hand_agree_with_batched(numbers: list[int], size: int) -> None:
    assert list(batches_by_hand(iter(numbers), size)) == list(itertools.batched(numbers, size))


def test_batches_of_no_size_are_refused() -> None:
    with pytest.raises(ValueError, match="size must be at least 1, not 0"):
        next(batches_by_hand([1], 0))


@given(NUMBERS, st.integers(1, 5))
def test_bulk_bodies_carry_every_order_once(numbers: list[int], size: int) -> None:
    batches = [json.loads(body)["orders"] for body in bulk_bodies(iter(numbers), size)]

    assert list(itertools.chain.from_iterable(batches)) == numbers
    assert [len(batch) for batch in batches] == [len(batch) for batch in itertools.batched(numbers, size)]


@given(NUMBERS, st.integers(0, 3), st.integers(1, 4))
def test_page_is_a_slice(numbers: list[int], number: int, size: int) -> None:
    assert page(iter(numbers), number, size) == numbers[number * size : (number + 1) * size]


def test_page_reads_no_further_than_its_end() -> None:
    source = itertools.count(1)

    page(source, number=1, size=3)

    assert next(source) == 7


@given(ORDERS)
def test_totals_are_the_sums_of_each_customer(orders: list[tuple[str, int]]) -> None:
    sums: defaultdict[str, int] = defaultdict(int)
    for customer, cents in orders:
        sums[customer] += cents

    assert totals(orders) == sorted(sums.items())


def test_groupby_without_sorting_groups_neighbours_only() -> None:
    assert totals_of_neighbours([("ada", 1), ("ada", 2), ("bob", 4), ("ada", 8)]) == [
        ("ada", 3),
        ("bob", 4),
        ("ada", 8),
    ]


def test_a_group_is_over_when_the_next_one_begins() -> None:
    assert groups_kept_too_long([("ada", 1), ("bob", 2)]) == {"ada": [], "bob": []}


@given(st.integers(), NUMBERS)
def test_balances_are_sums_of_prefixes(opening: int, movements: list[int]) -> None:
    assert balances(opening, movements) == [opening + sum(movements[:end]) for end in range(len(movements) + 1)]


@given(NUMBERS)
def test_gaps_lead_from_the_first_to_the_last(timestamps: list[int]) -> None:
    found = gaps(iter(timestamps))

    assert timestamps[:1] + found == [
        later - earlier for earlier, later in zip([0, *timestamps], timestamps, strict=False)
    ]


@given(st.lists(st.lists(st.text(max_size=3)).map(sorted), max_size=4))
def test_merged_logs_are_sorted_and_complete(logs: list[list[str]]) -> None:
    assert list(merge_logs(logs)) == sorted(itertools.chain.from_iterable(logs))


def test_merge_holds_one_line_of_each_log() -> None:
    read: list[str] = []

    def log(name: str) -> Iterator[str]:
        for number in range(100):
            read.append(name)
            yield f"{number:03} {name}"

    next(merge_logs([log("a"), log("b")]))

    assert sorted(read) == ["a", "b"]


def test_backoff_grows_up_to_the_longest() -> None:
    assert backoff(0.5, 2, 5, attempts=7) == [0.5, 1, 2, 4, 5, 5]
    assert backoff(0.5, 2, 5, attempts=1) == []
    assert backoff(8, 2, 5, attempts=3) == [5, 5]


def test_matched_pairs_or_refuses() -> None:
    assert matched(["q1", "q2"], ["a1", "a2"]) == [("q1", "a1"), ("q2", "a2")]
    with pytest.raises(ValueError, match=r"^zip\(\) argument 2 is shorter than argument 1$"):
        matched(["q1", "q2"], ["a1"])


@given(LINES)
def test_split_header_loses_nothing(lines: list[str]) -> None:
    header, rest = split_header(iter(lines))

    assert header + rest == lines
    assert all(line.startswith("#") for line in header)
    assert not rest or not rest[0].startswith("#")


@given(LINES)
def test_takewhile_loses_the_line_that_stops_it(lines: list[str]) -> None:
    header, rest = split_header(iter(lines))

    assert split_header_wrongly(iter(lines)) == (header, rest[1:])


def test_explain_gives_the_result_or_the_error() -> None:
    assert explain(lambda: "ok") == "'ok'"
    assert explain(lambda: int("x")) == "ValueError: invalid literal for int() with base 10: 'x'"


def test_main_shows_each_tool_and_its_trap(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "groupby alone   -> [('ada', 500), ('bob', 120), ('ada', 700)]" in out
    assert "sorted before   -> [('ada', 1200), ('bob', 120)]" in out
    assert "ValueError: zip() argument 2 is shorter than argument 1" in out
    assert "takewhile eats a line       -> (['# v1'], ['1,300'])" in out
