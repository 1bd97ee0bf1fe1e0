import threading
import uuid

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosql_examples import leaderboard
from nosql_examples.leaderboard import EXACT, Leaderboard, Place, fill, total
from nosql_examples.server import Client

MEMBERS = st.sampled_from(["UA", "AA", "DL", "B6", "é", "z", "ab", ""])
CHANGES = st.lists(st.tuples(MEMBERS, st.integers(-3, 3)), max_size=20)


def places(points: dict[str, int]) -> list[Place]:
    """The oracle: sorted() and counting."""
    order = sorted(points.items(), key=lambda item: (-item[1], item[0].encode()))
    return [Place(1 + sum(other > own for other in points.values()), member, own) for member, own in order]


@pytest.fixture
def board(client: Client, unique: str) -> Leaderboard:
    return Leaderboard(client, unique)


@settings(max_examples=40)
@given(changes=CHANGES, count=st.integers(0, 9))
def test_places_are_those_of_sorted(changes: list[tuple[str, int]], count: int, client: Client, unique: str) -> None:
    board, points = Leaderboard(client, f"{unique}:{uuid.uuid4().hex}"), dict[str, int]()
    for member, more in changes:
        points[member] = points.get(member, 0) + more
        assert board.add(member, more) == points[member]
    expected = places(points)
    assert board.top(count) == expected[:count]
    for position, place in enumerate(expected):
        assert board.place(place.member) == place
        assert board.around(place.member, count) == expected[max(0, position - count) : position + count + 1]


def test_who_is_not_there_has_no_place(board: Leaderboard) -> None:
    assert (board.place("UA"), board.around("UA", 3), board.top(3)) == (None, [], [])


def test_who_was_removed_has_no_place(board: Leaderboard) -> None:
    board.add("UA", 3)
    assert (board.remove("UA"), board.remove("UA")) == (True, False)
    assert board.place("UA") is None


def test_large_points_are_exact(board: Leaderboard) -> None:
    assert board.add("UA", EXACT - 1) == EXACT - 1
    assert board.add("UA", 1) == EXACT
    assert board.place("UA") == Place(1, "UA", EXACT)


@pytest.mark.parametrize("points", [EXACT + 1, -EXACT - 1])
def test_larger_ones_are_refused(points: int, board: Leaderboard) -> None:
    with pytest.raises(ValueError, match=f"^points must be at most {EXACT} either way, not {points}$"):
        board.add("UA", points)


def test_points_from_many_threads_are_all_counted(clients: list[Client], unique: str) -> None:
    def add(client: Client) -> None:
        for _ in range(20):
            Leaderboard(client, unique).add("UA", 2)

    threads = [threading.Thread(target=add, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Leaderboard(clients[0], unique).top(2) == [Place(1, "UA", 120)]


def test_a_total_is_the_sum_of_its_boards(client: Client, unique: str) -> None:
    days = [Leaderboard(client, f"{unique}:{day}") for day in range(2)]
    days[0].add("UA", 5)
    days[1].add("UA", -1)
    days[1].add("AA", 4)
    Leaderboard(client, f"{unique}:week").add("gone", 100)
    week = total(client, days, f"{unique}:week")
    assert week.top(5) == [Place(1, "AA", 4), Place(1, "UA", 4)]
    assert days[0].top(5) == [Place(1, "UA", 5)]


def test_a_filled_board_ranks_as_sql_does(postgresql: psycopg.Connection, client: Client, unique: str) -> None:
    Leaderboard(client, unique).add("of yesterday", 1)
    board = fill(postgresql, client, unique, 2)
    query = """
        SELECT rank() OVER (ORDER BY sum(distance) DESC),
               tailnum,
               sum(distance)
          FROM flights
         WHERE date_part('month', flight_date) = 2
           AND dep_time IS NOT NULL
           AND tailnum IS NOT NULL
         GROUP BY tailnum
         ORDER BY sum(distance) DESC, tailnum COLLATE "C"
    """
    expected = [Place(*row) for row in postgresql.execute(query)]
    assert len(expected) > 2_000
    assert board.top(10_000) == expected
    assert board.around(expected[1_000].member, 5) == expected[995:1_006]


def test_a_month_without_flights_is_an_empty_board(client: Client, unique: str, postgresql: psycopg.Connection) -> None:
    postgresql.execute("CREATE TEMPORARY TABLE flights (LIKE flights)")  # found before the real one, and empty
    Leaderboard(client, unique).add("of yesterday", 1)
    assert fill(postgresql, client, unique, 1).top(1) == []


@pytest.mark.usefixtures("story", "loaded_story")
def test_main_ranks_planes(capsys: pytest.CaptureFixture[str]) -> None:
    leaderboard.main()
    told = capsys.readouterr().out
    assert "first quarter: " in told
    assert "N14228" in told
    assert "ties: 1. DL 7, 2. AA 5, 2. UA 5, 4. B6 3" in told
