"""The chaining table: what it owes as a dict stands in hash_contract.py; here is what only chains show."""

import random

import pytest
from hypothesis import settings

from algorithms.complexity import count_steps
from structures.hash_table import ChainingHashTable, main
from tests.structures.hash_contract import LONGER, HashTableContract
from tests.structures.mapping_machine import MappingMachine


class Machine(MappingMachine):
    make = ChainingHashTable


TestAgainstDict = Machine.TestCase
TestAgainstDict.settings = settings(max_examples=30, stateful_step_count=30)


class TestContract(HashTableContract):
    make = ChainingHashTable


def test_each_key_is_once_in_the_bucket_of_its_hash() -> None:
    keys = random.Random(1).sample(range(-(10**6), 10**6), 500)

    chains = ChainingHashTable(dict.fromkeys(keys)).chains()

    assert sorted(key for chain in chains for key in chain) == sorted(keys)
    assert all(hash(key) % len(chains) == slot for slot, chain in enumerate(chains) for key in chain)


def test_a_bucket_holds_the_newest_first() -> None:
    table = ChainingHashTable({1: "a", 8: "b", 15: "c"})
    assert table.chains()[1] == [15, 8, 1]

    del table[8]
    assert table.chains()[1] == [15, 1]

    table.chains()[1].clear()
    assert table.chains()[1] == [15, 1]


def test_entries_never_outnumber_buckets_nor_buckets_entries_by_far() -> None:
    table = ChainingHashTable[int, None]()
    assert len(table.chains()) == 7

    for key in range(300):
        table[key] = None
        assert len(table) <= len(table.chains()) <= 7 + 5 * len(table)
    for key in range(300):
        del table[key]
        buckets = len(table.chains())
        assert buckets == 7 or 16 * (len(table) + 1) > buckets
    assert len(table.chains()) == 7


def test_clearing_gives_the_buckets_back() -> None:
    table = ChainingHashTable((key, None) for key in range(300))

    table.clear()

    assert (len(table), table.chains()) == (0, [[]] * 7)


@pytest.mark.parametrize("step", [1, 2, 10, 1024, 2**20, -4096], ids=str)
def test_keys_with_a_pattern_spread(step: int) -> None:
    table = ChainingHashTable((step * number, None) for number in range(1000))

    assert max(map(len, table.chains())) <= 3


def test_random_keys_make_short_chains_and_colliding_ones_a_single_chain() -> None:
    keys = random.Random(1).sample(range(10**9), 5000)
    assert max(map(len, ChainingHashTable(dict.fromkeys(keys)).chains())) <= 8

    attack = ChainingHashTable((LONGER * number, None) for number in range(200))
    assert sorted(attack.chains()[0]) == [LONGER * number for number in range(200)]


def test_filling_and_emptying_is_linear() -> None:
    def fill_and_empty(n: int) -> int:
        def run() -> None:
            table = ChainingHashTable((key, None) for key in range(n))
            while table:
                table.popitem()

        return count_steps(run)

    assert fill_and_empty(1200) < 5 * fill_and_empty(300)


def test_main_shows_chains_growth_and_an_attack(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "[[], [15, 8, 1], [2], [], [], [], []]" in out
    assert "its old value does not come back: None" in out
    assert "a pattern: 300 keys in 509 buckets, longest chain 1" in out
    assert "an attack: 300 keys in 509 buckets, longest chain 300" in out
