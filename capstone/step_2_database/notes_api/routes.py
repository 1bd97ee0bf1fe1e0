"""The operations on notes: each translates HTTP into one call of the repository, and its result into HTTP.

A handler holds no rule about notes: what may stand in a field is in ``models``, what a store must do in
``repository``. The notes come as JSON text from the store and go out as they are; ``response_model`` tells the
OpenAPI document their shape.

Asked: PUT or PATCH? Which methods are idempotent? What belongs into 201? What makes POST safe to repeat?
Source: RFC 9110 (methods and statuses), RFC 7396 (merge patch), RFC 8288 (Link),
draft-ietf-httpapi-idempotency-key-header
"""

import json
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from notes_api.conditional import IfMatch, IfNoneMatch, entity_tag, is_current, precondition
from notes_api.merge_patch import merge_patch
from notes_api.models import (
    EXAMPLE_NOTE,
    KEY_PATTERN,
    WORDS_PATTERN,
    Health,
    Note,
    NoteContent,
    NoteCreate,
    NotePatch,
    SearchHit,
    Tag,
    TagCount,
)
from notes_api.paging import MAX_LIMIT, Cursor, Sort, link_header
from notes_api.problems import problem_responses, validation_problem
from notes_api.repository import NoteFilter, NoteRepository, StoredNote
from notes_api.strict_route import JSON, MERGE_PATCH, StrictRoute

_EXAMPLE = Note.model_validate(EXAMPLE_NOTE)
EXAMPLE_CURSOR = Cursor(Sort.CREATED_DESCENDING, _EXAMPLE.created_at, _EXAMPLE.id).encode()

CursorParameter = Annotated[
    Cursor,
    PlainValidator(Cursor.decode),
    WithJsonSchema({"type": "string", "format": "cursor", "examples": [EXAMPLE_CURSOR]}),
]
ListSort = Literal[Sort.CREATED, Sort.CREATED_DESCENDING, Sort.UPDATED, Sort.UPDATED_DESCENDING]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=KEY_PATTERN,
        description="Any text that is new for each note: a request that is sent again with it makes no second note",
    ),
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
    sort: ListSort = Field(default=Sort.CREATED_DESCENDING, description="The minus sign means newest first")
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


class SearchQuery(BaseModel):
    """The query of a search."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(
        max_length=200,
        pattern=WORDS_PATTERN,
        description='Words in any form; `"exact phrase"`, `or` and `-without` work as in search engines',
        examples=["python -snake"],
    )
    limit: int = Field(default=20, ge=1, le=MAX_LIMIT)


class SearchResult(BaseModel):
    """The best matches, the best first."""

    items: list[SearchHit]


class TagList(BaseModel):
    """Every tag in use, most used first."""

    items: list[TagCount]


def repository_of(request: Request) -> NoteRepository:
    """Return the repository of the running app."""
    repository: NoteRepository = request.app.state.repository
    return repository


router = APIRouter(route_class=StrictRoute)

READING = (HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
NOT_FOUND = HTTPStatus.NOT_FOUND
SENDING = (
    *READING,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
CHANGING = (NOT_FOUND, HTTPStatus.BAD_REQUEST, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)


def note_response(note: StoredNote, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return the note with its entity tag."""
    return Response(note.json, status, {"ETag": entity_tag(note.version)}, media_type=JSON)


@router.post(
    "/notes",
    status_code=HTTPStatus.CREATED,
    response_model=Note,
    tags=["notes"],
    responses=problem_responses(*SENDING),
)
async def create_note(note: NoteCreate, request: Request, idempotency_key: IdempotencyKey = None) -> Response:
    """Create a note; `Location` says where it is. With an `Idempotency-Key` the request may be sent again."""
    created = await repository_of(request).create(note, idempotency_key)
    response = note_response(created.note, HTTPStatus.CREATED)
    response.headers["Location"] = f"/notes/{created.note.id}"
    if created.is_replay:
        response.headers["Idempotency-Replayed"] = "true"
    return response


@router.get("/notes", response_model=NoteList, tags=["notes"], responses=problem_responses(*READING))
async def list_notes(query: Annotated[NoteQuery, Query()], request: Request) -> Response:
    """List notes, a page at a time; `Link` holds the address of the next page."""
    sort = query.sort
    if query.cursor is not None and query.cursor.sort is not sort:
        if "sort" in query.model_fields_set or query.cursor.sort is Sort.DELETED_DESCENDING:
            detail = f"this cursor continues a list sorted by {query.cursor.sort}, not by {sort}"
            raise validation_problem([{"type": "foreign_cursor", "loc": ("query", "cursor"), "msg": detail}])
        sort = query.cursor.sort
    page = await repository_of(request).list_page(query.filter(), sort, query.limit, query.cursor)
    link = link_header("/notes", request.query_params.multi_items(), page.next_cursor)
    next_cursor = page.next_cursor.encode() if page.next_cursor else None
    content = f'{{"items":[{",".join(page.items)}],"next_cursor":{json.dumps(next_cursor)}}}'
    return Response(content, headers={"Link": link}, media_type=JSON)


@router.get(
    "/notes/{note_id}",
    response_model=Note,
    tags=["notes"],
    responses=problem_responses(*READING, NOT_FOUND, HTTPStatus.BAD_REQUEST)
    | {304: {"description": "The client has the current version"}},
)
async def read_note(note_id: UUID, request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """Read a note; send its `ETag` back in `If-None-Match` to be told only whether it has changed."""
    note = await repository_of(request).get(note_id)
    if is_current(if_none_match, note.version):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": entity_tag(note.version)})
    return note_response(note)


@router.put("/notes/{note_id}", response_model=Note, tags=["notes"], responses=problem_responses(*SENDING, *CHANGING))
async def replace_note(note_id: UUID, content: NoteContent, request: Request, if_match: IfMatch = None) -> Response:
    """Replace what a note holds: a field that is not sent gets its default."""
    return note_response(await repository_of(request).update(note_id, lambda _: content, precondition(if_match)))


@router.patch("/notes/{note_id}", response_model=Note, tags=["notes"], responses=problem_responses(*SENDING, *CHANGING))
async def patch_note(
    note_id: UUID,
    patch: Annotated[NotePatch, Body(media_type=MERGE_PATCH)],
    request: Request,
    if_match: IfMatch = None,
) -> Response:
    """Change some fields of a note: what is absent stays, null brings back the default (RFC 7396)."""

    def change(content: NoteContent) -> NoteContent:
        return NoteContent.model_validate(merge_patch(content.model_dump(), patch.model_dump(exclude_unset=True)))

    return note_response(await repository_of(request).update(note_id, change, precondition(if_match)))


@router.delete(
    "/notes/{note_id}",
    status_code=HTTPStatus.NO_CONTENT,
    tags=["notes"],
    responses=problem_responses(*READING, *CHANGING),
)
async def delete_note(note_id: UUID, request: Request, if_match: IfMatch = None) -> None:
    """Move a note to the trash, from which it can come back for some days."""
    await repository_of(request).delete(note_id, precondition(if_match))


@router.get("/search", tags=["notes"], responses=problem_responses(*READING))
async def search_notes(query: Annotated[SearchQuery, Query()], request: Request) -> SearchResult:
    """Find notes by words in any form, the best matches first, each with a snippet that is safe to put into a page."""
    return SearchResult(items=await request.app.state.search.find(query.q, query.limit))


@router.get("/tags", tags=["tags"], responses=problem_responses(*READING))
async def list_tags(request: Request) -> TagList:
    """List every tag in use with the number of its notes, most used first."""
    return TagList(items=await repository_of(request).tags())


@router.get("/healthz", tags=["operations"], responses=problem_responses(HTTPStatus.NOT_ACCEPTABLE))
async def check_health() -> Health:
    """Tell that the process answers."""
    return Health(status="ok")


@router.get("/readyz", tags=["operations"], responses=problem_responses(*READING))
async def check_readiness(request: Request) -> Health:
    """Tell whether requests can be served: the database answers and has all migrations."""
    await request.app.state.database.check()
    return Health(status="ready")
