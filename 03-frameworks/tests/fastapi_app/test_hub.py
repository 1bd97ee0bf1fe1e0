"""The hub: nobody can slow the publisher, and nobody misses an event without being told."""

import asyncio

import pytest

from fastapi_app.hub import Event, Hub, HubFullError, Listener, Todo, main

TODO: Todo = {"id": 1, "title": "Buy milk"}


async def read(listener: Listener) -> list[Event]:
    """Return what a listener gets until it is ended, which must be now or never."""
    async with asyncio.timeout(5):
        return [event async for event in listener.events()]


def test_every_listener_gets_every_event_in_order() -> None:
    async def scenario() -> list[list[Event]]:
        hub = Hub()
        listeners = [hub.listen(), hub.listen()]
        hub.publish("created", TODO)
        hub.publish("emptied", None)
        return [[await anext(events), await anext(events)] for events in map(Listener.events, listeners)]

    first, second = asyncio.run(scenario())

    assert first == second
    assert [(event.kind, event.todo) for event in first] == [("created", TODO), ("emptied", None)]


def test_ids_are_the_hubs_name_and_a_number() -> None:
    hub = Hub()
    name, _, number = hub.last_id.rpartition("-")
    assert number == "0"
    hub.publish("created", TODO)
    assert hub.last_id == f"{name}-1"
    assert not Hub().last_id.startswith(name)


def test_a_waiting_listener_is_woken_by_an_event() -> None:
    async def scenario() -> Event:
        hub = Hub()
        events = hub.listen().events()
        asyncio.get_running_loop().call_soon(hub.publish, "changed", TODO)
        async with asyncio.timeout(5):
            return await anext(events)

    assert asyncio.run(scenario()).kind == "changed"


def test_a_waiting_listener_is_woken_by_the_end() -> None:
    async def scenario() -> list[Event]:
        hub = Hub()
        listener = hub.listen()
        asyncio.get_running_loop().call_soon(hub.close)
        return await read(listener)

    assert asyncio.run(scenario()) == []


def test_who_is_too_slow_is_dropped_and_nobody_else() -> None:
    hub = Hub(queue_size=2)
    slow, quick = hub.listen(), hub.listen()
    for _ in range(3):
        hub.publish("created", TODO)
        asyncio.run(_take_one(quick))

    assert (slow.ended, quick.ended, len(hub)) == (True, False, 1)
    assert asyncio.run(read(slow)) == []


async def _take_one(listener: Listener) -> None:
    await anext(listener.events())


def test_offer_refuses_when_the_queue_is_full() -> None:
    listener = Listener(1)
    event = Event("x-1", "created", TODO)
    assert [listener.offer(event), listener.offer(event)] == [True, False]


def test_an_ended_listener_gives_nothing_and_may_be_ended_again() -> None:
    listener = Listener(1)
    listener.offer(Event("x-1", "created", TODO))
    listener.end()
    listener.end()
    assert asyncio.run(read(listener)) == []
    assert asyncio.run(read(listener)) == []


def test_the_number_of_listeners_is_limited_and_places_are_given_back() -> None:
    hub = Hub(max_listeners=1)
    listener = hub.listen()
    with pytest.raises(HubFullError):
        hub.listen()
    hub.forget(listener)
    hub.forget(listener)
    assert listener.ended
    assert len(hub) == 0
    assert not hub.listen().ended


def test_a_closed_hub_ends_new_listeners_at_once() -> None:
    hub = Hub()
    hub.close()
    hub.close()
    assert hub.closed
    assert asyncio.run(read(hub.listen())) == []
    assert len(hub) == 0


def test_what_was_missed_comes_again() -> None:
    hub = Hub(ring_size=3)
    ids = [hub.last_id]
    for _ in range(4):
        hub.publish("created", TODO)
        ids.append(hub.last_id)

    assert hub.since(ids[4]) == []
    assert [event.id for event in hub.since(ids[2])] == ids[3:]
    assert [event.id for event in hub.since(ids[1])] == ids[2:]


@pytest.mark.parametrize("told", ["", "7", "-", "{name}-", "{name}-x", "{name}-²", "{name}-99", "{name}--1", "other-1"])
def test_an_id_that_says_nothing_means_start_anew(told: str) -> None:
    hub = Hub()
    hub.publish("created", TODO)
    name = hub.last_id.rpartition("-")[0]
    assert hub.since(told.format(name=name)) == [Event(hub.last_id, "reset", None)]


def test_too_long_away_means_start_anew() -> None:
    hub = Hub(ring_size=2)
    before = hub.last_id
    for _ in range(3):
        hub.publish("created", TODO)
    assert [event.kind for event in hub.since(before)] == ["reset"]


def test_the_story(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert "the slow one has ended: True; listeners left: 1" in capsys.readouterr().out
