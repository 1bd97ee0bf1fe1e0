import threading
import time
from pathlib import Path

import pytest
from flask import Flask

from flask_app import background
from flask_app.background import LOST_AFTER, mark_lost, naive_job, note_export, run_export, start_export
from flask_app.database import get_connection
from flask_app.todos import add_todo
from tests.flask_app.page_client import PageClient, add_user


@pytest.fixture
def user_id(app: Flask) -> int:
    with app.app_context():
        add_todo(get_connection(), title="Buy milk")
        return add_user(get_connection(), "bob")


def states(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = get_connection().execute("SELECT status, error FROM exports ORDER BY id")
        return [(row["status"], row["error"]) for row in rows]


def noted(app: Flask, user_id: int) -> int:
    with app.app_context():
        export_id = note_export(get_connection(), user_id)
    assert export_id is not None
    return export_id


def test_a_thread_has_no_application(app: Flask) -> None:
    problems: list[str] = []
    with app.app_context():
        thread = threading.Thread(target=naive_job, args=[problems])
        thread.start()
        thread.join()
        naive_job(problems)  # the thread of the request has one

    assert problems == ["Working outside of application context."]


def test_an_export_runs_in_a_thread_of_its_own(app: Flask, user_id: int) -> None:
    with app.app_context():
        thread = start_export(app, user_id)
        assert thread is not None
    thread.join()

    assert not thread.daemon
    assert states(app) == [("done", "")]
    assert [path.name for path in background.folder(app).iterdir()] == ["1.csv"]
    assert (background.folder(app) / "1.csv").read_bytes() == b"id,title,completed,order\r\n1,Buy milk,false,\r\n"


def test_an_exception_is_noted_and_logged(app: Flask, user_id: int, caplog: pytest.LogCaptureFixture) -> None:
    export_id = noted(app, user_id)
    (background.folder(app) / f"{export_id}.part").mkdir()  # where the file would be written

    run_export(app, export_id)

    assert states(app) == [("failed", "IsADirectoryError")]
    assert f"export {export_id} failed" in caplog.text
    assert "Traceback" in caplog.text


def test_a_failed_export_leaves_no_half_file(app: Flask, user_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_connection: object, _export_id: int) -> None:
        raise MemoryError

    monkeypatch.setattr(background, "sign_of_life", fails)

    run_export(app, noted(app, user_id))

    assert states(app) == [("failed", "MemoryError")]
    assert list(background.folder(app).iterdir()) == []


def test_a_job_signs_that_it_is_alive(app: Flask, user_id: int) -> None:
    export_id = noted(app, user_id)
    with app.app_context():
        connection = get_connection()
        connection.execute("UPDATE exports SET alive_at = 0")

        background.sign_of_life(connection, export_id)

        (row,) = connection.execute("SELECT alive_at FROM exports").fetchall()
    assert abs(row["alive_at"] - time.time()) < 60


def test_finish_notes_how_it_ended(app: Flask, user_id: int) -> None:
    export_id = noted(app, user_id)
    with app.app_context():
        background.finish(get_connection(), export_id, "failed", "OSError")

    assert states(app) == [("failed", "OSError")]


def test_one_export_of_a_user_runs_at_a_time(app: Flask, user_id: int) -> None:
    noted(app, user_id)
    with app.app_context():
        assert note_export(get_connection(), user_id) is None
        assert start_export(app, user_id) is None
        other = add_user(get_connection(), "eve")

    assert noted(app, other) == 2


def test_only_a_job_without_a_sign_of_life_is_lost(app: Flask, user_id: int) -> None:
    noted(app, user_id)
    with app.app_context():
        connection = get_connection()
        connection.execute("UPDATE exports SET alive_at = 1000")

        assert mark_lost(connection, now=1000 + LOST_AFTER) == 0
        assert mark_lost(connection, now=1000.1 + LOST_AFTER) == 1
        assert mark_lost(connection, now=9999) == 0
    assert states(app) == [("lost", "")]
    assert noted(app, user_id) == 2  # and the user may try again


def test_jobs_that_work_now_are_not_lost_by_default(app: Flask, user_id: int) -> None:
    noted(app, user_id)
    with app.app_context():
        assert mark_lost(get_connection()) == 0


def finished(client: PageClient) -> str:
    """Return the page of exports when no thread works on one any more, and all connections are back in the pool."""
    for thread in threading.enumerate():
        if thread.name.startswith("export-"):
            thread.join(timeout=10)
    return client.get("/exports").text


def test_an_export_from_the_page(app: Flask, logged_in: PageClient, user_id: int) -> None:
    assert "You have made no export yet." in logged_in.get("/exports").text

    assert "The export has begun." in logged_in.follow(logged_in.submit("/exports"))
    assert "/exports/1.csv" in finished(logged_in)

    with logged_in.get("/exports/1.csv") as answer:
        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.data.endswith(b"1,Buy milk,false,\r\n")


def test_the_page_says_what_became_of_each(app: Flask, logged_in: PageClient, user_id: int) -> None:
    me = 1 if user_id == 2 else 2
    lost = noted(app, me)
    with app.app_context():
        get_connection().execute("UPDATE exports SET alive_at = 0 WHERE id = ?", (lost,))
    assert "lost" in logged_in.get("/exports").text

    noted(app, me)
    assert "An export of yours is running already." in logged_in.follow(logged_in.submit("/exports"))

    with app.app_context():
        get_connection().execute("UPDATE exports SET alive_at = 0")
    assert "The export has begun." in logged_in.follow(logged_in.submit("/exports"))
    assert "<td>done" in finished(logged_in)


def test_an_export_of_another_user_is_not_there(app: Flask, logged_in: PageClient, user_id: int) -> None:
    theirs = noted(app, user_id)
    run_export(app, theirs)

    assert logged_in.get(f"/exports/{theirs}.csv").status_code == 404
    assert logged_in.get("/exports/99.csv").status_code == 404
    assert str(Path("exports") / f"{theirs}.csv") not in logged_in.get("/exports").text


def test_an_export_that_is_not_done_is_not_sent(app: Flask, logged_in: PageClient, user_id: int) -> None:
    export_id = noted(app, 1 if user_id == 2 else 2)
    (background.folder(app) / f"{export_id}.csv").write_text("half of it")

    assert logged_in.get(f"/exports/{export_id}.csv").status_code == 404


def test_exports_need_log_in(browser: PageClient) -> None:
    assert browser.get("/exports").location == "/log-in?next=/exports"
    assert browser.get("/exports/1.csv").location == "/log-in?next=/exports/1.csv"


def test_main_tells_the_story(capsys: pytest.CaptureFixture[str]) -> None:
    background.main()

    assert capsys.readouterr().out.splitlines() == [
        "1. current_app in a thread: Working outside of application context.",
        "2. a context and a connection of its own: done",
        "   the file: ['id,title,completed,order', '1,Write the report,false,']",
        "3. an exception, caught and noted: failed IsADirectoryError",
        "4. killed, it says: running - lost ones now: 0, in two minutes: 1",
        "5. a second one while one is running: None",
    ]
