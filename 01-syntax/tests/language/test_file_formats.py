"""Tests of file_formats.py."""

import csv
import io
import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import file_formats as ff

HEAD = b"id,customer,total,day\r\n"
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
orders = st.builds(ff.Order, st.integers(), text, st.decimals(allow_nan=False, allow_infinity=False), st.dates())
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_comma_within_quotes_breaks_a_split() -> None:
    assert ff.rows_broken('7,"Lovelace, Ada"\n8,Bob\n') == [["7", '"Lovelace', ' Ada"'], ["8", "Bob"]]


@given(batch=st.lists(orders, max_size=5))
def test_orders_come_back_from_csv_as_they_were(batch: list[ff.Order]) -> None:
    assert ff.read_orders(ff.write_orders(batch).encode()) == batch


def test_columns_may_stand_in_any_order_and_a_byte_order_mark_before_them() -> None:
    data = "\ufeffday,total,customer,id\n2026-11-21,1,Ada,7\n".encode()
    assert ff.read_orders(data) == [ff.Order(7, "Ada", Decimal(1), date(2026, 11, 21))]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (b"x,Ada,1,2026-11-21", "line 2: invalid literal for int"),
        (b"7,Ada,1,2026-11-21\r\n7,Ada,free,2026-11-21", "line 3: not a total: 'free'"),
        (b"7,Ada,NaN,2026-11-21", "line 2: not a total: 'NaN'"),
        (b"7,Ada,1,21.11.2026", "line 2: Invalid isoformat string"),
        (b"7,Ada", "line 2: expected id, customer, total and day"),
        (b"7,Ada,1,2026-11-21,x", "line 2: expected id, customer, total and day"),
        (b'7,"A\nB",x,2026-11-21', "line 3: not a total: 'x'"),
        (b'7,"Ada,1,2026-11-21', "line 2: unexpected end of data"),
    ],
)
def test_a_row_that_does_not_fit_is_named(rows: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ff.read_orders(HEAD + rows)


def test_a_column_of_another_name_is_told() -> None:
    with pytest.raises(ValueError, match="line 2: 'day'"):
        ff.read_orders(b"id,customer,total,date\n7,Ada,1,2026-11-21\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_becomes_text(start: str) -> None:
    assert ff.spreadsheet_cell(f"{start}1+1") == f"'{start}1+1"
    assert ff.spreadsheet_cell(f"a{start}") == f"a{start}"


@given(value=values)
def test_what_json_has_comes_back(value: object) -> None:
    assert ff.through_json(value) == ff.load_json(ff.to_json(value)) == value


def test_what_json_does_not_have_comes_back_as_something_else() -> None:
    assert ff.through_json({7: (1, 2), None: True, True: 0}) == {"7": [1, 2], "null": True, "true": 0}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Decimal("9.90"), "Object of type Decimal is not JSON serializable"),
        ([date(2026, 11, 21)], "Object of type date is not JSON serializable"),
        ({1}, "Object of type set is not JSON serializable"),
        ({(1, 2): 3}, "keys must be str, int, float, bool or None, not tuple"),
        ("text", ""),
    ],
)
def test_what_json_refuses(value: object, message: str) -> None:
    assert ff.dump_error(value) == message


def test_nan_is_written_unless_it_is_forbidden() -> None:
    assert json.dumps(math.nan) == "NaN"
    assert ff.dump_error(math.nan).startswith("Out of range float values are not JSON compliant")


def test_types_of_ours_get_a_form_in_json() -> None:
    value = {
        "total": Decimal("9.90"),
        "at": datetime(2026, 11, 21, tzinfo=UTC),
        "day": date(2026, 11, 21),
        "who": "Zoë",
    }
    assert json.loads(ff.to_json(value)) == {
        "total": "9.90",
        "at": "2026-11-21T00:00:00+00:00",
        "day": "2026-11-21",
        "who": "Zoë",
    }
    assert "Zoë" in ff.to_json(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("NaN"), Decimal("-Infinity")])
def test_no_document_with_nan_goes_out(value: object) -> None:
    with pytest.raises(ValueError, match="JSON"):
        ff.to_json([value])


def test_other_types_are_refused_by_name() -> None:
    with pytest.raises(TypeError, match="Object of type set is not JSON serializable"):
        ff.to_json({1})


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_number_comes_in_without_rounding(number: Decimal) -> None:
    assert ff.load_json(f"[{number:f}]") == [number]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("[NaN]", "not JSON: NaN"),
        ('{"a": -Infinity}', "not JSON: -Infinity"),
        ('{"a": {"id": 1, "x": 2, "id": 1}}', "key twice: 'id'"),
        ("{'a': 1}", "Expecting property name enclosed in double quotes"),
    ],
)
def test_what_is_not_quite_json_is_refused(document: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ff.load_json(document)


def test_a_document_that_is_nested_too_deeply_is_no_value_error() -> None:
    with pytest.raises(RecursionError):
        ff.load_json("[" * 200_000)


def test_settings_have_types() -> None:
    settings = ff.read_settings(b"[server]\nhosts = []\nport = 8_080 # comment\n")
    assert settings == ff.Settings(8080, [], None)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "server.port is not an int"),
        ("server = 80", "server is not a table"),
        ("[server]\nport = '80'", "server.port is not an int"),
        ("[server]\nport = true", "server.port is not an int"),
        ("[server]\nport = 80", "server.hosts is not a list of str"),
        ("[server]\nport = 80\nhosts = [1]", "server.hosts is not a list of str"),
        ("[server]\nport = 80\nhosts = []\nstarts = '2026-11-21'", "server.starts is not a date"),
        ("[server]\nport = 80\nhosts = []\nstarts = 2026-11-21T00:00:00Z", "server.starts is not a date"),
        ("[server]\nport = 80\nport = 81", "Cannot overwrite a value"),
        ("[server]\nport =", "Invalid value"),
    ],
)
def test_settings_that_do_not_fit_are_refused(document: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ff.read_settings(document.encode())


def test_a_toml_file_is_opened_in_binary_mode() -> None:
    assert ff.toml_from_text_file().startswith("File must be opened in binary mode")


def test_the_csv_of_ours_is_that_of_the_module() -> None:
    order = ff.Order(7, 'Ada "A"\nL., x', Decimal("9.90"), date(2026, 11, 21))
    rows = list(csv.reader(io.StringIO(ff.write_orders([order]), newline="")))
    assert rows == [["id", "customer", "total", "day"], ["7", order.customer, "9.90", "2026-11-21"]]


def test_the_story_shows_each_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    ff.main()
    out = capsys.readouterr().out
    assert """['7', '"Lovelace', ' Ada"', '9.90', '2026-11-21']""" in out
    assert "customer='Lovelace, Ada'" in out
    assert "ValueError:  line 2: not a total: 'free'" in out
    assert "TypeError:   Object of type Decimal is not JSON serializable" in out
    assert "ValueError:  key twice: 'id'" in out
    assert "ValueError:  server.port is not an int" in out
    assert "TypeError:   File must be opened in binary mode" in out
