"""A list is read page by page; a cursor continues it wherever the notes stand by then."""

from urllib.parse import parse_qs, urlsplit

import pytest

from .client import Api, Json

SORTS = ["created", "-created", "updated", "-updated"]


def in_order(notes: list[Json], sort: str) -> list[str]:
    """The ids of notes that were made oldest first."""
    ids = [note["id"] for note in notes]
    return ids[::-1] if sort.startswith("-") else ids


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_hold_each_note_once_and_in_order(api: Api, tag: str, sort: str, limit: int) -> None:
    notes = api.create_notes(7, tag)

    pages = list(api.pages({"tag": tag, "sort": sort, "limit": limit}))

    assert [note["id"] for page in pages for note in page] == in_order(notes, sort)
    assert {len(page) for page in pages[:-1]} <= {limit}


@pytest.mark.parametrize("sort", SORTS)
def test_notes_of_one_moment_are_on_the_pages_once(api: Api, tag: str, sort: str) -> None:
    notes = [api.create_note(tags=[tag], created_at="2026-01-31T00:00:00Z") for _ in range(5)]

    found = api.ids({"tag": tag, "sort": sort, "limit": 2})

    assert sorted(found) == sorted(note["id"] for note in notes)


def test_microseconds_count_in_the_order(api: Api, tag: str) -> None:
    moments = [f"2026-01-31T00:00:00.{microsecond:06}Z" for microsecond in (3, 1, 2)]
    third, first, second = [api.create_note(tags=[tag], created_at=moment)["id"] for moment in moments]

    assert api.ids({"tag": tag, "sort": "created", "limit": 1}) == [first, second, third]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("inserted_at", ["2020-01-01T00:00:00Z", "2026-01-31T00:02:30Z", "2030-01-01T00:00:00Z"])
def test_notes_inserted_between_pages_make_no_other_repeat_or_go_missing(
    api: Api, tag: str, sort: str, inserted_at: str
) -> None:
    notes = api.create_notes(6, tag)
    seen: list[str] = []

    for page in api.pages({"tag": tag, "sort": sort, "limit": 2}):
        seen += [note["id"] for note in page]
        if len(seen) < 20:
            api.create_note(tags=[tag], created_at=inserted_at)

    assert len(seen) == len(set(seen))
    assert [note_id for note_id in seen if note_id in in_order(notes, sort)] == in_order(notes, sort)


def test_list_goes_on_when_the_note_of_the_cursor_is_deleted(api: Api, tag: str) -> None:
    notes = api.create_notes(4, tag)
    page = api.read_page({"tag": tag, "sort": "created", "limit": 2})

    api.delete(f"/notes/{notes[1]['id']}")

    rest = api.ids({"tag": tag, "sort": "created", "cursor": page["next_cursor"]})
    assert rest == [note["id"] for note in notes[2:]]


@pytest.mark.parametrize("sort", SORTS)
def test_cursor_knows_its_sort(api: Api, tag: str, sort: str) -> None:
    notes = api.create_notes(4, tag)
    page = api.read_page({"tag": tag, "sort": sort, "limit": 2})

    rest = api.read_page({"tag": tag, "cursor": page["next_cursor"]})

    assert [note["id"] for note in rest["items"]] == in_order(notes, sort)[2:]


def test_page_holds_20_notes_unless_asked_otherwise(api: Api, tag: str) -> None:
    api.create_notes(21, tag)

    assert len(api.read_page({"tag": tag})["items"]) == 20


def test_page_holds_up_to_100_notes(api: Api, tag: str) -> None:
    api.create_notes(101, tag)

    assert len(api.read_page({"tag": tag, "limit": 100})["items"]) == 100


def test_last_page_has_no_cursor_and_no_next_link(api: Api, tag: str) -> None:
    api.create_notes(2, tag)

    response = api.get("/notes", params={"tag": tag, "limit": 2})

    assert response.json()["next_cursor"] is None
    assert set(response.links) == {"first"}


@pytest.mark.parametrize("sort", SORTS)
def test_next_link_leads_through_all_pages(api: Api, tag: str, sort: str) -> None:
    notes = api.create_notes(5, tag)
    response = api.get("/notes", params={"tag": tag, "sort": sort, "limit": 2})
    seen = [note["id"] for note in response.json()["items"]]

    while "next" in response.links and len(seen) <= len(notes):
        response = api.get(response.links["next"]["url"])
        seen += [note["id"] for note in response.json()["items"]]

    assert seen == in_order(notes, sort)


def test_next_link_holds_the_cursor_of_the_body_and_the_query(api: Api, tag: str) -> None:
    for _ in range(2):
        api.create_note(tags=[tag, "q&a=1"], body="gazpacho")
    query = {"tag": [tag, "q&a=1"], "text": ["gazpacho"], "archived": ["false"], "limit": ["1"]}

    response = api.get("/notes", params=query)

    target = urlsplit(response.links["next"]["url"])
    assert target.path == "/notes"
    assert parse_qs(target.query) == query | {"cursor": [response.json()["next_cursor"]]}


def test_first_link_leads_back_to_the_first_page(api: Api, tag: str) -> None:
    api.create_notes(4, tag)
    first = api.get("/notes", params={"tag": tag, "limit": 2})
    second = api.get(first.links["next"]["url"])

    again = api.get(second.links["first"]["url"])

    assert again.json() == first.json()
