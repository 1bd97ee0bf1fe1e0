"""Topological sort: an order in which everything comes after what it waits for.

An edge from a to b says that a comes first: a migration before the one built on it, a module before those that import
it, a task before those that use its result. There is such an order exactly when there is no cycle.

Kahn's way counts for each node how many come before it, takes nodes that wait for none, and counts down behind them.
It needs no stack, and tells which nodes can be done at the same time. The way in depth notes each node when all behind
it is noted, and turns the list round.

Cost: O(V + E) time and O(V) memory for each function here, no recursion.
Use it for: builds, migrations, start-up of services, cells of a spreadsheet, order of deletes along foreign keys.
Not for: graphs with cycles (strong_components.py finds what hangs together). At work: ``graphlib.TopologicalSorter``,
which also hands out nodes as they become ready; mind that it takes the graph the other way round, each node with
those that come before it.
Asked: in what order can these courses be taken, and what do you answer when there is none?
Source: Kahn, Topological sorting of large networks, 1962; Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms,
section 20.4
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from itertools import chain
from typing import Any

type Graph[Node: Hashable] = Mapping[Node, Collection[Node]]


class CycleError(ValueError):
    """There is no order, because of a cycle: ``cycle`` holds its nodes, in the order in which edges lead around.

    >>> str(CycleError(["a", "b"]))
    "graph has a cycle: 'a' -> 'b' -> 'a'"
    """

    def __init__(self, cycle: list[Any]) -> None:  # an exception cannot be generic
        super().__init__(cycle)
        self.cycle = cycle

    def __str__(self) -> str:
        """Name the nodes in order, the first again at the end."""
        return "graph has a cycle: " + " -> ".join(map(repr, [*self.cycle, self.cycle[0]]))


def topological_sort[Node: Hashable](graph: Graph[Node]) -> list[Node]:
    """Return all nodes in an order in which every edge leads forwards, by counting (Kahn).

    ``graph[a]`` holds the nodes that come after a: a list, a set, or a mapping to weights, which are not looked at.
    Nodes that are free at the same time keep the graph's order; with a heap instead of this list the smallest would
    come first, at O(log V) a node.

    >>> topological_sort({"deploy": {}, "test": {"deploy": 1}, "build": {"test": 1, "deploy": 1}})
    ['build', 'test', 'deploy']

    Raises CycleError with one cycle, perhaps of a single node with an edge to itself; KeyError with a neighbour that is
    no node of the graph.
    """
    waits_for = dict(Counter(chain.from_iterable(graph.values())))
    order = [node for node in graph if node not in waits_for]
    for node in order:  # the list grows while it is read: it is the queue as well as the result
        for neighbour in graph[node]:
            count = waits_for[neighbour] - 1
            waits_for[neighbour] = count
            if not count:
                order.append(neighbour)
    if len(order) < len(graph):
        raise CycleError(_cycle_among(graph, {node for node, count in waits_for.items() if count}))
    return order


def generations[Node: Hashable](graph: Graph[Node]) -> list[list[Node]]:
    """Return the nodes in rounds, each node in the first round in which all that come before it are done.

    What is in one round can be done at the same time, and no plan has fewer rounds. A round keeps the order of
    ``topological_sort``.

    >>> generations({"build": {"test": 1, "lint": 1}, "test": {"deploy": 1}, "lint": {"deploy": 1}, "deploy": {}})
    [['build'], ['test', 'lint'], ['deploy']]

    Raises as ``topological_sort`` does.
    """
    rounds = dict.fromkeys(topological_sort(graph), 0)
    for node in rounds:
        for neighbour in graph[node]:
            rounds[neighbour] = max(rounds[neighbour], rounds[node] + 1)
    result: list[list[Node]] = [[] for _ in range(max(rounds.values(), default=-1) + 1)]
    for node, number in rounds.items():
        result[number].append(node)
    return result


def topological_sort_in_depth[Node: Hashable](graph: Graph[Node]) -> list[Node]:
    """Return all nodes in an order in which every edge leads forwards, by a walk in depth.

    A node is noted once all that come after it are noted, so the reverse of the notes is an order; not the same one as
    that of ``topological_sort``. Raises as that does; the cycle is the path from a node back to it.

    This is the fast form: it asks about the end of an edge once, where counting up and down asks twice.
    """
    notes: list[Node] = []
    on_path: dict[Node, bool | None] = dict.fromkeys(graph)  # None when not seen, False once noted
    for start in graph:
        if on_path[start] is not None:
            continue
        path, stack = [start], [iter(graph[start])]
        on_path[start] = True
        while stack:
            for neighbour in stack[-1]:
                known = on_path[neighbour]
                if known is None:
                    path.append(neighbour)
                    stack.append(iter(graph[neighbour]))
                    on_path[neighbour] = True
                    break
                if known:
                    raise CycleError(path[path.index(neighbour) :])
            else:
                stack.pop()
                node = path.pop()
                notes.append(node)
                on_path[node] = False
    return notes[::-1]


def _cycle_among[Node: Hashable](graph: Graph[Node], left: set[Node]) -> list[Node]:
    """Return a cycle, given the nodes that Kahn leaves over: before each of them comes another of them."""
    before = {neighbour: node for node in left for neighbour in graph[node] if neighbour in left}
    path: dict[Node, None] = {}
    node = next(node for node in graph if node in left)
    while node not in path:
        path[node] = None
        node = before[node]
    backwards = list(path)
    return list(reversed(backwards[backwards.index(node) :]))


def main() -> None:
    """Order the start of services, see what can start together, and find why nothing can."""
    needed_by = {
        "database": ["migrations", "worker"],
        "broker": ["worker"],
        "migrations": ["api"],
        "worker": ["monitoring"],
        "api": ["gateway", "monitoring"],
        "gateway": [],
        "monitoring": [],
    }
    services = {name: dict.fromkeys(others, 1.0) for name, others in needed_by.items()}
    print("one by one:", *topological_sort(services))
    print("in depth:  ", *topological_sort_in_depth(services))
    print("together:")
    for number, names in enumerate(generations(services), start=1):
        print(f"  round {number}:", *names)

    services["monitoring"]["broker"] = 1.0
    for sort in (topological_sort, topological_sort_in_depth):
        try:
            sort(services)
        except CycleError as error:
            print(f"{sort.__name__}: {error}")


if __name__ == "__main__":
    main()
