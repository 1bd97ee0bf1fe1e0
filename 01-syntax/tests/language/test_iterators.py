"""Iterators: the protocol, what is read only once, and what happens when the source changes."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.iterators import (
    PageIterator,
    Pages,
    cancel_while_looping,
    chunks,
    drop_expired,
    drop_expired_while_looping,
    error_rate,
    error_rate_in_two_passes,
    explain,
    for_by_hand,
    main,
)

ITEMS = st.lists(st.integers())
STATUSES = st.lists(st.integers(200, 599))


class Source:
    """Pages of a list, remembering which were asked for."""

    def __init__(self, items: list[int], size: int) -> None:
        self.items, self.size = items, size
        self.asked: list[int] = []

    def fetch(self, number: int) -> list[int]:
        self.asked.append(number)
        return self.items[number * self.size : (number + 1) * self.size]


@given(ITEMS, st.integers(1, 5))
def test_pages_yield_all_items_in_order_and_again(items: list[int], size: int) -> None:
    pages = Pages(Source(items, size).fetch)

    assert list(pages) == items
    assert list(pages) == items


@given(ITEMS, st.integers(1, 5))
def test_page_iterator_yields_all_items_once(items: list[int], size: int) -> None:
    reader = PageIterator(Source(items, size).fetch)

    assert list(reader) == items
    assert list(reader) == []


def test_a_page_is_fetched_only_when_it_is_needed() -> None:
    source = Source([1, 2, 3], size=2)
    reader = PageIterator(source.fetch)
    assert source.asked == []

    assert (next(reader), next(reader)) == (1, 2)
    assert source.asked == [0]

    assert next(reader) == 3
    assert source.asked == [0, 1]


def test_an_ended_reader_stays_ended_and_fetches_no_more() -> None:
    source = Source([1], size=2)
    reader = PageIterator(source.fetch)
    list(reader)
    source.items.extend([2, 3, 4])

    with pytest.raises(StopIteration):
        next(reader)

    assert source.asked == [0, 1]


def test_an_iterator_returns_itself_and_an_iterable_a_new_one() -> None:
    pages = Pages(Source([1], size=1).fetch)
    reader = iter(pages)

    assert iter(reader) is reader
    assert iter(pages) is not reader
    assert isinstance(reader, Iterator)
    assert not isinstance(pages, Iterator)


@given(ITEMS)
def test_for_by_hand_visits_what_a_for_loop_visits(items: list[int]) -> None:
    visited: list[int] = []

    for_by_hand(iter(items), visited.append)

    assert visited == items


def test_for_by_hand_does_not_swallow_the_bodys_stop_iteration() -> None:
    with pytest.raises(StopIteration):
        for_by_hand([1, 2], lambda _: next(iter([])))


def test_for_by_hand_refuses_what_is_not_iterable() -> None:
    with pytest.raises(TypeError, match="'int' object is not iterable"):
        for_by_hand(3, print)  # type: ignore[arg-type]  # wrong on purpose


@given(STATUSES)
def test_two_passes_agree_with_one_over_a_list_only(statuses: list[int]) -> None:
    assert error_rate_in_two_passes(statuses) == error_rate(statuses) == error_rate(iter(statuses))
    assert error_rate_in_two_passes(iter(statuses)) == 0.0


def test_error_rate_counts_500_and_above() -> None:
    assert error_rate(iter([499, 500, 599, 200])) == 0.5


@given(st.binary(), st.integers(1, 9))
def test_chunks_are_full_but_for_the_last_and_join_to_the_whole(data: bytes, size: int) -> None:
    pieces = list(chunks(io.BytesIO(data), size))

    assert b"".join(pieces) == data
    assert all(len(piece) == size for piece in pieces[:-1])
    assert all(pieces)


def test_chunks_reads_no_further_than_asked() -> None:
    stream = io.BytesIO(b"abcdef")

    next(chunks(stream, 2))

    assert stream.tell() == 2


@given(st.dictionaries(st.text(), st.integers(0, 9)), st.integers(0, 9))
def test_drop_expired_keeps_what_expires_later(sessions: dict[str, int], now: int) -> None:
    expected = {key: expires for key, expires in sessions.items() if expires > now}

    drop_expired(sessions, now)

    assert sessions == expected


@pytest.mark.parametrize("expired", ["a", "b"])
def test_deleting_from_a_dict_while_looping_raises_with_one_already_gone(expired: str) -> None:
    sessions = {"a": 99, "b": 99} | {expired: 1}

    with pytest.raises(RuntimeError, match=r"^dictionary changed size during iteration$"):
        drop_expired_while_looping(sessions, now=50)

    assert expired not in sessions


def test_removing_from_a_list_while_looping_skips_the_next() -> None:
    assert cancel_while_looping(["o1", "o2", "o3"], {"o1", "o2"}) == ["o2", "o3"]
    assert cancel_while_looping(["o1", "o2", "o3"], {"o1", "o3"}) == ["o2"]


def test_explain_gives_the_result_or_the_error() -> None:
    assert explain(lambda: [1]) == "[1]"
    assert explain(lambda: next(iter([]))) == "StopIteration"
    assert explain(lambda: int("x")) == "ValueError: invalid literal for int() with base 10: 'x'"


def test_main_shows_the_protocol_and_its_traps(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "next -> order-1, pages fetched: [0]" in out
    assert "the rest -> ['order-2', 'order-3'], pages fetched: [0, 1, 2]" in out
    assert "again, the same iterator -> []" in out
    assert "TypeError: 'list' object is not an iterator" in out
    assert "RuntimeError: dictionary changed size during iteration" in out
    assert "an iterator: 0% errors" in out
