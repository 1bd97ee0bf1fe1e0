"""Intervals: sort by start, or cut into events; then one walk is enough.

Signal: meetings, bookings, sessions, ranges of ids or addresses; "overlap", "free", "at once", "how many rooms".
Template, merging: sort by start; an interval that starts before the end so far makes it longer, any other begins anew.
Template, counting: one event at each start and one at each end, sorted by time; walk with a counter. Ask first whether
the end belongs to the interval: it decides in which order events of the same time come.

Cost: O(n log n) time for the sort, O(n) memory; O(n) if the input is sorted.
Use it for: calendars, maintenance windows, billing of overlapping sessions, ranges of free addresses.
Not for: many queries while intervals come and go (an interval tree, or PostgreSQL's range types with an exclusion
constraint), or where intervals have worth (weighted scheduling: dynamic programming).
Asked: merge, insert, meeting rooms, busiest moment. Then: is a meeting that ends at ten in the way of one at ten?
Source: Kleinberg, Tardos, Algorithm Design, section 4.1 (interval partitioning); Skiena, The Algorithm Design Manual,
section 1.2 (interval scheduling).
"""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

type Interval = tuple[int, int]


def _check(intervals: Iterable[Interval]) -> None:
    for start, end in intervals:
        if start >= end:
            raise ValueError(f"an interval must start before it ends, not {(start, end)}")


def united(intervals: Sequence[Interval]) -> list[Interval]:
    """Return the same time as intervals that neither overlap nor touch, by start.

    (start, end) holds its start and not its end, so (1, 3) and (3, 5) touch and become (1, 5). Up to 100,000 intervals
    in any order, also equal ones and ones inside others: n² is 10^10, too slow.

    >>> united([(8, 10), (1, 3), (2, 6), (10, 12)]), united([(1, 9), (2, 3)]), united([])
    ([(1, 6), (8, 12)], [(1, 9)], [])

    Raises ValueError ``an interval must start before it ends, not (3, 1)``, also when both are equal.
    """
    # Aloud: Sorted by start, all that belong together are neighbours. I keep the last one of the answer: the next
    # either begins after its end, and is new, or makes it longer. Longer means the maximum of both ends: the next may
    # lie wholly inside, and taking its end would cut the long one short. That is the bug to test for.
    # Brute force: unite any two that meet until none do, O(n³) time. Better: O(n log n) time, O(n) memory.
    # Follow-ups: how much time in all; what lies between (free time); a stream sorted by start (the same walk, lazily);
    # ends that belong to the interval (whole numbers: (1, 2) and (3, 4) touch too).
    _check(intervals)
    answer: list[Interval] = []
    for start, end in sorted(intervals):
        if answer and start <= answer[-1][1]:
            before, last = answer[-1]
            answer[-1] = before, max(last, end)
        else:
            answer.append((start, end))
    return answer


def united_brute_force(intervals: Sequence[Interval]) -> list[Interval]:
    """The same by uniting any two that meet until none do: O(n³) time, O(n) memory."""
    _check(intervals)
    answer = list(intervals)
    place = 0
    while place < len(answer):
        start, end = answer[place]
        for other, (from_, to) in enumerate(answer):
            if other != place and start <= to and from_ <= end:
                answer[place] = min(start, from_), max(end, to)
                del answer[other]
                place = 0
                break
        else:
            place += 1
    return sorted(answer)


def with_booking(bookings: Sequence[Interval], new: Interval) -> list[Interval]:
    """Return the bookings with a new one, united with all that it overlaps or touches.

    The bookings are sorted, and neither overlap nor touch; they are not changed. (start, end) holds its start and not
    its end. Up to 100,000 bookings, for each request: sorting anew is not good enough.

    >>> with_booking([(1, 2), (4, 6), (8, 9)], (5, 8)), with_booking([(1, 2)], (5, 6))
    ([(1, 2), (4, 9)], [(1, 2), (5, 6)])

    Raises ValueError ``an interval must start before it ends, not (3, 1)`` for the new one.
    """
    # Aloud: Three parts, in this order: bookings that end before the new one starts stay; those that meet it make it
    # longer; those behind stay. Three loops over one index say just that, and no case is special: the new one may be
    # first, last, swallow all, or be swallowed.
    # Brute force: unite it with any one that it meets, and look again, O(n²) time; or append it and unite all, O(n log
    # n). Better: O(n) time, which copying the answer costs anyway.
    # Follow-ups: refuse instead of uniting (bisect finds the neighbours, O(log n), to insert in a list O(n)); remove a
    # stretch (one booking may become two); in a database, an exclusion constraint, as two requests may come at once.
    _check([new])
    start, end = new
    place = 0
    while place < len(bookings) and bookings[place][1] < start:
        place += 1
    answer = list(bookings[:place])
    while place < len(bookings) and bookings[place][0] <= end:
        start, end = min(start, bookings[place][0]), max(end, bookings[place][1])
        place += 1
    return [*answer, (start, end), *bookings[place:]]


def with_booking_brute_force(bookings: Sequence[Interval], new: Interval) -> list[Interval]:
    """The same by uniting each booking that meets the new one, from the start after every success: O(n²) time."""
    _check([new])
    left = list(bookings)
    meeting = [booking for booking in left if booking[0] <= new[1] and new[0] <= booking[1]]
    while meeting:
        left.remove(meeting[0])
        new = min(new[0], meeting[0][0]), max(new[1], meeting[0][1])
        meeting = [booking for booking in left if booking[0] <= new[1] and new[0] <= booking[1]]
    return sorted([*left, new])


def rooms_needed(meetings: Sequence[Interval]) -> int:
    """Return how many rooms are enough for all meetings, one meeting at a time in each.

    A room whose meeting ends at 10 is free for one that starts at 10. Up to 100,000 meetings in any order.

    >>> rooms_needed([(9, 10), (10, 11)]), rooms_needed([(9, 12), (10, 11), (11, 13)]), rooms_needed([])
    (1, 2, 0)

    Raises ValueError ``an interval must start before it ends, not (3, 1)``, also when both are equal.
    """
    # Aloud: I hand out rooms as a receptionist would, by start. The only room worth asking about is the one that gets
    # free first, so the ends stand in a heap. If it is free, the meeting takes it over; if not, nobody's is, and I
    # open a new one. Rooms never close, so the heap's size at the end is the answer.
    # Brute force: at each start count the meetings that run, O(n²) time. Better: O(n log n) time, O(n) memory.
    # Follow-ups: which meeting in which room (room numbers in the heap); rooms of different size; cleaning for ten
    # minutes (add it to the ends); a fixed number of rooms, fewest meetings refused (sort by end, greedy).
    _check(meetings)
    ends: list[int] = []
    for start, end in sorted(meetings):
        if ends and ends[0] <= start:
            heappop(ends)
        heappush(ends, end)
    return len(ends)


def rooms_needed_brute_force(meetings: Sequence[Interval]) -> int:
    """The same by counting, at each start, the meetings that run: O(n²) time, O(1) memory."""
    _check(meetings)
    return max((sum(start <= moment < end for start, end in meetings) for moment, _ in meetings), default=0)


def busiest_moment(sessions: Sequence[Interval]) -> tuple[int, int] | None:
    """Return the first moment at which most sessions are open, and how many; None without sessions.

    A session is open at its start and no longer at its end. Up to 100,000 sessions of up to 10^9 seconds, in any order.

    >>> busiest_moment([(1, 5), (2, 6), (5, 7)]), busiest_moment([(3, 4), (1, 2)])
    ((2, 2), (1, 1))

    Raises ValueError ``an interval must start before it ends, not (3, 1)``, also when both are equal.
    """
    # Aloud: The number changes at starts and ends only, so I make two events of each session, +1 and -1, sort them by
    # time and add up. At the same time ends go first, as a session is not open at its end; the pair (time, change)
    # sorts -1 before +1 by itself. Only "more than before" counts, so that the first such moment stays.
    # Brute force: at each start count the open sessions, O(n²) time. Better: O(n log n) time, O(n) memory.
    # Follow-ups: how long it stays that busy (until the next event); a table of 86,400 seconds instead (a difference
    # array, O(n + seconds), no sort); ends that count as open (+1 first); weights (bandwidth instead of 1).
    _check(sessions)
    events = [(start, 1) for start, _ in sessions] + [(end, -1) for _, end in sessions]
    best: tuple[int, int] | None = None
    running = 0
    for moment, change in sorted(events):
        running += change
        if best is None or running > best[1]:
            best = moment, running
    return best


def busiest_moment_brute_force(sessions: Sequence[Interval]) -> tuple[int, int] | None:
    """The same by counting, at each start, the open sessions: O(n²) time, O(n) memory."""
    _check(sessions)
    counts = [(moment, sum(start <= moment < end for start, end in sessions)) for moment, _ in sorted(sessions)]
    return max(counts, key=lambda each: each[1], default=None)


def main() -> None:
    """Look at one day of meetings, in hours."""
    meetings = [(9, 10), (13, 15), (9, 12), (10, 11), (14, 16)]
    print("Meetings:", sorted(meetings))
    for start, end in sorted(meetings):
        print(f"  {start:2} " + " " * (start - 9) + "#" * (end - start))
    busy = united(meetings)
    print("Busy:", busy, "- rooms needed:", rooms_needed(meetings), "- busiest:", busiest_moment(meetings))
    print("With one more from 17 to 18:", with_booking(busy, (17, 18)))
    print("With one more from 12 to 13:", with_booking(busy, (12, 13)))


if __name__ == "__main__":
    main()
