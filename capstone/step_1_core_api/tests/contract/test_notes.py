"""Notes are created, read, replaced and deleted."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from .client import Api, Json, problem_of

CONTENT = {
    "title": "Ship it",
    "body": "# Ship it\r\n\r\nOn *Friday*. \U0001f6a2",
    "tags": ["work", "q3"],
    "pinned": True,
    "archived": True,
}
DEFAULTS = {"body": "", "tags": [], "pinned": False, "archived": False}
NOTE_FIELDS = {*CONTENT, "id", "created_at", "updated_at", "version"}


def content_of(note: Json) -> Json:
    return {name: note[name] for name in CONTENT}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_created_note_holds_what_was_sent(api: Api) -> None:
    note = api.create_note(**CONTENT)

    assert content_of(note) == CONTENT
    assert set(note) == NOTE_FIELDS


def test_created_note_has_an_id_and_is_version_1(api: Api) -> None:
    note = api.create_note()

    assert str(UUID(note["id"])) == note["id"]
    assert note["version"] == 1


def test_fields_that_are_not_sent_get_their_defaults(api: Api) -> None:
    note = api.create_note(title="Only a title")

    assert content_of(note) == {"title": "Only a title"} | DEFAULTS


def test_location_leads_to_the_created_note(api: Api) -> None:
    created = api.post_note(CONTENT)

    found = api.get(created.headers["Location"])

    assert found.json() == created.json()


def test_new_note_is_dated_now(api: Api) -> None:
    before = datetime.now(UTC)

    note = api.create_note()

    assert abs(moment(note["created_at"]) - before) < timedelta(minutes=1)
    assert note["updated_at"] == note["created_at"]


def test_dates_of_a_note_from_elsewhere_are_kept_in_utc(api: Api) -> None:
    note = api.create_note(created_at="2020-02-29T23:30:00.123456-02:00", updated_at="2021-01-01T00:00:00Z")

    assert moment(note["created_at"]) == datetime(2020, 3, 1, 1, 30, 0, 123456, UTC)
    assert note["created_at"].endswith("Z")
    assert moment(note["updated_at"]) == datetime(2021, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("given", ["created_at", "updated_at"])
def test_one_date_stands_for_both(api: Api, given: str) -> None:
    note = api.create_note(**{given: "2020-02-29T12:00:00Z"})

    assert note["created_at"] == note["updated_at"] == "2020-02-29T12:00:00Z"


def test_null_for_a_date_means_now(api: Api) -> None:
    note = api.create_note(created_at=None, updated_at=None)

    assert moment(note["created_at"]) > datetime(2026, 1, 1, tzinfo=UTC)


def test_read_returns_the_created_note(api: Api) -> None:
    created = api.create_note(**CONTENT)

    assert api.read_note(created["id"]) == created


def test_replace_sets_every_field(api: Api) -> None:
    note = api.create_note()

    replaced = api.put_note(note["id"], CONTENT)

    assert replaced.status_code == HTTPStatus.OK
    assert content_of(replaced.json()) == CONTENT


def test_replace_gives_fields_that_are_not_sent_their_defaults(api: Api) -> None:
    note = api.create_note(**CONTENT)

    replaced = api.put_note(note["id"], {"title": "New"}).json()

    assert content_of(replaced) == {"title": "New"} | DEFAULTS


def test_replace_is_a_new_version_of_the_same_note(api: Api) -> None:
    note = api.create_note(created_at="2020-01-01T00:00:00Z")

    replaced = api.put_note(note["id"], CONTENT).json()

    assert (replaced["id"], replaced["created_at"]) == (note["id"], note["created_at"])
    assert replaced["version"] == 2
    assert moment(replaced["updated_at"]) > moment(note["updated_at"])


def test_replaced_note_is_read(api: Api) -> None:
    note = api.create_note()

    replaced = api.put_note(note["id"], CONTENT).json()

    assert api.read_note(note["id"]) == replaced


def test_change_never_dates_a_note_before_its_creation(api: Api) -> None:
    note = api.create_note(created_at="2999-01-01T00:00:00Z")

    replaced = api.put_note(note["id"], CONTENT).json()

    assert moment(replaced["updated_at"]) >= moment(replaced["created_at"])


def test_delete_answers_without_a_body(api: Api) -> None:
    note = api.create_note()

    response = api.delete(f"/notes/{note['id']}")

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")


def test_deleted_note_is_gone(api: Api, tag: str) -> None:
    note = api.create_note(tags=[tag])

    api.delete(f"/notes/{note['id']}")

    problem_of(api.get(f"/notes/{note['id']}"), HTTPStatus.NOT_FOUND)
    assert api.ids({"tag": tag}) == []


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_note_that_never_was_is_not_found(api: Api, method: str) -> None:
    unknown = f"/notes/{uuid4()}"
    content_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
    body = None if method in ("GET", "DELETE") else '{"title": "New"}'

    response = api.request(method, unknown, content=body, headers={"Content-Type": content_type})

    problem_of(response, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_deleted_note_cannot_be_changed(api: Api, method: str) -> None:
    note = api.create_note()
    api.delete(f"/notes/{note['id']}")
    content_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
    body = None if method == "DELETE" else '{"title": "New"}'

    response = api.request(method, f"/notes/{note['id']}", content=body, headers={"Content-Type": content_type})

    problem_of(response, HTTPStatus.NOT_FOUND)
    problem_of(api.get(f"/notes/{note['id']}"), HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("path", ["/notes", "/notes/{id}", "/tags", "/healthz"])
def test_head_answers_like_get_without_the_body(api: Api, path: str) -> None:
    address = path.format(id=api.create_note()["id"])
    get = api.get(address)

    head = api.head(address)

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


def test_head_of_an_unknown_note_is_not_found(api: Api) -> None:
    assert api.head(f"/notes/{uuid4()}").status_code == HTTPStatus.NOT_FOUND
