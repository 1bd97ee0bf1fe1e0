import html
import re

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from flask_app import pages
from flask_app.database import get_connection
from flask_app.todos import Todo, add_todo, get_todo
from tests.flask_app.page_client import PageClient


def add(app: Flask, *titles: str, completed: bool = False) -> list[Todo]:
    with app.app_context():
        return [add_todo(get_connection(), title=title, completed=completed) for title in titles]


def shown(page: str) -> list[str]:
    """Return the titles on a page, as a browser would show them."""
    return [html.unescape(title) for title in re.findall(r'<span class="title">([^<]*)</span>', page)]


def test_everyone_may_read(app: Flask, browser: PageClient) -> None:
    add(app, "Buy milk", "Água & <pão>")

    page = browser.get("/")

    assert page.status_code == 200
    assert shown(page.text) == ["Buy milk", "Água & <pão>"]
    assert "Log in" in page.text
    assert "Delete" not in page.text


def test_an_empty_list_says_so(browser: PageClient) -> None:
    assert "Nothing to do yet." in browser.get("/").text
    assert "Nothing found." in browser.get("/?q=milk").text


@pytest.mark.parametrize(
    ("show", "titles"),
    [
        ("all", ["a", "b", "c"]),
        ("open", ["a", "b"]),
        ("completed", ["c"]),
        ("'; DROP TABLE todos; --", ["a", "b", "c"]),
    ],
)
def test_show_filters(app: Flask, browser: PageClient, show: str, titles: list[str]) -> None:
    add(app, "a", "b")
    add(app, "c", completed=True)

    assert shown(browser.get("/", query_string={"show": show}).text) == titles


def test_read_show_takes_three_words() -> None:
    assert [pages.read_show(text) for text in ("open", "completed", "all", "OPEN", "", None)] == [
        "open", "completed", "all", "all", "all", "all"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "after"),
    [("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("-1", 0), ("1.5", 0), ("٣", 0), ("²", 0), ("", 0), (None, 0)],
)
def test_read_after_takes_what_64_bits_hold(text: str | None, after: int) -> None:
    assert pages.read_after(text) == after


letters = st.text("aAbB%_\\'é", max_size=4)


@example(stored=["ab"], text="a_")
@example(stored=["ab"], text="%b")
@example(stored=["a\\b", "ab"], text="\\")
@given(stored=st.lists(letters.filter(bool), max_size=6), text=letters)
def test_search_finds_what_python_finds(app: Flask, stored: list[str], text: str) -> None:
    with app.app_context():
        connection = get_connection()
        connection.execute("DELETE FROM todos")
        for title in stored:
            add_todo(connection, title=title)

        found = [row["title"] for row in pages.search(connection, text, "all", 0, 100)]

    assert found == [title for title in stored if text.lower() in title.lower()]


def test_search_keeps_to_its_limit_and_begins_after_an_id(app: Flask) -> None:
    first, *_ = add(app, "a", "b", "c", "d")
    with app.app_context():
        assert [row["title"] for row in pages.search(get_connection(), "", "open", first.id, 2)] == ["b", "c"]


def test_pages_follow_one_another(app: Flask, browser: PageClient) -> None:
    titles = [f"to-do {number}" for number in range(120)]
    add(app, *titles)
    seen: list[str] = []
    address: str | None = "/?q=to-do&show=open"

    while address:
        page = browser.get(address).text
        assert len(shown(page)) <= pages.PAGE_SIZE
        seen += shown(page)
        link = re.search(r'href="([^"]+)" rel="next"', page)
        address = html.unescape(link[1]) if link else None

    assert seen == titles


def test_add_then_redirect_then_tell_once(logged_in: PageClient) -> None:
    answer = logged_in.submit("/", title="  Buy milk ", order="3")
    page = logged_in.follow(answer)

    assert "Added “Buy milk”." in page
    assert shown(page) == ["Buy milk"]
    assert "Added" not in logged_in.get("/").text
    assert [(todo["title"], todo["order"]) for todo in logged_in.get("/todos").json or ()] == [("Buy milk", 3)]


def test_a_mistake_is_shown_with_what_was_typed_and_the_list(app: Flask, logged_in: PageClient) -> None:
    add(app, "There before")

    answer = logged_in.submit("/", title="New", order="many")

    assert answer.status_code == 422
    assert "Not a valid integer value." in answer.text
    assert 'value="New"' in answer.text
    assert shown(answer.text) == ["There before"]


def test_complete_and_open_again(app: Flask, logged_in: PageClient) -> None:
    (todo,) = add(app, "Buy milk")

    assert "Completed: “Buy milk”." in logged_in.follow(logged_in.submit(f"/complete/{todo.id}"))
    logged_in.submit(f"/complete/{todo.id}", completed="1")
    assert shown(logged_in.get("/?show=completed").text) == ["Buy milk"]

    assert "Opened again: “Buy milk”." in logged_in.follow(logged_in.submit(f"/complete/{todo.id}", completed="0"))
    assert shown(logged_in.get("/?show=open").text) == ["Buy milk"]


def test_edit_shows_what_is_stored_and_stores_what_is_sent(app: Flask, logged_in: PageClient) -> None:
    (todo,) = add(app, 'Buy "milk"')
    form = logged_in.get(f"/edit/{todo.id}").text
    assert 'value="Buy &#34;milk&#34;"' in form

    page = logged_in.follow(logged_in.submit(f"/edit/{todo.id}", title="Buy tea", order="-1", completed="y"))

    assert "Changed “Buy tea”." in page
    with app.app_context():
        assert get_todo(get_connection(), todo.id) == Todo(todo.id, "Buy tea", completed=True, order=-1)


def test_a_mistake_in_edit_changes_nothing(app: Flask, logged_in: PageClient) -> None:
    (todo,) = add(app, "Buy milk")

    answer = logged_in.submit(f"/edit/{todo.id}", title=" ")

    assert answer.status_code == 422
    assert "A title has 1 to 200 characters." in answer.text
    assert shown(logged_in.get("/").text) == ["Buy milk"]


def test_delete(app: Flask, logged_in: PageClient) -> None:
    todo, _ = add(app, "Buy milk", "Stay")

    page = logged_in.follow(logged_in.submit(f"/delete/{todo.id}"))

    assert "Deleted “Buy milk”." in page
    assert shown(page) == ["Stay"]


@pytest.mark.parametrize("path", ["/complete/{}", "/delete/{}"])
def test_a_button_leads_back_to_the_page_it_was_on(app: Flask, logged_in: PageClient, path: str) -> None:
    (todo,) = add(app, "Buy milk")
    found = re.search(r'name="next" value="([^"]+)"', logged_in.get("/?q=milk&show=open").text)
    assert found is not None

    answer = logged_in.submit(path.format(todo.id), next=html.unescape(found[1]))

    assert answer.location == "/?q=milk&show=open"


@pytest.mark.parametrize("path", ["/", "/complete/1", "/edit/1", "/delete/1"])
def test_changing_needs_log_in(app: Flask, browser: PageClient, path: str) -> None:
    add(app, "Buy milk")

    answer = browser.submit(path, title="Changed")

    assert (answer.status_code, answer.location) == (303, "/log-in")
    assert [(todo["title"], todo["completed"]) for todo in browser.get("/todos").json or ()] == [("Buy milk", False)]


@pytest.mark.parametrize("number", ["1", "0", "01", str(2**63), "x"])
@pytest.mark.parametrize("path", ["/complete/", "/edit/", "/delete/"])
def test_a_to_do_that_is_not_there_is_a_page_of_its_own(logged_in: PageClient, path: str, number: str) -> None:
    answer = logged_in.submit(path + number, title="a")

    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "<h1>Not Found</h1>" in answer.text


def test_here_is_the_address_of_this_request(app: Flask) -> None:
    with app.test_request_context("/?q=a&show=open"):
        assert pages.here() == "/?q=a&show=open"
    with app.test_request_context("/edit/1"):
        assert pages.here() == "/edit/1"
