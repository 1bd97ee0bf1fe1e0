from collections.abc import Callable
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.control_flow import (
    Cache,
    Page,
    cache_for,
    cache_for_wrong,
    call_with_retries,
    drop_expired,
    drop_expired_from_dict_wrong,
    drop_expired_wrong,
    fetch_all,
    find_duplicate,
    find_for,
    find_while,
    main,
    read_settings,
    status_class,
    status_class_wrong,
)


@pytest.mark.parametrize("status", [status for status in HTTPStatus if status >= 200])
def test_the_class_is_the_one_that_http_names(status: HTTPStatus) -> None:
    by_name = {
        "success": status.is_success,
        "redirect": status.is_redirection,
        "client error": status.is_client_error,
        "server error": status.is_server_error,
    }

    assert by_name[status_class(status)]


@pytest.mark.parametrize("status", [-1, 0, 100, 199, 600, 999])
def test_other_numbers_have_no_class(status: int) -> None:
    assert status_class(status) == "unknown"


@pytest.mark.parametrize("status", [200, 302, 404, 503])
def test_with_the_widest_condition_first_the_rest_never_runs(status: int) -> None:
    assert status_class_wrong(status) == "success"


def test_with_the_widest_condition_first_only_small_numbers_get_through() -> None:
    assert status_class_wrong(199) == "unknown"


def test_an_empty_cache_is_lost_by_or_and_kept_by_is_none() -> None:
    shared = Cache()

    assert cache_for_wrong(shared) is not shared
    assert cache_for(shared) is shared


def test_a_filled_cache_hides_the_mistake() -> None:
    shared = Cache({"who?": "ada"})

    assert cache_for_wrong(shared) is shared
    assert cache_for(shared) is shared


@pytest.mark.parametrize("make", [cache_for, cache_for_wrong])
def test_without_a_shared_cache_there_is_a_new_empty_one(make: Callable[[Cache | None], Cache]) -> None:
    assert make(None) == Cache()
    assert make(None) is not make(None)


@pytest.mark.parametrize("find", [find_while, find_for])
@given(hosts=st.lists(st.sampled_from("abc")), wanted=st.sampled_from("abcd"))
def test_both_loops_find_what_index_finds(find: Callable[[list[str], str], int], hosts: list[str], wanted: str) -> None:
    assert find(hosts, wanted) == (hosts.index(wanted) if wanted in hosts else -1)


def test_for_needs_no_sequence() -> None:
    assert find_for((host for host in ("db1", "db2")), "db2") == 1


def test_settings_skip_comments_and_stop_at_the_end() -> None:
    lines = ["# ports", "  port = 80 ", "", "   ", "  # x=1", "next=/a?b=c", "[end]", "port = 81", "rubbish"]

    assert read_settings(lines) == {"port": "80", "next": "/a?b=c"}
    assert read_settings(["port=80"]) == {"port": "80"}


def test_a_setting_without_equals_is_named() -> None:
    with pytest.raises(ValueError, match=r"^expected key=value, not 'port 80'$"):
        read_settings([" port 80"])


@given(st.lists(st.booleans()))
def test_retries_stop_at_the_first_success(results: list[bool]) -> None:
    left = iter(results)

    outcome = call_with_retries(lambda: next(left), len(results))

    if True in results:
        assert outcome == f"done at attempt {results.index(True) + 1}"
        assert list(left) == results[results.index(True) + 1 :]
    else:
        assert outcome == f"gave up after {len(results)}"


@given(st.lists(st.lists(st.integers(min_value=0, max_value=20))))
def test_a_duplicate_is_the_first_second_coming(batches: list[list[int]]) -> None:
    orders = [order for batch in batches for order in batch]
    repeated = [order for place, order in enumerate(orders) if order in orders[:place]]

    assert find_duplicate(batches) == (repeated[0] if repeated else None)


def test_a_duplicate_ends_both_loops() -> None:
    batches = iter([[1, 1], [2]])

    assert find_duplicate(batches) == 1
    assert list(batches) == [[2]]


def test_all_pages_are_fetched_with_the_cursor_before() -> None:
    pages = {None: Page(["a", "b"], "p2"), "p2": Page([], "p3"), "p3": Page(["c"], None)}

    assert fetch_all(lambda cursor: pages[cursor], max_pages=3) == ["a", "b", "c"]


@pytest.mark.parametrize(("cursors", "named"), [({None: "x", "x": "x"}, "x"), ({None: "x", "x": "y", "y": "x"}, "x")])
def test_a_cursor_that_comes_twice_ends_the_loop(cursors: dict[str | None, str], named: str) -> None:
    with pytest.raises(RuntimeError, match=rf"^cursor '{named}' came twice$"):
        fetch_all(lambda cursor: Page(["a"], cursors[cursor]))


def test_pages_without_end_reach_the_bound() -> None:
    with pytest.raises(RuntimeError, match=r"^more than 20 pages$"):
        fetch_all(lambda cursor: Page([], str(int(cursor or "0") + 1)), max_pages=20)


def test_removing_while_looping_steps_over_the_next_one() -> None:
    ages = [90, 91, 5]

    assert drop_expired_wrong(ages, 60) is ages
    assert ages == [91, 5]


def test_deleting_from_a_dict_while_looping_is_an_error() -> None:
    sessions = {"ada": 90, "bob": 5}

    assert drop_expired_from_dict_wrong(sessions, 60) == "dictionary changed size during iteration"
    assert sessions == {"bob": 5}
    assert drop_expired_from_dict_wrong(sessions, 60) == ""


@given(st.lists(st.integers(min_value=0, max_value=120)))
def test_what_stays_is_put_into_the_callers_list(ages: list[int]) -> None:
    alias = ages
    expected = [age for age in ages if not age > 60]

    drop_expired(ages, 60)

    assert alias == expected


def test_main_shows_the_wrong_loop_beside_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "cursor 'abc' came twice" in out
    assert "dictionary changed size during iteration" in out
    assert "`or`: False, `is None`: True" in out
