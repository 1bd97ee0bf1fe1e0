"""A hub: one publisher, many listeners, and no listener can slow the publisher down.

Every listener has a queue of its own with a fixed length. Publishing never waits: whoever has let its queue fill up
is dropped, with its queue emptied, and may come back. The last events stay in a ring, so that a listener that was
away for a moment gets what it missed; one that was away too long, or knew another process, is told to read everything
anew.

Cost: publishing is O(listeners), without a copy of the event; memory is bounded by listeners times queue length.
Not for: more than one process. Each worker has a hub of its own, and a change made in one is not heard in the others;
at work the workers listen to one broker (PostgreSQL LISTEN/NOTIFY, Redis or Valkey publish/subscribe, NATS) and hand
on what they hear through a hub like this. Nor for events that must not be lost: these belong in a table (the outbox).
Asked: a chat server's memory grows until it dies, because one phone is in a tunnel. What was forgotten?
Source: https://docs.python.org/3/library/asyncio-queue.html
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Event", "EventKind", "Hub", "HubFullError", "Listener", "Todo"]

type Todo = Mapping[str, bool | int | str | None]
type EventKind = Literal["created", "changed", "deleted", "emptied", "reset"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a to-do.

    ``id`` is the hub's name, a hyphen, and a number that counts up from 1. ``todo`` is the to-do after the change, or
    before its deletion; None for ``emptied`` (all are gone) and ``reset`` (events are missing: read the list anew).
    """

    id: str
    kind: EventKind
    todo: Todo | None


class HubFullError(Exception):
    """There are as many listeners as the hub takes."""


class Listener:
    """A place in the hub; made by ``Hub.listen`` alone."""

    def __init__(self, queue_size: int) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(queue_size)
        self.ended = False
        """True when the hub was closed, or this listener was too slow; no further event will come."""

    async def events(self) -> AsyncIterator[Event]:
        """Yield events as they come; end when the hub is closed or has dropped this listener for being slow."""
        while not (self.ended and self._queue.empty()):
            event = await self._queue.get()
            if event is None:
                return
            yield event

    def offer(self, event: Event) -> bool:
        """Add an event and return True; return False, without waiting, when the queue is full."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            return False
        return True

    def end(self) -> None:
        """Drop what is queued and end ``events``, whether it waits or not."""
        self.ended = True
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)  # wakes a reader that waits


class Hub:
    """Hands events of one process to its listeners.

    All methods belong to the event loop's thread; from another thread call
    ``loop.call_soon_threadsafe(hub.publish, kind, todo)``.
    """

    def __init__(self, max_listeners: int = 100, queue_size: int = 64, ring_size: int = 256) -> None:
        """Take at most ``max_listeners``, queue ``queue_size`` events for each, and remember the last ``ring_size``."""
        self._name = secrets.token_hex(4)  # another process, another name: its numbers mean nothing here
        self._count = 0
        self._max_listeners = max_listeners
        self._queue_size = queue_size
        self._ring: deque[Event] = deque(maxlen=ring_size)
        self._listeners: set[Listener] = set()
        self.closed = False
        """True once ``close`` was called."""

    def __len__(self) -> int:
        """Return the number of listeners."""
        return len(self._listeners)

    @property
    def last_id(self) -> str:
        """The id of the last event, or the hub's name with number 0 when there was none."""
        return f"{self._name}-{self._count}"

    def publish(self, kind: EventKind, todo: Todo | None) -> None:
        """Give the event to every listener and remember it. Never waits: a listener whose queue is full is dropped."""
        self._count += 1
        event = Event(self.last_id, kind, todo)
        self._ring.append(event)
        for listener in list(self._listeners):
            if not listener.offer(event):
                self.forget(listener)

    def listen(self) -> Listener:
        """Return a new listener, to be given back by ``forget``; raise HubFullError when there are too many.

        Of a closed hub the listener is one that has ended already.
        """
        if len(self._listeners) >= self._max_listeners:
            raise HubFullError
        listener = Listener(self._queue_size)
        if self.closed:
            listener.end()
        else:
            self._listeners.add(listener)
        return listener

    def forget(self, listener: Listener) -> None:
        """End a listener and free its place; nothing happens when that was done before."""
        if listener in self._listeners:
            self._listeners.remove(listener)
            listener.end()

    def since(self, last_id: str) -> list[Event]:
        """Return the events after the one with this id, oldest first.

        When the id is not of this hub or too old, the only event is a ``reset`` with ``last_id`` as its id.
        """
        name, _, number = last_id.rpartition("-")
        if name == self._name and number.isdecimal() and number.isascii() and len(number) < 20:
            missed = self._count - int(number)
            if 0 <= missed <= len(self._ring):
                return list(self._ring)[len(self._ring) - missed :]
        return [Event(self.last_id, "reset", None)]

    def close(self) -> None:
        """End all listeners, and those that come later; a second call does nothing."""
        self.closed = True
        for listener in list(self._listeners):
            self.forget(listener)


async def _story() -> None:
    hub = Hub(queue_size=2)
    quick, slow = hub.listen(), hub.listen()
    reading = quick.events()
    for number in range(1, 4):
        hub.publish("created", {"id": number, "title": f"to-do {number}"})
        event = await anext(reading)
        print(f"the quick one reads: {event.kind} {event.todo}")
    print(f"the slow one has ended: {slow.ended}; listeners left: {len(hub)}")
    seen = hub.last_id
    hub.publish("emptied", None)
    print("who comes back gets:", [event.kind for event in hub.since(seen)])
    print("who comes back from another process gets:", [event.kind for event in hub.since("deadbeef-7")])
    hub.close()


def main() -> None:
    """Show a quick listener, a slow one that is dropped, and a replay."""
    asyncio.run(_story())


if __name__ == "__main__":
    main()
