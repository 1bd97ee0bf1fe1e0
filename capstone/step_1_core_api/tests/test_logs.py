"""Every line of the log carries the id of the request that caused it."""

import asyncio
import logging
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from notes_api.logs import RequestIdFilter, configure_logging, request_id

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ([A-Z]+) \[([^]]+)\] ([\w.]+): (.*)\n")


@pytest.fixture
def untouched_logging() -> Iterator[None]:
    """Put the root logger back as it was."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    root.handlers.clear()  # or else they would be closed
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def record() -> logging.LogRecord:
    return logging.LogRecord("name", logging.INFO, __file__, 1, "message", None, None)


def test_record_outside_of_a_request_is_marked_so() -> None:
    marked = record()

    assert RequestIdFilter().filter(marked)
    assert getattr(marked, "request_id", None) == "-"


def test_requests_that_take_turns_keep_their_own_ids() -> None:
    marked: dict[str, logging.LogRecord] = {}

    async def handle(this_id: str, turn: asyncio.Barrier) -> None:
        request_id.set(this_id)
        await turn.wait()
        marked[this_id] = record()
        RequestIdFilter().filter(marked[this_id])

    async def handle_both() -> None:
        turn = asyncio.Barrier(2)
        await asyncio.gather(handle("a", turn), handle("b", turn))

    asyncio.run(handle_both())

    assert {this_id: getattr(each, "request_id", None) for this_id, each in marked.items()} == {"a": "a", "b": "b"}


@pytest.mark.usefixtures("untouched_logging")
def test_line_holds_time_level_id_logger_and_message(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    token = request_id.set("client-7")

    logging.getLogger("some.library").warning("%d notes", 3)

    request_id.reset(token)
    line = LINE.fullmatch(capsys.readouterr().err)
    assert line is not None
    assert line.groups() == ("WARNING", "client-7", "some.library", "3 notes")


@pytest.fixture
def nine_hours_ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock shows another time than UTC."""
    monkeypatch.setenv("TZ", "UTC-9")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
@pytest.mark.usefixtures("untouched_logging", "nine_hours_ahead")
def test_time_is_utc_wherever_the_machine_is(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")

    logging.getLogger("notes_api").info("now")

    moment = datetime.fromisoformat(capsys.readouterr().err.split()[0])
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.usefixtures("untouched_logging")
def test_records_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("WARNING")

    logging.getLogger("notes_api").info("not shown")

    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("untouched_logging")
def test_client_does_not_report_each_call(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG")

    logging.getLogger("httpx2").info("HTTP Request: POST /notes")

    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("untouched_logging")
def test_configuring_twice_shows_a_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    configure_logging("INFO")

    logging.getLogger("notes_api").info("once")

    assert capsys.readouterr().err.count("once") == 1
