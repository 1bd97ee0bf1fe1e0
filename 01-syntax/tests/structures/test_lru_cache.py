"""The cache with a list by hand: what it owes stands in lru_contract.py."""

import pytest
from hypothesis import settings

from structures.lru_cache import LRUCache, main
from tests.structures.hash_contract import Changing
from tests.structures.lru_contract import LRUContract, LRUMachine


class Machine(LRUMachine):
    make = LRUCache


TestAgainstList = Machine.TestCase
TestAgainstList.settings = settings(max_examples=30, stateful_step_count=30)


class TestContract(LRUContract):
    make = LRUCache
    message = r"^LRUCache changed during iteration$"


def test_a_changed_key_is_still_seen_and_two_may_be_equal() -> None:
    cache = LRUCache[Changing, int](3)
    keys = [Changing(name) for name in "xyz"]
    for number, key in enumerate(keys):
        cache[key] = number
    keys[0].name = "z"

    assert (list(cache), list(cache.values()), len(cache)) == (keys, [0, 1, 2], 3)
    assert cache[Changing("z")] == 2
    assert [cache.popitem()[1] for _ in keys] == [0, 1, 2]
    assert (len(cache), list(cache), Changing("z") in cache) == (0, [], False)


def test_main_keeps_what_is_used_and_a_scan_flushes_all(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "/   was there  in order of use: /a /b /\n" in out
    assert "6 pages were made for 8 requests" in out
    assert "['/scan/0', '/scan/1', '/scan/2']" in out
