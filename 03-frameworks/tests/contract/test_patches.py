"""A PATCH changes the members that it names and leaves the rest."""

from http import HTTPStatus

import pytest

from .client import JSON, MERGE_PATCH, Api, Json, encode, pointers_of, problem_of


@pytest.fixture
def todo(api: Api) -> Json:
    return api.create(title="Walk the dog", completed=True, order=3)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Bathe the cat"},
        {"completed": False},
        {"order": -5},
        {"title": "All", "completed": False, "order": 0},
        {},
    ],
    ids=str,
)
def test_members_that_are_named_change_and_the_others_do_not(api: Api, todo: Json, changes: Json) -> None:
    response = api.patch_todo(todo, changes)

    assert (response.status_code, response.json()) == (HTTPStatus.OK, todo | changes)
    assert api.read(todo) == todo | changes


def test_null_clears_the_order(api: Api, todo: Json) -> None:
    api.patch_todo(todo, {"order": None})

    assert api.read(todo) == todo | {"order": None}


def test_other_todos_stay_as_they_are(api: Api, todo: Json) -> None:
    other = api.create(title="Other")

    api.patch_todo(todo, {"title": "Changed", "completed": False, "order": None})

    assert api.read(other) == other


def test_title_is_stripped(api: Api, todo: Json) -> None:
    assert api.patch_todo(todo, {"title": "\t Bathe the cat \n"}).json()["title"] == "Bathe the cat"


@pytest.mark.parametrize("content_type", [JSON, MERGE_PATCH, f"{MERGE_PATCH}; charset=utf-8"])
def test_changes_may_come_as_json_or_as_merge_patch(api: Api, todo: Json, content_type: str) -> None:
    response = api.send_body("PATCH", todo["url"], encode({"order": 8}), content_type)

    assert response.json() == todo | {"order": 8}


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"title": None}, ["#/title"]),
        ({"completed": None}, ["#/completed"]),
        ({"title": " "}, ["#/title"]),
        ({"order": "1"}, ["#/order"]),
        ({"id": 1}, ["#/id"]),
        ({"url": "http://evil.example/"}, ["#/url"]),
        ({"owner": 1}, ["#/owner"]),
        ({"created_at": "2026-01-31"}, ["#/created_at"]),
        ({"title": "New", "is_admin": True}, ["#/is_admin"]),
        ({"title": None, "completed": 1, "order": 1.5, "id": 7}, ["#/completed", "#/id", "#/order", "#/title"]),
    ],
    ids=str,
)
def test_changes_with_a_mistake_change_nothing(api: Api, todo: Json, changes: Json, pointers: list[str]) -> None:
    response = api.patch_todo(todo, changes)

    assert pointers_of(response) == pointers
    assert api.read(todo) == todo


def test_id_cannot_be_changed_even_to_what_it_is(api: Api, todo: Json) -> None:
    assert pointers_of(api.patch_todo(todo, todo)) == ["#/id", "#/url"]


def test_changing_a_todo_that_is_not_there_makes_none(api: Api, todo: Json) -> None:
    api.delete(todo["url"])

    problem_of(api.patch_todo(todo, {"title": "New"}), HTTPStatus.NOT_FOUND)
    problem_of(api.get(todo["url"]), HTTPStatus.NOT_FOUND)
