"""A*: against networkx on random graphs and grids, with estimates that are right, poor and too large."""

import itertools
import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.a_star import Grid, Path, Watched, a_star, distance, main

type Plain = dict[int, dict[int, float]]

maps = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(
    lambda size: st.lists(st.text(".#19", min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


def networkx_of(graph: Mapping[Any, Mapping[Any, float]]) -> Any:
    oracle: Any = nx.DiGraph()
    oracle.add_nodes_from(graph)
    oracle.add_weighted_edges_from(
        (start, end, weight) for start, ends in graph.items() for end, weight in ends.items()
    )
    return oracle


def assert_is_path(path: Path[Any], graph: Mapping[Any, Mapping[Any, float]], start: object, goal: object) -> None:
    assert (path.nodes[0], path.nodes[-1], len(set(path.nodes))) == (start, goal, len(path.nodes))
    assert sum(graph[one][other] for one, other in pairwise(path.nodes)) == path.weight


@settings(max_examples=40)
@given(maps, st.data())
def test_shortest_on_every_map_and_no_more_looked_at_than_dijkstra(rows: list[str], data: st.DataObject) -> None:
    rows[0] = "." + rows[0][1:]
    grid = Grid(rows)
    cells = st.sampled_from(sorted(grid))
    start, goal = data.draw(cells), data.draw(cells)
    oracle = networkx_of(grid)
    blind, guided = Watched(grid), Watched(grid)

    path = a_star(guided, start, goal, lambda cell: distance(cell, goal))

    without = a_star(blind, start, goal, lambda cell: 0)
    if not nx.has_path(oracle, start, goal):
        assert path is without is None
        return
    assert path is not None
    assert without is not None
    assert path.weight == without.weight == nx.dijkstra_path_length(oracle, start, goal)
    assert_is_path(path, grid, start, goal)
    assert len(guided.looked_at) == len(set(guided.looked_at))
    # Only cells whose sum equals that of the path can differ: they are a matter of order among equals.
    nearer = nx.single_source_dijkstra_path_length(oracle, start)
    assert all(nearer[cell] + distance(cell, goal) <= path.weight for cell in guided.looked_at)


@settings(max_examples=40)
@given(st.integers(1, 7), st.data())
def test_any_estimate_that_is_never_too_large_gives_a_shortest_path(n: int, data: st.DataObject) -> None:
    node = st.integers(0, n - 1)
    graph: Plain = {number: {} for number in range(n)}
    for start, end, weight in data.draw(st.lists(st.tuples(node, node, st.integers(0, 9)), max_size=18)):
        graph[start][end] = weight
    goal = data.draw(node)
    rest = nx.single_source_dijkstra_path_length(networkx_of(graph).reverse(), goal)
    shares = data.draw(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=n, max_size=n))

    path = a_star(
        graph,
        0,
        goal,
        lambda number: rest.get(number, math.inf) * (shares[number] or math.isinf(rest.get(number, math.inf))),
    )

    if 0 not in rest:
        assert path is None
    else:
        assert path is not None
        assert path.weight == rest[0]
        assert_is_path(path, graph, 0, goal)


def test_the_estimate_guides() -> None:
    grid = Grid(["." * 20] * 20)
    watched = Watched(grid)

    path = a_star(watched, (0, 0), (19, 19), lambda cell: distance(cell, (19, 19)))

    assert path is not None
    assert path.weight == 38
    assert len(watched.looked_at) == 38  # straight ahead: of equal sums the one nearer to the goal comes first


def test_the_estimate_is_asked_once_for_each_node() -> None:
    asked: list[tuple[int, int]] = []

    def estimate(cell: tuple[int, int]) -> int:
        asked.append(cell)
        return 0

    a_star(Grid(["...", "9.9", "..."]), (0, 0), (2, 2), estimate)

    assert len(asked) == len(set(asked))


def test_an_estimate_that_is_too_large_may_miss_the_shortest() -> None:
    graph: dict[str, dict[str, float]] = {"a": {"b": 1, "c": 3}, "b": {"c": 1}, "c": {}}

    assert a_star(graph, "a", "c", {"a": 0, "b": 9, "c": 0}.__getitem__) == Path(3, ["a", "c"])
    assert a_star(graph, "a", "c", {"a": 0, "b": 1, "c": 0}.__getitem__) == Path(2, ["a", "b", "c"])


def test_a_node_is_taken_up_again_when_a_shorter_way_is_found() -> None:
    # The estimate is never too large, but drops by more than the edge weighs from b to c.
    graph: dict[str, dict[str, float]] = {"a": {"b": 1, "c": 3}, "b": {"c": 1}, "c": {"d": 9}, "d": {}}

    path = a_star(graph, "a", "d", {"a": 0, "b": 10, "c": 0, "d": 0}.__getitem__)

    assert path == Path(11, ["a", "b", "c", "d"])


def test_a_longer_way_that_waits_is_skipped() -> None:
    watched = Watched({"a": {"b": 1, "c": 3}, "b": {"c": 1}, "c": {"d": 1}, "d": {}})

    a_star(watched, "a", "d", lambda node: 0)

    assert watched.looked_at == ["a", "b", "c"]


def test_infinity_means_no_way() -> None:
    graph: Plain = {0: {1: 1.0}, 1: {}}

    assert a_star(graph, 0, 1, lambda node: math.inf) is None
    assert a_star({0: {1: math.inf}, 1: {}}, 0, 1, lambda node: 0) is None


def test_nodes_need_not_compare() -> None:
    graph: dict[Any, dict[Any, float]] = {"a": {1: 1, None: 1}, 1: {"z": 1}, None: {"z": 1}, "z": {}}

    assert a_star(graph, "a", "z", lambda node: 0) == Path(2, ["a", 1, "z"])


@pytest.mark.parametrize(("start", "goal"), [(0, 9), (9, 0), (9, 9)])
def test_missing_nodes_are_named(start: int, goal: int) -> None:
    for estimate in (lambda node: 0, lambda node: math.inf):
        with pytest.raises(KeyError) as caught:
            a_star({0: {}}, start, goal, estimate)

        assert caught.value.args == (9,)


@pytest.mark.parametrize("weight", [-1, math.nan])
def test_bad_weights_and_estimates_are_named(weight: float) -> None:
    with pytest.raises(ValueError, match=f"^edge 0 -> 1 weighs {weight}, not 0 or more$"):
        a_star({0: {1: weight}, 1: {}}, 0, 1, lambda node: 0)
    with pytest.raises(ValueError, match=f"^estimate for 1 is {weight}, not 0 or more$"):
        a_star({0: {1: 1}, 1: {}}, 0, 1, lambda node: node and weight)


@settings(max_examples=30)
@given(maps)
def test_a_grid_is_the_graph_of_its_open_cells(rows: list[str]) -> None:
    grid = Grid(rows)
    inside = set(itertools.product(range(len(rows)), range(len(rows[0]))))

    assert list(grid) == [(row, column) for row, column in sorted(inside) if rows[row][column] != "#"]
    assert len(grid) == len(list(grid))
    assert grid.rows() == rows
    for cell in itertools.product(range(-1, 6), range(-1, 7)):
        if cell not in inside or rows[cell[0]][cell[1]] == "#":
            assert cell not in grid
            with pytest.raises(KeyError) as caught:
                grid[cell]
            assert caught.value.args == (cell,)
            continue
        assert cell in grid
        above, right, below, left = (
            (cell[0] + down, cell[1] + along) for down, along in ((-1, 0), (0, 1), (1, 0), (0, -1))
        )
        assert list(grid[cell]) == [each for each in (above, right, below, left) if each in grid]
        assert all(weight == {".": 1, "1": 1, "9": 9}[rows[r][c]] for (r, c), weight in grid[cell].items())


def test_odd_cells_rows_and_letters() -> None:
    grid = Grid(["S.", "#G"])

    odd: list[object] = ["S", None, (0,), (0, "1"), (0, 1, 2)]
    assert not any(cell in grid for cell in odd)
    assert (grid.find("S"), grid.find("G"), grid.find("#")) == ((0, 0), (1, 1), (1, 0))
    with pytest.raises(ValueError, match=r"^no 'X' on this map$"):
        grid.find("X")
    with pytest.raises(ValueError, match=r"^row 2 has 3 cells, not 2$"):
        Grid(["..", "..", "..."])
    assert list(Grid([])) == []


def test_distance_is_counted_in_steps() -> None:
    assert distance((0, 0), (2, 3)) == distance((2, 3), (0, 0)) == 5


def test_watching_notes_nothing_but_looks_at_neighbours() -> None:
    graph: Plain = {0: {1: 1.0}, 1: {}}
    watched = Watched(graph)

    assert (list(watched), len(watched), 1 in watched, 9 in watched) == ([0, 1], 2, True, False)
    assert watched.looked_at == []
    assert watched[1] == {}
    with pytest.raises(KeyError):
        watched[9]
    assert watched.looked_at == [1]


def test_main_compares_estimates(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "0 (Dijkstra)  weight 29, 38 of 43 cells looked at" in out
    assert "steps         weight 29, 22 of 43 cells looked at" in out
    assert "steps * 9     weight 37, 13 of 43 cells looked at" in out
