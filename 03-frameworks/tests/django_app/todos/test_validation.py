"""Strict JSON: what is taken, and what is refused with which pointer."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_app.todos.models import Todo
from django_app.todos.problems import ProblemError
from django_app.todos.validation import FIELDS, parse_changes, parse_json, parse_new, parse_page

TITLE = "Expected a text of 1 to 200 characters without U+0000, white space at both ends not counted."
COMPLETED = "Expected true or false."
ORDER = "Expected null or an integer from -2147483648 to 2147483647."
UNKNOWN = "There is no such member."

VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.just([1])
)


def pointers(value: object, *, new: bool = False) -> list[tuple[str, str]]:
    """The mistakes of a body as pairs of pointer and detail."""
    with pytest.raises(ProblemError) as caught:
        (parse_new if new else parse_changes)(value)
    assert caught.value.status == 422
    return [(error["pointer"], error["detail"]) for error in caught.value.errors]


def test_json_is_read_as_python_reads_it() -> None:
    assert parse_json('{"a": [1, 2.5, "ä", null, true]}'.encode()) == {"a": [1, 2.5, "ä", None, True]}


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"{",
            b"{'a': 1}",
            b'"\xff"',
            '"a"'.encode("utf-16"),
            b'\xef\xbb\xbf"a"',
            b"NaN",
            b"[Infinity]",
            b"-Infinity",
        ),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep"),
        pytest.param(b"1" * 5000, id="digits"),
    ],
)
def test_what_is_no_json_is_a_problem_400(body: bytes) -> None:
    with pytest.raises(ProblemError, match=r"^The body is not valid JSON in UTF-8\.$") as caught:
        parse_json(body)
    assert (caught.value.status, caught.value.errors) == (400, ())


def test_a_title_is_stripped_and_the_rest_is_taken_as_it_is() -> None:
    assert parse_new({"title": " \u2003a b\n", "completed": True, "order": None}) == {
        "title": "a b",
        "completed": True,
        "order": None,
    }
    assert parse_new({"title": "ä" * 200}) == {"title": "ä" * 200}
    assert parse_changes({"order": -(2**31)}) == {"order": -(2**31)}
    assert parse_changes({}) == {}


@pytest.mark.parametrize("title", [None, 1, True, "", " \n", "a" * 201, "a\0b", "\ud800", ["a"]])
def test_a_title_that_is_no_title_is_refused(title: object) -> None:
    assert pointers({"title": title}) == [("#/title", TITLE)]


@pytest.mark.parametrize("completed", [None, 0, 1, "true", []])
def test_completed_is_true_or_false_only(completed: object) -> None:
    assert pointers({"completed": completed}) == [("#/completed", COMPLETED)]


@pytest.mark.parametrize("order", [True, 1.0, 1.5, "1", 2**31, -(2**31) - 1, 10**4000, {}])
def test_order_is_an_integer_of_32_bits_or_null(order: object) -> None:
    assert pointers({"order": order}) == [("#/order", ORDER)]


@pytest.mark.parametrize("body", [None, [], "title", 1, True])
def test_a_body_that_is_no_object_is_refused_as_a_whole(body: object) -> None:
    assert pointers(body) == [("#", "Expected a JSON object.")]


def test_a_new_todo_needs_a_title_and_a_change_does_not() -> None:
    assert pointers({"order": 1}, new=True) == [("#/title", TITLE)]
    assert parse_changes({"order": 1}) == {"order": 1}


def test_all_mistakes_are_told_at_once_in_a_fixed_order() -> None:
    body = {"url": 1, "order": "x", "a/b~c": 1, "completed": None, "title": 5, "\ud800": 1}
    assert pointers(body) == [
        ("#/title", TITLE),
        ("#/completed", COMPLETED),
        ("#/order", ORDER),
        ("#/url", UNKNOWN),
        ("#/a~1b~0c", UNKNOWN),
        ("#/?", UNKNOWN),
    ]


@pytest.mark.parametrize(("errors", "detail"), [(1, "The request has 1 mistake."), (2, "The request has 2 mistakes.")])
def test_the_detail_counts_the_mistakes(errors: int, detail: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_changes({f"unknown-{number}": 1 for number in range(errors)})
    assert caught.value.detail == detail


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), VALUES))
def test_whatever_is_sent_is_refused_or_satisfies_the_model(body: dict[str, object]) -> None:
    try:
        values = parse_changes(body)
    except ProblemError as problem:
        refused: ProblemError | None = problem
    else:
        refused = None
    if refused is not None:
        assert refused.status == 422
        assert json.dumps(refused.errors, ensure_ascii=False).encode()
    else:
        assert values.keys() == body.keys() <= set(FIELDS)
        assert all(type(value) in (str, bool, int, type(None)) for value in values.values())
        Todo(**values).clean_fields(exclude={"title", "created_at"} - values.keys())


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ({}, (1000, 0)),
        ({"limit": "1"}, (1, 0)),
        ({"limit": "1000", "after": "0"}, (1000, 0)),
        ({"limit": "007", "after": "9223372036854775807", "other": "x"}, (7, 2**63 - 1)),
    ],
)
def test_a_page_has_a_limit_and_a_beginning(query: dict[str, str], page: tuple[int, int]) -> None:
    assert parse_page(query) == page


@pytest.mark.parametrize(
    "limit", ["", "0", "1001", "-1", "5.0", "1e2", "+1", " 1", "1 ", "1\n", "٣", "1_0", "0x1", "9" * 5000]
)
def test_a_limit_that_is_none_is_refused_by_name(limit: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_page({"limit": limit})
    assert caught.value.status == 422
    assert caught.value.errors == [{"detail": "Expected an integer from 1 to 1000.", "parameter": "limit"}]


def test_all_mistakes_of_a_query_are_told_at_once() -> None:
    with pytest.raises(ProblemError, match=r"^The request has 2 mistakes\.$") as caught:
        parse_page({"after": "9223372036854775808", "limit": "x"})
    assert caught.value.errors == [
        {"detail": "Expected an integer from 1 to 1000.", "parameter": "limit"},
        {"detail": "Expected an integer from 0 to 9223372036854775807.", "parameter": "after"},
    ]
