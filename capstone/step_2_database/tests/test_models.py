"""The models take what keeps every rule, and say what is wrong with everything else."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from valid_notes import contents, stored_notes

from notes_api.models import (
    EXAMPLE_NOTE,
    MAX_TITLE,
    Moment,
    Note,
    NoteContent,
    NoteCreate,
    NotePatch,
    Tag,
    Title,
    in_utc,
    unique,
    with_zone,
)

JANUARY = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
JULY = datetime(2026, 7, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@given(contents)
def test_valid_content_comes_out_as_it_went_in(content: NoteContent) -> None:
    assert NoteContent.model_validate_json(content.model_dump_json()) == content


@given(stored_notes())
def test_stored_note_survives_json(note: Note) -> None:
    assert Note.model_validate_json(note.model_dump_json()) == note


def is_taken(shape: TypeAdapter[str], text: str) -> bool:
    try:
        return shape.validate_python(text) == text
    except ValidationError:
        return False


def test_tag_holds_every_character_but_white_space_controls_comma_and_slash() -> None:
    tag = TypeAdapter[str](Tag)
    characters = [chr(code) for code in range(0x3100) if not 0xD800 <= code < 0xE000]

    taken = {character for character in characters if is_taken(tag, character)}

    assert taken == {
        character
        for character in characters
        if not character.isspace() and unicodedata.category(character) != "Cc" and character not in ",/"
    }


def test_title_holds_every_character_but_controls_and_is_not_blank() -> None:
    title = TypeAdapter[str](Title)
    characters = [chr(code) for code in range(0x3100)]

    alone = {character for character in characters if is_taken(title, character)}
    between = {character for character in characters if is_taken(title, f"a{character}b")}

    assert between == {character for character in characters if unicodedata.category(character) != "Cc"}
    assert alone == {character for character in between if not character.isspace()}


@pytest.mark.parametrize("shape", [NoteContent, NoteCreate, NotePatch])
@pytest.mark.parametrize("field", ["id", "version", "tag", "TITLE"])
def test_unknown_field_is_refused(shape: type[BaseModel], field: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        shape.model_validate({"title": "A note", field: 1})


def test_dates_of_a_stored_note_are_no_content() -> None:
    with pytest.raises(ValidationError, match="created_at"):
        NoteContent.model_validate({"title": "A note", "created_at": JANUARY})


@pytest.mark.parametrize(
    ("created_at", "updated_at", "expected"),
    [
        (None, None, (NOW, NOW)),
        (JANUARY, None, (JANUARY, JANUARY)),
        (None, JULY, (JULY, JULY)),
        (JANUARY, JULY, (JANUARY, JULY)),
        (JANUARY, JANUARY, (JANUARY, JANUARY)),
    ],
)
def test_dates_that_are_not_given_follow_from_the_others(
    created_at: datetime | None, updated_at: datetime | None, expected: tuple[datetime, datetime]
) -> None:
    assert NoteCreate(title="A note", created_at=created_at, updated_at=updated_at).dates(NOW) == expected


def test_note_is_not_changed_before_it_was_made() -> None:
    with pytest.raises(ValidationError, match="updated_at must not be before created_at"):
        NoteCreate(title="A note", created_at=JULY, updated_at=JANUARY)


def test_order_of_dates_counts_zones() -> None:
    later = "2026-01-31T09:30:00-01:00"

    note = NoteCreate.model_validate({"title": "A note", "created_at": JANUARY, "updated_at": later})

    assert note.updated_at == JANUARY + timedelta(hours=1)


@pytest.mark.parametrize("offset", [timedelta(0), timedelta(hours=14), timedelta(hours=-12, minutes=-30)])
def test_moment_is_turned_into_utc(offset: timedelta) -> None:
    moment = in_utc(JANUARY.astimezone(timezone(offset)))

    assert (moment, moment.utcoffset()) == (JANUARY, timedelta(0))


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(minutes=1))),
        datetime.max.replace(tzinfo=timezone(timedelta(minutes=-1))),
    ],
)
def test_moment_that_has_no_utc_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        in_utc(moment)


@pytest.mark.parametrize("value", [JANUARY, "2026-01-31T09:30:00Z", "2026-01-31t09:30:00.5+01:00"])
def test_moment_and_its_text_pass(value: object) -> None:
    assert with_zone(value) is value


@pytest.mark.parametrize(
    "value", [0, 1.5, True, None, "5", "2026-01-31", "2026-01-31T09:30:00", "٢026-01-31T09:30:00Z"]
)
def test_what_does_not_name_one_moment_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected a date and time with its zone"):
        with_zone(value)


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=offsets)  # noqa: DTZ001 - Hypothesis adds it


@given(moments)
def test_moment_of_any_zone_is_read_from_its_text(moment: datetime) -> None:
    assert TypeAdapter[datetime](Moment).validate_python(moment.isoformat()) == moment


def test_unique_tags_pass_unchanged() -> None:
    assert unique(["b", "a", "A"]) == ["b", "a", "A"]


def test_first_tag_that_stands_twice_is_named() -> None:
    with pytest.raises(ValueError, match="the tag 'b' stands twice"):
        unique(["a", "b", "b", "a"])


def test_tags_of_a_note_are_unique() -> None:
    with pytest.raises(ValidationError, match="the tag 'a' stands twice"):
        NoteContent(title="A note", tags=["a", "a"])


@pytest.mark.parametrize("patch", [{"title": None}, {"title": ""}, {"title": "x" * (MAX_TITLE + 1)}, {"pinned": 1}])
def test_patch_keeps_the_rules_of_its_fields(patch: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NotePatch.model_validate(patch)


def test_patch_knows_what_was_sent() -> None:
    patch = NotePatch.model_validate({"tags": None, "archived": True})

    assert patch.model_dump(exclude_unset=True) == {"tags": None, "archived": True}


def test_schema_of_a_patch_asks_for_nothing_and_has_no_default_title() -> None:
    schema = NotePatch.model_json_schema()

    assert "required" not in schema
    assert "default" not in schema["properties"]["title"]


def test_example_is_a_note() -> None:
    assert Note.model_validate(EXAMPLE_NOTE).title == EXAMPLE_NOTE["title"]
