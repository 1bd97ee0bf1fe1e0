"""Exports: accepted means kept, whatever happens to the process; and what BackgroundTasks alone would not do."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from fastapi_app import background
from fastapi_app.application import create_app
from fastapi_app.background import (
    LEASE_SECONDS,
    MAX_ATTEMPTS,
    MAX_WAITING,
    ExportJob,
    State,
    export_path,
    export_todos,
    finish_job,
    run_jobs,
    take_job,
    worker,
)
from fastapi_app.database import Database
from fastapi_app.schemas import NewTodo
from fastapi_app.settings import Settings
from fastapi_app.store import add_todo
from fastapi_app.users import Users
from tests.fastapi_app.people import new_token

NOW = 1_800_000_000


def lines(path: Path) -> list[object]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def add_job(database: Database) -> int:
    async with database.transaction() as session:
        return (await session.execute(insert(ExportJob).values(user_id=1).returning(ExportJob.id))).scalar_one()


async def state_of(database: Database, job: int) -> str | None:
    async with database.connect() as connection:
        return await connection.scalar(select(ExportJob.state).where(ExportJob.id == job))


async def until_done(database: Database, job: int) -> None:
    async with asyncio.timeout(10):
        while await state_of(database, job) != "done":
            pass


@pytest.fixture
async def jobs(database: Database) -> Database:
    """A database with a user, on either engine."""
    await Users(database, "k" * 32).create("ada", "correct horse battery", log2_n=4)
    return database


def test_an_export_from_the_request_to_the_file(client: TestClient) -> None:
    headers = new_token(client)
    todos = [client.post("/todos", json={"title": title}).json() for title in ("Buy milk", "=1+1 \u2028 ä")]

    accepted = client.post("/exports", headers=headers)
    assert accepted.status_code == 202
    assert accepted.json() == {"id": 1, "state": "queued", "file": None}

    # The test client gives back control when the background task has ended.
    export = client.get(accepted.headers["location"], headers=headers).json()
    assert export == {"id": 1, "state": "done", "file": "http://testserver/exports/1/file"}
    file = client.get(export["file"], headers=headers)
    assert file.headers["content-type"].startswith("application/x-ndjson")
    assert 'filename="todos-1.jsonl"' in file.headers["content-disposition"]
    expected = [{key: value for key, value in todo.items() if key != "url"} for todo in todos]
    assert [json.loads(line) for line in file.text.split("\n") if line] == expected


def test_exports_of_others_are_not_there(client: TestClient) -> None:
    ada, eve = new_token(client, "ada"), new_token(client, "eve")
    location = client.post("/exports", headers=ada).headers["location"]
    for path in (location, f"{location}/file"):
        assert client.get(path, headers=eve).status_code == 404
        assert client.get(path).status_code == 401
        assert client.get(path, headers=ada).status_code == 200


def test_an_export_that_is_not_there(client: TestClient) -> None:
    headers = new_token(client)
    for number in ("0", "2", "x", "9" * 30):
        assert client.get(f"/exports/{number}", headers=headers).status_code == 404


def test_an_accepted_export_outlives_a_process_that_dies(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bell is lost with the process; the row is not, and the next process finds it when it starts."""
    monkeypatch.setattr(BackgroundTasks, "add_task", lambda *_values: None)
    with TestClient(create_app(settings)) as first:
        headers = new_token(first)
        location = first.post("/exports", headers=headers).headers["location"]
        assert first.get(location, headers=headers).json()["state"] == "queued"
        assert first.get(f"{location}/file", headers=headers).status_code == 404

    with TestClient(create_app(settings)) as second:
        assert second.portal is not None
        assert isinstance(second.app, FastAPI)
        second.portal.call(until_done, second.app.state.database, 1)
        assert second.get(f"{location}/file", headers=headers).status_code == 200


def test_so_many_may_wait(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, eve = new_token(client, "ada"), new_token(client, "eve")
    monkeypatch.setattr(BackgroundTasks, "add_task", lambda *_values: None)
    statuses = [client.post("/exports", headers=ada).status_code for _ in range(MAX_WAITING + 1)]
    assert statuses == [202] * MAX_WAITING + [429]
    assert client.post("/exports", headers=eve).status_code == 202


@pytest.mark.anyio
async def test_a_job_is_taken_once_oldest_first(jobs: Database) -> None:
    first, second = await add_job(jobs), await add_job(jobs)
    taken = await asyncio.gather(*(take_job(jobs, NOW) for _ in range(3)))
    assert sorted(job or 0 for job in taken) == [0, first, second]
    assert await state_of(jobs, first) == "running"


@pytest.mark.anyio
async def test_a_lease_runs_out_and_the_third_time_is_the_last(jobs: Database) -> None:
    job = await add_job(jobs)
    for attempt in range(MAX_ATTEMPTS):
        due = NOW + attempt * LEASE_SECONDS
        assert await take_job(jobs, due) == job
        assert await take_job(jobs, due + LEASE_SECONDS - 1) is None
    assert await take_job(jobs, due + LEASE_SECONDS) is None
    assert await state_of(jobs, job) == "failed"


@pytest.mark.anyio
async def test_a_job_that_is_finished_is_not_taken_again(jobs: Database) -> None:
    job = await add_job(jobs)
    await take_job(jobs, NOW)
    await finish_job(jobs, job, State.QUEUED)
    assert await take_job(jobs, NOW) == job
    await finish_job(jobs, job, State.DONE)
    assert await take_job(jobs, NOW + 10 * LEASE_SECONDS) is None


@pytest.mark.anyio
async def test_a_job_that_fails_is_logged_tried_again_and_given_up(
    jobs: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_database: Database, _path: Path) -> None:
        raise OSError("the disk is full")

    job = await add_job(jobs)
    monkeypatch.setattr(background, "export_todos", broken)
    assert await run_jobs(jobs, tmp_path) == MAX_ATTEMPTS
    assert await state_of(jobs, job) == "failed"
    assert await run_jobs(jobs, tmp_path) == 0
    assert caplog.messages == ["export 1 failed"] * MAX_ATTEMPTS
    assert "the disk is full" in caplog.text


@pytest.mark.anyio
async def test_a_file_of_several_pages_is_complete_and_made_twice_the_same(
    jobs: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PAGE", 2)
    path = export_path(tmp_path, 7)
    assert path == tmp_path / "exports" / "7.jsonl"

    await export_todos(jobs, path)
    assert lines(path) == []
    for number in range(5):
        async with jobs.transaction() as session:
            await add_todo(session, NewTodo(title=f"to-do {number}"))
    for at_once in (1, 1, 3):  # three at once: processes whose lease was over, and who work on
        await asyncio.gather(*(export_todos(jobs, path) for _ in range(at_once)))
        assert lines(path) == [
            {"id": number + 1, "title": f"to-do {number}", "completed": False, "order": None} for number in range(5)
        ]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.anyio
async def test_an_export_that_fails_leaves_nothing_behind(
    jobs: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export_path(tmp_path, 7)
    path.mkdir(parents=True)  # the file cannot get its name
    with pytest.raises(IsADirectoryError):
        await export_todos(jobs, path)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.anyio
async def test_a_worker_looks_at_once_and_again(
    jobs: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "POLL_SECONDS", 0.01)
    left_over = await add_job(jobs)
    async with worker(jobs, tmp_path):
        await until_done(jobs, left_over)
        await until_done(jobs, await add_job(jobs))
    late = await add_job(jobs)
    assert await state_of(jobs, late) == "queued"


@pytest.mark.anyio
async def test_a_worker_finishes_what_it_has_begun_and_begins_nothing_more(
    jobs: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow(_database: Database, _path: Path) -> None:
        begun.set()
        await finish.wait()

    monkeypatch.setattr(background, "export_todos", slow)
    first, second = await add_job(jobs), await add_job(jobs)
    async with worker(jobs, tmp_path):
        await begun.wait()
        asyncio.get_running_loop().call_later(0.01, finish.set)  # the block has ended by then
    assert [await state_of(jobs, first), await state_of(jobs, second)] == ["done", "queued"]


@pytest.mark.anyio
async def test_a_worker_outlives_a_database_that_is_away(
    jobs: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[int] = []
    again = asyncio.Event()

    async def flaky(_database: Database, _folder: Path, _stop: asyncio.Event) -> int:
        looks.append(len(looks))
        if len(looks) == 1:
            raise OSError("connection refused")
        again.set()
        return 0

    monkeypatch.setattr(background, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(background, "run_jobs", flaky)
    async with worker(jobs, tmp_path), asyncio.timeout(10):
        await again.wait()
    assert "looking for jobs failed" in caplog.messages


def test_background_tasks_hold_what_was_yielded_and_tell_nobody_of_failures() -> None:
    """What the docstring says of BackgroundTasks, on an application of four lines."""
    happened: list[str] = []
    app = FastAPI()

    async def resource() -> AsyncIterator[None]:
        try:
            yield
        finally:  # the task's exception arrives here, after the answer
            happened.append("resource given back")

    async def resource_of_the_handler() -> AsyncIterator[None]:
        yield
        happened.append("function's resource given back")

    async def work() -> None:
        happened.append("work")
        raise RuntimeError("nobody hears of it")

    @app.post(
        "/", status_code=202, dependencies=[Depends(resource), Depends(resource_of_the_handler, scope="function")]
    )
    async def accept(tasks: BackgroundTasks) -> None:
        tasks.add_task(work)

    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.post("/").status_code == 202
    assert happened == ["function's resource given back", "work", "resource given back"]
