"""Strong components: groups of nodes that all reach one another, in a directed graph.

Modules that import each other in a ring, accounts that pay each other in a circle, services of which none can start
first. Take each group as one node, and what is left has no cycle: it can be sorted topologically. So a strong component
of more than one node, or a node with an edge to itself, is the answer to "why is there no order".

Tarjan's way is one walk in depth. Each node learns the earliest node on the path that it can get back to; a node that
gets no further back than itself closes a component. Kosaraju's takes two walks that are easier to believe: note the
nodes as they are finished, then walk the edges backwards, from what was finished last.

Cost: O(V + E) time and O(V) memory with Tarjan, O(V + E) memory with Kosaraju, who turns the graph round. No recursion.
Use it for: rings of imports, deadlocks in a wait-for graph, what has to be deployed together.
Not for: undirected graphs (graph_algorithms.py ``components``); whether there is any cycle at all (the same file).
Asked: find the groups of services that depend on each other. Why is a walk in depth from each node O(V * E)?
Source: Tarjan, Depth-first search and linear graph algorithms, 1972; Cormen, Leiserson, Rivest, Stein, Introduction to
Algorithms, section 20.5 (Kosaraju)
"""

from collections.abc import Hashable, Iterator, Mapping

type Graph[Node: Hashable] = Mapping[Node, Mapping[Node, float]]


def tarjan[Node: Hashable](graph: Graph[Node]) -> list[set[Node]]:
    """Return the strong components as sets, each after all that it leads to: the reverse of a topological order.

    >>> tarjan({"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {}}) == [{"c"}, {"a", "b"}]
    True

    KeyError with a neighbour that is no node of the graph.
    """
    number: dict[Node, int] = {}  # when each node was found
    earliest: dict[Node, int] = {}  # the number of the earliest node that it is known to lead back to
    open_nodes: list[Node] = []  # found, but not yet in a component
    closed: set[Node] = set()
    result: list[set[Node]] = []

    def enter(node: Node) -> None:
        number[node] = earliest[node] = len(number)
        open_nodes.append(node)
        path.append((node, iter(graph[node])))

    for start in graph:
        path: list[tuple[Node, Iterator[Node]]] = []
        if start not in number:
            enter(start)
        while path:
            node, neighbours = path[-1]
            for neighbour in neighbours:
                if neighbour not in number:
                    enter(neighbour)
                    break
                if neighbour not in closed:  # an edge into a closed component leads nowhere back
                    earliest[node] = min(earliest[node], number[neighbour])
            else:
                path.pop()
                if path:
                    before = path[-1][0]
                    earliest[before] = min(earliest[before], earliest[node])
                if earliest[node] == number[node]:
                    place = len(open_nodes) - 1
                    while open_nodes[place] != node:
                        place -= 1
                    result.append(set(open_nodes[place:]))
                    closed |= result[-1]
                    del open_nodes[place:]
    return result


def kosaraju[Node: Hashable](graph: Graph[Node]) -> list[set[Node]]:
    """Return the strong components as sets, each before all that it leads to: a topological order.

    >>> kosaraju({"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {}}) == [{"a", "b"}, {"c"}]
    True

    KeyError with a neighbour that is no node of the graph.
    """
    backwards: dict[Node, list[Node]] = {node: [] for node in graph}
    for node, neighbours in graph.items():
        for neighbour in neighbours:
            backwards[neighbour].append(node)

    finished: list[Node] = []
    seen: set[Node] = set()
    for start in graph:
        path = [] if start in seen else [(start, iter(graph[start]))]
        seen.add(start)
        while path:
            node, rest = path[-1]
            for neighbour in rest:
                if neighbour not in seen:
                    seen.add(neighbour)
                    path.append((neighbour, iter(graph[neighbour])))
                    break
            else:
                finished.append(node)
                path.pop()

    # What was finished last leads to all else. Whoever reaches it, backwards from it, is in its component; the rest of
    # those who reach it would have been finished later still.
    result: list[set[Node]] = []
    while finished:
        start = finished.pop()
        if start not in seen:  # taken out when its component was found
            continue
        component, waiting = {start}, [start]
        while waiting:
            for node in backwards[waiting.pop()]:
                if node in seen and node not in component:
                    component.add(node)
                    waiting.append(node)
        seen -= component
        result.append(component)
    return result


def condensation[Node: Hashable](graph: Graph[Node]) -> dict[frozenset[Node], set[frozenset[Node]]]:
    """Return the graph of the components: each, as a frozen set, with the others to which an edge leads. No cycles.

    They come in topological order. KeyError with a neighbour that is no node of the graph.

    >>> groups = condensation({"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {}})
    >>> groups[frozenset("ab")] == {frozenset("c")}, groups[frozenset("c")]
    (True, set())
    """
    components = [frozenset(component) for component in reversed(tarjan(graph))]
    home = {node: component for component in components for node in component}
    return {
        component: {home[neighbour] for node in component for neighbour in graph[node]} - {component}
        for component in components
    }


def main() -> None:
    """Find the modules that import one another, and an order for the groups."""
    imports = {
        "app": ["orders", "users"],
        "orders": ["payment", "users"],
        "payment": ["invoices", "log"],
        "invoices": ["orders"],
        "users": ["mail"],
        "mail": ["users", "log"],
        "log": [],
    }
    modules = {name: dict.fromkeys(others, 1.0) for name, others in imports.items()}
    print("groups, those that need nothing first:")
    for component in tarjan(modules):
        ring = "  <- a ring of imports" if len(component) > 1 else ""
        print("  ", *sorted(component), ring)
    print("the same, the other way round:", [sorted(component) for component in kosaraju(modules)])
    print("between the groups:")
    for group, others in condensation(modules).items():
        for other in sorted(others, key=sorted):
            print(f"   {' '.join(sorted(group))} -> {' '.join(sorted(other))}")


if __name__ == "__main__":
    main()
