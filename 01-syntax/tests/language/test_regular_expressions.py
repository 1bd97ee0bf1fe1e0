"""Tests of regular_expressions.py."""

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import regular_expressions as rx

LINE = '10.0.0.7 - - [21/Nov/2026:09:15:02 +0000] "{} {} HTTP/1.1" {} 512'
tags = st.text("ab,!", max_size=12)


@given(
    method=st.sampled_from(["GET", "DELETE"]),
    path=st.text(st.characters(codec="ascii", categories=["L", "N", "P"])).map("/".__add__),
    status=st.integers(100, 599),
)
def test_an_access_line_reads_back(method: str, path: str, status: int) -> None:
    access = rx.parse_access(LINE.format(method, path, status))
    assert access == rx.Access("10.0.0.7", method, path, status)


def test_a_user_who_is_known_stands_in_the_third_field() -> None:
    line = LINE.format("GET", "/", 200).replace("- -", "- ada")
    assert rx.parse_access(line) == rx.Access("10.0.0.7", "GET", "/", 200)


@pytest.mark.parametrize("line", ["", "garbage", LINE.format("get", "/", 200), " " + LINE.format("GET", "/", 200)])
def test_other_lines_are_none(line: str) -> None:
    assert rx.parse_access(line) is None


def test_statuses_are_counted_and_garbage_is_not() -> None:
    lines = [LINE.format("GET", "/", status) for status in (200, 503, 200)]
    assert rx.status_counts([*lines, "garbage"]) == Counter({200: 2, 503: 1})


@pytest.mark.parametrize("text", ["ORD-12345", "ORD-1234567", "xORD-123456", "ord-123456", ""])
def test_both_checks_refuse_what_is_plainly_wrong(text: str) -> None:
    assert not rx.is_order_id(text)
    assert not rx.is_order_id_broken(text)


@pytest.mark.parametrize("text", ["ORD-123456\n", "ORD-12345\u0666"])
def test_match_and_dollar_accept_what_fullmatch_refuses(text: str) -> None:
    assert rx.is_order_id_broken(text)
    assert not rx.is_order_id(text)
    assert rx.is_order_id("ORD-123456")


def test_greedy_runs_to_the_last_brace() -> None:
    assert rx.placeholders_broken("Dear {name}, order {id}") == ["name}, order {id"]
    assert rx.placeholders_broken("{name}") == ["name"]


@given(names=st.lists(st.text(st.characters(exclude_characters="{}"))))
def test_every_placeholder_is_found(names: list[str]) -> None:
    assert rx.placeholders(" and ".join(f"{{{name}}}" for name in names)) == names


def test_findall_gives_groups_where_there_are_some() -> None:
    assert rx.amounts_broken("EUR 12.50 and USD 3") == ["EUR", "USD"]


def test_amounts_come_with_their_currency() -> None:
    assert rx.amounts("USD 3, GBP 4, EUR 0.99, EUR x") == [("USD", Decimal(3)), ("EUR", Decimal("0.99"))]
    assert rx.amounts("nothing") == []


@given(value=st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1))
def test_no_secret_is_left_and_its_length_neither(value: str) -> None:
    assert rx.redact(f"a=b PASSWORD={value} c") == "a=b PASSWORD=**** c"
    assert rx.redact(f"?refresh_token={value}&a=b") == "?refresh_token=****&a=b"


@pytest.mark.parametrize("line", ["user=ada", "password is x", "password=", "tokens=x"])
def test_a_line_without_a_secret_stays_as_it_is(line: str) -> None:
    assert rx.redact(line) == line


@given(before=st.text("ab"), term=st.text("[](){}.*+?^$\\|", min_size=1), after=st.text("ab"))
def test_a_term_is_found_as_it_was_typed(before: str, term: str, after: str) -> None:
    assert rx.highlight(before + term + after, term) == f"{before}<{term}>{after}"


def test_a_term_is_found_in_any_case_and_an_empty_one_nowhere() -> None:
    assert rx.highlight("Tea and TEA", "tea") == "<Tea> and <TEA>"
    assert rx.highlight("Tea", "") == "Tea"


def test_a_term_taken_for_a_pattern_fails_or_finds_too_much() -> None:
    assert rx.highlight_broken("a.b", ".") == "<a><.><b>"
    with pytest.raises(re.error, match="unterminated character set at position 0") as caught:
        rx.highlight_broken("a", "[")
    assert type(caught.value).__name__ == ("PatternError" if sys.version_info >= (3, 13) else "error")


@given(text=tags)
def test_the_fast_pattern_matches_what_the_slow_one_matches(text: str) -> None:
    assert bool(rx.FAST_TAGS.fullmatch(text)) == bool(rx.SLOW_TAGS.fullmatch(text))


def test_every_letter_doubles_the_attempts() -> None:
    assert [rx.attempts(letters) for letters in range(12)] == [2**letters for letters in range(12)]


def test_the_slow_pattern_does_not_end_on_a_hundred_letters() -> None:
    program = (
        f"import re; p = re.compile({rx.SLOW_TAGS.pattern!r}); print('ready', flush=True); p.fullmatch('a'*100+'!')"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            # 2**100 attempts: no machine is fast enough to make this test fail.
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.5)
        finally:
            process.kill()


def test_the_story_shows_each_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    rx.main()
    out = capsys.readouterr().out
    assert r"'ORD-123456\n'     match and $: True  fullmatch: False" in out
    assert "['name}, order {id']" in out
    assert "statuses: {200: 2, 503: 1}" in out
    assert "re.sub('[', ...): unterminated character set at position 0" in out
    assert "[16, 256, 4096, 65536], 2**n" in out
    assert "None for 100,000 letters" in out
