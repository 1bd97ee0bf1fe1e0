"""Each attack is run against the careless function, where it must work, and the careful one, where it must not."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raw_sql_examples import injection

SECRETS = {"analytical", "compiler"}
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@pytest.fixture
def users(postgresql: psycopg.Connection) -> psycopg.Connection:
    injection.create(postgresql)
    return postgresql


def values(rows: list[tuple[object, ...]]) -> set[object]:
    return {value for row in rows for value in row}


def test_string(users: psycopg.Connection) -> None:
    attack = "' UNION SELECT name, secret FROM users --"
    assert values(injection.careless_airport(users, attack)) >= SECRETS
    assert injection.careful_airport(users, attack) == []
    honest = [("JFK", "John F Kennedy Intl")]
    assert injection.careless_airport(users, "JFK") == injection.careful_airport(users, "JFK") == honest


def test_string_may_even_end_the_statement(users: psycopg.Connection) -> None:
    injection.careless_airport(users, "'; DELETE FROM users; SELECT '1', '2")
    assert users.execute("SELECT count(*) FROM users").fetchone() == (0,)


def test_identifier(users: psycopg.Connection) -> None:
    attack = "users WHERE name = 'ada' AND secret LIKE 'a%'"
    assert injection.careless_count(users, attack) == 1
    assert injection.careless_count(users, attack.replace("'a%'", "'b%'")) == 0
    with pytest.raises(ValueError, match=r"^unknown table 'users': expected one of airlines, airports$"):
        injection.careful_count(users, "users", ["airlines", "airports"])
    with pytest.raises(ValueError, match="unknown table"):
        injection.careful_count(users, attack, ["airlines"])
    assert injection.careless_count(users, "airlines") == injection.careful_count(users, "airlines", ["airlines"]) == 16


def test_a_table_on_the_list_may_have_any_name(users: psycopg.Connection) -> None:
    name = 'odd "name"; DROP TABLE users'
    users.execute(psycopg.sql.SQL("CREATE TEMPORARY TABLE {} (n integer)").format(psycopg.sql.Identifier(name)))
    assert injection.careful_count(users, name, [name]) == 0


def first_by_guess(users: psycopg.Connection, beginning: str) -> str:
    secret = "(SELECT secret FROM users WHERE name = 'ada')"
    guess = f"(CASE WHEN {secret} LIKE '{beginning}%' THEN name ELSE faa END) DESC"
    return str(injection.careless_sorted(users, guess)[0][0])


def test_order_by_tells_a_secret_letter_by_letter(users: psycopg.Connection) -> None:
    found = ""
    for _ in range(4):
        found += next(letter for letter in "abcdefghijklmnop" if first_by_guess(users, found + letter) == "ANC")
    assert found == "anal"


def test_order_by_from_a_list(users: psycopg.Connection) -> None:
    with pytest.raises(ValueError, match=r"^unknown order 'name; --': expected one of name, -name, altitude$"):
        injection.careful_sorted(users, "name; --")
    names: dict[str, str] = dict(users.execute("SELECT faa, name FROM airports").fetchall())
    for order, backwards in (("name", False), ("-name", True)):
        expected = sorted(["ANC", "BOS", "DEN"], key=names.__getitem__, reverse=backwards)
        assert [faa for (faa,) in injection.careful_sorted(users, order)] == expected
    assert injection.careful_sorted(users, "altitude") == injection.careless_sorted(users, "alt")


def test_like(users: psycopg.Connection) -> None:
    for attack in ("%", "_", "_d"):
        assert injection.careless_search(users, attack)
        assert injection.careful_search(users, attack) == []
    assert injection.careful_search(users, "a") == injection.careless_search(users, "a") == [("ada",)]
    assert injection.careful_search(users, "") == [("ada",), ("grace",)]


@given(TEXT)
def test_a_literal_pattern_matches_its_text_alone(text: str) -> None:
    with_more = injection.literal_pattern(text)
    plain = with_more.replace("\\\\", "").replace("\\%", "").replace("\\_", "")
    assert not {"%", "_", "\\"} & set(plain)


@given(name=TEXT.filter(bool))
def test_whatever_a_name_is_it_is_found_by_its_beginning(name: str, users: psycopg.Connection) -> None:
    users.execute("DELETE FROM users")
    injection.register(users, name, "BOS")
    assert injection.careful_search(users, name[:3]) == [(name,)]
    assert injection.careful_homes(users, [name]) == [("BOS",)]
    assert injection.careful_report(users, name) == [(name, "BOS")]


def test_in(users: psycopg.Connection) -> None:
    attack = ["x') OR ('' = '"]
    assert injection.careless_homes(users, attack) == [("JFK",), ("LGA",)]
    assert injection.careful_homes(users, attack) == []
    assert injection.careful_homes(users, []) == []
    everybody = ["grace", "ada", "nobody"]
    assert injection.careful_homes(users, everybody) == injection.careless_homes(users, everybody)


def test_second_order(users: psycopg.Connection) -> None:
    thief = "x') UNION SELECT secret, name FROM users --"
    injection.register(users, thief, "BOS")
    assert values(injection.careless_report(users, thief)) >= SECRETS
    assert injection.careful_report(users, thief) == [(thief, "BOS")]
    assert injection.careful_report(users, "ada") == injection.careless_report(users, "ada") == [("ada", "JFK")]


def test_json_path(users: psycopg.Connection) -> None:
    assert injection.careless_setting(users, "ada", "*") == [(["dark", "t-ada"],)]
    assert injection.careful_setting(users, "ada", "*") == [(None,)]
    assert injection.careless_setting(users, "ada", "theme") == [(["dark"],)]
    assert injection.careful_setting(users, "ada", "theme") == [("dark",)]


def test_main_runs_both(loaded_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    injection.main()
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 7
    assert "analytical" in told[0]
    assert told[0].endswith("[]")
