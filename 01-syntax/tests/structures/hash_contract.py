"""What any table that finds by hash owes its users, with dict as the oracle: test files inherit it for their class."""

import copy
import pickle
import random
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from algorithms.complexity import Counted, count_comparisons

type Table = MutableMapping[Any, Any]

NAN = float("nan")
LONGER = 2**61 - 1  # hash(n) is n modulo this, so its multiples collide


@dataclass(unsafe_hash=True)
class Changing:
    """A key with a hash that changes when its name does."""

    name: str


@dataclass
class Farewell:
    """What does something when it is freed, with a hash of its own."""

    say: Callable[[], object]

    def __hash__(self) -> int:
        return 1

    def __del__(self) -> None:
        self.say()


@dataclass(eq=False)
class Awkward:
    """A key, one hash for all of its kind, whose ``==`` does what it is told."""

    compare: Callable[[], bool] = field(default=lambda: False)

    def __eq__(self, other: object) -> bool:
        return self.compare()

    def __hash__(self) -> int:
        return 1


def broken() -> bool:
    raise ZeroDivisionError("broken key")


class HashTableContract:
    """Tests of a MutableMapping that finds by hash; subclasses set ``make``, pytest calls what is inherited."""

    make: ClassVar[Callable[..., Table]]

    def test_a_deleted_and_inserted_key_has_the_new_value_alone(self) -> None:
        table = self.make({1: "old", 1 + LONGER: "other"})

        del table[1]
        assert 1 not in table
        table[1] = "new"

        assert table == {1: "new", 1 + LONGER: "other"}
        assert len(table) == 2

    def test_an_old_key_gets_the_new_value_and_stays(self) -> None:
        table = self.make({1: "a", 1 + LONGER: "b"})

        table[True], table[1 + LONGER] = "c", "d"

        assert dict(table) == {1: "c", 1 + LONGER: "d"}
        assert [type(key) for key in table if key == 1] == [int]

    def test_a_nan_finds_itself_and_no_other(self) -> None:
        table = self.make({NAN: 1})

        table[NAN] = 2
        table[float("nan")] = 3

        assert (table[NAN], len(table), float("nan") in table) == (2, 2, False)

    @pytest.mark.parametrize("use", ["insert", "look up", "delete", "in"])
    def test_an_unhashable_key_is_a_type_error(self, use: str) -> None:
        table = self.make({1: "a"})
        uses: dict[str, Callable[[], object]] = {
            "insert": lambda: table.__setitem__([], 1),
            "look up": lambda: table[[]],
            "delete": lambda: table.__delitem__([]),
            "in": lambda: [] in table,
        }

        with pytest.raises(TypeError, match="unhashable type: 'list'"):
            uses[use]()

        assert table == {1: "a"}

    def test_a_changed_key_is_lost_and_all_else_is_sound(self) -> None:
        key = Changing("ada")
        table = self.make({key: 1, "b": 2})
        key.name = "eve"

        for name in ("ada", "eve"):
            with pytest.raises(KeyError):
                table[Changing(name)]
        table.update((number, number) for number in range(100))
        for number in range(100):
            del table[number]

        assert len(table) == 2
        assert set(table) == {key, "b"}
        assert dict(table.items()) == {key: 1, "b": 2}
        assert (sorted(table.values()), 1 in table.values(), 3 in table.values()) == ([1, 2], True, False)
        assert {table.popitem()[1], table.popitem()[1]} == {1, 2}

    @pytest.mark.parametrize("use", ["insert", "look up", "delete"])
    def test_an_error_of_a_key_leaves_the_table_as_it_was(self, use: str) -> None:
        key = Awkward()
        table = self.make({key: 1})
        key.compare = broken
        uses: dict[str, Callable[[], object]] = {
            "insert": lambda: table.__setitem__(Awkward(), 2),
            "look up": lambda: table[Awkward()],
            "delete": lambda: table.__delitem__(Awkward()),
        }

        with pytest.raises(ZeroDivisionError):
            uses[use]()

        assert (list(table.items()), table[key]) == ([(key, 1)], 1)

    @pytest.mark.parametrize("change", ["insert", "delete", "clear", "grow"])
    @pytest.mark.parametrize("use", ["insert", "look up", "delete"])
    def test_a_comparison_that_changes_the_table_is_a_runtime_error(self, use: str, change: str) -> None:
        key = Awkward()
        table = self.make({key: 1, "b": 2})
        uses: dict[str, Callable[[], object]] = {
            "insert": lambda: table.__setitem__(Awkward(), 2),
            "look up": lambda: table[Awkward()],
            "delete": lambda: table.__delitem__(Awkward()),
        }
        changes: dict[str, Callable[[], object]] = {
            "insert": lambda: table.__setitem__("c", 3),
            "delete": lambda: table.__delitem__("b"),
            "clear": lambda: table.clear(),
            "grow": lambda: table.update((number, 0) for number in range(100, 200)),
        }
        key.compare = lambda: bool(changes[change]()) or True

        with pytest.raises(RuntimeError, match=rf"^{type(table).__name__} changed during a look-up$"):
            uses[use]()

        expected = {"insert": 3, "delete": 1, "clear": 0, "grow": 102}[change]
        assert len(table) == len(list(table)) == expected

    @pytest.mark.parametrize("filled", range(9))
    def test_a_value_that_inserts_when_it_is_freed_hurts_nothing(self, filled: int) -> None:
        table = self.make((number, 0) for number in range(filled))
        oracle = dict(table)
        for number in range(filled // 2):
            del table[number], oracle[number]
        oracle.update((number, 1) for number in range(100, 110))
        table["gone"] = Farewell(lambda: table.update((number, 1) for number in range(100, 110)))

        del table["gone"]

        assert (len(table), dict(table.items())) == (len(oracle), oracle)
        assert all(table[key] == oracle[key] for key in oracle)

    @pytest.mark.parametrize("of", [iter, lambda table: iter(table.items()), lambda table: iter(table.values())],
                             ids=["keys", "items", "values"])  # fmt: skip
    @pytest.mark.parametrize("size", [0, 1, 5, 6, 7])
    def test_iterating_while_it_changes_is_a_runtime_error(
        self, size: int, of: Callable[[Table], Iterator[object]]
    ) -> None:
        changes: list[Callable[[Table], object]] = [
            lambda table: table.__setitem__("new", 1),
            lambda table: table.popitem() if table else table.__setitem__("new", 1),
            lambda table: table.update((number, 0) for number in range(50)),
        ]
        for change in changes:
            for steps in range(size + 1):
                table = self.make((str(number), 0) for number in range(size))
                iterator = of(table)
                for _ in range(steps):
                    next(iterator)
                change(table)

                with pytest.raises(RuntimeError, match=rf"^{type(table).__name__} changed size during iteration$"):
                    next(iterator)

    def test_values_may_change_while_iterating(self) -> None:
        table = self.make({"a": 1, "b": 2})

        for key in table:
            table[key] *= 10

        assert table == {"a": 10, "b": 20}

    def test_copies_and_pickles_hold_the_items_and_are_apart(self) -> None:
        table = self.make({number * LONGER: [number] for number in range(200)})

        shallow, deep, thawed = copy.copy(table), copy.deepcopy(table), pickle.loads(pickle.dumps(table))
        table[0].append("more")
        del table[LONGER]

        assert len(shallow) == len(deep) == len(thawed) == 200
        assert (shallow[0], deep[0], thawed[0]) == ([0, "more"], [0], [0])
        assert type(shallow) is type(deep) is type(thawed) is type(table)

    def test_repr_shows_the_items_and_itself_as_dots(self) -> None:
        table = self.make({"a": 1})
        assert repr(table) == f"{type(table).__name__}({{'a': 1}})"

        table["a"] = table

        assert repr(table) == f"{type(table).__name__}({{'a': {type(table).__name__}(...)}})"

    def test_it_equals_other_mappings_and_has_no_hash(self) -> None:
        table = self.make([("a", 1), ("b", NAN)])

        assert table == self.make([("b", NAN), ("a", 1)]) == {"a": 1, "b": NAN}
        assert table != {"a": 1}
        assert table.__eq__(1) is NotImplemented
        with pytest.raises(TypeError, match="unhashable type"):
            hash(table)

    def test_each_operation_hashes_once_and_no_key_is_hashed_again(self) -> None:
        def use(keys: list[Counted[int]]) -> None:
            table = self.make()
            for key in keys:
                table[key] = key.value
            assert sum(table[key] for key in keys) == sum(range(1000))
            for key in keys:
                del table[key]

        counts = count_comparisons(range(1000), use)

        assert (counts.hashed, counts.equal) == (3000, 0)  # the keys are the same objects, so none is compared

    def test_a_look_up_compares_with_the_one_key_of_the_same_hash(self) -> None:
        n = 1000

        def use(keys: list[Counted[int]]) -> None:
            table = self.make((key, key.value) for key in keys[:n])
            assert [table[key] for key in keys[n:]] == [key.value for key in keys[n:]]

        numbers = random.Random(1).sample(range(10**9), n)  # some share a bucket, or a slot
        counts = count_comparisons(numbers * 2, use)

        assert counts.equal == n

    def test_colliding_keys_make_it_a_list(self) -> None:
        n = 100

        def insert(keys: list[Counted[int]]) -> None:
            table = self.make()
            for key in keys:
                table[key] = key.value
            assert sorted(table.values()) == [number * LONGER for number in range(n)]

        counts = count_comparisons([number * LONGER for number in range(n)], insert)

        assert counts.equal == n * (n - 1) // 2
