"""A report of a check for a person: how far each function is, what fails first and why, and what to do next.

What matters most comes last, where the eye is when the command has ended. Words say what colours say.

Cost: a screen of text.
Not for: machines; ``study.grading.Report`` has it all as data.
"""

from pathlib import Path

from rich.table import Table
from rich.text import Text

from study.exercises import lines_of_functions
from study.grading import Report
from study.learner_files import learner_file
from study.projects import shown
from study.results import Failure, State
from study.sources import Lines
from study.topics import Exercise
from study.workspace import Workspace

STYLES = {State.DONE: "green", State.FAILING: "bold red", State.WAITING: "yellow", State.TO_DO: "cyan"}


def show_report(
    workspace: Workspace, exercise: Exercise, source: str, report: Report, following: Exercise | None
) -> None:
    """Show what a check found; ``following`` is the exercise to begin after this one."""
    if report.tests:
        workspace.say("")
        _show_functions(workspace, report)
    file = shown(learner_file(workspace, exercise))
    if report.problem:
        _title(workspace, "The tests could not run to their end.", "bold red")
        workspace.say(report.problem)
        if report.line:
            workspace.say(f"See {file}:{report.line}")
    elif report.failure:
        _show_failure(workspace, exercise, source, report.test, report.failure)
    if not report.tests:
        return
    workspace.say("")
    count = f"{report.done} of {len(report.functions)} function{'s'[: len(report.functions) != 1]} done"
    workspace.say(f"{count}, {report.tests} tests in {report.seconds:.1f} s")
    if report.passed:
        _title(workspace, f"Passed: {exercise.name}", "bold green")
        workspace.say("Compare with the reference: study diff")
        workspace.say(f"Next along the path: study practice {following.name}" if following else "It was the last one.")
    elif report.next and not report.problem:
        _say_what_is_next(workspace, exercise, source, report.next, report.functions[report.next])


def _show_functions(workspace: Workspace, report: Report) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, state in report.functions.items():
        table.add_row(Text(state, STYLES[state]), Text(name))
    workspace.console.print(table)


def _show_failure(workspace: Workspace, exercise: Exercise, source: str, test: str, failure: Failure) -> None:
    file, _, name = test.rpartition("::")
    is_doctest = Path(file).name == exercise.file.name
    _title(workspace, f"Fails first: the doctest of {name}" if is_doctest else f"Fails first: {name}", "bold red")
    if failure.place:
        workspace.say(shown(exercise.topic.root / failure.place))
        workspace.say(f"    {failure.statement}")
    for line in failure.message.splitlines():
        workspace.say(line)
    lines = Lines(source)
    if failure.line and failure.line <= len(lines):
        workspace.say(f"{shown(learner_file(workspace, exercise))}:{failure.line}")
        text = lines[failure.line].strip()
        if not text.startswith(">>>"):  # the message has shown it
            workspace.say(f"    {text}")


def _say_what_is_next(workspace: Workspace, exercise: Exercise, source: str, name: str, state: State) -> None:
    if state is State.WAITING:
        workspace.say(f"All are written, but no test can tell about {name} yet. Look at the failure above.")
        return
    line = lines_of_functions(source).get(name, 1)
    place = f"{shown(learner_file(workspace, exercise))}:{line}"
    workspace.say(f"Next: {'mend' if state is State.FAILING else 'write'} {name}, {place}   (stuck? study hint)")


def _title(workspace: Workspace, text: str, style: str) -> None:
    workspace.say("")
    workspace.console.print(Text(text, style=style), soft_wrap=True)
