"""A list is read page by page; a link leads from one to the next."""

from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest

from .client import Api, parameters_of

REFUSED = [
    *(("limit", value) for value in ("0", "1001", "-1", "5.0", "5.5", "1e2", "abc", "", "true", "null", "0x10", "5;")),
    *(("limit", value) for value in ("1000000", "9223372036854775808", "9" * 1000, "5\x00", "1,2", "' OR 1=1 --")),
    *(("limit", value) for value in ("1_0", "+5", " 5", "5\n", "\u0665", "\u00b2")),
    *(("after", value) for value in ("-1", "5.0", "1e2", "abc", "", "null", "5\x00", "-9223372036854775809")),
]


def test_list_is_ordered_by_id(api: Api) -> None:
    todos = api.create_several(3)
    api.patch_todo(todos[0], {"title": "Changed last", "order": 99})

    listed = api.read_list(after=todos[0]["id"] - 1)

    assert [todo["id"] for todo in listed] == [todo["id"] for todo in todos]


def test_after_leaves_out_all_up_to_that_id(api: Api) -> None:
    todos = api.create_several(3)

    assert api.read_list(after=todos[0]["id"]) == todos[1:]
    assert api.read_list(after=todos[2]["id"]) == []


def test_after_may_be_the_id_of_a_deleted_todo(api: Api) -> None:
    todos = api.create_several(3)
    api.delete(todos[1]["url"])

    assert api.read_list(after=todos[1]["id"]) == todos[2:]


@pytest.mark.parametrize("after", [2**31 - 1, 2**31, 2**32, 2**63 - 1])
def test_after_the_last_id_there_is_nothing(api: Api, after: int) -> None:
    api.create()

    assert api.read_list(after=after) == []


@pytest.mark.parametrize("after", [2**63, 2**64, 10**30])
def test_after_an_id_beyond_64_bits_there_is_nothing_or_it_is_refused(api: Api, after: int) -> None:
    response = api.get(api.todos_url, params={"after": after})

    if response.status_code == HTTPStatus.OK:
        assert response.json() == []
    else:
        assert parameters_of(response) == ["after"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages_hold_each_todo_once_and_in_order(api: Api, limit: int) -> None:
    todos = api.create_several(4)

    pages = list(api.pages(limit=limit, after=todos[0]["id"] - 1))

    assert [todo for page in pages for todo in page] == todos
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)


def test_next_link_is_absolute_and_names_limit_and_after(api: Api) -> None:
    first, _ = api.create_several(2)

    response = api.get(api.todos_url, params={"limit": 1, "after": first["id"] - 1})

    url = urlsplit(response.links["next"]["url"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == api.todos_url
    assert parse_qs(url.query) == {"limit": ["1"], "after": [str(first["id"])]}


def test_link_header_has_the_form_of_the_standard(api: Api) -> None:
    first, _ = api.create_several(2)

    response = api.get(api.todos_url, params={"limit": 1, "after": first["id"] - 1})

    address, _, parameter = response.headers["Link"].partition(";")
    assert (address[0], address[-1], parameter.strip()) == ("<", ">", 'rel="next"')


def test_page_that_is_just_full_has_no_next_link(api: Api) -> None:
    todos = api.create_several(2)

    response = api.get(api.todos_url, params={"limit": 2, "after": todos[0]["id"] - 1})

    assert response.json() == todos
    assert "Link" not in response.headers


def test_todo_deleted_between_two_pages_makes_no_other_go_missing(api: Api) -> None:
    todos = api.create_several(4)
    pages = api.pages(limit=2, after=todos[0]["id"] - 1)
    seen = next(pages)

    api.delete(todos[0]["url"])

    assert [*seen, *(todo for page in pages for todo in page)] == todos


@pytest.mark.parametrize("limit", [1, 1000])
def test_limit_on_the_bounds_is_taken(api: Api, limit: int) -> None:
    todo = api.create()

    assert api.read_list(limit=limit, after=todo["id"] - 1) == [todo]


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=[f"{name}={value!a:.24}" for name, value in REFUSED])
def test_parameter_that_is_no_integer_or_out_of_bounds_is_refused(api: Api, name: str, value: str) -> None:
    assert parameters_of(api.get(api.todos_url, params={name: value})) == [name]


def test_all_mistakes_of_a_query_are_told_at_once(api: Api) -> None:
    assert parameters_of(api.get(api.todos_url, params={"limit": 0, "after": "x"})) == ["after", "limit"]


def test_parameters_that_nobody_knows_are_ignored(api: Api) -> None:
    todo = api.create()

    response = api.get(
        api.todos_url, params={"after": todo["id"] - 1, "utm_source": "mail", "order": "x", "page": "-1"}
    )

    assert response.json() == [todo]


@pytest.mark.parametrize(
    "query", ["limit=%ff", "after=%ff", "limit=%", "%ff=1", "limit=1&limit=2", "limit[]=1", "&&=&"]
)
def test_strange_query_breaks_nothing(api: Api, query: str) -> None:
    response = api.get(f"{api.todos_url}?{query}")

    assert response.status_code in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.BAD_REQUEST)
