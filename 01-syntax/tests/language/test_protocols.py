"""Protocols: mypy's messages, and services that take whatever fits."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import protocols
from language.protocols import (
    SNIPPETS,
    FixedClock,
    Session,
    Snippet,
    SystemClock,
    close_all,
    is_open,
    main,
    open_session,
    outcome,
    setting,
)
from language.type_hints import mypy_says

NINE = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)

REVEAL = """
reveal_type(setting({}, "PORT"))
reveal_type(setting({}, "PORT", "8000"))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """What mypy says about every snippet, about the file itself, and about the types of overloads."""
    source = Path(protocols.__file__).read_text(encoding="utf-8")
    codes = [*(snippet.code for snippet in SNIPPETS), source, source + REVEAL]
    return mypy_says(codes, tmp_path_factory.mktemp("mypy"))


@pytest.mark.parametrize("number", range(len(SNIPPETS)), ids=[snippet.title for snippet in SNIPPETS])
def test_mypy_says_what_the_file_shows(said: list[tuple[str, ...]], number: int) -> None:
    assert said[number] == SNIPPETS[number].mypy


def test_mypy_has_nothing_to_say_about_the_mended_code(said: list[tuple[str, ...]]) -> None:
    assert said[-2] == ()


def test_a_default_in_the_call_takes_none_out_of_the_answer(said: list[tuple[str, ...]]) -> None:
    assert [message.partition(": ")[2] for message in said[-1]] == [
        'note: Revealed type is "str | None"',
        'note: Revealed type is "str"',
    ]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[snippet.title for snippet in SNIPPETS])
def test_running_does_what_the_file_shows(snippet: Snippet) -> None:
    assert outcome(snippet.code) == snippet.run


def test_outcome_is_the_output_or_the_error() -> None:
    assert outcome("print(1)\nprint(2)") == "1\n2"
    assert outcome("print(1)\nint('x')") == "ValueError: invalid literal for int() with base 10: 'x'"


def test_system_clock_runs_in_utc() -> None:
    before = datetime.now(UTC)

    now = SystemClock().now()

    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_session_expires_after_its_minutes() -> None:
    assert open_session("ada", FixedClock(NINE)) == Session("ada", NINE + timedelta(minutes=30))
    assert open_session("ada", FixedClock(NINE), minutes=5).expires == NINE + timedelta(minutes=5)


@given(st.timedeltas(timedelta(0), timedelta(hours=2)))
def test_a_session_is_open_until_it_expires(passed: timedelta) -> None:
    session = open_session("ada", FixedClock(NINE), minutes=60)

    assert is_open(session, FixedClock(NINE + passed)) == (passed < timedelta(minutes=60))


def test_a_session_is_closed_at_the_time_of_its_expiry() -> None:
    assert not is_open(Session("ada", NINE), FixedClock(NINE))


def test_setting_is_the_value_the_default_or_none() -> None:
    assert setting({"HOST": "localhost"}, "HOST", "0.0.0.0") == "localhost"
    assert setting({}, "PORT", "8000") == "8000"
    assert setting({}, "PORT") is None


def test_close_all_closes_from_the_last_and_leaves_the_rest_alone() -> None:
    closed: list[str] = []

    class Resource:
        def __init__(self, name: str) -> None:
            self.name = name

        def close(self) -> None:
            closed.append(self.name)

    stream = io.StringIO()

    count = close_all([Resource("pool"), "text", stream, Resource("cursor")])

    assert count == 3
    assert closed == ["cursor", "pool"]
    assert stream.closed


def test_main_shows_messages_and_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert '"Memory" is missing following "Store" protocol member:' in out
    assert "run:  TypeError: Shop.close() missing 1 required positional argument: 'at'" in out
    assert "at 09:00 open: True\n  at 09:30 open: False" in out
    assert "on the system clock open: True" in out
    assert "closed: 2 of 3" in out
