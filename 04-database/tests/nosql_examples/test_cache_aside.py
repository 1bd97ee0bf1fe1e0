import json
import threading
from collections import defaultdict
from collections.abc import Sequence

import psycopg
import pytest

from nosql_examples import cache_aside
from nosql_examples.cache_aside import Cache, Counted, Times, at_once, get_plain, worst_destinations
from nosql_examples.server import Client, answer

TIMES = Times(fresh=60_000, stale=30_000, lease=20_000)
READERS = 8


@pytest.fixture
def cache(client: Client) -> Cache:
    return Cache(client, TIMES)


class Gate:
    """A computation that waits until it is let go, and says when it has begun."""

    def __init__(self, value: str) -> None:
        self.value, self.begun, self.go = value, threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.go.wait(20)
        return self.value


def make_stale(client: Client, key: str) -> None:
    assert client.pexpire(key, TIMES.stale - 5_000)


def test_plain_computes_once_for_readers_one_after_the_other(client: Client, unique: str) -> None:
    compute = Counted(lambda: "a")
    assert [get_plain(client, unique, compute, 60_000) for _ in range(3)] == ["a", "a", "a"]
    assert compute.calls == 1
    assert 59_000 < answer(client.pttl(unique)) <= 60_000


def test_plain_is_a_stampede_for_readers_at_once(client: Client, unique: str) -> None:
    all_compute = threading.Barrier(READERS)

    def slow() -> str:
        all_compute.wait(20)  # passes only when all readers have come this far
        return "a"

    assert at_once(READERS, lambda: get_plain(client, unique, slow, 60_000)) == ["a"] * READERS


def test_readers_at_once_compute_once(cache: Cache, unique: str) -> None:
    compute = Counted(lambda: "a")
    for number in range(1, 11):
        assert at_once(READERS, lambda: cache.get(unique, compute)) == ["a"] * READERS
        assert compute.calls == number
        cache.invalidate(unique)


def test_readers_wait_for_the_one_who_computes(cache: Cache, unique: str) -> None:
    gate, got = Gate("a"), list[str]()
    first = threading.Thread(target=lambda: got.append(cache.get(unique, gate)))
    first.start()
    assert gate.begun.wait(20)
    forbidden = Counted(lambda: "b")
    second = threading.Thread(target=lambda: got.append(cache.get(unique, forbidden)))
    second.start()
    second.join(0.05)
    assert second.is_alive()
    gate.go.set()
    first.join()
    second.join()
    assert (got, forbidden.calls) == (["a", "a"], 0)


def test_a_stale_value_is_returned_at_once_while_one_computes(client: Client, cache: Cache, unique: str) -> None:
    cache.get(unique, lambda: "old")
    make_stale(client, unique)
    gate, got = Gate("new"), list[str]()
    refresher = threading.Thread(target=lambda: got.append(cache.get(unique, gate)))
    refresher.start()
    assert gate.begun.wait(20)
    forbidden = Counted(lambda: "never")
    assert at_once(3, lambda: cache.get(unique, forbidden)) == ["old"] * 3
    gate.go.set()
    refresher.join()
    assert got == ["new"]
    assert cache.get(unique, forbidden) == "new"
    assert forbidden.calls == 0


def test_a_value_lives_for_its_fresh_and_its_stale_time(client: Client, cache: Cache, unique: str) -> None:
    cache.get(unique, lambda: "a")
    assert 89_000 < answer(client.pttl(unique)) <= 90_000
    assert not client.exists(f"{unique}:lease")


def test_a_lease_has_an_end_so_that_a_dead_holder_is_replaced(client: Client, cache: Cache, unique: str) -> None:
    def die() -> str:
        assert 19_000 < answer(client.pttl(f"{unique}:lease")) <= 20_000
        client.pexpire(f"{unique}:lease", 0)  # the time passes,
        assert cache.get(unique, lambda: "new") == "new"  # and another takes over
        return "late"

    assert cache.get(unique, die) == "late"
    assert client.get(unique) == "new"


def test_an_error_gives_the_lease_back_and_stores_nothing(client: Client, cache: Cache, unique: str) -> None:
    with pytest.raises(ZeroDivisionError):
        cache.get(unique, lambda: str(1 / 0))
    assert not client.exists(unique, f"{unique}:lease")
    assert cache.get(unique, lambda: "a") == "a"


def test_an_error_does_not_give_back_the_lease_of_another(client: Client, cache: Cache, unique: str) -> None:
    def fail_late() -> str:
        client.set(f"{unique}:lease", "another")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.get(unique, fail_late)
    assert client.get(f"{unique}:lease") == "another"


def test_plain_keeps_what_was_computed_before_an_invalidation(client: Client, unique: str) -> None:
    def read_while_written() -> str:
        client.delete(unique)
        return "old"

    get_plain(client, unique, read_while_written, 60_000)
    assert get_plain(client, unique, lambda: "new", 60_000) == "old"


def test_a_lease_does_not(cache: Cache, unique: str) -> None:
    def read_while_written() -> str:
        cache.invalidate(unique)
        return "old"

    assert cache.get(unique, read_while_written) == "old"
    assert cache.get(unique, lambda: "new") == "new"


def test_an_invalidated_value_is_computed_again(cache: Cache, unique: str) -> None:
    cache.get(unique, lambda: "old")
    cache.invalidate(unique)
    assert cache.get(unique, lambda: "new") == "new"


def test_counted_counts_also_what_fails() -> None:
    compute = Counted(lambda: str(1 / 0))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            compute()
    assert compute.calls == 2


def test_at_once_starts_all_before_one_ends() -> None:
    meeting = threading.Barrier(4)
    assert sorted(at_once(4, lambda: str(meeting.wait(20)))) == ["0", "1", "2", "3"]


@pytest.mark.parametrize(("carrier", "count"), [("EV", 5), ("HA", 5), ("none", 5)])
def test_the_report_is_true(carrier: str, count: int, postgresql: psycopg.Connection) -> None:
    delays = defaultdict[str, list[int]](list)
    query = "SELECT dest, arr_delay FROM flights WHERE carrier = %s AND arr_delay IS NOT NULL"
    for dest, delay in postgresql.execute(query, [carrier]):
        delays[dest].append(delay)
    means = [(dest, sum(found) / len(found)) for dest, found in delays.items() if len(found) >= 10]
    got = json.loads(worst_destinations(postgresql, carrier, count))
    expected = sorted(means, key=lambda mean: (-round(mean[1], 1), mean[0]))[:count]
    assert [dest for dest, _ in got] == [dest for dest, _ in expected]
    assert [delay for _, delay in got] == pytest.approx([delay for _, delay in expected], abs=0.0501)


def test_the_report_wants_ten_arrivals_and_orders_what_rounds_alike_by_code(postgresql: psycopg.Connection) -> None:
    # Found before the real one, and gone with the rollback.
    postgresql.execute("CREATE TEMPORARY TABLE flights (carrier text, dest text, arr_delay integer)")
    delays: dict[str, Sequence[int | None]] = {
        "BBB": [10] * 24 + [11],
        "AAA": [10] * 10,
        "FEW": [99] * 9 + [None] * 9,
        "TOP": [-1] * 5 + [41] * 5,
    }
    rows = [("EV", dest, delay) for dest, found in delays.items() for delay in found] + [("HA", "HNL", 500)] * 10
    with postgresql.cursor() as cursor:
        cursor.executemany("INSERT INTO flights (carrier, dest, arr_delay) VALUES (%s, %s, %s)", rows)
    found = json.loads(worst_destinations(postgresql, "EV", 5))
    assert found == [["TOP", 20.0], ["AAA", 10.0], ["BBB", 10.0]]


@pytest.mark.usefixtures("story", "loaded_story")
def test_main_tells_of_stampede_and_race(capsys: pytest.CaptureFixture[str]) -> None:
    cache_aside.main()
    told = capsys.readouterr().out
    assert "guarded: computed 1 time for 12 readers, 1 answer" in told
    assert "stale: computed 1 time more" in told
    assert "written 200 while a reader computed; plain, the next one gets 100" in told
    assert "with a lease the next one gets 200" in told
