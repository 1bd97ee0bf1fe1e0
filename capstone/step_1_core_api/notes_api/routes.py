"""The operations of the API: each translates HTTP into one call of the repository, and its result into HTTP.

A handler holds no rule about notes: what may stand in a field is in ``models``, what a store must do in
``repository``.

Asked: PUT or PATCH? Which methods are idempotent? What belongs into 201? Why 204 without a body?
Source: RFC 9110 (methods and statuses), RFC 7396 (merge patch), RFC 8288 (Link).
"""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from notes_api.merge_patch import merge_patch
from notes_api.models import (
    EXAMPLE_NOTE,
    WORDS_PATTERN,
    Health,
    Note,
    NoteContent,
    NoteCreate,
    NotePatch,
    Tag,
    TagCount,
)
from notes_api.paging import MAX_LIMIT, Cursor, Sort, link_header
from notes_api.problems import problem_responses, validation_problem
from notes_api.repository import NoteFilter, NoteRepository
from notes_api.strict_route import MERGE_PATCH, StrictRoute

_EXAMPLE = Note.model_validate(EXAMPLE_NOTE)
EXAMPLE_CURSOR = Cursor(Sort.CREATED_DESCENDING, _EXAMPLE.created_at, _EXAMPLE.id).encode()

CursorParameter = Annotated[
    Cursor,
    PlainValidator(Cursor.decode),
    WithJsonSchema({"type": "string", "format": "cursor", "examples": [EXAMPLE_CURSOR]}),
]


class NoteQuery(BaseModel):
    """The query of a list. A parameter that is none of these is refused, so that a typing error is noticed."""

    model_config = ConfigDict(extra="forbid")

    tag: list[Tag] = Field(default_factory=list, max_length=20, description="Has this tag; several: has all")
    archived: bool | None = Field(default=None, description="Without it, archived notes and others")
    pinned: bool | None = None
    text: str | None = Field(
        default=None,
        max_length=200,
        pattern=WORDS_PATTERN,
        description="Title or body hold each of these words, in upper or lower case",
    )
    sort: Sort = Field(default=Sort.CREATED_DESCENDING, description="The minus sign means newest first")
    limit: int = Field(default=20, ge=1, le=MAX_LIMIT)
    cursor: CursorParameter | None = Field(default=None, description="`next_cursor` of the page before")

    def filter(self) -> NoteFilter:
        """Return the conditions of the query."""
        return NoteFilter(tuple(self.tag), self.archived, self.pinned, self.text)


class NoteList(BaseModel):
    """One page of notes."""

    items: list[Note]
    next_cursor: str | None = Field(description="Continues after the last item; null on the last page")

    model_config = ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE_NOTE], "next_cursor": EXAMPLE_CURSOR}})


class TagList(BaseModel):
    """Every tag in use, most used first."""

    items: list[TagCount]


async def get_repository(request: Request) -> NoteRepository:
    """Return the repository of the running app."""
    repository: NoteRepository = request.app.state.repository
    return repository


Repository = Annotated[NoteRepository, Depends(get_repository)]

router = APIRouter(route_class=StrictRoute)

READING = (HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.UNPROCESSABLE_ENTITY)
WRITING = (
    *READING,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
NOT_FOUND = HTTPStatus.NOT_FOUND


@router.post("/notes", status_code=HTTPStatus.CREATED, tags=["notes"], responses=problem_responses(*WRITING))
async def create_note(note: NoteCreate, repository: Repository, response: Response) -> Note:
    """Create a note; `Location` says where it is."""
    stored = await repository.create(note)
    response.headers["Location"] = f"/notes/{stored.id}"
    return stored


@router.get("/notes", tags=["notes"], responses=problem_responses(*READING))
async def list_notes(
    query: Annotated[NoteQuery, Query()], repository: Repository, request: Request, response: Response
) -> NoteList:
    """List notes, a page at a time; `Link` holds the address of the next page."""
    sort = query.sort
    if query.cursor is not None and query.cursor.sort is not sort:
        if "sort" in query.model_fields_set:
            detail = f"this cursor continues a list sorted by {query.cursor.sort}, not by {sort}"
            raise validation_problem([{"type": "foreign_cursor", "loc": ("query", "cursor"), "msg": detail}])
        sort = query.cursor.sort
    page = await repository.list_page(query.filter(), sort, query.limit, query.cursor)
    response.headers["Link"] = link_header("/notes", request.query_params.multi_items(), page.next_cursor)
    next_cursor = page.next_cursor.encode() if page.next_cursor else None
    return NoteList(items=page.items, next_cursor=next_cursor)


@router.get("/notes/{note_id}", tags=["notes"], responses=problem_responses(*READING, NOT_FOUND))
async def read_note(note_id: UUID, repository: Repository) -> Note:
    """Read a note."""
    return await repository.get(note_id)


@router.put("/notes/{note_id}", tags=["notes"], responses=problem_responses(*WRITING, NOT_FOUND))
async def replace_note(note_id: UUID, content: NoteContent, repository: Repository) -> Note:
    """Replace what a note holds: a field that is not sent gets its default."""
    return await repository.update(note_id, lambda _: content)


@router.patch("/notes/{note_id}", tags=["notes"], responses=problem_responses(*WRITING, NOT_FOUND))
async def patch_note(
    note_id: UUID, patch: Annotated[NotePatch, Body(media_type=MERGE_PATCH)], repository: Repository
) -> Note:
    """Change some fields of a note: what is absent stays, null brings back the default (RFC 7396)."""

    def change(content: NoteContent) -> NoteContent:
        return NoteContent.model_validate(merge_patch(content.model_dump(), patch.model_dump(exclude_unset=True)))

    return await repository.update(note_id, change)


@router.delete(
    "/notes/{note_id}",
    status_code=HTTPStatus.NO_CONTENT,
    tags=["notes"],
    responses=problem_responses(*READING, NOT_FOUND),
)
async def delete_note(note_id: UUID, repository: Repository) -> None:
    """Delete a note."""
    await repository.delete(note_id)


@router.get("/tags", tags=["tags"], responses=problem_responses(HTTPStatus.NOT_ACCEPTABLE))
async def list_tags(repository: Repository) -> TagList:
    """List every tag in use with the number of its notes, most used first."""
    return TagList(items=await repository.tags())


@router.get("/healthz", tags=["operations"], responses=problem_responses(HTTPStatus.NOT_ACCEPTABLE))
async def check_health() -> Health:
    """Tell that the process answers."""
    return Health(status="ok")
