"""The table of arrays: what it owes as a dict stands in hash_contract.py; here is what only slots show."""

import random
import sys
import tracemalloc
from collections.abc import Iterable, MutableMapping
from itertools import permutations

import pytest
from hypothesis import settings

from algorithms.complexity import count_steps
from structures.hash_table import ChainingHashTable
from structures.open_addressing import EMPTY, TOMBSTONE, OpenAddressingHashTable, main
from tests.structures.hash_contract import LONGER, HashTableContract
from tests.structures.mapping_machine import MappingMachine


class Machine(MappingMachine):
    make = OpenAddressingHashTable
    ordered = True


TestAgainstDict = Machine.TestCase
TestAgainstDict.settings = settings(max_examples=30, stateful_step_count=30)


class TestContract(HashTableContract):
    make = OpenAddressingHashTable


def test_reversed_raises_as_well_when_the_table_changes() -> None:
    table = OpenAddressingHashTable({"a": 1, "b": 2})
    iterator = reversed(table)
    assert next(iterator) == "b"

    table["c"] = 3

    with pytest.raises(RuntimeError, match=r"^OpenAddressingHashTable changed size during iteration$"):
        next(iterator)


def test_a_failed_popitem_hurts_no_iterator() -> None:
    table = OpenAddressingHashTable({"a": 1})
    del table["a"]
    iterator = iter(table)

    with pytest.raises(KeyError):
        table.popitem()

    assert list(iterator) == []


@pytest.mark.parametrize("order", list(permutations([1, 9, 17, 25])), ids=str)
def test_a_deleted_key_in_the_way_hides_no_other(order: tuple[int, ...]) -> None:
    for gone in order:
        table = OpenAddressingHashTable((key, str(key)) for key in order)
        slot = table.probes(gone)[-1]

        del table[gone]

        assert table.slots()[slot] == TOMBSTONE
        assert table == {key: str(key) for key in order if key != gone}
        table[gone] = "again"
        assert table == {key: str(key) for key in order if key != gone} | {gone: "again"}


def test_slots_hold_the_places_in_the_order_of_insertion() -> None:
    keys = random.Random(1).sample(range(-(10**9), 10**9), 1000)
    table = OpenAddressingHashTable(dict.fromkeys(keys))

    slots = table.slots()

    assert sorted(place for place in slots if place != EMPTY) == list(range(1000))
    for place, key in enumerate(table):
        assert slots[table.probes(key)[-1]] == place


@pytest.mark.parametrize("key", [0, 5, -1, -5, 2**40 + 3, -(2**40), LONGER - 1], ids=str)
def test_probes_are_those_that_the_docstring_tells(key: int) -> None:
    table = OpenAddressingHashTable({number * 2**5: None for number in range(20)})
    unsigned, slots = hash(key) % 2**64, len(table.slots())
    expected = [unsigned % slots]
    for shift in range(5, 200, 5):
        expected.append((5 * expected[-1] + (unsigned >> shift) + 1) % slots)

    probes = table.probes(key)

    assert probes == expected[: len(probes)]
    assert table.slots()[probes[-1]] == EMPTY or key in table


def test_slots_are_the_power_of_two_that_the_entries_fill_by_a_quarter_after_growing() -> None:
    table = OpenAddressingHashTable[int, None]()
    assert table.slots() == [EMPTY] * 8

    sizes = []
    for key in range(300):
        table[key] = None
        sizes.append(len(table.slots()))

    assert sizes == [8] * 4 + [32] * 12 + [128] * 48 + [512] * 192 + [2048] * 44


def test_tombstones_are_swept_and_the_slots_do_not_grow() -> None:
    table: OpenAddressingHashTable[int | str, int] = OpenAddressingHashTable([("stays", 0)])

    most = 0
    for number in range(1000):
        table[number] = number
        del table[number]
        most = max(most, table.slots().count(TOMBSTONE))

    assert (len(table.slots()), dict(table)) == (8, {"stays": 0})
    assert 1 < most <= 4


def test_popitem_and_insert_in_turn_leave_room() -> None:
    table: OpenAddressingHashTable[int | str, int] = OpenAddressingHashTable([("stays", 0)])

    for number in range(100):
        table[number] = number
        assert table.popitem() == (number, number)
        assert EMPTY in table.slots()

    assert (len(table.slots()), list(table)) == (8, ["stays"])


@pytest.mark.parametrize("step", [1, 2, 10, 1024, 2**20, 2**40, -4096], ids=str)
def test_keys_with_a_pattern_part_after_a_few_probes(step: int) -> None:
    table = OpenAddressingHashTable((step * number, None) for number in range(1000))

    assert sum(len(table.probes(key)) for key in table) / 1000 < 10


def test_random_keys_take_two_probes_or_fewer_on_average() -> None:
    table = OpenAddressingHashTable(dict.fromkeys(random.Random(1).sample(range(10**9), 5000)))

    assert sum(len(table.probes(key)) for key in table) / 5000 < 2


def test_filling_and_emptying_is_linear_with_dead_entries_too() -> None:
    def fill_and_empty(n: int) -> int:
        def run() -> None:
            table = OpenAddressingHashTable((key, None) for key in range(n))
            for key in range(n // 2, n - 1):  # between the last and the rest
                del table[key]
            while table:
                table.popitem()

        return count_steps(run)

    assert fill_and_empty(1200) < 5 * fill_and_empty(300)


def test_the_front_of_a_table_with_deleted_entries_is_far() -> None:
    def steps_to_the_first(deleted: int) -> int:
        table = OpenAddressingHashTable((key, None) for key in range(1000))
        for key in range(deleted):
            del table[key]
        return count_steps(lambda: next(iter(table)))

    assert steps_to_the_first(0) < 20
    assert steps_to_the_first(900) > 900


@pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer takes memory too")
def test_arrays_take_less_memory_than_chains() -> None:
    def grown(make: type[MutableMapping[int, None]], keys: Iterable[int]) -> int:
        tracemalloc.start()
        try:
            table = make()
            for key in keys:
                table[key] = None
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()

    keys = random.Random(1).sample(range(2**40), 4000)

    assert grown(OpenAddressingHashTable, keys) < grown(ChainingHashTable, keys) / 1.5


def test_main_shows_a_tombstone_on_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "[[1], [1, 6], [1, 6, 7]] [-1, 0, -1, -1, -1, -1, 1, 2]" in out
    assert "goes past its tombstone: [-1, 0, -1, -1, -1, -1, -2, 2] c" in out
    assert "{1: 'a', 17: 'c', 9: 'new'}" in out
