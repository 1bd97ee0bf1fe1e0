"""Stacks: published brackets, brute force on all small texts, and depth that recursion cannot take."""

import posixpath
import re
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.stacks import (
    is_paired,
    is_paired_brute_force,
    main,
    postfix_value,
    postfix_value_brute_force,
    simplified_path,
    simplified_path_brute_force,
    unpacked,
    unpacked_brute_force,
)
from tests.live_coding.canonical import cases

IDS = ["better", "brute_force"]
postfix = pytest.mark.parametrize("solve", [postfix_value, postfix_value_brute_force], ids=IDS)
paths = pytest.mark.parametrize("solve", [simplified_path, simplified_path_brute_force], ids=IDS)
packed = pytest.mark.parametrize("solve", [unpacked, unpacked_brute_force], ids=IDS)

type Tree = int | tuple[Tree, str, Tree]
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.integers(-20, 20), lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner), max_leaves=8
)


@pytest.mark.parametrize("solve", [is_paired, is_paired_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "expected"), cases("matching-brackets", "isPaired"))
def test_published_brackets(solve: Callable[[str], bool], asked: dict[str, Any], expected: bool) -> None:
    assert solve(asked["value"]) is expected


def test_brackets_agree_on_all_small_texts() -> None:
    for length in range(7):
        for text in map("".join, product("()[]", repeat=length)):
            assert is_paired(text) is is_paired_brute_force(text)


@given(st.text("()[]{}x", max_size=12))
@settings(max_examples=30)
def test_brackets_agree_with_deleting_pairs(text: str) -> None:
    assert is_paired(text) is is_paired_brute_force(text)


def test_brackets_nest_as_deep_as_they_like() -> None:
    assert is_paired("([{" * 10_000 + "}])" * 10_000)
    assert not is_paired("(" * 10_000)


@postfix
@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ("7", 7),
        ("-7 2 /", -3),
        ("7 -2 /", -3),
        ("-7 -2 /", 3),
        ("0 5 /", 0),
        ("2 9 -", -7),
        ("4 13 5 / +", 6),
        ("2 3 + 4 5 - *", -5),
        (f"{10**30 + 1} 1 /", 10**30 + 1),
    ],
)
def test_postfix_values(solve: Callable[[Sequence[str]], int], tokens: str, expected: int) -> None:
    assert solve(tokens.split()) == expected


@postfix
@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ("", "expected one number in the end, not 0"),
        ("1 2", "expected one number in the end, not 2"),
        ("+", "operator '+' needs two numbers before it"),
        ("1 -", "operator '-' needs two numbers before it"),
        ("1 + 2", "operator '+' needs two numbers before it"),
        ("1 x +", "expected a number or one of + - * /, not 'x'"),
        ("1 2.5 +", "expected a number or one of + - * /, not '2.5'"),
    ],
)
def test_what_is_no_expression_is_refused(solve: Callable[[Sequence[str]], int], tokens: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        solve(tokens.split())


@postfix
def test_division_by_zero_is_passed_on(solve: Callable[[Sequence[str]], int]) -> None:
    with pytest.raises(ZeroDivisionError):
        solve(["1", "0", "/"])


@given(TREES)
@settings(max_examples=30)
def test_postfix_agrees_with_python(tree: Tree) -> None:
    def infix(node: Tree) -> str:
        return f"({infix(node[0])} {node[1]} {infix(node[2])})" if isinstance(node, tuple) else f"({node})"

    def tokens(node: Tree) -> list[str]:
        return [*tokens(node[0]), *tokens(node[2]), node[1]] if isinstance(node, tuple) else [str(node)]

    assert postfix_value(tokens(tree)) == postfix_value_brute_force(tokens(tree)) == eval(infix(tree))


@paths
@pytest.mark.parametrize("path", ["/", "//", "/..", "/../../a", "/a/../..", "/a/./b/../c/", "/.../.x", "/a//b", "/ /"])
def test_paths_on_the_edges(solve: Callable[[str], str], path: str) -> None:
    assert solve(path) == posixpath.normpath(path).replace("//", "/")  # normpath keeps two slashes at the front


@paths
@pytest.mark.parametrize("path", ["", "a/b", "../a"])
def test_a_relative_path_is_refused(solve: Callable[[str], str], path: str) -> None:
    with pytest.raises(ValueError, match=rf"^path must begin with '/', not '{re.escape(path)}'$"):
        solve(path)


@given(st.lists(st.sampled_from(["a", "b", "..", ".", "", "..."]), max_size=10))
@settings(max_examples=30)
def test_paths_agree_with_posixpath(parts: list[str]) -> None:
    path = "/x/" + "/".join(parts)

    assert simplified_path(path) == simplified_path_brute_force(path) == posixpath.normpath(path)


@packed
@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("abc", "abc"), ("3[]", ""), ("0[a]b", "b"), ("12[a]", "a" * 12), ("2[a]3[b]c", "aabbbc")],
    ids=["empty", "plain", "empty_part", "zero", "two_digits", "neighbours"],
)
def test_unpacked_on_the_edges(solve: Callable[[str], str], text: str, expected: str) -> None:
    assert solve(text) == expected


@packed
@pytest.mark.parametrize("text", ["3", "3a", "[a]", "3[a", "3[a]]", "]", "2[3]", "2[[a]]", "a2", "2]a["])
def test_what_is_not_packed_is_refused(solve: Callable[[str], str], text: str) -> None:
    with pytest.raises(ValueError, match=rf"^not a packed text: '{re.escape(text)}'$"):
        solve(text)


def test_unpacked_agrees_on_all_small_texts() -> None:
    def result(solve: Callable[[str], str], text: str) -> str:
        try:
            return solve(text)
        except ValueError as error:
            return str(error)

    for length in range(7):
        for text in map("".join, product("a2[]", repeat=length)):
            assert result(unpacked, text) == result(unpacked_brute_force, text)


@given(
    st.recursive(
        st.text("ab", max_size=3),
        lambda inner: st.lists(st.tuples(st.integers(0, 3), inner), max_size=3).map(
            lambda parts: "".join(f"{count}[{part}]" for count, part in parts)
        ),
        max_leaves=6,
    )
)
@settings(max_examples=30)
def test_unpacked_agrees_with_replacing_from_inside(text: str) -> None:
    assert unpacked(text) == unpacked_brute_force(text)


def test_packed_text_nests_deeper_than_recursion() -> None:
    assert unpacked("1[" * 5_000 + "a" + "]" * 5_000) == "a"


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: is_paired("(" * n + ")" * n), id="is_paired"),
        pytest.param(lambda n: postfix_value(["1"] * n + ["+"] * (n - 1)), id="postfix_value"),
        pytest.param(lambda n: simplified_path("/a" * n + "/.." * n), id="simplified_path"),
        pytest.param(lambda n: unpacked("1[a]" * n), id="unpacked"),
    ],
)
def test_twice_the_input_takes_no_more_than_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(300))
    twice = count_steps(lambda: use(600))

    assert twice <= 2.2 * once + 50


def test_main_shows_a_refused_expression(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "'(()' is paired: False" in out
    assert "1 +  is refused: operator '+' needs two numbers before it" in out
    assert "2[ab3[c]]d is abcccabcccd" in out
