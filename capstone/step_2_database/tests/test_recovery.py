"""What is left when the service, its database or both end in the middle of the work."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import psycopg
import pytest
from clusters import Cluster, plain
from processes import DEADLINE, Service, wait_until
from sqlalchemy import URL

from notes_api.client import NotesClient
from notes_api.embedded import servers_of
from notes_api.migrations import downgrade, upgrade

StartService = Callable[..., Service]

CLIENTS = 4
ENOUGH = 80  # acknowledged notes, after which the plug is pulled


class Writer:
    """A client that creates notes until the service is gone; every second request carries an idempotency key."""

    def __init__(self, url: str, name: str) -> None:
        self.acknowledged: list[str] = []
        self.unanswered: list[tuple[str, dict[str, str]]] = []
        self._url = url
        self._name = name

    def write(self) -> None:
        """Create notes, one after the other, until the connection breaks."""
        with httpx2.Client(base_url=self._url, timeout=DEADLINE) as client:
            for number in range(100_000):
                title = f"{self._name}-{number}"
                headers = {"Idempotency-Key": title} if number % 2 else {}
                try:
                    response = client.post("/notes", json={"title": title}, headers=headers)
                except httpx2.TransportError:
                    self.unanswered.append((title, headers))
                    return
                if response.status_code == 201:
                    self.acknowledged.append(title)


def write_until_killed(service: Service, kill: Callable[[], None]) -> list[Writer]:
    """Let several clients write at once, kill the service in the middle of it, and return the clients."""
    writers = [Writer(service.url, f"client{number}") for number in range(CLIENTS)]
    threads = [threading.Thread(target=writer.write, daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    wait_until(lambda: sum(len(writer.acknowledged) for writer in writers) >= ENOUGH, "enough acknowledged notes")
    kill()
    for thread in threads:
        thread.join(DEADLINE)
    return writers


def titles(service: Service) -> Counter[str]:
    """Return how often each title stands in the list of all notes."""
    with NotesClient(service.url) as client:
        return Counter(note.title for note in client.notes())


@pytest.mark.parametrize("with_database", [False, True], ids=["service killed", "service and database killed"])
def test_nothing_acknowledged_is_lost(start_service: StartService, data_dir: Path, with_database: bool) -> None:
    service = start_service(NOTES_DATA_DIR=str(data_dir))
    postmaster = int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])

    def kill() -> None:
        if with_database:
            os.kill(postmaster, signal.SIGKILL)
        service.kill()

    writers = write_until_killed(service, kill)
    service = start_service(NOTES_DATA_DIR=str(data_dir))
    with httpx2.Client(base_url=service.url, timeout=DEADLINE) as client:
        for title, headers in (request for writer in writers for request in writer.unanswered if request[1]):
            assert client.post("/notes", json={"title": title}, headers=headers).status_code == 201

    found = titles(service)
    expected = {title for writer in writers for title in writer.acknowledged}
    expected |= {title for writer in writers for title, headers in writer.unanswered if headers}
    assert {title: found[title] for title in expected} == dict.fromkeys(expected, 1)
    # What was sent without a key and not answered may have been stored; nothing else may be there.
    assert found.keys() - expected <= {title for writer in writers for title, headers in writer.unanswered}


def test_a_service_recovers_by_itself_when_its_database_returns(
    start_service: StartService, own_cluster: Cluster
) -> None:
    upgrade(own_cluster.url)
    service = start_service(DATABASE_URL=plain(own_cluster.url))
    note = httpx2.post(service.url + "/notes", json={"title": "Here before"}, timeout=DEADLINE).json()

    own_cluster.stop()
    away = {path: httpx2.get(service.url + path, timeout=DEADLINE) for path in ("/readyz", "/notes", "/healthz")}
    refused = httpx2.post(service.url + "/notes", json={"title": "Too early"}, timeout=DEADLINE)
    own_cluster.start()
    wait_until(lambda: service.status("/readyz") == 200, "the service to be ready again")

    assert [response.status_code for response in away.values()] == [503, 503, 200]
    assert away["/notes"].headers["Content-Type"] == "application/problem+json"
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert httpx2.get(f"{service.url}/notes/{note['id']}", timeout=DEADLINE).json() == note
    wait_until(
        lambda: httpx2.post(service.url + "/notes", json={"title": "Back"}).status_code == 201, "a write to succeed"
    )
    assert own_cluster.password not in service.errors
    assert "Traceback" not in service.errors


def test_a_service_without_its_migrations_is_not_ready_until_they_are_there(
    start_service: StartService, url: URL, sql: psycopg.Connection
) -> None:
    service = start_service(DATABASE_URL=plain(url))

    downgrade(url, "0003")
    statuses = {path: service.status(path) for path in ("/readyz", "/notes", "/healthz")}
    detail = httpx2.get(service.url + "/readyz", timeout=DEADLINE).text
    upgrade(url)

    assert statuses == {"/readyz": 503, "/notes": 503, "/healthz": 200}
    assert "0003" not in detail  # what the schema is like is for the log
    assert "run `notes migrate`" in service.errors
    assert service.status("/readyz") == 200
    wait_until(lambda: service.status("/notes") == 200, "the list to be back")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_lets_requests_in_flight_finish(
    start_service: StartService, data_dir: Path, number: signal.Signals
) -> None:
    service = start_service(NOTES_DATA_DIR=str(data_dir))
    data = data_dir.resolve() / "postgres"
    created = httpx2.post(service.url + "/notes", json={"title": "Locked"}, timeout=DEADLINE)
    path = service.url + created.headers["Location"]

    with (
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(f"host={data} user=postgres") as blocker,
    ):
        blocker.execute("SELECT * FROM notes FOR UPDATE")
        in_flight = pool.submit(
            httpx2.put, path, json={"title": "Changed"}, headers={"If-Match": '"1"'}, timeout=DEADLINE
        )
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        with psycopg.connect(f"host={data} user=postgres", autocommit=True) as observer:
            wait_until(lambda: observer.execute(waiting).fetchone() == (1,), "the request to wait for the lock")
        service.process.send_signal(number)
        wait_until(lambda: service.status("/healthz") == 0, "the service to take no more requests")
        blocker.rollback()
        answer = in_flight.result(DEADLINE)

    assert (answer.status_code, answer.json()["title"]) == (200, "Changed")
    assert service.process.wait(DEADLINE) == 0
    assert servers_of(data) == []
    assert "Stopped." in service.output
    assert "Traceback" not in service.errors
