from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_app.forms import LoginForm, PasswordForm, PictureForm, TodoForm, strip
from flask_app.validation import ValidationError, parse_new
from tests.flask_app.page_client import PageClient

WITHOUT_TOKEN = {"csrf": False}


def posted(app: Flask, **data: object) -> TodoForm:
    """Return the form that a browser sends with these fields, after its validation."""
    with app.test_request_context("/", method="POST", data=data):
        form = TodoForm(meta=WITHOUT_TOKEN)
        form.validate()
        return form


titles = st.text(
    st.sampled_from(" \t\n\x00aé\u2003") | st.characters(exclude_categories=["Cs"]), max_size=4
) | st.builds(lambda length, end: "x" * length + end, st.integers(198, 202), st.sampled_from(["", " "]))


@given(title=titles, order=st.none() | st.integers(-(2**32), 2**32) | st.sampled_from([2**31 - 1, 2**31, -(2**31)]))
@settings(max_examples=60)
def test_the_form_takes_what_the_api_takes_and_stores_the_same(title: str, order: int | None) -> None:
    app = Flask(__name__)
    form = posted(app, title=title, order="" if order is None else order)
    try:
        new = parse_new({"title": title, "order": order})
    except ValidationError:
        assert form.errors
    else:
        assert not form.errors
        assert (form.title.data, form.order.data, form.completed.data) == (new.title, new.order, new.completed)


ORDER = "An order is a whole number from -2147483648 to 2147483647, or empty."


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({}, "title", "Give the to-do a title."),
        ({"title": "   "}, "title", "A title has 1 to 200 characters."),
        ({"title": "x" * 201}, "title", "A title has 1 to 200 characters."),
        ({"title": "a\x00b"}, "title", "The title has a character U+0000."),
        ({"title": "a", "order": 2**31}, "order", ORDER),
        ({"title": "a", "order": "1.5"}, "order", ORDER),
        ({"title": "a", "order": "9" * 5000}, "order", ORDER),
    ],
)
def test_mistakes_are_told_beside_their_field(app: Flask, fields: dict[str, object], name: str, message: str) -> None:
    errors = posted(app, **fields).errors

    assert list(errors) == [name]
    assert errors[name][-1] == message


def test_a_field_that_the_form_does_not_name_is_not_read(app: Flask) -> None:
    form = posted(app, title="Mine", completed="y", id=7, owner="eve")

    assert form.data == {"title": "Mine", "order": None, "completed": True}


def test_strip_takes_white_space_from_both_ends_and_leaves_nothing_alone() -> None:
    assert [strip("  a b\t"), strip(""), strip(None)] == ["a b", "", None]


def test_a_log_in_must_not_be_long(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"username": "x" * 151, "password": "x" * 1001}):
        form = LoginForm(meta=WITHOUT_TOKEN)

        assert form.validate() is False
        assert set(form.errors) == {"username", "password"}


def test_a_new_password_may_be_1000_characters_long(app: Flask) -> None:
    data = {"current": "x", "new": "y" * 1000, "again": "y" * 1000}
    with app.test_request_context(method="POST", data=data):
        assert PasswordForm(meta=WITHOUT_TOKEN).validate() is True


def test_a_picture_must_be_a_file(app: Flask) -> None:
    def errors(value: object) -> object:
        with app.test_request_context(method="POST", data={"picture": value}):
            form = PictureForm(meta=WITHOUT_TOKEN)
            form.validate()
            return form.errors

    assert errors((BytesIO(b"anything"), "a.png")) == {}
    assert errors("a name alone") == {"picture": ["Choose a PNG or JPEG file."]}
    assert errors((BytesIO(b""), "")) == {"picture": ["Choose a PNG or JPEG file."]}


def test_pages_ask_for_a_token_and_the_api_does_not(logged_in: PageClient) -> None:
    assert logged_in.post("/", data={"title": "By form"}).status_code == 400
    assert logged_in.post("/todos", json={"title": "By API"}).status_code == 201


def test_a_token_is_good_for_as_long_as_its_session(app: Flask) -> None:
    assert app.config["WTF_CSRF_TIME_LIMIT"] is None


def test_nothing_else_is_exempt_from_the_token(app: Flask, logged_in: PageClient) -> None:
    """Asks every route that takes POST, so that one which is added later is asked as well."""
    answers = {}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.endpoint.startswith("api."):
            path = rule.rule.replace("<todo_id:todo_id>", "1")
            answers[path] = logged_in.post(path).status_code

    assert len(answers) >= 8
    assert set(answers.values()) == {400}


@pytest.mark.parametrize("body", [{"title": 5}, {"title": "by JSON"}, {"title": ["a"]}, [1], 5, "x", None])
def test_a_form_does_not_read_json(logged_in: PageClient, body: object) -> None:
    headers = {"X-CSRFToken": logged_in.token("/")}

    for path in ("/", "/log-in", "/password"):
        assert logged_in.post(path, json=body, headers=headers).status_code == 422
    assert logged_in.get("/todos").json == []
