"""The behaviours that the public Todo-Backend project asks of each implementation, as a page in a browser sees them.

Each request carries an Origin and each answer must admit it, else the project's own page could not read it. The project
sends the type of JSON with every request, also with those that have no body.

Source: https://todobackend.com, https://github.com/TodoBackend/todo-backend-js-spec
"""

from collections.abc import Iterator

import httpx2
import pytest

from .client import JSON, ORIGIN, Api, Json, encode


class Page:
    """What a script on a page of another origin can do."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.root = api.todos_url

    def send(self, method: str, url: str, document: Json = None) -> Json:
        """Return the document that came back, if the browser would hand it to the script."""
        content = None if document is None else encode(document)
        headers = {"Origin": ORIGIN, "Content-Type": JSON, "Accept": "text/plain, */*; q=0.01"}
        response: httpx2.Response = self._api.request(method, url, content=content, headers=headers)
        assert response.is_success, response.text
        assert response.headers["Access-Control-Allow-Origin"] in ("*", ORIGIN)
        return response.json() if response.content else None

    def create(self, **members: Json) -> Json:
        """Return a new to-do."""
        return self.send("POST", self.root, {"title": "blah"} | members)


@pytest.fixture
def page(api: Api) -> Iterator[Page]:
    """A page that begins and ends with an empty list."""
    page = Page(api)
    page.send("DELETE", page.root)
    yield page
    page.send("DELETE", page.root)


def test_root_answers_a_get(page: Page) -> None:
    assert page.send("GET", page.root) == []


def test_root_answers_a_post_with_the_todo_that_was_posted(page: Page) -> None:
    assert page.create(title="a todo")["title"] == "a todo"


def test_root_is_empty_after_a_delete(page: Page) -> None:
    page.create()

    page.send("DELETE", page.root)

    assert page.send("GET", page.root) == []


def test_posted_todo_is_added_to_the_list(page: Page) -> None:
    page.create(title="walk the dog")

    assert [todo["title"] for todo in page.send("GET", page.root)] == ["walk the dog"]


def test_new_todo_is_not_completed(page: Page) -> None:
    assert page.create()["completed"] is False
    assert page.send("GET", page.root)[0]["completed"] is False


def test_new_todo_has_a_url_that_leads_to_it(page: Page) -> None:
    todo = page.create(title="my todo")

    assert page.send("GET", page.root)[0]["url"] == todo["url"]
    assert page.send("GET", todo["url"])["title"] == "my todo"


def test_list_leads_to_each_todo_by_its_url(page: Page) -> None:
    for title in ("todo the first", "todo the second"):
        page.create(title=title)

    listed = page.send("GET", page.root)

    assert [page.send("GET", todo["url"]) for todo in listed] == listed


@pytest.mark.parametrize("change", [{"title": "bathe the cat"}, {"completed": True}, {"order": 95}], ids=str)
def test_patch_of_the_url_changes_the_todo(page: Page, change: Json) -> None:
    todo = page.create(title="initial title", order=10)

    assert page.send("PATCH", todo["url"], change) == todo | change


def test_changes_are_there_when_the_todo_is_fetched_again(page: Page) -> None:
    todo = page.create(order=10)
    changed = {"title": "changed title", "completed": True, "order": 95}

    page.send("PATCH", todo["url"], changed)

    assert page.send("GET", todo["url"]) == todo | changed
    assert page.send("GET", page.root) == [todo | changed]


def test_delete_of_the_url_deletes_the_todo(page: Page) -> None:
    todo = page.create()

    page.send("DELETE", todo["url"])

    assert page.send("GET", page.root) == []


def test_todo_can_be_made_with_an_order(page: Page) -> None:
    assert page.create(order=523)["order"] == 523
