"""A quiz asks for code: the function is written in the practice folder, and the example's own tests grade it.

The file is the one of ``study practice``. It may be checked as often as one likes; only skipping it counts as wrong.
What was reached shows in ``study list``, too.

Cost: each check runs the example's tests once, in a copy of the topic.
Not for: whole exercises; here only the functions that the question names have to be done.
"""

from study.asking import SKIP, Answer
from study.dialogue import Dialogue
from study.drawing import exercise_of, functions_asked
from study.grading import Grader, Report
from study.learner_files import learner_file, read_learner_file, start
from study.places import where
from study.processes import Runner
from study.progress import TABLES, record
from study.projects import UsageError
from study.questions import Question
from study.results import State
from study.topics import Exercise
from study.workspace import Workspace


def write_code(workspace: Workspace, question: Question, dialogue: Dialogue) -> Answer:
    """Ask for the functions of a question until they are done or skipped; raise EOFError when nothing is typed."""
    exercise = exercise_of(question)
    asked = functions_asked(question)
    try:
        written = start(workspace, exercise)
    except UsageError as error:
        dialogue.verdict(f"It cannot be written here: {error}", good=False)
        return Answer(SKIP, right=False)
    dialogue.say(f"Write {', '.join(asked)} in {'this new file' if written else 'this file, which you have begun'}:")
    dialogue.line(f"  {where(learner_file(workspace, exercise))}")
    while dialogue.read(f"Enter checks it, {SKIP} skips it: ").strip().lower() != SKIP:
        try:
            report = _grade(workspace, exercise)
        except UsageError as error:
            dialogue.verdict(f"Not done: {error}", good=False)
            continue
        open_ones = [f"{name} ({report.functions[name]})" for name in asked if report.functions[name] is not State.DONE]
        if not open_ones:
            dialogue.verdict("Right: its tests pass.", good=True)
            return Answer("done", right=True)
        dialogue.verdict(f"Not done: {', '.join(open_ones)}", good=False)
        _say_why(report, dialogue)
    dialogue.verdict("Skipped.", good=False)
    return Answer(SKIP, right=False)


def _grade(workspace: Workspace, exercise: Exercise) -> Report:
    source, encoding = read_learner_file(workspace, exercise)
    with workspace.console.status("Running the tests ..."), Runner() as runner, Grader(exercise, runner) as grader:
        report = grader.grade(source, encoding)
    with workspace.store(TABLES) as store:
        record(store, exercise, source, report.done, len(report.functions), passed=report.passed)
    return report


def _say_why(report: Report, dialogue: Dialogue) -> None:
    if report.problem:
        dialogue.line(report.problem)
    elif report.failure:
        dialogue.line(f"{report.test.rpartition('::')[2]}: {report.failure.message}")
    elif State.WAITING in report.functions.values():
        to_do = ", ".join(name for name, state in report.functions.items() if state is State.TO_DO)
        dialogue.line(f"Its tests also need what is to do yet: {to_do}")
