"""The cache with a list by hand: what it owes stands in lru_contract.py."""

from collections.abc import Callable

import pytest
from hypothesis import settings

from structures.lru_cache import LRUCache, main
from tests.structures.hash_contract import Changing, Farewell
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


def test_a_value_that_deletes_itself_when_it_is_freed_hurts_nothing() -> None:
    cache = LRUCache[str, object](3)
    changes: list[Callable[[], object]] = [lambda: cache.update(a=1), lambda: cache.__delitem__("a")]
    for change in changes:
        cache["a"], cache["b"] = Farewell(cache.clear), 2

        change()

        assert (len(cache), list(cache.items()), "a" in cache) == (0, [], False)


def test_a_key_that_cannot_be_hashed_any_more_hurts_nothing() -> None:
    broken = Changing("x")
    cache = LRUCache[Changing | str, int](2)
    cache[broken], cache["b"] = 1, 2
    broken.name = []  # type: ignore[assignment]  # the mistake

    for use in (lambda: cache.__setitem__("c", 3), cache.popitem):
        with pytest.raises(TypeError, match="unhashable type: 'list'"):
            use()

    assert (len(cache), list(cache.values()), "c" in cache) == (2, [1, 2], False)
    broken.name = "x"
    assert (cache[Changing("x")], cache["b"], list(cache.values())) == (1, 2, [1, 2])


def test_main_keeps_what_is_used_and_a_scan_flushes_all(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "/   was there  in order of use: /a /b /\n" in out
    assert "6 pages were made for 8 requests" in out
    assert "['/scan/0', '/scan/1', '/scan/2']" in out
