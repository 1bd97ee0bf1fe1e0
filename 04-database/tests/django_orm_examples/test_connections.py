import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from django_orm_examples.connections import (
    all_closed,
    answers_after_loss,
    closing_after,
    in_threads,
    main,
    open_connections,
    process_of,
    processes_of_requests,
    request,
)
from django_orm_examples.database import connected
from flights.server import Server

NAMED = {"OPTIONS": {"application_name": "leaking"}}


@pytest.fixture
def watch(postgresql_address: str) -> Iterator[str]:
    """A connection that looks at the others."""
    with connected("watch", postgresql_address, CONN_MAX_AGE=None) as alias:
        yield alias


@pytest.mark.parametrize(
    ("settings", "different"),
    [({"CONN_MAX_AGE": 0}, 3), ({"CONN_MAX_AGE": None}, 1), ({"OPTIONS": {"pool": {"min_size": 1, "max_size": 1}}}, 1)],
)
def test_connections_are_kept_or_not(postgresql_address: str, settings: dict[str, Any], different: int) -> None:
    with connected("default", postgresql_address, **settings) as alias:
        assert len(set(processes_of_requests(alias, 3))) == different


def test_a_process_is_that_of_the_connection(postgresql_address: str) -> None:
    with connected("default", postgresql_address) as alias:
        number = process_of(alias)
        assert number == connections[alias].connection.info.backend_pid
        assert process_of(alias) == number


def test_a_request_ends_with_its_connection_closed(postgresql_address: str) -> None:
    with connected("default", postgresql_address) as alias:
        assert request(lambda: process_of(alias) > 0)
        assert connections[alias].connection is None
        with pytest.raises(ZeroDivisionError):
            request(lambda: process_of(alias) // 0)
        assert connections[alias].connection is None


def test_a_pool_says_how_many_there_may_be(postgresql_address: str) -> None:
    pool = {"pool": {"min_size": 1, "max_size": 2, "timeout": 0.1}}
    with connected("default", postgresql_address, OPTIONS=pool) as alias, ThreadPoolExecutor(3) as executor:
        with pytest.raises(OperationalError, match=r"couldn't get a connection after 0\.10 sec"):
            in_threads(executor, lambda: process_of(alias), 3)
        in_threads(executor, connections.close_all, 3)


def test_what_is_given_back_serves_the_next(postgresql_address: str) -> None:
    pool = {"pool": {"min_size": 1, "max_size": 2, "timeout": 10}}
    with connected("default", postgresql_address, OPTIONS=pool) as alias, ThreadPoolExecutor(3) as executor:
        assert len(set(in_threads(executor, closing_after(lambda: process_of(alias)), 3))) <= 2


def test_a_pool_and_kept_connections_exclude_each_other(postgresql_address: str) -> None:
    with connected("default", postgresql_address, CONN_MAX_AGE=60) as alias:
        connections[alias].settings_dict["OPTIONS"]["pool"] = True
        with pytest.raises(ImproperlyConfigured, match="Pooling doesn't support persistent connections"):
            process_of(alias)
        connections[alias].settings_dict["OPTIONS"]["pool"] = False


def test_threads_leave_connections_open(postgresql_address: str, watch: str) -> None:
    with connected("default", postgresql_address, **NAMED) as alias, ThreadPoolExecutor(2) as executor:
        assert len(set(in_threads(executor, lambda: process_of(alias), 2))) == 2
        assert open_connections(watch, "leaking") == 2
        assert not all_closed(watch, "leaking", seconds=0)
        in_threads(executor, connections.close_all, 2)
        assert all_closed(watch, "leaking")


def test_unless_they_close_them(postgresql_address: str, watch: str) -> None:
    with connected("default", postgresql_address, **NAMED) as alias, ThreadPoolExecutor(2) as executor:
        in_threads(executor, closing_after(lambda: process_of(alias)), 2)
        assert all_closed(watch, "leaking")
        with pytest.raises(ZeroDivisionError):
            in_threads(executor, closing_after(lambda: process_of(alias) // 0), 2)
        assert all_closed(watch, "leaking")


def test_work_runs_at_the_same_time() -> None:
    together = threading.Barrier(3)
    with ThreadPoolExecutor(3) as executor:
        assert sorted(in_threads(executor, lambda: together.wait(timeout=10), 3)) == [0, 1, 2]


@pytest.mark.parametrize(
    ("settings", "answered"),
    [
        ({"CONN_MAX_AGE": 0}, True),
        ({"CONN_MAX_AGE": None}, False),
        ({"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}, True),
        ({"OPTIONS": {"pool": {"min_size": 1, "max_size": 1}}}, False),
        ({"OPTIONS": {"pool": {"min_size": 1, "max_size": 1}}, "CONN_HEALTH_CHECKS": True}, True),
    ],
    ids=["new each time", "kept", "kept and checked", "pool", "pool that checks"],
)
def test_a_server_that_restarts(own_server: Server, settings: dict[str, Any], answered: bool) -> None:
    def restart() -> None:
        own_server.stop()
        own_server.start()

    with connected("default", own_server.url("flights"), **settings) as alias:
        assert answers_after_loss(alias, restart) is answered
        assert request(lambda: process_of(alias)) > 0


@pytest.mark.usefixtures("story_address")
def test_main_counts_connections(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "{'CONN_MAX_AGE': 0}: 4 requests on 4 connections" in said
    assert "3 threads of our own, done: 3 connections open" in said
    assert "CONN_HEALTH_CHECKS=False: answered False" in said
    assert "CONN_HEALTH_CHECKS=True: answered True" in said
