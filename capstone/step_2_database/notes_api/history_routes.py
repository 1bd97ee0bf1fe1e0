"""The operations on what was: earlier versions of a note, and the trash."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from notes_api.conditional import IfMatch, precondition
from notes_api.models import Note, Revision, RevisionSummary, TrashedNote
from notes_api.paging import MAX_LIMIT, Sort, link_header
from notes_api.problems import problem_responses, validation_problem
from notes_api.revisions import Revisions
from notes_api.routes import CHANGING, EXAMPLE_CURSOR, NOT_FOUND, READING, CursorParameter, note_response
from notes_api.strict_route import StrictRoute
from notes_api.trash import Trash

MAX_VERSION = 2**31 - 1

Version = Annotated[int, Path(ge=1, le=MAX_VERSION)]


class RevisionQuery(BaseModel):
    """The query of a list of revisions."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=MAX_LIMIT)
    before: int | None = Field(default=None, ge=1, le=MAX_VERSION, description="Only versions older than this one")


class RevisionList(BaseModel):
    """Versions of a note, the newest first; ask for those before the last item to go on."""

    items: list[RevisionSummary]


class TrashQuery(BaseModel):
    """The query of the trash."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=MAX_LIMIT)
    cursor: CursorParameter | None = Field(default=None, description="`next_cursor` of the page before")


class TrashList(BaseModel):
    """One page of deleted notes, the last deleted first."""

    items: list[TrashedNote]
    next_cursor: str | None = Field(
        description="Continues after the last item; null on the last page", examples=[EXAMPLE_CURSOR]
    )


async def get_revisions(request: Request) -> Revisions:
    """Return the revisions of the running app."""
    revisions: Revisions = request.app.state.revisions
    return revisions


async def get_trash(request: Request) -> Trash:
    """Return the trash of the running app."""
    trash: Trash = request.app.state.trash
    return trash


RevisionsOfApp = Annotated[Revisions, Depends(get_revisions)]
TrashOfApp = Annotated[Trash, Depends(get_trash)]

router = APIRouter(route_class=StrictRoute)


@router.get("/notes/{note_id}/revisions", tags=["revisions"], responses=problem_responses(*READING, NOT_FOUND))
async def list_revisions(
    note_id: UUID, query: Annotated[RevisionQuery, Query()], revisions: RevisionsOfApp
) -> RevisionList:
    """List the versions of a note, the newest first."""
    return RevisionList(items=await revisions.list_page(note_id, query.limit, query.before))


@router.get(
    "/notes/{note_id}/revisions/{version}", tags=["revisions"], responses=problem_responses(*READING, NOT_FOUND)
)
async def read_revision(note_id: UUID, version: Version, revisions: RevisionsOfApp) -> Revision:
    """Read what a note held in one of its versions."""
    return await revisions.get(note_id, version)


@router.post(
    "/notes/{note_id}/revisions/{version}/restore",
    response_model=Note,
    tags=["revisions"],
    responses=problem_responses(*READING, *CHANGING),
)
async def restore_revision(
    note_id: UUID, version: Version, revisions: RevisionsOfApp, if_match: IfMatch = None
) -> Response:
    """Make what a note held in an earlier version its next version; the history grows."""
    return note_response(await revisions.restore(note_id, version, precondition(if_match)))


@router.get("/trash", tags=["trash"], responses=problem_responses(*READING))
async def list_trash(
    query: Annotated[TrashQuery, Query()], trash: TrashOfApp, request: Request, response: Response
) -> TrashList:
    """List deleted notes and when each will be gone for good."""
    if query.cursor is not None and query.cursor.sort is not Sort.DELETED_DESCENDING:
        mistake = {"type": "foreign_cursor", "loc": ("query", "cursor"), "msg": "this cursor is not of the trash"}
        raise validation_problem([mistake])
    page = await trash.list_page(query.limit, query.cursor)
    response.headers["Link"] = link_header("/trash", request.query_params.multi_items(), page.next_cursor)
    return TrashList(items=page.items, next_cursor=page.next_cursor.encode() if page.next_cursor else None)


@router.post(
    "/trash/{note_id}/restore", response_model=Note, tags=["trash"], responses=problem_responses(*READING, NOT_FOUND)
)
async def restore_note(note_id: UUID, trash: TrashOfApp) -> Response:
    """Bring a note back from the trash as it was."""
    return note_response(await trash.restore(note_id))


@router.delete(
    "/trash/{note_id}",
    status_code=HTTPStatus.NO_CONTENT,
    tags=["trash"],
    responses=problem_responses(*READING, NOT_FOUND),
)
async def purge_note(note_id: UUID, trash: TrashOfApp) -> None:
    """Delete a note of the trash for good, with all its versions."""
    await trash.purge(note_id)
