"""What a least-recently-used cache owes its users: test files inherit it for their class."""

import copy
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.complexity import count_comparisons, count_steps
from tests.structures.hash_contract import Changing

KEYS = st.sampled_from([0, 1, 1.0, True, "a", "b", (1, 2), None, float("nan")])


class LRUMachine(RuleBasedStateMachine):
    """A cache beside a plain list of pairs, the last used one at the end."""

    make: ClassVar[type[Any]]

    @initialize(capacity=st.integers(1, 4))
    def begin(self, capacity: int) -> None:
        self.capacity = capacity
        self.cache = self.make(capacity)
        self.pairs: list[tuple[object, int]] = []

    def place(self, key: object) -> int | None:
        return next((place for place, (mine, _) in enumerate(self.pairs) if mine is key or mine == key), None)

    @rule(key=KEYS, value=st.integers())
    def insert(self, key: object, value: int) -> None:
        self.cache[key] = value
        place = self.place(key)
        if place is not None:
            key, _ = self.pairs.pop(place)  # as in a dict the first of equal keys stays
        self.pairs.append((key, value))
        del self.pairs[: -self.capacity]

    @rule(key=KEYS, way=st.sampled_from(["[]", "get", "setdefault"]))
    def use(self, key: object, way: str) -> None:
        place = self.place(key)
        if place is not None:
            pair = self.pairs.pop(place)
            self.pairs.append(pair)
            ways = {"[]": self.cache.__getitem__, "get": self.cache.get, "setdefault": self.cache.setdefault}
            assert ways[way](key) == pair[1]
        elif way == "get":
            assert (self.cache.get(key), self.cache.get(key, "none")) == (None, "none")
        elif way == "[]":
            with pytest.raises(KeyError) as caught:
                self.cache[key]
            assert caught.value.args[0] is key

    @rule(key=KEYS)
    def look_without_use(self, key: object) -> None:
        place = self.place(key)
        assert (key in self.cache) == (place is not None)
        if place is not None:
            value = self.pairs[place][1]
            assert self.cache.peek(key) == value
            assert (key, value) in self.cache.items()
            assert value in self.cache.values()
        else:
            assert (key, 0) not in self.cache.items()
            with pytest.raises(KeyError):
                self.cache.peek(key)

    @rule(key=KEYS)
    def delete(self, key: object) -> None:
        place = self.place(key)
        if place is not None:
            del self.cache[key], self.pairs[place]
        else:
            with pytest.raises(KeyError) as caught:
                del self.cache[key]
            assert caught.value.args[0] is key

    @rule()
    def pop_item(self) -> None:
        if self.pairs:
            assert self.cache.popitem() == self.pairs.pop(0)
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
            assert list(self.cache.items()) == self.pairs
            assert list(self.cache) == [key for key, _ in self.pairs]
            assert list(reversed(self.cache)) == [key for key, _ in reversed(self.pairs)]
            assert list(self.cache.values()) == [value for _, value in self.pairs]
            assert len(self.cache) == len(self.pairs) <= self.cache.capacity == self.capacity
            assert self.cache == dict(self.pairs)


class LRUContract:
    """Tests of a cache; subclasses set ``make``, pytest calls what is inherited."""

    make: ClassVar[type[Any]]
    message: ClassVar[str]

    def filled(self, keys: str, capacity: int = 9) -> Any:
        cache = self.make(capacity)
        for key in keys:
            cache[key] = key.upper()
        return cache

    @pytest.mark.parametrize("capacity", [0, -1])
    def test_a_capacity_below_one_is_refused(self, capacity: int) -> None:
        with pytest.raises(ValueError, match=f"^capacity must be at least 1, not {capacity}$"):
            self.make(capacity)

    @pytest.mark.parametrize("capacity", [2.0, float("nan"), "2", None], ids=str)
    def test_a_capacity_that_is_no_integer_is_a_type_error(self, capacity: Any) -> None:
        with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
            self.make(capacity)

    def test_what_was_used_longest_ago_goes(self) -> None:
        cache = self.filled("abc", capacity=3)

        assert cache["a"] == "A"
        cache["b"] = "new"
        cache["d"] = "D"

        assert list(cache.items()) == [("a", "A"), ("b", "new"), ("d", "D")]

    def test_a_cache_of_one_holds_the_last(self) -> None:
        assert list(self.filled("abc", capacity=1).items()) == [("c", "C")]

    @pytest.mark.parametrize("name", ["__getitem__", "get", "peek", "__contains__", "__delitem__"])
    def test_an_unhashable_key_is_a_type_error(self, name: str) -> None:
        cache = self.filled("ab")

        with pytest.raises(TypeError, match="unhashable type: 'list'"):
            getattr(cache, name)([])
        with pytest.raises(TypeError, match="unhashable type: 'list'"):
            cache[[]] = 1

        assert list(cache.items()) == [("a", "A"), ("b", "B")]

    def test_a_changed_key_goes_when_its_turn_comes(self) -> None:
        cache = self.make(3)
        changed, twin = Changing("x"), Changing("y")
        cache[changed], cache[twin], cache["c"] = 1, 2, 3
        changed.name = "y"  # equal to the next one now

        assert cache.peek(twin) == 2
        cache["d"] = 4
        assert (list(cache.values()), cache.peek(twin)) == ([2, 3, 4], 2)
        assert cache.popitem() == (twin, 2)
        assert list(cache.items()) == [("c", 3), ("d", 4)]

    @pytest.mark.parametrize("change", ["use", "insert", "delete", "evict"])
    def test_iterating_while_it_changes_is_a_runtime_error(self, change: str) -> None:
        changes: dict[str, Callable[[Any], object]] = {
            "use": lambda cache: cache["b"],
            "insert": lambda cache: cache.update({"new": 1}),
            "delete": lambda cache: cache.pop("c"),
            "evict": lambda cache: cache.popitem(),
        }
        for of in (iter, reversed, lambda cache: iter(cache.items()), lambda cache: iter(cache.values())):
            cache = self.filled("abc")
            iterator = of(cache)
            next(iterator)
            changes[change](cache)

            with pytest.raises(RuntimeError, match=self.message):
                next(iterator)

    def test_looking_at_all_uses_none(self) -> None:
        cache = self.filled("abc")

        for key, value in cache.items():
            assert cache.peek(key) == value
        assert "nothing" not in cache.values()
        assert (dict(cache.items()), cache, "a" in cache) == ({"a": "A", "b": "B", "c": "C"}, cache, True)
        assert list(pickle.loads(pickle.dumps(cache)).items()) == list(copy.copy(cache).items())

        assert list(cache) == ["a", "b", "c"]

    def test_a_large_cache_can_be_copied_in_depth(self) -> None:
        cache = self.make(5000)
        for number in range(5000):
            cache[number] = [number]

        deep, thawed = copy.deepcopy(cache), pickle.loads(pickle.dumps(cache))
        cache.peek(0).append("more")

        assert deep == thawed == {number: [number] for number in range(5000)}
        assert (deep.capacity, thawed.capacity) == (5000, 5000)

    def test_repr_shows_order_and_itself_as_dots(self) -> None:
        name, cache = self.make.__name__, self.make(2)
        cache["a"] = 1
        cache["b"] = cache

        assert repr(cache) == f"{name}(2, {{'a': 1, 'b': {name}(...)}})"

    def test_no_operation_looks_at_other_keys(self) -> None:
        def use(keys: list[Any]) -> None:
            cache = self.make(200)
            for key in keys:
                cache[key] = 1
                assert cache[key] == 1
            del cache[keys[-1]]
            cache.popitem()

        assert count_comparisons(range(0, 100_000, 100), use).equal == 0

    def test_steps_do_not_grow_with_the_capacity(self) -> None:
        def steps(capacity: int) -> int:
            cache = self.make(capacity)
            for number in range(capacity):
                cache[number] = number

            def use() -> None:
                for number in range(100):
                    cache[capacity + number] = cache.get(capacity // 2)

            return count_steps(use)

        assert steps(4000) == steps(200)
