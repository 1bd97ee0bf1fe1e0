"""The cache by number of uses, beside a list that is sorted anew after each operation."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.complexity import count_comparisons, count_steps
from structures.lfu_cache import LFUCache, main
from tests.structures.hash_contract import Changing, Farewell

KEYS = st.sampled_from([0, 1, 1.0, True, "a", "b", (1, 2), None, float("nan")])


class Machine(RuleBasedStateMachine):
    """Entries of the oracle are [uses, time of the last use, key, value], so sorting gives the order of going."""

    @initialize(capacity=st.integers(1, 4))
    def begin(self, capacity: int) -> None:
        self.capacity, self.time = capacity, 0
        self.cache: Any = LFUCache(capacity)
        self.oracle: list[list[Any]] = []

    def entry(self, key: object) -> list[Any] | None:
        return next((entry for entry in self.oracle if entry[2] is key or entry[2] == key), None)

    def use(self, entry: list[Any]) -> None:
        self.time += 1
        entry[:2] = [entry[0] + 1, self.time]
        self.oracle.sort(key=lambda each: each[:2])

    @rule(key=KEYS, value=st.integers())
    def insert(self, key: object, value: int) -> None:
        self.cache[key] = value
        entry = self.entry(key)
        if entry is None:
            if len(self.oracle) == self.capacity:
                del self.oracle[0]
            entry = [0, 0, key, value]
            self.oracle.append(entry)
        entry[3] = value
        self.use(entry)

    @rule(key=KEYS, way=st.sampled_from(["[]", "get", "setdefault"]))
    def look_up(self, key: object, way: str) -> None:
        entry = self.entry(key)
        if entry is not None:
            ways = {"[]": self.cache.__getitem__, "get": self.cache.get, "setdefault": self.cache.setdefault}
            assert ways[way](key) == entry[3]
            self.use(entry)
        elif way != "setdefault":
            assert self.cache.get(key) is None
            with pytest.raises(KeyError) as caught:
                self.cache[key]
            assert caught.value.args[0] is key

    @rule(key=KEYS)
    def look_without_use(self, key: object) -> None:
        entry = self.entry(key)
        assert (key in self.cache) == (entry is not None)
        if entry is not None:
            assert (self.cache.peek(key), self.cache.uses(key)) == (entry[3], entry[0])
            assert (key, entry[3]) in self.cache.items()
            assert entry[3] in self.cache.values()
        else:
            assert (key, 0) not in self.cache.items()
            for look in (self.cache.peek, self.cache.uses):
                with pytest.raises(KeyError):
                    look(key)

    @rule(key=KEYS)
    def delete(self, key: object) -> None:
        entry = self.entry(key)
        if entry is not None:
            del self.cache[key]
            self.oracle.remove(entry)
        else:
            with pytest.raises(KeyError) as caught:
                del self.cache[key]
            assert caught.value.args[0] is key

    @rule()
    def pop_item(self) -> None:
        if self.oracle:
            assert self.cache.popitem() == tuple(self.oracle.pop(0)[2:])
        else:
            with pytest.raises(KeyError, match=r"popitem\(\): cache is empty"):
                self.cache.popitem()

    @rule(way=st.sampled_from([copy.copy, copy.deepcopy]))
    def go_on_with_a_copy(self, way: Callable[[Any], Any]) -> None:
        old, self.cache = self.cache, way(self.cache)
        old.clear()
        assert len(old) == 0

    @invariant()
    def same_items_in_the_same_order(self) -> None:
        if hasattr(self, "cache"):
            pairs = [(key, value) for _, _, key, value in self.oracle]
            assert list(self.cache.items()) == pairs
            assert list(self.cache) == [key for key, _ in pairs]
            assert list(self.cache.values()) == [value for _, value in pairs]
            assert [self.cache.uses(key) for key in self.cache] == [entry[0] for entry in self.oracle]
            assert len(self.cache) == len(pairs) <= self.cache.capacity == self.capacity
            assert self.cache == dict(pairs)


TestAgainstList = Machine.TestCase
TestAgainstList.settings = settings(max_examples=40, stateful_step_count=30)


def filled(keys: str, capacity: int = 9) -> LFUCache[str, str]:
    cache = LFUCache[str, str](capacity)
    for key in keys:
        cache[key] = key.upper()
    return cache


@pytest.mark.parametrize("capacity", [0, -1])
def test_a_capacity_below_one_is_refused(capacity: int) -> None:
    with pytest.raises(ValueError, match=f"^capacity must be at least 1, not {capacity}$"):
        LFUCache(capacity)


@pytest.mark.parametrize("capacity", [2.0, float("nan"), "2", None], ids=str)
def test_a_capacity_that_is_no_integer_is_a_type_error(capacity: Any) -> None:
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        LFUCache(capacity)


def test_the_new_key_never_goes_at_once() -> None:
    cache = filled("aabbcc", capacity=3)

    cache["new"] = "N"

    assert list(cache) == ["new", "b", "c"]


def test_a_key_that_comes_back_begins_anew() -> None:
    cache = filled("aaab")

    del cache["a"]
    cache["a"] = "again"

    assert (cache.uses("a"), list(cache)) == (1, ["b", "a"])


@pytest.mark.parametrize("name", ["__getitem__", "get", "peek", "uses", "__contains__", "__delitem__"])
def test_an_unhashable_key_is_a_type_error(name: str) -> None:
    cache: Any = filled("ab", capacity=2)

    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        getattr(cache, name)([])
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        cache[[]] = 1

    assert list(cache.items()) == [("a", "A"), ("b", "B")]


def test_a_changed_key_goes_when_its_turn_comes() -> None:
    cache = LFUCache[Changing, int](3)
    keys = [Changing(name) for name in "xyz"]
    for number, key in enumerate(keys):
        cache[key] = number
    keys[0].name = "z"

    assert (list(cache), list(cache.values()), len(cache)) == (keys, [0, 1, 2], 3)
    assert cache.peek(Changing("z")) == 2
    cache[Changing("new")] = 3
    assert (list(cache.values()), cache.peek(Changing("z"))) == ([1, 2, 3], 2)
    assert [cache.popitem()[1] for _ in keys] == [1, 2, 3]
    assert (len(cache), list(cache), Changing("z") in cache) == (0, [], False)


@pytest.mark.parametrize("change", ["use", "insert", "delete", "evict", "last"])
def test_iterating_while_it_changes_is_a_runtime_error(change: str) -> None:
    changes: dict[str, Callable[[Any], object]] = {
        "use": lambda cache: cache["c"],
        "insert": lambda cache: cache.update({"new": 1}),
        "delete": lambda cache: cache.pop("b"),
        "evict": lambda cache: cache.popitem(),
        "last": lambda cache: cache.clear(),
    }
    ways: list[Callable[[Any], Any]] = [iter, lambda cache: iter(cache.items()), lambda cache: iter(cache.values())]
    for way in ways:
        for steps in range(4):
            cache = filled("abcc")
            iterator = way(cache)
            for _ in range(steps):
                next(iterator)
            changes[change](cache)

            with pytest.raises(RuntimeError, match=r"^LFUCache changed during iteration$"):
                next(iterator)


def test_pickles_keep_the_uses_and_large_caches_need_no_recursion() -> None:
    cache = LFUCache[int, list[int]](3000)
    for number in range(3000):
        cache[number] = [number]
    for number in range(0, 3000, 2):
        cache.get(number)

    deep, thawed = copy.deepcopy(cache), pickle.loads(pickle.dumps(cache))
    cache.peek(0).append(1)

    assert list(deep.items()) == list(thawed.items())
    assert (deep.uses(0), thawed.uses(0), thawed.uses(1), thawed.capacity, deep.peek(0)) == (2, 2, 1, 3000, [0])


def test_repr_shows_order_and_itself_as_dots() -> None:
    cache = LFUCache[str, Any](2)
    cache["a"] = 1
    cache["b"] = cache

    assert repr(cache) == "LFUCache(2, {'a': 1, 'b': LFUCache(...)})"


def test_steps_grow_neither_with_the_capacity_nor_with_the_uses() -> None:
    def steps(capacity: int, uses: int) -> int:
        cache = LFUCache[int, int](capacity)
        for number in range(capacity):
            cache[number] = number
        for _ in range(uses):
            cache.get(capacity // 2)

        def use() -> None:
            for number in range(100):
                cache[capacity + number] = cache[capacity // 2]
                del cache[capacity + number]

        return count_steps(use)

    assert steps(3000, 1) == steps(200, 1) == steps(200, 1000)


def test_no_operation_looks_at_other_keys() -> None:
    def use(keys: list[Any]) -> None:
        cache = LFUCache[Any, int](100)
        for key in keys:
            cache[key] = 1
            assert cache[key] == 1
        cache.popitem()

    assert count_comparisons(range(0, 30_000, 100), use).equal == 0


def test_a_value_that_deletes_itself_when_it_is_freed_hurts_nothing() -> None:
    cache = LFUCache[str, object](3)
    changes: list[Callable[[], object]] = [lambda: cache.update(a=1), lambda: cache.__delitem__("a")]
    for change in changes:
        cache["a"], cache["b"] = Farewell(cache.clear), 2

        change()

        assert (len(cache), list(cache.items()), "a" in cache) == (0, [], False)


def test_a_key_that_cannot_be_hashed_any_more_hurts_nothing() -> None:
    broken = Changing("x")
    cache = LFUCache[Changing | str, int](2)
    cache[broken], cache["b"] = 1, 2
    broken.name = []  # type: ignore[assignment]  # the mistake

    for use in (lambda: cache.__setitem__("c", 3), cache.popitem):
        with pytest.raises(TypeError, match="unhashable type: 'list'"):
            use()

    assert (len(cache), list(cache.values()), "c" in cache) == (2, [1, 2], False)
    broken.name = "x"
    assert (cache[Changing("x")], cache["b"], list(cache.values())) == (1, 2, [1, 2])


def test_main_survives_a_scan_and_keeps_an_old_favourite(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "still there: ['/scan/99', '/login', '/']" in out
    assert "{'/sale': 1, '/login': 2, '/': 1003}" in out
