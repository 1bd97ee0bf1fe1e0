import dis

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import bytecode
from language.bytecode import (
    code_objects,
    computes,
    constants,
    count_request,
    count_request_wrong,
    instructions,
    is_final,
    main,
    make_counter,
    scopes,
    seconds_in,
    steps_of_a_global,
)

UNBOUND = "cannot access local variable 'requests_served' where it is not associated with a value"


requests_served = 0


def count_lines(text: str) -> int:
    lines = text.splitlines()
    return len(lines)


def reset_requests() -> None:
    global requests_served
    requests_served = 0


def test_a_request_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bytecode, "requests_served", 41)

    count_request()

    assert bytecode.requests_served == 42


def test_an_assignment_makes_the_name_local_in_the_lines_above_too() -> None:
    with pytest.raises(UnboundLocalError) as caught:
        count_request_wrong()

    assert str(caught.value) == UNBOUND


@given(st.integers())
def test_seconds_of_days(days: int) -> None:
    assert seconds_in(days) == sum((days * 86_000, days * 400))


@pytest.mark.parametrize(
    ("status", "final"), [("paid", True), ("refunded", True), ("cancelled", True), ("open", False)]
)
def test_final_statuses(status: str, final: bool) -> None:
    assert is_final(status) is final


def test_counters_count_each_for_itself() -> None:
    first, second = make_counter(), make_counter()

    assert [first(), first(), second(), first()] == [1, 2, 1, 3]


@pytest.mark.parametrize("function", [count_request, seconds_in, is_final, make_counter, pytest.raises])
def test_instructions_are_those_of_dis(function: object) -> None:
    assert callable(function)
    assert instructions(function) == [each.opname for each in dis.Bytecode(function)]


def test_functions_in_c_have_no_instructions() -> None:
    with pytest.raises(TypeError, match="len> is not written in Python"):
        instructions(len)


def test_scopes_are_decided_by_the_compiler() -> None:
    counter = make_counter()

    assert scopes(count_request) == {"requests_served": "global"}
    assert scopes(count_request_wrong) == {"requests_served": "local"}
    assert scopes(make_counter)["count"] == "cell"
    assert scopes(counter) == {"count": "free"}
    assert scopes(count_lines) == {"text": "local", "lines": "local", "len": "global"}


def test_adding_to_a_global_is_a_read_an_addition_and_a_write() -> None:
    steps = steps_of_a_global(count_request, "requests_served")

    assert (steps[0], steps[-1]) == ("LOAD_GLOBAL", "STORE_GLOBAL")
    assert "BINARY_OP" in steps[1:-1]


def test_a_function_that_only_reads_or_only_writes_has_no_steps() -> None:
    assert steps_of_a_global(count_lines, "len") == []
    assert steps_of_a_global(reset_requests, "requests_served") == []
    assert steps_of_a_global(count_request, "len") == []


def test_constants_are_computed_by_the_compiler() -> None:
    assert 86_400 in constants(seconds_in)
    assert computes(seconds_in) == 1
    assert frozenset({"paid", "refunded", "cancelled"}) in constants(is_final)
    assert is_final.__doc__ not in constants(is_final)


def test_each_function_of_a_module_is_compiled_once_with_it() -> None:
    source = "def outer():\n    def inner(): pass\n    return inner\nclass Order:\n    def total(self): pass"

    assert code_objects(source) == ["<module>", "outer", "outer.<locals>.inner", "Order", "Order.total"]


def test_what_is_not_python_has_no_code() -> None:
    with pytest.raises(SyntaxError):
        code_objects("def")


def test_main_shows_what_the_compiler_decided(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert f"UnboundLocalError: {UNBOUND}" in printed
    assert "the constant 86400; operations left in seconds_in: 1" in printed
    assert "make_counter: cell, following: free" in printed
    assert "LOAD_GLOBAL" in printed
