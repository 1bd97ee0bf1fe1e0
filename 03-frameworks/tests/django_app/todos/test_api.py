"""/todos through the test client; the contract's own suite checks the rest over a real server."""

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from django_app.todos.api import as_json
from django_app.todos.models import Tag, Todo

JSON = "application/json"
BASE = "http://testserver/todos"


def test_a_row_leaves_with_its_absolute_address() -> None:
    assert as_json((7, "Read", True, None), "https://todos.example/todos") == {
        "id": 7,
        "title": "Read",
        "completed": True,
        "order": None,
        "url": "https://todos.example/todos/7",
    }


def test_an_added_todo_is_answered_with_its_address_and_stored_stripped(api: Client) -> None:
    response = api.post("/todos", {"title": "  Buy bread ", "order": -1}, JSON)

    todo = Todo.objects.get()
    assert (response.status_code, response["Location"]) == (201, f"{BASE}/{todo.pk}")
    assert response.json() == as_json((todo.pk, "Buy bread", False, -1), BASE)
    assert (todo.title, todo.owner, todo.completed) == ("Buy bread", None, False)


def test_one_todo_is_found_under_its_address(api: Client, milk: Todo) -> None:
    response = api.get(f"/todos/{milk.pk}")
    assert response.status_code == 200
    assert response.json() == as_json((milk.pk, "Buy milk", False, 3), BASE)


def test_the_list_comes_in_pages_that_name_the_next(api: Client) -> None:
    todos = [Todo.objects.create(title=f"To-do {number}") for number in range(5)]

    first = api.get("/todos?limit=2&unknown=1")
    second = api.get(f"/todos?limit=2&after={todos[1].pk}")
    third = api.get(f"/todos?limit=2&after={todos[3].pk}")

    assert [[row["id"] for row in page.json()] for page in (first, second, third)] == [
        [todos[0].pk, todos[1].pk],
        [todos[2].pk, todos[3].pk],
        [todos[4].pk],
    ]
    assert first["Link"] == f'<{BASE}?limit=2&after={todos[1].pk}>; rel="next"'
    assert "Link" in second
    assert "Link" not in third


def test_a_page_that_is_exactly_full_has_no_next(api: Client, milk: Todo) -> None:
    assert "Link" not in api.get("/todos?limit=1")


@pytest.mark.parametrize("rows", [0, 3, 30])
def test_a_list_is_one_query_however_long_it_is(
    api: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Todo.objects.bulk_create(Todo(title=f"To-do {number}") for number in range(rows))
    with django_assert_num_queries(1):
        assert len(api.get("/todos").json()) == rows


def test_a_patch_changes_what_it_names_and_nothing_else(api: Client, milk: Todo) -> None:
    response = api.patch(f"/todos/{milk.pk}", {"completed": True, "order": None}, "application/merge-patch+json")

    milk.refresh_from_db()
    assert response.json() == as_json((milk.pk, "Buy milk", True, None), BASE)
    assert (milk.title, milk.completed, milk.order) == ("Buy milk", True, None)


def test_a_patch_writes_only_the_columns_it_names(
    api: Client, milk: Todo, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4) as queries:  # savepoint, select, update, release
        api.patch(f"/todos/{milk.pk}", {"order": 5}, JSON)
    update = queries.captured_queries[2]["sql"]
    assert '"order" = 5' in update
    assert "title" not in update


def test_an_empty_patch_writes_nothing(api: Client, milk: Todo) -> None:
    response = api.patch(f"/todos/{milk.pk}", {}, JSON)
    assert (response.status_code, response.json()["title"]) == (200, "Buy milk")


def test_a_deleted_todo_is_gone_and_its_tags_stay(api: Client, milk: Todo) -> None:
    tag = Tag.objects.create(name="Dairy")
    milk.tags.add(tag)

    assert [api.delete(f"/todos/{milk.pk}").status_code for _ in range(2)] == [204, 404]
    assert not Todo.objects.exists()
    assert Tag.objects.filter(pk=tag.pk).exists()


def test_deleting_the_list_empties_it(api: Client, milk: Todo) -> None:
    response = api.delete("/todos")
    assert (response.status_code, response.content) == (204, b"")
    assert api.get("/todos").json() == []


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "todo_id", ["0", "-1", "01", "1.0", "x", "1%00", "٣", "9223372036854775807", "9" * 19, "9" * 60]
)
def test_an_address_of_no_todo_is_404_as_a_problem(api: Client, method: str, todo_id: str) -> None:
    response = api.generic(method, f"/todos/{todo_id}", "{}", JSON)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_head_answers_as_get_without_a_body(api: Client, milk: Todo) -> None:
    for path in ("/todos", f"/todos/{milk.pk}", "/health"):
        response = api.head(path)
        assert (response.status_code, response.content) == (200, b"")


def test_a_method_that_is_not_there_is_405_with_those_that_are(milk: Todo) -> None:
    for path, allowed in (
        ("/todos", "GET, HEAD, POST, DELETE, OPTIONS"),
        ("/todos/1", "GET, HEAD, PATCH, DELETE, OPTIONS"),
        ("/health", "GET, HEAD, OPTIONS"),
    ):
        response = Client(enforce_csrf_checks=True).put(path)
        assert (response.status_code, response["Allow"]) == (405, allowed)
        assert response.json()["detail"] == f"Allowed here: {allowed}."
        assert response["Content-Type"] == "application/problem+json"


def test_options_tells_the_methods(api: Client) -> None:
    response = api.options("/todos")
    assert (response.status_code, response["Allow"]) == (200, "GET, HEAD, POST, DELETE, OPTIONS")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])
def test_a_body_of_another_type_is_415(api: Client, content_type: str) -> None:
    response = api.generic("POST", "/todos", '{"title": "a"}', content_type)
    assert (response.status_code, Todo.objects.count()) == (415, 0)


def test_only_a_patch_takes_a_merge_patch(api: Client) -> None:
    assert api.post("/todos", {"title": "a"}, "application/merge-patch+json").status_code == 415
    assert api.generic("POST", "/todos", '{"title": "a"}', "Application/JSON; charset=utf-8").status_code == 201


def test_a_body_beyond_the_limit_is_413_as_a_problem(api: Client) -> None:
    whole = b"[" + b" " * (100 * 1024 - 2) + b"]"

    response = api.post("/todos", whole + b" ", JSON)

    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")
    assert response.json()["detail"] == "The body has more bytes than are taken here."
    assert api.post("/todos", whole, JSON).status_code == 422


def test_a_body_that_is_no_json_is_400_and_a_wrong_field_422(api: Client) -> None:
    assert api.post("/todos", "{", JSON).status_code == 400
    response = api.post("/todos", "[]", JSON)
    assert response.status_code == 422
    assert response.json()["errors"] == [{"detail": "Expected a JSON object.", "pointer": "#"}]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=5.0", "after=-1", f"after={2**63}", "limit="])
def test_a_bad_parameter_is_422_and_named(api: Client, query: str) -> None:
    response = api.get(f"/todos?{query}")
    assert response.status_code == 422
    assert [error["parameter"] for error in response.json()["errors"]] == [query.partition("=")[0]]


def test_health_needs_no_database(client: Client) -> None:
    response = client.get("/health")  # without the fixture db, pytest-django refuses every query
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_foreign_pages_may_call_the_api_without_a_token_and_without_cookies(db: None) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "https://elsewhere.example"})

    added = strict.post("/todos", {"title": "a"}, JSON)
    asked = strict.options("/todos", headers={"Access-Control-Request-Method": "PATCH"})

    assert added.status_code == 201
    for response in (added, asked, strict.get("/todos/0")):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, POST, PATCH, DELETE, OPTIONS"
    assert asked["Access-Control-Allow-Headers"] == "content-type"
    assert added["Access-Control-Expose-Headers"] == "Location, Link"
    assert "Access-Control-Allow-Origin" not in strict.get("/accounts/login/")
    assert "X-Request-ID" in asked


@override_settings(ALLOWED_HOSTS=["todos.example"])
def test_addresses_are_built_from_the_host_of_the_request(api: Client, milk: Todo) -> None:
    assert api.get("/todos", headers={"Host": "todos.example:8443"}).json()[0]["url"] == (
        f"http://todos.example:8443/todos/{milk.pk}"
    )
