"""Tests of exception_groups.py."""

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import exception_groups as eg

SKU = {"field": "sku", "rule": "is missing"}
QUANTITY = {"field": "quantity", "rule": "must be a whole number from 1 to 999999999"}
plain_errors = st.sampled_from([OSError, KeyError, ValueError]).flatmap(lambda cls: st.integers().map(cls))
trees = st.recursive(
    plain_errors, lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda errors: ExceptionGroup("", errors))
)


@given(sku=st.text(min_size=1), quantity=st.integers(1, 999_999_999))
def test_an_order_that_is_right_comes_back(sku: str, quantity: int) -> None:
    data = {"sku": sku, "quantity": str(quantity)}
    assert eg.parse_order(data) == eg.parse_order_broken(data) == eg.Order(sku, quantity)


@pytest.mark.parametrize(
    ("data", "mistakes"),
    [
        ({}, [SKU, QUANTITY]),
        ({"sku": "", "quantity": "2"}, [SKU]),
        *(({"sku": "tea", "quantity": raw}, [QUANTITY]) for raw in ("0", "-1", "1.5", "", "\u0663", "9" * 5000)),
    ],
)
def test_every_mistake_is_reported(data: dict[str, str], mistakes: list[dict[str, str]]) -> None:
    with pytest.raises(ExceptionGroup, match="invalid order") as caught:
        eg.parse_order(data)
    assert eg.status_and_body(caught.value) == (422, mistakes)


def test_the_plain_way_reports_the_first_mistake_only() -> None:
    with pytest.raises(eg.FieldError, match=r"^sku is missing$"):
        eg.parse_order_broken({"quantity": "0"})


def test_everything_is_closed_and_every_failure_is_told() -> None:
    closed: list[int] = []

    def closer(number: int) -> Callable[[], None]:
        def close() -> None:
            closed.append(number)
            if number % 2:
                raise OSError(number)

        return close

    with pytest.raises(ExceptionGroup, match="closing failed") as caught:
        eg.close_all(closer(number) for number in range(4))
    assert closed == [0, 1, 2, 3]
    assert [error.args for error in caught.value.exceptions] == [(1,), (3,)]


def test_closing_without_a_failure_raises_nothing() -> None:
    closed: list[str] = []
    eg.close_all([lambda: closed.append("cache")])
    assert closed == ["cache"]


def test_an_interrupt_is_not_collected() -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        eg.close_all([interrupt])


def test_a_field_error_survives_pickle() -> None:
    error = pickle.loads(pickle.dumps(eg.FieldError("sku", "is missing")))
    assert (str(error), error.field, error.rule) == ("sku is missing", "sku", "is missing")


@given(error=trees)
def test_no_leaf_is_a_group_and_splitting_loses_none(error: Exception) -> None:
    leaves = eg.leaves(error)
    assert not any(isinstance(leaf, BaseExceptionGroup) for leaf in leaves)
    if isinstance(error, ExceptionGroup):
        some, rest = error.split(OSError)
        parts = [eg.leaves(part) for part in (some, rest) if part is not None]
        assert sum(map(len, parts)) == len(leaves)


def test_except_looks_at_the_group_and_not_into_it() -> None:
    assert eg.caught_by_except(ValueError())
    assert eg.caught_by_except(eg.FieldError("sku", "is missing"))
    assert not eg.caught_by_except(ExceptionGroup("", [ValueError()]))


def test_several_clauses_run_and_a_plain_error_counts_as_a_group() -> None:
    nested = ExceptionGroup(
        "", [OSError("full"), ExceptionGroup("", [eg.FieldError("sku", "is bad"), OSError("gone")])]
    )
    assert eg.sorted_out(nested) == {"client": ["sku is bad"], "system": ["full", "gone"]}
    assert eg.sorted_out(OSError("full")) == {"system": ["full"]}


def test_what_no_clause_catches_goes_on() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        eg.sorted_out(ExceptionGroup("upload", [OSError("full"), KeyError("id")]))
    assert repr(caught.value) == "ExceptionGroup('upload', [KeyError('id')])"
    with pytest.raises(KeyError, match="id"):
        eg.sorted_out(KeyError("id"))


def test_an_error_of_ours_makes_it_500_without_details() -> None:
    client = eg.FieldError("sku", "is missing")
    assert eg.status_and_body(client) == (422, [SKU])
    assert eg.status_and_body(ExceptionGroup("", [client, OSError("password=x")])) == (500, [])


@given(good=st.integers(0, 3), bad=st.integers(0, 3))
def test_connection_errors_are_counted_apart(good: int, bad: int) -> None:
    errors = [ConnectionResetError()] * good + [ValueError()] * bad
    if errors:
        assert eg.retryable(ExceptionGroup("", [*errors, ExceptionGroup("", errors)])) == (2 * good, 2 * bad)


def test_the_story_shows_what_is_caught_and_what_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    eg.main()
    out = capsys.readouterr().out
    assert "one:  sku is missing" in out
    assert "['sku is missing', 'quantity must be a whole number from 1 to 999999999']" in out
    assert "closed ['cache', 'database']; closing failed (2 sub-exceptions)" in out
    assert "{'client': ['sku is missing'], 'system': ['disk full']}" in out
    assert "what nobody caught goes on: ExceptionGroup('upload', [KeyError('id')])" in out
    assert "ValueError: second argument (exceptions) must be a non-empty sequence" in out
