"""Sets that are joined, beside a list of sets that is joined by hand, and networkx."""

import copy
import math
import pickle
import random
from itertools import combinations, product
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import Counted, count_comparisons, count_steps
from structures.union_find import IndexUnionFind, UnionFind, main

PAIRS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=30)


def joined(groups: list[set[Any]], one: object, other: object) -> list[set[Any]]:
    """Return the groups after a union, by looking at each."""
    both = [group for group in groups if one in group or other in group]
    return [group for group in groups if group not in both] + [set().union(*both)]


def assert_same(sets: UnionFind[int], fast: IndexUnionFind, groups: list[set[int]], items: int) -> None:
    assert sorted(map(sorted, sets.sets())) == sorted(map(sorted, groups))
    assert sets.count == fast.count == len(groups)
    for group in groups:
        assert len({sets.find(item) for item in group} | {fast.find(item) for item in group} | group) == len(group)
        assert len({sets.find(item) for item in group}) == len({fast.find(item) for item in group}) == 1
        assert {sets.size(item) for item in group} == {len(group)}
    for one, other in combinations(range(items), 2):
        together = any({one, other} <= group for group in groups)
        assert sets.connected(one, other) == fast.connected(one, other) == together


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_all_ways_to_join_four_items(count: int) -> None:
    pairs = list(product(range(4), repeat=2))
    for unions in product(pairs, repeat=count):
        sets, fast, groups = UnionFind(range(4)), IndexUnionFind(4), [{item} for item in range(4)]
        for one, other in unions:
            before = len(groups)
            groups = joined(groups, one, other)
            assert sets.union(one, other) == fast.union(one, other) == (len(groups) < before)
        if count < 3:
            assert_same(sets, fast, groups, 4)
        assert sorted(map(sorted, sets.sets())) == sorted(map(sorted, groups))


@settings(max_examples=50)
@given(PAIRS)
def test_sets_are_the_components_of_the_graph(pairs: list[tuple[int, int]]) -> None:
    graph: nx.Graph[int] = nx.Graph(pairs)
    graph.add_nodes_from(range(15))
    sets, fast = UnionFind(range(15)), IndexUnionFind(15)

    merges = [(sets.union(*pair), fast.union(*pair)) for pair in pairs]

    groups = list(nx.connected_components(graph))
    assert_same(sets, fast, groups, 15)
    assert sum(one for one, _ in merges) == sum(two for _, two in merges) == 15 - len(groups)


def test_a_merge_that_comes_again_counts_once() -> None:
    sets, fast = UnionFind("abc"), IndexUnionFind(3)

    assert [sets.union("a", "b"), sets.union("a", "b"), sets.union("b", "a"), sets.union("c", "c")] == [
        True, False, False, False]  # fmt: skip
    assert [fast.union(0, 1), fast.union(0, 1), fast.union(1, 0), fast.union(2, 2)] == [True, False, False, False]

    assert (sets.count, fast.count, sets.size("a"), sets.size("c")) == (2, 2, 2, 1)


def test_the_larger_set_gives_the_item_that_stands_for_both() -> None:
    for sets in (UnionFind(range(4)), IndexUnionFind(4)):
        sets.union(1, 0)
        assert sets.find(0) == 1
        sets.union(2, 0)
        assert sets.find(2) == 1


def test_items_are_added_at_any_time_and_once() -> None:
    sets = UnionFind(["a", "b", "a"])
    sets.union("a", "b")

    sets.add("c")
    sets.add("a")

    assert (list(sets), len(sets), sets.count) == (["a", "b", "c"], 3, 2)
    assert (sets.size("c"), sets.find("c"), sets.size("a")) == (1, "c", 2)
    assert ("c" in sets, "d" in sets, sets.sets()) == (True, False, [["a", "b"], ["c"]])


def test_an_empty_one_has_no_sets() -> None:
    assert (len(UnionFind()), UnionFind().count, UnionFind().sets(), IndexUnionFind(0).count) == (0, 0, [], 0)


@pytest.mark.parametrize("name", ["find", "size", "depth"])
def test_an_unknown_item_is_a_key_error(name: str) -> None:
    sets: Any = UnionFind("ab")

    with pytest.raises(KeyError) as caught:
        getattr(sets, name)("c")
    assert caught.value.args == ("c",)
    for use in (sets.union, sets.connected):
        for pair in (("a", "c"), ("c", "a")):
            with pytest.raises(KeyError) as caught:
                use(*pair)
            assert caught.value.args == ("c",)
    with pytest.raises(TypeError, match="unhashable"):
        getattr(sets, name)([])
    with pytest.raises(TypeError, match="unhashable"):
        sets.add([])

    assert sets.sets() == [["a"], ["b"]]


def test_an_index_outside_is_an_index_error() -> None:
    sets = IndexUnionFind(3)

    for item in (-1, 3):
        with pytest.raises(IndexError):
            sets.find(item)
        for pair in ((item, 0), (0, item)):
            for use in (sets.union, sets.connected):
                with pytest.raises(IndexError):
                    use(*pair)
    with pytest.raises(IndexError, match=r"^no item -1$"):
        sets.union(0, -1)
    with pytest.raises(ValueError, match=r"^size must be at least 0, not -1$"):
        IndexUnionFind(-1)

    assert sets.count == 3


def test_equality_is_about_who_is_together() -> None:
    one, two = UnionFind("abc"), UnionFind("cba")
    one.union("a", "b")
    assert one != two

    two.union("b", "a")

    assert one == two
    assert one != UnionFind("ab")
    assert one.__eq__(1) is NotImplemented
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_copies_and_pickles_are_equal_and_apart() -> None:
    sets = UnionFind("abcd")
    sets.union("a", "b")

    for twin in (copy.copy(sets), copy.deepcopy(sets), pickle.loads(pickle.dumps(sets))):
        assert (twin, twin.count, twin.size("a")) == (sets, 3, 2)
        twin.union("c", "d")
        twin.add("e")
        assert (sets.count, len(sets), sets.connected("c", "d")) == (3, 4, False)


def test_copies_and_pickles_of_the_fast_one_are_apart_too() -> None:
    sets = IndexUnionFind(4)
    sets.union(0, 1)

    for twin in (copy.copy(sets), copy.deepcopy(sets), pickle.loads(pickle.dumps(sets))):
        assert (twin.count, twin.connected(0, 1)) == (3, True)
        twin.union(2, 3)
        assert (twin.count, sets.count, sets.connected(2, 3)) == (2, 3, False)


def test_repr_shows_the_sets() -> None:
    sets = UnionFind([1, 2, 3])
    sets.union(3, 1)

    assert repr(sets) == "UnionFind([[1, 3], [2]])"


def test_no_path_is_longer_than_the_logarithm() -> None:
    shuffled = random.Random(1)
    for n in (2, 16, 64, 100, 1000):
        by_halves, at_random = UnionFind(range(n)), UnionFind(range(n))
        step = 1
        while step < n:
            for item in range(0, n - step, 2 * step):
                by_halves.union(item, item + step)
            step *= 2
        while at_random.count > 1:
            at_random.union(shuffled.randrange(n), shuffled.randrange(n))
        assert max(map(by_halves.depth, by_halves)) <= math.log2(n)
        assert max(map(at_random.depth, at_random)) <= math.log2(n)


def test_each_walk_halves_the_path_and_looking_does_not() -> None:
    sets = UnionFind(range(256))
    step = 1
    while step < 256:
        for item in range(0, 256, 2 * step):
            sets.union(item, item + step)
        step *= 2
    deepest = max(sets, key=sets.depth)
    assert sets.depth(deepest) == sets.depth(deepest) == 8

    depths = []
    for _ in range(4):
        sets.find(deepest)
        depths.append(sets.depth(deepest))

    assert depths == [4, 2, 1, 1]


def test_long_paths_are_walked_up_to_the_root_whichever_it_is() -> None:
    for flip in (0, 7):  # the root of each half of 16 items is 0 and 8, or 7 and 15
        for one, other in product(range(8), repeat=2):
            for sets in (UnionFind(range(16)), IndexUnionFind(16)):
                for step in (1, 2, 4):
                    for item in range(0, 8, 2 * step):
                        sets.union(item ^ flip, (item + step) ^ flip)
                        sets.union((item ^ flip) + 8, ((item + step) ^ flip) + 8)
                twin = copy.copy(sets)
                assert copy.copy(sets).find(one) == flip
                assert (sets.connected(one, other), twin.connected(one, other + 8), sets.count) == (True, False, 2)
                assert (copy.copy(twin).union(other, one), twin.union(one, other + 8)) == (False, True)


def test_steps_of_many_operations_grow_as_their_number_does() -> None:
    def steps(kind: Any, n: int) -> int:
        numbers = random.Random(1)
        pairs = [(numbers.randrange(n), numbers.randrange(n)) for _ in range(2 * n)]

        def use() -> None:
            for pair in pairs:
                sets.union(*pair)

        sets = kind(n)
        return count_steps(use)

    for kind in (lambda n: UnionFind(range(n)), IndexUnionFind):
        assert steps(kind, 2000) < 1.15 * 8 * steps(kind, 250)


def test_an_operation_hashes_each_item_once_whatever_the_path() -> None:
    def use(items: list[Counted[int]]) -> None:
        sets = UnionFind(items)
        for one, other in combinations(items[:20], 2):
            sets.union(one, other)

    counts = count_comparisons(range(100), use)

    assert (counts.equal, counts.hashed) == (0, 2 * 100 + 2 * 190)


def test_main_counts_networks_and_depths(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Bern Aden  joins none, 4 left: Aden+Bern Cork+Dijon Essen Faro" in out
    assert "the worst case: 12 steps" in out
