"""A stream: events in the order in which they came, read by groups of consumers, each at its own speed.

A stream is a log. Each *group* sees all events; within one, each event goes to one consumer and stays *pending* until
that one says it is done (XACK). The server does not notice that a consumer dies: its events stay pending until another
one takes over what has been idle for too long (XAUTOCLAIM). So "idle" must be longer than the longest work, and even
then a slow consumer that was taken for dead comes back and finishes: every event is handled *at least* once. A consumer
makes that harmless by remembering in one transaction what it did and for which event (``Arrivals``).

An event that kills each consumer would go round for ever, so the server's count of deliveries sends it aside. What was
read together with it comes back with it, so what is taken over comes one by one: else the count of the whole batch
would grow, and good events would be sent aside too.

A stream has no end of its own. ``MAXLEN`` bounds the memory and drops what nobody has read yet; ``trim`` removes only
what all groups have done.

Cost: memory for all events until they are trimmed; a round trip to read many, one to acknowledge each.
Not for: jobs that belong to a transaction of the database (a table with SKIP LOCKED), or streams that are kept for
months and replayed (Kafka). Pub/sub, in the same server, forgets whoever does not listen in that moment.
Asked: is there "exactly once"? (Not for delivery. For the effect: at least once, and an effect that can bear it.)
Source: https://valkey.io/topics/streams-intro/, https://valkey.io/commands/xautoclaim/
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psycopg
import valkey

from flights import databases
from nosql_examples.server import Client, answer, execute, namespace, store

DELIVERIES = 3


@dataclass(frozen=True)
class Event:
    """An event of a stream; ids grow, as they are made of the server's time and a number."""

    id: str
    fields: Mapping[str, str]


type Handler = Callable[[Event], None]


def publish(client: Client, stream: str, fields: Mapping[str, str]) -> str:
    """Append an event and return its id."""
    return str(answer(client.xadd(stream, dict(fields))))


class Consumer:
    """One of a group of consumers of a stream; the group and the stream are made at need.

    A new group begins with the oldest event that is there. Events idle for ``idle_ms`` milliseconds are taken over.
    """

    def __init__(self, client: Client, stream: str, group: str, name: str, idle_ms: int) -> None:
        self._client, self._stream, self._group, self._name, self._idle_ms = client, stream, group, name, idle_ms
        try:
            client.xgroup_create(stream, group, id="0", mkstream=True)
        except valkey.exceptions.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):  # another consumer has made it
                raise

    def take(self, count: int) -> list[Event]:
        """Return the oldest abandoned event alone; if there is none, up to ``count`` (at least 1) new ones, or none.

        They are this consumer's from now on. One that was delivered DELIVERIES times is not delivered again. It is
        appended to the stream ``STREAM:dead``, with its old id as the field ``id`` beside its own fields, and
        acknowledged.
        """
        cursor = None
        while cursor != "0-0":
            # A call looks at some of the pending events, and says where to go on; 0-0 when it has seen all.
            cursor, claimed, _ = answer(
                self._client.xautoclaim(self._stream, self._group, self._name, self._idle_ms, cursor or "0-0", 1)
            )
            for id_, fields in claimed:
                if event := self._unless_hopeless(Event(id_, fields)):
                    return [event]
        # ">": what no consumer of the group has been given.
        fresh = answer(self._client.xreadgroup(self._group, self._name, {self._stream: ">"}, count=count))
        return [Event(id_, fields) for _, found in fresh for id_, fields in found]

    def _unless_hopeless(self, event: Event) -> Event | None:
        # Taking over has counted as a delivery already.
        found = answer(self._client.xpending_range(self._stream, self._group, event.id, event.id, 1))
        if not found:  # its first consumer was only slow, and has finished it
            return None
        if found[0]["times_delivered"] <= DELIVERIES:
            return event
        aside = self._client.pipeline(transaction=True)
        aside.xadd(f"{self._stream}:dead", {**event.fields, "id": event.id})
        aside.xack(self._stream, self._group, event.id)
        execute(aside)
        return None

    def done(self, event: Event) -> None:
        """Say that an event has been handled; it is not delivered to this group again."""
        self._client.xack(self._stream, self._group, event.id)

    def work(self, handler: Handler, count: int) -> int:
        """Take events until there is none or ``count`` are done, handle each and say so; return how many were done.

        When the handler raises, the error goes on, and this event and those taken with it and not done stay pending.
        """
        handled = 0
        while handled < count and (events := self.take(count - handled)):
            for event in events:
                handler(event)
                self.done(event)  # after the work: before it, a crash between the two would lose the event
            handled += len(events)
        return handled


def pending(client: Client, stream: str, group: str) -> dict[str, int]:
    """Return how many events each consumer of a group has taken and not done; only of those that have some."""
    found = answer(client.xpending(stream, group))["consumers"]
    return {consumer["name"]: consumer["pending"] for consumer in found}


def trim(client: Client, stream: str) -> int:
    """Remove the events that every group has done, and return how many; what one has not done or not read stays.

    Without a group nothing is removed, as nobody has read anything.
    """
    unfinished = []
    for group in answer(client.xinfo_groups(stream)):
        oldest: str | None = answer(client.xpending(stream, group["name"]))["min"]
        milliseconds, number = group["last-delivered-id"].split("-")
        unfinished.append(oldest or f"{milliseconds}-{int(number) + 1}")
    if not unfinished:
        return 0
    first = min(unfinished, key=lambda id_: tuple(int(part) for part in id_.split("-")))
    return int(answer(client.xtrim(stream, minid=first, approximate=False)))


class Arrivals:
    """Counts arrivals by airline in PostgreSQL, each event once however often it comes.

    Its connection is in autocommit mode; the tables ``handled`` (id) and ``arrivals`` (carrier, count) are made if they
    are not there.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        connection.execute("CREATE TABLE IF NOT EXISTS handled (id text PRIMARY KEY)")
        connection.execute("CREATE TABLE IF NOT EXISTS arrivals (carrier text PRIMARY KEY, count integer NOT NULL)")

    def handle(self, event: Event) -> None:
        """Count the event's ``carrier``, unless its id is among those handled; both in one transaction."""
        with self._connection.transaction():
            remember = "INSERT INTO handled (id) VALUES (%s) ON CONFLICT DO NOTHING"
            if self._connection.execute(remember, [event.id]).rowcount == 0:
                return
            self._connection.execute(
                """
                INSERT INTO arrivals AS a (carrier, count)
                VALUES (%s, 1)
                    ON CONFLICT (carrier) DO UPDATE
                   SET count = a.count + 1
                """,
                [event.fields["carrier"]],
            )

    def counts(self) -> dict[str, int]:
        """Return the count of each airline."""
        return dict(self._connection.execute("SELECT carrier, count FROM arrivals ORDER BY carrier").fetchall())


def main() -> None:
    """Handle the arrivals of a morning by two consumers, one of which dies."""
    with (
        databases.postgresql() as address,
        psycopg.connect(address, autocommit=True) as connection,
        store() as client,
        namespace(client) as prefix,
    ):
        stream, arrivals = f"{prefix}:arrivals", Arrivals(connection)
        query = (
            "SELECT carrier, number FROM flights WHERE arr_time IS NOT NULL ORDER BY flight_date, arr_time, id LIMIT 9"
        )
        for carrier, number in connection.execute(query):
            publish(client, stream, {"carrier": carrier, "number": str(number)})

        first, second = (Consumer(client, stream, "statistics", name, idle_ms=0) for name in ("first", "second"))
        taken = first.take(4)
        arrivals.handle(taken[0])
        print("the first one takes four, counts one, and dies before it says so:", arrivals.counts())
        print("the server knows nothing of it; pending:", pending(client, stream, "statistics"))
        print("trimmed:", trim(client, stream))
        print("the second takes them over, and the rest:", second.work(arrivals.handle, 9), arrivals.counts())
        print("pending:", pending(client, stream, "statistics"), "trimmed:", trim(client, stream))

        publish(client, stream, {"flight": "an event without a carrier"})
        for attempt in range(DELIVERIES + 1):
            try:
                print(f"attempt {attempt + 1}: {second.work(arrivals.handle, 9)} handled")
            except KeyError as error:
                print(f"attempt {attempt + 1}: KeyError {error}")
        print("set aside:", [fields["flight"] for _, fields in answer(client.xrange(f"{stream}:dead"))])


if __name__ == "__main__":
    main()
