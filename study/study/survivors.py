"""Which functions can be emptied without a test noticing: mutation testing with a single, blunt mutation.

For each function of a project, its module's tests run in a copy in which that one function raises. The
tests of the same name come first, then those that import the module, then those that reach it; the first
failure ends it. Hypothesis gets few examples until everything is green; then all of it runs once more as
the tests have it.

A failure counts when the same tests are green with nothing emptied; that is looked at once for each group of tests. Of
a file that is emptied as a whole, to see that an exercise fails before it is begun, a test that ends at an emptied
function is enough: the topic's own tests run with the reference in any case.

Exercises are first emptied a dozen at a time, see ``study.starters``.

Cost: one to four pytest runs a function, on as many processors as there are workers.
Not for: judging how good tests are; a function whose result is never looked at is caught, too, as soon as
it is called.
Source: DeMillo, Lipton, Sayward, "Hints on Test Data Selection", 1978.
"""

import importlib.util
import os
import queue
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from study.copies import Copy
from study.emptying import REPLACEMENT, Function, empty, find_functions
from study.exercises import looked_at, starter
from study.imports import ImportGraph
from study.processes import Finished, Runner
from study.projects import Project, UsageError, not_python, shown
from study.pytest_runs import mentions, plan, run_pytest
from study.sources import read_source
from study.starters import batches, proven
from study.topics import functions_to_write
from study.warm import WarmPython, outside_imports, plugins_of_pytest

NO_TESTS_RAN = 5  # what pytest returns when it collected nothing


class Outcome(StrEnum):
    """What the tests made of an emptied function. All but the first two mean that no test noticed."""

    CAUGHT = "a test fails"
    TIMED_OUT = "its tests did not end in time"
    GREEN = "its tests stay green"
    UNTESTED = "no test imports its module"


@dataclass(frozen=True, slots=True)
class Blank:
    """One function to empty; without one, the file as the exercise that a learner begins with."""

    file: Path
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one emptied function."""

    blank: Blank
    outcome: Outcome

    @property
    def survived(self) -> bool:
        """Whether the function can be emptied without a test noticing."""
        return self.outcome in {Outcome.GREEN, Outcome.UNTESTED}


def blanks_in(modules: Iterable[Path]) -> list[Blank]:
    """Return the public functions of modules, or raise UsageError for one that is not Python."""
    blanks = []
    for module in modules:
        try:
            functions = find_functions(read_source(module)[0])
        except SyntaxError as error:
            raise not_python(module, error) from error
        blanks += [Blank(module, function) for function in functions]
    return blanks


def exercises_in(modules: Iterable[Path]) -> list[Blank]:
    """Return the modules that a learner can write, each emptied as a whole; raise UsageError for one not Python."""
    return [Blank(module) for module in modules if functions_to_write(module)]


class Judge:
    """Empties functions of one project and runs their tests, each worker in a copy of its own."""

    def __init__(
        self, project: Project, runner: Runner, *, workers: int, timeout: float, own_tests_only: bool = False
    ) -> None:
        """Use ``workers`` copies at once; a run of tests may take ``timeout`` seconds.

        ``own_tests_only`` leaves out tests that reach a module, but are about another one.
        """
        self._groups = 1 if own_tests_only else None
        self._project = project
        self._runner = runner
        self._workers = workers
        self._timeout = timeout
        self._copies: queue.SimpleQueue[Copy] = queue.SimpleQueue()
        self._green: set[tuple[Path, ...]] = set()

    def judge(self, blanks: Sequence[Blank], report: Callable[[Verdict], None]) -> None:
        """Report a verdict for each function, as they come.

        Raises UsageError, with pytest's output, when the tests that fail are not green before anything is emptied.
        """
        with (
            TemporaryDirectory(prefix="blanks-", ignore_cleanup_errors=True) as folder,
            WarmPython(["pytest", *plugins_of_pytest(), *outside_imports(self._project)], os.environ) as self._python,
            ThreadPoolExecutor(self._workers) as pool,
        ):
            try:
                self._graph = ImportGraph(self._project)  # meanwhile, that Python imports
                plans = {blank.file: plan(self._graph, blank.file)[: self._groups] for blank in blanks}
                for blank in blanks:
                    if not plans[blank.file]:
                        report(Verdict(blank, Outcome.UNTESTED))
                tested = [blank for blank in blanks if plans[blank.file]]
                for number in range(min(self._workers, len(tested))):
                    self._copies.put(Copy(self._project, Path(folder, str(number)).resolve()))
                functions = [blank for blank in tested if blank.function]
                files = [blank.file for blank in tested if not blank.function]
                needs = {file: set().union(*map(self._graph.imported_by, plans[file][0])) for file in files}
                futures = [pool.submit(self._exercises, batch, plans) for batch in batches(files, needs)]
                futures += [pool.submit(self._functions, blank, plans) for blank in functions]
                for future in as_completed(futures):
                    for verdict in future.result():
                        report(verdict)
            except BaseException:
                self._runner.stop()
                pool.shutdown(cancel_futures=True)
                raise

    def _exercises(self, files: list[Path], plans: Mapping[Path, list[list[Path]]]) -> list[Verdict]:
        """Judge exercises, together at first, and those that this does not prove one by one."""
        emptied = {file: self._emptied(Blank(file)) for file in files}
        tests = {file: plans[file][0] for file in files}
        copy = self._copies.get()

        def run(some: Sequence[Path], environment: Mapping[str, str]) -> Finished:
            options = ("-p", "study_starters", "--tb=native", "--continue-on-collection-errors", *_few_examples(some))
            return self._pytest(copy, some, *options, environment=environment)

        try:
            sure = proven(copy, emptied, tests, run) if len(files) > 1 else set()
        finally:
            self._copies.put(copy)
        return [
            Verdict(Blank(file), Outcome.CAUGHT) if file in sure else self._verdict(Blank(file), plans[file])
            for file in files
        ]

    def _functions(self, blank: Blank, plans: Mapping[Path, list[list[Path]]]) -> list[Verdict]:
        return [self._verdict(blank, plans[blank.file])]

    def _emptied(self, blank: Blank) -> tuple[str, str]:
        """Return the source with the function or, as an exercise, with all of them emptied; and its encoding."""
        source, encoding = read_source(blank.file)
        if blank.function:
            return empty(source, [blank.function]), encoding
        return starter(source, looked_at(self._graph, blank.file)), encoding

    def _verdict(self, blank: Blank, groups: list[list[Path]]) -> Verdict:
        emptied, encoding = self._emptied(blank)
        copy = self._copies.get()
        try:
            for group, options in _runs(groups):
                with copy.changed(blank.file, emptied, encoding):
                    finished = self._pytest(copy, group, "-x", "--tb=line", *options)
                if finished.returncode not in {0, NO_TESTS_RAN}:
                    if blank.function or REPLACEMENT.split()[-1] not in finished.output:
                        self._expect_green(copy, group)
                    return Verdict(blank, Outcome.TIMED_OUT if finished.returncode is None else Outcome.CAUGHT)
            return Verdict(blank, Outcome.GREEN)
        finally:
            self._copies.put(copy)

    def _expect_green(self, copy: Copy, group: Sequence[Path]) -> None:
        """Make sure, once, that a group of tests fails because of what was emptied and not anyway."""
        if tuple(group) not in self._green:
            finished = self._pytest(copy, group, "-x", "--tb=short")
            if finished.returncode != 0:
                why = "do not end in time" if finished.returncode is None else "are not green"
                message = f"the tests {why} with nothing emptied\n{finished.output}"
                raise UsageError(f"{shown(self._project.root)}: {message}")
            self._green.add(tuple(group))

    def _pytest(
        self, copy: Copy, files: Sequence[Path], *options: str, environment: Mapping[str, str] | None = None
    ) -> Finished:
        # What is imported already cannot be rewritten for better messages, which nobody reads here.
        options = ("-W", "ignore::pytest.PytestAssertRewriteWarning", *options)
        start = self._python.start
        return run_pytest(
            self._runner, copy, files, *options, timeout=self._timeout, environment=environment, start=start
        )


def _runs(groups: list[list[Path]]) -> list[tuple[list[Path], list[str]]]:
    """Return the files and options of each run: group by group, and all as they are, if Hypothesis was held short."""
    runs = [(group, _few_examples(group)) for group in groups]
    if any(options for _, options in runs):
        runs.append(([file for group in groups for file in group], []))
    return runs


def _few_examples(group: Sequence[Path]) -> list[str]:
    """Return pytest's options for few examples, if there is a test with Hypothesis in the group."""
    if mentions(group, "hypothesis") and importlib.util.find_spec("hypothesis"):
        return ["-p", "study_few_examples", "--hypothesis-profile=few-examples"]
    return []
