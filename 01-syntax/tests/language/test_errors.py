"""Tests of errors.py."""

import copy
import traceback
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import errors

stocks = st.dictionaries(st.sampled_from(["tea", "pot", "cup"]), st.integers(0, 9))
skus = st.sampled_from(["tea", "pot", "cup", "jug"])


def test_else_runs_without_an_error_and_finally_always() -> None:
    assert errors.steps("7") == ["try", "else", "finally"]
    assert errors.steps("x") == ["try", "except", "finally"]


@given(stock=stocks, sku=skus, wanted=st.integers(0, 9))
def test_pieces_are_taken_or_the_stock_stays(stock: dict[str, int], sku: str, wanted: int) -> None:
    before = stock.copy()
    left = before.get(sku, 0) - wanted
    if left < 0:
        with pytest.raises(errors.OutOfStockError) as caught:
            errors.take(stock, sku, wanted)
        assert (caught.value.sku, caught.value.wanted, caught.value.left) == (sku, wanted, before.get(sku, 0))
        assert stock == before
    else:
        assert errors.take(stock, sku, wanted) == left
        assert stock == {**before, sku: left}


def test_one_except_catches_every_rule_of_the_shop() -> None:
    assert {cls.__name__ for cls in errors.ShopError.__subclasses__()} >= {"OutOfStockError", "InvalidPriceError"}
    assert not issubclass(errors.ShopError, ValueError)


def test_an_error_with_its_arguments_survives_pickle_and_copy() -> None:
    error = errors.OutOfStockError("tea", 5, 2)
    assert errors.pickled(error) == str(error) == str(copy.copy(error)) == "tea: 5 wanted, 2 left"


def test_an_error_with_only_its_message_does_not() -> None:
    error = errors.MessageOnlyError("tea", 5, 2)
    assert str(error) == str(errors.OutOfStockError("tea", 5, 2))
    assert errors.pickled(error) == (
        "TypeError: MessageOnlyError.__init__() missing 2 required positional arguments: 'wanted' and 'left'"
    )


@given(value=st.decimals(allow_nan=False, allow_infinity=False))
def test_both_read_a_price(value: Decimal) -> None:
    assert errors.price(str(value)) == errors.price_broken(str(value)) == value


def test_a_swallowed_error_is_a_free_article() -> None:
    assert errors.price_broken("O.99") == 0


def test_a_translated_error_keeps_its_cause() -> None:
    with pytest.raises(errors.InvalidPriceError, match=r"not a price: 'O\.99'") as caught:
        errors.price("O.99")
    assert errors.causes(caught.value) == ["InvalidPriceError", "InvalidOperation"]
    assert "direct cause of the following" in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("raw", ["NaN", "sNaN", "-Infinity"])
def test_what_is_no_finite_number_is_no_price(raw: str) -> None:
    with pytest.raises(errors.InvalidPriceError, match="not a price") as caught:
        errors.price(raw)
    assert errors.causes(caught.value) == ["InvalidPriceError"]


def test_a_note_says_which_row() -> None:
    assert errors.prices(["4.50", "2"]) == [Decimal("4.50"), Decimal(2)]
    with pytest.raises(errors.InvalidPriceError) as caught:
        errors.prices(["4.50", "x", "y"])
    assert caught.value.__notes__ == ["in row 2"]
    assert traceback.format_exception(caught.value)[-1] == "in row 2\n"


def test_a_missing_setting_is_named_and_the_mapping_is_not() -> None:
    assert errors.setting({"PORT": "80"}, "PORT") == "80"
    with pytest.raises(LookupError, match=r"^PORT is not set$") as caught:
        errors.setting({}, "PORT")
    assert errors.causes(caught.value) == ["LookupError"]
    assert "KeyError" not in "".join(traceback.format_exception(caught.value))


def test_what_went_wrong_first_stands_behind_the_failed_cleanup() -> None:
    error = errors.cleanup_error()
    assert isinstance(error, ConnectionError)
    assert errors.causes(error) == ["ConnectionError", "InvalidPriceError", "InvalidOperation"]
    assert "During handling of the above exception" in "".join(traceback.format_exception(error))


@pytest.mark.parametrize("lookup", [errors.stock_lbyl, errors.stock_eafp])
@given(stock=stocks, sku=skus)
def test_both_ways_of_asking_agree_with_get(
    lookup: Callable[[Mapping[str, int], str], int], stock: dict[str, int], sku: str
) -> None:
    assert lookup(stock, sku) == stock.get(sku, 0)


class Vanishing(dict[str, int]):
    """Somebody takes the key away between the question and the answer."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.pop(str(key), None)
        return found


def test_who_looks_first_leaps_into_the_gap() -> None:
    with pytest.raises(KeyError, match="tea"):
        errors.stock_lbyl(Vanishing(tea=2), "tea")
    assert errors.stock_eafp(Vanishing(tea=2), "tea") == 2


def test_the_story_shows_what_is_lost_and_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    errors.main()
    out = capsys.readouterr().out
    assert "OutOfStockError('tea', 5, 2) says: tea: 5 wanted, 2 left" in out
    assert "missing 2 required positional arguments" in out
    assert "the price of 'O.99' is 0" in out
    assert "not a price: 'O.99', ['in row 2'], from ['InvalidOperation']" in out
    assert "DATABASE_URL is not set, from []: hidden" in out
    assert "['ConnectionError', 'InvalidPriceError', 'InvalidOperation']" in out
