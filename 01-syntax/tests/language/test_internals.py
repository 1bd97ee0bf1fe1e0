import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.internals import (
    Connection,
    compiler_warning,
    distinct_objects,
    first_unshared_int,
    is_shared_int,
    life_of_a_connection,
    main,
    parse_methods,
    parse_methods_interned,
    references_added,
    same_order,
    same_order_wrong,
)

WORDS = st.text(alphabet="ABCDEF", min_size=2, max_size=3)


@given(st.integers(min_value=0, max_value=50))
def test_each_reference_to_an_ordinary_object_is_counted(holders: int) -> None:
    assert references_added(Connection(), holders) == holders


@pytest.mark.parametrize("immortal", [None, True, 1, ...], ids=repr)
def test_references_to_an_immortal_object_are_not_counted(immortal: object) -> None:
    assert references_added(immortal, 5) == 0


def test_the_last_reference_frees_an_object_before_the_next_line() -> None:
    assert life_of_a_connection() == ["two names", "one name deleted", "freed", "last name deleted"]


def test_small_ints_are_shared_and_large_ones_are_not() -> None:
    assert [is_shared_int(number) for number in (-5, 0, 256, 10**6)] == [True, True, True, False]


def test_the_first_unshared_int_is_where_sharing_ends() -> None:
    first = first_unshared_int()

    assert is_shared_int(first - 1)
    assert not is_shared_int(first)
    if sys.version_info < (3, 15):
        assert first == 257


def test_comparing_with_is_works_for_small_numbers_only() -> None:
    assert same_order_wrong(int("7"), int("7"))
    assert not same_order_wrong(int("1000003"), int("1000003"))
    assert same_order_wrong(1_000_003, 1_000_003)


@given(st.integers(), st.integers())
def test_orders_are_the_same_when_their_digits_are(left: int, right: int) -> None:
    assert same_order(left, right) == (str(left) == str(right))


def test_the_compiler_warns_of_is_with_a_literal() -> None:
    assert compiler_warning("status is 404") == '"is" with \'int\' literal. Did you mean "=="?'
    assert compiler_warning("status is None") == ""


@given(st.lists(WORDS, min_size=1))
def test_interning_changes_how_many_objects_there_are_and_nothing_else(words: list[str]) -> None:
    log = "\n".join(f"{word} /orders" for word in words)

    parsed, interned = parse_methods(log), parse_methods_interned(log)

    assert parsed == interned == words
    assert distinct_objects(parsed) == len(words)
    assert distinct_objects(interned) == len(set(words))


def test_single_characters_are_shared_without_interning() -> None:
    assert distinct_objects(parse_methods("x 1\nx 2")) == 1


def test_main_shows_counts_sharing_and_interning(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "three times: +3" in printed
    assert "order 7: is True, == True\n  order 1000003: is False, == True" in printed
    assert "parse_methods: 10,000 words, 10,000 objects" in printed
    assert "parse_methods_interned: 10,000 words, 2 objects" in printed
