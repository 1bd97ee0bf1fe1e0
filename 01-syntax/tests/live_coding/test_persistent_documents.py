"""Persistent documents: equal to deep copies, with all beside the change shared."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

import pytest

from live_coding.persistent_documents import (
    Document,
    changed_paths,
    changed_paths_brute_force,
    main,
    updated,
    updated_brute_force,
)

type Update = Callable[[Document, Sequence[str], str | int], Document]
type Changes = Callable[[Document, Document], list[tuple[str, ...]]]

IDS = ["better", "brute_force"]
updates = pytest.mark.parametrize("solve", [updated, updated_brute_force], ids=IDS)
compares = pytest.mark.parametrize("solve", [changed_paths, changed_paths_brute_force], ids=IDS)


def random_document(rng: Random, depth: int) -> dict[str, Any]:
    return {
        key: random_document(rng, depth - 1) if depth and rng.random() < 0.5 else rng.choice([0, 1, "x"])
        for key in rng.sample("abc", rng.randrange(4))
    }


@updates
def test_an_update_leaves_the_old_document_alone(solve: Update) -> None:
    old: Document = {"db": {"host": "a", "port": 1}, "debug": {}}
    before = copy.deepcopy(old)

    assert solve(old, ["db", "host"], "b") == {"db": {"host": "b", "port": 1}, "debug": {}}
    assert solve(old, ["db"], 5) == {"db": 5, "debug": {}}
    assert solve(old, ["debug", "level"], 3) == {"db": {"host": "a", "port": 1}, "debug": {"level": 3}}
    assert solve({}, ["a"], 1) == {"a": 1}
    assert old == before


@updates
@pytest.mark.parametrize(
    ("path", "missing"), [(["x", "y"], "x"), (["db", "pool", "size"], "pool"), (["db", "host", "a"], "host")]
)
def test_a_way_that_does_not_exist_is_refused(solve: Update, path: list[str], missing: str) -> None:
    old: Document = {"db": {"host": "a"}}

    with pytest.raises(KeyError, match=f"^'{missing}'$"):
        solve(old, path, 1)

    assert old == {"db": {"host": "a"}}


@updates
def test_a_path_needs_a_key(solve: Update) -> None:
    with pytest.raises(ValueError, match=r"^a path has at least one key$"):
        solve({}, [], 1)


def test_updates_agree_on_random_documents() -> None:
    rng = Random(2)
    for _ in range(80):
        document, path = random_document(rng, 2), rng.choices("abc", k=rng.randint(1, 3))
        try:
            expected = updated_brute_force(document, path, 7)
        except KeyError as error:
            with pytest.raises(KeyError, match=str(error)):
                updated(document, path, 7)
        else:
            assert updated(document, path, 7) == expected


def test_sections_beside_the_path_are_shared() -> None:
    old: Document = {"db": {"pool": {"size": 1}, "hosts": {"a": 1}}, "mail": {"from": "x"}}

    new: Any = updated(old, ["db", "pool", "size"], 2)

    assert new["mail"] is old["mail"]
    assert new["db"]["hosts"] is old["db"]["hosts"]  # type: ignore[index]  # a section, as seen above
    assert new["db"]["pool"] == {"size": 2}


def test_an_update_goes_deep() -> None:
    deep: Any = {"a": 1}
    for _ in range(3_000):
        deep = {"a": deep}

    assert changed_paths(deep, updated(deep, ["a"] * 3_001, 2)) == [("a",) * 3_001]


@compares
@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        ({}, {}, []),
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": "1"}, [("a",)]),
        ({"a": {}}, {}, []),
        ({"a": {}}, {"a": 1}, [("a",)]),
        ({"a": {"b": 1, "c": 2}}, {"a": 1}, [("a",), ("a", "b"), ("a", "c")]),
        ({"b": 1, "a": {"z": 0}}, {"a": {"z": 0, "y": 0}}, [("a", "y"), ("b",)]),
    ],
    ids=["empty", "equal", "type", "empty section", "value for nothing", "value for section", "both ways"],
)
def test_changed_paths_of_the_edges(solve: Changes, old: Document, new: Document, paths: list[tuple[str, ...]]) -> None:
    assert solve(old, new) == paths


def test_changed_paths_agree_on_random_documents() -> None:
    rng = Random(6)
    for _ in range(150):
        old, new = random_document(rng, 2), random_document(rng, 2)
        assert changed_paths(old, new) == changed_paths_brute_force(old, new)


class Untouchable(Mapping[str, Any]):
    """A section that must not be read."""

    def __getitem__(self, key: str) -> Any:
        raise AssertionError("a shared section was read")

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a shared section was read")

    def __len__(self) -> int:
        raise AssertionError("a shared section was read")


def test_shared_sections_are_skipped() -> None:
    shared = Untouchable()

    assert changed_paths({"a": shared, "b": 1}, {"b": 2, "a": shared}) == [("b",)]


def test_main_shows_what_is_shared(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Section mail shared: True - changed: [('db', 'pool', 'size')]" in out
    assert "Set back, equal to the first: True - changed: []" in out
    assert "A mistyped section: 'pol'" in out
