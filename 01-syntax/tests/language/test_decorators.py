"""Decorators: what stands in a function's place, what it keeps, and what it loses."""

import inspect
import re

import pytest

from language.decorators import (
    CountCalls,
    ForbiddenError,
    Router,
    explain,
    forgets_the_result,
    logged_by_hand,
    main,
    recorded,
    requires,
    tagged,
)


def refund(order: int, reason: str = "none") -> str:
    """Give the money back."""
    return f"refunded {order}: {reason}"


def serve(order: int) -> str:
    return f"order {order}"


def test_a_wrapper_by_hand_calls_through_and_loses_the_name(capsys: pytest.CaptureFixture[str]) -> None:
    wrapped = logged_by_hand(serve)

    assert wrapped(7) == "order 7"
    assert capsys.readouterr().out == "call 7\n"
    assert wrapped.__name__ == "wrapper"


def test_recorded_passes_arguments_and_result_and_keeps_a_log() -> None:
    log: list[str] = []
    wrapped = recorded(log)(refund)

    assert wrapped(1) == "refunded 1: none"
    assert wrapped(order=2, reason="late") == "refunded 2: late"
    assert log == ["refund", "refund"]


def test_wraps_keeps_name_docstring_and_signature() -> None:
    wrapped = recorded([])(refund)

    assert (wrapped.__name__, wrapped.__doc__) == ("refund", "Give the money back.")
    assert inspect.signature(wrapped) == inspect.signature(refund)
    assert inspect.unwrap(wrapped) is refund


def test_a_wrapper_without_return_gives_none() -> None:
    calls: list[str] = []

    result = forgets_the_result(recorded(calls)(refund))(1)

    assert result is None
    assert calls == ["refund"]


def test_requires_asks_for_the_role_at_each_call() -> None:
    allowed = {"admin"}
    wrapped = requires("admin", lambda: allowed)(refund)

    assert wrapped(1) == "refunded 1: none"
    allowed.clear()

    with pytest.raises(ForbiddenError, match=r"^refund needs admin$"):
        wrapped(1)


def test_a_refused_call_does_not_run_the_function() -> None:
    calls: list[str] = []
    wrapped = requires("admin", lambda: set())(recorded(calls)(refund))

    with pytest.raises(ForbiddenError):
        wrapped(1)

    assert calls == []


def test_layers_run_from_the_top() -> None:
    outer_first: list[str] = []
    inner_first: list[str] = []

    def nobody() -> set[str]:
        return set()

    with pytest.raises(ForbiddenError):
        recorded(outer_first)(requires("admin", nobody)(refund))(1)
    with pytest.raises(ForbiddenError):
        requires("admin", nobody)(recorded(inner_first)(refund))(1)

    assert outer_first == ["refund"]
    assert inner_first == []


def test_route_registers_and_returns_the_function_itself() -> None:
    router = Router()

    assert router.route(serve) is serve
    assert router.endpoints == {"serve": serve}


def test_wrappers_without_names_collide() -> None:
    router = Router()
    router.route(logged_by_hand(serve))

    with pytest.raises(ValueError, match=r"^endpoint 'wrapper' is taken$"):
        router.route(logged_by_hand(lambda order: f"user {order}"))


def test_tagged_returns_the_same_class_with_a_tag() -> None:
    class Invoice:
        pass

    decorated = tagged("billing")(Invoice)

    assert decorated is Invoice
    assert vars(Invoice)["tag"] == "billing"


def test_count_calls_counts_and_looks_like_the_function() -> None:
    counted = CountCalls(refund)

    assert counted(1, reason="late") == "refunded 1: late"
    assert counted(2) == "refunded 2: none"
    assert counted.calls == 2
    assert vars(counted)["__name__"] == "refund"


def test_count_calls_is_not_bound_as_a_method() -> None:
    class Gateway:
        @CountCalls
        def ping(self) -> str:
            return "pong"

    with pytest.raises(TypeError, match=re.escape("ping() missing 1 required positional argument: 'self'")):
        Gateway().ping()  # type: ignore[call-arg]  # mypy sees it too


def test_explain_gives_the_result_or_the_error() -> None:
    assert explain(lambda: "ok") == "'ok'"
    assert explain(lambda: int("x")) == "ValueError: invalid literal for int() with base 10: 'x'"


def test_main_shows_each_form(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "With wraps: 'refund', (order: int, reason: str = '') -> str, 'Give the money back.'" in out
    assert "a missing return -> None" in out
    assert "ValueError: endpoint 'wrapper' is taken" in out
    assert "ForbiddenError: close_account needs admin, after ['close_account']" in out
    assert "'closed 1', after ['close_account', 'body']" in out
    assert "before True, after False; awaited it still works: 'charged 3'" in out
    assert "TypeError: Gateway.ping() missing 1 required positional argument: 'self'" in out
