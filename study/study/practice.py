"""``study practice``, ``check``, ``diff`` and ``reset``: write an example anew until its own tests pass.

The learner's file lies at the example's path below ``practice/``, which git ignores. It is the learner's: nothing here
writes to it once it is there, but ``reset``, after a question and a copy.

Cost: ``practice`` reads the topic's files; ``check`` runs the example's tests once.
Not for: examples without functions; ``study list`` shows those with.
"""

import difflib
from contextlib import suppress
from datetime import datetime
from typing import Annotated

import typer
from rich.syntax import Syntax

from study.grading import TIMEOUT, Grader
from study.learner_files import find_exercise, learner_file, read_learner_file, start, start_anew
from study.processes import Runner
from study.progress import TABLES, Progress, all_progress, current, digest, next_along_the_path, record, take_up
from study.projects import UsageError, shown
from study.reporting import show_report
from study.sources import read_source
from study.topics import Exercise
from study.watching import watch
from study.workspace import Workspace, open_workspace

Name = Annotated[str | None, typer.Argument(help="Path or name of an example. [the one at hand]")]


def practice(
    name: Annotated[str | None, typer.Argument(help="Path or name of an example. [next along the path]")] = None,
) -> None:
    """Make an example an exercise: its functions are emptied, and you write them."""
    workspace = open_workspace()
    exercises = all_exercises(workspace)
    with workspace.store(TABLES) as store:
        progress, at_hand = all_progress(store), current(store)
        exercise = find_exercise(workspace, name) if name else _next(exercises, progress, at_hand)
        if exercise is None:
            workspace.say("All exercises are passed. `study list` shows them; `study reset NAME` begins one anew.")
            return
        written = start(workspace, exercise)
        take_up(store, exercise)
    _say_what_to_do(workspace, exercise, progress.get(exercise.name), written=written)


def check(
    name: Name = None,
    watching: Annotated[bool, typer.Option("--watch", help="Check again on every save, and on Enter.")] = False,
    poll: Annotated[bool, typer.Option("--poll", help="With --watch: look at the file, for network drives.")] = False,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds for all tests; a third for a single one.")] = TIMEOUT,
) -> None:
    """Check what you wrote with the example's own tests."""
    workspace = open_workspace()
    exercise = chosen(workspace, name)
    read_learner_file(workspace, exercise)
    with Runner() as runner, Grader(exercise, runner, timeout=timeout) as grader:
        if not (watching or poll):
            raise typer.Exit(0 if _check(workspace, grader) else 1)

        def recheck() -> None:
            workspace.say(f"\n{datetime.now().astimezone():%H:%M:%S}")
            try:
                _check(workspace, grader)
            except UsageError as error:  # the next save may mend it
                workspace.say(f"study: {error}")

        watch(learner_file(workspace, exercise), recheck, workspace, poll=poll)


def diff(name: Name = None) -> None:
    """Compare your solution with the reference, once it passes."""
    workspace = open_workspace()
    exercise = chosen(workspace, name)
    source, _ = read_learner_file(workspace, exercise)
    with workspace.store(TABLES) as store:
        progress = all_progress(store).get(exercise.name)
    if progress is None or progress.digest != digest(source):
        workspace.say(f"Your {exercise.name} has not passed as it is now. `study check {exercise.name}` tells.")
        raise typer.Exit(1)
    mine, reference = source.splitlines(), read_source(exercise.file)[0].splitlines()
    names = (shown(learner_file(workspace, exercise)), shown(exercise.file))
    lines = list(difflib.unified_diff(mine, reference, *names, lineterm=""))
    if not lines:
        workspace.say("Yours is the reference, to the letter.")
    elif workspace.console.is_terminal:
        workspace.console.print(Syntax("\n".join(lines), "diff", theme="ansi_dark", word_wrap=True))
    else:
        workspace.say("\n".join(lines))


def reset(
    name: Name = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Begin an exercise anew; what you wrote is kept aside."""
    workspace = open_workspace()
    exercise = chosen(workspace, name)
    file = learner_file(workspace, exercise)
    if file.exists() and not yes:
        _ask(workspace, f"Begin {shown(file)} anew? What is in it is kept in practice/.backups. [y/N] ")
    kept = start_anew(workspace, exercise)
    with workspace.store(TABLES) as store:
        take_up(store, exercise, anew=True)
    if kept:
        workspace.say(f"What you wrote is kept: {shown(kept)}")
    _say_what_to_do(workspace, exercise, None, written=True)


def all_exercises(workspace: Workspace) -> list[Exercise]:
    """Return all exercises along the learning path."""
    return [exercise for topic in workspace.topics for exercise in topic.exercises]


def chosen(workspace: Workspace, name: str | None) -> Exercise:
    """Return the exercise of a name, or the one at hand; raise UsageError when there is none."""
    if name:
        return find_exercise(workspace, name)
    with workspace.store(TABLES) as store:
        at_hand = current(store)
    if at_hand is None:
        raise UsageError("no exercise has been begun; `study practice` begins the first")
    return find_exercise(workspace, at_hand)


def _next(exercises: list[Exercise], progress: dict[str, Progress], at_hand: str | None) -> Exercise | None:
    """Return the exercise at hand until it has passed, then the next along the path."""
    for exercise in exercises:
        if exercise.name == at_hand and (at_hand not in progress or progress[at_hand].passed is None):
            return exercise
    return next_along_the_path(exercises, progress, at_hand)


def _say_what_to_do(workspace: Workspace, exercise: Exercise, progress: Progress | None, *, written: bool) -> None:
    file = learner_file(workspace, exercise)
    count = len(exercise.functions)
    say = workspace.say
    if written:
        say(f"{exercise.name}: {count} function{'s'[: count != 1]} to write.")
    elif progress and progress.passed:
        say(f"{exercise.name} has passed on {progress.passed.astimezone():%d %B %Y}; your file is as you left it.")
        say("`study reset` begins it anew.")
    else:
        say(f"{exercise.name}: begun already; your file is as you left it.")
    say("")
    say(f"  Your file   {shown(file)}")
    say("  Check it    study check --watch  (or once: study check)")
    say("  Stuck?      study hint")
    say("")
    if written:
        say("Write a body wherever it says `raise NotImplementedError`. Types, docstrings and doctests say which.")


def _check(workspace: Workspace, grader: Grader) -> bool:
    exercise = grader.exercise
    source, encoding = read_learner_file(workspace, exercise)
    if workspace.console.is_terminal:
        with workspace.console.status("Running the tests ..."):
            report = grader.grade(source, encoding)
    else:
        report = grader.grade(source, encoding)
    exercises = all_exercises(workspace)
    try:
        with workspace.store(TABLES) as store:
            if report.tests:
                record(store, exercise, source, report.done, len(report.functions), passed=report.passed)
            following = next_along_the_path(exercises, all_progress(store), exercise.name)
    except UsageError:  # progress cannot be stored; what the tests found is told all the same
        show_report(workspace, exercise, source, report, next_along_the_path(exercises, {}, exercise.name))
        raise
    show_report(workspace, exercise, source, report, following)
    return report.passed


def _ask(workspace: Workspace, question: str) -> None:
    """Raise UsageError unless the answer is yes."""
    if not workspace.can_ask:
        raise UsageError("there is nobody to ask whether the file may be replaced; pass --yes")
    answer = ""
    with suppress(EOFError):
        answer = input(question)
    if answer.strip().lower() not in {"y", "yes"}:
        raise UsageError("nothing was changed")
