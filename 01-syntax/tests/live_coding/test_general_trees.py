"""General trees: published records, small organisations and networks, chains of 20,000."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from random import Random
from typing import Any

import networkx as nx
import pytest

from live_coding.general_trees import (
    Post,
    Record,
    longest_route,
    longest_route_brute_force,
    main,
    post_tree,
    post_tree_brute_force,
    team_sizes,
    team_sizes_brute_force,
)
from tests.live_coding.canonical import cases, refusals

type Build = Callable[[Sequence[Record]], Post | None]
type Sizes = Callable[[Mapping[str, str | None]], dict[str, int]]
type Route = Callable[[Sequence[tuple[str, str, int]]], int]

IDS = ["better", "brute_force"]
builds = pytest.mark.parametrize("solve", [post_tree, post_tree_brute_force], ids=IDS)
teams = pytest.mark.parametrize("solve", [team_sizes, team_sizes_brute_force], ids=IDS)
routes = pytest.mark.parametrize("solve", [longest_route, longest_route_brute_force], ids=IDS)


def records(given: dict[str, Any]) -> list[Record]:
    return [Record(each["recordId"], each["parentId"]) for each in given["records"]]


def published(node: dict[str, Any] | None) -> Any:
    """Return a published node, whose id has two names and whose children may be left out, as pairs."""
    if not node:
        return None
    number = node.get("id", node.get("recordId"))
    return number, [published(child) for child in node.get("children", [])]


def pairs(post: Post | None) -> Any:
    return (post.id, [pairs(answer) for answer in post.answers]) if post else None


@builds
@pytest.mark.parametrize(("given", "expected"), cases("tree-building", "buildTree"))
def test_published_tree_building(solve: Build, given: dict[str, Any], expected: dict[str, Any]) -> None:
    rows = records(given)

    assert pairs(solve(rows)) == published(expected.get("node"))
    assert rows == records(given)


@builds
@pytest.mark.parametrize(("given", "message"), refusals("tree-building", "buildTree"))
def test_published_tree_building_refusals(solve: Build, given: dict[str, Any], message: str) -> None:
    rows = sorted(records(given))
    missing = sorted(set(range(len(rows))) - {row.id for row in rows})
    if missing:
        ours = rf"^ids must be 0 to {len(rows) - 1}, each once: {missing[0]} is missing$"
    else:
        wrong = next(row for row in rows if row.parent >= max(row.id, 1))
        must = "smaller" if wrong.id else "0"
        ours = f"^the parent of post {wrong.id} must be {must}, not {wrong.parent}$"
    assert message in {"record id is invalid or out of order", "node parent_id should be smaller than its record_id"}

    with pytest.raises(ValueError, match=ours):
        solve(records(given))


@builds
def test_a_negative_parent_is_refused(solve: Build) -> None:
    with pytest.raises(ValueError, match=r"^the parent of post 1 must be smaller, not -1$"):
        solve([Record(0, 0), Record(1, -1)])


def test_posts_agree_on_all_small_trees_and_go_deep() -> None:
    for size in range(1, 6):
        for parents in product(*(range(max(number, 1)) for number in range(size))):
            rows = [Record(number, parent) for number, parent in enumerate(parents)][::-1]
            assert post_tree(rows) == post_tree_brute_force(rows)

    post = post_tree([Record(number, max(number - 1, 0)) for number in range(20_000)])
    depth = 0
    while post:
        post, depth = (post.answers[0] if post.answers else None), depth + 1
    assert depth == 20_000


def test_teams_agree_on_all_ways_to_report_of_four_also_in_what_they_refuse() -> None:
    refused = 0
    for bosses in product([None, "a", "b", "c", "d"], repeat=4):
        managers = dict(zip("abcd", bosses, strict=True))
        try:
            expected = team_sizes_brute_force(managers)
        except ValueError as error:
            refused += 1
            with pytest.raises(ValueError, match=f"^{error}$"):
                team_sizes(managers)
        else:
            assert list(team_sizes(managers).items()) == list(expected.items())
    assert refused == 5**4 - 5**3  # forests of rooted trees are counted by (n + 1)^(n - 1)


@teams
def test_circles_and_unknown_managers_are_named(solve: Sizes) -> None:
    with pytest.raises(ValueError, match=r"^they report in a circle: 'c', 'b'$"):
        solve({"a": "b", "c": "b", "d": None, "b": "c"})
    with pytest.raises(ValueError, match=r"^they report in a circle: 'a'$"):
        solve({"a": "a"})
    with pytest.raises(ValueError, match=r"^'zoe' manages 'joe' but is nobody$"):
        solve({"ann": None, "joe": "zoe", "a": "a", "b": "eve"})


@teams
def test_teams_of_the_edges(solve: Sizes) -> None:
    assert solve({}) == {}
    assert solve({"eve": "bob", "ada": None, "bob": "ada", "joe": "bob"}) == {"eve": 0, "ada": 3, "bob": 2, "joe": 0}


def test_a_chain_of_command_of_any_length() -> None:
    managers = {str(number): str(number - 1) if number else None for number in range(20_000)}

    assert team_sizes(managers)["0"] == 19_999


def test_routes_agree_with_networkx_on_random_trees() -> None:
    rng = Random(4)
    for size in range(2, 9):
        for _ in range(10):
            cables = [(str(rng.randrange(place)), str(place), rng.randrange(5)) for place in range(1, size)]
            rng.shuffle(cables)
            graph: nx.Graph[str] = nx.Graph()
            graph.add_weighted_edges_from(cables)
            lengths = dict(nx.all_pairs_dijkstra_path_length(graph))
            expected = max(length for each in lengths.values() for length in each.values())
            assert longest_route(cables) == longest_route_brute_force(cables) == expected


@routes
def test_no_cables_have_no_length(solve: Route) -> None:
    assert solve([]) == 0
    assert solve([("a", "b", 0)]) == 0


@routes
@pytest.mark.parametrize(
    "cables",
    [
        [("a", "a", 1)],
        [("a", "b", 1), ("b", "a", 1)],
        [("a", "b", 1), ("b", "c", 1), ("c", "a", 1)],
        [("a", "b", 1), ("c", "d", 1)],
        [("a", "b", 1), ("b", "c", 1), ("c", "a", 1), ("x", "y", 1)],
    ],
    ids=["loop", "double", "circle", "two parts", "circle beside a part"],
)
def test_what_is_no_tree_is_refused(solve: Route, cables: list[tuple[str, str, int]]) -> None:
    with pytest.raises(ValueError, match=r"^the cables form no tree$"):
        solve(cables)


@routes
def test_a_negative_length_is_refused(solve: Route) -> None:
    with pytest.raises(ValueError, match=r"^a cable cannot have length -1$"):
        solve([("a", "b", 2), ("b", "c", -1)])


def test_a_long_line_is_measured() -> None:
    assert longest_route([(str(place), str(place + 1), 2) for place in range(5_000)]) == 10_000


def test_main_names_the_circle(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Post(id=2, answers=[Post(id=3, answers=[])])" in out
    assert "With ada below eve: they report in a circle: 'ada', 'bob', 'eve'" in out
    assert "Longest route: 1160 km" in out
