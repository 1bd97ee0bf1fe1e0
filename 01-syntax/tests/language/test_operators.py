import io
import math
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.operators import (
    DELETE,
    READ,
    WRITE,
    allows,
    allows_wrong,
    bucket_start,
    changed,
    divide_towards_zero,
    first_answer,
    grant,
    has_role_wrong,
    is_safe_method,
    is_safe_method_wrong,
    is_server_error,
    main,
    page_count,
    page_count_wrong,
    page_size,
    page_size_wrong,
    read_chunks,
    reads_as,
    revoke,
    slow_requests,
    syntax_error,
)

not_zero = st.integers().filter(bool)
masks = st.integers(min_value=0, max_value=7)


@given(st.integers(min_value=0), st.integers(min_value=1))
def test_pages_are_the_exact_quotient_rounded_up(rows: int, per_page: int) -> None:
    assert page_count(rows, per_page) == math.ceil(Fraction(rows, per_page))


def test_pages_of_no_rows_cannot_be_counted() -> None:
    with pytest.raises(ZeroDivisionError):
        page_count(1, 0)


def test_a_float_on_the_way_is_right_for_small_numbers_and_loses_a_row_for_large_ones() -> None:
    assert page_count_wrong(11, 10) == page_count(11, 10) == 2
    assert page_count_wrong(2**53 + 1, 1) == 2**53


@given(st.integers(), st.integers(min_value=1))
def test_a_bucket_starts_at_a_multiple_and_holds_its_time(timestamp: int, width: int) -> None:
    start = bucket_start(timestamp, width)

    assert start % width == 0
    assert start <= timestamp < start + width


@given(st.integers(), not_zero)
def test_division_towards_zero_agrees_with_exact_truncation(dividend: int, divisor: int) -> None:
    quotient, rest = divide_towards_zero(dividend, divisor)

    assert quotient == math.trunc(Fraction(dividend, divisor))
    assert quotient * divisor + rest == dividend


@pytest.mark.parametrize(("status", "expected"), [(499, False), (500, True), (599, True), (600, False)])
def test_a_chain_reads_its_middle_once(status: int, expected: bool) -> None:
    statuses = iter([status])

    assert is_server_error(lambda: next(statuses)) is expected
    assert list(statuses) == []


def test_a_membership_compared_with_true_is_a_chain_that_is_always_false() -> None:
    assert has_role_wrong("admin", ["admin", "editor"]) is False
    assert has_role_wrong("admin", []) is False


def test_or_gives_the_default_for_zero_too() -> None:
    assert [page_size_wrong(requested) for requested in (None, 20, 0)] == [50, 20, 50]


@given(st.integers())
def test_only_none_gets_the_default_page_size(requested: int) -> None:
    assert page_size(requested) == requested
    assert page_size(None) == 50


@given(st.lists(st.sampled_from(["", "cached", "stored"])))
def test_no_source_is_asked_after_the_first_answer(answers: list[str]) -> None:
    asked: list[str] = []

    def source(answer: str) -> str:
        asked.append(answer)
        return answer

    found = first_answer([partial(source, answer) for answer in answers])

    assert found == next(filter(None, answers), "")
    assert asked == (answers[: answers.index(found) + 1] if found else answers)


@pytest.mark.parametrize(("method", "safe"), [("GET", True), ("HEAD", True), ("POST", False), ("", False)])
def test_a_method_is_safe_or_not_and_the_or_says_always(method: str, safe: bool) -> None:
    assert is_safe_method(method) is safe
    assert is_safe_method_wrong(method) is True


@pytest.mark.parametrize(
    ("expression", "with_parentheses", "same"),
    [
        ("not a == b", "not (a == b)", True),
        ("not a == b", "(not a) == b", False),
        ("-2 ** 2", "-(2 ** 2)", True),
        ("a ** b ** c", "a ** (b ** c)", True),
        ("age > 18 & active", "age > (18 & active)", True),
        ("age > 18 & active", "(age > 18) & active", False),
        ("a if b else c or d", "a if b else (c or d)", True),
        ("a < b < c", "(a < b) < c", False),
    ],
)
def test_parentheses_show_how_python_reads(expression: str, with_parentheses: str, same: bool) -> None:
    assert reads_as(expression, with_parentheses) is same


def test_a_statement_is_not_read_as_an_expression() -> None:
    with pytest.raises(SyntaxError):
        reads_as("total = 3", "(total) = 3")


def test_an_assignment_is_a_statement_and_a_walrus_an_expression() -> None:
    assert syntax_error("total = 3") == ""
    assert syntax_error("total = 3", expression=True) != ""
    assert syntax_error("(total := 3)", expression=True) == ""
    assert syntax_error("if x = 5: pass") == "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"


@given(masks, masks, masks)
def test_masks_behave_as_sets_of_permissions(mask: int, permission: int, wanted: int) -> None:
    def bits(value: int) -> set[int]:
        return {bit for bit in (READ, WRITE, DELETE) if value & bit}

    assert bits(grant(mask, permission)) == bits(mask) | bits(permission)
    assert bits(revoke(mask, permission)) == bits(mask) - bits(permission)
    assert allows(mask, wanted) is (bits(wanted) <= bits(mask))
    assert allows_wrong(mask, wanted) is bool(bits(wanted) & bits(mask))
    assert bits(changed(mask, wanted)) == bits(mask) ^ bits(wanted)


@given(st.binary(), st.integers(min_value=1, max_value=9))
def test_chunks_are_full_but_the_last_and_lose_nothing(data: bytes, size: int) -> None:
    chunks = read_chunks(io.BytesIO(data), size)

    assert b"".join(chunks) == data
    assert all(len(chunk) == size for chunk in chunks[:-1])
    assert all(chunks)


def test_slow_requests_are_those_over_the_limit() -> None:
    lines = ["GET /a 512ms", "GET /b 100ms", "worker started", "GET /c 101ms", "GET /500ms5 1ms", "GET /d 1ms of 700ms"]

    assert slow_requests(lines, 100) == [512, 101]


def test_main_shows_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "-7 // 2, -7 % 2: (-4, 1) in C: (-3, -1)" in out
    assert " is not " not in out
    assert "age > 18 & active == 1   is  age > (18 & active) == 1" in out
    assert "Maybe you meant '==' or ':='" in out
