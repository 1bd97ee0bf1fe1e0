import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import valkey

from nosql_examples import event_stream
from nosql_examples.event_stream import DELIVERIES, Arrivals, Consumer, Event, pending, publish, trim
from nosql_examples.server import Client, answer

ROOT = Path(event_stream.__file__).parent.parent
MINUTE = 60_000
# Takes two events, says so, and waits for its end.
HANGING = """
import sys
from nosql_examples.event_stream import Consumer
from nosql_examples.server import connected
with connected(sys.argv[1]) as client:
    Consumer(client, sys.argv[2], "group", "killed", 60_000).take(2)
    print("taken", flush=True)
    sys.stdin.read()
"""


def some(client: Client, stream: str, count: int) -> list[Event]:
    made = [{"carrier": "UA", "number": str(number)} for number in range(count)]
    return [Event(publish(client, stream, fields), fields) for fields in made]


def consumer(client: Client, stream: str, name: str = "first", group: str = "group", idle_ms: int = MINUTE) -> Consumer:
    return Consumer(client, stream, group, name, idle_ms)


def test_events_come_in_their_order(client: Client, unique: str) -> None:
    events = some(client, unique, 5)
    first = consumer(client, unique)
    assert first.take(2) == events[:2]
    assert first.take(9) == events[2:]
    assert first.take(9) == []


def test_each_event_goes_to_one_consumer_of_a_group_and_to_each_group(client: Client, unique: str) -> None:
    events = some(client, unique, 4)
    first, second = consumer(client, unique), consumer(client, unique, "second")
    assert first.take(1) + second.take(1) + first.take(9) == events
    assert consumer(client, unique, group="another").take(9) == events


def test_a_consumer_that_was_there_before_its_stream(client: Client, unique: str) -> None:
    first = consumer(client, unique)
    assert first.take(1) == []
    events = some(client, unique, 1)
    assert first.take(9) == events


def test_a_key_of_another_type_is_no_stream(client: Client, unique: str) -> None:
    client.set(unique, 1)
    with pytest.raises(valkey.exceptions.ResponseError, match="wrong kind of value"):
        consumer(client, unique)


def test_what_is_done_is_not_pending(client: Client, unique: str) -> None:
    events = some(client, unique, 3)
    first = consumer(client, unique, idle_ms=0)
    assert first.take(3) == events
    assert pending(client, unique, "group") == {"first": 3}
    first.done(events[1])
    assert pending(client, unique, "group") == {"first": 2}
    second = consumer(client, unique, "second", idle_ms=0)
    assert second.take(9) == events[:1]
    assert pending(client, unique, "group") == {"first": 1, "second": 1}
    second.done(events[0])
    assert second.take(9) == events[2:]


def test_events_of_a_busy_consumer_are_left_to_it(client: Client, unique: str) -> None:
    some(client, unique, 3)
    consumer(client, unique).take(2)
    assert len(consumer(client, unique, "second").take(9)) == 1


def test_many_abandoned_events_are_taken_over_before_new_ones(client: Client, unique: str) -> None:
    events, handled = some(client, unique, 60), list[Event]()
    consumer(client, unique).take(50)
    assert consumer(client, unique, "second", idle_ms=0).work(handled.append, 55) == 55
    assert handled == events[:55]
    assert pending(client, unique, "group") == {}


def test_an_abandoned_event_behind_many_of_a_busy_consumer_is_found(client: Client, unique: str) -> None:
    events = some(client, unique, 60)
    consumer(client, unique).take(60)
    abandoned = events[50].id
    client.xclaim(unique, "group", "dead", 0, [abandoned], idle=2 * MINUTE)
    assert consumer(client, unique, "second").take(9) == [events[50]]
    assert consumer(client, unique, "second").take(9) == []


def test_events_of_a_killed_process_are_taken_over(client: Client, unique: str, store_url: str) -> None:
    events = some(client, unique, 3)
    command = [sys.executable, "-c", HANGING, store_url, unique]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        process.kill()
    assert pending(client, unique, "group") == {"killed": 2}
    handled = list[Event]()
    assert consumer(client, unique, "second", idle_ms=0).work(handled.append, 9) == 3
    assert handled == events


def test_work_handles_in_order_and_says_so(client: Client, unique: str) -> None:
    events, handled = some(client, unique, 3), list[Event]()
    assert consumer(client, unique).work(handled.append, 2) == 2
    assert handled == events[:2]
    assert pending(client, unique, "group") == {}


def test_an_error_leaves_its_event_and_the_later_ones_pending(client: Client, unique: str) -> None:
    events = some(client, unique, 3)

    def handle(event: Event) -> None:
        # Not yet acknowledged while it is handled, or a crash now would lose it.
        assert pending(client, unique, "group")["first"] == (3 if event == events[0] else 2)
        if event == events[1]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consumer(client, unique).work(handle, 3)
    assert pending(client, unique, "group") == {"first": 2}
    handled = list[Event]()
    assert consumer(client, unique, "second", idle_ms=0).work(handled.append, 9) == 2
    assert handled == events[1:]


def test_an_event_that_nobody_can_handle_is_set_aside(client: Client, unique: str) -> None:
    hopeless, after = some(client, unique, 2)
    first = consumer(client, unique, idle_ms=0)
    for _ in range(DELIVERIES):
        assert first.take(1) == [hopeless]
    assert first.take(1) == [after]
    assert pending(client, unique, "group") == {"first": 1}
    ((_, fields),) = answer(client.xrange(f"{unique}:dead"))
    assert fields == {**hopeless.fields, "id": hopeless.id}


def test_events_that_came_with_a_hopeless_one_are_handled(client: Client, unique: str) -> None:
    hopeless, *others = some(client, unique, 4)
    first, handled = consumer(client, unique, idle_ms=0), list[Event]()

    def handle(event: Event) -> None:
        if event == hopeless:
            raise ZeroDivisionError
        handled.append(event)

    for _ in range(DELIVERIES):
        with pytest.raises(ZeroDivisionError):
            first.work(handle, 9)
    assert first.work(handle, 9) == 3
    assert handled == others
    assert [fields["id"] for _, fields in answer(client.xrange(f"{unique}:dead"))] == [hopeless.id]


def test_trimming_keeps_what_a_group_has_not_done(client: Client, unique: str) -> None:
    events = some(client, unique, 6)
    assert trim(client, unique) == 0
    first, other = consumer(client, unique), consumer(client, unique, group="another")
    assert trim(client, unique) == 0
    taken = first.take(5)
    for event in (taken[0], taken[2], taken[3], taken[4]):
        first.done(event)
    assert trim(client, unique) == 0, "the other group has read nothing"
    other.work(lambda _: None, 4)
    assert trim(client, unique) == 1, "the second event is pending"
    first.done(taken[1])
    assert trim(client, unique) == 3, "the other group has read four"
    other.work(lambda _: None, 9)
    assert [id_ for id_, _ in answer(client.xrange(unique))] == [event.id for event in events[4:]]
    assert trim(client, unique) == 1, "the first group has not read the last"
    assert first.take(9) == events[5:]


def test_trimming_takes_ids_for_numbers(client: Client, unique: str) -> None:
    for id_ in ("1-8", "1-9", "1-10", "1-11"):
        client.xadd(unique, {"carrier": "UA"}, id=id_)
    consumer(client, unique).work(lambda _: None, 1)
    consumer(client, unique, group="another").work(lambda _: None, 2)
    assert trim(client, unique) == 1, "1-9 comes before 1-10, and one group has not read it"


@pytest.fixture
def arrivals(database: psycopg.Connection) -> Arrivals:
    return Arrivals(database)


def test_an_event_that_comes_again_is_counted_once(arrivals: Arrivals) -> None:
    for id_, carrier in (("1-0", "UA"), ("1-1", "AA"), ("1-0", "UA"), ("2-0", "UA")):
        arrivals.handle(Event(id_, {"carrier": carrier}))
    assert arrivals.counts() == {"AA": 1, "UA": 2}


def test_an_event_that_could_not_be_counted_is_not_remembered(arrivals: Arrivals) -> None:
    with pytest.raises(KeyError):
        arrivals.handle(Event("1-0", {}))
    arrivals.handle(Event("1-0", {"carrier": "UA"}))
    assert arrivals.counts() == {"UA": 1}


def test_a_consumer_taken_for_dead_does_no_harm(
    clients: list[Client], unique: str, arrivals: Arrivals, database: psycopg.Connection
) -> None:
    some(clients[0], unique, 4)
    slow = consumer(clients[0], unique)
    taken = slow.take(4)
    assert consumer(clients[1], unique, "second", idle_ms=0).work(arrivals.handle, 9) == 4
    again = Arrivals(database)
    for event in taken:
        again.handle(event)
        slow.done(event)
    assert again.counts() == {"UA": 4}


@pytest.mark.usefixtures("story")
def test_main_tells(capsys: pytest.CaptureFixture[str], empty_story: psycopg.Connection) -> None:
    empty_story.execute("""
        CREATE TABLE flights AS
        SELECT n AS id, 'UA' AS carrier, n AS number, date '2013-01-01' AS flight_date, n AS arr_time
          FROM generate_series(1, 12) AS n
    """)
    event_stream.main()
    told = capsys.readouterr().out
    assert "the first one takes four, counts one, and dies before it says so: {'UA': 1}" in told
    assert "the second takes them over, and the rest: 9 {'UA': 9}" in told
    assert "pending: {} trimmed: 9" in told
    assert "attempt 4: 0 handled\nset aside: ['an event without a carrier']" in told
