from http import HTTPStatus
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.pattern_matching import (
    AllOf,
    HasRole,
    Not,
    Rule,
    compile_error,
    explain,
    explain_wrong,
    holds,
    holds_without_last_case,
    main,
    read_webhook,
    run_command,
    shape,
)

ROLES = ["admin", "banned", "editor"]
has_role = st.builds(HasRole, st.sampled_from(ROLES))
rules = st.recursive(has_role, lambda rule: st.builds(Not, rule) | st.builds(AllOf, st.lists(rule).map(tuple)))
role_sets = st.frozensets(st.sampled_from(ROLES))


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("", "nothing to do"),
        ("   ", "nothing to do"),
        ("quit", "stop"),
        ("exit", "stop"),
        ("quit now", "unknown: quit"),
        ("get ada", "read ada"),
        ("get", "unknown: get"),
        ("get a b", "unknown: get"),
        ("set ada 1 2", "write ['1', '2'] to ada"),
        ("set ada", "unknown: set"),
        ("wait 5", "wait for 5 s"),
        ("wait -5", "usage: wait SECONDS"),
        ("wait", "usage: wait SECONDS"),
        ("wait 5 6", "usage: wait SECONDS"),
    ],
)
def test_a_command_is_known_by_the_shape_of_its_words(line: str, answer: str) -> None:
    assert run_command(line) == answer


def payment(amount: object, currency: object = "EUR") -> dict[str, object]:
    return {"type": "payment", "data": {"amount": amount, "currency": currency, "tax": 1}, "id": 7}


def test_a_webhook_may_have_further_keys() -> None:
    assert read_webhook(payment(999, "USD")) == "paid 999 USD"
    assert read_webhook({"type": "refund", "data": {"order": "a-1", "why": "broken"}}) == "refund of a-1"


@pytest.mark.parametrize(
    "event",
    [
        payment(True),
        payment(0),
        payment(-1),
        payment(9.99),
        payment("999"),
        payment(999, "GBP"),
        {"type": "refund", "data": {"order": 1}},
        {"type": "refund"},
        {},
        [],
        "ping",
        None,
    ],
)
def test_what_has_another_shape_is_ignored(event: object) -> None:
    assert read_webhook(event) == "ignored"


def test_a_batch_is_read_one_by_one_and_not_deeper() -> None:
    assert read_webhook([{"type": "ping"}, payment(5), [{"type": "ping"}], 7]) == "pong; paid 5 EUR; ignored; ignored"


def test_a_bare_name_captures_every_status() -> None:
    assert {explain_wrong(status) for status in HTTPStatus} == {"gone"}


def test_a_dotted_name_is_compared() -> None:
    answers = {status: explain(status) for status in HTTPStatus}

    assert {status for status, answer in answers.items() if answer == "gone"} == {HTTPStatus.NOT_FOUND}
    assert {status for status, answer in answers.items() if answer == "fine"} == {200, 204}
    assert answers[HTTPStatus.IM_A_TEAPOT] == "other"


def test_the_compiler_refuses_a_case_after_one_that_captures_all() -> None:
    source = "match status:\n    case NOT_FOUND:\n        pass\n    case 200:\n        pass"

    assert compile_error(source) == "name capture 'NOT_FOUND' makes remaining patterns unreachable"
    assert compile_error(source.replace("NOT_FOUND", "codes.NOT_FOUND")) == ""


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "None"),
        ("", "text"),
        ("ab", "text"),
        ((), "empty sequence"),
        ([], "empty sequence"),
        ((1, 2), "pair"),
        (range(2), "pair"),
        ({}, "dict"),
        ({"a": 1, "b": 2}, "dict"),
        (2, "two"),
        (2.0, "two"),
        (b"ab", "other"),
        ({1, 2}, "other"),
        ((1, 2, 3), "other"),
    ],
)
def test_patterns_have_their_own_idea_of_a_sequence(value: object, name: str) -> None:
    assert shape(value) == name


def evaluate(rule: Rule, roles: frozenset[str]) -> bool:
    """Tell by attributes what ``holds`` tells by patterns."""
    if isinstance(rule, AllOf):
        return sum(evaluate(each, roles) for each in rule.rules) == len(rule.rules)
    return not evaluate(rule.rule, roles) if isinstance(rule, Not) else rule.role in roles


@given(rules, role_sets)
def test_a_rule_holds_as_an_evaluation_by_attributes_says(rule: Rule, roles: frozenset[str]) -> None:
    assert holds(rule, roles) is evaluate(rule, roles)


def test_what_is_no_rule_is_an_assertion_error() -> None:
    stranger = SimpleNamespace(role="admin")

    with pytest.raises(AssertionError, match="Expected code to be unreachable"):
        holds(stranger, frozenset())  # type: ignore[arg-type]  # the wrong type is what is tested


@given(has_role, role_sets)
def test_without_the_last_case_the_others_still_work(rule: HasRole, roles: frozenset[str]) -> None:
    assert holds_without_last_case(rule, roles) is holds(rule, roles)
    assert holds_without_last_case(Not(rule), roles) is not holds(rule, roles)


def test_without_the_last_case_nothing_happens() -> None:
    rule = AllOf(())

    assert holds(rule, frozenset())
    assert holds_without_last_case(rule, frozenset()) is None


def test_main_shows_the_capture(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "`case NOT_FOUND:` for 200: gone - `case HTTPStatus.NOT_FOUND:` for 200: fine" in out
    assert "makes remaining patterns unreachable" in out
    assert "A case forgotten: None" in out
