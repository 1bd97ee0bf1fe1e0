"""A full disk, a real one: a file system of a few megabytes that only the service sees."""

import os
import random
import shutil
import string
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
from processes import DEADLINE, Service, wait_until

from notes_api.client import NotesClient
from notes_api.embedded import end_leftovers

MEGABYTE = 2**20


def small_disk(mount_point: Path, megabytes: int) -> list[str]:
    """Return the command before a command that makes it see a file system of that size at the mount point."""
    mount = f'mount -t tmpfs -o size={megabytes}m,mode=755 none "{mount_point}" && exec "$@"'
    if os.geteuid() == 0:
        return ["unshare", "--mount", "sh", "-c", mount, "sh"]
    # Root in a namespace of users of its own may mount; PostgreSQL, which refuses root, gets its own number back.
    as_we_are = ["unshare", "--user", f"--map-user={os.getuid()}", f"--map-group={os.getgid()}"]
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh", *as_we_are]


def can_mount() -> bool:
    """Return whether this machine lets us make a file system."""
    if shutil.which("unshare") is None:
        return False
    probe = subprocess.run([*small_disk(Path("/mnt"), 1), "true"], check=False, capture_output=True)
    return probe.returncode == 0


pytestmark = pytest.mark.skipif(not can_mount(), reason="a file system for the test cannot be mounted on this machine")


@contextmanager
def service_on_a_disk_of(megabytes: int, tmp_path: Path) -> Iterator[Service]:
    """Start a service whose data lies on a disk of that size."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with Service(tmp_path, ["--data", str(disk)], {}, inside=small_disk(disk, megabytes)) as service:
        yield service
    end_leftovers(disk / "postgres")


def test_a_first_start_on_a_full_disk_says_so(tmp_path: Path) -> None:
    with service_on_a_disk_of(20, tmp_path) as service:
        assert service.process.wait(DEADLINE) == 1

    assert service.output == ""
    assert len(service.errors.splitlines()) == 1
    assert "No space left on device" in service.errors


def body() -> str:
    """Return a body that cannot be compressed."""
    return "".join(random.choices(string.ascii_letters, k=20_000))


def test_a_disk_that_fills_up_loses_nothing_and_reads_go_on(tmp_path: Path) -> None:
    with service_on_a_disk_of(120, tmp_path) as service, ExitStack() as clients:
        service.wait_until_ready()
        disk = Path(f"/proc/{service.process.pid}/root{tmp_path}/disk")
        http = clients.enter_context(httpx2.Client(base_url=service.url, timeout=DEADLINE))
        acknowledged = [http.post("/notes", json={"title": "First"}).json()["title"]]

        (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free - MEGABYTE // 2))
        answers = []
        for number in range(200):
            answers.append(http.post("/notes", json={"title": f"note {number}", "body": body()}))
            if answers[-1].status_code == 201:
                acknowledged.append(f"note {number}")
            elif len(answers) - len(acknowledged) > 5:
                break
        refused = [answer for answer in answers if answer.status_code != 201]
        assert refused
        assert {answer.status_code for answer in refused} == {503}
        assert {answer.headers["Content-Type"] for answer in refused} == {"application/problem+json"}
        assert http.get("/notes").status_code == 200
        assert http.get("/search", params={"q": "first"}).json()["items"]

        (disk / "ballast").unlink()
        wait_until(
            lambda: http.post("/notes", json={"title": "Last", "body": body()}).status_code == 201, "a write to work"
        )
        with NotesClient(service.url) as client:
            assert [note.title for note in client.notes()] == [*acknowledged, "Last"]
        assert service.stop() == 0
        assert "Traceback" not in service.errors
