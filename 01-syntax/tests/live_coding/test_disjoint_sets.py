"""Disjoint sets: groups that grow, against floods, networkx and everything compared with everything."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from random import Random

import networkx as nx
import pytest

from live_coding.disjoint_sets import (
    count_provinces,
    count_provinces_brute_force,
    main,
    merged_accounts,
    merged_accounts_brute_force,
    redundant_link,
    redundant_link_brute_force,
    when_connected,
    when_connected_brute_force,
)

type Accounts = Sequence[tuple[str, Sequence[str]]]
type Links = Callable[[Iterable[tuple[str, str]]], tuple[str, str] | None]
type When = Callable[[int, Iterable[tuple[int, int, int]]], int | None]

IDS = ["better", "brute_force"]
merges = pytest.mark.parametrize("solve", [merged_accounts, merged_accounts_brute_force], ids=IDS)
streams = pytest.mark.parametrize("solve", [redundant_link, redundant_link_brute_force], ids=IDS)
maps = pytest.mark.parametrize("solve", [count_provinces, count_provinces_brute_force], ids=IDS)
times = pytest.mark.parametrize("solve", [when_connected, when_connected_brute_force], ids=IDS)


@merges
def test_accounts_of_the_edges(solve: Callable[[Accounts], list[tuple[str, list[str]]]]) -> None:
    assert solve([]) == []
    assert solve([("ada", []), ("ada", [])]) == [("ada", []), ("ada", [])]
    assert solve([("ada", ["b", "a", "b"])]) == [("ada", ["a", "b"])]
    assert solve([("a", ["1"]), ("b", ["2"]), ("c", ["3"]), ("d", ["3", "1"]), ("e", ["2", "3"])]) == [
        ("a", ["1", "2", "3"])
    ]


def test_accounts_agree_on_random_addresses() -> None:
    rng = Random(1)
    for _ in range(80):
        accounts = [(str(number), rng.choices("abcdefg", k=rng.randrange(3))) for number in range(rng.randrange(7))]
        before = [(name, addresses.copy()) for name, addresses in accounts]
        assert merged_accounts(accounts) == merged_accounts_brute_force(accounts)
        assert accounts == before


def test_a_chain_of_accounts_is_one_person() -> None:
    accounts = [(str(number), [str(number), str(number + 1)]) for number in range(3_000)]

    ((name, addresses),) = merged_accounts(accounts[::-1])

    assert name == "2999"
    assert len(addresses) == 3_001


@streams
def test_links_of_the_edges(solve: Links) -> None:
    assert solve([]) is None
    assert solve([("a", "a")]) == ("a", "a")
    assert solve([("a", "b"), ("b", "a")]) == ("b", "a")
    assert solve([("a", "b"), ("c", "d"), ("b", "c")]) is None


def test_links_agree_on_all_short_streams() -> None:
    links = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "c"), ("d", "d")]
    for stream in product(links, repeat=4):
        assert redundant_link(stream) == redundant_link_brute_force(stream)


@streams
def test_nothing_is_read_after_the_answer(solve: Links) -> None:
    def stream() -> Iterator[tuple[str, str]]:
        yield from [("a", "b"), ("b", "c"), ("a", "c")]
        raise AssertionError("read on after the answer")

    assert solve(stream()) == ("a", "c")


def test_a_long_ring_closes_with_its_last_link() -> None:
    ring = [(str(number), str((number + 1) % 5_000)) for number in range(5_000)]

    assert redundant_link(ring) == ("4999", "0")


@maps
def test_provinces_of_the_edges(solve: Callable[[Sequence[Sequence[int]]], int]) -> None:
    assert solve([]) == 0
    assert solve([[0]]) == solve([[1]]) == 1
    with pytest.raises(ValueError, match=r"^row 1 has 2 entries, not 3$"):
        solve([[1, 0, 0], [0, 1], [0, 0]])
    with pytest.raises(ValueError, match=r"^0 and 2 are joined one way only$"):
        solve([[1, 0, 1], [0, 1, 1], [0, 0, 1]])


def test_provinces_agree_with_networkx_on_random_maps() -> None:
    rng = Random(2)
    for _ in range(40):
        count = rng.randint(1, 7)
        graph = nx.gnp_random_graph(count, 0.25, seed=rng.randrange(1000))
        connected = [[int(graph.has_edge(a, b) or a == b) for b in range(count)] for a in range(count)]
        expected = nx.number_connected_components(graph)
        assert count_provinces(connected) == count_provinces_brute_force(connected) == expected


def test_times_agree_on_random_links() -> None:
    rng = Random(3)
    answers = set()
    for _ in range(100):
        count = rng.randint(1, 5)
        links = [(rng.randrange(20), rng.randrange(count), rng.randrange(count)) for _ in range(rng.randrange(9))]
        answer = when_connected(count, iter(links))
        assert answer == when_connected_brute_force(count, iter(links))
        answers.add(answer)
    assert {None, 0} < answers


@times
def test_times_of_the_edges(solve: When) -> None:
    assert solve(0, []) == solve(1, []) == solve(1, [(5, 0, 0)]) == 0
    assert solve(2, []) is None
    assert solve(2, [(5, 0, 1), (3, 1, 0)]) == 3
    assert solve(3, [(1, 0, 1), (2, 0, 1), (3, 1, 1)]) is None
    with pytest.raises(ValueError, match=r"^no machine 3 among 3$"):
        solve(3, [(9, 1, 3), (1, -1, 0)])
    with pytest.raises(ValueError, match=r"^no machine -1 among 1$"):
        solve(1, [(9, -1, 0)])


def test_main_merges(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert " ada: a@x, b@x, d@x\n bob: c@x\n ada: e@x" in out
    assert "One link too many: ('d', 'a')" in out
    assert "Connected at: 30" in out
