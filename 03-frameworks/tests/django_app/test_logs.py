"""The name of the request in the log."""

import logging

from django_app.logs import RequestIdFilter, request_id


def test_every_record_gets_the_name_of_its_request() -> None:
    record = logging.makeLogRecord({"msg": "hello"})
    token = request_id.set("abc")
    try:
        assert RequestIdFilter().filter(record)
    finally:
        request_id.reset(token)
    assert record.__dict__["request_id"] == "abc"


def test_a_thread_of_its_own_has_no_name() -> None:
    from threading import Thread

    names: list[str] = []
    request_id.set("abc")
    thread = Thread(target=lambda: names.append(request_id.get()))
    thread.start()
    thread.join()
    assert names == ["-"]
