"""What a note is: the shapes that go in and out, and every rule a field must keep.

Input and output are separate models. A client cannot set ``version`` or ``id`` because the input has no such field
(mass assignment is impossible, not forbidden), and an unknown field is refused instead of ignored, so that a typing
error such as ``"tag"`` is noticed by the client that made it.

Cost: validation is O(size of the document), in Rust.
When not: rules that need other notes ("titles are unique") belong to the repository, which sees them all.
Asked: why not one model for everything? What is mass assignment? Why refuse unknown fields?
Source: https://docs.pydantic.dev/latest/concepts/models/ and OWASP API3:2023.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)
from pydantic.config import JsonDict

MAX_TITLE = 200
MAX_BODY = 100_000
MAX_TAGS = 20
MAX_TAG = 50

# Patterns instead of validators: they stand in the OpenAPI document, so that a client can know them beforehand.
# U+0085 is white space to Pydantic's expressions and none to JavaScript's; as a control character it is out for both.
CONTROL = r"\x00-\x1F\x7F-\x9F"
TITLE_PATTERN = rf"^[^{CONTROL}]*[^\s{CONTROL}][^{CONTROL}]*$"
TAG_PATTERN = rf"^[^\s,/{CONTROL}]+$"
TEXT_PATTERN = r"^[^\x00]*$"
# An ASCII letter or digit, or anything beyond ASCII: what else is a letter, each dialect of patterns knows differently.
WORDS_PATTERN = r"^[^\x00]*[^\x00-/:-@\[-`{-\x7F][^\x00]*$"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
# What Pydantic says of a mismatch is for people who read patterns.
PATTERN_MEANINGS = {
    TITLE_PATTERN: "one line of text, not blank and without control characters",
    TAG_PATTERN: "text without white space, commas, slashes and control characters",
    TEXT_PATTERN: "text without the character U+0000",
    WORDS_PATTERN: "text that holds at least one letter or digit, without the character U+0000",
}


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC, or raise ValueError when it falls outside the years 1 to 9999 there."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the moment lies outside the years 1 to 9999 in UTC") from None


def with_zone(value: object) -> object:
    """Return a moment, or text that looks like one, unchanged; or raise ValueError.

    Pydantic would take a number too, and guess whether it counts seconds or milliseconds.
    """
    if isinstance(value, datetime) or (isinstance(value, str) and RFC_3339.fullmatch(value)):
        return value
    raise ValueError("expected a date and time with its zone, such as 2026-01-31T09:30:00Z")


def unique(tags: list[str]) -> list[str]:
    """Return the tags unchanged, or raise ValueError naming the first that stands twice.

    >>> unique(["a", "b", "a"])
    Traceback (most recent call last):
    ValueError: the tag 'a' stands twice
    """
    for position, tag in enumerate(tags):
        if tag in tags[:position]:
            raise ValueError(f"the tag {tag!r} stands twice")
    return tags


Title = Annotated[str, Field(max_length=MAX_TITLE, pattern=TITLE_PATTERN, description="One line, not blank")]
Body = Annotated[str, Field(max_length=MAX_BODY, pattern=TEXT_PATTERN, description="Markdown")]
Tag = Annotated[str, Field(max_length=MAX_TAG, pattern=TAG_PATTERN, description="No white space, comma or slash")]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS, json_schema_extra={"uniqueItems": True}), AfterValidator(unique)]
Moment = Annotated[AwareDatetime, BeforeValidator(with_zone), AfterValidator(in_utc)]

EXAMPLE_CONTENT: JsonDict = {"title": "Ship it", "body": "# Ship it\n\nOn *Friday*.", "tags": ["work"], "pinned": True}
EXAMPLE_NOTE: JsonDict = EXAMPLE_CONTENT | {
    "archived": False,
    "id": "0198c1f0-6f3a-7c11-9d0a-2f6b1c9a7e55",
    "created_at": "2026-01-31T09:30:00Z",
    "updated_at": "2026-02-01T17:00:00Z",
    "version": 2,
}


class NoteContent(BaseModel):
    """What a client may write: the whole of it replaces a note."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE_CONTENT})

    title: Title
    body: Body = ""
    tags: Tags = Field(default_factory=list)
    pinned: StrictBool = False
    archived: StrictBool = False


class NoteCreate(NoteContent):
    """A new note. The dates are for notes that come from elsewhere; without them it is written now."""

    created_at: Moment | None = None
    updated_at: Moment | None = None

    @model_validator(mode="after")
    def check_dates(self) -> Self:
        """Refuse a note that was changed before it was made."""
        if self.updated_at is not None and self.updated_at < (self.created_at or self.updated_at):
            raise ValueError("updated_at must not be before created_at")
        return self

    def dates(self, now: datetime) -> tuple[datetime, datetime]:
        """Return when the note was created and updated, in UTC, where ``now`` stands in for what was not given."""
        created_at = self.created_at or self.updated_at or now
        return created_at, self.updated_at or created_at


class NotePatch(BaseModel):
    """A merge patch (RFC 7396): what is absent stays, null brings back the default, a value replaces."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"archived": True, "tags": None}})

    # A title has no default to go back to, so null is refused. The factory keeps a default out of the schema; it is
    # never used, because only the fields that were sent are looked at.
    title: Title = Field(default_factory=str)
    body: Body | None = None
    tags: Tags | None = None
    pinned: StrictBool | None = None
    archived: StrictBool | None = None


class Note(BaseModel):
    """A stored note. ``version`` counts its states from 1."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE_NOTE})

    id: UUID
    title: Title
    body: Body
    tags: list[Tag]
    pinned: bool
    archived: bool
    created_at: datetime
    updated_at: datetime
    version: int = Field(ge=1)


class TagCount(BaseModel):
    """How many notes carry a tag."""

    model_config = ConfigDict(json_schema_extra={"example": {"tag": "work", "notes": 12}})

    tag: Tag
    notes: int = Field(ge=1)


class Health(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])
