import os
import threading
from collections.abc import Callable

import pytest

from nosql_examples import key_value
from nosql_examples.key_value import (
    count_in_window,
    half_done,
    increment_by_reading,
    reads,
    set_keeping_end,
    set_one_by_one,
    set_together,
    take_seats,
    types_of,
)
from nosql_examples.server import Client, answer

SHARED = pytest.mark.skipif("VALKEY_URL" in os.environ, reason="others use the server of VALKEY_URL meanwhile")


def test_a_counter_ends_with_its_first_window(client: Client, unique: str) -> None:
    assert count_in_window(client, unique, 60) == 1
    assert answer(client.ttl(unique)) in (59, 60)
    client.expire(unique, 20)
    assert count_in_window(client, unique, 60) == 2
    assert answer(client.ttl(unique)) <= 20


def test_after_its_end_a_counter_begins_anew(client: Client, unique: str) -> None:
    count_in_window(client, unique, 60)
    client.pexpire(unique, 0)
    assert count_in_window(client, unique, 60) == 1


def test_many_threads_are_counted_right(clients: list[Client], unique: str) -> None:
    def count(client: Client) -> None:
        for _ in range(20):
            count_in_window(client, unique, 60)

    threads = [threading.Thread(target=count, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clients[0].get(unique) == "60"


@SHARED
def test_counting_is_one_round_trip(client: Client, unique: str) -> None:
    before = reads(client)
    count_in_window(client, unique, 60)
    assert reads(client) - before == 2


def test_a_plain_set_forgets_the_end_and_this_one_does_not(client: Client, unique: str) -> None:
    client.set(unique, "a", ex=60)
    set_keeping_end(client, unique, "b")
    assert client.get(unique) == "b"
    assert 0 < answer(client.ttl(unique)) <= 60
    client.set(unique, "c")
    assert client.ttl(unique) == -1


def test_reading_and_setting_loses_counts(client: Client, unique: str) -> None:
    client.set(unique, 10)
    assert increment_by_reading(client, unique, lambda: client.incrby(unique, 5)) == 11
    assert client.get(unique) == "11"
    assert increment_by_reading(client, f"{unique}:new", int) == 1


class Rival:
    """Changes a counter, a given number of times."""

    def __init__(self, client: Client, key: str, amount: int, times: int) -> None:
        self.client, self.key, self.amount, self.times = client, key, amount, times

    def __call__(self) -> None:
        if self.times:
            self.times -= 1
            self.client.incrby(self.key, self.amount)


@pytest.mark.parametrize("times", [0, 1, 3])
def test_seats_are_moved_once_whatever_comes_between(times: int, clients: list[Client], unique: str) -> None:
    free, sold = f"{unique}:free", f"{unique}:sold"
    clients[0].set(free, 10)
    attempts = take_seats(clients[0], free, sold, 4, between=Rival(clients[1], free, 1, times))
    assert attempts == times + 1
    assert clients[2].mget(free, sold) == [str(10 + times - 4), "4"]


def test_seats_that_a_rival_took_are_not_sold_again(clients: list[Client], unique: str) -> None:
    free, sold = f"{unique}:free", f"{unique}:sold"
    clients[0].set(free, 5)
    with pytest.raises(ValueError, match=f"^{free} holds 3 seats, not 5$"):
        take_seats(clients[0], free, sold, 5, between=Rival(clients[1], free, -2, 1))
    assert clients[2].mget(free, sold) == ["3", None]


def test_seats_of_nothing(client: Client, unique: str) -> None:
    with pytest.raises(ValueError, match=r"holds 0 seats, not 1$"):
        take_seats(client, unique, f"{unique}:sold", 1)


def test_a_failed_command_undoes_nothing(client: Client, unique: str) -> None:
    text, counter = f"{unique}:text", f"{unique}:counter"
    client.set(text, "A")
    error, count = half_done(client, text, counter)
    assert "value is not an integer" in error
    assert count == 1
    assert client.mget(text, counter) == ["B", "1"]


@pytest.mark.parametrize("load", [set_one_by_one, set_together])
def test_both_ways_set_the_same(load: Callable[[Client, dict[str, str]], None], client: Client, unique: str) -> None:
    values = {f"{unique}:{number}": str(number) for number in range(40)}
    load(client, values)
    assert client.mget(list(values)) == list(values.values())


@SHARED
def test_a_pipeline_is_one_round_trip(client: Client, unique: str) -> None:
    values = {f"{unique}:{number}": "open" for number in range(40)}
    start = reads(client)
    set_one_by_one(client, values)
    between = reads(client)
    set_together(client, values)
    end = reads(client)
    assert (between - start, end - between) == (41, 2)


def test_each_type_is_made(client: Client, unique: str) -> None:
    found = types_of(client, unique)
    assert found == {
        "text": "string", "hash": "hash", "list": "list", "set": "set", "zset": "zset", "stream": "stream"
    }  # fmt: skip
    assert {key.removeprefix(f"{unique}:") for key in client.scan_iter(match=f"{unique}:*")} == set(found)


@SHARED
@pytest.mark.usefixtures("story")
def test_main_tells(capsys: pytest.CaptureFixture[str]) -> None:
    key_value.main()
    told = capsys.readouterr().out
    assert "a plain SET takes its end away: -1" in told
    assert "11 instead of 13" in told
    assert "five seats taken in 2 attempts: free 1, sold 5" in told
    assert "refused: free holds 1 seats, not 5" in told
    assert "set_one_by_one: 40 reads of the server\nset_together: 1 reads of the server" in told
