import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.tuples import (
    Money,
    Stock,
    confused,
    count_hits,
    count_hits_wrong,
    extend_inside,
    greeting_from_database,
    is_final,
    is_final_wrong,
    labels,
    main,
    newest,
    newest_wrong,
    parameter_error,
    parse_request,
    price_range,
    swapped,
    unpack_error,
)

words = st.text(alphabet="ab/", min_size=1, max_size=4)
hits_of_all = st.lists(st.tuples(words, words))


@given(st.integers(), st.integers())
def test_the_smaller_comes_first(low: int, high: int) -> None:
    assert swapped(low, high) == (min(low, high), max(low, high))


@given(st.lists(words, min_size=2))
def test_the_star_takes_what_is_between(line: list[str]) -> None:
    assert parse_request(" ".join(line)) == (line[0], line[1:-1], line[-1])


@pytest.mark.parametrize("line", ["", "GET"])
def test_the_star_may_take_nothing_and_the_others_not(line: str) -> None:
    with pytest.raises(ValueError, match=r"^not enough values to unpack \(expected at least 2, got \d\)$"):
        parse_request(line)


def test_unpacking_wants_exactly_as_many_values_as_names() -> None:
    assert unpack_error(("ada", 1)) == ""
    assert unpack_error("ab") == ""
    assert unpack_error(("ada",)) == "not enough values to unpack (expected 2, got 1)"
    too_many = "too many values to unpack (expected 2, got 3)"
    assert unpack_error((1, 2, 3)) == (
        too_many if sys.version_info >= (3, 14) else "too many values to unpack (expected 2)"
    )


def test_labels_take_nested_rows_apart() -> None:
    assert labels([(1, ("Ada", "Lovelace")), (2, ("Alan", "Turing"))]) == ["1: Ada Lovelace", "2: Alan Turing"]


@given(hits_of_all)
def test_keys_of_two_parts_count_as_counter_does(hits: list[tuple[str, str]]) -> None:
    assert count_hits(hits) == Counter(hits)


@given(hits_of_all)
def test_joined_keys_count_as_many_hits_under_fewer_keys(hits: list[tuple[str, str]]) -> None:
    joined = count_hits_wrong(hits)

    assert joined == Counter("/".join(hit) for hit in hits)
    assert len(joined) <= len(count_hits(hits))


@given(st.text())
def test_without_the_comma_every_part_of_the_text_is_in(status: str) -> None:
    assert is_final(status) is (status == "delivered")
    assert is_final_wrong(status) is (status in "delivered")


@pytest.mark.parametrize("part", ["", "live", "deliver", "delivered"])
def test_parts_of_the_status_pass_for_it(part: str) -> None:
    assert is_final_wrong(part)


def test_a_database_takes_one_parameter_from_a_tuple_of_one() -> None:
    assert greeting_from_database("ada") == "hello ada"


def test_a_database_takes_each_letter_of_a_text_for_a_parameter() -> None:
    assert parameter_error("ada") == (
        "Incorrect number of bindings supplied. The current statement uses 1, and there are 3 supplied."
    )
    assert parameter_error("a") == ""


def test_the_assignment_fails_after_the_list_has_grown() -> None:
    tags = ["new"]
    row = ("ada", tags)

    assert extend_inside(row, "vip") == "'tuple' object does not support item assignment"
    assert row == ("ada", ["new", "vip"])
    assert row[1] is tags


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1))
def test_the_newest_version_is_the_largest_by_numbers(versions: list[tuple[int, int]]) -> None:
    major, minor = max(versions)

    assert newest(f"{first}.{second}" for first, second in versions) == f"{major}.{minor}"


def test_texts_put_nine_after_thirteen() -> None:
    assert newest_wrong(["3.13", "3.9"]) == "3.9"
    assert newest_wrong(["3.12", "3.13"]) == "3.13"


def test_there_is_no_newest_of_none_or_of_words() -> None:
    with pytest.raises(ValueError, match=r"max\(\)"):
        newest([])
    with pytest.raises(ValueError, match="invalid literal"):
        newest(["3.x"])
    with pytest.raises(ValueError, match=r"max\(\)"):
        newest_wrong([])


def test_tuples_of_two_classes_are_equal_place_by_place() -> None:
    assert confused(Money(3, "EUR"), Stock(3, "EUR"))
    assert confused(Money(3), (3, "EUR"))
    assert not confused(Money(3), Money(3))
    assert not confused(Money(3), Stock(4, "EUR"))


@given(st.lists(st.integers().map(Money), min_size=1))
def test_a_range_has_its_ends_among_the_prices(prices: list[Money]) -> None:
    low, high = price_range(prices)

    assert low in prices
    assert high in prices
    assert all(low.cents <= price.cents <= high.cents for price in prices)


@pytest.mark.parametrize("prices", [[], [Money(1), Money(2, "USD")]])
def test_no_prices_and_two_currencies_have_no_range(prices: list[Money]) -> None:
    with pytest.raises(ValueError, match=r"^a price range needs prices in one currency$"):
        price_range(prices)


def test_main_shows_what_the_comma_does(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "'live' in ('delivered'): True - in ('delivered',): False" in out
    assert "there are 3 supplied" in out
    assert "and yet ('ada', ['new', 'vip'])" in out
