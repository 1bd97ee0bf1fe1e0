"""The filter against a set and against the formulas; its hashes are the same in each run, so all counts are."""

import copy
import math
import pickle
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from structures.bloom_filter import BloomFilter, main

ITEMS = st.lists(st.text(max_size=5) | st.binary(max_size=5), max_size=30)


def numbered(name: str, count: int) -> list[str]:
    return [f"{name} {number}" for number in range(count)]


@settings(max_examples=50)
@given(ITEMS, st.integers(1, 40))
def test_nothing_that_was_added_is_ever_missed(items: list[str | bytes], expected: int) -> None:
    seen = BloomFilter(expected, 0.2)

    for number, item in enumerate(items):
        seen.add(item)
        assert all(each in seen for each in items[: number + 1])


@pytest.mark.parametrize("rate", [0.5, 0.1, 0.01, 0.001])
def test_false_positives_are_as_many_as_asked_for(rate: float) -> None:
    seen = BloomFilter(2000, rate)
    seen.update(numbered("in", 2000))
    assert all(item in seen for item in numbered("in", 2000))

    found = sum(item in seen for item in numbered("out", 10_000)) / 10_000

    deviation = math.sqrt(rate * (1 - rate) / 10_000)
    assert abs(found - rate) < 0.1 * rate + 3 * deviation
    assert seen.current_error_rate() == pytest.approx(rate, rel=0.2)


@pytest.mark.parametrize(
    ("expected", "rate", "size", "hashes"), [(1000, 0.01, 9586, 7), (10**6, 0.001, 14_377_588, 10), (1, 0.9, 1, 1)]
)
def test_size_and_hashes_are_those_of_the_formula(expected: int, rate: float, size: int, hashes: int) -> None:
    seen = BloomFilter(expected, rate)

    assert (seen.size, seen.hashes) == (size, hashes)


def test_an_empty_filter_holds_nothing() -> None:
    seen = BloomFilter(10, 0.01)

    assert not any(item in seen for item in numbered("any", 1000))
    assert (seen.current_error_rate(), seen.estimated_items()) == (0, 0)


def test_a_text_is_its_utf_8_and_a_lone_surrogate_an_item_too() -> None:
    seen = BloomFilter(1000, 1e-6)

    seen.update(["é", "\ud800"])

    assert "é".encode() in seen
    assert "\ud800" in seen
    assert "e" not in seen


@pytest.mark.parametrize("item", ["", "a", b"\x00", "ключ"], ids=repr)
def test_places_come_from_two_halves_of_a_digest(item: str | bytes) -> None:
    seen = BloomFilter(1000, 0.01)
    digest = blake2b(item.encode() if isinstance(item, str) else item, digest_size=16).digest()
    first, step = (int.from_bytes(half, "little") for half in (digest[:8], digest[8:]))

    assert seen.places(item) == [(first + number * step) % seen.size for number in range(seen.hashes)]


@pytest.mark.parametrize("item", [1, None, 1.5, ("a",), bytearray(b"a")], ids=str)
def test_other_items_are_a_type_error(item: Any) -> None:
    seen = BloomFilter(10, 0.1)

    for use in (seen.add, seen.places, seen.__contains__, lambda each: seen.update(["a", each])):
        with pytest.raises(TypeError, match=f"^items must be str or bytes, not {type(item).__name__}$"):
            use(item)

    only = BloomFilter(10, 0.1)
    only.add("a")
    assert seen == only


@pytest.mark.parametrize("expected", [0, -5])
def test_too_few_items_are_refused(expected: int) -> None:
    with pytest.raises(ValueError, match=f"^expected_items must be at least 1, not {expected}$"):
        BloomFilter(expected, 0.1)


@pytest.mark.parametrize("expected", [1.5, float("nan"), "1"], ids=str)
def test_a_number_of_items_that_is_none_is_a_type_error(expected: Any) -> None:
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        BloomFilter(expected, 0.1)


@pytest.mark.parametrize("rate", [0, 1, -0.1, 1.5, float("nan")], ids=str)
def test_a_rate_outside_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match=f"^error_rate must be between 0 and 1, not {rate}$"):
        BloomFilter(10, rate)


@settings(max_examples=40)
@given(ITEMS, ITEMS)
def test_a_union_is_the_filter_of_all(one: list[str | bytes], two: list[str | bytes]) -> None:
    left, right, both = (BloomFilter(20, 0.1) for _ in range(3))
    left.update(one)
    right.update(two)
    both.update(one + two)
    before = copy.copy(left)

    assert left | right == right | left == both
    assert left == before
    left |= right
    assert left == both


def test_filters_that_are_made_differently_do_not_unite() -> None:
    one = BloomFilter(10, 0.1)

    for two in (BloomFilter(10, 0.2), BloomFilter(11, 0.1)):
        assert one != two
        with pytest.raises(ValueError, match=r"^filters must be made alike, not for \(10, 0.1\) and \(1"):
            one | two
        with pytest.raises(ValueError, match=r"^filters must be made alike"):
            one |= two


def test_other_operands_are_a_type_error() -> None:
    one: Any = BloomFilter(10, 0.1)

    with pytest.raises(TypeError, match="unsupported operand"):
        one | {"a"}
    with pytest.raises(TypeError, match="unsupported operand"):
        one |= {"a"}
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    assert one != {"a"}


def test_copies_and_pickles_are_equal_and_apart() -> None:
    seen = BloomFilter(10, 0.1)
    seen.add("a")

    for twin in (copy.copy(seen), copy.deepcopy(seen), pickle.loads(pickle.dumps(seen))):
        assert twin == seen
        twin.update(numbered("more", 5))
        assert twin != seen


def test_the_number_of_items_is_estimated_until_all_bits_are_set() -> None:
    seen = BloomFilter(2000, 0.01)
    seen.update(numbered("in", 1500))
    seen.update(numbered("in", 1500))
    assert seen.estimated_items() == pytest.approx(1500, rel=0.03)

    tiny = BloomFilter(1, 0.5)
    tiny.update(numbered("in", 100))
    assert (tiny.estimated_items(), tiny.current_error_rate()) == (math.inf, 1)


def test_repr_shows_how_it_was_made_and_how_full_it_is() -> None:
    seen = BloomFilter(1000, 0.01)
    seen.add("a")

    assert repr(seen) == "<BloomFilter(1000, 0.01), 9586 bits, 7 set>"


def test_another_process_asks_for_the_same_places() -> None:
    source = "from structures.bloom_filter import BloomFilter; print(BloomFilter(1000, 0.01).places('a'))"

    run = subprocess.run(
        [sys.executable, "-c", source], cwd=Path(__file__).parents[2], capture_output=True, check=True, text=True
    )

    assert run.stdout == f"{BloomFilter(1000, 0.01).places('a')}\n"


def test_main_measures_errors_of_one_kind_only(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert out.count(" 0 false negatives") == 3
    assert "For  1.0%:  5.9 KiB,  7 bits each," in out
    assert "share a bit" in out
