"""A merge patch changes the fields that it names (RFC 7396)."""

from http import HTTPStatus

import pytest

from .client import Api, Json, pointers_of

CONTENT = {"title": "Plan", "body": "Text", "tags": ["work", "q3"], "pinned": True, "archived": True}


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "New plan"), ("body", "New"), ("tags", ["home"]), ("tags", []), ("pinned", False), ("archived", False)],
)
def test_field_that_is_named_changes_and_the_others_stay(api: Api, field: str, value: Json) -> None:
    note = api.create_note(**CONTENT)

    patched = api.patch_note(note["id"], {field: value}).json()

    assert {name: patched[name] for name in CONTENT} == CONTENT | {field: value}


@pytest.mark.parametrize(("field", "default"), [("body", ""), ("tags", []), ("pinned", False), ("archived", False)])
def test_null_brings_back_the_default(api: Api, field: str, default: Json) -> None:
    note = api.create_note(**CONTENT)

    patched = api.patch_note(note["id"], {field: None}).json()

    assert {name: patched[name] for name in CONTENT} == CONTENT | {field: default}


def test_title_has_no_default_to_go_back_to(api: Api) -> None:
    note = api.create_note(**CONTENT)

    response = api.patch_note(note["id"], {"title": None})

    assert pointers_of(response) == ["#/title"]
    assert api.read_note(note["id"]) == note


def test_empty_patch_changes_no_content(api: Api) -> None:
    note = api.create_note(**CONTENT)

    response = api.patch_note(note["id"], {})

    assert response.status_code == HTTPStatus.OK
    assert {name: response.json()[name] for name in CONTENT} == CONTENT


def test_patch_is_a_new_version(api: Api) -> None:
    note = api.create_note(**CONTENT, created_at="2020-01-01T00:00:00Z")

    patched = api.patch_note(note["id"], {"title": "New plan"}).json()

    assert patched["version"] == 2
    assert patched["updated_at"] > note["updated_at"]
    assert patched["created_at"] == note["created_at"]


def test_patched_note_is_read(api: Api) -> None:
    note = api.create_note(**CONTENT)

    patched = api.patch_note(note["id"], {"tags": ["home"]}).json()

    assert api.read_note(note["id"]) == patched


def test_same_patch_twice_gives_the_same_content(api: Api) -> None:
    note = api.create_note(**CONTENT)
    patch = {"title": "New plan", "tags": None}

    once = api.patch_note(note["id"], patch).json()
    twice = api.patch_note(note["id"], patch).json()

    assert {name: twice[name] for name in CONTENT} == {name: once[name] for name in CONTENT}
