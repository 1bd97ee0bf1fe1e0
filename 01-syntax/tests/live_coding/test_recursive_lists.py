"""Recursion on lists: the published cases, and depth and length that recursion cannot take."""

import operator
import tracemalloc
from collections.abc import Callable
from functools import reduce
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_coding.recursive_lists import (
    Settings,
    appended,
    backwards,
    concatenated,
    dotted_settings,
    dotted_settings_brute_force,
    flattened,
    flattened_brute_force,
    folded_left,
    folded_left_brute_force,
    folded_right,
    folded_right_brute_force,
    kept,
    length,
    main,
    mapped,
)
from tests.live_coding.canonical import cases

type Fold = Callable[[list[int], float, Callable[[float, int], float]], float]

flatten = pytest.mark.parametrize("solve", [flattened, flattened_brute_force], ids=["better", "brute_force"])
dotted = pytest.mark.parametrize("solve", [dotted_settings, dotted_settings_brute_force], ids=["better", "brute_force"])
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "(x) -> x modulo 2 == 1": lambda x: x % 2 == 1,
    "(x) -> x + 1": lambda x: x + 1,
    "(acc, el) -> el * acc": lambda done, item: item * done,
    "(acc, el) -> el + acc": lambda done, item: item + done,
    "(acc, el) -> el / acc": lambda done, item: item / done,
}


@flatten
@pytest.mark.parametrize(("given", "expected"), cases("flatten-array", "flatten"))
def test_published_flatten_array(solve: Callable[[Any], list[int]], given: dict[str, Any], expected: list[int]) -> None:
    assert solve(given["array"]) == expected


@given(
    st.recursive(st.none() | st.integers(), lambda inner: st.lists(inner, max_size=4), max_leaves=8).map(lambda x: [x])
)
@settings(max_examples=20)
def test_flattened_by_stack_and_by_recursion_agree(nested: list[Any]) -> None:
    assert flattened(nested) == flattened_brute_force(nested)


def test_flattened_goes_where_recursion_cannot() -> None:
    nested: list[Any] = [1]
    for _ in range(20_000):
        nested = [nested, 2]

    assert flattened(nested) == [1] + [2] * 20_000
    with pytest.raises(RecursionError):
        flattened_brute_force(nested)


@dotted
def test_dotted_settings(solve: Callable[[Settings], dict[str, str | int]]) -> None:
    given: Settings = {"db": {"pool": {"size": 5}, "host": "local"}, "empty": {}, "debug": 0, "": {"": "x"}}

    assert list(solve(given).items()) == [("db.pool.size", 5), ("db.host", "local"), ("debug", 0), (".", "x")]
    assert solve({}) == {}


@dotted
def test_a_key_with_a_dot_is_refused_on_any_level(solve: Callable[[Settings], dict[str, str | int]]) -> None:
    refused: list[Settings] = [{"x": {"a.b": 1}}, {"a.b": 1}, {"a.b": {}}]
    for each in refused:
        with pytest.raises(ValueError, match=r"^a key with a dot cannot be told from a path: 'a\.b'$"):
            solve(each)


@given(
    st.recursive(
        st.integers(0, 9), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=7
    ).map(lambda x: {"x": x})
)
@settings(max_examples=20)
def test_dotted_settings_by_stack_and_by_recursion_agree_and_keep_the_order(given: dict[str, Any]) -> None:
    assert list(dotted_settings(given).items()) == list(dotted_settings_brute_force(given).items())


def test_dotted_settings_go_deep() -> None:
    deep: Any = 1
    for _ in range(3_000):
        deep = {"a": deep}

    assert dotted_settings(deep) == {"a" + ".a" * 2_999: 1}


def test_dotted_settings_keep_no_path_for_each_open_section() -> None:
    deep: Any = 1
    for _ in range(3_000):
        deep = {"a": deep}

    tracemalloc.start()
    dotted_settings(deep)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 3_000 * 3_000 // 4  # the paths of all sections together have 3,000² characters


@pytest.mark.parametrize("solve", [folded_left, folded_left_brute_force], ids=["better", "brute_force"])
@pytest.mark.parametrize(("given", "expected"), cases("list-ops", "foldl"))
def test_published_foldl(solve: Fold, given: dict[str, Any], expected: float) -> None:
    assert solve(given["list"], given["initial"], FUNCTIONS[given["function"]]) == expected


@pytest.mark.parametrize("solve", [folded_right, folded_right_brute_force], ids=["better", "brute_force"])
@pytest.mark.parametrize(("given", "expected"), cases("list-ops", "foldr"))
def test_published_foldr(solve: Fold, given: dict[str, Any], expected: float) -> None:
    assert solve(given["list"], given["initial"], FUNCTIONS[given["function"]]) == expected


@pytest.mark.parametrize(("given", "expected"), cases("list-ops", "append"))
def test_published_append(given: dict[str, Any], expected: list[int]) -> None:
    assert appended(given["list1"], given["list2"]) == expected


@pytest.mark.parametrize(("given", "expected"), cases("list-ops", "concat"))
def test_published_concat(given: dict[str, Any], expected: list[Any]) -> None:
    assert concatenated(given["lists"]) == expected


@pytest.mark.parametrize(("given", "expected"), cases("list-ops", "filter"))
def test_published_filter(given: dict[str, Any], expected: list[int]) -> None:
    assert kept(given["list"], FUNCTIONS[given["function"]]) == expected


@pytest.mark.parametrize(("given", "expected"), cases("list-ops", "length"))
def test_published_length(given: dict[str, Any], expected: int) -> None:
    assert length(given["list"]) == expected


@pytest.mark.parametrize(("given", "expected"), cases("list-ops", "map"))
def test_published_map(given: dict[str, Any], expected: list[int]) -> None:
    assert mapped(given["list"], FUNCTIONS[given["function"]]) == expected


@pytest.mark.parametrize(("given", "expected"), cases("list-ops", "reverse"))
def test_published_reverse(given: dict[str, Any], expected: list[Any]) -> None:
    assert backwards(given["list"]) == expected


@given(st.lists(st.lists(st.integers(-9, 9), max_size=4), max_size=5))
@settings(max_examples=20)
def test_list_operations_do_what_the_built_ins_do_and_change_nothing(lists: list[list[int]]) -> None:
    before = [each.copy() for each in lists]
    items = lists[0] if lists else []

    assert concatenated(lists) == list(chain.from_iterable(lists))
    assert appended(items, items) == items + items
    assert kept(items, lambda item: item > 0) == [item for item in items if item > 0]
    assert mapped(items, abs) == list(map(abs, items))
    assert backwards(items) == items[::-1]
    assert length(items) == len(items)
    assert folded_left(items, 100, operator.sub) == folded_left_brute_force(items, 100, operator.sub)
    assert folded_left(items, "", lambda done, item: f"({done}{item})") == reduce(
        lambda done, item: f"({done}{item})", items, ""
    )
    assert folded_right(items, "", lambda done, item: f"({done}{item})") == folded_right_brute_force(
        items, "", lambda done, item: f"({done}{item})"
    )
    assert lists == before


def test_list_operations_take_what_recursion_cannot() -> None:
    assert folded_right(range(5_000), 0, operator.add) == 5_000 * 4_999 // 2
    assert backwards(range(5_000))[0] == 4_999
    with pytest.raises(RecursionError):
        folded_left_brute_force(range(5_000), 0, operator.add)
    with pytest.raises(RecursionError):
        folded_right_brute_force(range(5_000), 0, operator.add)


def test_main_shows_the_depth(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "5,000 lists around a 7: [7, 8]" in out
    assert "By recursion: RecursionError: maximum recursion depth exceeded" in out
    assert "'db.pool.size': 5" in out
    assert "[49, 25, 9, 1]" in out
