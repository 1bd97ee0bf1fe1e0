"""Narrowing: what mypy follows, what it believes, and the checks that hold at run time."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import narrowing
from language.narrowing import (
    SNIPPETS,
    Card,
    Snippet,
    Transfer,
    Voucher,
    describe,
    discount,
    is_string_list,
    main,
    outcome,
    tags,
)
from language.type_hints import mypy_says


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """What mypy says about every snippet, about the file itself, and about it with one kind of payment more."""
    source = Path(narrowing.__file__).read_text(encoding="utf-8")
    one_more = source.replace("type Payment = Card |", "class Cash: ...\n\n\ntype Payment = Cash | Card |")
    return mypy_says([*(snippet.code for snippet in SNIPPETS), source, one_more], tmp_path_factory.mktemp("mypy"))


@pytest.mark.parametrize("number", range(len(SNIPPETS)), ids=[snippet.title for snippet in SNIPPETS])
def test_mypy_says_what_the_file_shows(said: list[tuple[str, ...]], number: int) -> None:
    assert said[number] == SNIPPETS[number].mypy


def test_mypy_has_nothing_to_say_about_the_mended_code(said: list[tuple[str, ...]]) -> None:
    assert said[-2] == ()


def test_mypy_finds_every_place_that_does_not_know_a_new_payment(said: list[tuple[str, ...]]) -> None:
    (message,) = said[-1]

    assert message.endswith('Argument 1 to "assert_never" has incompatible type "Cash"; expected "Never"  [arg-type]')


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[snippet.title for snippet in SNIPPETS])
def test_running_does_what_the_file_shows(snippet: Snippet) -> None:
    assert outcome(snippet.code) == snippet.run


def test_outcome_is_the_output_or_the_error() -> None:
    assert outcome("print(1)\nprint(2)") == "1\n2"
    assert outcome("print(1)\nint('x')") == "ValueError: invalid literal for int() with base 10: 'x'"


def test_describe_knows_every_payment() -> None:
    assert describe(Card("4111111111111111")) == "card *1111"
    assert describe(Transfer("DE02")) == "transfer DE02"
    assert describe(Voucher("MAY", 500)) == "voucher MAY"


def test_describe_refuses_what_the_type_forbids() -> None:
    with pytest.raises(AssertionError, match="Expected code to be unreachable, but got: 'cash'"):
        describe("cash")  # type: ignore[arg-type]  # as data from outside would


@pytest.mark.parametrize(("asked", "given_"), [(None, 10), (0, 0), (5, 5)])
def test_discount_tells_zero_from_nothing(asked: int | None, given_: int) -> None:
    assert discount(asked) == given_


@given(st.lists(st.text() | st.integers()) | st.text() | st.none())
def test_is_string_list_looks_at_every_item(value: object) -> None:
    assert is_string_list(value) == (type(value) is list and {type(item) for item in value} <= {str})


def test_tags_are_lower_case() -> None:
    assert tags({"tags": ["New", "SALE"]}) == ["new", "sale"]
    assert tags({"tags": []}) == tags({}) == []


@pytest.mark.parametrize("wrong", ["new", ["a", 1], {"a": 1}, 0])
def test_tags_refuses_what_is_no_list_of_strings(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"^tags must be a list of strings, not "):
        tags({"tags": wrong})


def test_main_shows_messages_and_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "run:  AssertionError: Expected code to be unreachable, but got: 'refunded'" in out
    assert "mypy: nothing\n  run:  AttributeError: 'NoneType' object has no attribute 'upper'" in out
    assert "discount(0) -> 0, discount(None) -> 10" in out
    assert "ValueError: tags must be a list of strings, not 'new'" in out
