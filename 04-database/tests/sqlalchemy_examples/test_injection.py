import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from sqlalchemy_examples import injection

UNION = "' UNION SELECT carrier, name FROM airlines --"


def test_text_made_by_an_f_string_is_open(session: Session) -> None:
    assert ("UA", "United Air Lines Inc.") in injection.careless_airport(session, UNION)


def test_expressions_and_marked_values_are_not(session: Session) -> None:
    for attack in (UNION, "' OR ''='", "%", "JFK'--"):
        assert injection.careful_airport(session, attack) == []
        assert injection.careful_airport_as_text(session, attack) == []


def test_all_three_answer_the_honest_question(session: Session) -> None:
    expected = [("JFK", "John F Kennedy Intl")]
    assert injection.careless_airport(session, "JFK") == expected
    assert injection.careful_airport(session, "JFK") == expected
    assert injection.careful_airport_as_text(session, "JFK") == expected


def test_an_order_pasted_in_asks_other_tables(session: Session) -> None:
    yes = "CASE WHEN (SELECT count(*) FROM airlines) = 16 THEN alt END DESC"
    no = "CASE WHEN (SELECT count(*) FROM airlines) = 17 THEN alt END DESC, airports.faa"
    assert injection.careless_sorted(session, yes)[0] == "DEN"
    assert injection.careless_sorted(session, no) == ["ANC", "BOS", "DEN"]


def test_orders_come_from_a_list(session: Session) -> None:
    for attack in ("alt; --", "faa", "(SELECT 1)"):
        with pytest.raises(ValueError, match=r"^unknown order .*: expected one of name, -name, altitude$"):
            injection.careful_sorted(session, attack)
    assert injection.careful_sorted(session, "altitude") == ["BOS", "ANC", "DEN"]
    assert injection.careful_sorted(session, "-name") == injection.careful_sorted(session, "name")[::-1]


def test_wildcards_are_escaped_when_asked_to(session: Session) -> None:
    for attack in ("%", "_", "U%t"):
        assert injection.careless_airlines(session, attack)
        assert injection.careful_airlines(session, attack) == []
    expected = ["American Airlines Inc.", "Hawaiian Airlines Inc."]
    assert [name for name in injection.careful_airlines(session, "an Airlines") if "i" in name] == expected


def test_a_broken_attack_is_an_error_of_the_careless_one_alone(session: Session) -> None:
    assert injection.careful_airport(session, "'") == []
    with pytest.raises(DBAPIError):
        injection.careless_airport(session, "'")


@pytest.mark.usefixtures("loaded_story")
def test_main_runs_both(capsys: pytest.CaptureFixture[str]) -> None:
    injection.main()
    told = capsys.readouterr().out
    assert "('9E', 'Endeavor Air Inc.')" in told
    assert "expression       []" in told
    assert "16 airlines; []" in told
