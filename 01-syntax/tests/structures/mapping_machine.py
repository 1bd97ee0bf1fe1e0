"""Random operations on a table that finds by hash and on a dict beside it."""

import copy
from collections.abc import Callable, Hashable
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.structures.hash_contract import LONGER, NAN, Table

KEYS = st.sampled_from([0, 1, 1.0, True, -1, -2, 8, 7, LONGER, 2 * LONGER, "a", "b", (1, 2), None, NAN, 2**70])


class MappingMachine(RuleBasedStateMachine):
    """A table and a dict that get the same; subclasses say which table, and whether it has the order of a dict."""

    make: ClassVar[Callable[..., Table]]
    ordered: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.table = self.make()
        self.oracle: dict[Any, Any] = {}

    @rule(key=KEYS, value=st.integers())
    def insert(self, key: Hashable, value: int) -> None:
        self.table[key] = self.oracle[key] = value

    @rule(key=KEYS)
    def look_up(self, key: Hashable) -> None:
        assert (key in self.table) == (key in self.oracle)
        assert self.table.get(key) == self.oracle.get(key)
        if key not in self.oracle:
            with pytest.raises(KeyError) as caught:
                self.table[key]
            assert caught.value.args[0] is key

    @rule(key=KEYS)
    def delete(self, key: Hashable) -> None:
        if key in self.oracle:
            del self.table[key], self.oracle[key]
        else:
            with pytest.raises(KeyError) as caught:
                del self.table[key]
            assert caught.value.args[0] is key

    @rule(key=KEYS)
    def pop(self, key: Hashable) -> None:
        assert self.table.pop(key, "none") == self.oracle.pop(key, "none")

    @rule()
    def pop_item(self) -> None:
        if not self.oracle:
            with pytest.raises(KeyError, match=r"popitem\(\): hash table is empty"):
                self.table.popitem()
        elif self.ordered:
            assert self.table.popitem() == self.oracle.popitem()
        else:
            key, value = self.table.popitem()
            assert self.oracle.pop(key) == value

    @rule(key=KEYS, value=st.integers())
    def set_default(self, key: Hashable, value: int) -> None:
        assert self.table.setdefault(key, value) == self.oracle.setdefault(key, value)

    @rule(start=st.integers(0, 50), count=st.integers(0, 40))
    def update(self, start: int, count: int) -> None:
        pairs = [(key, -key) for key in range(start, start + count)]
        self.table.update(pairs)
        self.oracle.update(pairs)

    @rule(start=st.integers(0, 50), count=st.integers(0, 40))
    def delete_many(self, start: int, count: int) -> None:
        for key in range(start, start + count):
            assert self.table.pop(key, None) == self.oracle.pop(key, None)

    @rule()
    def clear(self) -> None:
        self.table.clear()
        self.oracle.clear()

    @rule(way=st.sampled_from([copy.copy, copy.deepcopy]))
    def go_on_with_a_copy(self, way: Callable[[Table], Table]) -> None:
        old, self.table = self.table, way(self.table)
        old.clear()

    @invariant()
    def same_as_the_dict(self) -> None:
        assert len(self.table) == len(self.oracle)
        assert self.table == self.oracle
        kinds = {key: type(key) for key in self.oracle}
        assert {key: type(key) for key in self.table} == kinds  # 1 and True are equal; the first stays
        if self.ordered:
            assert list(self.table.items()) == list(self.oracle.items())
            assert list(reversed(self.table)) == list(reversed(self.oracle))
