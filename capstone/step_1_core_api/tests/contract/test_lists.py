"""A list holds the notes that its filters let through, in the order that was asked for."""

import pytest

from .client import Api


def test_tag_filters(api: Api, tag: str) -> None:
    note = api.create_note(tags=["other", tag])
    api.create_note(tags=["other"])

    assert api.ids({"tag": tag}) == [note["id"]]


def test_several_tags_must_all_be_there(api: Api, tag: str) -> None:
    both = api.create_note(tags=[tag, "home"])
    api.create_note(tags=[tag])

    assert api.ids({"tag": [tag, "home"]}) == [both["id"]]


def test_tag_is_compared_as_a_whole_and_with_case(api: Api, tag: str) -> None:
    api.create_note(tags=[tag])

    assert api.ids({"tag": tag[:-1]}) == []
    assert api.ids({"tag": tag.upper()}) == []


@pytest.mark.parametrize("field", ["archived", "pinned"])
@pytest.mark.parametrize("wanted", [True, False])
def test_flag_filters(api: Api, tag: str, field: str, wanted: bool) -> None:
    notes = {flag: api.create_note(tags=[tag], **{field: flag}) for flag in (True, False)}

    assert api.ids({"tag": tag, field: str(wanted).lower()}) == [notes[wanted]["id"]]


def test_without_filters_on_flags_all_notes_are_listed(api: Api, tag: str) -> None:
    notes = [api.create_note(tags=[tag], archived=flag, pinned=flag) for flag in (True, False)]

    assert set(api.ids({"tag": tag})) == {note["id"] for note in notes}


@pytest.mark.parametrize("field", ["title", "body"])
@pytest.mark.parametrize("text", ["gazpacho", "GAZPACHO", "Gazpacho"])
def test_text_finds_a_word_in_any_case(api: Api, tag: str, field: str, text: str) -> None:
    note = api.create_note(tags=[tag], **{field: "Cold Gazpacho, now!"})
    api.create_note(tags=[tag])

    assert api.ids({"tag": tag, "text": text}) == [note["id"]]


def test_text_finds_notes_that_hold_every_word_wherever_it_stands(api: Api, tag: str) -> None:
    note = api.create_note(tags=[tag], title="Gazpacho", body="cold soup from Spain")
    api.create_note(tags=[tag], title="Gazpacho")

    assert api.ids({"tag": tag, "text": "spain gazpacho"}) == [note["id"]]


def test_text_finds_words_of_other_alphabets(api: Api, tag: str) -> None:
    note = api.create_note(tags=[tag], body="Über den Fluß: река Дон")

    assert api.ids({"tag": tag, "text": "река über"}) == [note["id"]]


def test_text_finds_whole_words_only(api: Api, tag: str) -> None:
    api.create_note(tags=[tag], body="gazpacho")

    assert api.ids({"tag": tag, "text": "gazp"}) == []


@pytest.mark.parametrize("text", ["gazpacho' OR '1'='1", "gazpacho & !(", 'gazpacho "', "gazpacho:*", "gazpacho %_"])
def test_text_is_no_query_language(api: Api, tag: str, text: str) -> None:
    api.create_note(tags=[tag], body="nothing of that kind")

    assert api.ids({"tag": tag, "text": text}) == []


def test_changed_note_is_found_by_what_it_holds_now(api: Api, tag: str) -> None:
    note = api.create_note(tags=[tag], body="gazpacho")
    api.patch_note(note["id"], {"body": "borscht"})

    assert api.ids({"tag": tag, "text": "gazpacho"}) == []
    assert api.ids({"tag": tag, "text": "borscht"}) == [note["id"]]


def test_filters_work_together(api: Api, tag: str) -> None:
    wanted = api.create_note(tags=[tag], body="gazpacho", pinned=True)
    api.create_note(tags=[tag], body="gazpacho", pinned=True, archived=True)
    api.create_note(tags=[tag], body="gazpacho")
    api.create_note(tags=[tag], pinned=True)

    found = api.ids({"tag": tag, "text": "gazpacho", "pinned": "true", "archived": "false"})

    assert found == [wanted["id"]]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("created", ["old", "middle", "new"]),
        ("-created", ["new", "middle", "old"]),
        ("updated", ["middle", "new", "old"]),
        ("-updated", ["old", "new", "middle"]),
    ],
)
def test_sort(api: Api, tag: str, sort: str, expected: list[str]) -> None:
    api.create_note(title="new", tags=[tag], created_at="2022-01-01T00:00:00Z", updated_at="2025-01-01T00:00:00Z")
    api.create_note(title="old", tags=[tag], created_at="2020-01-01T00:00:00Z", updated_at="2026-01-01T00:00:00Z")
    api.create_note(title="middle", tags=[tag], created_at="2021-01-01T00:00:00Z", updated_at="2024-01-01T00:00:00Z")

    page = api.read_page({"tag": tag, "sort": sort})

    assert [note["title"] for note in page["items"]] == expected


def test_newest_come_first_unless_asked_otherwise(api: Api, tag: str) -> None:
    notes = api.create_notes(3, tag)

    assert api.ids({"tag": tag}) == [note["id"] for note in reversed(notes)]


def test_listed_note_is_the_note_that_is_read(api: Api, tag: str) -> None:
    note = api.create_note(tags=[tag], body="Text", pinned=True)

    assert api.read_page({"tag": tag})["items"] == [note]


def test_list_without_a_match_is_empty(api: Api, tag: str) -> None:
    assert api.read_page({"tag": tag}) == {"items": [], "next_cursor": None}
