from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.comprehensions import (
    User,
    Watched,
    all_roles,
    by_email,
    by_email_wrong,
    callbacks,
    callbacks_wrong,
    class_body_error,
    domains,
    domains_plain,
    grants,
    leaked_names,
    main,
    report,
    report_wrong,
    shown,
    syntax_error,
    taken_by_any,
    users_with_roles,
)

roles = st.lists(st.sampled_from(["admin", "read", "write"]), unique=True).map(tuple)
addresses = st.sampled_from(["", "none", "a@x.org", "A@x.org", "b@y.org", "b@z@y.org"])
all_users = st.lists(st.builds(User, st.sampled_from(["ada", "bob", "eve"]), addresses, roles))


@given(all_users)
def test_the_comprehension_is_the_loop(users: list[User]) -> None:
    assert domains(users) == domains_plain(users)


@pytest.mark.parametrize("find", [domains, domains_plain])
def test_a_domain_is_what_follows_the_first_at(find: Callable[[list[User]], list[str]]) -> None:
    users = [User("ada", "a@x.org"), User("bot", "none"), User("bob", "b@z@y.org"), User("eve", "")]

    assert find(users) == ["x.org", "z@y.org"]


@given(all_users)
def test_a_conditional_result_leaves_nobody_out(users: list[User]) -> None:
    assert len(shown(users)) == len(users)
    assert all(text == (user.email or "(none)") for text, user in zip(shown(users), users, strict=True))


def test_an_else_belongs_to_the_result_and_not_to_the_filter() -> None:
    assert syntax_error("[n for n in numbers if n else 0]") == "SyntaxError"
    assert syntax_error("[n if n else 0 for n in numbers if n != 1]") == ""


@given(all_users)
def test_grants_and_roles_agree_with_nested_loops(users: list[User]) -> None:
    expected = []
    for user in users:
        for role in user.roles:
            expected.append((user.name, role))

    assert grants(users) == expected
    assert all_roles(users) == {role for _, role in expected}
    assert users_with_roles(iter(users)) == {
        role: [name for name, granted in expected if granted == role] for role in sorted({role for _, role in expected})
    }


@given(all_users)
def test_an_index_loses_all_but_the_last_of_an_address(users: list[User]) -> None:
    found = by_email_wrong(users)

    assert found.keys() == {user.email.lower() for user in users}
    assert all([user for user in users if user.email.lower() == email][-1] is user for email, user in found.items())


def test_a_second_user_of_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^two users with the address a@x.org$"):
        by_email([User("ada", "A@x.org"), User("bob", "b@x.org"), User("eve", "a@x.org")])


def test_different_addresses_are_indexed() -> None:
    ada, bob = User("ada", "A@x.org"), User("bob", "b@x.org")

    assert by_email([ada, bob]) == by_email_wrong([ada, bob]) == {"a@x.org": ada, "b@x.org": bob}


def test_watched_numbers_count_what_is_taken() -> None:
    numbers = Watched(5)

    assert [next(numbers), next(numbers)] == [0, 1]
    assert numbers.taken == 2
    assert list(numbers) == [2, 3, 4]
    assert numbers.taken == 5


@given(st.integers(0, 200), st.integers(-1, 300))
def test_any_stops_a_generator_early_and_a_list_is_made_first(count: int, limit: int) -> None:
    assert taken_by_any(count, limit) == (count, min(count, limit + 2))


@given(st.lists(st.integers()))
def test_a_generator_is_empty_the_second_time(prices: list[int]) -> None:
    valid = list(filter(lambda price: price > 0, prices))

    assert report(prices) == (sum(valid), valid)
    assert report_wrong(prices) == (sum(valid), [])


@given(st.lists(st.text(), min_size=1))
def test_late_binding_gives_every_callback_the_last_queue(queues: list[str]) -> None:
    assert [callback() for callback in callbacks_wrong(queues)] == [queues[-1]] * len(queues)
    assert [callback() for callback in callbacks(queues)] == queues


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("squares = [n * n for n in numbers]", {"squares"}),
        ("squares = {n: n * n for n in numbers}", {"squares"}),
        ("for n in numbers: pass", {"n"}),
        ("big = any((last := n) > 1 for n in numbers)", {"big", "last"}),
    ],
)
def test_a_comprehension_keeps_its_names_and_a_loop_and_a_walrus_do_not(statement: str, names: set[str]) -> None:
    assert leaked_names(statement) == names


def test_a_comprehension_looks_past_the_class_body() -> None:
    assert class_body_error() == "name 'base' is not defined"


def test_main_shows_the_lost_user_and_the_empty_generator(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "two users with the address ada@example.org" in out
    assert "A generator read twice: (12, []) - a list: (12, [5, 7])" in out
    assert "callbacks_wrong: ['jobs', 'jobs']" in out
    assert "took: (1000, 7)" in out
