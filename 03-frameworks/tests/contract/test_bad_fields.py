"""Each member keeps its limits: what is on the limit is taken, what is one beyond it is not."""

import json
from http import HTTPStatus

import pytest

from .client import Api, Json, pointers_of

# (member, a value on the limit, what is kept of it)
TAKEN: list[tuple[str, Json, Json]] = [
    ("title", "x", "x"),
    ("title", "x" * 200, "x" * 200),
    ("title", "\U0001f600" * 200, "\U0001f600" * 200),
    ("title", " x ", "x"),
    ("title", " " * 50 + "x" * 200 + "\n" * 50, "x" * 200),
    ("title", "\u2003\u00a0\t\r\nx y\u3000", "x y"),
    ("title", "\x01\x7f", "\x01\x7f"),
    ("title", "0", "0"),
    ("completed", True, True),
    ("completed", False, False),
    ("order", 2147483647, 2147483647),
    ("order", -2147483648, -2147483648),
    ("order", 0, 0),
    ("order", None, None),
]
# values just beyond a limit or of a wrong type
WRONG: dict[str, list[Json]] = {
    "title": [
        *("", " ", "\n\t", "\u2003\u00a0", "x" * 201, "\U0001f600" * 201, " " + "x" * 201, "\x00", "a\x00b"),
        *("x" * 300 + "\x00", "\ud800", "a\udfff", "\udc00\ud800", None, 1, 1.5, True, [], ["a"], {}, {"a": 1}),
    ],
    "completed": [None, 0, 1, 1.0, "", "true", "false", "on", [], {}, [True]],
    "order": [
        *(2147483648, -2147483649, 2**63, -(2**64), 10**100, 5.0, 1.5, -0.0, 1e9),
        *(True, False, "", "1", "one", [], [1], {}),
    ],
}
REFUSED = [(member, value) for member, values in WRONG.items() for value in values]
# (the name of a member that does not exist or is not for clients, the pointer to it)
UNKNOWN = [
    ("id", "#/id"),
    ("url", "#/url"),
    ("owner", "#/owner"),
    ("owner_id", "#/owner_id"),
    ("created_at", "#/created_at"),
    ("is_admin", "#/is_admin"),
    ("Title", "#/Title"),
    ("title ", "#/title "),
    ("__proto__", "#/__proto__"),
    ("__class__", "#/__class__"),
    ("", "#/"),
    ("a/b~c", "#/a~1b~0c"),
]


@pytest.fixture(scope="module")
def todo(api: Api) -> Json:
    """A to-do that no test of this file changes."""
    return api.create(order=5)


@pytest.mark.parametrize(("member", "value", "kept"), TAKEN, ids=[f"{name}={value!a:.24}" for name, value, _ in TAKEN])
def test_value_on_the_limit_is_taken(api: Api, member: str, value: Json, kept: Json) -> None:
    created = api.create(**{member: value})
    changed = api.create(order=5)
    api.patch_todo(changed, {member: value})

    assert created[member] == api.read(created)[member] == api.read(changed)[member] == kept


@pytest.mark.parametrize(("member", "value"), REFUSED, ids=[f"{name}={value!a:.24}" for name, value in REFUSED])
def test_value_beyond_the_limit_is_refused(api: Api, todo: Json, member: str, value: Json) -> None:
    assert pointers_of(api.post_todo({"title": "x"} | {member: value})) == [f"#/{member}"]
    assert pointers_of(api.patch_todo(todo, {member: value})) == [f"#/{member}"]


@pytest.mark.parametrize(("name", "pointer"), UNKNOWN, ids=[name for name, _ in UNKNOWN])
def test_member_that_is_not_for_clients_is_refused_by_name(api: Api, todo: Json, name: str, pointer: str) -> None:
    for response in (api.post_todo({"title": "x", name: 1}), api.patch_todo(todo, {name: 1})):
        assert pointers_of(response) == [pointer]


def test_refused_values_leave_no_trace(api: Api) -> None:
    todo = api.create(order=5)

    for member, value in REFUSED[::4]:
        api.post_todo({"title": "x"} | {member: value})
        api.patch_todo(todo, {"title": "Changed", member: value})

    assert api.read_list(after=todo["id"] - 1) == [todo]


def test_title_is_required(api: Api) -> None:
    assert pointers_of(api.post_todo({})) == ["#/title"]
    assert pointers_of(api.post_todo({"completed": True})) == ["#/title"]


def test_all_mistakes_are_told_at_once(api: Api) -> None:
    response = api.post_todo({"title": " ", "completed": "yes", "order": 1.5, "id": 7, "owner": "me"})

    assert pointers_of(response) == ["#/completed", "#/id", "#/order", "#/owner", "#/title"]


def test_missing_title_is_told_together_with_other_mistakes(api: Api) -> None:
    assert pointers_of(api.post_todo({"order": "1", "id": 7})) == ["#/id", "#/order", "#/title"]


def test_many_mistakes_are_no_failure(api: Api) -> None:
    body = json.dumps({f"member{number}": number for number in range(4000)}).encode()

    response = api.send_body("POST", api.todos_url, body)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "#/title" in pointers_of(response)
