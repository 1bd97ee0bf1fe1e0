"""Tests of functions_modules.py."""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import functions_modules as fm

names = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1)


@pytest.fixture(autouse=True)
def nothing_in_the_default() -> Iterator[None]:
    yield
    defaults = fm.tagged_broken.__defaults__
    assert defaults is not None
    defaults[0].clear()


def test_there_are_five_kinds_of_parameters() -> None:
    assert fm.parameter_kinds(fm.build_url) == {
        "base": "positional-only",
        "path": "positional or keyword",
        "segments": "variadic positional",
        "slash": "keyword-only",
        "query": "variadic keyword",
    }


@given(segments=st.lists(names, min_size=1), slash=st.booleans(), query=st.dictionaries(names, names))
def test_a_url_says_what_it_was_built_of(segments: list[str], slash: bool, query: dict[str, str]) -> None:
    reserved = {"slash", "path"} & query.keys()
    query = {key: value for key, value in query.items() if key not in reserved}

    url = urlsplit(fm.build_url("https://shop.example", *segments, slash=slash, **query))

    assert url.path == "/" + "/".join(segments) + "/" * slash
    assert parse_qs(url.query) == {key: [value] for key, value in query.items()}


def test_a_url_without_query_has_no_question_mark_and_base_may_be_in_it() -> None:
    assert fm.build_url("b", path="orders") == "b/orders"
    assert fm.build_url("b", "orders", base="EUR", limit=2) == "b/orders?base=EUR&limit=2"


def test_a_charge_names_its_currency() -> None:
    assert fm.charge("o-7", amount=Decimal("9.90"), currency="EUR") == "o-7: 9.90 EUR"


@pytest.mark.parametrize(
    ("args", "kwargs", "message"),
    [
        (("o-7", 5, "EUR"), {}, "charge() takes 2 positional arguments but 3 were given"),
        (("o-7", 5), {}, "charge() missing 1 required keyword-only argument: 'currency'"),
        (
            (),
            {"order_id": "o-7", "amount": 5, "currency": "EUR"},
            "charge() got some positional-only arguments passed as keyword arguments: 'order_id'",
        ),
        (("o-7", 5), {"amount": 5, "currency": "EUR"}, "charge() got multiple values for argument 'amount'"),
        (("o-7", 5), {"currency": "EUR", "retry": True}, "charge() got an unexpected keyword argument 'retry'"),
        (("o-7", 5), {"currency": "EUR"}, None),
    ],
)
def test_a_call_that_does_not_fit_is_refused(
    args: tuple[object, ...], kwargs: dict[str, object], message: str | None
) -> None:
    assert fm.call_error(fm.charge, *args, **kwargs) == message


def test_a_list_as_default_is_shared_by_all_calls() -> None:
    assert fm.tagged_broken("first") is fm.tagged_broken("second")
    assert fm.tagged_broken.__defaults__ == (["first", "second"],)
    assert fm.tagged_broken("x", ["own"]) == ["own", "x"]


@given(tags=st.lists(names))
def test_a_new_list_each_time_and_the_callers_stays(tags: list[str]) -> None:
    before = tags.copy()
    assert fm.tagged("new", tags) == [*before, "new"]
    assert tags == before
    assert fm.tagged("new") == ["new"]


def test_an_assignment_makes_a_name_local_to_the_whole_function() -> None:
    message = "cannot access local variable '_served' where it is not associated with a value"
    with pytest.raises(UnboundLocalError, match=message):
        fm.count_request_broken()


def test_global_writes_the_name_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fm, "_served", 41)
    assert [fm.count_request(), fm.count_request()] == [42, 43]


def test_a_name_is_looked_up_from_the_inside_out_but_not_in_a_class() -> None:
    assert fm.lookups() == {
        "local": "local",
        "enclosing": "enclosing",
        "global": "global",
        "class": "global",
        "built-in": "builtins",
    }


@given(cents=st.integers(0, 10**9), percent=st.integers(0, 100))
def test_both_discounts_agree_and_only_one_changes_its_argument(cents: int, percent: int) -> None:
    order = fm.Order("o-7", Decimal(cents) / 100)
    before = deepcopy(order)

    lower = fm.discounted(order, percent)
    assert (order, lower.id) == (before, "o-7")
    assert lower.total * 100 == before.total * (100 - percent)

    fm.discount_in_place(order, percent)
    assert order == lower


def test_binding_a_parameter_anew_is_invisible_outside() -> None:
    order = fm.Order("o-7", Decimal(1))
    fm.rebound(order)
    assert order == fm.Order("o-7", Decimal(1))


def test_a_summary_is_signature_and_first_line() -> None:
    assert fm.summary(fm.charge) == (
        "charge(order_id: str, /, amount: decimal.Decimal, *, currency: str) -> str\n"
        "Return ``ORDER: AMOUNT CURRENCY``; the currency has to be named."
    )

    def undocumented() -> None: ...

    assert fm.summary(undocumented) == "undocumented() -> None\n"


def test_the_story_tells_the_same_twice(capsys: pytest.CaptureFixture[str]) -> None:
    fm.main()
    first = capsys.readouterr().out
    fm.main()
    assert capsys.readouterr().out == first
    assert "tags=[]    ['first'], then ['first', 'second']" in first
    assert "tags=None  ['first'], then ['second']" in first
    assert "TypeError: charge() missing 1 required keyword-only argument: 'currency'" in first
    assert "UnboundLocalError: cannot access local variable '_served'" in first
    assert "in place, and retried          Order(id='o-7', total=Decimal('162" in first
