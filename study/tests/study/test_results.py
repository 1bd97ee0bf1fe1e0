import json
from pathlib import Path

import pytest

from study.results import Failure, Run, State, Test, culprit, failed, first_failure, line_that_ran, read_run, states

WRONG = Failure("AssertionError", "assert 1 == 2")


def passing(name: str, *calls: str) -> Test:
    return Test(name, set(calls), "passed", ended=True)


def failing(name: str, *calls: str) -> Test:
    return Test(name, set(calls), "failed", WRONG, ended=True)


@pytest.mark.parametrize(
    ("tests", "state"),
    [
        ([passing("1", "f")], State.DONE),
        ([failing("1", "f")], State.FAILING),
        ([passing("1", "f"), failing("2", "f")], State.FAILING),
        ([failing("1", "f", "blank")], State.WAITING),
        ([passing("1", "f"), failing("2", "f", "blank")], State.DONE),
        ([failing("1", "f", "blank"), failing("2", "f")], State.FAILING),
        ([Test("1", {"f"})], State.FAILING),
        ([Test("1", {"f"}, "skipped", ended=True)], State.WAITING),
        ([failing("1", "g")], State.WAITING),
        ([], State.WAITING),
    ],
)
def test_a_written_function_is_judged_by_the_tests_that_call_it(tests: list[Test], state: State) -> None:
    run = Run(tests, code=1)

    assert states(["f", "blank"], {"f"}, run) == {"f": state, "blank": State.TO_DO}


def test_a_function_that_no_test_was_seen_to_call_is_done_when_all_pass() -> None:
    assert states(["f"], {"f"}, Run([passing("1")], code=0)) == {"f": State.DONE}
    assert states(["f"], {"f"}, Run([passing("1")])) == {"f": State.WAITING}


def test_a_test_without_an_end_has_failed() -> None:
    assert failed(Test("1", outcome="passed"))
    assert failed(failing("1"))
    assert not failed(passing("1"))


def test_the_culprit_is_the_function_of_whose_tests_most_fail() -> None:
    tests = [passing("1", "f"), failing("2", "f", "g"), failing("3", "blank", "h"), passing("4", "h")]
    found = states(["f", "g", "h", "blank"], {"f", "g", "h"}, Run(tests, code=1))

    assert found == {"f": State.FAILING, "g": State.FAILING, "h": State.DONE, "blank": State.TO_DO}
    assert culprit(found, tests) == "g"
    assert culprit(found, [*tests, failing("5", "f"), failing("6", "f")]) == "g"
    assert culprit(found, [*tests[1:], failing("5", "f"), failing("6", "f")]) == "f"
    assert culprit({"h": State.DONE}, tests) is None


def test_the_first_failure_calls_the_culprit_and_little_else() -> None:
    found = {"f": State.FAILING, "blank": State.TO_DO}
    tests = [passing("1", "f"), failing("2", "blank", "f"), failing("3"), failing("4", "f", "g"), failing("5", "f")]

    assert first_failure(found, tests) is tests[4]
    assert first_failure(found, tests[:4]) is tests[3]


def test_while_something_is_to_do_failures_without_a_call_are_not_shown() -> None:
    assert first_failure({"blank": State.TO_DO}, [failing("1"), failing("2", "blank")]) is None


def test_when_all_is_written_any_failure_is_shown() -> None:
    test = failing("1")

    assert first_failure({"f": State.WAITING}, [passing("0"), test]) is test


def test_events_become_tests(tmp_path: Path) -> None:
    failure = {"error": "ValueError", "message": "no", "line": 3}
    events: list[dict[str, object]] = [
        {"event": "import", "failure": failure},
        {"event": "call", "function": "at_import"},
        {"event": "start", "test": "a"},
        {"event": "call", "function": "f"},
        {"event": "outcome", "test": "a", "outcome": "passed", "failure": None},
        {"event": "outcome", "test": "a", "outcome": "failed", "failure": failure},
        {"event": "end", "test": "a"},
        {"event": "start", "test": "b"},
        {"event": "call", "function": "g"},
        {"event": "finish", "code": 1},
    ]
    file = tmp_path / "events"
    file.write_text("".join(json.dumps(event) + "\n" for event in events) + '{"event": "sta')

    run = read_run(file)

    why = Failure("ValueError", "no", line=3)
    assert run.tests == [Test("a", {"f"}, "failed", why, ended=True), Test("b", {"g"})]
    assert (run.imports, run.code, run.unfinished) == ([why], 1, run.tests[1])


def test_a_run_that_wrote_nothing_is_empty(tmp_path: Path) -> None:
    run = read_run(tmp_path / "events")

    assert run == Run()
    assert run.unfinished is None


def test_the_innermost_line_of_the_main_thread_is_found() -> None:
    stacks = """Timeout (0:00:01)!
Thread 0x1 (most recent call first):
  File "/a.py", line 1 in helper
Current thread 0x2 (most recent call first):
  File "/lib.py", line 9 in wait
  File "/a.py", line 5 in inner
  File "/a.py", line 7 in outer
"""

    assert line_that_ran(stacks, Path("/a.py")) == 5
    assert line_that_ran(stacks, Path("/lib.py")) == 9
    assert line_that_ran(stacks, Path("/other.py")) is None
