"""The cache on an OrderedDict: what it owes stands in lru_contract.py."""

import pytest
from hypothesis import settings

from structures.ordered_lru_cache import OrderedLRUCache, main
from tests.structures.lru_contract import LRUContract, LRUMachine


class Machine(LRUMachine):
    make = OrderedLRUCache


TestAgainstList = Machine.TestCase
TestAgainstList.settings = settings(max_examples=30, stateful_step_count=30)


class TestContract(LRUContract):
    make = OrderedLRUCache
    message = r"^OrderedDict mutated during iteration$"


def test_a_miss_of_get_raises_nothing_inside() -> None:
    class Loud(OrderedLRUCache[str, int]):
        def __getitem__(self, key: str) -> int:
            raise AssertionError("get must not go through here")

    assert Loud(1).get("a") is None


def test_main_shows_that_a_cycle_larger_than_the_cache_never_hits(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "capacity  10:   0% of 6000" in out
    assert "capacity 400:  94% of 6000" in out
