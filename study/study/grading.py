"""What the example's own tests say about the learner's file.

The tests run in a throw-away copy of the topic in which the learner's file stands in the example's place: the module's
doctests, and the tests of the same name. They run in a process of their own, with limits of time, output and memory, so
a file that loops, floods or crashes costs nothing but an answer that says so.

Cost: copying the topic once, then one run of the tests.
Not for: safety from code that means harm; it runs with the learner's own rights.
"""

import ast
import json
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from study.copies import Copy
from study.emptying import find_functions
from study.exercises import lines_of_functions
from study.imports import ImportGraph
from study.processes import Finished, Runner
from study.projects import UsageError
from study.pytest_runs import plan, run_pytest
from study.results import Failure, Run, State, Test, culprit, failed, first_failure, line_that_ran, read_run, states
from study.sources import Lines, read_source
from study.topics import Exercise

TIMEOUT = 60.0  # seconds for all tests; a single one may take a third of it
TEST_SHARE = 3


@dataclass(frozen=True)
class Report:
    """What the tests made of a file.

    ``functions`` has a state for every function of the exercise, in its order, and ``next`` is the one to work on.
    ``problem`` says in sentences why the tests could not run to their end, with ``line`` being that of the file, if
    there is one. ``failure`` is the one to look at first, and ``test`` the name of its test; there is none when only
    functions to do are to blame. Of ``tests`` that ran, ``failed`` did.
    """

    functions: dict[str, State]
    passed: bool = False
    problem: str = ""
    line: int | None = None
    test: str = ""
    failure: Failure | None = None
    next: str | None = None
    tests: int = field(default=0, compare=False)
    failed: int = field(default=0, compare=False)
    seconds: float = field(default=0.0, compare=False)

    @property
    def done(self) -> int:
        """How many functions are done."""
        return sum(state is State.DONE for state in self.functions.values())


class Grader:
    """Grades versions of one exercise's file, in a copy that lasts as long as the with block."""

    def __init__(self, exercise: Exercise, runner: Runner, *, timeout: float = TIMEOUT) -> None:
        """Raise UsageError when no test is about the exercise, or one is not Python."""
        self.exercise = exercise
        self._runner = runner
        self._timeout = timeout
        self._tests = next(iter(plan(ImportGraph(exercise.topic.project), exercise.file)), [])
        if not self._tests:
            raise UsageError(f"{exercise.name}: no test is about it, so nothing can tell whether it is right")
        self._names = [function.qualname for function in exercise.functions]

    def __enter__(self) -> Self:
        self._temporary = TemporaryDirectory(prefix="study-", ignore_cleanup_errors=True)
        self._folder = Path(self._temporary.name).resolve()
        try:
            self._copy = Copy(self.exercise.topic.project, self._folder / "copy")
        except BaseException:
            self._temporary.cleanup()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._temporary.cleanup()

    @property
    def file(self) -> Path:
        """Where the exercise is in the copy: the name that Python gives to its code."""
        return self._copy.path(self.exercise.file)

    def run(
        self, source: str, encoding: str, options: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> Finished:
        """Run the exercise's own tests against a source, with more options of pytest and environment variables."""
        with self._copy.changed(self.exercise.file, source, encoding):
            return run_pytest(
                self._runner, self._copy, self._tests, *options, timeout=self._timeout, environment=environment
            )

    def grade(self, source: str, encoding: str) -> Report:
        """Return what the tests say about a source."""
        try:
            written = _written(source)
        except SyntaxError as error:
            said = f"Line {error.lineno or 1} is not Python: {error.msg}."
            nothing = dict.fromkeys(self._names, State.TO_DO)
            return Report(nothing, problem=said, line=error.lineno or 1, next=self._names[0])
        defined = lines_of_functions(source)
        gone = [name for name in self._names if name not in defined]
        output, stacks = self._folder / "events", self._folder / "stacks"
        for file in (output, stacks):
            file.unlink(missing_ok=True)
        wanted = {"file": str(self.file), "output": str(output), "stacks": str(stacks)}
        settings = json.dumps(wanted | {"limit": self._timeout / TEST_SHARE})
        options = ("-p", "study_report", "--tb=short", "--show-capture=no")
        finished = self.run(source, encoding, options, {"STUDY_REPORT": settings})
        run = read_run(output)
        found = states(self._names, written, run)
        problem, line = self._problem(source, run, finished, stacks, gone)
        passed = finished.returncode == 0 and run.code == 0 and not problem and set(found.values()) == {State.DONE}
        test = first_failure(found, run.tests)
        return Report(
            found,
            passed,
            problem,
            line,
            test.name if test else "",
            test.failure if test else None,
            culprit(found, run.tests) or _first(found),
            len(run.tests),
            sum(failed(test) for test in run.tests),
            finished.seconds,
        )

    def _problem(
        self, source: str, run: Run, finished: Finished, stacks: Path, gone: Sequence[str]
    ) -> tuple[str, int | None]:
        """Return what kept the tests from running to their end, and the line of the file that did."""
        dumped = stacks.read_text(encoding="utf-8", errors="replace") if stacks.is_file() else ""
        if gone:
            names = ", ".join(gone)
            return f"Gone from your file: {names}. Tests need it; write it again, or see `study reset`.", None
        if run.imports:
            return self._import_problem(source, run.imports[0])
        if "most recent call first" in dumped:
            line = line_that_ran(dumped, self.file)
            return f"{self._stuck(run)} after {self._timeout / TEST_SHARE:.0f} s{_at(source, line)}.", line
        if finished.returncode is None:
            return f"The tests did not end within {self._timeout:.0f} s, so they were ended; see --timeout.", None
        if run.code is None or (run.code > 1 and not run.tests):
            return self._early_end(run, finished), None
        if run.code > 1:
            return f"The run of the tests was broken off (code {run.code}):\n{_tail(finished.output)}", None
        return "", None

    def _import_problem(self, source: str, failure: Failure) -> tuple[str, int | None]:
        if failure.missing:
            return f"Gone from your file: {failure.missing}. Others import it; write it again.", None
        original = read_source(self.exercise.file)[0]
        if failure.module and (failure.line is None or _imports(original, failure.module)):
            return _missing_dependency(failure.module), None
        if failure.error == "NotImplementedError":
            name = _function_at(source, failure.line)
            return f"Importing your file already calls {name}: write that first.", failure.line
        return f"Your file cannot be imported: {failure.message}{_at(source, failure.line)}", failure.line

    def _stuck(self, run: Run) -> str:
        if run.unfinished:
            return f"An endless loop? {_short(run.unfinished)} was ended"
        if run.code is not None:
            return "The tests have ended, but a thread that they started has not; it was ended"
        return (
            "The tests have ended, but Python has not" if run.tests else "Importing your file did not end; it was ended"
        )

    def _early_end(self, run: Run, finished: Finished) -> str:
        if found := re.search(r"No module named '?([\w.]+)'?", finished.output):
            return _missing_dependency(found[1])
        where = f"in {_short(run.unfinished)}" if run.unfinished else "while your file was imported"
        code = finished.returncode or 0
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        return f"Python ended {how} {where}, before the tests were over.\n{_tail(finished.output)}".rstrip()


def _first(found: Mapping[str, State]) -> str | None:
    """Return the first function that is to do, or else the first that waits."""
    for wanted in (State.TO_DO, State.WAITING):
        for name, state in found.items():
            if state is wanted:
                return name
    return None


def _written(source: str) -> set[str]:
    """Return the functions that have a body; raise SyntaxError for what cannot be compiled."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tests say what they think of it
        try:
            compile(source, "<exercise>", "exec", dont_inherit=True)
            return {function.qualname for function in find_functions(source)}
        except (MemoryError, RecursionError):  # what the compiler says of expressions too deep for it
            raise SyntaxError("an expression is nested too deeply") from None


def _at(source: str, line: int | None) -> str:
    """Return a line of the learner's file as the end of a sentence."""
    lines = Lines(source)
    return f", at line {line}: {lines[line].strip()}" if line and line <= len(lines) else ""


def _function_at(source: str, line: int | None) -> str:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if line and node.lineno <= line <= (node.end_lineno or node.lineno):
                    return name
    return "a function that is to do"


def _imports(source: str, module: str) -> bool:
    """Tell whether a source imports a module, or something in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=aliases):
                names.update(alias.name for alias in aliases)
            case ast.ImportFrom(module=str(name), level=0):
                names.add(name)
    return any(f"{name}.".startswith(f"{module}.") for name in names)


def _missing_dependency(module: str) -> str:
    return (
        f"The tests of this exercise need {module}, which this Python has not. `nox -s check` brings it; so does "
        "`nox -s dev`, after which .venv has the command `study`."
    )


def _short(test: Test) -> str:
    return test.name.rpartition("::")[2]


def _tail(output: str) -> str:
    """Return the last lines of an output."""
    return "\n".join(output.rstrip().splitlines()[-8:])[-800:]
