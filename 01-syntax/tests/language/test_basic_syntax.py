import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.basic_syntax import (
    PROGRAMS,
    conversion_error,
    describe,
    is_quantity,
    is_quantity_wrong,
    last_line,
    main,
    parse_flag,
    parse_flag_wrong,
    parse_port,
    parse_port_wrong,
    run,
)


@pytest.mark.parametrize(
    ("name", "status", "stdout", "error"),
    [
        ("ends", 0, "order saved\n", ""),
        ("raises", 1, "", "LookupError: no order 7"),
        ("exits with a number", 3, "", ""),
        ("exits with a text", 1, "", "no order 7"),
        ("catches Exception", 3, "", ""),
        ("catches everything", 0, "", ""),
        ("dies with a full buffer", 0, "", ""),
        ("flushes, then dies", 0, "order saved\n", ""),
    ],
)
def test_a_program_leaves_a_status_and_two_streams(name: str, status: int, stdout: str, error: str) -> None:
    finished = run(PROGRAMS[name])

    assert (finished.status, finished.stdout, last_line(finished.stderr)) == (status, stdout, error)


def test_a_typo_in_the_last_line_stops_a_program_before_its_first() -> None:
    finished = run(PROGRAMS["has a typo at its end"])

    assert (finished.status, finished.stdout) == (1, "")
    assert last_line(finished.stderr).startswith("SyntaxError: ")


def test_run_uses_this_interpreter() -> None:
    assert run("import sys; print(sys.version)").stdout == sys.version + "\n"


@given(st.lists(st.text(alphabet="ab :")))
def test_last_line_agrees_with_joining_lines(lines: list[str]) -> None:
    assert last_line("".join(line + "\n" for line in lines)) == ([*lines, ""][len(lines) - 1] if lines else "")


@pytest.mark.parametrize(
    ("value", "shown"), [(3, "int 3"), (3.0, "float 3.0"), ("3", "str '3'"), (True, "bool True"), (b"3", "bytes b'3'")]
)
def test_describe_tells_apart_what_looks_alike(value: object, shown: str) -> None:
    assert describe(value) == shown


@pytest.mark.parametrize("document", ["true", "3.0", '"3"', "0", "-1", "null", "[1]"])
def test_a_quantity_is_none_of_these(document: str) -> None:
    assert not is_quantity(json.loads(document))


@given(st.integers(min_value=1))
def test_every_whole_number_above_zero_is_a_quantity(number: int) -> None:
    assert is_quantity(number)
    assert is_quantity_wrong(number)


def test_isinstance_int_takes_true_for_a_quantity() -> None:
    assert is_quantity_wrong(json.loads("true"))


def test_conversion_error_is_the_message_of_the_value_error() -> None:
    assert conversion_error(int, "3.5") == "invalid literal for int() with base 10: '3.5'"
    assert conversion_error(float, "abc") == "could not convert string to float: 'abc'"


def test_conversion_error_is_empty_when_the_conversion_succeeds() -> None:
    assert conversion_error(float, "3.5") == ""


@given(st.integers(min_value=1, max_value=65535))
def test_every_port_is_read_back(port: int) -> None:
    assert parse_port(str(port)) == port


@pytest.mark.parametrize("text", ["", "0", "65536", "-80", "+80", " 80", "8_0", "80.0", "٨٠", "²", "9" * 5000])
def test_what_is_no_port_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a port is a number from 1 to 65535, not ") as caught:
        parse_port(text)

    assert str(caught.value).endswith(repr(text))


@pytest.mark.parametrize(("text", "number"), [(" -8_0 ", -80), ("٨٠", 80), ("99999999", 99999999)])
def test_int_alone_takes_what_is_no_port(text: str, number: int) -> None:
    assert parse_port_wrong(text) == number


@pytest.mark.parametrize(
    ("text", "on"),
    [(word, True) for word in ("1", "true", "TRUE", "Yes", "on")]
    + [(word, False) for word in ("", "0", "false", "False", "NO", "off")],
)
def test_a_flag_is_read_by_its_word(text: str, on: bool) -> None:
    assert parse_flag(text) is on


def test_a_mistyped_flag_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a flag is true or false, not 'flase'$"):
        parse_flag("flase")


@given(st.text(min_size=1))
def test_bool_takes_every_text_but_the_empty_one_for_true(text: str) -> None:
    assert parse_flag_wrong(text)
    assert not parse_flag_wrong("")


def test_main_shows_statuses_types_and_both_readings_of_a_flag(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    lines = [line.split() for line in out.splitlines()]
    assert ["catches", "everything", "0"] in lines
    assert ["catches", "Exception", "3"] in lines
    assert ["DEBUG=False", "True", "/", "False"] in lines
    assert "TypeError: unsupported operand type(s) for +: 'int' and 'str'" in out
