"""To-dos are created, read and deleted."""

from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest

from .client import JSON, MEMBERS, Api, problem_of


def test_created_todo_holds_what_was_sent(api: Api) -> None:
    response = api.post_todo({"title": "Walk the dog", "completed": True, "order": 7})

    todo = response.json()
    assert response.status_code == HTTPStatus.CREATED
    assert response.headers["Content-Type"].split(";")[0] == JSON
    assert (todo["title"], todo["completed"], todo["order"]) == ("Walk the dog", True, 7)
    assert todo.keys() == MEMBERS


def test_members_that_are_not_sent_get_their_defaults(api: Api) -> None:
    todo = api.create(title="Only a title")

    assert (todo["completed"], todo["order"]) == (False, None)


def test_id_is_a_positive_integer_and_larger_than_those_before(api: Api) -> None:
    first, second = api.create_several(2)

    assert type(first["id"]) is int
    assert 0 < first["id"] < second["id"]


def test_location_and_url_are_where_the_todo_is(api: Api) -> None:
    created = api.post_todo({"title": "Walk the dog"})

    todo = created.json()
    assert created.headers["Location"] == todo["url"] == api.address(todo["id"])
    assert api.get(todo["url"]).json() == todo


def test_url_has_the_host_of_the_request(api: Api) -> None:
    todo = api.create()

    elsewhere = api.get(todo["url"], headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})

    assert elsewhere.json()["url"] == todo["url"]


def test_list_holds_the_created_todo(api: Api) -> None:
    todo = api.create(title="Walk the dog", order=3)

    assert todo in api.read_list(after=todo["id"] - 1)


def test_deleted_todo_is_gone_and_the_others_are_not(api: Api) -> None:
    kept, deleted, also_kept = api.create_several(3)

    response = api.delete(deleted["url"])

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    problem_of(api.get(deleted["url"]), HTTPStatus.NOT_FOUND)
    assert api.read_list(after=kept["id"] - 1) == [kept, also_kept]


def test_todo_cannot_be_deleted_twice(api: Api) -> None:
    todo = api.create()
    api.delete(todo["url"])

    problem_of(api.delete(todo["url"]), HTTPStatus.NOT_FOUND)


def test_delete_of_the_list_empties_it(api: Api) -> None:
    todo, _ = api.create_several(2)

    response = api.delete(api.todos_url)

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert api.read_list() == []
    problem_of(api.get(todo["url"]), HTTPStatus.NOT_FOUND)


def test_empty_list_can_be_emptied(api: Api) -> None:
    api.delete(api.todos_url)

    assert api.delete(api.todos_url).status_code == HTTPStatus.NO_CONTENT


@pytest.mark.parametrize(
    "title",
    [
        "'; DROP TABLE todos; --",
        "' OR '1'='1",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} ${7 * 7} %s %(title)s {0}",
        "../../etc/passwd",
        "Zażółć gęślą jaźń, 待办事项, \u05e9\u05dc\u05d5\u05dd, \U0001f469\u200d\U0001f4bb",
        "e\u0301 is not \u00e9",
        'quotes " \\ and \n line breaks\ttabs',
        "null",
    ],
)
def test_title_comes_back_as_it_was_sent(api: Api, title: str) -> None:
    todo = api.create(title=title)

    assert todo["title"] == title
    assert api.read(todo) == todo
    assert todo in api.read_list(after=todo["id"] - 1)


def test_todos_created_at_the_same_time_are_all_kept(api: Api) -> None:
    last = api.create()

    with ThreadPoolExecutor(8) as threads:
        created = list(threads.map(lambda number: api.create(order=number), range(24)))

    by_id = {todo["id"]: todo for todo in created}
    assert sorted(todo["order"] for todo in created) == list(range(24))
    assert {todo["id"]: todo for todo in api.read_list(after=last["id"])} == by_id


def test_changes_of_different_members_at_the_same_time_are_all_kept(api: Api) -> None:
    todos = api.create_several(10)
    changes = [(todo, change) for todo in todos for change in ({"title": "New"}, {"completed": True}, {"order": 5})]

    with ThreadPoolExecutor(6) as threads:
        statuses = set(threads.map(lambda each: api.patch_todo(*each).status_code, changes))

    assert statuses == {HTTPStatus.OK}
    for todo in todos:
        assert api.read(todo) == todo | {"title": "New", "completed": True, "order": 5}
