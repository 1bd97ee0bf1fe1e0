"""Work after the answer: ``BackgroundTasks`` as a bell, a table as the memory.

``BackgroundTasks`` runs a function in this process once the answer is sent. That is all it does:

- The process dies, the work is gone; the client was told "accepted". An exception is in the log and nowhere else.
- It holds the request's dependencies with ``yield`` until it ends (FastAPI 0.118 and later), connections too; unless
  they have ``scope="function"``. And a server that stops waits for it.
- It runs where requests run: what computes for a second in ``async def`` stops everybody for a second.

Good for what may be lost: a cache to warm, a line for statistics. An export that somebody waits for may not. So the
handler writes a *row*, and commits it before it answers 202; the background task only says "look now". Whoever looks
takes the oldest job by one UPDATE, with a lease: when its process dies, the lease runs out and another process takes
the job again. So a job runs *at least* once, and must do no harm when it runs twice: here it writes the same file
again.

Cost: two short statements a job, and one look every 30 seconds.
Not for: thousands of jobs a second, schedules, priorities. At work: procrastinate (PostgreSQL is the queue, a job
commits together with what caused it), arq or Celery (Redis, RabbitMQ), with workers in processes of their own.
Asked: an e-mail is sent in a background task; what can go wrong, and in which order? At most once or at least once?
Source: https://fastapi.tiangolo.com/tutorial/background-tasks/ and https://www.postgresql.org/docs/18/sql-select.html
"""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, BackgroundTasks, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from sqlalchemy import BigInteger, ForeignKey, String, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from fastapi_app.accounts import USER_ERRORS, CurrentUser
from fastapi_app.database import Database
from fastapi_app.dependencies import CurrentDatabase
from fastapi_app.problems import Problem
from fastapi_app.store import TodoRow, list_todos
from fastapi_app.tables import Base, BigId

LEASE_SECONDS = 60
"""After this time a job that is neither done nor failed belongs to whoever asks next."""
POLL_SECONDS = 30
"""How often a process looks for jobs that another one left."""
MAX_ATTEMPTS = 3
MAX_WAITING = 3
"""Exports that one user may have waiting; without a limit this would be a button that stops everybody else's.
Files of exports stay until somebody removes them; at work that is one more job, say for those of last week."""
PAGE = 1000

log = logging.getLogger(__name__)


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ExportJob(Base):
    """An export that was asked for. ``due_at``, in seconds since 1970, is when somebody may take it (again)."""

    __tablename__ = "exports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=State.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[int] = mapped_column(BigInteger, default=0, index=True)


UNFINISHED = (State.QUEUED, State.RUNNING)


def export_path(folder: Path, job: int) -> Path:
    """Return where the file of a job is, or will be: JSON lines, one to-do a line."""
    return folder / "exports" / f"{job}.jsonl"


async def take_job(database: Database, now: int) -> int | None:
    """Return the id of the oldest job that is due at ``now``, and make it ours for LEASE_SECONDS; None without one.

    One statement, so that two processes never take the same one: SQLite has one writer, and PostgreSQL skips rows that
    another transaction has locked. A job taken MAX_ATTEMPTS times before is marked as failed instead.
    """
    due = (ExportJob.state.in_(UNFINISHED), ExportJob.due_at <= now)
    oldest = select(ExportJob.id).where(*due).order_by(ExportJob.id).limit(1).with_for_update(skip_locked=True)
    take = (
        update(ExportJob)
        .where(ExportJob.id == oldest.scalar_subquery())
        .values(state=State.RUNNING, attempts=ExportJob.attempts + 1, due_at=now + LEASE_SECONDS)
        .returning(ExportJob.id)
    )
    async with database.transaction() as session:
        await session.execute(
            update(ExportJob).where(*due, ExportJob.attempts >= MAX_ATTEMPTS).values(state=State.FAILED)
        )
        return await session.scalar(take)


async def finish_job(database: Database, job: int, state: State) -> None:
    """Write down how a job ended; ``QUEUED`` gives it back, for the next who looks."""
    async with database.transaction() as session:
        await session.execute(update(ExportJob).where(ExportJob.id == job).values(state=state, due_at=0))


async def export_todos(database: Database, path: Path) -> None:
    """Write all to-dos, in order of their ids, to ``path``: one JSON object with id, title, completed and order a line.

    The file gets its name when it is complete; a failure leaves nothing behind.
    """
    # A name that nobody shares: once the lease is over, another process may write this export at the same time.
    unfinished = path.with_suffix(f".{secrets.token_hex(8)}")
    after, more = 0, True
    try:
        while more:
            async with database.connect() as connection:
                page = await list_todos(connection, limit=PAGE, after=after)
            await anyio.to_thread.run_sync(_append, unfinished, page["rows"])
            more = page["more"]
            after = page["rows"][-1].id if page["rows"] else after
        await anyio.to_thread.run_sync(unfinished.replace, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _append(path: Path, rows: list[TodoRow]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(dict(row._mapping)) + "\n" for row in rows)


async def run_jobs(database: Database, folder: Path, stop: asyncio.Event | None = None) -> int:
    """Do all jobs that are due, one after the other, until ``stop`` is set, and return how many were taken.

    A job that raises is logged with its traceback as ``export 7 failed`` and tried again, MAX_ATTEMPTS times in all,
    then marked as failed.
    """
    taken = 0
    while not (stop and stop.is_set()) and (job := await take_job(database, int(time.time()))) is not None:
        taken += 1
        try:
            await export_todos(database, export_path(folder, job))
        except Exception:  # whatever it is, the next job must still run
            log.exception("export %d failed", job)
            await finish_job(database, job, State.QUEUED)
        else:
            await finish_job(database, job, State.DONE)
    return taken


@asynccontextmanager
async def worker(database: Database, folder: Path) -> AsyncIterator[None]:
    """Do jobs beside the requests while the block lasts: what is due at once, and again every POLL_SECONDS.

    That is for jobs whose process has died. A look that fails is logged as ``looking for jobs failed``. At the end of
    the block a job that has begun is finished: a cancelled one would come again only after its lease.
    """
    stop = asyncio.Event()

    async def keep_working() -> None:
        while not stop.is_set():
            try:
                await run_jobs(database, folder, stop)
            except Exception:  # a database that is away for a moment comes back
                log.exception("looking for jobs failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await stop.wait()

    working = asyncio.create_task(keep_working())
    try:
        yield
    finally:
        stop.set()
        await working


class Export(BaseModel):
    """An export and where it stands; ``file`` appears when it is done."""

    id: int
    state: State
    file: str | None = Field(description="Absolute address of the file, as soon as there is one.")


ExportId = Annotated[int, PathParameter(description="Id of an export", examples=[1])]
NOT_YOURS: dict[int | str, dict[str, object]] = {404: {"description": "There is no such export of yours."}}
router = APIRouter(prefix="/exports", tags=["exports"], responses=USER_ERRORS)


async def _own_job(database: Database, job: int, user_id: int) -> State:
    """Return a job's state; 404 for one of somebody else, as if it were not there."""
    query = select(ExportJob.state).where(ExportJob.id == job, ExportJob.user_id == user_id)
    async with database.connect() as connection:
        state = await connection.scalar(query)
    if state is None:
        raise Problem(404, "There is no such export of yours.")
    return State(state)


@router.post("", status_code=202, responses={429: {"description": "Too many of your exports are waiting."}})
async def start_export(
    request: Request, response: Response, user: CurrentUser, database: CurrentDatabase, tasks: BackgroundTasks
) -> Export:
    """Accept an export of all to-dos, to be fetched later from the address in ``Location``.

    Who has MAX_WAITING unfinished ones already gets 429.
    """
    mine = select(func.count()).where(ExportJob.user_id == user.id, ExportJob.state.in_(UNFINISHED))
    async with database.transaction() as session:
        # Writing first takes the lock of SQLite's one writer; the exception takes the row back.
        job = (await session.execute(insert(ExportJob).values(user_id=user.id).returning(ExportJob.id))).scalar_one()
        if (await session.scalar(mine) or 0) > MAX_WAITING:
            raise Problem(429, "Too many of your exports are waiting.", headers={"Retry-After": "10"})
    # Committed: from here on it is not lost. The task is a bell; if nobody hears it, the next look finds the row.
    tasks.add_task(run_jobs, database, request.app.state.settings.data)
    response.headers["Location"] = str(request.url_for("get_export", job=job))
    return Export(id=job, state=State.QUEUED, file=None)


@router.get("/{job:id}", responses=NOT_YOURS)
async def get_export(request: Request, job: ExportId, user: CurrentUser, database: CurrentDatabase) -> Export:
    """Tell where an export stands."""
    state = await _own_job(database, job, user.id)
    file = str(request.url_for("get_export_file", job=job)) if state is State.DONE else None
    return Export(id=job, state=state, file=file)


@router.get("/{job:id}/file", response_class=FileResponse, responses=NOT_YOURS)
async def get_export_file(
    request: Request, job: ExportId, user: CurrentUser, database: CurrentDatabase
) -> FileResponse:
    """Send the file of an export that is done, ``application/x-ndjson`` named ``todos-ID.jsonl``; before that 404."""
    if await _own_job(database, job, user.id) is not State.DONE:
        raise Problem(404, "This export is not done.")
    path = export_path(request.app.state.settings.data, job)
    return FileResponse(path, media_type="application/x-ndjson", filename=f"todos-{job}.jsonl")
