import pytest
from django.db import DatabaseError

from django_orm_examples import injection

UNION = "' UNION SELECT carrier, name FROM airlines --"


def test_raw_made_by_an_f_string_is_open(alias: str) -> None:
    assert ("UA", "United Air Lines Inc.") in injection.careless_airport(UNION, alias)


def test_query_sets_and_marked_values_are_not(alias: str) -> None:
    for attack in (UNION, "' OR ''='", "%", "JFK'--", "'"):
        assert injection.careful_airport(attack, alias) == []
        assert injection.careful_airport_raw(attack, alias) == []


def test_all_three_answer_the_honest_question(alias: str) -> None:
    expected = [("JFK", "John F Kennedy Intl")]
    assert injection.careless_airport("JFK", alias) == expected
    assert injection.careful_airport("JFK", alias) == expected
    assert injection.careful_airport_raw("JFK", alias) == expected


def test_raw_sql_is_any_expression(alias: str) -> None:
    assert injection.careless_distance("(SELECT count(*) FROM airlines)", alias) == [
        *(("ANC", 16), ("BOS", 16), ("DEN", 16)),
    ]
    with pytest.raises(ValueError, match=r"^unknown column '\(SELECT 1\)': expected one of lat, lon, alt$"):
        injection.careful_distance("(SELECT 1)", alias)
    honest = injection.careful_distance("alt", alias)
    assert honest == injection.careless_distance("alt", alias)
    assert honest == [("ANC", 152), ("BOS", 19), ("DEN", 5431)]


def test_look_ups_of_a_visitor_walk_through_relations(alias: str) -> None:
    spying = {"flights__plane__tailnum": "N14228", "flights__number__gt": "4000"}
    assert injection.careless_airlines({"flights__plane__tailnum": "N14228"}, alias) == ["UA"]
    for attack in (spying, {"name__regex": "(a+)+$"}, {"pk": "UA"}):
        with pytest.raises(ValueError, match=r"^unknown look-up '\w+': expected some of carrier, name$"):
            injection.careful_airlines(attack, alias)


def test_look_ups_of_a_list(alias: str) -> None:
    assert injection.careful_airlines({"name": "A"}, alias) == ["AA", "AS", "FL"]
    assert injection.careful_airlines({"name": "A", "carrier": "FL"}, alias) == ["FL"]
    assert injection.careful_airlines({"name": "%"}, alias) == []
    assert len(injection.careful_airlines({}, alias)) == 16


def test_a_broken_attack_is_an_error_of_the_careless_one_alone(alias: str) -> None:
    with pytest.raises(DatabaseError):
        injection.careless_airport("'", alias)


@pytest.mark.usefixtures("story_address")
def test_main_runs_both(capsys: pytest.CaptureFixture[str]) -> None:
    injection.main()
    told = capsys.readouterr().out
    assert "('9E', 'Endeavor Air Inc.')" in told
    assert "['UA'] flew N14228 to Houston" in told
    assert "unknown look-up 'flights__plane__tailnum'" in told
