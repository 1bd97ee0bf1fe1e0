"""A leaderboard in a sorted set: the place of one among millions, without sorting them.

A sorted set keeps members in the order of their scores, as a skip list that counts what its steps leap over; so "what
place has N14228?" takes a few steps, where SQL counts all that are before it. Scores are changed by ``ZINCRBY``, one
command and so atomic, and several boards are summed into one by ``ZUNIONSTORE``: a month from its days.

Ties have to be decided on purpose. Members of one score come in the order of their bytes; read backwards (the most
first) that turns round too. So points are stored negated and read forwards: most first, ties by name. They share a
place, and the next has the number of those before it plus one (1, 2, 2, 4), as SQL's ``rank()``.

Cost: O(log n) a change or a place; some hundred bytes a member, in memory.
Not for: points that must not be lost: count in PostgreSQL and make the board from it (``fill``), again after a loss.
Asked: a million players, each wants her place and those around her: why not ORDER BY, and what does OFFSET do here?
Source: https://valkey.io/topics/sorted-sets/, Pugh, "Skip Lists", Communications of the ACM 33 (1990)
"""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

from flights import databases
from nosql_examples.server import Client, answer, execute, namespace, store

EXACT = 2**53  # a score is a double: whole numbers are exact up to here


@dataclass(frozen=True)
class Place:
    """A member, its place from 1, and its points."""

    rank: int
    member: str
    points: int


class Leaderboard:
    """Members by their points: most first, those of equal points by name (its bytes) and at the same place.

    ``key`` is the key of the sorted set, whose scores are the points with the opposite sign. A place is read by two
    commands: what changes between them may put it off, which a board bears (else: a script).
    """

    def __init__(self, client: Client, key: str) -> None:
        self._client, self.key = client, key

    def add(self, member: str, points: int) -> int:
        """Add points, which may be negative, to a member's (0 for a new one), and return its points now.

        Raise ValueError(``points must be at most 9007199254740992 either way, not ...``) for more than a score keeps
        exactly. Their sum is not checked: beyond that number it is rounded.
        """
        if abs(points) > EXACT:
            raise ValueError(f"points must be at most {EXACT} either way, not {points}")
        return -int(answer(self._client.zincrby(self.key, -points, member)))

    def remove(self, member: str) -> bool:
        """Remove a member; False if it was not there."""
        return bool(self._client.zrem(self.key, member))

    def place(self, member: str) -> Place | None:
        """Return the place of a member, or None if it is not there."""
        score: float | None = answer(self._client.zscore(self.key, member))
        if score is None:
            return None
        return Place(self._rank(score), member, -int(score))

    def top(self, count: int) -> list[Place]:
        """Return the first ``count`` members (0 or more)."""
        return self._slice(0, count)

    def around(self, member: str, count: int) -> list[Place]:
        """Return a member with up to ``count`` before and ``count`` after it, or nothing if it is not there."""
        position: int | None = answer(self._client.zrank(self.key, member))
        if position is None:
            return []
        first = max(0, position - count)
        return self._slice(first, position + count + 1 - first)

    def _slice(self, first: int, count: int) -> list[Place]:
        if count <= 0:
            return []
        found: list[tuple[str, float]] = answer(
            self._client.zrange(self.key, first, first + count - 1, withscores=True)
        )
        places: list[Place] = []
        for position, (member, score) in enumerate(found, first + 1):
            points = -int(score)
            if places and places[-1].points == points:
                rank = places[-1].rank
            else:
                # Only the first may share its place with some that stand before what was asked for.
                rank = position if places else self._rank(score)
            places.append(Place(rank, member, points))
        return places

    def _rank(self, score: float) -> int:
        return 1 + int(answer(self._client.zcount(self.key, "-inf", f"({score!r}")))


def total(client: Client, boards: Iterable[Leaderboard], key: str) -> Leaderboard:
    """Make the board at a key the sum of others, in one command, and return it; what was there is gone."""
    client.zunionstore(key, [board.key for board in boards])
    return Leaderboard(client, key)


def fill(connection: psycopg.Connection, client: Client, key: str, month: int) -> Leaderboard:
    """Make a board of the planes by the miles that they flew in a month of 2013; in one step, so never half of it.

    Only flights that took off and have a tail number count.
    """
    query = """
        SELECT tailnum,
               sum(distance)
          FROM flights
         WHERE flight_date >= make_date(2013, %(month)s, 1)
           AND flight_date < make_date(2013, %(month)s, 1) + interval '1 month'
           AND dep_time IS NOT NULL
           AND tailnum IS NOT NULL
         GROUP BY tailnum
    """
    miles = {tailnum: -int(flown) for tailnum, flown in connection.execute(query, {"month": month})}
    pipeline = client.pipeline(transaction=True)
    pipeline.delete(key)
    if miles:
        pipeline.zadd(key, miles)
    execute(pipeline)
    return Leaderboard(client, key)


def main() -> None:
    """Rank planes by miles, month by month and for a quarter."""
    with databases.postgresql() as address, store() as client, namespace(client) as prefix:
        with psycopg.connect(address) as connection:
            months = [fill(connection, client, f"{prefix}:{month}", month) for month in (1, 2, 3)]
        quarter = total(client, months, f"{prefix}:quarter")
        for name, board in (("January", months[0]), ("first quarter", quarter)):
            print(f"{name}: {client.zcard(board.key)} planes")
            for place in board.top(3):
                print(f"  {place.rank:3}. {place.member} {place.points:,} miles")
        print("around N14228:")
        for place in quarter.around("N14228", 2):
            print(f"  {place.rank:3}. {place.member} {place.points:,} miles")
        print("it flies on to Houston:", f"{quarter.add('N14228', 1_400):,} miles,", "now", quarter.place("N14228"))

        ties = Leaderboard(client, f"{prefix}:ties")
        for carrier, points in (("UA", 5), ("DL", 7), ("AA", 5), ("B6", 3)):
            ties.add(carrier, points)
        print("ties:", ", ".join(f"{place.rank}. {place.member} {place.points}" for place in ties.top(10)))


if __name__ == "__main__":
    main()
