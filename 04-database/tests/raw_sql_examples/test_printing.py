from datetime import date
from decimal import Decimal

import pytest

from raw_sql_examples.printing import main, show


def test_numbers_are_flush_right_and_text_is_flush_left(capsys: pytest.CaptureFixture[str]) -> None:
    show("How many?", ["carrier", "flights", "share"], [("UA", 58665, 0.17419), ("B6", 54, Decimal("12.5"))])
    expected = ["How many?", "carrier  flights   share", "UA         58665   0.174", "B6            54  12.500", ""]
    assert capsys.readouterr().out.splitlines() == expected


def test_null_is_a_word_and_dates_are_iso(capsys: pytest.CaptureFixture[str]) -> None:
    show("When?", ["first", "last", "number"], [(date(2013, 12, 31), "2013-01-01", None), (None, None, 7)])
    expected = [
        "When?",
        "first       last        number",
        "2013-12-31  2013-01-01    NULL",
        "NULL        NULL             7",
    ]
    assert capsys.readouterr().out.splitlines() == [*expected, ""]


def test_a_column_with_text_among_numbers_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    show("What?", ["value", "more"], [(7, 1), ("x", 2)])
    assert capsys.readouterr().out.splitlines() == ["What?", "value  more", "7         1", "x         2", ""]


def test_rows_beyond_the_limit_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    show("Which?", ["n"], [(1,), (2,), ("long",)], limit=2)
    show("And by default?", ["n"], [(n,) for n in range(6)])
    found = capsys.readouterr().out.split("\n\n")
    assert found == ["Which?\nn\n1\n2\n... 3 rows", "And by default?\nn\n0\n1\n2\n3\n4\n... 6 rows", ""]


def test_no_rows(capsys: pytest.CaptureFixture[str]) -> None:
    show("Which?", ["carrier", "flights"], [])
    assert capsys.readouterr().out == "Which?\ncarrier  flights\n\n"


def test_a_long_question_is_filled(capsys: pytest.CaptureFixture[str]) -> None:
    show(" ".join(["word"] * 30), ["n"], [(1,)])
    assert capsys.readouterr().out.splitlines() == [" ".join(["word"] * 20), " ".join(["word"] * 10), "n", "1", ""]


def test_a_row_that_does_not_fit_the_columns_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^expected 2 columns, found 3: \('UA', 1, 2\)$"):
        show("Which?", ["carrier", "flights"], [("UA", 1, 2)])


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert "... 3 rows" in capsys.readouterr().out
