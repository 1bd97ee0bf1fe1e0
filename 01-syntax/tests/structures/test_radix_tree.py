"""Radix tree: compared with a dict and its sorted keys."""

import copy
import pickle
import sys
from collections.abc import MutableMapping
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from structures.radix_tree import RadixTree, main

KEYS = st.text("ab", max_size=5)
VALUES = st.none() | st.integers(0, 3)
CHANGED = r"^RadixTree changed during iteration$"


class RadixTreeMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.trie: RadixTree[int | None] = RadixTree()
        self.oracle: dict[str, int | None] = {}

    @rule(key=KEYS, value=VALUES)
    def put(self, key: str, value: int | None) -> None:
        self.trie[key] = self.oracle[key] = value

    @rule(key=KEYS)
    def delete(self, key: str) -> None:
        if key in self.oracle:
            del self.trie[key], self.oracle[key]
        else:
            with pytest.raises(KeyError) as caught:
                del self.trie[key]
            assert caught.value.args == (key,)

    @rule(key=KEYS)
    def look_up(self, key: str) -> None:
        assert self.trie.get(key, -1) == self.oracle.get(key, -1)
        assert (key in self.trie) == (key in self.oracle)

    @rule(prefix=KEYS)
    def prefix(self, prefix: str) -> None:
        found = [(key, value) for key, value in sorted(self.oracle.items()) if key.startswith(prefix)]
        assert list(self.trie.with_prefix(prefix)) == found

    @rule(text=KEYS)
    def longest(self, text: str) -> None:
        shorter = [text[:length] for length in range(len(text) + 1) if text[:length] in self.oracle]
        if shorter:
            assert self.trie.longest_prefix(text) == shorter[-1]
        else:
            with pytest.raises(KeyError) as caught:
                self.trie.longest_prefix(text)
            assert caught.value.args == (text,)

    @rule()
    def pop_the_first(self) -> None:
        if self.oracle:
            assert self.trie.popitem() == (key := min(self.oracle), self.oracle.pop(key))
        else:
            with pytest.raises(KeyError):
                self.trie.popitem()

    @rule()
    def clear(self) -> None:
        self.trie.clear()
        self.oracle.clear()

    @invariant()
    def the_same(self) -> None:
        trie: MutableMapping[str, int | None] = self.trie
        items = sorted(self.oracle.items())
        assert len(trie) == len(items)
        assert list(trie) == [key for key, _ in items]
        assert list(trie.items()) == items
        assert list(trie.values()) == [value for _, value in items]
        assert trie == self.oracle
        assert len(self.trie.edges()) <= max(0, 2 * len(items) - 1)
        assert all(self.trie.edges())


TestRadixTreeMachine = RadixTreeMachine.TestCase
TestRadixTreeMachine.settings = settings(max_examples=30, stateful_step_count=30)


def test_a_prefix_of_keys_is_no_key() -> None:
    trie = RadixTree({"card": 1, "care": 2})

    for prefix in ("", "c", "ca", "car"):
        assert prefix not in trie
        assert trie.get(prefix) is None
        assert list(trie.with_prefix(prefix)) == [("card", 1), ("care", 2)]
        with pytest.raises(KeyError):
            trie.longest_prefix(prefix)
    for beyond in ("cards", "cat", "d"):
        assert beyond not in trie
        assert list(trie.with_prefix(beyond)) == []


def test_all_sets_of_up_to_three_short_words_lose_any_word() -> None:
    words = ["".join(letters) for length in range(4) for letters in product("ab", repeat=length)]
    for size in range(4):
        for chosen in combinations(words, size):
            for gone in chosen:
                trie = RadixTree((word, word) for word in chosen)
                del trie[gone]
                left = [word for word in chosen if word != gone]
                assert list(trie) == sorted(left)
                assert trie.edges() == RadixTree((word, word) for word in left).edges()


def test_it_is_what_a_sorted_dict_would_be() -> None:
    trie: MutableMapping[str, str] = RadixTree([("b", "B"), ("", "E"), ("a", "A")])

    assert repr(trie) == "RadixTree({'': 'E', 'a': 'A', 'b': 'B'})"
    assert trie == {"": "E", "a": "A", "b": "B"}
    assert trie != {"": "E", "a": "A", "b": "X"}
    assert "A" in trie.values()
    assert ("a", "B") not in trie.items()


def test_any_text_is_a_key() -> None:
    words = ["né", "ne\u0301", "\U0001f600\U0001f601", "\U0001f600", "\0", "\ud800", "Z", "z"]

    assert list(RadixTree((word, "") for word in words)) == sorted(words)


@pytest.mark.parametrize("key", [1, None, b"car", ("c", "a", "r"), ["c"]], ids=str)
def test_only_text_is_a_key(key: object) -> None:
    trie: MutableMapping[object, int] = RadixTree({"car": 1})  # type: ignore[assignment]  # wrong on purpose

    with pytest.raises(TypeError, match=rf"^keys of a RadixTree are str, not {type(key).__name__}$"):
        trie[key] = 2
    with pytest.raises(KeyError):
        trie[key]
    with pytest.raises(KeyError):
        del trie[key]

    assert key not in trie
    assert list(trie.items()) == [("car", 1)]


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("change", ["insert", "delete", "both", "clear"])
@pytest.mark.parametrize("walk", ["keys", "items", "values", "prefix"])
def test_a_change_ends_iteration(size: int, change: str, walk: str) -> None:
    trie = RadixTree(("a" * length, "") for length in range(size))
    iterator = {
        "keys": iter(trie),
        "items": iter(trie.items()),
        "values": iter(trie.values()),
        "prefix": trie.with_prefix(""),
    }[walk]
    next(iterator)

    if change in {"insert", "both"}:
        trie["b"] = ""
    if change in {"delete", "both"}:
        del trie[""]
    if change == "clear":
        trie.clear()

    with pytest.raises(RuntimeError, match=CHANGED):
        next(iterator)


def test_another_value_does_not_end_iteration() -> None:
    trie = RadixTree({"a": 1, "b": 2})

    for key in trie:
        trie[key] = 0

    assert list(trie.values()) == [0, 0]


def test_a_change_before_the_first_step_is_noticed_too() -> None:
    trie = RadixTree({"a": 1})
    iterator = trie.with_prefix("a")

    trie["ab"] = 2

    with pytest.raises(RuntimeError, match=CHANGED):
        next(iterator)


def test_copies_are_independent_and_it_can_hold_itself() -> None:
    trie = RadixTree[list[object]]([("b", ["B"]), ("a", [])])
    trie["a"].append(trie)

    shallow, deep, pickled = copy.copy(trie), copy.deepcopy(trie), pickle.loads(pickle.dumps(trie))
    trie["b"].append("x")
    del trie["a"]

    assert type(shallow) is type(deep) is type(pickled) is RadixTree
    assert shallow["b"] == ["B", "x"]
    assert deep["b"] == pickled["b"] == ["B"]
    assert deep["a"][0] is deep
    assert repr(deep) == "RadixTree({'a': [RadixTree(...)], 'b': ['B']})"


def test_long_keys_need_no_recursion() -> None:
    words = ["ab" * 5000, "ab" * 2500, "ab" * 4000 + "c"]
    before = sys.getrecursionlimit()

    sys.setrecursionlimit(300)
    try:
        trie = RadixTree((word, len(word)) for word in words)
        twins = [copy.deepcopy(trie), pickle.loads(pickle.dumps(trie))]
        del trie[words[0]]
    finally:
        sys.setrecursionlimit(before)

    assert [list(twin) for twin in twins] == [sorted(words)] * 2
    assert list(trie) == sorted(words[1:])


@settings(max_examples=40)
@given(st.sets(KEYS))
def test_the_shape_follows_from_the_keys_and_not_from_their_order(words: set[str]) -> None:
    ordered = sorted(words)

    assert RadixTree((word, "") for word in ordered).edges() == RadixTree((word, "") for word in ordered[::-1]).edges()


def test_an_edge_is_split_where_keys_part_and_joined_again() -> None:
    tree = RadixTree({"card": 1})
    shapes = []
    for word in ("care", "car", "c", "dog"):
        tree[word] = 0
        shapes.append(tree.edges())
    for word in ("car", "card", "c"):
        del tree[word]
        shapes.append(tree.edges())

    assert shapes == [
        ["car", "d", "e"],
        ["car", "d", "e"],
        ["c", "ar", "d", "e"],
        ["c", "ar", "d", "e", "dog"],
        ["c", "ar", "d", "e", "dog"],
        ["c", "are", "dog"],
        ["care", "dog"],
    ]


def test_main_splits_and_joins(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "/orders/paid    comes: ['/orders/p', 'aid', 'ending']" in out
    assert "Is '/orders/p' a route? False" in out
    assert "/orders         goes:  ['/', 'orders/pending', 'users']" in out
