"""Type hints: the messages that the file shows are mypy's, and what it says happens at run time does."""

import importlib.util
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import type_hints
from language.type_hints import (
    SNIPPETS,
    OrderId,
    Snippet,
    UserId,
    domain,
    hints,
    main,
    mypy_says,
    outcome,
    parse_order,
    refund,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(st.sampled_from(["id", "total", "x"]), inner, max_size=4),
)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """What mypy says about every snippet, and about the file itself."""
    source = Path(type_hints.__file__).read_text(encoding="utf-8")
    return mypy_says([*(snippet.code for snippet in SNIPPETS), source], tmp_path_factory.mktemp("mypy"))


@pytest.mark.parametrize("number", range(len(SNIPPETS)), ids=[snippet.title for snippet in SNIPPETS])
def test_mypy_says_what_the_file_shows(said: list[tuple[str, ...]], number: int) -> None:
    assert said[number] == SNIPPETS[number].mypy


def test_mypy_has_nothing_to_say_about_the_mended_code(said: list[tuple[str, ...]]) -> None:
    assert said[-1] == ()


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[snippet.title for snippet in SNIPPETS])
def test_running_does_what_the_file_shows(snippet: Snippet) -> None:
    assert outcome(snippet.code) == snippet.run


def test_outcome_is_the_output_or_the_error() -> None:
    assert outcome("print(1)\nprint(2)") == "1\n2"
    assert outcome("print(1)\nint('x')") == "ValueError: invalid literal for int() with base 10: 'x'"


def test_mypy_that_cannot_run_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess[str]([], 1, "", "No module named mypy")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: failed)

    with pytest.raises(RuntimeError, match="No module named mypy"):
        mypy_says(["x = 1"], tmp_path)


def test_domain_follows_the_at_sign_or_is_none() -> None:
    assert domain({"ada": "ada@example.org"}, "ada") == "example.org"
    assert domain({"ada": "ada@example.org"}, "bob") is None


def test_new_types_are_integers_at_run_time() -> None:
    assert type(UserId(1)) is int
    assert refund(UserId(1), OrderId(7)) == "user 1 gets order 7 back"


def test_parse_order_keeps_the_known_keys() -> None:
    assert parse_order('{"id": 1, "total": 5, "x": 0}') == {"id": 1, "total": 5}


@given(JSON)
def test_parse_order_returns_an_order_or_raises(data: object) -> None:
    order = {key: data[key] for key in ("id", "total") if type(data.get(key)) is int} if isinstance(data, dict) else {}

    if len(order) == 2:
        assert parse_order(json.dumps(data)) == order
    else:
        with pytest.raises(ValueError, match="not an order"):
            parse_order(json.dumps(data))


@pytest.mark.parametrize("body", ["[]", '{"id": true, "total": 5}', '{"id": 1, "total": 5.0}', '{"id": 1}'])
def test_parse_order_refuses_what_is_no_order(body: str) -> None:
    with pytest.raises(ValueError, match="not an order"):
        parse_order(body)


def test_hints_are_text_for_the_reader() -> None:
    assert hints(refund) == {"user": "UserId", "order": "OrderId", "return": "str"}
    assert hints(domain)["return"] == "str | None"


def test_main_shows_messages_and_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert '3: error: Argument 1 to "add_tax" has incompatible type "str"; expected "int"  [arg-type]' in out
    assert "run:  50095" in out
    assert "mypy: nothing\n  run:  KeyError: 'nmae'" in out
    assert "The mypy that is installed says the same." in out
    assert 'ValueError: not an order: {"id": 1, "total": "500"}' in out


def test_main_needs_no_mypy(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    main()

    out = capsys.readouterr().out
    assert "run:  50095" in out
    assert "installed" not in out
