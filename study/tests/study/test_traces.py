import json
from pathlib import Path

from study.traces import Call, Traced, failing_case, read_traces


def test_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    line = json.dumps({"test": "a", "outcome": "passed", "calls": []})
    (tmp_path / "traces").write_text(f"{line}\n{line[:20]}")

    assert read_traces(tmp_path / "traces") == [Traced("a", True, ())]


def test_without_a_file_there_is_nothing(tmp_path: Path) -> None:
    assert read_traces(tmp_path / "traces") == []


def call(result: str, **arguments: str) -> Call:
    return Call("f", arguments, (), result)


def test_the_case_is_the_first_call_that_ends_otherwise() -> None:
    mine = [
        Traced("a", True, (call("returns 0"),)),
        Traced("b", False, ()),
        Traced("c", False, (call("returns 1", n="1"), call("returns 5", n="2"), call("returns 9", n="3"))),
    ]
    reference = [Traced("c", True, (call("returns 1", n="1"), call("returns 2", n="2"), call("returns 3", n="3")))]

    assert failing_case(mine, reference) == (mine[2], mine[2].calls[1], reference[0].calls[1])


def test_the_case_is_the_last_call_when_all_end_alike() -> None:
    mine = [Traced("c", False, (call("returns <A at 0x1>"), call("returns <A at 0x2>")))]
    reference = [Traced("c", True, (call("returns <A at 0x3>"), call("returns <A at 0x4>"), call("returns 1")))]

    assert failing_case(mine, reference) == (mine[0], mine[0].calls[1], reference[0].calls[1])


def test_functions_of_other_names_are_alike() -> None:
    step, increment = "returns <function counter.<locals>.step at 0x1>", "returns <function counter.<locals>.up at 0x2>"
    mine = [Traced("c", False, (call(step), call("returns 1"), call("returns 1")))]
    reference = [Traced("c", True, (call(increment), call("returns 1"), call("returns 2")))]

    assert failing_case(mine, reference) == (mine[0], mine[0].calls[2], reference[0].calls[2])


def test_where_the_reference_makes_no_call_there_is_none_to_compare() -> None:
    mine = [Traced("c", False, (call("returns 1"), call("returns 2")))]

    assert failing_case(mine, []) == (mine[0], mine[0].calls[0], None)


def test_without_a_failing_test_there_is_no_case() -> None:
    assert failing_case([Traced("a", True, (call("returns 1"),))], []) is None
