import threading

import psycopg
import pytest

from nosql_examples import distributed_lock
from nosql_examples.distributed_lock import (
    TABLE,
    DistributedLock,
    Held,
    StaleHolderError,
    wait_for_end,
    write_fenced,
    write_trusting,
)
from nosql_examples.server import Client, answer

LONG = 60_000


@pytest.fixture
def lock(client: Client, unique: str) -> DistributedLock:
    return DistributedLock(client, unique, LONG)


def test_one_holds_it_at_a_time(lock: DistributedLock, clients: list[Client], unique: str) -> None:
    other = DistributedLock(clients[0], unique, LONG)
    held = lock.try_take()
    assert held is not None
    assert other.try_take() is None
    assert lock.release(held)
    assert other.try_take() is not None


def test_of_many_at_once_one_gets_it(clients: list[Client], unique: str) -> None:
    got: list[Held] = []
    start = threading.Barrier(6)

    def ask(client: Client) -> None:
        lock = DistributedLock(client, unique, LONG)
        start.wait()
        if (held := lock.try_take()) is not None:
            got.append(held)

    threads = [threading.Thread(target=ask, args=[client]) for client in clients * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_a_lock_has_an_end_and_a_fence_has_none(client: Client, lock: DistributedLock, unique: str) -> None:
    held = lock.try_take()
    assert held is not None
    assert client.get(unique) == held.token
    assert LONG - 1_000 < answer(client.pttl(unique)) <= LONG
    assert client.get(f"{unique}:fence") == str(held.fence)
    assert answer(client.pttl(f"{unique}:fence")) == -1


def test_fences_grow_and_tokens_differ(lock: DistributedLock) -> None:
    held = []
    for _ in range(5):
        held.append(lock.take(1))
        assert lock.try_take() is None
        lock.release(held[-1])
    assert [one.fence for one in held] == [1, 2, 3, 4, 5]
    assert len({one.token for one in held}) == 5


def test_another_is_waited_for(lock: DistributedLock) -> None:
    held, got = lock.take(1), list[Held]()
    waiting = threading.Thread(target=lambda: got.append(lock.take(20)))
    waiting.start()
    waiting.join(0.03)
    assert waiting.is_alive()
    lock.release(held)
    waiting.join()
    assert got[0].fence == 2


def test_waiting_has_an_end(lock: DistributedLock, unique: str) -> None:
    lock.take(1)
    with pytest.raises(TimeoutError, match=f"^the lock {unique} is still held after 0.02 s$"):
        lock.take(0.02)


def test_the_lock_of_another_is_not_released(client: Client, lock: DistributedLock, unique: str) -> None:
    late = lock.take(1)
    client.delete(unique)  # its time is over
    now = lock.take(1)
    assert lock.release(late) is False
    assert lock.try_take() is None
    lock.release_carelessly()
    assert lock.try_take() is not None, "this is how a third gets in"
    assert lock.release(now) is False


def test_extending_begins_the_time_anew(client: Client, lock: DistributedLock, unique: str) -> None:
    held = lock.take(1)
    client.pexpire(unique, 5_000)
    assert lock.extend(held) is True
    assert answer(client.pttl(unique)) > LONG - 1_000


def test_the_lock_of_another_is_not_extended(client: Client, lock: DistributedLock, unique: str) -> None:
    late = lock.take(1)
    client.delete(unique)
    assert lock.extend(late) is False
    lock.take(1)
    client.pexpire(unique, 5_000)
    assert lock.extend(late) is False
    assert answer(client.pttl(unique)) <= 5_000


def test_a_block_holds_it_and_gives_it_back(lock: DistributedLock, unique: str) -> None:
    def work() -> None:
        with lock.holding(1) as held:
            assert held.fence == 1
            assert lock.try_take() is None
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert lock.try_take() is not None
    with pytest.raises(TimeoutError, match=f"^the lock {unique} is still held after 0 s$"), lock.holding(0):
        pass


def test_a_block_gives_back_only_its_own(client: Client, lock: DistributedLock, unique: str) -> None:
    with lock.holding(1):
        client.set(unique, "another's")
    assert client.get(unique) == "another's"


def test_an_end_is_waited_for_where_there_is_one(client: Client, unique: str) -> None:
    wait_for_end(client, unique)
    client.set(unique, 1, px=10)
    wait_for_end(client, unique)
    assert not client.exists(unique)
    client.set(unique, 1)
    with pytest.raises(ValueError, match=f"^{unique} has no end$"):
        wait_for_end(client, unique)


def two_holders(client: Client, name: str) -> tuple[Held, Held]:
    """The first pauses for longer than its lock lasts: nothing is forged, the second takes it as it may."""
    first = DistributedLock(client, name, 10).take(1)
    wait_for_end(client, name)
    return first, DistributedLock(client, name, LONG).take(0)


def test_a_trusting_write_loses_the_newer_report(client: Client, unique: str, database: psycopg.Connection) -> None:
    database.execute(TABLE)
    first, second = two_holders(client, unique)
    write_trusting(database, "daily", "new", second)
    write_trusting(database, "daily", "old", first)
    assert database.execute("SELECT body, fence FROM reports").fetchall() == [("old", first.fence)]


def test_a_fenced_write_of_the_older_holder_is_refused(
    client: Client, unique: str, database: psycopg.Connection
) -> None:
    database.execute(TABLE)
    first, second = two_holders(client, unique)
    write_fenced(database, "daily", "new", second)
    expected = "^report daily: fence 1 is older than the one it was written with$"
    with pytest.raises(StaleHolderError, match=expected):
        write_fenced(database, "daily", "old", first)
    write_fenced(database, "weekly", "its own", first)
    write_fenced(database, "daily", "newer", second)
    reports = database.execute("SELECT name, body, fence FROM reports ORDER BY name").fetchall()
    assert reports == [("daily", "newer", 2), ("weekly", "its own", 1)]


def test_holders_in_turn_write_in_turn(lock: DistributedLock, database: psycopg.Connection) -> None:
    database.execute(TABLE)
    for body in ("first", "second"):
        with lock.holding(1) as held:
            write_fenced(database, "daily", body, held)
    assert database.execute("SELECT body, fence FROM reports").fetchall() == [("second", 2)]


@pytest.mark.usefixtures("story", "empty_story")
def test_main_shows_two_holders(capsys: pytest.CaptureFixture[str]) -> None:
    distributed_lock.main()
    told = capsys.readouterr().out
    assert "the report is by the first, from older data (fence 1)" in told
    assert "StaleHolderError: report write_fenced: fence " in told
    assert "the report is by the second, from newer data" in told
    assert told.count("the first gives back what is not its own: False") == 2
