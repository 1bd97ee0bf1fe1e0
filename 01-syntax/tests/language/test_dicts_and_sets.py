from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.dicts_and_sets import (
    Session,
    by_user,
    by_user_plain,
    changes,
    in_worker,
    is_blocked,
    is_blocked_wrong,
    key_error,
    left_in_stock,
    lost_after_change,
    main,
    missing_permissions,
    nickname,
    nickname_wrong,
    query_key,
    same_key,
    settings,
    shard,
    shard_wrong,
    top_paths,
)

type Hits = list[tuple[str, str]]

all_hits = st.lists(st.tuples(st.sampled_from(["ada", "bob"]), st.sampled_from(["/", "/notes", "/tags"])))
keys = st.sampled_from("abcd")
mappings = st.dictionaries(keys, st.integers(0, 2))


@pytest.mark.parametrize("group", [by_user, by_user_plain])
@given(hits=all_hits)
def test_each_user_gets_all_paths_in_order(group: Callable[[Hits], dict[str, list[str]]], hits: Hits) -> None:
    grouped = group(hits)

    assert list(grouped) == list(dict(hits))
    assert all(paths == [path for user, path in hits if user == name] for name, paths in grouped.items())


def test_a_grouping_can_be_read_without_growing() -> None:
    with pytest.raises(KeyError):
        by_user([("ada", "/")])["bob"]


def test_reading_a_defaultdict_inserts_the_key() -> None:
    failures = defaultdict[str, int](int, {"eve": 3})

    assert is_blocked_wrong(failures, "eve")
    assert not is_blocked_wrong(failures, "mallory")
    assert failures == {"eve": 3, "mallory": 0}


def test_get_inserts_nothing() -> None:
    failures = defaultdict[str, int](int, {"eve": 3, "ada": 2})

    assert [is_blocked(failures, user) for user in ("eve", "ada", "mallory")] == [True, False, False]
    assert failures == {"eve": 3, "ada": 2}


@pytest.mark.parametrize(
    ("profile", "right", "wrong"),
    [
        ({}, "unchanged", "unchanged"),
        ({"nickname": None}, "removed", "unchanged"),
        ({"nickname": "Countess"}, "Countess", "Countess"),
        ({"nickname": ""}, "", ""),
    ],
)
def test_get_cannot_tell_null_from_missing(profile: dict[str, str | None], right: str, wrong: str) -> None:
    assert (nickname(profile), nickname_wrong(profile)) == (right, wrong)


@given(st.lists(mappings))
def test_later_layers_win_and_keys_keep_their_first_place(layers: list[dict[str, int]]) -> None:
    pairs = [pair for layer in layers for pair in layer.items()]

    merged = settings(*layers)

    assert merged == dict(pairs)
    assert list(merged) == sorted(set(merged), key=[key for key, _ in pairs].index)


def test_the_layers_themselves_are_not_changed() -> None:
    first = {"debug": False}

    assert settings(first, {"debug": True}) == {"debug": True}
    assert first == {"debug": False}


@given(mappings, mappings)
def test_old_and_changes_account_for_every_key(old: dict[str, int], new: dict[str, int]) -> None:
    found = changes(old, new)

    for key in "abcd":
        before, after = old.get(key), new.get(key)
        assert (key in found["added"]) is (before is None and after is not None)
        assert (key in found["removed"]) is (before is not None and after is None)
        assert (key in found["changed"]) is (before is not None and after is not None and before != after)


@given(st.frozensets(keys), st.lists(st.frozensets(keys)))
def test_missing_is_what_no_role_grants(needed: frozenset[str], roles: list[frozenset[str]]) -> None:
    expected = {permission for permission in needed if not any(permission in role for role in roles)}

    assert missing_permissions(needed, *roles) == expected


@given(all_hits, st.integers(0, 4))
def test_top_paths_come_by_count_and_then_by_first_coming(hits: Hits, count: int) -> None:
    paths = [path for _, path in hits]
    ranked = sorted(set(paths), key=lambda path: (-paths.count(path), paths.index(path)))

    assert top_paths(hits, count) == [(path, paths.count(path)) for path in ranked[:count]]


@given(mappings, mappings)
def test_subtract_keeps_what_minus_drops(stock: dict[str, int], sold: dict[str, int]) -> None:
    positive, exact = left_in_stock(stock, sold)

    assert exact == {key: stock.get(key, 0) - sold.get(key, 0) for key in stock.keys() | sold.keys()}
    assert positive == {key: count for key, count in exact.items() if count > 0}
    assert Counter(positive) == +Counter(exact)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ([], "unhashable type: 'list'"),
        ({}, "unhashable type: 'dict'"),
        ((1, []), "unhashable type: 'list'"),
        ((1, "a"), ""),
        (frozenset("a"), ""),
    ],
)
def test_what_can_change_is_no_key(key: object, message: str) -> None:
    assert key_error(key) == message


@pytest.mark.parametrize("other", [1.0, True, Decimal(1), Fraction(2, 2)])
def test_equal_numbers_of_all_types_are_one_key(other: Hashable) -> None:
    assert same_key(1, other)
    assert {1: "old"} | {other: "new"} == {1: "new"}


@pytest.mark.parametrize("other", ["1", b"1", (1,), 2, None])
def test_what_looks_alike_is_another_key(other: Hashable) -> None:
    assert not same_key(1, other)


@given(st.dictionaries(st.text(), st.text()), st.randoms(use_true_random=False))
def test_the_order_of_parameters_makes_no_other_key(parameters: dict[str, str], random: Random) -> None:
    pairs = list(parameters.items())
    random.shuffle(pairs)

    answers = {query_key(parameters): "cached"}

    assert answers[query_key(dict(pairs))] == "cached"
    assert query_key(parameters | {"page": parameters.get("page", "") + "2"}) not in answers


def test_a_key_that_changes_is_lost() -> None:
    session = Session("anonymous")
    sessions = {session, Session("bob")}

    assert lost_after_change(sessions, session, "ada") == (False, True)
    assert Session("ada") not in sessions


def test_a_list_finds_it_still() -> None:
    session = Session("anonymous")

    assert lost_after_change([session], session, "ada") == (True, True)


@given(st.text(), st.integers(1, 64))
def test_a_shard_is_within_bounds(user: str, shards: int) -> None:
    assert shard(user, shards) in range(shards)
    assert shard_wrong(user, shards) in range(shards)
    assert shard_wrong(user, shards) == hash(user) % shards


def test_a_shard_is_the_same_for_ever() -> None:
    assert shard("123456789", 2**32) == 0xCBF43926  # the check value that catalogues of checksums give
    assert [shard(user, 1000) for user in ("ada", "bob", "é")] == [152, 104, 326]


def test_users_are_spread_over_all_shards() -> None:
    assert {shard(f"user{number}", 16) for number in range(1000)} == set(range(16))


def test_workers_disagree_on_hashes_and_on_the_order_of_a_set() -> None:
    source = "hash('ada') % 1000, list({'read', 'write', 'delete'}), list(dict.fromkeys(['read', 'write']))"
    seen = [in_worker(source, seed) for seed in (1, 2, 3, 4)]

    assert len(set(seen)) > 1
    assert in_worker(source, 1) == seen[0]
    assert all(each.endswith("['read', 'write']") for each in seen)


def test_main_shows_the_growth_and_the_lost_session(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "entries now: 1000" in out
    assert "{'cup': 5} {'pen': -1, 'cup': 5}" in out
    assert "after its user changed: (False, True)" in out
    assert "in two workers and here: 152 152 152" in out
