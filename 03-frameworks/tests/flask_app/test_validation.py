from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_app.validation import (
    FieldError,
    NewTodo,
    Page,
    ValidationError,
    parse_changes,
    parse_completed,
    parse_new,
    parse_order,
    parse_page,
    parse_title,
)

ORDER = "order must be an integer from -2147483648 to 2147483647, or null"
LENGTH = "title must have 1 to 200 characters besides white space at its ends"
UNKNOWN = "this member cannot be set"


def errors_of(data: object) -> list[dict[str, str]]:
    with pytest.raises(ValidationError) as caught:
        parse_new(data)
    return [error.as_json() for error in caught.value.errors]


def test_a_title_is_stripped() -> None:
    assert parse_title(" \t\u2003Buy milk\n") == "Buy milk"


@pytest.mark.parametrize(
    "title", ["a", "x" * 200, " " + "x" * 200 + " ", "\u00e9", "\U0001f600" * 200, "a\nb", "' OR 1=1 --"]
)
def test_a_title_has_1_to_200_characters(title: str) -> None:
    assert parse_title(title) == title.strip()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", LENGTH),
        (" \n\u2003", LENGTH),
        ("x" * 201, LENGTH),
        ("a\x00b", "title must not contain U+0000"),
        ("a\ud83d", "title must not contain half of a surrogate pair"),
        (None, "title must be a string"),
        (7, "title must be a string"),
        (["a"], "title must be a string"),
    ],
)
def test_any_other_title_is_refused(title: object, expected: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_title(title)

    assert str(caught.value) == expected


def test_completed_is_true_or_false_and_nothing_that_resembles_them() -> None:
    assert [parse_completed(True), parse_completed(False)] == [True, False]
    values: list[object] = [1, 0, "true", None, [], 1.0]
    for value in values:
        with pytest.raises(ValueError, match=r"^completed must be true or false$"):
            parse_completed(value)


@pytest.mark.parametrize("order", [None, 0, -(2**31), 2**31 - 1])
def test_an_order_is_an_integer_of_32_bits_or_null(order: int | None) -> None:
    assert parse_order(order) == order


@pytest.mark.parametrize("order", [True, False, 1.5, 5.0, "1", 2**31, -(2**31) - 1, 10**4000, []])
def test_any_other_order_is_refused(order: object) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_order(order)

    assert str(caught.value) == ORDER


def test_a_new_todo_has_defaults() -> None:
    assert parse_new({"title": " a "}) == NewTodo("a", False, None)
    assert parse_new({"title": "a", "completed": True, "order": 3}) == NewTodo("a", True, 3)
    assert parse_new({"title": "a", "order": None}) == NewTodo("a", False, None)


def test_all_mistakes_are_told_at_once() -> None:
    assert errors_of({"completed": 1, "order": "first", "id": 7}) == [
        {"detail": "title is required", "pointer": "#/title"},
        {"detail": "completed must be true or false", "pointer": "#/completed"},
        {"detail": ORDER, "pointer": "#/order"},
        {"detail": UNKNOWN, "pointer": "#/id"},
    ]


@pytest.mark.parametrize("data", [None, [], "title", 7, True, [{"title": "a"}]])
def test_a_body_that_is_no_object_is_one_mistake(data: object) -> None:
    assert errors_of(data) == [{"detail": "the body must be a JSON object", "pointer": "#"}]


def test_members_that_a_client_may_not_set_are_refused_by_name() -> None:
    for name in ("id", "url", "owner", "user_id", "Title", "", "__class__"):
        assert errors_of({"title": "a", name: 1}) == [{"detail": UNKNOWN, "pointer": f"#/{name}"}]
        with pytest.raises(ValidationError):
            parse_changes({name: 1})


def test_a_pointer_escapes_what_json_pointers_and_urls_give_a_meaning() -> None:
    pointers = [
        errors_of({"title": "a", name: 1})[0]["pointer"] for name in ("a/b", "a~b", "a b", "\u00e9", "<b>", "\ud800")
    ]

    assert pointers == ["#/a~1b", "#/a~0b", "#/a%20b", "#/%C3%A9", "#/%3Cb%3E", "#/%3F"]


def test_of_many_unknown_members_the_first_20_are_named() -> None:
    found = errors_of({"title": "a"} | {f"x{number}": 1 for number in range(1000)})

    assert [error["pointer"] for error in found] == [f"#/x{number}" for number in range(20)]


def test_changes_are_what_was_sent_and_no_more() -> None:
    assert parse_changes({}) == {}
    assert parse_changes({"order": None}) == {"order": None}
    assert parse_changes({"title": " a ", "completed": False}) == {"title": "a", "completed": False}


@pytest.mark.parametrize("name", ["title", "completed"])
def test_what_cannot_be_empty_cannot_be_set_to_null(name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_changes({name: None})

    assert [error.pointer for error in caught.value.errors] == [f"#/{name}"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    json_values
    | st.fixed_dictionaries({"title": json_values}, optional={"completed": json_values, "order": json_values})
)
def test_any_json_is_a_todo_or_a_validation_error(data: object) -> None:
    with suppress(ValidationError):
        todo = parse_new(data)

        assert todo.title == todo.title.strip()
        assert 1 <= len(todo.title.encode().decode()) <= 200


def test_a_page_has_defaults_and_ignores_what_it_does_not_know() -> None:
    assert parse_page({}) == Page(1000, 0)
    assert parse_page({"limit": "1", "offset": "x"}) == Page(1, 0)
    assert parse_page({"limit": "0020", "after": "7"}) == Page(20, 7)


@pytest.mark.parametrize("text", ["", "-1", "+5", " 5", "5.0", "1e2", "1_000", "five", "\u0665", "\u00b2", "5\n"])
def test_a_parameter_is_digits_alone(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_page({"limit": text, "after": text})

    assert [error.as_json() for error in caught.value.errors] == [
        {"detail": "limit must be a whole number from 1 to 1000", "parameter": "limit"},
        {"detail": "after must be a whole number, 0 or more", "parameter": "after"},
    ]


@pytest.mark.parametrize("text", ["0", "1001", "9" * 5000])
def test_a_limit_is_in_its_range(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_page({"limit": text})

    assert caught.value.errors == (FieldError("limit must be a whole number from 1 to 1000", parameter="limit"),)


def test_an_after_has_any_size() -> None:
    assert parse_page({"after": "9" * 18}).after == 10**18 - 1
    assert parse_page({"after": "9" * 5000}).after == 2**63 - 1
