"""Graphs: walk them in breadth and in depth, and what the two walks find out.

Both walks see each node and edge once. They differ in who waits: in breadth a queue, so that what is near comes first
and the first path found has the fewest edges; in depth a stack, so that the nodes on it are a path from the start to
where one stands. An edge back to a node of that path closes a cycle, and that is how cycles are found.

A graph here is any mapping from nodes to mappings from neighbours to weights; these functions ignore the weights. An
undirected edge stands at both its ends. Every neighbour must be a node of the mapping itself: KeyError with the
neighbour when the walk comes to one that is not.

Cost: O(V + E) time and O(V) memory for each function here. The depth of the graph does not matter: none is recursive.
Use it for: fewest hops (breadth), what depends on what and cycles (depth), what is connected at all (either).
Not for: edges with weights (shortest_paths.py), graphs that are asked again and again about connection (union-find),
rows of a database (a recursive query runs where the data are). At work: networkx, rustworkx.
Asked: breadth or depth? Find a cycle: why is a visited node not enough to tell in a directed graph?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, sections 20.2 and 20.3
"""

import sys
from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path

type Graph[Node: Hashable] = Mapping[Node, Mapping[Node, float]]


def breadth_first[Node: Hashable](graph: Graph[Node], start: Node) -> Iterator[Node]:
    """Return an iterator over the nodes that ``start`` reaches, itself first, those of fewer edges before others.

    Neighbours of one node come in their order in the graph. The walk is over before the first node is given. KeyError
    with ``start`` when it is not in the graph.
    """
    return iter(distances(graph, start))


def distances[Node: Hashable](graph: Graph[Node], start: Node) -> dict[Node, int]:
    """Return, for each node that ``start`` reaches, by how few edges, in the order of ``breadth_first``.

    >>> distances({"a": {"b": 1, "c": 1}, "b": {"d": 1}, "c": {}, "d": {}, "e": {"a": 1}}, "a")
    {'a': 0, 'b': 1, 'c': 1, 'd': 2}

    KeyError with ``start`` when it is not in the graph.
    """
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for neighbour in graph[node]:
            if neighbour not in found:  # marked when it is found, not when its turn comes: it must not wait twice
                found[neighbour] = found[node] + 1
                waiting.append(neighbour)
    return found


def fewest_edges[Node: Hashable](graph: Graph[Node], start: Node, goal: Node) -> list[Node] | None:
    """Return a path of the fewest edges, both ends included, or None when there is none.

    It ends as soon as the goal is found. KeyError with the node when ``start`` or ``goal`` is not in the graph.
    """
    _check(graph, start, goal)
    came_from: dict[Node, Node] = {}
    waiting = deque([start])
    while waiting and goal != start and goal not in came_from:
        node = waiting.popleft()
        for neighbour in graph[node]:
            if neighbour != start and neighbour not in came_from:
                came_from[neighbour] = node
                waiting.append(neighbour)
    if goal != start and goal not in came_from:
        return None
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def depth_first[Node: Hashable](graph: Graph[Node], start: Node) -> Iterator[Node]:
    """Return an iterator over the nodes that ``start`` reaches, itself first, each before what is found through it.

    The order is that of the recursive form: the first neighbour, all that is reached through it, then the second. A
    stack of nodes would visit the last neighbour first; a stack of iterators remembers how far each node has come.

    >>> list(depth_first({"a": {"b": 1, "c": 1}, "b": {"d": 1}, "c": {"d": 1}, "d": {}}, "a"))
    ['a', 'b', 'd', 'c']

    KeyError with ``start`` when it is not in the graph, once the first node is asked for.
    """
    stack = [iter(graph[start])]
    seen = {start}
    yield start
    while stack:
        for neighbour in stack[-1]:
            if neighbour not in seen:
                seen.add(neighbour)
                yield neighbour
                stack.append(iter(graph[neighbour]))
                break
        else:
            stack.pop()


def any_path[Node: Hashable](graph: Graph[Node], start: Node, goal: Node) -> list[Node] | None:
    """Return the path on which ``depth_first`` comes to the goal, often a long one; None when it does not.

    KeyError with the node when ``start`` or ``goal`` is not in the graph.
    """
    _check(graph, start, goal)
    path, stack, seen = [start], [iter(graph[start])], {start}
    while stack and path[-1] != goal:
        for neighbour in stack[-1]:
            if neighbour not in seen:
                seen.add(neighbour)
                path.append(neighbour)
                stack.append(iter(graph[neighbour]))
                break
        else:
            stack.pop()
            path.pop()
    return path or None


def components[Node: Hashable](graph: Graph[Node]) -> list[set[Node]]:
    """Return the connected parts of an undirected graph, each as the set of its nodes, by their first nodes in order.

    >>> components({1: {2: 1}, 2: {1: 1}, 3: {}})
    [{1, 2}, {3}]

    ValueError ``edge 1 -> 2 leads one way: the graph must be undirected`` for an edge that does not stand at both ends;
    directed graphs have strong components (strong_components.py).
    """
    _check_undirected(graph)
    parts: list[set[Node]] = []
    seen: set[Node] = set()
    for start in graph:
        if start not in seen:
            parts.append(set(breadth_first(graph, start)))
            seen |= parts[-1]
    return parts


def directed_cycle[Node: Hashable](graph: Graph[Node]) -> list[Node] | None:
    """Return the nodes of a cycle in the order of its edges, the last of which leads back to the first, or None.

    An edge from a node to itself is a cycle of one node, two opposite edges are one of two nodes.

    >>> directed_cycle({"a": {"b": 1, "c": 1}, "b": {"c": 1}, "c": {}})
    >>> directed_cycle({"a": {"b": 1}, "b": {"c": 1}, "c": {"b": 1}})
    ['b', 'c']
    """
    done: set[Node] = set()
    for start in graph:
        if start in done:
            continue
        path, stack, on_path = [start], [iter(graph[start])], {start}
        while stack:
            for neighbour in stack[-1]:
                if neighbour in on_path:  # a node that is merely done has no way back to this one
                    return path[path.index(neighbour) :]
                if neighbour not in done:
                    path.append(neighbour)
                    on_path.add(neighbour)
                    stack.append(iter(graph[neighbour]))
                    break
            else:
                stack.pop()
                done.add(path[-1])
                on_path.remove(path.pop())
    return None


def undirected_cycle[Node: Hashable](graph: Graph[Node]) -> list[Node] | None:
    """Return the nodes of a cycle of an undirected graph in order, the last joined to the first, or None.

    Going back along the edge one came by is no cycle, so a cycle has one node (an edge to itself) or at least three.

    >>> undirected_cycle({"a": {"b": 1}, "b": {"a": 1}})
    >>> sorted(undirected_cycle({1: {2: 1, 3: 1}, 2: {1: 1, 3: 1}, 3: {1: 1, 2: 1}}) or [])
    [1, 2, 3]

    ValueError as in ``components`` for an edge that does not stand at both ends.
    """
    _check_undirected(graph)
    seen: set[Node] = set()
    for start in graph:
        if start in seen:
            continue
        path, stack = [start], [iter(graph[start])]
        seen.add(start)
        while stack:
            for neighbour in stack[-1]:
                if neighbour not in seen:
                    seen.add(neighbour)
                    path.append(neighbour)
                    stack.append(iter(graph[neighbour]))
                    break
                if neighbour == path[-1] or neighbour != path[-2]:  # path[-1] was reached, so path[-2] is where from
                    return path[path.index(neighbour) :]
            else:
                stack.pop()
                path.pop()
    return None


def _check[Node: Hashable](graph: Graph[Node], *nodes: Node) -> None:
    for node in nodes:
        if node not in graph:
            raise KeyError(node)


def _check_undirected[Node: Hashable](graph: Graph[Node]) -> None:
    for node, neighbours in graph.items():
        for neighbour in neighbours:
            if node not in graph[neighbour]:
                raise ValueError(f"edge {node!r} -> {neighbour!r} leads one way: the graph must be undirected")


def main() -> None:
    """Ask a network of friends and a set of imports; with --draw watch the walks on a grid."""
    if "--draw" in sys.argv:
        sys.path[0] = str(Path(__file__).parents[1])
        from drawings.grids import draw

        draw()
        return
    friends = {"Ada": "Bob Cid", "Bob": "Ada Dee", "Cid": "Ada Dee", "Dee": "Bob Cid Eve", "Eve": "Dee", "Fay": ""}
    people = {name: dict.fromkeys(others.split(), 1.0) for name, others in friends.items()}
    print("hops from Ada:", distances(people, "Ada"))
    print("in breadth:", *breadth_first(people, "Ada"), "- in depth:", *depth_first(people, "Ada"))
    print(
        "Ada to Eve, fewest hops:", fewest_edges(people, "Ada", "Eve"), "- to Fay:", fewest_edges(people, "Ada", "Fay")
    )
    print("parts:", [sorted(part) for part in components(people)])
    print("a round of friends:", undirected_cycle(people))

    imports = {"app": "views models", "views": "forms", "forms": "models", "models": "signals", "signals": "forms"}
    modules = {name: dict.fromkeys(others.split(), 1.0) for name, others in imports.items()}
    print("modules that import one another:", directed_cycle(modules))


if __name__ == "__main__":
    main()
