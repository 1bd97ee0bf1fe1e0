"""Tests of text.py."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import text

ADA = text.Customer("Ada", token="s3cret")
words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1)


@given(time=words, level=words, message=st.lists(words, min_size=1).map("  ".join))
def test_a_log_line_keeps_the_spaces_of_its_message(time: str, level: str, message: str) -> None:
    assert text.parse_log_line(f"{time} {level} {message}\n") == text.LogLine(time, level, message)


@pytest.mark.parametrize("line", ["", "\n", "09:15:02", "09:15:02 ERROR", "09:15:02 ERROR  \n"])
def test_a_line_with_a_part_missing_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a log line"):
        text.parse_log_line(line)


@pytest.mark.parametrize(
    ("raw", "address"),
    [("a@B.C", "a@b.c"), ("\tA@B.C\n", "A@b.c"), ('"x@Y"@Example.com', '"x@Y"@example.com')],
)
def test_only_the_domain_of_an_address_gets_lower_case(raw: str, address: str) -> None:
    assert text.normalise_email(raw) == address


@pytest.mark.parametrize("raw", ["", "ada", "@example.com", "ada@", " @ "])
def test_half_an_address_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        text.normalise_email(raw)


@given(name=st.text(st.characters(codec="ascii", categories=["L"]), min_size=1))
def test_removeprefix_takes_the_prefix_and_nothing_else(name: str) -> None:
    assert text.resource(f"/api/{name}") == name
    assert text.resource(name) == name


def test_lstrip_eats_the_beginning_of_some_names() -> None:
    assert text.resource_broken("/api/users/7") == "users/7"
    assert text.resource_broken("/api/invoices/7") == "nvoices/7"
    assert text.resource_broken("/api/api/7") == "7"


def test_a_string_takes_no_assignment() -> None:
    assert text.assignment_error("4242") == "'str' object does not support item assignment"


@given(number=st.text("0123456789"))
def test_a_masked_card_shows_its_last_four_digits_or_nothing(number: str) -> None:
    masked = text.mask_card(number)
    assert len(masked) == len(number)
    assert masked.lstrip("*") == (number[-4:] if len(number) > 4 else "")


def test_an_access_line_has_columns_of_fixed_width() -> None:
    short = text.access_line("GET", "/", 200, 0.0004, 5)
    long = text.access_line("DELETE", "/orders/7/items/12345", 204, 12.34567, 12_345_678)
    assert short == "GET    /                200      0.4 ms           5 B"
    assert long == "DELETE /orders/7/items/ 204  12345.7 ms  12,345,678 B"
    assert len(short) == len(long)


def test_a_price_table_lines_up_and_has_no_line_for_nothing() -> None:
    table = text.price_table([("Tea", Decimal("4.5")), ("Pot", Decimal("-1299"))], width=5)
    assert table == "Tea        4.50\nPot   -1,299.00"
    assert text.price_table([]) == ""


@pytest.mark.parametrize(
    ("value", "spec", "result"),
    [
        (Decimal("3.505"), ".2f", "3.50"),
        (255, "#06x", "0x00ff"),
        (0.256, ".1%", "25.6%"),
        ("3.50", ".2f", "ValueError: Unknown format code 'f' for object of type 'str'"),
        (None, ">10", "TypeError: unsupported format string passed to NoneType.__format__"),
    ],
)
def test_what_a_spec_does_depends_on_the_type(value: object, spec: str, result: str) -> None:
    assert text.formatted(value, spec) == result


@given(user=st.text())
def test_a_name_cannot_begin_a_line_of_its_own_in_the_log(user: str) -> None:
    assert len(text.login_message(user).splitlines()) == 1


def test_a_raw_name_forges_a_line_of_the_log() -> None:
    lines = text.login_message_broken("eve\nlogin ok: user=admin").splitlines()
    assert lines == ["login failed: user=eve", "login ok: user=admin"]


def test_format_reads_any_attribute_that_a_template_names() -> None:
    assert text.greeting_broken("{customer.token}", ADA) == "s3cret"
    assert "s3cret" not in repr(ADA)


def test_a_template_reaches_the_name_only() -> None:
    assert text.greeting("Dear $name, that is 5 $$", ADA) == "Dear Ada, that is 5 $"
    assert text.greeting("$name.token {customer.token}", ADA) == "Ada.token {customer.token}"
    with pytest.raises(KeyError, match="token"):
        text.greeting("$token", ADA)
    with pytest.raises(ValueError, match="Invalid placeholder"):
        text.greeting("5 $", ADA)


def test_the_story_shows_the_mistakes_and_the_remedies(capsys: pytest.CaptureFixture[str]) -> None:
    text.main()
    out = capsys.readouterr().out
    assert "TypeError: 'str' object does not support item assignment" in out
    assert "'nvoices/7': it takes characters, not a prefix" in out
    assert "\nlogin ok: user=admin\n" in out
    assert r"user='eve\nlogin ok: user=admin'" in out
    assert "Dear s3cret" in out
